"""A kernel density estimate: every training point, blurred a little."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


class KDEModel:
    """A Gaussian kernel density estimate. Leading axes are replicates and are fitted at once.

    Parameters
    ----------
    bandwidth
        standard deviation of the kernel in data units, or ``"silverman"`` for 0.9 min(sd, IQR/1.34) n^(-1/5)
        in each dimension, taken anew at every fit (Silverman 1986, section 3.4.2, d = 1).

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
    """

    batched = True

    def __init__(self, bandwidth: float | str = "silverman"):
        if isinstance(bandwidth, str):
            self.bandwidth = valid.choice("bandwidth", bandwidth, ["silverman"])
        else:
            self.bandwidth = valid.number("bandwidth", bandwidth, low=0)

    def __repr__(self) -> str:
        return f"KDEModel({self.bandwidth!r})"

    def fit(self, X: np.ndarray) -> KDEModel:
        """Keep ``X`` of shape (..., n, d)."""
        self.points_ = valid.finite_array("X", X, min_ndim=2)
        if self.bandwidth == "silverman":
            X = self.points_
            low, high = np.quantile(X, [0.25, 0.75], axis=-2, keepdims=True)
            spread = np.minimum(X.std(axis=-2, ddof=min(1, X.shape[-2] - 1), keepdims=True), (high - low) / 1.34)
            self.bandwidth_ = 0.9 * spread * X.shape[-2] ** -0.2
        else:
            self.bandwidth_ = np.full((1, 1), self.bandwidth)
        return self

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` points a replicate, shape (..., n, d): a training point each, plus kernel noise."""
        n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
        leading = self.points_.shape[:-2]
        chosen = rng.integers(self.points_.shape[-2], size=(*leading, n, 1))
        points = np.take_along_axis(self.points_, chosen, axis=-2)
        return points + self.bandwidth_ * rng.standard_normal(points.shape)
