"""Closed forms for what decides whether a loop shrinks, wanders, loses modes or explodes: replace, n samples a generation."""

from __future__ import annotations

import numpy as np
from scipy.integrate import quad
from scipy.special import digamma
from scipy.stats import chi2, norm

from modelcollapse.theory import drift as drift_law
from modelcollapse.theory import gaussian as gaussian_law
from modelcollapse.theory._law import (
    AT_LEAST_0,
    FITS,
    ITEMS,
    POSITIVE,
    SAMPLES,
    SHARE,
    TIME,
    accumulated,
    law,
    name,
    number,
)

FAMILIES = {
    "Gaussian, divide by n": lambda n: gaussian_law.log_variance_drift(n, "mle") / 2,
    "Gaussian, divide by n − 1": lambda n: gaussian_law.log_variance_drift(n) / 2,
    "exponential, the mean": lambda n: digamma(n) - np.log(n),
    "Laplace, mean absolute deviation": lambda n: digamma(n) - np.log(n),
    "uniform, the largest": lambda n: -1 / n,
    "uniform, the largest × (n+1)/n": lambda n: np.log1p(1 / n) - 1 / n,
}
"""Scale family and estimate → function of n: the exact drift E ln F of the logarithm of its scale.

The exponential, Laplace and uniform families have a known origin, 0, and one parameter, the scale.
"""


@law(family=name(*FAMILIES), n=SAMPLES)
def scale_drift(family: str, n):
    """Return the mean change of the log scale in one generation, E ln F, for one of `FAMILIES`.

    Source: F is a chi (Gaussian), a gamma variable over n (exponential, Laplace), or a beta variable (uniform).

    Examples
    --------
    >>> round(scale_drift("exponential, the mean", 10), 4), round(scale_drift("uniform, the largest", 10), 4)
    (-0.0508, -0.1)
    """
    return FAMILIES[family](n)


@law(n=SAMPLES)
def fair_divisor(n):
    """Return the divisor of the sum of squares with which E ln σ² stays put: 2 exp ψ((n-1)/2), about n - 2.

    Source: E ln χ²_k = ψ(k/2) + ln 2.

    Examples
    --------
    >>> round(fair_divisor(100), 4)
    98.0017
    """
    return 2 * np.exp(digamma((n - 1) / 2))


@law(n=SAMPLES, bandwidth=AT_LEAST_0)
def relative_kde_factor(n, bandwidth):
    """Return E[v' given v]/v for a KDE whose bandwidth is ``bandwidth`` times the sd of its data: 1 - 1/n + bandwidth².

    v is the variance of a training set, with divisor n. For Silverman's rule this is an upper bound, with
    `silverman_bandwidth`, since the rule takes the smaller of the sd and another spread.

    Source: a sample from a KDE is a training point plus kernel noise; derived here.

    Examples
    --------
    >>> round(relative_kde_factor(100, 0.1), 6)
    1.0
    """
    return 1 - 1 / n + bandwidth**2


@law(n=SAMPLES)
def interpolation_factor(n):
    """Return E s'²/s² of a model whose new points lie at random places between two of its n training points: 2/3 (1 - 1/n).

    s² is the unbiased variance of a training set.

    Source: a point u·a + (1 - u)·b with u uniform has variance v E[u² + (1 - u)²] = 2v/3 given the data, v with divisor n.

    Examples
    --------
    >>> round(interpolation_factor(1000), 4)
    0.666
    """
    return 2 / 3 * (1 - 1 / n)


@law(x=number(), bandwidth=AT_LEAST_0, t=FITS, each=["t"])
def accumulating_kde_density(x, bandwidth, t):
    """Return the mean density at ``x`` of the t-th fit of a KDE loop that keeps all its data, real data being N(0, 1).

    A mixture of N(0, 1 + (1 + j)·bandwidth²), where j is a sum of independent coins with chances 1/2, 1/3, …, 1/t: about
    ln t blurs. It does not depend on the number of samples.

    Source: a new point is one of the pool plus kernel noise, so the mean density of the pool is that of t - 1
    generations with weight (t - 1)/t, and the same blurred once more with weight 1/t; derived here.

    Examples
    --------
    >>> round(accumulating_kde_density(0, 1, 1), 4), round(1 / np.sqrt(4 * np.pi), 4)
    (0.2821, 0.2821)
    """
    blurs = np.array([1.0])
    for s in range(1, t):
        blurs = np.convolve(blurs, [s / (s + 1), 1 / (s + 1)])
        if blurs[-1] < 1e-20:  # Stirling numbers fall fast: ln t blurs are typical, t are possible
            blurs = blurs[:-1]
    sd = np.sqrt(1 + (1 + np.arange(len(blurs))) * bandwidth[..., None] ** 2)
    return (blurs * norm.pdf(x[..., None], scale=sd)).sum(axis=-1)


