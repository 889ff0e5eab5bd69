"""How many real items a model is worth: closed forms for loops that weigh real data against synthetic.

A model of words or of a mean that is fitted to I real items has the squared error 1/I, in units of the diversity of
one item. Turned around, any model is *worth* 1/error real items, and of a model of words 1/I is also the share of the
diversity that it has lost. ``n_real`` new real items and ``n_synthetic`` items of the last model come together in
each generation.
"""

from __future__ import annotations

import numpy as np

from modelcollapse.theory._law import AT_LEAST_0, ITEMS, POSITIVE, SHARE, TIME, iterated, law, number

WORTH = number(1)


@law(worth=WORTH, n=ITEMS)
def heard(worth, n):
    """Return what is left of a model's worth when it is known from ``n`` of its items only: I n/(I + n - 1).

    The items have the diversity 1 - 1/I, so that they add (1 - 1/I)/n to the squared error 1/I.

    Source: derived here, from the variance of a multinomial.

    Examples
    --------
    >>> heard(4, 3), heard(1, 7)
    (2.0, 1.0)
    """
    return worth * n / (worth + n - 1)


@law(n_real=ITEMS, n_synthetic=ITEMS, weight=SHARE, mistaken=SHARE)
def weighted_loss(n_real, n_synthetic, weight, mistaken=0.0):
    """Return the share of the diversity lost in the long run when the real items have ``weight`` of the whole.

    Weighted by their numbers, N/(N + n), it is one minus `diversity.fresh_blood`. Without any weight on real items
    everything is lost. A share ``mistaken`` of the items taken for real are by the last model too.

    Source: derived here, by following one pair of items back.

    Examples
    --------
    >>> best = best_weight(1, 99)
    >>> [round(weighted_loss(1, 99, *setting), 3) for setting in ((0.01,), (best,), (best, 0.5))]
    [0.336, 0.091, 0.167]
    """
    same = weight**2 / n_real + (1 - weight) ** 2 / n_synthetic
    copies = 1 - weight + weight * mistaken
    both_copies = copies**2 - (1 - weight) ** 2 / n_synthetic - (weight * mistaken) ** 2 / n_real
    return same / (1 - both_copies)


@law(n_real=ITEMS, n_synthetic=ITEMS)
def best_worth(n_real, n_synthetic):
    """Return the worth at which a loop of words settles with the best weight.

    The root of I = N + ``heard(I, n)``: every generation adds the new items to what is left of the old worth. About
    √(N n) where synthetic items are many.

    Source: derived here; the filter of Kalman (1960) for a state that moves by what each hearing adds.

    Examples
    --------
    >>> best_worth(2, 3), round(best_worth(1, 99), 2)
    (4.0, 10.95)
    """
    return ((n_real + 1) + np.sqrt((n_real + 1) ** 2 + 4 * n_real * (n_synthetic - 1))) / 2


@law(n_real=ITEMS, n_synthetic=ITEMS)
def best_weight(n_real, n_synthetic):
    """Return the weight of the real items with which a loop of words loses least: N over `best_worth`.

    Source: derived here. For many items it is `golden_weight` of N/n.

    Examples
    --------
    >>> best_weight(2, 3), round(best_weight(1, 99), 4)
    (0.5, 0.0913)
    """
    return n_real / best_worth(n_real, n_synthetic)


@law(ratio=POSITIVE)
def golden_weight(ratio):
    """Return the best weight of the real part where the variance of an item is known: (√(κ² + 4κ) - κ)/2, κ = N/n.

    With as many real items as synthetic ones it is the reciprocal of the golden ratio.

    Source: He, Xu and Cheng (2026); it is the gain of Kalman's filter for a random walk seen through noise.

    Examples
    --------
    >>> round(golden_weight(1), 6)
    0.618034
    """
    return (np.sqrt(ratio**2 + 4 * ratio) - ratio) / 2


