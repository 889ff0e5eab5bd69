"""A market in which buyers follow a chart that counts every title in proportion, and the urn that it is without taste.

A buyer follows the chart with probability ``influence`` s, and chooses by ``appeal`` q otherwise; the chart counts every
title as ``start`` a before anything is sold, and K is the number of titles.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma

from modelcollapse.theory._law import DISTRIBUTION, ITEMS, POSITIVE, SHARE, iterated, law


def _moments(appeal, influence, start, sold):
    """Means of the number sold of each title and of its square, after ``sold`` sales; titles on the last axis."""
    influence, start, sold = (np.asarray(value)[..., None] for value in (influence, start, sold))
    titles = appeal.shape[-1]
    shape = np.broadcast_shapes(appeal.shape, influence.shape, start.shape, sold.shape)

    def step(n, found):
        mean, square = found
        follows = influence / (n - 1 + titles * start)  # the chance of a title is own + follows × its number
        own = (1 - influence) * appeal + follows * start
        chance = own + follows * mean
        return np.stack([mean + chance, square + 2 * (own * mean + follows * square) + chance])

    return iterated(step, np.zeros((2, *shape)), sold)


@law(appeal=DISTRIBUTION, influence=SHARE, start=POSITIVE, sold=ITEMS)
def concentration(appeal, influence, start, sold):
    """Return the mean sum of the squared shares of the market; its inverse is near the effective number of titles.

    Source: derived; a title's mean and mean square after one more sale are linear in those before.

    Examples
    --------
    >>> round(concentration([0.25] * 4, 1.0, 1.0, 10**4), 4), round(concentration([0.25] * 4, 0.0, 1.0, 10**4), 4)
    (0.4001, 0.2501)
    """
    _, square = _moments(appeal, influence, start, sold)
    return square.sum(axis=-1) / sold**2


@law(appeal=DISTRIBUTION, influence=SHARE, start=POSITIVE, sold=ITEMS)
def disagreement(appeal, influence, start, sold):
    """Return the mean squared difference of a title's share between two worlds, summed over the titles.

    Source: derived, as `concentration`: twice the variance of the shares.

    Examples
    --------
    >>> round(disagreement([0.25] * 4, 1.0, 1.0, 10**4), 4), round(disagreement([0.25] * 4, 0.0, 1.0, 10**4), 6)
    (0.3001, 0.00015)
    """
    mean, square = _moments(appeal, influence, start, sold)
    return 2 * (square - mean**2).sum(axis=-1) / sold**2


@law(titles=ITEMS, start=POSITIVE)
def urn_concentration(titles, start):
    """Return where `concentration` settles if everybody follows the chart: (a + 1)/(K a + 1), whatever the appeal.

    Source: Eggenberger and Pólya (1923); the shares are Dirichlet(a, …, a).

    Examples
    --------
    >>> urn_concentration(4, 1)
    0.4
    """
    return (start + 1) / (titles * start + 1)


@law(titles=ITEMS)
def urn_largest_share(titles):
    """Return the mean share of the best-selling title if everybody follows the chart and a = 1: H_K / K.

    The shares are then the pieces of a stick broken at K - 1 random places.

    Source: derived.

    Examples
    --------
    >>> round(urn_largest_share(48), 4)
    0.0929
    """
    return (digamma(titles + 1) + np.euler_gamma) / titles
