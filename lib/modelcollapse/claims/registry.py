"""Executable claims: a statement, its source, what the formula predicts and what the simulation measures."""

from __future__ import annotations

import html
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from modelcollapse import _validation as valid
from modelcollapse.claims.sources import label

KINDS = {
    "theorem": "closed form checked",
    "reproduced": "published number, at our scale",
    "qualified": "true under stated conditions only",
    "disputed": "sources disagree; both sides shown",
    "own": "our model, not from the literature",
}
FALSE_ALARM = 1e-4
"""Probability that a true claim fails on a new seed. It fixes how many standard errors are tolerated."""

RELATIONS = {"equal": "predicted", "at most": "at most", "at least": "at least", "above": "above", "below": "below"}


@dataclass(frozen=True)
class Evidence:
    """What a claim measured and what it predicted.

    Parameters
    ----------
    measured, predicted
        numbers, or arrays of one shape when the claim makes several comparisons.
    standard_error
        Monte Carlo standard error of ``measured``, same shape. Zero for a number that is computed exactly.
    relation
        ``"equal"``; ``"at most"`` or ``"at least"`` when ``predicted`` is a proven bound, which chance may overstep
        by the tolerance; ``"above"`` or ``"below"`` when an effect is asserted, which must exceed the tolerance.
    rounding
        half a unit of the last digit of a published ``predicted``; also the tolerance of an exact computation.
    setting
        the parameters, in words.
    cases
        what each comparison is, in a few words, when there are several.
    replicates
        independent samples behind each ``standard_error``. When they are few, the error itself is uncertain, and
        Student's t allows for it. Infinite for an error that is known, or of a share among many trials.
    """

    measured: float | np.ndarray
    predicted: float | np.ndarray
    standard_error: float | np.ndarray = 0.0
    relation: str = "equal"
    rounding: float = 0.0
    setting: str = ""
    cases: tuple[str, ...] = ()
    replicates: float | np.ndarray = np.inf

    @classmethod
    def of(cls, samples, predicted, relation="equal", *, axis=-1, rounding=0.0, setting="", cases=()):
        """Return the evidence of independent samples: their mean, its standard error, and how many they are.

        Parameters
        ----------
        samples
            array with the independent samples along ``axis``; or a list with the samples of each comparison.
        predicted, relation, rounding, setting, cases
            as for `Evidence`.
        """
        if isinstance(samples, list) and samples and np.ndim(samples[0]) == 1:
            measured, error = np.transpose([mean_and_error(each) for each in samples])
            replicates = np.array([len(each) for each in samples])
        else:
            measured, error = mean_and_error(samples, axis)
            replicates = np.shape(samples)[axis]
        return cls(measured, predicted, error, relation, rounding, setting, cases, replicates)

    def __post_init__(self):
        valid.choice("relation", self.relation, RELATIONS)
        for name in ("measured", "predicted", "standard_error"):
            object.__setattr__(self, name, valid.finite_array(name, getattr(self, name), min_ndim=0))
        for name in ("predicted", "standard_error"):
            if np.shape(getattr(self, name)) not in {(), self.measured.shape}:
                raise valid.refuse(
                    name, np.shape(getattr(self, name)), f"of the shape of measured, {self.measured.shape}"
                )
            object.__setattr__(self, name, np.broadcast_to(getattr(self, name), self.measured.shape))
        if self.cases and len(self.cases) != np.size(self.measured):
            raise valid.refuse("cases", self.cases, f"one for each of the {np.size(self.measured)} numbers measured")
        valid.number("rounding", self.rounding, low=0)
        if (self.standard_error < 0).any():
            raise valid.refuse("standard_error", float(self.standard_error.min()), "non-negative")
        if not np.all(np.asarray(self.replicates) > 1):
            raise valid.refuse("replicates", self.replicates, "at least 2")
        if self.relation == "equal" and not np.all(self.standard_error + self.rounding > 0):
            raise valid.refuse("standard_error", self.standard_error.tolist(), "positive, unless rounding is")

    @property
    def tolerance(self) -> np.ndarray:
        """Standard errors allowed for `FALSE_ALARM` shared among the comparisons, plus the rounding."""
        sides = 2 if self.relation == "equal" else 1
        errors = student.isf(FALSE_ALARM / (sides * np.size(self.measured)), np.asarray(self.replicates) - 1)
        return errors * self.standard_error + self.rounding

    @property
    def holds(self) -> bool:
        """Whether every measured value is where it was predicted."""
        excess = self.measured - self.predicted
        if self.relation in {"above", "below"}:
            return bool((excess * (1 if self.relation == "above" else -1) > self.tolerance).all())
        if self.relation == "at most":
            return bool((excess <= self.tolerance).all())
        if self.relation == "at least":
            return bool((-excess <= self.tolerance).all())
        return bool((np.abs(excess) <= self.tolerance).all())


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


