"""Scaling laws for a learner that memorizes: its error is the probability of what it has not seen.

Items have probability ∝ i^-β, i = 1, 2, …
"""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


def power_law(n_items, beta):
    """Return the probabilities ∝ i^-β of items 1 … ``n_items``.

    Examples
    --------
    >>> power_law(3, 1.0).round(3)
    array([0.545, 0.273, 0.182])
    """
    n_items, beta = valid.integer("n_items", n_items, minimum=1), valid.number("beta", beta, low=0)
    weight = np.arange(1, n_items + 1, dtype=float) ** -beta
    return weight / weight.sum()


def memorizer_error(n, probabilities, known=None):
    """Return the expected error after n items: Σ p (1 - q)^n, where q is what the learner draws from.

    Parameters
    ----------
    n
        number of training items, an int or an array.
    probabilities
        the real distribution p, on which the learner is tested.
    known
        the distribution q it is trained on; p itself by default.

    Notes
    -----
    Source: Hutter (2021); Dohmatob et al., "A Tale of Tails" (2024), for q with its tail cut off.
    """
    n = valid.numbers("n", n, low=0, whole=True)
    p = valid.probabilities("probabilities", probabilities, max_ndim=1)
    q = p if known is None else valid.probabilities("known", known, max_ndim=1)
    if q.shape != p.shape:
        raise valid.refuse("known", q.shape, f"as long as probabilities, {len(p)} items (its shape is shown)")
    log_miss = np.log1p(-np.minimum(q, 1 - 1e-15))
    return np.array([(p * np.exp(size * log_miss)).sum() for size in np.atleast_1d(n)])


def slope(beta):
    """Return the exponent of the memorizer's error in n: -(β - 1)/β.

    Source: Hutter (2021).

    Examples
    --------
    >>> slope(2.0)
    -0.5
    """
    beta = valid.numbers("beta", beta, low=1)
    return -(beta - 1) / beta


def cut_slope(beta):
    """Return the exponent of the error floor in the cut k, when only items 1 … k are ever produced: -(β - 1).

    Source: Dohmatob et al., "A Tale of Tails" (2024).
    """
    return -(valid.numbers("beta", beta, low=1) - 1)