@law(n_real=ITEMS, n_synthetic=ITEMS, weight=number(0, 1, include_low=False))
def mean_error(n_real, n_synthetic, weight):
    """Return the settled squared error of a mean, in variances of an item, when the real items have ``weight``.

    (w²/N + (1 - w)²/n)/(1 - (1 - w)²), which is least at `golden_weight` of N/n, and there is w/N.

    Source: He, Xu and Cheng (2026).

    Examples
    --------
    >>> round(mean_error(10, 10, 0.5), 4), round(mean_error(10, 10, golden_weight(1)), 4)
    (0.0667, 0.0618)
    """
    copied = (1 - weight) ** 2
    return (weight**2 / n_real + copied / n_synthetic) / (1 - copied)


@law(worth=WORTH, n=ITEMS)
def upkeep(worth, n):
    """Return how many real items a generation hold a loop of words at ``worth``: I - ``heard(I, n)``.

    Source: derived here.

    Examples
    --------
    >>> upkeep(4, 3), upkeep(1, 99)
    (2.0, 0.0)
    """
    return worth - heard(worth, n)


@law(n=ITEMS, change=AT_LEAST_0, t=TIME)
def aged(n, change, t):
    """Return what ``n`` real items are worth after ``t`` generations in which the truth moved on: 1/(1/n + v t).

    ``change`` is the mean squared step of the truth a generation, in variances of an item.

    Source: the steps of a random walk add up.

    Examples
    --------
    >>> aged(100, 0.001, 10), aged(100, 0, 10)
    (50.0, 100.0)
    """
    return 1 / (1 / n + change * t)


@law(n_archive=ITEMS, n_new=ITEMS, synthetic=SHARE, change=AT_LEAST_0, t=TIME)
def archive_weight(n_archive, n_new, synthetic, change, t):
    """Return the best weight of an archive beside new items, some of them by the last model, in generation ``t``.

    The archive is ``n_archive`` real items from generation 0. In each generation come ``n_new`` items, of which the
    share ``synthetic`` is by the last model, and nobody can tell which. The truth moves by ``change`` a generation, as
    in `aged`. What is weighed is a mean, and each generation chooses the weight that leaves it the least error.

    Source: derived here; variances and covariance of the two errors, generation by generation.

    Examples
    --------
    >>> round(archive_weight(100, 100, 0, 0, 1), 3), round(archive_weight(100, 100, 0.5, 0, 30), 3)
    (0.5, 0.562)
    """
    return _archive(n_archive, n_new, synthetic, change, t)[0]


@law(n_archive=ITEMS, n_new=ITEMS, synthetic=SHARE, change=AT_LEAST_0, t=TIME)
def archive_error(n_archive, n_new, synthetic, change, t):
    """Return the squared error of the mean in generation ``t`` if every generation uses `archive_weight`.

    In variances of an item. Generation 0 knows the archive alone.

    Source: as `archive_weight`.

    Examples
    --------
    >>> round(archive_error(100, 100, 0.5, 0, 30), 5)
    0.00719
    """
    return _archive(n_archive, n_new, synthetic, change, t)[1]


def _archive(n_archive, n_new, synthetic, change, t):
    """Weight and error in generation ``t``, from the second moments of the error of the archive and of the model."""

    def step(_, found):
        _, error, both, old = found
        old = old + change
        new = synthetic**2 * (error + change) + 1 / n_new
        cross = synthetic * (both + change)
        weight = np.clip((new - cross) / np.maximum(old + new - 2 * cross, 1e-300), 0, 1)
        error = weight**2 * old + (1 - weight) ** 2 * new + 2 * weight * (1 - weight) * cross
        return np.stack(np.broadcast_arrays(weight, error, weight * old + (1 - weight) * cross, old))

    shape = np.broadcast_shapes(*(np.shape(each) for each in (n_archive, n_new, synthetic, change, t)))
    start = np.broadcast_to(1 / np.asarray(n_archive), shape)
    return iterated(step, np.stack([np.ones(shape), start, start, start]), t)
