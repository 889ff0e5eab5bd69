"""Inbreeding in a closed population of N persons, who carry 2N genes, and what it costs.

``size`` is N. A child's coefficient of inbreeding F is the probability that both genes at a place come from one gene of one
ancestor; 1 - F is the share of the diversity that is left.
"""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.theory._law import AT_LEAST_0, FITS, ITEMS, SAMPLES, SHARE, TIME, iterated, law, number

BELOW_1 = number(0, 1, include_high=False)


@law(size=ITEMS, t=TIME)
def random_mating(size, t):
    """Return F after ``t`` generations in which both genes of a child are drawn from all 2N, with replacement.

    It is what a loop that resamples n = 2N items loses: `diversity.replacing` (n, t) is 1 - F.

    Source: Wright (1931).

    Examples
    --------
    >>> round(random_mating(10, 8), 4)
    0.3366
    """
    return 1 - (1 - 1 / (2 * size)) ** t


@law(size=SAMPLES, t=TIME)
def two_parents(size, t):
    """Return F after ``t`` generations in which a child's two parents are different persons.

    Kinship between two persons spreads by k' = (1 + F) / 2N + (1 - 1/N) k, and is the F of their child.

    Source: derived.

    Examples
    --------
    >>> two_parents(2, 3)
    0.375
    """
    start = np.zeros(np.broadcast_shapes(size.shape, t.shape) + (2,))  # F, and the kinship of two different persons

    def step(s, found):
        inbred, kin = found[..., 0], found[..., 1]
        return np.stack([kin, (1 + inbred) / (2 * size) + (1 - 1 / size) * kin], axis=-1)

    return iterated(step, start, np.asarray(t)[..., None])[..., 0]


@law(size=ITEMS, migrants=AT_LEAST_0)
def with_migrants(size, migrants):
    """Return where F settles if on average ``migrants`` persons a generation are newcomers, who are kin to nobody.

    The newcomers are counted with the others. With m = migrants / N, F = (1 - m)² / (2N - (2N - 1)(1 - m)²), which is below
    1 / (1 + 4 migrants) for every N, and near it where N is large.

    Source: Wright (1931).

    Examples
    --------
    >>> round(with_migrants(50, 1), 3), round(with_migrants(5000, 1), 3)
    (0.195, 0.2)
    """
    if np.any(migrants > size):
        raise valid.refuse("migrants", np.max(migrants), "at most size")
    stay = (1 - migrants / size) ** 2
    return stay / (2 * size - (2 * size - 1) * stay)


@law(first=BELOW_1, last=BELOW_1, t=FITS)
def realized_size(first, last, t):
    """Return the size of the randomly mating population whose F rises from ``first`` to ``last`` in ``t`` generations.

    Source: derived, by solving `random_mating`; infinite if F does not rise, negative if it falls.

    Examples
    --------
    >>> round(realized_size(0.0, random_mating(10, 8), 8), 6)
    10.0
    """
    with np.errstate(divide="ignore"):
        return 1 / (2 * (1 - ((1 - last) / (1 - first)) ** (1 / t)))


@law(load=AT_LEAST_0, inbreeding=SHARE)
def survival(load, inbreeding):
    """Return the share of the survival that is left at F, with the inbreeding ``load`` B: exp(-B F).

    Source: the regression of log survival on F; Alvarez, Ceballos and Quinteiro (2009).

    Examples
    --------
    >>> round(survival(3.98, 0.25), 3)
    0.37
    """
    return np.exp(-load * inbreeding)


@law(inbreeding=SHARE, loci=ITEMS, frequency=SHARE, harm=BELOW_1, dominance=SHARE)
def log_fitness(inbreeding, loci, frequency, harm, dominance):
    """Return the mean logarithm of fitness at F, where nothing is selected.

    A place holds two harmful genes with probability q² + F q(1 - q), one with probability 2q(1 - q)(1 - F).

    Source: derived; the setting is `modelcollapse.societies.genetic_load.chain`.

    Examples
    --------
    >>> round(log_fitness(0.25, 200, 0.03, 0.5, 0.02), 3)
    -1.221
    """
    q = frequency
    both, one = q**2 + inbreeding * q * (1 - q), 2 * q * (1 - q) * (1 - inbreeding)
    return loci * (both * np.log1p(-harm) + one * np.log1p(-dominance * harm))
