"""How a claim names its source: a key of ``references.bib`` as authors and year."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from modelcollapse import _validation as valid

DERIVED = "derived"
"""The source of a law that is derived in the book."""


@cache
def labels() -> dict[str, str]:
    """Return the name of every source in prose, by its key.

    They are written by ``make labels``, for reading ``references.bib`` itself would take a BibTeX parser.
    """
    text = resources.files("modelcollapse.data").joinpath("sources.json").read_text(encoding="utf-8")
    return {DERIVED: "derived here"} | json.loads(text)


def label(source: str) -> str:
    """Return the name of a source as prose.

    Examples
    --------
    >>> label("wright1931")
    'Wright 1931'
    """
    return labels()[valid.choice("source", source, labels())]
