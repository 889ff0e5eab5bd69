"""The ledger: every claim of the book with its evidence."""

from __future__ import annotations

import html

from modelcollapse import claims
from modelcollapse.book.cards import Page
from modelcollapse.claims.kinds import KINDS, mark
from modelcollapse.claims.sources import label
from modelcollapse.claims.tried import tried
from modelcollapse.contents import chapters

NAMES = {"direction": "direction reproduced"}
"""How the ledger calls a kind whose own name would say too little."""


def ledger() -> Page:
    """Measure every claim of the book and return the ledger: one row a claim, sortable and filterable on the page."""
    verdicts, missing = _measured()
    failed = [verdict.claim.id for verdict in verdicts if not verdict.holds]
    if failed:
        raise claims.ClaimError("not borne out: " + ", ".join(failed))
    titles = {name: known["title"] for name, known in chapters().items()}
    in_use = [kind for kind in KINDS if any(verdict.claim.kind == kind for verdict in verdicts)]
    order = [name for name in titles if any(verdict.claim.chapter == name for verdict in verdicts)]
    filters = (
        _choice("kind", "Kind", {kind: f"{NAMES.get(kind, kind)}: {KINDS[kind]}" for kind in in_use})
        + _choice("chapter", "Chapter", {name: titles[name] for name in order})
        + '<label>Search <input type="search" data-filter="text"></label>'
    )
    head = "".join(
        f'<th scope="col" role="columnheader"><button type="button" disabled>{name}</button></th>'
        for name in ("Claim", "Kind", "Chapter", "Evidence", "Source")
    )
    rows = "".join(_row(verdict, titles, order) for verdict in verdicts)
    page = (
        f'<div class="mc-ledger"><div class="mc-filters" hidden>{filters}</div><p role="status">{len(verdicts)} claims</p>'
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="Claims">'
        # The roles say what a phone, which stacks the cells, would otherwise forget: this is a table.
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div></div>'
    )
    if missing:
        page += f"<p>Not measured here, where PyTorch is not installed: {', '.join(missing)}.</p>"
    return Page("\n".join(f"{verdict.claim.id}: {verdict!r}" for verdict in verdicts), page)


def _measured():
    """The verdicts, and the ids of claims on networks where PyTorch, which is optional, is not installed."""
    verdicts, missing = [], []
    for id in claims.registered():
        try:
            verdicts.append(claims.evaluate(id))
        except ImportError as error:
            if error.name != "torch":
                raise
            missing.append(id)
    return verdicts, missing


def _choice(name, title, options):
    entries = "".join(f'<option value="{value}">{html.escape(text)}</option>' for value, text in options.items())
    return f'<label>{title} <select data-filter="{name}"><option value="">all</option>{entries}</select></label>'


def _seeds(id):
    found = tried(id)
    return f'<p class="mc-seeds">{str(found).capitalize()}.</p>' if found else ""


def _verdict(verdict):
    word = html.escape(verdict.word)
    return f'<span class="mc-mark" aria-hidden="true">{mark(verdict.word)}</span> <strong class="mc-verdict">{word}</strong>'


def _row(verdict, titles, order):
    claim = verdict.claim
    link = f"../{chapters()[claim.chapter]['url']}.html"
    but = f'<p class="mc-but"><strong>But:</strong> {html.escape(claim.but)}</p>' if claim.but else ""
    cells = (
        (claim.id, f"<code>{claim.id}</code><p>{_verdict(verdict)} · {html.escape(claim.statement)}</p>{but}"),
        (
            list(KINDS).index(claim.kind),
            f'<span class="mc-kind mc-{claim.kind}">{NAMES.get(claim.kind, claim.kind)}</span>',
        ),
        (order.index(claim.chapter), f'<a href="{link}#claim-{claim.id}">{html.escape(titles[claim.chapter])}</a>'),
        (None, f"{verdict.numbers_html()}<p>{html.escape(verdict.evidence.setting)}</p>{_seeds(claim.id)}"),
        (None, html.escape(label(claim.source))),
    )
    row = "".join(
        '<td role="cell"' + ("" if key is None else f' data-sort="{key}"') + f">{shown}</td>" for key, shown in cells
    )
    return f'<tr id="{claim.id}" role="row" data-kind="{claim.kind}" data-chapter="{claim.chapter}">{row}</tr>'
