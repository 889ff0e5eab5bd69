"""Closed forms for the linear regression loop: y = x·w + noise, inputs x ~ N(0, I_d), least squares.

The risk is E‖ŵ - w‖², the expected squared error on a new noiseless point. ``d`` is the number of weights, ``n`` the
labeled points a generation (n > d + 1 unless said otherwise), ``t`` the number of fits, ``noise`` the standard
deviation of a label.
"""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.theory._law import AT_LEAST_0, ITEMS, SHARE, TIME, accumulated, law, number


@law(d=ITEMS, n=ITEMS, noise=AT_LEAST_0)
def base_risk(d, n, noise=1.0):
    """Return the risk of one fit to real data: σ² d/(n - d - 1).

    Source: E tr (XᵀX)⁻¹ = d/(n - d - 1), the mean of an inverse Wishart matrix.

    Examples
    --------
    >>> round(base_risk(10, 50), 4)
    0.2564
    """
    _enough_points(d, n)
    return noise**2 * d / (n - d - 1)


@law(d=ITEMS, n=ITEMS, t=TIME, noise=AT_LEAST_0, shift=number())
def replacing(d, n, t, noise=1.0, shift=0.0):
    """Return the risk when each model is fitted to the labels of the one before: t times the base risk.

    If the labels of every model are off by ``shift`` in the same direction, (t - 1)² shift² comes on top.

    Source: Gerstgrasser et al. (2024); Dohmatob, Feng and Kempe (2024). The shift: derived here.

    Examples
    --------
    >>> round(replacing(10, 50, 10), 3)
    2.564
    """
    return t * base_risk(d, n, noise) + (np.maximum(t - 1, 0) * shift) ** 2


@law(d=ITEMS, n=ITEMS, t=TIME, noise=AT_LEAST_0, shift=number())
def accumulating_same_inputs(d, n, t, noise=1.0, shift=0.0):
    """Return the risk when all labels are kept and every generation labels the same n points: base · Σ_{i≤t} 1/i².

    It stays below base · π²/6 and comes as near as one likes. If the labels of every model are off by ``shift`` in the
    same direction, shift² (1/2 + … + 1/t)² comes on top, which has no bound.

    Source: Gerstgrasser et al. (2024), Theorem 2. The shift: derived here.

    Examples
    --------
    >>> round(accumulating_same_inputs(10, 50, 10), 4)
    0.3974
    """
    gone = accumulated(np.add, lambda i: np.where(i > 1, 1 / i, 0), t) * shift
    return base_risk(d, n, noise) * accumulated(np.add, lambda i: 1 / i**2, t) + gone**2


@law(d=ITEMS, n=ITEMS, t=TIME, noise=AT_LEAST_0)
def accumulating_fresh_inputs(d, n, t, noise=1.0):
    """Return the risk when all labels are kept and every generation labels n new points: Σ_{i≤t} σ²d/(i(in - d - 1)).

    Below that with the same inputs from the second generation on.

    Source: derived here. With A_t the sum of all XᵀX, the error moves by A_t⁻¹ X_tᵀ ε_t, and by exchangeability
    of the batches E tr(A_t⁻¹ X_tᵀX_t A_t⁻¹) = E tr(A_t⁻¹)/t.

    Examples
    --------
    >>> round(accumulating_fresh_inputs(10, 50, 10), 4)
    0.3759
    """
    return accumulated(np.add, lambda i: base_risk(d, i * n, noise) / i, t)


@law(d=ITEMS, n=ITEMS, t=TIME, noise=AT_LEAST_0)
def growing(d, n, t, noise=1.0):
    """Return the risk when generation i is fitted to i·n points, all labeled by generation i - 1: ~ (σ²d/n) ln t.

    Source: by the argument of `replacing`; the case lies halfway between replacing and accumulating.

    Examples
    --------
    >>> round(growing(10, 50, 10), 4)
    0.6685
    """
    return accumulated(np.add, lambda i: base_risk(d, i * n, noise), t)


