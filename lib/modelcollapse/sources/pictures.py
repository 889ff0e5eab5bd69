"""Point clouds that look different and have the same mean, standard deviations and correlation: to the last digit, or Anscombe's."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid

ANSCOMBE = {
    "I": (
        (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5),
        (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68),
    ),
    "II": (
        (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5),
        (9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74),
    ),
    "III": (
        (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5),
        (7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73),
    ),
    "IV": (
        (8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8),
        (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89),
    ),
}
"""The quartet of Anscombe (1973): name → (x, y), eleven points each."""


def standardized(points, mean, sd, correlation: float) -> np.ndarray:
    """Move, stretch and shear points until they have exactly this mean, these standard deviations and this correlation.

    Parameters
    ----------
    points
        of shape (..., n, 2), not all on a line.
    mean, sd
        one number for each coordinate; ``sd`` divides by n.
    correlation
        between -1 and 1, ends excluded.

    Examples
    --------
    >>> ring = standardized([[0, 1], [1, 0], [0, -1], [-1, 0]], (54, 132), (9, 15), 0.3)
    >>> [round(float(value), 9) for value in (*ring.mean(axis=0), *ring.std(axis=0), np.corrcoef(ring.T)[0, 1])]
    [54.0, 132.0, 9.0, 15.0, 0.3]
    """
    points = valid.finite_array("points", points, min_ndim=2)
    if points.shape[-1] != 2:
        raise valid.refuse("points", points.shape, "of shape (..., n, 2) (its shape is shown)")
    mean = valid.finite_array("mean", mean, max_ndim=1)
    sd = valid.finite_array("sd", sd, max_ndim=1)
    if (sd <= 0).any():
        raise valid.refuse("sd", float(sd.min()), "positive (the smallest is shown)")
    correlation = valid.number("correlation", correlation, low=-1, high=1, include_low=False, include_high=False)
    wanted = np.outer(sd, sd) * np.array([[1, correlation], [correlation, 1]])
    return with_moments(points, mean, wanted)


def with_moments(points, mean, covariance) -> np.ndarray:
    """Return the affine image of points of shape (..., n, d) that has exactly this mean and this covariance (divided by n)."""
    centered = points - points.mean(axis=-2, keepdims=True)
    own = np.swapaxes(centered, -1, -2) @ centered / points.shape[-2]
    if not (np.linalg.eigvalsh(own)[..., 0] > 1e-12 * np.trace(own, axis1=-2, axis2=-1)).all():
        raise valid.refuse("points", points.shape, "not all on a line (its shape is shown)")
    root, wanted = np.linalg.cholesky(own), np.linalg.cholesky(covariance)
    return mean + np.swapaxes(wanted @ np.linalg.solve(root, np.swapaxes(centered, -1, -2)), -1, -2)


def ring(n: int, rng) -> np.ndarray:
    """Points near a circle."""
    angle = 2 * np.pi * np.arange(n) / n
    return _polar(1 + 0.05 * rng.standard_normal(n), angle)


def star(n: int, rng) -> np.ndarray:
    """Points near the outline of a star with five rays."""
    place = 10 * np.arange(n) / n
    corner = np.arange(11)
    corners = _polar(np.where(corner % 2, 0.4, 1.0), np.pi / 2 + np.pi * corner / 5)
    outline = np.stack([np.interp(place, corner, corners[:, i]) for i in (0, 1)], axis=-1)
    return outline + 0.02 * rng.standard_normal((n, 2))


def stripes(n: int, rng) -> np.ndarray:
    """Points near five level lines."""
    line = np.arange(n) % 5
    return np.stack([rng.uniform(-1, 1, n), (line - 2) / 2 + 0.03 * rng.standard_normal(n)], axis=-1)


def two_groups(n: int, rng) -> np.ndarray:
    """A large round cloud, and a small one far from it."""
    small = np.arange(n) % 8 == 0
    cloud = rng.standard_normal((n, 2)) * np.where(small, 0.25, 0.8)[:, None]
    return cloud + np.where(small, 3.6, 0)[:, None] * np.array([1.0, -0.7])


PICTURES = {"ring": ring, "star": star, "stripes": stripes, "two groups": two_groups}


def picture(name: str, n: int, *, mean=(0, 0), sd=(1, 1), correlation: float = 0.0, rng=None) -> np.ndarray:
    """Draw one of `PICTURES` with exactly this mean, these standard deviations (divided by n) and this correlation.

    Returns
    -------
    array of shape (n, 2)

    Examples
    --------
    >>> star = picture("star", 200, mean=(54, 132), rng=0)
    >>> star.mean(axis=0).round(9).tolist(), star.std(axis=0).round(9).tolist()
    ([54.0, 132.0], [1.0, 1.0])
    """
    valid.choice("name", name, PICTURES)
    points = PICTURES[name](valid.integer("n", n, minimum=8), valid.generator(rng))
    return standardized(points, mean, sd, correlation)


def _polar(radius, angle):
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
