"""How far one distribution is from another."""

from __future__ import annotations

import numpy as np
from scipy.linalg import sqrtm
from scipy.special import rel_entr

from modelcollapse import _validation as valid


def squared_wasserstein_normal(mean, sd, *, other_mean=0.0, other_sd=1.0) -> np.ndarray:
    """Return W₂² between one-dimensional Gaussians: the squared differences of means and of standard deviations.

    Examples
    --------
    >>> float(squared_wasserstein_normal(3.0, 1.0))
    9.0
    """
    mean, other_mean = valid.numbers("mean", mean), valid.numbers("other_mean", other_mean)
    sd, other_sd = valid.numbers("sd", sd, low=0), valid.numbers("other_sd", other_sd, low=0)
    return np.square(np.subtract(mean, other_mean)) + np.square(np.subtract(sd, other_sd))


def wasserstein_samples(a, b) -> np.ndarray:
    """Return W₂ between two one-dimensional samples of equal size along the last axis, shape (...).

    In one dimension the best transport pairs the sorted samples.

    Examples
    --------
    >>> float(wasserstein_samples([0.0, 1.0], [3.0, 2.0]))
    2.0
    """
    a, b = valid.finite_array("a", a), valid.finite_array("b", b)
    if a.shape[-1] != b.shape[-1]:
        raise valid.refuse("b", b.shape, f"as long as a, {a.shape[-1]} samples (its shape is shown)")
    return np.sqrt(((np.sort(a, axis=-1) - np.sort(b, axis=-1)) ** 2).mean(axis=-1))


def frechet(mean, covariance, *, other_mean, other_covariance) -> float:
    """Return the Fréchet distance, W₂² between two d-dimensional Gaussians.

    The formula is ``|μ - ν|² + tr(Σ + T - 2(Σ^½ T Σ^½)^½)``.

    Source: Dowson and Landau (1982).

    Examples
    --------
    >>> frechet([0, 0], np.eye(2), other_mean=[3, 4], other_covariance=np.eye(2))
    25.0
    """
    mean = valid.finite_array("mean", mean, max_ndim=1)
    other_mean = valid.finite_array("other_mean", other_mean, max_ndim=1)
    if len(mean) != len(other_mean):
        raise valid.refuse("other_mean", other_mean.shape, f"as long as mean, {len(mean)} entries (its shape is shown)")
    covariance = _covariance("covariance", covariance, len(mean))
    other_covariance = _covariance("other_covariance", other_covariance, len(mean))
    root = sqrtm(covariance).real
    cross = np.linalg.eigvalsh(root @ other_covariance @ root)
    distance = ((mean - other_mean) ** 2).sum() + np.trace(covariance) + np.trace(other_covariance)
    return float(distance - 2 * np.sqrt(np.clip(cross, 0, None)).sum())


def total_variation(p, q) -> np.ndarray:
    """Return half the L1 distance between probability vectors along the last axis, shape (...).

    Examples
    --------
    >>> float(total_variation([1.0, 0.0], [0.5, 0.5]))
    0.5
    """
    p, q = _same_categories(p, q)
    return np.abs(p - q).sum(axis=-1) / 2


def jensen_shannon(p, q) -> np.ndarray:
    """Return the Jensen-Shannon divergence in bits between probability vectors along the last axis, shape (...).

    Unlike the Kullback-Leibler divergence it is finite when a species is lost: at most 1.

    Examples
    --------
    >>> float(jensen_shannon([1.0, 0.0], [0.0, 1.0]))
    1.0
    """
    p, q = _same_categories(p, q)
    middle = (p + q) / 2
    return (rel_entr(p, middle) + rel_entr(q, middle)).sum(axis=-1) / (2 * np.log(2))


def _same_categories(p, q):
    p, q = valid.probabilities("p", p), valid.probabilities("q", q)
    if p.shape[-1] != q.shape[-1]:
        raise valid.refuse("q", q.shape, f"as long as p, {p.shape[-1]} categories (its shape is shown)")
    return p, q


def _covariance(name, value, d):
    array = valid.finite_array(name, value)
    if array.shape != (d, d) or not np.allclose(array, array.T):
        raise valid.refuse(name, array.shape, f"a symmetric matrix of shape {(d, d)} (its shape is shown)")
    smallest = np.linalg.eigvalsh(array)[0]
    if smallest < -1e-9 * max(1, np.abs(array).max()):
        raise valid.refuse(name, smallest, "without negative eigenvalues (its smallest is shown)")
    return array
