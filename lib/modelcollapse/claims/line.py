"""A claim on a page: one line, the verdict first, that unfolds to all that stands behind it.

Plain HTML: it works in a notebook and without scripts. On paper the line stands, with its numbers.
"""

from __future__ import annotations

import inspect
import re
from html import escape
from textwrap import dedent

from modelcollapse.claims.evidence import RELATIONS
from modelcollapse.claims.kinds import KINDS, mark
from modelcollapse.claims.sources import label

IN_LINE = {"pairs": 2, "predictions": 1}
"""Comparisons that a line has room for."""
POWER = re.compile(r"\^(?:\(((?:[^()]|\([^()]*\))*)\)|(−?\w+))")
"""An exponent in a statement, in parentheses unless it is a single symbol."""


def unfolding(verdict) -> str:
    """Return a verdict as HTML: a line, and what it unfolds to."""
    claim = verdict.claim
    but = f'<p class="mc-but"><strong>But:</strong> {escape(claim.but)}</p>' if claim.but else ""
    return (
        f'<details class="mc-claim mc-{claim.kind}" id="claim-{claim.id}"><summary>'
        f'<span class="mc-mark" aria-hidden="true">{mark(verdict.word)}</span> '
        f'<strong class="mc-verdict">{escape(verdict.word)}</strong> · '
        f'<span class="mc-statement">{typeset(claim.statement)}</span> '
        f'<span class="mc-found">{escape(found(verdict))}</span></summary>'
        f'<div class="mc-evidence">{but}{numbers(verdict)}'
        f'<p class="mc-setting">{escape(verdict.evidence.setting)}</p>{code(claim.measure)}'
        f'<p class="mc-source"><span class="mc-kind">{claim.kind}</span>, {KINDS[claim.kind]} · '
        f"{escape(label(claim.source))}</p></div></details>"
    )


def typeset(statement: str) -> str:
    """Return a statement as HTML, with its exponents raised.

    Examples
    --------
    >>> typeset("p^(τ^−t) < k^β/r")
    'p<sup>τ<sup>−t</sup></sup> &lt; k<sup>β</sup>/r'
    """
    return _raised(escape(statement))


def _raised(text):
    return POWER.sub(lambda power: f"<sup>{_raised(power[1] or power[2])}</sup>", text)


def found(verdict) -> str:
    """Return what was found, in a few words: two measured numbers side by side, or measured and predicted."""
    relation = RELATIONS[verdict.evidence.relation]
    rows = verdict.comparisons()
    pairs = verdict.evidence.compared or [""] * len(rows)
    parts = [
        f"{case}{': ' if case else ''}{pair or f'measured {measured} · {relation} {predicted}'}"
        for (case, measured, predicted), pair in zip(rows, pairs, strict=True)
    ]
    room = IN_LINE["pairs" if verdict.evidence.compared else "predictions"]
    rest = len(parts) - room
    return "; ".join(parts[:room]) + (f"; and {rest} more" if rest > 0 else "")


def numbers(verdict) -> str:
    """Return the comparisons as a table: measured, predicted, and what chance is allowed."""
    evidence, rows = verdict.evidence, []
    pairs = evidence.compared or [""] * evidence.measured.size
    for (case, *values), allowed, pair in zip(verdict.comparisons(), verdict.allowances(), pairs, strict=True):
        cells = "".join(f"<td>{escape(value)}</td>" for value in (*([pair] if pair else []), *values, allowed))
        rows.append(f'<tr><th scope="row">{escape(case)}</th>{cells}</tr>')
    names = (*(["side by side"] if evidence.compared else []), "measured", RELATIONS[evidence.relation])
    head = "".join(f'<th scope="col">{name}</th>' for name in (*names, "chance allowed"))
    return (
        f'<div class="mc-scroll"><table class="mc-cases"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def code(measure) -> str:
    """Return the code that measured a claim, folded; nothing where there is no file with it."""
    try:
        source = dedent(inspect.getsource(measure))
    except (OSError, TypeError):
        return ""
    body = source[source.index("def ") :].rstrip()
    return f'<details class="mc-code"><summary>The code that measured it</summary><pre>{escape(body)}</pre></details>'
