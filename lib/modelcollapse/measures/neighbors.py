"""Quality and diversity by nearest neighbors: how much of one set of points is near another."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


def share_near(points, references, *, radius: float) -> np.ndarray:
    """Return the share of ``points`` that have a reference within ``radius``, shape (...).

    With synthetic points and real references this is a model's *precision*, its quality. With real points and
    synthetic references it is the model's *recall*, its diversity.

    Parameters
    ----------
    points
        shape (..., n, d).
    references
        shape (..., m, d), with leading axes that broadcast against those of ``points``.

    Notes
    -----
    Source: Alemohammad et al. (2024) judge their loops by this pair; they take the radius from nearest neighbors.

    Examples
    --------
    >>> share_near([[0.0], [5.0]], [[0.1], [0.2]], radius=1)
    0.5
    """
    points = valid.finite_array("points", points, min_ndim=2)
    references = valid.finite_array("references", references, min_ndim=2)
    if points.shape[-1] != references.shape[-1]:
        raise valid.refuse("references", references.shape, f"points in {points.shape[-1]} dimensions, like the points")
    radius = valid.number("radius", radius, low=0, include_low=False)
    squared = ((points**2).sum(axis=-1))[..., :, None] + ((references**2).sum(axis=-1))[..., None, :]
    squared = squared - 2 * points @ np.swapaxes(references, -1, -2)
    return (squared.min(axis=-1) <= radius**2).mean(axis=-1)
