"""A build without PyTorch: cells that need it are left out, and the page says so. A Sphinx extension."""

from __future__ import annotations

from importlib.util import find_spec

import nbformat
from nbformat.v4 import new_markdown_cell

TAG = "needs-torch"
NOTE = """\
:::{admonition} Not run here
This step needs PyTorch, which the computer that built this page does not have. `make torch` adds it.
:::"""


def left_out(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook with a note in place of each cell that is tagged as needing PyTorch.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cells = [new_code_cell("import torch", metadata={"tags": ["needs-torch"]}), new_code_cell("1 + 1")]
    >>> [cell.cell_type for cell in left_out(new_notebook(cells=cells)).cells]
    ['markdown', 'code']
    """
    cells = [
        new_markdown_cell(NOTE, id=cell.id) if TAG in cell.metadata.get("tags", []) else cell for cell in notebook.cells
    ]
    return nbformat.from_dict({**notebook, "cells": cells})


def replace(app, docname, source) -> None:
    """Let Sphinx read what is left."""
    if find_spec("torch") is None and app.env.doc2path(docname).endswith(".ipynb"):
        source[0] = nbformat.writes(left_out(nbformat.reads(source[0], as_version=4)))


def imitate(app, config) -> None:
    """Let the page on the library describe networks all the same."""
    if find_spec("torch") is None:
        config.autodoc_mock_imports = [*config.autodoc_mock_imports, "torch"]


def setup(app):
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("config-inited", imitate)
    app.connect("source-read", replace)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
