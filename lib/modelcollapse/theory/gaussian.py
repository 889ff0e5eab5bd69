"""Closed forms for the Gaussian loop: σ0 = 1, n samples a generation, t generations, replace.

``estimator`` is ``"unbiased"`` (scatter over n - 1) or ``"mle"`` (scatter over n).
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, gammaln, loggamma, polygamma

from modelcollapse import _validation as valid
from modelcollapse.theory._law import (
    AT_LEAST_0,
    FITS,
    ITEMS,
    POSITIVE,
    SAMPLES,
    TIME,
    accumulated,
    iterated,
    law,
    name,
    number,
)

ESTIMATOR = name("unbiased", "mle")


@law(n=SAMPLES, estimator=ESTIMATOR)
def log_variance_drift(n, estimator="unbiased"):
    """Return the mean change of log σ² in one generation: ψ((n-1)/2) - ln((n-1)/2) ≈ -1/(n-1).

    Maximum likelihood divides by n, which adds ln((n-1)/n) and about doubles the drift.

    Source: the law of the chain (`modelcollapse.chains.gaussian.chain`) and E ln χ²_k = ψ(k/2) + ln 2.

    Examples
    --------
    >>> round(50 * log_variance_drift(100), 4), round(50 * log_variance_drift(100, "mle"), 4)
    (-0.5068, -1.0093)
    """
    return digamma((n - 1) / 2) - np.log(_divisor(n, estimator) / 2)


@law(n=SAMPLES)
def log_variance_spread(n):
    """Return the variance of the change of log σ² in one generation: ψ₁((n-1)/2).

    Source: Var ln χ²_k = ψ₁(k/2).

    Examples
    --------
    >>> round(50 * log_variance_spread(100), 4)
    1.0204
    """
    return polygamma(1, (n - 1) / 2)


@law(x=number(), n=SAMPLES, t=FITS, each=["x", "n", "t"])
def log_variance_cdf(x, n, t):
    """Return P(log σ_t² ≤ x) of the unbiased chain, exactly.

    log σ_t² is a sum of t independent log χ²_k - log k with k = n - 1, whose characteristic function is
    (Γ(k/2 + iu)/Γ(k/2) · (2/k)^{iu})^t. The integral that inverts it is evaluated with the trapezoidal rule, which
    converges faster than any power for so smooth a function.

    Source: Gil-Pelaez's inversion formula.

    Examples
    --------
    >>> round(log_variance_cdf(0.0, 100, 50), 3)
    0.691
    """
    k = n - 1
    spread = np.sqrt(t * log_variance_spread(n))
    u = np.linspace(0, 40 / spread, 8001)[1:] - 20 / spread / 8000  # midpoints: the integrand is singular at 0
    log_phi = t * (loggamma(k / 2 + 1j * u) - loggamma(k / 2) + 1j * u * np.log(2 / k)) - 1j * u * x
    integral = (np.exp(log_phi).imag / u).sum() * (u[1] - u[0])
    return 0.5 - integral / np.pi


@law(n=SAMPLES, estimator=ESTIMATOR)
def half_life(n, estimator="unbiased"):
    """Return after how many generations the typical chain has lost half its variance: ``ln 2 / |drift|``."""
    return -np.log(2) / log_variance_drift(n, estimator)


@law(n=SAMPLES)
def c4(n):
    """Return E[s]/σ for the unbiased variance estimate s² of n Gaussian samples: √(2/(n-1)) Γ(n/2)/Γ((n-1)/2).

    Examples
    --------
    >>> round(c4(100) ** 50, 4)
    0.8814
    """
    return np.sqrt(2 / (n - 1)) * np.exp(gammaln(n / 2) - gammaln((n - 1) / 2))


@law(sizes=SAMPLES)
def mean_sd(sizes):
    """Return E[σ_t] after generations with the sample sizes along the last axis: the product of their c4.

    Source: E s = c4 σ in each generation, independently.

    Examples
    --------
    >>> round(mean_sd([100] * 50), 4)
    0.8814
    """
    return np.prod(c4(np.atleast_1d(sizes)), axis=-1)


@law(n=SAMPLES, t=TIME)
def squared_wasserstein(n, t):
    """Return E W₂²(N(μ_t, σ_t²), N(0, 1)) = t/n + 2(1 - c4^t), which starts as 1.5 t/n.

    Source: W₂² = (μ - 0)² + (σ - 1)², E μ_t² = t/n, E σ_t² = 1, E σ_t = c4^t.

    Examples
    --------
    >>> round(squared_wasserstein(100, 50), 4)
    0.7372
    """
    return t / n + 2 * (1 - c4(n) ** t)


@law(n=SAMPLES, t=TIME)
def sample_variance(n, t):
    """Return the variance of one point of generation t over all chains: 1 + t/n.

    Source: Shumailov et al. (2024), the discussion of their one-dimensional Gaussian model.
    """
    return 1 + t / n


@law(n=SAMPLES, k=TIME, epsilon=POSITIVE)
def survival_bound(n, k, epsilon):
    """Return a bound on P(σ_k > ε) after k generations: (1/ε) e^{-k/(4n-1)}.

    Source: Suresh, Thangaraj and Khandavally (2025), Theorem 3.

    Examples
    --------
    >>> round(survival_bound(10, 100, 0.1), 3)
    0.77
    """
    return np.exp(-k / (4 * n - 1)) / epsilon


@law(n=SAMPLES, d=ITEMS, estimator=ESTIMATOR)
def log_det_drift(n, d, estimator="unbiased"):
    """Return the mean change of log det Σ in one generation in d dimensions, about -d(d+1)/(2(n-1)) if n ≫ d.

    Exactly Σ_{i<d} ψ((n-1-i)/2) - d ln((n-1)/2), or n/2 under the last logarithm for maximum likelihood.

    Source: Bartlett's decomposition of the Wishart distribution; Anderson (2003), section 7.5.

    Examples
    --------
    >>> round(log_det_drift(170, 16), 3)
    -0.832
    """
    if np.any(n <= d):
        raise valid.refuse("n", n, f"larger than d = {np.max(d):g}, or the covariance is singular")
    degrees = accumulated(np.add, lambda i: digamma((n - i) / 2), d)
    return degrees - d * np.log(_divisor(n, estimator) / 2)


@law(n=SAMPLES, bandwidth=AT_LEAST_0, t=FITS)
def kde_variance(n, bandwidth, t):
    """Return the expected variance of the data that the t-th KDE is fitted to, when each replaces the last.

    The variance is the plain average of squared deviations, over n. It starts at v_1 = 1 - 1/n, a real sample, and
    follows v_{t+1} = (v_t + h²)(1 - 1/n): toward (n - 1) h², far above the truth unless h² < 1/(n - 1).

    Source: a sample from a KDE is a training point plus N(0, h²) noise.

    Examples
    --------
    >>> round(kde_variance(100, 0.3, 61), 3)
    4.577
    """
    a = 1 - 1 / n
    return a**t + bandwidth**2 * a * (1 - a ** (t - 1)) / (1 - a)


@law(n=SAMPLES, bandwidth=AT_LEAST_0, t=FITS)
def kde_accumulating_variance(n, bandwidth, t):
    """Return the expected variance of everything a KDE loop has accumulated after t fits: diverges like h² ln t.

    With s·n items in the pool, the new n have variance v + h² around the pool's mean, so
    v_{s+1} = v_s + h²/(s+1) · (1 - 1/(n(s+1))) - v_s/(n(s+1)²), starting from v_1 = 1 - 1/n.

    Source: the decomposition of a pooled variance; derived here.

    Examples
    --------
    >>> round(kde_accumulating_variance(100, 0.3, 60), 3)
    1.314
    """

    def one_more(s, v):
        return v + bandwidth**2 / (s + 1) * (1 - 1 / (n * (s + 1))) - v / (n * (s + 1) ** 2)

    return iterated(one_more, 1 - 1 / n, t - 1)


def _divisor(n, estimator):
    return n - 1 if estimator == "unbiased" else n
