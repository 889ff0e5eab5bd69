"""Notebooks as plain JSON: those of authors, which are released, and those of students, which may be anything."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION\b.*?^[ \t]*### END SOLUTION[^\n]*", flags=re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS\b.*?^[ \t]*### END HIDDEN TESTS[^\n]*\n?", flags=re.DOTALL | re.MULTILINE
)
HERE_CODE = "# YOUR CODE HERE"
HERE_TEXT = "YOUR ANSWER HERE"
LARGEST = 20_000_000
"""Bytes of a notebook that is read at all."""
SCHEMA = 3
"""Version of nbgrader's metadata."""


class UnreadableError(Exception):
    """A file that is no notebook, with the reason in words for whoever grades."""


def read(path: Path) -> dict:
    """Return a notebook whose cells have text for a source and a name.

    Raises
    ------
    UnreadableError
        if the file is no notebook of Python in format 4: it may be empty, cut off, or something else.
    """
    if path.is_symlink() or not path.is_file():
        raise UnreadableError("the file is a link, or no file")
    if path.stat().st_size > LARGEST:
        raise UnreadableError(f"the file is larger than {LARGEST // 1_000_000} MB")
    try:
        notebook = json.loads(path.read_bytes().decode("utf-8-sig"))
        if notebook["nbformat"] != 4:
            raise UnreadableError(f"the notebook is in format {notebook['nbformat']}, not 4")
        cells = [_cell(cell, place) for place, cell in enumerate(notebook["cells"])]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what = "empty" if path.stat().st_size == 0 else "no notebook, or cut off"
        raise UnreadableError(f"the file is {what} ({type(error).__name__})") from None
    return {**notebook, "cells": cells, "metadata": _mapping(notebook.get("metadata"))}


def _cell(cell: dict, place: int) -> dict:
    source = cell["source"]
    text = "".join(source) if isinstance(source, list) else source
    metadata = _mapping(cell.get("metadata"))
    if not isinstance(text, str):
        raise TypeError("a source that is no text")
    # Colab drops the ids of cells and keeps their metadata; nbgrader's name of a cell is there.
    name = _mapping(metadata.get("nbgrader")).get("grade_id") or cell.get("id") or f"cell {place + 1}"
    return {**cell, "cell_type": str(cell["cell_type"]), "source": text, "metadata": metadata, "name": str(name)}


def _mapping(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def language(notebook: dict) -> str:
    """Return the language that a notebook says it is in; Python if it does not say."""
    known = notebook["metadata"]
    said = _mapping(known.get("kernelspec")).get("language") or _mapping(known.get("language_info")).get("name")
    return str(said or "python").lower()


def repeated(notebook: dict) -> list[str]:
    """Return the names that more than one cell has."""
    return [name for name, times in Counter(cell["name"] for cell in notebook["cells"]).items() if times > 1]


def cleared(cell: dict, *, whole: bool = False) -> dict:
    """Return a cell without its solution, outputs and hidden tests; ``whole`` for an answer in words."""
    if whole:
        return {**cell, "source": HERE_TEXT}
    source = SOLUTION.sub(_stub, HIDDEN.sub("", cell["source"])).rstrip()
    emptied = {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return {**cell, "source": source, **emptied}


def _stub(match: re.Match) -> str:
    """What stands in place of a solution; in a function also something to return."""
    indent = match[1]
    return indent + HERE_CODE + (f"\n{indent}return ..." if indent else "")


def tagged(cell: dict, points: float | None, *, locked: bool) -> dict:
    """Return a cell with nbgrader's metadata.

    A cell with points is one that a human grades there: nbgrader runs hidden tests in the student's own kernel, where
    a student can make them pass, so that it must give no points by itself.
    """
    answers = points is not None
    known = {
        "schema_version": SCHEMA, "grade_id": cell["id"], "cell_type": cell["cell_type"],
        "grade": answers, "solution": answers, "locked": locked, "task": False,
    }  # fmt: skip
    if answers:
        known["points"] = points
    return {**cell, "metadata": {**cell["metadata"], "nbgrader": known}}


def write(path: Path, notebook: Mapping) -> None:
    """Write a notebook as Jupyter does."""
    path.write_text(text_of(notebook), encoding="utf-8")


def text_of(notebook: Mapping) -> str:
    """Return the text of a notebook's file."""
    cells = [{key: value for key, value in cell.items() if key != "name"} for cell in notebook["cells"]]
    for cell in cells:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return json.dumps({**notebook, "cells": cells}, indent=1, ensure_ascii=False) + "\n"
