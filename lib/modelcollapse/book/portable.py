"""A chapter that somebody downloads: a notebook that reads well anywhere, and says where to get the library.

The notebooks of the book are written in MyST, which JupyterLab understands with an extension. Elsewhere theorems and
citations would be raw text, and solutions would stand open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from modelcollapse.claims.sources import labels

OPENING = re.compile(r"^(:{3,})\{([\w:-]+)\}\s*(.*)$")
THEOREM = re.compile(r"\{prf:theorem\} (.*)\n:label: (\S+)")
OPTION = re.compile(r"^:\w+:")
FOLDED = {"dropdown": "", "solution": "Solution"}
"""Directive → what its fold is called; a dropdown has a title of its own."""
NAMED = {"prf:theorem": "Theorem", "exercise": "Exercise"}
"""Directive → what it is called in prose."""
GUARD = """\
try:
    import modelcollapse
except ModuleNotFoundError:
    raise ModuleNotFoundError({message!r}) from None"""


def portable(notebook: nbformat.NotebookNode, archive: str) -> nbformat.NotebookNode:
    """Return a notebook in plain Markdown that begins with a check for the library.

    Parameters
    ----------
    notebook
        as it is written for the book.
    archive
        where the library is: an address, or the name of the file that the book offers for download.
    """
    where = archive if "://" in archive else f"{archive}, from the page 'Run it yourself' of the book"
    install = f'python -m pip install ipywidgets "{archive}"'
    message = f"This notebook needs the library of its book.\nIt is in {where}.\nInstall it with: {install}"
    said = f"*A chapter of* Model Collapse: An Interactive Textbook. *It needs the book's library:* `{install}`"
    start = [
        new_markdown_cell(said, id="library-where"),
        new_code_cell(GUARD.format(message=message), id="library-here"),
    ]
    titles = {label: title for title, label in THEOREM.findall("\n".join(cell.source for cell in notebook.cells))}
    cells = [
        {**cell, "source": plain(cell.source, titles)} if cell.cell_type == "markdown" else cell
        for cell in notebook.cells
    ]
    return nbformat.from_dict({**notebook, "cells": [*cells[:1], *start, *cells[1:]]})


def plain(text: str, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return Markdown without directives and roles; ``titles`` of theorems by their labels serve for references.

    Examples
    --------
    >>> print(plain(":::{solution} ex-a\\n:class: dropdown\\n\\nSee {cite:t}`wright1931`.\\n:::"))
    <details><summary>Solution</summary>
    <BLANKLINE>
    See Wright (1931).
    <BLANKLINE>
    </details>
    """
    text = re.sub(r"\{cite:([tp])\}`([^`]+)`", _cited, text)
    text = re.sub(r"\{term\}`([^`<]+?)(?: *<[^>]*>)?`", r"\1", text)
    text = re.sub(r"\{prf:ref\}`([^`]+)`", lambda match: f"*{titles.get(match[1], match[1].replace('-', ' '))}*", text)
    return "\n".join(_without_directives(iter(text.split("\n")), ""))


def _cited(match):
    names = [labels().get(key.strip(), key.strip()) for key in match.group(2).split(",")]
    if match.group(1) == "p":
        return f"({'; '.join(names)})"
    return ", ".join(re.sub(r" (\d{4}\w?)$", r" (\1)", name) for name in names)


def _without_directives(lines: Iterator[str], closing: str) -> Iterator[str]:
    """Yield lines up to the one that closes a directive."""
    for line in lines:
        if closing and line.rstrip() == closing:
            return
        opening = OPENING.match(line)
        if not opening:
            yield line
            continue
        colons, name, title = opening.groups()
        body = list(_without_directives(lines, colons))
        while body and (OPTION.match(body[0]) or not body[0].strip()):
            body.pop(0)
        if name in FOLDED:
            yield from [f"<details><summary>{FOLDED[name] or title}</summary>", "", *body, "", "</details>"]
        else:
            heading = f"{NAMED.get(name, name.capitalize())}: {title}".rstrip(": ")
            yield from [f"**{heading}.**", "", *body]