class ClaimError(AssertionError):
    """A claim of the book is not borne out."""


_registry: dict[str, Claim] = {}


def claim(id: str, *, statement: str, kind: str, source: str, but: str = ""):
    """Register the decorated function ``measure(rng) -> Evidence`` as a claim of the chapter its module is named after.

    Parameters
    ----------
    id
        ``topic.what-it-says``.
    statement
        one sentence a reader understands without the code.
    kind
        one of `KINDS`.
    source
        a key of ``references.bib``, or ``"derived"`` for a law derived in the book.
    but
        the other side of a disputed claim, or the condition of a qualified one.
    """
    valid.choice("kind", kind, KINDS)
    if kind in {"disputed", "qualified"} and not but:
        raise valid.refuse("but", but, f"given for a {kind} claim: the other side, or the condition")
    if id in _registry:
        raise valid.refuse("id", id, "new; this claim exists")
    label(source)

    def register(measure):
        chapter = measure.__module__.rsplit(".", 1)[-1]
        _registry[id] = Claim(id, statement, kind, source, chapter, measure, but)
        return measure

    return register


def registered() -> dict[str, Claim]:
    """Return all claims by id, in the order of the book."""
    return dict(_registry)


def evaluate(id: str, *, rng=None) -> Verdict:
    """Measure a claim. By default its seed is fixed by its id, so that everyone sees the same numbers."""
    found = _registry[valid.choice("id", id, _registry)]
    rng = valid.generator(zlib.crc32(id.encode()) if rng is None else rng)
    return Verdict(found, found.measure(rng))


def show(id: str) -> Verdict:
    """Measure a claim and return its verdict for display.

    Raises
    ------
    ClaimError
        if the evidence does not bear the claim out: a chapter that shows it then fails to build.
    """
    verdict = evaluate(id)
    if not verdict.holds:
        raise ClaimError(f"{id}: {verdict!r}; tolerance {shown(verdict.evidence.tolerance)}")
    return verdict


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


def mean_and_error(samples, axis: int = -1) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of independent samples and its standard error."""
    samples = valid.finite_array("samples", samples)
    if samples.shape[axis] < 2:
        raise valid.refuse("samples", samples.shape[axis], "at least 2, to have a standard error")
    return samples.mean(axis=axis), samples.std(axis=axis, ddof=1) / np.sqrt(samples.shape[axis])


def share_and_error(hits) -> tuple[float, float]:
    """Return the share of True among independent trials and its standard error.

    The error uses (k + 1)/(n + 2), so that a share of 0 or 1 does not pretend to be certain.
    """
    hits = np.asarray(hits, dtype=bool)
    careful = (hits.sum() + 1) / (hits.size + 2)
    return float(hits.mean()), float(np.sqrt(careful * (1 - careful) / hits.size))


def steps_between(first: int, last: int) -> tuple[str, ...]:
    """Return the cases of a claim on each step from one generation to the next.

    Examples
    --------
    >>> steps_between(1, 3)
    ('generation 1 to 2', 'generation 2 to 3')
    """
    return tuple(f"generation {t} to {t + 1}" for t in range(first, last))
