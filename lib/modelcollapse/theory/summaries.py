"""What a report keeps of the records behind it, what a rule made of reports admits, and what a trial of everybody costs."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from modelcollapse import _validation as valid
from modelcollapse.theory._law import DISTRIBUTION, FITS, POSITIVE, SHARE, TIME, VECTOR, law, number

INSIDE = number(0, 1, include_low=False, include_high=False)
PART = number(0, 1, include_low=False)


@law(replaced=SHARE, t=TIME)
def raw_left(replaced, t):
    """Return the share of records never lost in ``t`` generations, each of which replaces a share of them.

    Every third moment about the mean, and every excess of a fourth, shrinks by the same factor while the mean and the
    covariance stand still: the records are a mixture of raw ones and Gaussians with those same two moments.

    Source: derived.

    Examples
    --------
    >>> round(raw_left(0.2, 10), 4)
    0.1074
    """
    return (1 - replaced) ** t


@law(weights=DISTRIBUTION, means=VECTOR, sds=VECTOR, width=POSITIVE, t=FITS, each=("width", "t"))
def lower_limit(weights, means, sds, width, t):
    """Return the lower limit of trial ``t``; see `upper_limit`.

    Source: derived.

    Examples
    --------
    >>> round(lower_limit([1.0], [0.0], [1.0], 2, 2), 3)
    -1.759
    """
    return _limits(weights, means, sds, width, t)[0]


@law(weights=DISTRIBUTION, means=VECTOR, sds=VECTOR, width=POSITIVE, t=FITS, each=("width", "t"))
def upper_limit(weights, means, sds, width, t):
    """Return the upper limit of trial ``t``, if each admits mean ± ``width`` SD of those admitted before.

    Everybody comes in trial 0; infinitely many patients come to each, from a mixture of Gaussians. The limits follow from
    the moments of truncated Gaussians.

    Source: derived.

    Examples
    --------
    >>> [round(upper_limit([1.0], [0.0], [1.0], 2, t), 3) for t in (1, 2, 3)]
    [2.0, 1.759, 1.644]
    """
    return _limits(weights, means, sds, width, t)[1]


@law(
    weights=DISTRIBUTION,
    means=VECTOR,
    sds=VECTOR,
    center=number(),
    spread=POSITIVE,
    width=POSITIVE,
    t=TIME,
    each=("width", "t"),
)
def admitted(weights, means, sds, center, spread, width, t):
    """Return the share of a group, itself Gaussian, that trial ``t`` admits by the limits of the last reports.

    Source: derived.

    Examples
    --------
    >>> [round(admitted([0.94, 0.04, 0.02], [0, 3, -3.5], [1, 0.6, 0.5], 3, 0.6, 2, t), 4) for t in (1, 8)]
    [0.2264, 0.006]
    """
    low, high = _limits(weights, means, sds, width, t)
    return ndtr((high - center) / spread) - ndtr((low - center) / spread)


def _limits(weights, means, sds, width, t):
    if (sds <= 0).any():
        raise valid.refuse("sds", float(np.min(sds)), "positive (the smallest is shown)")
    low, high = np.full((2, len(weights)), [[-np.inf], [np.inf]])
    for _ in range(int(t)):
        mean, sd = _moments(weights, means, sds, low[:, None], high[:, None])
        low, high = mean - width * sd, mean + width * sd
    return low, high


def _moments(weights, means, sds, low, high):
    """Mean and SD of a mixture of Gaussians between two limits."""
    below, above = (np.clip((limit - means) / sds, -40, 40) for limit in (low, high))
    start, end = (np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) for z in (below, above))
    mass = weights * (ndtr(above) - ndtr(below))
    first = means * mass + weights * sds * (start - end)
    second = (
        means * first + sds**2 * mass + weights * sds * (sds * (below * start - above * end) + means * (start - end))
    )
    total = mass.sum(axis=-1)
    mean = first.sum(axis=-1) / total
    return mean, np.sqrt(second.sum(axis=-1) / total - mean**2)


@law(effect=POSITIVE, share=PART, power=INSIDE, alpha=INSIDE)
def patients_per_arm(effect, share=1.0, power=0.8, alpha=0.05):
    """Return how many patients each arm of a trial needs if the drug moves a ``share`` of them by ``effect`` SD.

    The average effect is share × effect, and the arm that gets the drug varies more: share (1 - share) effect² is added to
    its variance. Normal approximation, two-sided test at ``alpha``, as a real number.

    Source: the textbook formula; the dilution is that of Simon and Maitournam (2004).

    Examples
    --------
    >>> round(patients_per_arm(1.06), 2), round(patients_per_arm(1.06, 0.04))
    (13.97, 8920)
    """
    needed = ndtri(1 - alpha / 2) + ndtri(power)
    return needed**2 * (2 + share * (1 - share) * effect**2) / (share * effect) ** 2


@law(n_patients=POSITIVE, effect=POSITIVE, share=PART, alpha=INSIDE)
def power(n_patients, effect, share=1.0, alpha=0.05):
    """Return the chance that a trial with ``n_patients`` an arm shows the effect of `patients_per_arm`.

    Source: the same normal approximation, both sides counted.

    Examples
    --------
    >>> round(power(8732, 1.06, 0.04), 3)
    0.792
    """
    signal = share * effect / np.sqrt((2 + share * (1 - share) * effect**2) / n_patients)
    needed = ndtri(1 - alpha / 2)
    return ndtr(signal - needed) + ndtr(-signal - needed)
