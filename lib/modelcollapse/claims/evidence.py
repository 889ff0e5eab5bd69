"""What a claim measured, what it predicted, and the statistics that decide between them.

A claim is one of three kinds of sentence, and chance can mislead in a different way about each:

* *equal*: if the predicted value is the true one, a new seed denies it with probability `FALSE_ALARM`.
* *at most*, *at least*: if the bound is true, a new seed denies it with at most that probability.
* *above*, *below*: an effect of at least a stated margin. If there were **no** effect beyond the margin, a new seed
  would assert it with at most that probability. How often a *true* effect is missed is another matter: it depends on
  how far the effect exceeds its margin, which is `Evidence.power`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import nct, norm
from scipy.stats import t as student

from modelcollapse import _validation as valid

FALSE_ALARM = 1e-4
"""Probability that chance alone decides against a true equality or bound, or in favor of an effect that is not there.

It fixes how many standard errors are tolerated. Nobody chooses a tolerance.
"""
SMALL = 0.15
"""Share of a prediction that counts as a small difference, unless a claim states another `Evidence.scale`."""

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
        by the tolerance; ``"above"`` or ``"below"`` when an effect is asserted: ``predicted`` is its margin, which
        ``measured`` must exceed by the tolerance.
    rounding
        half a unit of the last digit of a published ``predicted``; also the tolerance of an exact computation.
    setting
        the parameters, in words.
    cases
        what each comparison is, in a few words, when there are several.
    replicates
        independent samples behind each ``standard_error``. When they are few, the error itself is uncertain, and
        Student's t allows for it. Infinite for an error that is known, or of a share among many trials.
    scale
        the largest difference that a reader would call small, of the shape of ``measured`` or one for all; by default
        `SMALL` of each prediction. State it where a prediction is at or near 0, e.g. as a share of the value at the
        start. A claim whose tolerance exceeds it says little, and the tests refuse it.
    compared
        where ``measured`` is a difference or a ratio of two measured numbers: both, in words, as `against` writes
        them, one text for each comparison. A reader is shown these first.
    """

    measured: float | np.ndarray
    predicted: float | np.ndarray
    standard_error: float | np.ndarray = 0.0
    relation: str = "equal"
    rounding: float = 0.0
    setting: str = ""
    cases: tuple[str, ...] = ()
    replicates: float | np.ndarray = np.inf
    scale: float | np.ndarray | None = None
    compared: tuple[str, ...] = ()

    @classmethod
    def of(cls, samples, predicted, relation="equal", *, axis=-1, **stated):
        """Return the evidence of independent samples: their mean, its standard error, and how many they are.

        Parameters
        ----------
        samples
            array with the independent samples along ``axis``; or a list with the samples of each comparison.
        predicted, relation, stated
            as for `Evidence`: ``rounding``, ``setting``, ``cases``, ``scale`` and ``compared`` may be stated.
        """
        if isinstance(samples, list) and samples and np.ndim(samples[0]) == 1:
            measured, error = np.transpose([mean_and_error(each) for each in samples])
            replicates = np.array([len(each) for each in samples])
        else:
            measured, error = mean_and_error(samples, axis)
            replicates = np.shape(samples)[axis]
        return cls(measured, predicted, error, relation, replicates=replicates, **stated)

    def __post_init__(self):
        valid.choice("relation", self.relation, RELATIONS)
        object.__setattr__(self, "measured", valid.finite_array("measured", self.measured, min_ndim=0))
        if self.scale is None:
            object.__setattr__(
                self, "scale", SMALL * np.abs(valid.finite_array("predicted", self.predicted, min_ndim=0))
            )
        for name in ("predicted", "standard_error", "scale"):
            object.__setattr__(self, name, self._like_measured(name))
        for name in ("cases", "compared"):
            texts = getattr(self, name)
            if texts and len(texts) != np.size(self.measured):
                raise valid.refuse(name, texts, f"one for each of the {np.size(self.measured)} numbers measured")
        valid.number("rounding", self.rounding, low=0)
        for name in ("standard_error", "scale"):
            if (getattr(self, name) < 0).any():
                raise valid.refuse(name, float(getattr(self, name).min()), "non-negative")
        if not np.all(np.asarray(self.replicates) > 1):
            raise valid.refuse("replicates", self.replicates, "at least 2")
        if self.relation == "equal" and not np.all(self.standard_error + self.rounding > 0):
            raise valid.refuse("standard_error", self.standard_error.tolist(), "positive, unless rounding is")

    def _like_measured(self, name: str) -> np.ndarray:
        """Return a parameter as an array of the shape of ``measured``; one number serves for all."""
        values = valid.finite_array(name, getattr(self, name), min_ndim=0)
        if values.shape not in {(), self.measured.shape}:
            raise valid.refuse(name, values.shape, f"of the shape of measured, {self.measured.shape}")
        return np.broadcast_to(values, self.measured.shape)

    @property
    def is_effect(self) -> bool:
        """Whether the claim asserts an effect beyond a margin."""
        return self.relation in {"above", "below"}

    @property
    def errors_allowed(self) -> np.ndarray:
        """Standard errors of each comparison that chance may account for: `FALSE_ALARM` shared among all."""
        sides = 2 if self.relation == "equal" else 1
        allowed = student.isf(FALSE_ALARM / (sides * self.measured.size), np.asarray(self.replicates) - 1)
        return np.broadcast_to(allowed, self.measured.shape)

    @property
    def tolerance(self) -> np.ndarray:
        """How far chance may move each ``measured``: the standard errors allowed, plus the rounding."""
        return self.errors_allowed * self.standard_error + self.rounding

    @property
    def strain(self) -> np.ndarray:
        """Share of the allowance that each comparison uses up; the claim holds if none exceeds 1.

        The distance to the prediction, or beyond the bound, in tolerances; of an effect, the tolerance in units of
        what is measured beyond the margin.
        """
        excess = self.measured - self.predicted
        over = {"equal": np.abs(excess), "at most": excess, "at least": -excess, "above": excess, "below": -excess}
        part, whole = np.maximum(over[self.relation], 0), self.tolerance
        if self.is_effect:
            part, whole = whole, part
        unlimited = np.where((part > 0) | self.is_effect, np.inf, 0.0)
        with np.errstate(over="ignore"):  # a tolerance of the last bit may be overstepped without end
            return np.divide(part, whole, out=unlimited, where=whole > 0)

    @property
    def holds(self) -> bool:
        """Whether every measured value is where it was predicted."""
        return bool((self.strain <= 1).all())

    @property
    def is_sharp(self) -> np.ndarray:
        """Whether each comparison tolerates small differences only. An effect must exceed its tolerance: it is sharp."""
        return (self.tolerance <= self.scale) | self.is_effect

    @property
    def power(self) -> float:
        """Probability that a new seed bears out an effect that is truly as large as the measured one.

        A lower bound: the comparisons may fail on different seeds. Of an equality or a bound that is true, it is what
        `FALSE_ALARM` leaves. Samples that happen to be all alike pass for exact, which only other seeds can refute.
        """
        if not self.is_effect:
            return 1 - FALSE_ALARM
        beyond = np.abs(self.measured - self.predicted) - self.rounding
        few = np.broadcast_to(np.asarray(self.replicates, dtype=float), self.measured.shape)
        missed = map(_missed, beyond.flat, self.standard_error.flat, self.errors_allowed.flat, few.flat)
        return max(0.0, 1 - sum(missed)) if self.holds else 0.0


