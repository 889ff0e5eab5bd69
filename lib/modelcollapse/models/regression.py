"""Linear regression on labels that an earlier model may have written. Only y given x is learned."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


class LinearModel:
    """Least squares, or ridge regression, on rows (x, y). Leading axes are replicates and are fitted at once.

    Parameters
    ----------
    noise
        standard deviation of the noise that `sample` adds to a label.
    ridge
        penalty on ‖w‖². Without one and with fewer rows than weights, the fit is the one of least norm.

    Attributes
    ----------
    weights_
        array of shape (..., d).

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 3.0], [1.0, 1.0, 5.0]])
    >>> LinearModel().fit(rows).weights_.round(6)
    array([2., 3.])
    """

    batched = True

    def __init__(self, noise: float = 1.0, *, ridge: float = 0.0):
        self.noise = valid.number("noise", noise, low=0)
        self.ridge = valid.number("ridge", ridge, low=0)

    def __repr__(self) -> str:
        return f"LinearModel(noise={self.noise:g}, ridge={self.ridge:g})"

    def fit(self, X: np.ndarray) -> LinearModel:
        """Estimate weights from rows ``X`` of shape (..., n, d + 1), the label last."""
        X = valid.finite_array("X", X, min_ndim=2)
        if X.shape[-1] < 2:
            raise valid.refuse("X", X.shape, "rows of inputs and a label, shape (..., n, d + 1) (its shape is shown)")
        inputs, labels = X[..., :-1], X[..., -1:]
        if self.ridge == 0:
            self.weights_ = (np.linalg.pinv(inputs) @ labels)[..., 0]
        else:
            transposed = np.swapaxes(inputs, -1, -2)
            penalty = self.ridge * np.eye(inputs.shape[-1])
            self.weights_ = np.linalg.solve(transposed @ inputs + penalty, transposed @ labels)[..., 0]
        return self

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Label ``n`` new points a replicate: rows of shape (..., n, d + 1)."""
        n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
        inputs = rng.standard_normal((*self.weights_.shape[:-1], n, self.weights_.shape[-1]))
        labels = inputs @ self.weights_[..., None]
        return np.concatenate([inputs, labels + self.noise * rng.standard_normal(labels.shape)], axis=-1)
