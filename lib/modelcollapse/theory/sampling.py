"""Closed forms for models that prefer their favorites: sampling bias, temperature, nucleus.

A Gaussian loop with sampling bias λ fits mean and maximum-likelihood variance, and draws its samples with λ times the
variance it has learned. Variances start from 1; the first fit is to real data.
"""

from __future__ import annotations

import numpy as np

from modelcollapse.theory._law import (
    AT_LEAST_0,
    DISTRIBUTION,
    FITS,
    ITEMS,
    POSITIVE,
    TIME,
    accumulated,
    law,
    number,
)


@law(bias=AT_LEAST_0, t=TIME)
def biased_replacing(bias, t):
    """Return E σ² after t biased generations: λ^t, with the unbiased estimate of variance.

    Source: Alemohammad et al. (2024).

    Examples
    --------
    >>> round(biased_replacing(0.8, 20), 5)
    0.01153
    """
    return bias**t


@law(bias=AT_LEAST_0, n=ITEMS, t=FITS)
def biased_accumulating(bias, n, t):
    """Return E σ² of fit t when all data are kept: (1 - 1/n) ∏_{s=1}^{t-1} (s + λ - λ/((s + 1)n))/(s + 1).

    Without bias it tends to a positive limit (see `diversity.accumulating`). With λ < 1 it falls for ever, as
    t^{-(1-λ)}: keeping everything slows the collapse to a power law and does not stop it.

    Source: derived here. Fit s sees s·n points with scatter S; the n new ones add λ(S/sn)(n - 1/(s + 1)) to it.

    Examples
    --------
    >>> round(biased_accumulating(1.0, 10, 300), 4), round(biased_accumulating(0.5, 1000, 100), 4)
    (0.8437, 0.1125)
    """

    def one_more(s):
        return (s + bias - bias / ((s + 1) * n)) / (s + 1)

    return (1 - 1 / n) * accumulated(np.multiply, one_more, t - 1)


@law(bias=AT_LEAST_0, n_real=ITEMS, n_synthetic=TIME)
def biased_fresh(bias, n_real, n_synthetic):
    """Return the stationary E σ² with ``n_real`` new real items beside ``n_synthetic`` biased ones each generation.

    The fixed point of two linear equations, for the mean square u of the fitted mean and the variance v:
    u = (N + n²u + nλv)/M² and v = (N + n(u + λv))/M - u, with M = N + n. For large samples v = r/(1 - (1 - r)λ),
    r = N/M. Without bias this is `diversity.fresh_blood`.

    Source: derived here.

    Examples
    --------
    >>> round(biased_fresh(1.0, 10, 90), 3), round(biased_fresh(0.5, 10, 90), 3)
    (0.95, 0.18)
    """
    M = n_real + n_synthetic
    r, s = n_real / M, n_synthetic / M
    # (1 - s²) u - (sλ/M) v = r/M  and  r u + (1 - sλ) v = r, solved for v by Cramer's rule
    return ((1 - s**2) * r - r * r / M) / ((1 - s**2) * (1 - s * bias) + r * s * bias / M)


@law(probabilities=DISTRIBUTION, tau=POSITIVE, t=TIME)
def tempered(probabilities, tau, t):
    """Return the distribution after t generations at temperature τ with unlimited samples: ∝ p^{τ^-t}.

    Source: Marchi et al. (2024).

    Examples
    --------
    >>> tempered([0.5, 0.3, 0.2], 0.5, 2).round(3)
    array([0.866, 0.112, 0.022])
    """
    with np.errstate(divide="ignore"):
        logs = np.log(probabilities) * np.expand_dims(tau**-t, -1)
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


@law(p=number(0, 1, include_low=False, include_high=False))
def nucleus_survivors(p):
    """Return the most items that can survive nucleus sampling with threshold p for ever: the largest k < 1/(1 - p).

    A set is left alone only if even its least likely item is needed to reach p, so each of k items has more than
    1 - p, and k(1 - p) < 1.

    Source: derived here.

    Examples
    --------
    >>> nucleus_survivors([0.5, 0.8, 0.9, 0.95])
    array([ 1,  4,  9, 19])
    """
    return np.maximum(np.ceil(1 / (1 - p) - 1e-9) - 1, 1).astype(int)
