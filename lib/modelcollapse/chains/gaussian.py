"""The Gaussian loop by its exact law, in one dimension or many, and the literal loop that the law is tested against."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan
from modelcollapse.models.gaussian import ESTIMATORS


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
    plan = Plan(generations, replicates, rng)
    divisor = ESTIMATORS[valid.choice("estimator", estimator, ESTIMATORS)]
    log_variance = np.zeros(plan.shape)
    mean = np.zeros(plan.shape)
    for t, n in enumerate(valid.schedule("n_samples", n_samples, generations, minimum=2)):
        mean[t + 1] = mean[t] + np.exp(log_variance[t] / 2) / np.sqrt(n) * plan.rng.standard_normal(replicates)
        # A chi-square with n-1 degrees of freedom is twice a gamma variable with shape (n-1)/2, which draws faster.
        log_factor = np.log(plan.rng.standard_gamma((n - 1) / 2, replicates)) + np.log(2 / (n - divisor))
        log_variance[t + 1] = log_variance[t] + log_factor
    return plan.history({"mean": mean, "log_variance": log_variance}, n_samples=n_samples, estimator=estimator)


def literal_chain(*, n_samples, generations: int, replicates: int, estimator: str = "unbiased", rng=None) -> History:
    """Run the same loop as `chain` the way one would explain it: draw, fit, draw from the fit.

    Slow, and in the open: this is what the exact law is tested against. Takes and returns what `chain` does.

    Examples
    --------
    >>> literal_chain(n_samples=5, generations=3, replicates=2, rng=0)["mean"].shape
    (4, 2)
    """
    plan = Plan(generations, replicates, rng)
    valid.choice("estimator", estimator, ESTIMATORS)
    mean, variance = [np.zeros(replicates)], [np.ones(replicates)]
    for n in valid.schedule("n_samples", n_samples, generations, minimum=2):
        samples = plan.rng.normal(mean[-1], np.sqrt(variance[-1]), (n, replicates))
        mean.append(samples.mean(axis=0))
        variance.append(samples.var(axis=0, ddof=ESTIMATORS[estimator]))
    with np.errstate(divide="ignore"):  # a chain that underflowed to 0 reads -inf, which is what happened
        log_variance = np.log(variance)
    return plan.history({"mean": mean, "log_variance": log_variance}, n_samples=n_samples, estimator=estimator)


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
    plan = Plan(generations, replicates, rng)
    dimension = valid.integer("dimension", dimension, minimum=1)
    divisor = ESTIMATORS[valid.choice("estimator", estimator, ESTIMATORS)]
    n = valid.schedule("n_samples", n_samples, generations, minimum=2)
    if (n <= dimension).any():
        raise valid.refuse(
            "n_samples", int(n.min()), f"larger than dimension={dimension}, or the covariance is singular"
        )
    log_det = np.zeros(plan.shape)
    for i in range(dimension):
        log_det[1:] += np.log(plan.rng.chisquare((n - 1 - i)[:, None], (generations, replicates)))
    log_det[1:] -= dimension * np.log(n - divisor)[:, None]
    np.cumsum(log_det, axis=0, out=log_det)
    return plan.history({"log_det": log_det}, n_samples=n_samples, dimension=dimension, estimator=estimator)
