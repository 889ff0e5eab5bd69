"""Two shares, before and after: their difference, its interval, and what else could have made it.

``found`` of ``of`` is a share, such as colonoscopies in which an adenoma was found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from modelcollapse import _validation as valid
from modelcollapse.theory._law import AT_LEAST_0, ITEMS, POSITIVE, SHARE, law, number

INSIDE = number(0, 1, include_low=False, include_high=False)


class Difference(NamedTuple):
    """A difference of two shares, with its 95% interval and the p-value of no difference."""

    difference: float
    low: float
    high: float
    p: float


def difference(before: tuple[int, int], after: tuple[int, int]) -> Difference:
    """Compare two shares, each given as (found, of): Wald's interval, and the chi-squared test without a correction.

    Every case counts as independent of every other, also those of one doctor.

    Examples
    --------
    >>> [round(float(number), 4) for number in difference((226, 795), (145, 648))]
    [-0.0605, -0.1054, -0.0156, 0.0089]
    """
    (a, n), (b, m) = _counts("before", before), _counts("after", after)
    p, q, pooled = a / n, b / m, (a + b) / (n + m)
    half = norm.ppf(0.975) * np.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    z = (q - p) / error if error else 0.0
    return Difference(q - p, q - p - half, q - p + half, 2 * norm.sf(abs(z)))


def odds_ratio(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float, float]:
    """Return the odds after over the odds before, and Woolf's 95% interval.

    Examples
    --------
    >>> [round(float(number), 2) for number in odds_ratio((226, 795), (145, 648))]
    [0.73, 0.57, 0.92]
    """
    (a, n), (b, m) = _counts("before", before, inside=True), _counts("after", after, inside=True)
    ratio = (b / (m - b)) / (a / (n - a))
    spread = np.exp(norm.ppf(0.975) * np.sqrt(1 / a + 1 / (n - a) + 1 / b + 1 / (m - b)))
    return ratio, ratio / spread, ratio * spread


@law(drop=SHARE, share=INSIDE, before=ITEMS, after=ITEMS, drift=AT_LEAST_0)
def chance_of_a_drop(drop, share, before, after, drift=0.0):
    """Return the chance that the share falls by ``drop`` or more although nobody has become better or worse.

    Each period has its own case mix, season and load, which move the share by a normal amount so that the *difference* of two
    periods has the standard deviation ``drift`` beside that of counting.

    Examples
    --------
    >>> round(chance_of_a_drop(0.06, 0.257, 795, 648), 4), round(chance_of_a_drop(0.06, 0.257, 795, 648, 0.03), 3)
    (0.0047, 0.057)
    """
    return norm.sf(drop / np.sqrt(share * (1 - share) * (1 / before + 1 / after) + drift**2))


@law(drop=SHARE, share=INSIDE, before=ITEMS, after=ITEMS)
def drift_to_explain(drop, share, before, after):
    """Return the drift beside which a drop like this comes, either way, in one of twenty pairs of periods: (drop/1.96)² - s².

    Examples
    --------
    >>> round(drift_to_explain(0.0605, 0.257, 795, 648), 4)
    0.0204
    """
    room = (drop / norm.ppf(0.975)) ** 2 - share * (1 - share) * (1 / before + 1 / after)
    return np.sqrt(np.maximum(room, 0))


@law(share=INSIDE, ratio=POSITIVE, part=INSIDE)
def share_of_the_rest(share, ratio, part):
    """Return the share among the rest, if a ``part`` of all has ``ratio`` times their odds and all together have ``share``.

    Examples
    --------
    >>> round(share_of_the_rest(0.284, 3.6, 0.5), 3)
    0.16
    """
    more = ratio - 1
    a, b = (1 - part) * more, 1 + more * (part - share)
    return 2 * share / (b + np.sqrt(b**2 + 4 * a * share))


def _counts(name, counted, inside=False):
    found, of = (valid.integer(name, number, minimum=int(inside)) for number in counted)
    if of < 1 or found > of - inside:
        raise valid.refuse(name, counted, "(found, of), with found at most of" + " - 1" * inside)
    return found, of
