"""A Gaussian mixture fitted by expectation-maximization to many replicates at once."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from modelcollapse import _validation as valid


class MixtureModel:
    """A mixture of axis-aligned Gaussians in d dimensions. Leading axes are replicates and are fitted at once.

    `sklearn.mixture.GaussianMixture` fits one data set at a time; this one fits a thousand at once,
    which is what it takes to see how often a loop loses a mode.

    Parameters
    ----------
    n_components
        number of Gaussians.
    iterations
        steps of expectation-maximization.
    floor
        smallest variance a component may have, in squared data units: a component that shrinks onto a single
        point has infinite likelihood, and would end the fit.

    Attributes
    ----------
    weights_
        array of shape (..., k).
    means_, variances_
        arrays of shape (..., k, d).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = np.concatenate([rng.normal(-5, 1, (200, 1)), rng.normal(5, 1, (200, 1))])
    >>> np.sort(MixtureModel(2).fit(X, rng=0).means_.ravel()).round()
    array([-5.,  5.])
    >>> float(MixtureModel(1).fit(np.array([[-1.0], [1.0]]), rng=0).score_samples([[0.0]])[0].round(4))
    -0.9189
    """

    batched = True

    def __init__(self, n_components: int, *, iterations: int = 50, floor: float = 1e-6):
        self.n_components = valid.integer("n_components", n_components, minimum=1)
        self.iterations = valid.integer("iterations", iterations, minimum=1)
        self.floor = valid.number("floor", floor, low=0, include_low=False)

    def __repr__(self) -> str:
        return f"MixtureModel({self.n_components}, iterations={self.iterations}, floor={self.floor:g})"

    def fit(self, X: np.ndarray, *, rng=None) -> MixtureModel:
        """Estimate weights, means and variances from ``X`` of shape (..., n, d), n ≥ ``n_components``.

        Raises
        ------
        ValueError
            if there are fewer points than components, or ``X`` holds NaN or infinity.
        """
        X = valid.finite_array("X", X, min_ndim=2)
        if X.shape[-2] < self.n_components:
            raise valid.refuse(
                "X",
                X.shape,
                f"of shape (..., n, d) with n at least n_components={self.n_components} (its shape is shown)",
            )
        k = self.n_components
        self.means_ = _spread_starts(X, k, valid.generator(rng))
        self.variances_ = np.broadcast_to(X.var(axis=-2, keepdims=True) / k**2 + self.floor, self.means_.shape).copy()
        self.weights_ = np.full((*X.shape[:-2], k), 1 / k)
        # Components and coordinates come before points: NumPy is several times faster along long rows.
        powers = np.concatenate([X, X**2], axis=-1)
        columns = np.ascontiguousarray(np.swapaxes(powers, -1, -2))
        for _ in range(self.iterations):
            responsibility = self._responsibility(columns)
            total = responsibility.sum(axis=-1)
            self.means_, squares = np.split(responsibility @ powers / np.maximum(total, 1e-300)[..., None], 2, axis=-1)
            self.variances_ = np.maximum(squares - self.means_**2, self.floor)
            self.weights_ = total / X.shape[-2]
        return self

    def _responsibility(self, columns):
        """Posterior probability of each component for each point, shape (..., k, n).

        A Gaussian's log density is linear in x and x², which are the rows of ``columns``.
        """
        precision = 1 / self.variances_
        slopes = np.concatenate([self.means_ * precision, -0.5 * precision], axis=-1)
        offset = 0.5 * (self.means_**2 * precision - np.log(precision)).sum(axis=-1)
        log_joint = slopes @ columns + (np.log(np.maximum(self.weights_, 1e-300)) - offset)[..., None]
        log_joint -= log_joint.max(axis=-2, keepdims=True)
        joint = np.exp(log_joint, out=log_joint)
        joint /= joint.sum(axis=-2, keepdims=True)
        return joint

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Return the log density at ``X`` of shape (m, d), shape (..., m)."""
        X = valid.finite_array("X", X, min_ndim=2, max_ndim=2)
        means, variances = self.means_[..., None, :, :], self.variances_[..., None, :, :]
        log_parts = -0.5 * ((X[:, None, :] - means) ** 2 / variances + np.log(2 * np.pi * variances)).sum(axis=-1)
        return logsumexp(log_parts, b=self.weights_[..., None, :], axis=-1)

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` points a replicate, shape (..., n, d)."""
        n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
        edges = np.cumsum(self.weights_, axis=-1)[..., None, :-1]
        component = (rng.random((*self.weights_.shape[:-1], n))[..., None] > edges).sum(axis=-1)[..., None]
        mean = np.take_along_axis(self.means_, component, axis=-2)
        variance = np.take_along_axis(self.variances_, component, axis=-2)
        return mean + np.sqrt(variance) * rng.standard_normal(mean.shape)


def _spread_starts(X, k, rng):
    """Pick k starting means among the points, each far from those before it (k-means++ seeding)."""
    starts = np.empty((*X.shape[:-2], k, X.shape[-1]))
    weight = np.ones(X.shape[:-1])
    for j in range(k):
        edges = np.cumsum(weight, axis=-1)
        threshold = rng.random((*X.shape[:-2], 1)) * edges[..., -1:]
        chosen = np.minimum((edges <= threshold).sum(axis=-1), X.shape[-2] - 1)
        starts[..., j, :] = np.take_along_axis(X, chosen[..., None, None], axis=-2)[..., 0, :]
        distance = ((X - starts[..., j : j + 1, :]) ** 2).sum(axis=-1)
        weight = distance if j == 0 else np.minimum(weight, distance)
    return starts
