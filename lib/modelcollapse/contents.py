"""The chapters of the book, in its order: the one place that says which there are and what is known of each."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def chapters() -> dict[str, dict]:
    """Return what is known of every chapter, by the name of its notebook.

    A chapter has a title, a teaser for the front page, learning outcomes, prerequisites (``before``), minutes to read,
    seconds to run, a level, and the address of its page without the ending (``url``).
    """
    text = resources.files("modelcollapse.data").joinpath("chapters.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
