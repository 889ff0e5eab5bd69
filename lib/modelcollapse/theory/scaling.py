"""Scaling laws for a learner that memorizes: its error is the probability of what it has not seen.

Items have probability ∝ i^-β, i = 1, 2, …
"""

from __future__ import annotations

import numpy as np
from scipy.special import gamma, xlog1py, zeta

from modelcollapse import _validation as valid
from modelcollapse.theory._law import AT_LEAST_0, DISTRIBUTION, ITEMS, SHARE, TIME, law, number

STEEP = number(1, include_low=False)


def one_whole(name, value):
    """Declare a whole number that is the length of a result, and so cannot be an array."""
    return valid.integer(name, value, minimum=1)


@law(n_items=one_whole, beta=AT_LEAST_0)
def power_law(n_items, beta):
    """Return the probabilities ∝ i^-β of items 1 … ``n_items``.

    Examples
    --------
    >>> power_law(3, 1.0).round(3)
    array([0.545, 0.273, 0.182])
    """
    weight = np.arange(1, n_items + 1) ** -np.expand_dims(beta, -1)
    return weight / weight.sum(axis=-1, keepdims=True)


@law(n=TIME, probabilities=DISTRIBUTION, known=DISTRIBUTION, each=["n"])
def memorizer_error(n, probabilities, known=None):
    """Return the expected error after n items: Σ p (1 - q)^n, where q is what the learner draws from.

    Parameters
    ----------
    n
        number of training items.
    probabilities
        the real distribution p, on which the learner is tested.
    known
        the distribution q it is trained on; p itself by default.

    Notes
    -----
    Source: Hutter (2021); Dohmatob et al., "A Tale of Tails" (2024), for q with its tail cut off.
    """
    p, q = probabilities, probabilities if known is None else known
    if q.shape[-1] != p.shape[-1]:
        raise valid.refuse("known", q.shape, f"as long as probabilities, {p.shape[-1]} items (its shape is shown)")
    return (p * np.exp(xlog1py(n, -q))).sum(axis=-1)


@law(beta=number(1))
def slope(beta):
    """Return the exponent of the memorizer's error in n: -(β - 1)/β.

    Source: Hutter (2021).

    Examples
    --------
    >>> slope(2.0)
    -0.5
    """
    return -(beta - 1) / beta


@law(beta=number(1))
def cut_slope(beta):
    """Return the exponent of the error floor in the cut k, when only items 1 … k are ever produced: -(β - 1).

    Source: Dohmatob et al., "A Tale of Tails" (2024).
    """
    return -(beta - 1)


@law(probabilities=DISTRIBUTION, cut=ITEMS, real_share=SHARE)
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
    cut, real_share = np.expand_dims(cut, -1), np.expand_dims(real_share, -1)
    head = np.where(np.arange(probabilities.shape[-1]) < cut, probabilities, 0)
    return real_share * probabilities + (1 - real_share) * head / head.sum(axis=-1, keepdims=True)


@law(n=number(1), beta=STEEP)
def memorizer_asymptote(n, beta):
    """Return what the memorizer's error tends to for large n: Γ(1 - 1/β)/(β ζ(β)^{1/β}) n^{-(β - 1)/β}.

    Source: Hutter (2021), with the constant from the integral that replaces the sum.

    Examples
    --------
    >>> round(memorizer_asymptote(10_000, 2.0), 5)
    0.00691
    """
    return gamma(1 - 1 / beta) / (beta * zeta(beta) ** (1 / beta)) * n ** slope(beta)


@law(cut=number(1), beta=STEEP)
def plateau(cut, beta):
    """Return the error that remains when items beyond ``cut`` are never seen: their share, k^{-(β - 1)}/((β - 1) ζ(β)).

    Source: Dohmatob et al., "A Tale of Tails" (2024), with the sum replaced by an integral.
    """
    return cut ** cut_slope(beta) / ((beta - 1) * zeta(beta))


@law(cut=number(1), beta=STEEP, real_share=number(0, 1, include_low=False))
def takeoff(cut, beta, real_share):
    """Return the number of training items at which a polluted web stops being a plateau: ∝ k^β/r.

    It is where the error of the real share alone, `memorizer_asymptote` at r·T items, meets the `plateau`.

    Source: Dohmatob et al., "A Tale of Tails" (2024), who call the end of the plateau grokking; the constant
    is derived here.

    Examples
    --------
    >>> round(takeoff(100, 1.5, 0.01) / (100**1.5 / 0.01), 3)
    1.86
    """
    ratio = memorizer_asymptote(1, beta) / plateau(cut, beta)
    return ratio ** (-1 / slope(beta)) / real_share
