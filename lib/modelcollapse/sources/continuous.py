"""Continuous "human" data with a known distribution: a Gaussian, a mixture of them, or labels that depend on inputs."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from modelcollapse import _validation as valid


class Gaussian:
    """A Gaussian with independent coordinates.

    Parameters
    ----------
    mean, sd
        numbers, or sequences with one entry a dimension.

    Attributes
    ----------
    mean_
        array of shape (d,).
    covariance_
        array of shape (d, d).

    Examples
    --------
    >>> Gaussian().sample((3, 10), rng=0).shape
    (3, 10, 1)
    """

    def __init__(self, mean=0.0, sd=1.0):
        mean = valid.finite_array("mean", np.atleast_1d(mean), max_ndim=1)
        sd = valid.finite_array("sd", np.atleast_1d(sd), max_ndim=1)
        if len(sd) > 1 and len(mean) > 1 and len(sd) != len(mean):
            raise valid.refuse("sd", len(sd), f"one number, or one for each of {len(mean)} means (its length is shown)")
        self.mean_, sd = np.broadcast_arrays(mean, sd)
        if (sd <= 0).any():
            raise valid.refuse("sd", sd.min(), "positive in every dimension (its smallest entry is shown)")
        self.covariance_ = np.diag(sd**2)

    def __repr__(self) -> str:
        return f"Gaussian({self.mean_.tolist()}, {np.sqrt(np.diag(self.covariance_)).tolist()})"

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw points, shape ``(*size, d)``."""
        shape = valid.shape("size", size)
        noise = valid.generator(rng).standard_normal((*shape, len(self.mean_)))
        return self.mean_ + noise * np.sqrt(np.diag(self.covariance_))

    @property
    def variance_(self) -> float:
        """Variance averaged over dimensions."""
        return float(np.trace(self.covariance_) / len(self.mean_))

    @property
    def log_det_(self) -> float:
        """Logarithm of the determinant of the covariance."""
        return float(np.linalg.slogdet(self.covariance_)[1])


class Mixture:
    """A mixture of round Gaussians.

    Parameters
    ----------
    weights
        shape (k,), summing to 1.
    means
        shape (k,) or (k, d).
    sds
        a number, or shape (k,).

    Attributes
    ----------
    weights_, means_, sds_
        arrays of shapes (k,), (k, d), (k,).

    Examples
    --------
    >>> Mixture([0.5, 0.5], [-3, 3], 1).sample(4, rng=0).shape
    (4, 1)
    """

    def __init__(self, weights, means, sds):
        self.weights_ = valid.probabilities("weights", weights, max_ndim=1)
        means = valid.finite_array("means", means, max_ndim=2)
        self.means_ = means[:, None] if means.ndim == 1 else means
        if len(self.means_) != len(self.weights_):
            raise valid.refuse(
                "means", self.means_.shape, f"one row for each of the {len(self.weights_)} weights (its shape is shown)"
            )
        sds = valid.finite_array("sds", sds, min_ndim=0)
        if sds.shape not in ((), self.weights_.shape):
            raise valid.refuse(
                "sds", sds.shape, f"one number, or {len(self.weights_)}, one a weight (its shape is shown)"
            )
        self.sds_ = np.broadcast_to(sds, self.weights_.shape)
        if (self.sds_ <= 0).any():
            raise valid.refuse("sds", self.sds_.min(), "positive (its smallest entry is shown)")

    def __repr__(self) -> str:
        return f"Mixture({self.weights_.tolist()}, {self.means_.tolist()}, {self.sds_.tolist()})"

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw points, shape ``(*size, d)``."""
        shape, rng = valid.shape("size", size), valid.generator(rng)
        component = rng.choice(len(self.weights_), size=shape, p=self.weights_)
        noise = rng.standard_normal((*shape, self.means_.shape[1]))
        return self.means_[component] + self.sds_[component][..., None] * noise

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Return the log density at ``X`` of shape (m, d), shape (m,).

        Examples
        --------
        >>> float(Mixture([1.0], [0.0], 1).score_samples([[0.0]])[0].round(4))
        -0.9189
        """
        X = valid.finite_array("X", X, min_ndim=2, max_ndim=2)
        d, variances = self.means_.shape[1], self.sds_**2
        squared = ((X[:, None, :] - self.means_) ** 2).sum(axis=-1)
        log_parts = -0.5 * (squared / variances + d * np.log(2 * np.pi * variances))
        return logsumexp(log_parts, b=self.weights_, axis=-1)


def ring(n_modes: int = 8, *, radius: float = 4.0, sd: float = 0.3) -> Mixture:
    """Return ``n_modes`` equal Gaussians on a circle in the plane: the usual test of mode loss.

    Examples
    --------
    >>> ring(4).means_.round(3).tolist()
    [[4.0, 0.0], [0.0, 4.0], [-4.0, 0.0], [-0.0, -4.0]]
    """
    n_modes = valid.integer("n_modes", n_modes, minimum=1)
    radius = valid.number("radius", radius, low=0)
    sd = valid.number("sd", sd, low=0, include_low=False)
    angle = 2 * np.pi * np.arange(n_modes) / n_modes
    return Mixture(np.full(n_modes, 1 / n_modes), radius * np.stack([np.cos(angle), np.sin(angle)], axis=1), sd)


class Linear:
    """Labeled points (x, y): x is standard normal, y = w·x plus noise. For the loop of a `LinearModel`.

    Parameters
    ----------
    weights
        sequence of d numbers.
    noise
        standard deviation of the noise in a label.

    Attributes
    ----------
    weights_
        array of shape (d,).

    Examples
    --------
    >>> Linear([1.0, 0.0]).sample((3, 10), rng=0).shape
    (3, 10, 3)
    """

    def __init__(self, weights, noise: float = 1.0):
        self.weights_ = valid.finite_array("weights", weights, max_ndim=1)
        self.noise = valid.number("noise", noise, low=0)

    def __repr__(self) -> str:
        return f"Linear({self.weights_.tolist()}, noise={self.noise:g})"

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw rows (x, y), the label last: shape ``(*size, d + 1)``."""
        shape, rng = valid.shape("size", size), valid.generator(rng)
        inputs = rng.standard_normal((*shape, len(self.weights_)))
        labels = inputs @ self.weights_ + self.noise * rng.standard_normal(shape)
        return np.concatenate([inputs, labels[..., None]], axis=-1)
