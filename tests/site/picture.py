"""Photograph the built book for the README: ``python -m tests.site.picture`` writes ``_static/book.png``."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from tests.site.browser import DESKTOP, browser, serve
from tests.site.conftest import ALL

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "chapters/loop/gaussian_resampling.html"
STATE = {"generation": "5"}
"""Position of the slider: generation 5."""
GUESS = "6"
"""Position of the guess, apart from both curves."""
LARGEST = 200_000


def photograph(started, address: str) -> bytes:
    """Return a PNG of the chapter on the bell curve, its first explorer moved to `STATE`."""
    page = started.new_page(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    page.goto(f"{address}/{CHAPTER}", wait_until="load")
    page.evaluate(ALL)
    explorer = page.locator("figure.mc-explorer").first
    explorer.locator(".mc-entry").fill(GUESS)
    explorer.locator(".mc-commit").click()
    page.wait_for_timeout(2000)  # it plays to the answer
    for name, position in STATE.items():
        explorer.locator(f"[name={name}]").fill(position)
    explorer.scroll_into_view_if_needed()
    below = page.evaluate(
        "document.querySelector('figure.mc-explorer').getBoundingClientRect().bottom - innerHeight + 2"
    )
    page.evaluate("y => scrollTo({ top: Math.max(0, scrollY + y), behavior: 'instant' })", below)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)
    return page.screenshot()


def reduced(png: bytes) -> bytes:
    """Return the picture in 128 colors, which a page of text and lines does not miss."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    built = ROOT / "_build" / "html"
    if not (built / CHAPTER).exists():
        sys.exit(f"there is no {CHAPTER} in {built}: run make book first")
    with serve(built) as address, browser() as started:
        if started is None:
            sys.exit("there is no Chromium, Chrome or Edge on this machine")
        picture = reduced(photograph(started, address))
    if len(picture) > LARGEST:
        sys.exit(f"the picture has {len(picture):,} bytes; at most {LARGEST:,} belong into the repository")
    (ROOT / "_static" / "book.png").write_bytes(picture)
    print(f"_static/book.png: {len(picture):,} bytes")


if __name__ == "__main__":
    main()
