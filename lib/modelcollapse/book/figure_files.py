"""The states of an explorer in a file beside its page: fetched when a reader comes near. A Sphinx extension.

A script that fills the figure's own element, and no JSON to be requested: that works from a disk, without a server, too.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from posixpath import relpath

FOLDER = "_figures"
STATES = re.compile(
    r'(?P<figure><figure class="mc-explorer" id="(?P<id>[^"]+)".*?)'
    r'<script type="application/json" class="mc-states">(?P<data>.*?)</script>',
    re.DOTALL,
)


def split(body: str, page: str) -> tuple[str, dict[str, str]]:
    """Return a page's HTML without the states of its explorers, and the scripts that bring them by their address.

    Examples
    --------
    >>> figure = '<figure class="mc-explorer" id="mc-a"><script type="application/json" class="mc-states">{}</script>'
    >>> html, files = split(figure, "part/one")
    >>> list(files)
    ['_figures/part/one-mc-a.js']
    >>> files["_figures/part/one-mc-a.js"]
    'document.querySelector("#mc-a script.mc-states").textContent = "{}";'
    """
    files = {}

    def move(found) -> str:
        name, place = f"{FOLDER}/{page}-{found['id']}.js", f"#{found['id']} script.mc-states"
        files[name] = f"document.querySelector({json.dumps(place)}).textContent = {json.dumps(found['data'])};"
        version = hashlib.sha256(files[name].encode()).hexdigest()[:8]
        source = f"{relpath(name, str(Path(page).parent))}?v={version}"
        return f'{found["figure"]}<script type="application/json" class="mc-states" data-src="{source}"></script>'

    return STATES.sub(move, body), files


def move_states(app, pagename, templatename, context, doctree) -> None:
    """Write the states of a page's explorers into files of their own."""
    if app.builder.name != "html" or "mc-states" not in (context.get("body") or ""):
        return
    context["body"], files = split(context["body"], pagename)
    for name, text in files.items():
        path = Path(app.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def setup(app):
    """Register with Sphinx."""
    app.connect("html-page-context", move_states, priority=960)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
