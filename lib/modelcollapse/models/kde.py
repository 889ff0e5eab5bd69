"""A kernel density estimate: every training point, blurred a little."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from modelcollapse import _validation as valid


class KDEModel:
    """A Gaussian kernel density estimate. Leading axes are replicates and are fitted at once.

    Parameters
    ----------
    bandwidth
        standard deviation of the kernel in data units, or ``"silverman"`` for 0.9 min(sd, IQR/1.34) n^(-1/5)
        in each dimension, taken anew at every fit (Silverman 1986, section 3.4.2, d = 1).
    relative
        whether a number for ``bandwidth`` is in units of the training data's sd (divisor n - 1), in each dimension
        and taken anew at every fit.

    Attributes
    ----------
    points_
        array of shape (..., n, d): the training set itself.
    bandwidth_
        array broadcastable to (..., 1, d).

    Examples
    --------
    >>> KDEModel(0.3).fit(np.zeros((5, 1))).sample(2, rng=0).round(3)
    array([[-0.04 ],
           [ 0.192]])
    >>> KDEModel(0.5, relative=True).fit(np.array([[1.0], [2.0], [3.0]])).bandwidth_
    array([[0.5]])
    """

    batched = True

    def __init__(self, bandwidth: float | str = "silverman", *, relative: bool = False):
        self.relative = relative
        if isinstance(bandwidth, str):
            self.bandwidth = valid.choice("bandwidth", bandwidth, ["silverman"])
        else:
            self.bandwidth = valid.number("bandwidth", bandwidth, low=0)

    def __repr__(self) -> str:
        return f"KDEModel({self.bandwidth!r}{', relative=True' if self.relative else ''})"

    def fit(self, X: np.ndarray) -> KDEModel:
        """Keep ``X`` of shape (..., n, d)."""
        self.points_ = valid.finite_array("X", X, min_ndim=2)
        n = self.points_.shape[-2]
        if self.bandwidth == "silverman":
            low, high = np.quantile(self.points_, [0.25, 0.75], axis=-2, keepdims=True)
            self.bandwidth_ = 0.9 * np.minimum(self._sd(), (high - low) / 1.34) * n**-0.2
        elif self.relative:
            self.bandwidth_ = self.bandwidth * self._sd()
        else:
            self.bandwidth_ = np.full((1, 1), self.bandwidth)
        return self

    def _sd(self) -> np.ndarray:
        return self.points_.std(axis=-2, ddof=min(1, self.points_.shape[-2] - 1), keepdims=True)

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Return the log density at ``X`` of shape (m, d), shape (..., m)."""
        X = valid.finite_array("X", X, min_ndim=2, max_ndim=2)
        d = X.shape[1]
        width = np.broadcast_to(self.bandwidth_, (*self.bandwidth_.shape[:-1], d))[..., None, :]
        distance = (X[:, None, :] - self.points_[..., None, :, :]) / width
        log_kernel = -0.5 * (distance**2).sum(axis=-1) - np.log(width).sum(axis=-1) - d / 2 * np.log(2 * np.pi)
        return logsumexp(log_kernel, axis=-1) - np.log(self.points_.shape[-2])

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` points a replicate, shape (..., n, d): a training point each, plus kernel noise."""
        n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
        leading = self.points_.shape[:-2]
        chosen = rng.integers(self.points_.shape[-2], size=(*leading, n, 1))
        points = np.take_along_axis(self.points_, chosen, axis=-2)
        return points + self.bandwidth_ * rng.standard_normal(points.shape)
