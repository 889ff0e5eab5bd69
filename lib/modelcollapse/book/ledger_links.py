"""From each claim on a page to its row in the ledger, with the other seeds it was tried on. A Sphinx extension."""

from __future__ import annotations

import re

from modelcollapse.claims import registered
from modelcollapse.claims.tried import tried

LEDGER = "chapters/verdict/ledger"
FOLD = re.compile(
    r'(<details class="mc-claim[^>]* id="claim-([^"]+)">.*?<p class="mc-source">.*?)(</p></div></details>)', re.DOTALL
)
"""A claim as `modelcollapse.claims.line` writes it; its last part names the source."""


def linked(body: str, ledger: str) -> str:
    """Return a page's HTML with a link to the ledger at the end of each claim.

    Examples
    --------
    >>> linked('<details class="mc-claim" id="claim-a.b"><p class="mc-source">source</p></div></details>', "l.html")
    '<details class="mc-claim" id="claim-a.b"><p class="mc-source">source · <a href="l.html#a.b">in the ledger</a></p></div></details>'
    """
    return FOLD.sub(
        lambda found: f'{found[1]}{_seeds(found[2])} · <a href="{ledger}#{found[2]}">in the ledger</a>{found[3]}', body
    )


def _seeds(id: str) -> str:
    found = tried(id) if id in registered() else None
    return f" · {found}" if found else ""


def link(app, pagename, templatename, context, doctree) -> None:
    """Link the claims of a page."""
    if "mc-claim" in context.get("body", "") and LEDGER in app.env.found_docs:
        context["body"] = linked(context["body"], app.builder.get_relative_uri(pagename, LEDGER))


def setup(app):
    """Register with Sphinx."""
    app.connect("html-page-context", link)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