def _missed(beyond: float, error: float, allowed: float, replicates: float) -> float:
    """Probability that ``replicates`` new samples show an effect by fewer standard errors than it needs."""
    if beyond > 100 * allowed * error:
        return 0.0
    room = beyond / error
    return float(norm.cdf(allowed - room) if np.isinf(replicates) else nct.cdf(allowed, replicates - 1, room))


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


def against(first, second, unit: str = "", form: str = "+.2f") -> str:
    """Return the means of two samples side by side, for the ``compared`` of an `Evidence`.

    Parameters
    ----------
    first, second
        samples, or numbers.
    unit
        what they are counted in, if anything.
    form
        how to write a number.

    Examples
    --------
    >>> against([0.08, 0.10], [0.55, 0.59], "nats")
    '+0.09 against +0.57 nats'
    """
    texts = (f"{np.mean(values):{form}}".replace("-", "−") for values in (first, second))
    return f"{' against '.join(texts)} {unit}".rstrip()


def steps_between(first: int, last: int) -> tuple[str, ...]:
    """Return the cases of a claim on each step from one generation to the next.

    Examples
    --------
    >>> steps_between(1, 3)
    ('generation 1 to 2', 'generation 2 to 3')
    """
    return tuple(f"generation {t} to {t + 1}" for t in range(first, last))
