"""From each claim on a page to its row in the ledger. A Sphinx extension."""

from __future__ import annotations

import re

LEDGER = "chapters/verdict/ledger"
BOX = re.compile(r'(<div class="mc-claim[^>]* id="claim-([^"]+)">.*?)(</div></div>)', re.DOTALL)
"""A claim as `modelcollapse.claims.verdict.Verdict` shows it; its last part names the source."""


def linked(body: str, ledger: str) -> str:
    """Return a page's HTML with a link to the ledger at the end of each claim.

    Examples
    --------
    >>> linked('<div class="mc-claim mc-own" id="claim-a.b"><div>source</div></div>', "ledger.html")
    '<div class="mc-claim mc-own" id="claim-a.b"><div>source · <a href="ledger.html#a.b">in the ledger</a></div></div>'
    """
    return BOX.sub(rf'\1 · <a href="{ledger}#\2">in the ledger</a>\3', body)


def link(app, pagename, templatename, context, doctree) -> None:
    """Link the claims of a page."""
    if "mc-claim" in context.get("body", "") and LEDGER in app.env.found_docs:
        context["body"] = linked(context["body"], app.builder.get_relative_uri(pagename, LEDGER))


def setup(app):
    """Register with Sphinx."""
    app.connect("html-page-context", link)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
