"""What the outputs of a page depend on, as one hash.

A page depends on what its code imports. The page of a chapter depends on the claims and exercises of this chapter
alone, and on its own entry among the contents.
"""

from __future__ import annotations

import ast
import hashlib
import json
from pathlib import Path

from nbformat import NotebookNode

from modelcollapse import _closure
from modelcollapse.contents import chapters

REGISTRIES = ("modelcollapse.claims", "modelcollapse.book.answers")
"""Modules that load a module of each chapter."""

BY_CHAPTER = ("modelcollapse.claims", "modelcollapse.book.exercises")
"""Packages that hold a module of each chapter."""

CONTENTS = "chapters.toml"
"""The file with an entry for each chapter."""


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
    code = parsed(notebook)
    if chapter not in chapters():
        return _closure.fingerprint(code, root)
    own = (ast.parse(f"import {package}.{chapter}") for package in BY_CHAPTER)
    hashes = [_closure.fingerprint(part, root, registries=REGISTRIES, without={CONTENTS}) for part in (code, *own)]
    entry = json.dumps(chapters()[chapter], sort_keys=True)
    return hashlib.sha256(" ".join([*hashes, entry]).encode()).hexdigest()[:32]


def shows_claims_of(notebook: NotebookNode, chapter: str, root: Path = _closure.LIBRARY) -> set[str]:
    """Return the chapters whose claims a notebook may show: its own, or all for a page like the ledger."""
    if chapter in chapters():
        return {chapter}
    package = _closure.module_file(REGISTRIES[0], root)
    return set(chapters()) if package in _closure.closure(parsed(notebook), root).files else set()


def parsed(notebook: NotebookNode) -> ast.Module:
    """Return the syntax tree of a notebook's code."""
    return ast.parse("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))
