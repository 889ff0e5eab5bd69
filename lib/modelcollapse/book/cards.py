"""The card at the head of a chapter, and the ledger of all claims."""

from __future__ import annotations

import html

from modelcollapse import _validation as valid
from modelcollapse import claims
from modelcollapse.claims.sources import label
from modelcollapse.claims.verdict import KINDS
from modelcollapse.contents import chapters


class Page:
    """A piece of HTML that a notebook displays."""

    def __init__(self, text: str, page: str):
        self.text, self._page = text, page

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self._page


def card(chapter: str) -> Page:
    """Return the card of a chapter: what you will be able to do, what comes before, and how long it takes.

    Examples
    --------
    >>> card("gaussian_resampling").text.splitlines()[-1]
    'Before this: a normal distribution. 35 minutes to read, 15 seconds to run. Level: core.'
    """
    known = chapters()[valid.choice("chapter", chapter, chapters())]
    ending = (
        f"{known['before']}. {known['minutes']} minutes to read, {known['seconds']} seconds to run. "
        f"Level: {known['level']}."
    )
    text = "You will be able to:\n" + "\n".join(f"- {o['text']} [{o['id']}]" for o in known["outcomes"])
    items = " · ".join(
        f'{html.escape(o["text"])} <span class="mc-outcome" id="outcome-{o["id"]}">{o["id"]}</span>'
        for o in known["outcomes"]
    )
    page = (
        f'<div class="mc-card" role="note"><p><strong>You will be able to</strong> {items}.</p>'
        f"<p><strong>Before this:</strong> {html.escape(ending)}</p></div>"
    )
    return Page(f"{text}\nBefore this: {ending}", page)


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
        _choice("kind", "Kind", {kind: f"{kind}: {KINDS[kind]}" for kind in in_use})
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


def _row(verdict, titles, order):
    claim = verdict.claim
    link = f"../{chapters()[claim.chapter]['url']}.html"
    but = f'<p class="mc-but"><strong>But:</strong> {html.escape(claim.but)}</p>' if claim.but else ""
    cells = (
        (claim.id, f"<code>{claim.id}</code><p>{html.escape(claim.statement)}</p>{but}"),
        (list(KINDS).index(claim.kind), f'<span class="mc-kind mc-{claim.kind}">{claim.kind}</span>'),
        (order.index(claim.chapter), f'<a href="{link}#claim-{claim.id}">{html.escape(titles[claim.chapter])}</a>'),
        (None, f"{verdict.numbers_html()}<p>{html.escape(verdict.evidence.setting)}</p>"),
        (None, html.escape(label(claim.source))),
    )
    row = "".join(
        '<td role="cell"' + ("" if key is None else f' data-sort="{key}"') + f">{shown}</td>" for key, shown in cells
    )
    return f'<tr id="{claim.id}" role="row" data-kind="{claim.kind}" data-chapter="{claim.chapter}">{row}</tr>'
