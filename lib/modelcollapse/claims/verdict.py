"""A claim beside the evidence of one run, as text and as a box on a page."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from modelcollapse.claims.evidence import RELATIONS, Evidence
from modelcollapse.claims.sources import label

KINDS = {
    "theorem": "closed form checked",
    "reproduced": "published number, at our scale",
    "direction": "published direction of an effect; its size is ours",
    "qualified": "true under stated conditions only",
    "disputed": "sources disagree; both sides shown",
    "own": "our model, not from the literature",
}


@dataclass(frozen=True)
class Claim:
    """A registered claim; ``measure(rng)`` returns its `Evidence`."""

    id: str
    statement: str
    kind: str
    source: str
    chapter: str
    measure: Callable[[np.random.Generator], Evidence]
    but: str = ""


@dataclass(frozen=True)
class Verdict:
    """A claim with the evidence of one run."""

    claim: Claim
    evidence: Evidence

    @property
    def holds(self) -> bool:
        """Whether the evidence bears the claim out."""
        return self.evidence.holds

    def comparisons(self) -> list[tuple[str, str, str]]:
        """Case, number measured and number predicted of each comparison, with the digits that its error leaves."""
        e, rows = self.evidence, []
        cases = e.cases or [""] * e.measured.size
        for case, found, expected, error in zip(
            cases, e.measured.flat, e.predicted.flat, e.standard_error.flat, strict=True
        ):
            # Samples that are all the same still leave an error of the last bit.
            decimals = shown_decimals(error) if error > 1e-12 * abs(found) else None
            measured = shown(found, decimals) + (f" ± {shown(error, decimals)}" if decimals is not None else "")
            rows.append((case, measured, shown(expected, decimals if e.relation == "equal" else None)))
        return rows

    def numbers(self) -> str:
        """Measured against predicted, in one line."""
        word = RELATIONS[self.evidence.relation]
        lines = ((f"{case}: " if case else "", *numbers) for case, *numbers in self.comparisons())
        return "; ".join(f"{case}measured {measured}, {word} {predicted}" for case, measured, predicted in lines)

    def numbers_html(self) -> str:
        """The same: a line, or a small table of several cases."""
        rows = self.comparisons()
        if len(rows) == 1:
            return html.escape(self.numbers())
        body = "".join(
            f'<tr><th scope="row">{html.escape(case)}</th><td>{measured}</td><td>{predicted}</td></tr>'
            for case, measured, predicted in rows
        )
        head = f'<td></td><th scope="col">measured</th><th scope="col">{RELATIONS[self.evidence.relation]}</th>'
        return f'<table class="mc-cases"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'

    def __repr__(self) -> str:
        mark = "✓" if self.holds else "✗"
        return f"{mark} {self.claim.kind} · {self.numbers()} ({self.evidence.setting}) · {label(self.claim.source)}"

    def _repr_html_(self) -> str:
        claim, mark = self.claim, "✓" if self.holds else "✗"
        but = f'<p class="mc-but"><strong>But:</strong> {html.escape(claim.but)}</p>' if claim.but else ""
        return (
            f'<div class="mc-claim mc-{claim.kind}" id="claim-{claim.id}">'
            f'<p><span class="mc-mark" aria-label="{"holds" if self.holds else "fails"}">{mark}</span> '
            f'<strong class="mc-kind" title="{KINDS[claim.kind]}">{claim.kind}</strong> {html.escape(claim.statement)}</p>{but}'
            f'<div class="mc-numbers">{self.numbers_html()} <span>({html.escape(self.evidence.setting)})</span>'
            f" · {html.escape(label(claim.source))}</div></div>"
        )


def shown_decimals(errors) -> int:
    """Return the decimals that leave two significant digits of the smallest positive error."""
    smallest = np.min(np.asarray(errors)[np.asarray(errors) > 0])
    return max(0, 1 - int(np.floor(np.log10(smallest))))


def shown(values, decimals: int | None = None) -> str:
    """Return numbers as a reader wants them: a few at most, to ``decimals`` or to four significant digits.

    Examples
    --------
    >>> shown([0.50372, -12345.6]), shown(0.50372, 3)
    ('0.5037, −12,346', '0.504')
    """
    values = np.ravel(values)
    plain = [f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.4g}" for value in values]
    texts = plain if decimals is None else [f"{value:,.{decimals}f}" for value in values]
    return ", ".join(text.replace("-", "−") for text in texts[:6]) + (", …" if values.size > 6 else "")
