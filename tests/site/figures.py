"""All figures of the built book on one sheet, to compare colors and lettering by eye: ``python -m tests.site.figures``."""

from __future__ import annotations

import base64
import html
import sys

from tests.site.browser import DESKTOP, browser, serve
from tests.site.conftest import ALL, BUILT, pages, source
from tests.site.test_explorers import OPENED

SHEET = BUILT.parent / "figures.html"
STYLE = "body { margin: 1rem; display: flex; flex-wrap: wrap; gap: 1rem; align-items: start } img { width: 560px } p { margin: 0 }"


def pictures(started, address: str, name: str) -> dict[str, bytes]:
    """Return a PNG of every figure of a page by the figure's id: what answers its question, or what paper shows of it."""
    page = started.new_page(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    page.goto(f"{address}/{name}.html", wait_until="load")
    page.evaluate(ALL)
    found = {}
    figures = page.locator("figure:is(.mc-explorer, .mc-figure)").all()
    for figure in figures:
        figure.evaluate(OPENED)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for figure in figures:
        found[figure.get_attribute("id")] = figure.screenshot()
    page.close()
    return found


def sheet(found: dict[str, bytes]) -> str:
    """Return a page with all pictures, each below its address."""
    shown = (
        f'<div><p>{html.escape(each)}</p><img alt="" src="data:image/png;base64,{base64.b64encode(png).decode()}"></div>'
        for each, png in found.items()
    )
    return f"<!DOCTYPE html><title>All figures</title><style>{STYLE}</style>{''.join(shown)}"


def main() -> None:
    with serve(BUILT) as address, browser() as started:
        if started is None:
            sys.exit("there is no Chromium, Chrome or Edge on this machine")
        drawn = [name for name in pages() if "<figure" in source(name)]
        found = {f"{name}#{id}": png for name in drawn for id, png in pictures(started, address, name).items()}
    SHEET.write_text(sheet(found), encoding="utf-8")
    print(f"{len(found)} figures: {SHEET}")


if __name__ == "__main__":
    main()
