"""What the outputs of a page depend on, as one hash.

A page depends on what its code imports. Three things it asks for by name instead, so that a page depends on its own
entry only: a claim, an exercise, and the card of a chapter.
"""

from __future__ import annotations

import ast
import hashlib
import json
from pathlib import Path

from nbformat import NotebookNode

from modelcollapse import _closure
from modelcollapse.book.cards import chapters

REGISTRIES = ("modelcollapse.claims", "modelcollapse.book.check")
"""Modules that load a module of each chapter."""

BY_CHAPTER = ("modelcollapse.claims", "modelcollapse.book.exercises")
"""Packages that hold a module of each chapter."""

WHOLE = {"ledger"}
"""Functions that show something of every chapter."""


def fingerprint(notebook: NotebookNode, chapter: str, root: Path = _closure.LIBRARY) -> str:
    """Return a hash of a notebook's code and of all that it depends on.

    Parameters
    ----------
    notebook
        its code cells count.
    chapter
        the name of its file without the ending.
    root
        the folder in which our own packages lie.

    Raises
    ------
    SyntaxError
        if the code is no Python.
    """
    code = ast.parse("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))
    if {alias.name for node in ast.walk(code) if isinstance(node, ast.ImportFrom) for alias in node.names} & WHOLE:
        return _closure.fingerprint(code, root)
    own = [f"{package}.{chapter}" for package in BY_CHAPTER if chapter in chapters()]
    parts = [code, *(ast.parse(f"import {module}") for module in own)]
    hashes = [_closure.fingerprint(part, root, registries=REGISTRIES, without={"chapters.toml"}) for part in parts]
    entry = json.dumps(chapters().get(chapter), sort_keys=True)
    return hashlib.sha256(" ".join([*hashes, entry]).encode()).hexdigest()[:32]
