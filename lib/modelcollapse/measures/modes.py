"""Which modes of a known mixture a sample still covers."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


def mode_shares(samples, centers, *, radius: float) -> np.ndarray:
    """Return the share of samples within ``radius`` of each center, shape (..., k).

    Parameters
    ----------
    samples
        shape (..., n, d).
    centers
        shape (k, d).
    radius
        in data units; a sample belongs to every center it is this near.

    Examples
    --------
    >>> mode_shares(np.array([[0.0], [0.1], [5.0], [9.0]]), [[0.0], [5.0]], radius=1)
    array([0.5 , 0.25])
    """
    samples = valid.finite_array("samples", samples, min_ndim=2)
    centers = valid.finite_array("centers", centers, min_ndim=2, max_ndim=2)
    if centers.shape[1] != samples.shape[-1]:
        raise valid.refuse("centers", centers.shape, f"of shape (k, {samples.shape[-1]}), like the samples")
    radius = valid.number("radius", radius, low=0, include_low=False)
    distance = np.linalg.norm(samples[..., None, :] - centers, axis=-1)
    return (distance <= radius).mean(axis=-2)


def modes_alive(samples, centers, *, radius: float, least: float) -> np.ndarray:
    """Return how many modes still hold at least the share ``least`` of the samples, shape (...).

    Examples
    --------
    >>> int(modes_alive(np.array([[0.0], [0.1], [5.0], [9.0]]), [[0.0], [5.0]], radius=1, least=0.3))
    1
    """
    least = valid.share("least", least)
    return (mode_shares(samples, centers, radius=radius) >= least).sum(axis=-1)
