"""The ledger: every claim of the book with its evidence, and all of them at a glance."""

from __future__ import annotations

from collections import Counter
from html import escape

from modelcollapse import claims
from modelcollapse.book.cards import Page
from modelcollapse.claims import line
from modelcollapse.claims.kinds import KINDS, mark
from modelcollapse.claims.sources import label
from modelcollapse.claims.tried import tried
from modelcollapse.contents import chapters

NAMES = {"direction": "direction reproduced"}
"""How the ledger calls a kind whose own name would say too little."""
VERDICTS = {"✓": ("holds", "hold"), "◐": ("part", "hold in part"), "✗": ("not", "do not hold")}
"""Mark of a verdict → its name on the page, and how many sentences say it."""
COLUMNS = ("Verdict", "Claim", "Kind", "Chapter")


def claims_at_a_glance() -> Page:
    """Measure every claim of the book and return them as a wall: a square a claim, a row a chapter."""
    verdicts, _ = _measured()
    many = Counter(mark(verdict.word) for verdict in verdicts)
    title = f"{len(verdicts)} claims: " + ", ".join(f"{many[each]} {words}" for each, (_, words) in VERDICTS.items())
    key = " ".join(f'<span class="mc-square mc-{name}"></span> {words}' for name, words in VERDICTS.values())
    rows = "".join(
        f'<li><a href="../{chapters()[name]["url"]}.html">{escape(chapters()[name]["title"])}</a>'
        f'<span class="mc-squares">{"".join(_square(verdict) for verdict in group)}</span></li>'
        for name, group in _by_chapter(verdicts).items()
    )
    page = f'<p class="mc-title">{title}</p><p class="mc-key" aria-hidden="true">{key}</p>'
    touched = '<div class="mc-touched" role="status" hidden></div>'
    return Page(title, f'<div class="mc-wall">{page}<ul role="list">{rows}</ul>{touched}</div>')


def ledger() -> Page:
    """Measure every claim of the book and return the ledger: one row a claim, sortable and filterable on the page."""
    verdicts, missing = _measured()
    failed = [verdict.claim.id for verdict in verdicts if not verdict.holds]
    if failed:
        raise claims.ClaimError("not borne out: " + ", ".join(failed))
    order = list(_by_chapter(verdicts))
    head = "".join(
        f'<th scope="col" role="columnheader"><button type="button" disabled>{name}</button></th>' for name in COLUMNS
    )
    rows = "".join(_row(verdict, order) for verdict in verdicts)
    page = (
        f'<div class="mc-ledger"><div class="mc-filters" hidden>{_filters(verdicts, order)}</div>'
        f'<p role="status">{len(verdicts)} claims</p><div class="mc-scroll" tabindex="0" role="region" aria-label="Claims">'
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


def _by_chapter(verdicts):
    groups = {name: [verdict for verdict in verdicts if verdict.claim.chapter == name] for name in chapters()}
    return {name: group for name, group in groups.items() if group}


def _square(verdict):
    said = escape(f"{verdict.word}: {verdict.claim.statement}")
    name = VERDICTS[mark(verdict.word)][0]
    return f'<a class="mc-square mc-{name}" href="#{verdict.claim.id}" title="{said}" aria-label="{said}"></a>'


def _filters(verdicts, order):
    marks = {mark(verdict.word) for verdict in verdicts}
    many = Counter(verdict.claim.kind for verdict in verdicts)
    return (
        _choice("verdict", {name: f"{each} {words}" for each, (name, words) in VERDICTS.items() if each in marks})
        + _choice("kind", {kind: f"{NAMES.get(kind, kind)} ({many[kind]})" for kind in KINDS if many[kind]})
        + _choice("chapter", {name: chapters()[name]["title"] for name in order})
        + '<label>Search <input type="search" data-filter="text"></label>'
    )


def _choice(name, options):
    entries = "".join(f'<option value="{value}">{escape(text)}</option>' for value, text in options.items())
    return f'<label>{name.capitalize()} <select data-filter="{name}"><option value="">all</option>{entries}</select></label>'


def _row(verdict, order):
    claim, each = verdict.claim, mark(verdict.word)
    name = VERDICTS[each][0]
    kind = NAMES.get(claim.kind, claim.kind)
    link = f'<a href="../{chapters()[claim.chapter]["url"]}.html#claim-{claim.id}">{escape(chapters()[claim.chapter]["title"])}</a>'
    cells = (
        (list(VERDICTS).index(each), f'<span class="mc-square mc-{name}" role="img" aria-label="{name}"></span>'),
        (claim.id, _unfolding(verdict)),
        (list(KINDS).index(claim.kind), f'<span class="mc-kind">{kind}</span>'),
        (order.index(claim.chapter), link),
    )
    row = "".join(f'<td role="cell" data-sort="{key}">{shown}</td>' for key, shown in cells)
    return (
        f'<tr id="{claim.id}" role="row" data-verdict="{name}" data-kind="{claim.kind}" data-chapter="{claim.chapter}">'
        f"{row}</tr>"
    )


def _unfolding(verdict):
    claim = verdict.claim
    but = f'<p class="mc-but"><strong>But:</strong> {escape(claim.but)}</p>' if claim.but else ""
    seeds = tried(claim.id)
    last = ". ".join(part for part in (label(claim.source), str(seeds or "").capitalize()) if part)
    return (
        f'<details><summary><strong class="mc-word mc-{VERDICTS[mark(verdict.word)][0]}">{escape(verdict.word)}</strong> · '
        f'{line.typeset(claim.statement)} <span class="mc-found">{escape(line.found(verdict))}</span></summary>'
        f'<div class="mc-evidence">{but}{line.numbers(verdict)}<p>{escape(verdict.evidence.setting)}</p>'
        f"<p>{escape(last)}. <code>{claim.id}</code></p></div></details>"
    )
