"""A small page with nothing but explorers, and the player: what a browser shows of it takes a moment to find out."""

from modelcollapse.book import page
from modelcollapse.book.publishing import figure_styles, player


def document(*figures, before="", after=""):
    """Return the page as HTML."""
    stages = "".join(page.published(each) for each in figures)
    width = '<meta name="viewport" content="width=device-width">'
    head = f'<!DOCTYPE html><html lang="en"><head><title>Small</title>{width}<style>{figure_styles()}</style></head>'
    return f"{head}<body>{before}{stages}{after}<script>{player()}</script></body></html>"
