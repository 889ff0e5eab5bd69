"""A reference that can be scanned: a line for each name, which unfolds to its signature and all that it says of itself.

A Sphinx extension. Addresses stay as autodoc gives them, at the name, which is always seen.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes


class Entry(nodes.General, nodes.Element):
    """What unfolds below the line of a name."""


class Line(nodes.General, nodes.TextElement):
    """The sentence that says what a name is for."""


def fold_entries(app, doctree) -> None:
    """Fold each description of a page down to its name and its first sentence, methods within their class."""
    for entry in list(doctree.findall(addnodes.desc)):
        fold(entry)


def fold(entry: addnodes.desc) -> None:
    """Fold one description; one that says nothing keeps its signature in sight."""
    *signatures, content = entry.children
    if not content.children or not isinstance(content[0], nodes.paragraph):
        return
    first, *rest = content.children
    line, more = sentence(first.children)
    opened = [nodes.container("", *map(signature, signatures), classes=["mc-signature"])]
    if more:
        opened.append(nodes.paragraph("", "", *more))
    content[:] = [Entry("", Line("", "", *line), *opened, *rest)]
    for each in signatures:
        each[:] = [part for part in each if isinstance(part, addnodes.desc_name)]


def sentence(parts: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Take a paragraph apart after its first sentence."""
    for i, part in enumerate(parts):
        if not isinstance(part, nodes.Text):
            continue
        said, stop, more = part.astext().replace("\n", " ").partition(". ")
        if stop:
            return [*parts[:i], nodes.Text(said + ".")], [nodes.Text(more), *parts[i + 1 :]]
    return parts, []


def signature(found: addnodes.desc_signature) -> nodes.paragraph:
    """Return a signature in full, to be read beside the name that stands for it."""
    return nodes.paragraph("", "", *(part.deepcopy() for part in found), classes=["sig"])


def open_entry(writer, node) -> None:
    """Begin what unfolds."""
    writer.body.append('<details class="mc-entry">')


def close_entry(writer, node) -> None:
    """End it."""
    writer.body.append("</details>\n")


def open_line(writer, node) -> None:
    """Begin the line that is always seen."""
    writer.body.append("<summary>")


def close_line(writer, node) -> None:
    """End it."""
    writer.body.append("</summary>\n")


def setup(app):
    """Register with Sphinx."""
    app.add_node(Entry, html=(open_entry, close_entry))
    app.add_node(Line, html=(open_line, close_line))
    app.connect("doctree-read", fold_entries)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
