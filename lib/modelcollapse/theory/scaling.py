"""Scaling laws for a learner that memorizes: its error is the probability of what it has not seen.

Items have probability ∝ i^-β, i = 1, 2, …
"""

from __future__ import annotations

import numpy as np
from scipy.special import gamma, zeta

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


def polluted(probabilities, cut, real_share):
    """Return the distribution of a web whose synthetic part knows only items 1 … ``cut``.

    Parameters
    ----------
    probabilities
        the real distribution, most likely item first.
    cut
        number of items that are ever produced by the models.
    real_share
        share of the web that people wrote, with all its items.

    Notes
    -----
    Source: Dohmatob et al., "A Tale of Tails" (2024).

    Examples
    --------
    >>> polluted([0.5, 0.25, 0.25], cut=2, real_share=0.2).round(3)
    array([0.633, 0.317, 0.05 ])
    """
    p = valid.probabilities("probabilities", probabilities, max_ndim=1)
    cut = valid.integer("cut", cut, minimum=1)
    real_share = valid.share("real_share", real_share)
    head = np.where(np.arange(len(p)) < cut, p, 0)
    return real_share * p + (1 - real_share) * head / head.sum()


def memorizer_asymptote(n, beta):
    """Return what the memorizer's error tends to for large n: Γ(1 - 1/β)/(β ζ(β)^{1/β}) n^{-(β - 1)/β}.

    Source: Hutter (2021), with the constant from the integral that replaces the sum.

    Examples
    --------
    >>> round(float(memorizer_asymptote(10_000, 2.0)), 5)
    0.00691
    """
    n, beta = valid.numbers("n", n, low=1), valid.number("beta", beta, low=1, include_low=False)
    return gamma(1 - 1 / beta) / (beta * zeta(beta) ** (1 / beta)) * n ** slope(beta)


def plateau(cut, beta):
    """Return the error that remains when items beyond ``cut`` are never seen: their share, k^{-(β - 1)}/((β - 1) ζ(β)).

    Source: Dohmatob et al., "A Tale of Tails" (2024), with the sum replaced by an integral.
    """
    cut, beta = valid.numbers("cut", cut, low=1), valid.number("beta", beta, low=1, include_low=False)
    return cut ** cut_slope(beta) / ((beta - 1) * zeta(beta))


def takeoff(cut, beta, real_share):
    """Return the number of training items at which a polluted web stops being a plateau: ∝ k^β/π.

    It is where the error of the real share alone, `memorizer_asymptote` at π·T items, meets the `plateau`.

    Source: Dohmatob et al., "A Tale of Tails" (2024), who call the end of the plateau grokking; the constant
    is derived here.

    Examples
    --------
    >>> round(takeoff(100, 1.5, 0.01) / (100**1.5 / 0.01), 3)
    1.86
    """
    real_share = valid.number("real_share", real_share, low=0, high=1, include_low=False)
    beta = valid.number("beta", beta, low=1, include_low=False)
    ratio = memorizer_asymptote(1, beta) / plateau(valid.number("cut", cut, low=1), beta)
    return ratio ** (-1 / slope(beta)) / real_share
