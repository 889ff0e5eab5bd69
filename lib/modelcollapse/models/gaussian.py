"""The Gaussian, fitted by its mean and covariance."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid

ESTIMATORS = {"unbiased": 1, "mle": 0}
"""Degrees of freedom that each variance estimate subtracts from n in its divisor."""


class GaussianModel:
    """A Gaussian in d dimensions. Leading axes are replicates and are fitted at once.

    Parameters
    ----------
    estimator
        ``"unbiased"`` divides the scatter by n - 1, ``"mle"`` (maximum likelihood) by n.

    Attributes
    ----------
    mean_
        array of shape (..., d).
    covariance_
        array of shape (..., d, d).

    Examples
    --------
    >>> X = np.array([[1.0], [2.0], [3.0]])
    >>> float(GaussianModel().fit(X).variance_), float(GaussianModel("mle").fit(X).variance_.round(3))
    (1.0, 0.667)
    """

    batched = True

    def __init__(self, estimator: str = "unbiased"):
        self.estimator = valid.choice("estimator", estimator, ESTIMATORS)

    def __repr__(self) -> str:
        return f"GaussianModel({self.estimator!r})"

    def fit(self, X: np.ndarray) -> GaussianModel:
        """Estimate mean and covariance from ``X`` of shape (..., n, d), n ≥ 2.

        Raises
        ------
        ValueError
            if ``X`` has fewer than two axes or two rows, or holds NaN or infinity.
        """
        X = valid.finite_array("X", X, min_ndim=2)
        n = X.shape[-2]
        if n < 2:
            raise valid.refuse(
                "X", X.shape, "of shape (..., n, d) with n at least 2: one point has no variance (its shape is shown)"
            )
        self.mean_ = X.mean(axis=-2)
        centered = X - self.mean_[..., None, :]
        self.covariance_ = np.swapaxes(centered, -1, -2) @ centered / (n - ESTIMATORS[self.estimator])
        return self

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` points a replicate, shape (..., n, d)."""
        n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
        d = self.mean_.shape[-1]
        noise = rng.standard_normal((*self.mean_.shape[:-1], n, d))
        return self.mean_[..., None, :] + noise @ np.swapaxes(self._square_root(), -1, -2)

    def _square_root(self) -> np.ndarray:
        if self.covariance_.shape[-1] == 1:
            return np.sqrt(self.covariance_)
        # Not Cholesky: with n <= d the covariance is singular, and that is a case worth watching.
        eigenvalues, vectors = np.linalg.eigh(self.covariance_)
        return vectors * np.sqrt(np.clip(eigenvalues, 0, None))[..., None, :]

    @property
    def variance_(self) -> np.ndarray:
        """Variance per dimension averaged over dimensions, shape (...); the variance itself when d = 1."""
        return np.trace(self.covariance_, axis1=-2, axis2=-1) / self.covariance_.shape[-1]

    @property
    def log_det_(self) -> np.ndarray:
        """Logarithm of the determinant of the covariance (twice the log-volume), shape (...)."""
        return np.linalg.slogdet(self.covariance_)[1]
