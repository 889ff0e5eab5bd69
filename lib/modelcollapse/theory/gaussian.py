"""Closed forms for the Gaussian loop: σ0 = 1, n samples a generation, t generations, replace.

``estimator`` is ``"unbiased"`` (scatter over n - 1) or ``"mle"`` (scatter over n).
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, gammaln, loggamma, polygamma

from modelcollapse import _validation as valid


def log_variance_drift(n, estimator="unbiased"):
    """Return the mean change of log σ² in one generation: ψ((n-1)/2) - ln((n-1)/2) ≈ -1/(n-1).

    Maximum likelihood divides by n, which adds ln((n-1)/n) and about doubles the drift.

    Source: the law of the chain (`modelcollapse.chains.gaussian.chain`) and E ln χ²_k = ψ(k/2) + ln 2.

    Examples
    --------
    >>> round(50 * log_variance_drift(100), 4), round(50 * log_variance_drift(100, "mle"), 4)
    (-0.5068, -1.0093)
    """
    n = _sample_size(n)
    divisor = {"unbiased": n - 1, "mle": n}[valid.choice("estimator", estimator, ["unbiased", "mle"])]
    return digamma((n - 1) / 2) - np.log(divisor / 2)


def log_variance_spread(n):
    """Return the variance of the change of log σ² in one generation: ψ₁((n-1)/2).

    Source: Var ln χ²_k = ψ₁(k/2).

    Examples
    --------
    >>> round(50 * log_variance_spread(100), 4)
    1.0204
    """
    return polygamma(1, (_sample_size(n) - 1) / 2)


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
    x, k, t = valid.number("x", x), _sample_size(n) - 1, valid.integer("t", t, minimum=1)
    spread = np.sqrt(t * log_variance_spread(n))
    u = np.linspace(0, 40 / spread, 8001)[1:] - 20 / spread / 8000  # midpoints: the integrand is singular at 0
    log_phi = t * (loggamma(k / 2 + 1j * u) - loggamma(k / 2) + 1j * u * np.log(2 / k)) - 1j * u * x
    integral = (np.exp(log_phi).imag / u).sum() * (u[1] - u[0])
    return float(0.5 - integral / np.pi)


def half_life(n, estimator="unbiased"):
    """Return after how many generations the typical chain has lost half its variance: ``ln 2 / |drift|``."""
    return -np.log(2) / log_variance_drift(n, estimator)


def c4(n):
    """Return E[s]/σ for the unbiased variance estimate s² of n Gaussian samples: √(2/(n-1)) Γ(n/2)/Γ((n-1)/2).

    Examples
    --------
    >>> round(c4(100) ** 50, 4)
    0.8814
    """
    n = _sample_size(n)
    return np.sqrt(2 / (n - 1)) * np.exp(gammaln(n / 2) - gammaln((n - 1) / 2))


def mean_sd(sizes):
    """Return E[σ_t] after generations with the given sample sizes: the product of their c4.

    Source: E s = c4 σ in each generation, independently.

    Examples
    --------
    >>> round(float(mean_sd([100] * 50)), 4)
    0.8814
    """
    return np.prod(c4(_sample_size(sizes, "sizes")))


def squared_wasserstein(n, t):
    """Return E W₂²(N(μ_t, σ_t²), N(0, 1)) = t/n + 2(1 - c4^t), which starts as 1.5 t/n.

    Source: W₂² = (μ - 0)² + (σ - 1)², E μ_t² = t/n, E σ_t² = 1, E σ_t = c4^t.

    Examples
    --------
    >>> round(squared_wasserstein(100, 50), 4)
    0.7372
    """
    n, t = _sample_size(n), _generations(t)
    return t / n + 2 * (1 - c4(n) ** t)


def sample_variance(n, t):
    """Return the variance of one point of generation t over all chains: 1 + t/n.

    Source: Shumailov et al. (2024), the discussion of their one-dimensional Gaussian model.
    """
    return 1 + _generations(t) / _sample_size(n)


def survival_bound(n, k, epsilon):
    """Return a bound on P(σ_k > ε) after k generations: (1/ε) e^{-k/(4n-1)}.

    Source: Suresh, Thangaraj and Khandavally (2025), Theorem 3.

    Examples
    --------
    >>> round(survival_bound(10, 100, 0.1), 3)
    0.77
    """
    n, k = _sample_size(n), valid.numbers("k", k, low=0, whole=True)
    epsilon = valid.numbers("epsilon", epsilon, low=0, include_low=False)
    return np.exp(-k / (4 * n - 1)) / epsilon


def log_det_drift(n, d, estimator="unbiased"):
    """Return the mean change of log det Σ in one generation in d dimensions, about -d(d+1)/(2(n-1)) if n ≫ d.

    Exactly Σ_{i<d} ψ((n-1-i)/2) - d ln((n-1)/2), or n/2 under the last logarithm for maximum likelihood.

    Source: Bartlett's decomposition of the Wishart distribution; Anderson (2003), section 7.5.

    Examples
    --------
    >>> round(log_det_drift(170, 16), 3)
    -0.832
    """
    n, d = valid.integer("n", n, minimum=2), valid.integer("d", d, minimum=1)
    if n <= d:
        raise valid.refuse("n", n, f"larger than d={d}, or the covariance is singular")
    divisor = {"unbiased": n - 1, "mle": n}[valid.choice("estimator", estimator, ["unbiased", "mle"])]
    return float(digamma((n - 1 - np.arange(d)) / 2).sum() - d * np.log(divisor / 2))


def kde_variance(n, bandwidth, t):
    """Return the expected variance of the data that the t-th KDE is fitted to, when each replaces the last.

    The variance is the plain average of squared deviations, over n. It starts at v_1 = 1 - 1/n, a real sample, and
    follows v_{t+1} = (v_t + h²)(1 - 1/n): towards (n - 1) h², far above the truth unless h² < 1/(n - 1).

    Source: a sample from a KDE is a training point plus N(0, h²) noise.

    Examples
    --------
    >>> round(kde_variance(100, 0.3, 61), 3)
    4.577
    """
    a, t = 1 - 1 / _sample_size(n), _generations(t, first=1)
    square = valid.number("bandwidth", bandwidth, low=0) ** 2
    return a**t + square * a * (1 - a ** (t - 1)) / (1 - a)


def kde_accumulating_variance(n, bandwidth, t):
    """Return the expected variance of everything a KDE loop has accumulated after t fits: diverges like h² ln t.

    With s·n items in the pool, the new n have variance v + h² around the pool's mean, so
    v_{s+1} = v_s + h²/(s+1) · (1 - 1/(n(s+1))) - v_s/(n(s+1)²), starting from v_1 = 1 - 1/n.

    Source: the decomposition of a pooled variance; derived here.

    Examples
    --------
    >>> round(float(kde_accumulating_variance(100, 0.3, 60)), 3)
    1.314
    """
    n, t = valid.integer("n", n, minimum=2), valid.integer("t", t, minimum=1)
    bandwidth = valid.number("bandwidth", bandwidth, low=0)
    v = 1 - 1 / n
    for s in range(1, t):
        v += bandwidth**2 * (1 / (s + 1) - 1 / (n * (s + 1) ** 2)) - v / (n * (s + 1) ** 2)
    return v


def _sample_size(n, name="n"):
    # One sample has no variance.
    return valid.numbers(name, n, low=2, whole=True)


def _generations(t, first=0):
    return valid.numbers("t", t, low=first, whole=True)
