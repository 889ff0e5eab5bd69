"""The Gaussian, fitted to its own samples: as a model, as a literal chain, and as the exact law of that chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History

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


def sample_sizes(n_samples: int | Sequence[int] | Callable[[int], int], generations: int) -> np.ndarray:
    """Return the samples of each generation 1 … ``generations`` as an int array.

    ``n_samples`` is a number, a sequence with one entry a generation, or a function of the generation.
    """
    if callable(n_samples):
        n_samples = [n_samples(t) for t in range(1, generations + 1)]
    if np.ndim(n_samples) == 0:
        n_samples = [_sample_size(n_samples)] * generations
    if len(n_samples) != generations:
        raise valid.refuse(
            "n_samples", len(n_samples), f"one number, or one a generation, {generations} in all (its length is shown)"
        )
    return np.array([_sample_size(n) for n in n_samples], dtype=int)


def _sample_size(n):
    return valid.integer("n_samples", n.item() if isinstance(n, np.ndarray) and n.ndim == 0 else n, minimum=2)


def chain(*, n_samples, generations: int, replicates: int, estimator: str = "unbiased", rng=None) -> History:
    """Run the Gaussian loop by its exact law: no sample is ever drawn.

    With n samples the fitted mean moves by σ z/√n and the variance is multiplied by χ²_{n-1}/(n-1), or by
    χ²_{n-1}/n for maximum likelihood, both independent. A chain costs O(1) a generation whatever n is, and it
    carries log σ², which does not underflow.

    Parameters
    ----------
    n_samples
        samples a generation: an int, a sequence, or a function of the generation.
    generations, replicates
        number of fits and of independent chains.
    estimator
        ``"unbiased"`` or ``"mle"``.

    Returns
    -------
    History
        ``mean`` and ``log_variance``, each of shape (generations + 1, replicates), starting from N(0, 1).

    Notes
    -----
    Source: Cochran's theorem, applied once a generation.

    Examples
    --------
    >>> history = chain(n_samples=100, generations=50, replicates=20_000, rng=0)
    >>> bool(abs(history["log_variance"][-1].mean() + 0.5068) < 0.03)
    True
    """
    generations = valid.integer("generations", generations)
    replicates = valid.integer("replicates", replicates, minimum=1)
    divisor = ESTIMATORS[valid.choice("estimator", estimator, ESTIMATORS)]
    rng = valid.generator(rng)
    log_variance = np.zeros((generations + 1, replicates))
    mean = np.zeros((generations + 1, replicates))
    for t, n in enumerate(sample_sizes(n_samples, generations)):
        mean[t + 1] = mean[t] + np.exp(log_variance[t] / 2) / np.sqrt(n) * rng.standard_normal(replicates)
        # A chi-square with n-1 degrees of freedom is twice a gamma variable with shape (n-1)/2, which draws faster.
        log_factor = np.log(rng.standard_gamma((n - 1) / 2, replicates)) + np.log(2 / (n - divisor))
        log_variance[t + 1] = log_variance[t] + log_factor
    return History({"mean": mean, "log_variance": log_variance}, {"n_samples": n_samples, "estimator": estimator})


def literal_chain(*, n_samples, generations: int, replicates: int, estimator: str = "unbiased", rng=None) -> History:
    """Run the same loop as `chain` the way one would explain it: draw, fit, draw from the fit.

    Slow, and in the open: this is what the exact law is tested against. Takes and returns what `chain` does.

    Examples
    --------
    >>> literal_chain(n_samples=5, generations=3, replicates=2, rng=0)["mean"].shape
    (4, 2)
    """
    generations = valid.integer("generations", generations)
    replicates = valid.integer("replicates", replicates, minimum=1)
    valid.choice("estimator", estimator, ESTIMATORS)
    rng = valid.generator(rng)
    mean, variance = [np.zeros(replicates)], [np.ones(replicates)]
    for n in sample_sizes(n_samples, generations):
        samples = rng.normal(mean[-1], np.sqrt(variance[-1]), (n, replicates))
        mean.append(samples.mean(axis=0))
        variance.append(samples.var(axis=0, ddof=ESTIMATORS[estimator]))
    with np.errstate(divide="ignore"):  # a chain that underflowed to 0 reads -inf, which is what happened
        log_variance = np.log(variance)
    return History({"mean": mean, "log_variance": log_variance}, {"n_samples": n_samples, "estimator": estimator})


def log_det_chain(
    *, n_samples, dimension: int, generations: int, replicates: int, estimator: str = "unbiased", rng=None
) -> History:
    """Run the d-dimensional Gaussian loop by the exact law of its log-determinant.

    The determinant of a Wishart matrix is a product of independent chi-squares with n-1, n-2, …, n-d degrees
    of freedom, so one generation adds Σ log χ²_{n-1-i} - d log(n-1).

    Returns
    -------
    History
        ``log_det`` of shape (generations + 1, replicates), starting from 0 (the identity covariance).

    Raises
    ------
    ValueError
        if ``n_samples`` does not exceed ``dimension``: the covariance would be singular at once.

    Notes
    -----
    Source: Bartlett's decomposition; Anderson (2003), section 7.5.

    Examples
    --------
    >>> history = log_det_chain(n_samples=50, dimension=4, generations=10, replicates=1000, rng=0)
    >>> bool(history["log_det"][-1].mean() < -1)
    True
    """
    generations = valid.integer("generations", generations)
    replicates = valid.integer("replicates", replicates, minimum=1)
    dimension = valid.integer("dimension", dimension, minimum=1)
    divisor = ESTIMATORS[valid.choice("estimator", estimator, ESTIMATORS)]
    n = sample_sizes(n_samples, generations)
    if (n <= dimension).any():
        raise valid.refuse(
            "n_samples", int(n.min()), f"larger than dimension={dimension}, or the covariance is singular"
        )
    rng = valid.generator(rng)
    log_det = np.zeros((generations + 1, replicates))
    for i in range(dimension):
        log_det[1:] += np.log(rng.chisquare((n - 1 - i)[:, None], (generations, replicates)))
    log_det[1:] -= dimension * np.log(n - divisor)[:, None]
    np.cumsum(log_det, axis=0, out=log_det)
    return History({"log_det": log_det}, {"n_samples": n_samples, "dimension": dimension, "estimator": estimator})