@law(d=ITEMS, n=ITEMS, t=TIME, noise=AT_LEAST_0, n_generator=ITEMS, noise_generator=AT_LEAST_0)
def handed_down(d, n, t, noise, n_generator, noise_generator):
    """Return the risk of a fit to n points labeled by the t-th of a line of generators.

    σ² d/(n - d - 1) + t σ₀² d/(n₀ - d - 1): each generator is fitted to n₀ points with noise σ₀.

    Source: Dohmatob, Feng and Kempe (2024), in the case of isotropic inputs without ridge.

    Examples
    --------
    >>> round(handed_down(10, 80, 5, 0.5, 40, 0.5), 4)
    0.4673
    """
    _enough_points(d, n_generator, "n_generator")
    return base_risk(d, n, noise) + t * base_risk(d, n_generator, noise_generator)


@law(d=ITEMS, n=ITEMS, t=TIME)
def forgetting(d, n, t):
    """Return the share of ‖w‖² that is lost when n < d noiseless points determine each fit of least norm: 1 - (n/d)^t.

    Source: derived here; each fit keeps the projection of the last one on a random n-dimensional space.

    Examples
    --------
    >>> forgetting(40, 20, 4)
    0.9375
    """
    return 1 - np.minimum(n / d, 1) ** t


@law(d=ITEMS, n=ITEMS, synthetic_share=SHARE)
def label_leak(d, n, synthetic_share):
    """Return how much of a label error survives: E‖ŵ - w‖²/‖Δ‖² if a share of noiseless labels comes from w + Δ.

    The weights are ŵ = w + (A + B)⁻¹BΔ with independent Wishart matrices A, of the real, and B, of the synthetic
    points. The result is exact. For n ≫ 1 it tends to p² + p(1 - p) φ/(1 - φ), φ = d/n; see `label_leak_limit`.

    Source: derived here from the second moments of the matrix beta distribution and of the Wishart distribution.

    Examples
    --------
    >>> round(label_leak(10, 5000, 0.5), 6), round(label_leak_limit(10, 5000, 0.5), 6)
    (0.250551, 0.250501)
    """
    _enough_points(d, n)
    synthetic = synthetic_share * n
    scale = synthetic / (n * (n - 1) * (n + 2))
    diagonal = scale * (synthetic * (n + 1) - 2)
    exchange = scale * (n - synthetic)
    return diagonal + exchange * (n * d + n - d - 3) / (n - d - 1)


@law(d=ITEMS, n=ITEMS, synthetic_share=SHARE)
def label_leak_limit(d, n, synthetic_share):
    """Return the limit of `label_leak` for many points: p² + p(1 - p) φ/(1 - φ) with φ = d/n.

    Source: Dohmatob et al., "Strong Model Collapse" (2025), isotropic inputs, ridge → 0.
    """
    _enough_points(d, n)
    p, phi = synthetic_share, d / n
    return p**2 + p * (1 - p) * phi / (1 - phi)


@law(d=ITEMS, n=ITEMS, synthetic_share=SHARE, shift=number(), noise=AT_LEAST_0)
def strong_collapse(d, n, synthetic_share, shift, noise=1.0):
    """Return the risk of one fit when a share of labels comes from weights that are off by ‖Δ‖ = ``shift``.

    Source: Dohmatob et al. (2025); exact for finite n through `label_leak`.

    Examples
    --------
    >>> round(strong_collapse(10, 5000, 0.5, 1.0), 4)
    0.2526
    """
    return base_risk(d, n, noise) + shift**2 * label_leak(d, n, synthetic_share)


@law(d=ITEMS, n=ITEMS, synthetic_share=SHARE, noise=AT_LEAST_0)
def mixing(d, n, synthetic_share, noise=1.0):
    """Return the stationary risk when each fit mixes fresh real points with a share labeled by the last model.

    base/(1 - leak), where leak is `label_leak`: what a model gets wrong is next round's label shift.

    Source: derived here; with leak ≈ p² for n ≫ d it is the geometric series base/(1 - p²).

    Examples
    --------
    >>> round(mixing(10, 200, 0.5), 4), round(base_risk(10, 200) / (1 - 0.5**2), 4)
    (0.0719, 0.0705)
    """
    leak = label_leak(d, n, synthetic_share)
    if np.any(leak >= 1):
        raise valid.refuse("synthetic_share", synthetic_share, "small enough that errors do not add up for ever")
    return base_risk(d, n, noise) / (1 - leak)


def _enough_points(d, n, name="n"):
    if np.any(n <= d + 1):
        raise valid.refuse(name, n, f"larger than d + 1 = {np.max(d) + 1:g}, or the risk is infinite")
