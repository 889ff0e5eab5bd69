"""What copying does to single types, from the transition matrix of the copying loop: exact where diffusion is not.

One generation turns a type with x of n items into Binomial(n, x/n) items. That is a Markov chain on 0 … n, so every
mean time and probability is the solution of a linear system. The cost grows as n²; keep n in the low thousands.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from modelcollapse import _validation as valid
from modelcollapse.theory._law import DISTRIBUTION, FITS, ITEMS, SAMPLES, SHARE, law, number

SOME = number(0, 1, include_low=False)


@law(n=ITEMS, p=SHARE, t=FITS, each=["n"])
def survival_probability(n, p, t):
    """Return the probability that a type of share ``p`` is still there after ``t`` fits to ``n`` items each.

    Source: Fisher (1930) and Wright (1931), by powers of the transition matrix.

    Examples
    --------
    >>> round(survival_probability(1000, 0.0005, 1), 3)
    0.394
    """
    alive = (np.arange(n + 1) > 0).astype(float)
    matrix = _transitions(n) if t.max() > 1 else None
    found = np.empty(p.shape)
    for fits in range(1, int(t.max()) + 1):
        if fits > 1:
            alive = matrix @ alive
        found[t == fits] = _binomial(n, p[t == fits]) @ alive
    return found


@law(n=SAMPLES, copies=ITEMS, each=["n"])
def fixation_time(n, copies):
    """Return the mean generations until one of two types is lost, when one has ``copies`` of the n items.

    Source: fundamental matrix of the Wright-Fisher chain; `diversity.fixation_time` is its diffusion approximation.

    Examples
    --------
    >>> round(fixation_time(100, 50), 1)
    136.6
    """
    if np.any(copies >= n):
        raise valid.refuse("copies", copies.max(), f"less than n = {n}: otherwise only one type is there")
    inside = _transitions(n)[1:-1, 1:-1]
    times = np.linalg.solve(np.eye(n - 1) - inside, np.ones(n - 1))
    return times[copies.astype(int) - 1]


@law(n=ITEMS, each=["n"])
def common_ancestor_time(n):
    """Return the mean generations until ``n`` distinct items all descend from one of them.

    Looking back, j lines have k distinct parents with probability S(j, k) n!/(n-k)!/n^j, S being Stirling's numbers.

    Source: exact coalescent of the Wright-Fisher model; `diversity.coalescence_time` is Kingman's approximation.

    Examples
    --------
    >>> round(common_ancestor_time(50), 1)
    97.0
    """
    found = np.zeros(n + 1)  # P(j lines have k parents), one line added at a time
    found[1] = 1.0
    k = np.arange(n + 1)
    times = np.zeros(n + 1)
    for j in range(2, n + 1):
        found = found * k / n + np.concatenate([[0.0], found[:-1] * (n - k[:-1]) / n])
        times[j] = (1 + found[1:j] @ times[1:j]) / (1 - found[j])
    return times[n]


@law(n=ITEMS, novelty=SOME, each=["n", "novelty"])
def types_at_balance(n, novelty):
    """Return the mean number of types when a share ``novelty`` of all copies is something never seen before.

    Every generation n·novelty types begin, each with one item, and each lasts for its mean lifetime.

    Source: Little's law on the transition matrix; Ewens (1972) is its diffusion approximation, `diversity.ewens_species`
    with θ = 2n·novelty.

    Examples
    --------
    >>> round(types_at_balance(100, 0.01), 2)
    8.65
    """
    inside = _transitions(n, carried=1 - novelty)[1:, 1:]
    lifetime = np.linalg.solve(np.eye(n) - inside, np.ones(n))[0]
    return n * novelty * lifetime


@law(n=ITEMS, share=SOME, probabilities=DISTRIBUTION, each=["n", "share"])
def species_at_balance(n, share, probabilities):
    """Return the mean number of species among ``n`` items when each is real with probability ``share``, else a copy.

    Source: stationary law of Wright's island model (1931), a linear system for each species.

    Examples
    --------
    >>> round(species_at_balance(20, 1.0, [0.5, 0.5]), 3)
    2.0
    """
    normalized = np.zeros(n + 1)
    normalized[-1] = 1.0
    absent = {}
    for mass in np.unique(probabilities):
        system = _transitions(n, carried=1 - share, arriving=share * mass).T - np.eye(n + 1)
        system[-1] = 1.0  # one balance equation is redundant; the probabilities sum to 1
        absent[mass] = np.linalg.solve(system, normalized)[0]
    return (1 - np.vectorize(absent.get)(probabilities)).sum(axis=-1)


def _transitions(n, carried=1.0, arriving=0.0):
    """Matrix of P(x → y), x and y in 0 … n, when an item is of the type with probability carried·x/n + arriving."""
    return _binomial(n, np.minimum(carried * np.arange(n + 1) / n + arriving, 1.0))


def _binomial(n, shares):
    """Binomial(n, share) probabilities, one row a share."""
    y = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
    shares = np.asarray(shares, dtype=float)[:, None]
    return np.exp(ways + xlogy(y, shares) + xlog1py(n - y, -shares))
