"""Closed forms for the loss of diversity when items are copied.

Diversity is H = 1 - Σp², the probability that two draws with replacement differ. The same formulas give the
maximum-likelihood variance of a Gaussian loop, because both are averages over pairs. ``n`` is the number of samples a
generation, ``t`` the number of fits; results are relative to the real H.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from modelcollapse import _validation as valid
from modelcollapse.theory._law import (
    DISTRIBUTION,
    FITS,
    ITEMS,
    POSITIVE,
    SAMPLES,
    SHARE,
    TIME,
    VECTOR,
    accumulated,
    iterated,
    law,
    name,
    number,
)


@law(n=ITEMS, t=TIME)
def replacing(n, t):
    """Return E H_t/H_0 when each generation replaces the last: (1 - 1/n)^t.

    Source: Wright (1931); for language models Seddik et al. (2024).

    Examples
    --------
    >>> round(replacing(50, 60), 4), round(accumulating(10, 300), 4)
    (0.2976, 0.8437)
    """
    return (1 - 1 / n) ** t


@law(sizes=VECTOR)
def replacing_growing(sizes):
    """Return E H_t/H_0 when each generation replaces the last and generation s has ``sizes[s - 1]`` items: ∏ (1 - 1/n_s).

    With g more in every generation, from n on, something is left forever: about e^{-(1 + g)/(g n)}.

    Source: derived here, as `replacing`.

    Examples
    --------
    >>> round(replacing_growing([50, 50, 50]) / replacing(50, 3), 12), round(replacing_growing([2, 4, 8]), 4)
    (1.0, 0.3281)
    """
    if np.any(sizes < 1):
        raise valid.refuse("sizes", float(sizes.min()), "at least 1 everywhere (the smallest is shown)")
    return np.prod(1 - 1 / sizes, axis=-1)


@law(n=ITEMS, t=TIME)
def accumulating(n, t):
    """Return E H_t/H_0 when all data are kept: ∏_{s≤t} (1 - 1/(n s²)).

    Source: derived here; the new batch is one part in s of the corpus, so it carries 1/s² of the noise.
    """
    return accumulated(np.multiply, lambda s: 1 - 1 / (n * s**2), t)


@law(n=ITEMS, t=TIME)
def accumulating_risk(n, t):
    """Return the squared error E|p_t - p|² of an accumulating loop after t fits, relative to that after one.

    Since E p_t = p, the error is H_0 - E H_t, so the ratio is n (1 - ∏_{s≤t}(1 - 1/(n s²))): it grows to at most
    n (1 - sin(π/√n)/(π/√n)) < π²/6.

    Source: derived here; the bound π²/6 is that of Gerstgrasser et al. (2024) for regression.

    Examples
    --------
    >>> round(accumulating_risk(30, 60), 3)
    1.602
    """
    return n * (1 - accumulating(n, t))


@law(n=SAMPLES, t=TIME, diversity=SHARE)
def fixation_bound(n, t, diversity):
    """Return a lower bound on the probability that a replacing loop has a single type left after t fits.

    ``diversity`` is H_0, that of the real distribution. While two types are left, H is at least 2(n-1)/n², so by
    Markov's inequality P(two or more left) ≤ H_0 (1 - 1/n)^t n²/(2(n - 1)).

    Source: derived here.

    Examples
    --------
    >>> round(fixation_bound(30, 300, 0.9), 4)
    0.9995
    """
    return 1 - diversity * replacing(n, t) * n**2 / (2 * (n - 1))


@law(n=ITEMS)
def accumulating_limit(n):
    """Return the limit of `accumulating` as t → ∞: sin(π/√n)/(π/√n).

    Source: Euler's product for the sine.

    Examples
    --------
    >>> round(accumulating_limit(10), 4)
    0.8434
    """
    return np.sinc(1 / np.sqrt(n))


@law(n=ITEMS, t=TIME, of=name("corpus", "model"), batches=ITEMS)
def accumulating_subsampled(n, t, of="corpus", batches=1):
    """Return E H_t/H_0 after t fits when all data are kept but each model sees only ``batches`` times n of them.

    They are drawn without replacement. With G_t the diversity of distinct pairs in the corpus, of t·n items,
    G_{t+1}/G_t follows from whether a pair is old-old, new-new or old-new. Then the ``"corpus"`` has
    H_t = G_t (1 - 1/(tn)), and the ``"model"``, fitted to an m-sample of it, has G_t (1 - 1/m).

    Source: derived here.

    Examples
    --------
    >>> round(accumulating_subsampled(10, 100), 4), round(accumulating_subsampled(10, 100, of="model"), 4)
    (0.8227, 0.7411)
    """

    def seen(s):
        return np.minimum(batches, s) * n

    def distinct(s):
        old, new = s * n, n
        pairs = old * (old - 1) + new * (new - 1) * (1 - 1 / seen(s)) + 2 * old * new * (1 - 1 / old)
        return pairs / ((old + new) * (old + new - 1))

    fits = np.maximum(t, 1)
    found = accumulated(np.multiply, distinct, fits - 1) * (1 - 1 / (fits * n if of == "corpus" else seen(fits)))
    return np.where(t > 0, found, 1.0)


@law(n_real=TIME, n_synthetic=TIME, t=TIME)
def fresh_blood(n_real, n_synthetic, t=None):
    """Return E H/H_0 with ``n_real`` new real items beside ``n_synthetic`` each generation.

    Without ``t`` it is the stationary value, N(N - 1 + 2n)/((N + n)² - n(n - 1)). With it, it is the value after t
    fits, the first of which sees N + n real items: the distance from the stationary value then shrinks by the factor
    n(n - 1)/(N + n)² a generation, the share of pairs of items that are two different copies.

    Source: derived here by following one pair of items back; Wright's island model in the language of data.

    Examples
    --------
    >>> round(fresh_blood(10, 90), 3), round(fresh_blood(1, 99), 3), round(fresh_blood(1, 99, t=20), 3)
    (0.95, 0.664, 0.848)
    """
    total = n_real + n_synthetic
    if np.any(total == 0):
        raise valid.refuse("n_real", n_real, "at least 1 where n_synthetic is 0")
    both_copied = n_synthetic * (n_synthetic - 1) / total**2
    stationary = n_real * (n_real - 1 + 2 * n_synthetic) / total**2 / (1 - both_copied)
    if t is None:
        return stationary
    return np.where(t > 0, stationary + (1 - 1 / total - stationary) * both_copied ** np.maximum(t - 1, 0), 1.0)


@law(n_real=TIME, n_synthetic=ITEMS)
def kept_sample(n_real, n_synthetic):
    """Return the stationary E H/H_kept with the same ``n_real`` items kept beside ``n_synthetic`` new ones.

    (1 - a²)/(1 - a²(1 - 1/n)) with a = n/(N + n). H_kept is the diversity of the kept sample.

    Source: derived here.

    Examples
    --------
    >>> round(kept_sample(100, 900), 5)
    0.99529
    """
    a = n_synthetic / (n_real + n_synthetic)
    return (1 - a**2) / (1 - a**2 * (1 - 1 / n_synthetic))


@law(n=ITEMS, share=SHARE, t=TIME)
def immigration_identity(n, share, t=None):
    """Return the probability of identity F when each item is, with probability ``share``, not a copy but from outside.

    Where the outsiders have never been seen before, F = 1 - H. Where they are real items, F = 1 - H/H_0. Without
    ``t`` it is the stationary value, with it the value after t fits, starting from F = 0.

    F is the fixed point of F ← 1/n + (1 - 1/n)(1 - m)² F, which is 1/(n - (n - 1)(1 - m)²): a pair is one item taken
    twice, or two items whose parents were identical and neither of which is new. For pairs of distinct items
    multiply by (1 - m)².

    Source: Kimura and Crow (1964), where m is the mutation rate; Wright (1931) for migration.

    Examples
    --------
    >>> round(immigration_identity(100, 0.01), 4), round(immigration_identity(100, 0.01, t=20), 4)
    (0.3367, 0.1525)
    """
    stationary = 1 / (n - (n - 1) * (1 - share) ** 2)
    if t is None:
        return stationary
    both_copied = (1 - 1 / n) * (1 - share) ** 2
    return stationary * (1 - both_copied**t)


@law(n=ITEMS, p=number(0, 1, include_low=False, include_high=False))
def fixation_time(n, p):
    """Return the mean generations until one of two types is lost, starting at share p: -2n[p ln p + q ln q].

    Source: diffusion approximation for n haploid individuals; Kimura and Ohta (1969).

    Examples
    --------
    >>> round(fixation_time(100, 0.5), 1)
    138.6
    """
    return -2 * n * (p * np.log(p) + (1 - p) * np.log(1 - p))


@law(n=ITEMS)
def coalescence_time(n):
    """Return the mean generations until n distinct items descend from one: 2n(1 - 1/n).

    Source: Kingman's coalescent (1982), with a pair merging once in n generations on average.

    Examples
    --------
    >>> coalescence_time(50)
    98.0
    """
    return 2 * n * (1 - 1 / n)


@law(t=FITS)
def survival_rate(t):
    """Return g_t of the Poisson branching process: g_1 = 1, g_t = 1 - e^{-g_{t-1}}; t·g_t → 2.

    Source: Suresh, Thangaraj and Khandavally (2025), Theorem 1.
    """
    return iterated(lambda _, g: -np.expm1(-g), 1.0, t - 1)


@law(n=ITEMS, p=SHARE, t=FITS)
def survival_bound(n, p, t):
    """Return a lower bound on the probability that an item of share p is still there after t fits.

    1 - e^{-n p g_t}. Summed over items it bounds the expected number of survivors.

    Source: Suresh, Thangaraj and Khandavally (2025), Theorem 1.

    Examples
    --------
    >>> round(survival_bound(1000, 0.001, 1), 3)
    0.632
    """
    return -np.expm1(-n * p * survival_rate(t))


@law(n=ITEMS, theta=POSITIVE)
def ewens_species(n, theta):
    """Return the expected number of types among n items when drift balances novelty: Σ_{i<n} θ/(θ + i).

    Source: Ewens (1972). For a haploid loop with novelty rate u, θ = 2nu.

    Examples
    --------
    >>> round(ewens_species(100, 2.0), 2)
    8.39
    """
    return accumulated(np.add, lambda i: theta / (theta + i - 1), n)


@law(n_items=SAMPLES, n_species=number(1), each=["n_items", "n_species"])
def log_series_alpha(n_items, n_species):
    """Return Fisher's α, the root of S = α ln(1 + N/α).

    Source: Fisher, Corbet and Williams (1943).

    Examples
    --------
    >>> round(log_series_alpha(5000, 62.17), 2)
    10.0
    """
    if n_species >= n_items:
        raise valid.refuse("n_species", n_species, f"less than n_items = {n_items}")
    highest = n_items**2 / (n_items - n_species)  # from S ≥ N - N²/2α
    return brentq(lambda alpha: log_series_species(n_items, alpha) - n_species, 1e-9, highest)


@law(n_items=ITEMS, alpha=POSITIVE)
def log_series_species(n_items, alpha):
    """Return the expected number of species among N items: α ln(1 + N/α).

    Source: Fisher, Corbet and Williams (1943).

    Examples
    --------
    >>> round(log_series_species(5000, 10), 1)
    62.2
    """
    return alpha * np.log1p(n_items / alpha)


@law(n=TIME, probabilities=DISTRIBUTION)
def unseen_mass(n, probabilities):
    """Return the expected probability of the species that n items miss: Σ p (1 - p)^n.

    Source: Good (1953), who estimates it by the share of items seen once.
    """
    return (probabilities * (1 - probabilities) ** np.expand_dims(n, -1)).sum(axis=-1)