@law(n=SAMPLES)
def silverman_bandwidth(n):
    """Return Silverman's bandwidth in units of the sd: 0.9 n^(-1/5).

    Examples
    --------
    >>> round(silverman_bandwidth(100), 4)
    0.3583
    """
    return 0.9 * n**-0.2


@law(n=SAMPLES, t=FITS)
def silverman_accumulating_bound(n, t):
    """Return an upper bound on the mean variance of everything a Silverman KDE loop has kept after t fits.

    ∏_{s<t} (1 + 0.81 (ns)^(-2/5) · ns/((ns - 1)(s + 1))), which converges as t → ∞ because Σ s^(-7/5) does.

    Source: `modelcollapse.theory.gaussian.kde_accumulating_variance` with h² ≤ 0.81 (ns)^(-2/5) sd²; derived here.

    Examples
    --------
    >>> silverman_accumulating_bound(100, [60, 100_000]).round(3)
    array([1.263, 1.34 ])
    """

    def one_more(s):
        pool = n * s
        return 1 + silverman_bandwidth(pool) ** 2 * pool / ((pool - 1) * (s + 1))

    return accumulated(np.multiply, one_more, t - 1)


@law(n=ITEMS, weight=SHARE, t=TIME)
def mode_survival(n, weight, t):
    """Return P(a mode of the given weight still has samples) in training set t, exactly; set 0 is the real one.

    With modes so far apart that every sample tells which one it belongs to, the count of a mode is that of a type:
    `modelcollapse.theory.drift.survival_probability`, where fit t + 1 is the one that sees training set t.

    Source: Wright (1931).

    Examples
    --------
    >>> mode_survival(50, 0.1, [0, 10, 20]).round(3)
    array([0.995, 0.574, 0.387])
    """
    return drift_law.survival_probability(n, weight, t + 1)


@law(samples_of_mode=POSITIVE)
def mode_half_life(samples_of_mode):
    """Return the generations after which a mode is lost with probability 1/2: about 2.9 times its samples a generation.

    ``samples_of_mode`` is n times the weight, small against n, so that the mode is a branching process with Poisson
    offspring.

    Source: `modelcollapse.theory.diversity.survival_rate`, from Suresh, Thangaraj and Khandavally (2025).

    Examples
    --------
    >>> mode_half_life([5, 50])
    array([ 13, 142])
    """
    rate, t = 1.0, np.ones(np.shape(samples_of_mode), dtype=int)
    while (more := -np.expm1(-samples_of_mode * rate) > 0.5).any():
        rate, t = -np.expm1(-rate), t + more
    return t


@law(a=AT_LEAST_0)
def mean_tail(a):
    """Return ``P(|x| > a)`` of the real distribution N(0, 1).

    Examples
    --------
    >>> round(mean_tail(3), 4)
    0.0027
    """
    return 2 * norm.sf(a)


@law(a=AT_LEAST_0)
def mean_tail_slope(a):
    """Return the first-order growth of the mean over chains of ``P(|x| > a)``, per t/n: a φ(a)(a² - 1)/2.

    It is positive when a > 1: the mean tail of a Gaussian loop grows although the typical tail shrinks.

    Source: Taylor's expansion of 2Φ(-a/√V) at V = 1 with E V = 1 + t/n and Var V ≈ 2t/n; derived here.

    Examples
    --------
    >>> round(mean_tail_slope(3), 4)
    0.0532
    """
    return a * norm.pdf(a) * (a**2 - 1) / 2


@law(n=SAMPLES, a=AT_LEAST_0, each=["n", "a"])
def mean_tail_after_one(n, a):
    """Return the mean of ``P(|x| > a)`` over Gaussian models fitted once, unbiased: E 2Φ(-a/√(χ²_{n-1}/(n-1) + 1/n)).

    Source: given σ, a sample of the model is N(0, σ² + 1/n), since its mean is N(0, 1/n) and independent of σ.

    Examples
    --------
    >>> round(mean_tail_after_one(100, 3), 5)
    0.00323
    """
    integral, _ = quad(
        lambda u: 2 * norm.sf(a / np.sqrt(chi2.ppf(u, n - 1) / (n - 1) + 1 / n)), 0, 1, epsabs=1e-10, limit=200
    )
    return integral
