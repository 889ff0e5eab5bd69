"""The grid of chapters on the front page: a directive that lists what the contents list."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sphinx.util.docutils import SphinxDirective

from modelcollapse.contents import chapters

CARD = """\
:::{{grid-item-card}} {title}
:link: /chapters/{url}
:link-type: doc

{drawing}{teaser}
:::"""
DRAWING = "```{{raw}} html\n{svg}```\n\n"
DRAWINGS = Path(__file__).parent / "thumbnails"
"""``NAME.svg`` is drawn on the card of the chapter NAME, in the colors of the palette, so that it follows the theme."""
LEDGER = {
    "title": "The ledger",
    "url": "verdict/ledger",
    "teaser": "Every claim of the book with what was predicted and what was measured.",
}


def grid() -> str:
    """Return the grid in MyST: a card for each chapter, and one for the ledger."""
    cards = [CARD.format(**known, drawing=drawing(known["url"])) for known in (*chapters().values(), LEDGER)]
    return "\n\n".join(["::::{grid} 1 1 2 2\n:gutter: 3", *cards, "::::"])


def drawing(url: str) -> str:
    """Return the drawing of a chapter in MyST; '' if there is none."""
    path = DRAWINGS / f"{Path(url).name}.svg"
    return DRAWING.format(svg=path.read_text(encoding="utf-8")) if path.exists() else ""


class Chapters(SphinxDirective):
    """``{chapters}``: the grid, read again when the contents change."""

    def run(self):
        """Return the grid as nodes."""
        self.env.note_dependency(str(resources.files("modelcollapse.data").joinpath("chapters.toml")))
        return self.parse_text_to_nodes(grid())


def setup(app):
    """Register with Sphinx."""
    app.add_directive("chapters", Chapters)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
