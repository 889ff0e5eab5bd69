"""A claim beside the evidence of one run, as text and as a line on a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from modelcollapse.claims.evidence import RELATIONS, Evidence
from modelcollapse.claims.kinds import FAILS, mark, verdict_word
from modelcollapse.claims.line import unfolding
from modelcollapse.claims.sources import label


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
    verdict: str = ""


@dataclass(frozen=True)
class Verdict:
    """A claim with the evidence of one run."""

    claim: Claim
    evidence: Evidence

    @property
    def holds(self) -> bool:
        """Whether the evidence bears the claim out."""
        return self.evidence.holds

    @property
    def word(self) -> str:
        """Whether the claim's sentence is true, in words; the evidence must bear out this verdict on it."""
        return verdict_word(self.claim.kind, self.claim.verdict) if self.holds else FAILS

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

    def allowances(self) -> list[str]:
        """How far chance may move each measured number, with the digits that its error leaves."""
        pairs = zip(self.evidence.tolerance.flat, self.evidence.standard_error.flat, strict=True)
        return [f"±{shown(tolerance, shown_decimals(error) if error > 0 else None)}" for tolerance, error in pairs]

    def numbers(self) -> str:
        """Measured against predicted, in one line."""
        word = RELATIONS[self.evidence.relation]
        pairs = self.evidence.compared or [""] * self.evidence.measured.size
        lines = (
            f"{case}{': ' if case else ''}{pair}{'; ' if pair else ''}measured {measured}, {word} {predicted}"
            for (case, measured, predicted), pair in zip(self.comparisons(), pairs, strict=True)
        )
        return "; ".join(lines)

    def __repr__(self) -> str:
        found = f"{self.numbers()} ({self.evidence.setting}) · {label(self.claim.source)}"
        return f"{mark(self.word)} {self.word} · {self.claim.kind} · {found}"

    def _repr_html_(self) -> str:
        return unfolding(self)


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
