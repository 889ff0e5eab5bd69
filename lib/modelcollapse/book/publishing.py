"""Where figures and exercises are shown: whether this is a published page, and the scripts and styles that one needs.

They ship with the library. On a page of Sphinx, `register` adds them once; an exported notebook carries them itself.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

BUILD_VARIABLE = "MODELCOLLAPSE_BUILD"
"""Environment variable that says that output is being published: only then are all states drawn in advance.

``1`` on the pages of the book, which bring scripts and styles; ``inline`` for a document that must stand alone.
"""

STATIC = Path(__file__).parent / "static"
PLAYER = (
    "controls",
    "arrival",
    "glide",
    "stage",
    "announcer",
    "play",
    "memory",
    "entries",
    "drawing",
    "mark",
    "journey",
    "guess",
    "explorer",
    "print",
    "near",
    "together",
    "address",
    "picture",
    "numbers",
    "share",
    "swipe",
    "start",
)
"""Parts of the player, in ``static/player``, in the order in which they are joined."""


def is_published() -> bool:
    """Return whether what is displayed goes to a page without a kernel."""
    return os.environ.get(BUILD_VARIABLE) in {"1", "inline"}


def stands_alone() -> bool:
    """Return whether a published figure brings its own script and style."""
    return os.environ.get(BUILD_VARIABLE) == "inline"


@cache
def figure_styles() -> str:
    """Return the style sheet of figures and explorers."""
    return (STATIC / "figures.css").read_text(encoding="utf-8")


@cache
def player() -> str:
    """Return the script that plays the explorers of a page, harmless where it stands twice."""
    parts = "\n".join((STATIC / "player" / f"{name}.js").read_text(encoding="utf-8") for name in PLAYER)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def register(app) -> None:
    """Give the pages of a Sphinx project the styles and scripts, each once; connected to ``builder-inited``."""
    written = Path(app.outdir) / "_modelcollapse_static"
    written.mkdir(parents=True, exist_ok=True)
    files = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.*")} | {"player.js": player()}
    for name, text in sorted(files.items()):
        (written / f"modelcollapse-{name}").write_text(text, encoding="utf-8")
        if name.endswith(".js"):
            app.add_js_file(f"modelcollapse-{name}", loading_method="defer")
        else:
            app.add_css_file(f"modelcollapse-{name}")
    app.config.html_static_path.append(str(written))
