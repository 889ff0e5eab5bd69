"""Closed forms for the spread of a false statement among pages that copy one another."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import binom

from modelcollapse import _validation as valid


def false_majority(n_true):
    """Return the probability that one false page among ``n_true`` true ones ends up with the majority: 2^-n_true.

    Pages are copied at random for ever. The false share tends to a Beta(1, n_true) variable.

    Source: Eggenberger and Pólya (1923).

    Examples
    --------
    >>> false_majority(3)
    0.125
    """
    return 2.0 ** -valid.numbers("n_true", n_true, low=1, whole=True)


def checked_share(n_pages, false_pages, written, checkers):
    """Return the expected false share after ``written`` more pages, a share of whose authors check the source.

    x₀ ∏ (1 - v/(N + 1)) over the page counts N = n, n + 1, …, which is about x₀ (n/(n + T))^v.

    Source: derived here; the expectation of a Pólya urn into which true balls fall with probability v.

    Examples
    --------
    >>> round(checked_share(10, 1, 990, 0.5), 4), round(0.1 * (10 / 1000) ** 0.5, 4)
    (0.0101, 0.01)
    """
    n = valid.integer("n_pages", n_pages, minimum=1)
    if valid.integer("false_pages", false_pages) > n:
        raise valid.refuse("false_pages", false_pages, f"an integer from 0 to n_pages={n}")
    pages = n + np.arange(valid.integer("written", written))
    return false_pages / n * float(np.prod(1 - valid.share("checkers", checkers) / (pages + 1)))


def repeats_majority(share, conformity=2.0):
    """Return the probability x^γ/(x^γ + (1 - x)^γ) that an answer built from several pages is the false one.

    γ = 1 copies one page at random. γ = 2 reads two pages and, if they disagree, reads two others.

    Source: Arthur, Ermoliev and Kaniovski (1987), nonlinear urn functions.

    Examples
    --------
    >>> repeats_majority(0.8)
    0.9411764705882353
    """
    x = valid.numbers("share", share, low=0, high=1)
    gamma = valid.number("conformity", conformity, low=1)
    return np.power(x, gamma) / (np.power(x, gamma) + np.power(1 - np.asarray(x), gamma))


def verification_threshold(conformity=2.0):
    """Return the share of checkers above which no false consensus can last.

    With checkers v the false share moves towards (1 - v) times `repeats_majority`. A resting point above 0 exists if
    v ≤ 1 - min_x [x + x^{1-γ}(1 - x)^γ]; for γ = 2 that is 3 - 2√2.

    Source: derived here.

    Examples
    --------
    >>> round(verification_threshold(2.0), 4)
    0.1716
    """
    gamma = valid.number("conformity", conformity, low=1)
    if gamma == 1:
        return 0.0
    found = minimize_scalar(
        lambda x: x + x ** (1 - gamma) * (1 - x) ** gamma, bounds=(1e-9, 1), method="bounded", options={"xatol": 1e-12}
    )
    return float(1 - found.fun)


def resting_points(checkers, conformity=2.0):
    """Return the false shares above 0 at which nothing moves, unstable then stable; none above the threshold.

    Examples
    --------
    >>> [round(x, 3) for x in resting_points(0.1)], resting_points(0.2)
    ([0.565, 0.885], [])
    """
    v, conformity = valid.share("checkers", checkers), valid.number("conformity", conformity, low=1)

    def drift(x):
        return (1 - v) * repeats_majority(float(x), conformity) - x

    grid = np.linspace(1e-6, 1, 2001)
    signs = np.sign([drift(x) for x in grid])
    turns = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    exact = [float(grid[i]) for i in np.flatnonzero(signs == 0)]
    return sorted([*exact, *(float(brentq(drift, grid[i], grid[i + 1])) for i in turns)])


def escape(copies):
    """Return the probability that a false page, copied ``copies`` times on average, never dies out: 1 - q, q = e^{R(q-1)}.

    Source: Harris (1963), the Galton-Watson process with Poisson offspring.

    Examples
    --------
    >>> round(escape(1.5), 3), escape(0.9)
    (0.583, 0.0)
    """
    R = valid.number("copies", copies, low=0)
    if R <= 1:
        return 0.0
    return float(brentq(lambda s: 1 - s - np.exp(-R * s), 1e-12, 1))


def answer_false(false_share, top_k, hallucination=0.0):
    """Return the probability that an answer is false: made up, or the majority of ``top_k`` retrieved pages is false.

    Examples
    --------
    >>> round(answer_false(0.3, 5), 4)
    0.1631
    """
    share = valid.numbers("false_share", false_share, low=0, high=1)
    k = valid.integer("top_k", top_k, minimum=1)
    if k % 2 == 0:
        raise valid.refuse("top_k", top_k, "odd, so that there is a majority")
    hallucination = valid.share("hallucination", hallucination)
    return (hallucination + (1 - hallucination) * binom.sf(k // 2, k, share))[()]


def retrieval_false_majority(*, human_pages, written, source_bias, top_k, hallucination, recognized=0.0, false_pages=0):
    """Return the exact probability that most of what is retrieved is false after ``written`` machine pages.

    The number of false and of true machine pages that retrieval sees is a Markov chain; this sums over its states.
    ``false_pages`` is the number of pages by people that are wrong from the start, beside ``human_pages`` right ones.

    Source: derived here; the law of `modelcollapse.societies.contagion.retrieval`.

    Examples
    --------
    >>> setting = {"source_bias": 3, "top_k": 5, "hallucination": 0.05}
    >>> [round(retrieval_false_majority(human_pages=h, written=10 * h, **setting), 4) for h in (2, 10)]
    [0.0549, 0.0027]
    """
    h = valid.integer("human_pages", human_pages, minimum=1)
    written = valid.integer("written", written)
    bias = valid.number("source_bias", source_bias, low=0)
    answer_false(0, top_k, hallucination)
    seen = 1 - valid.share("recognized", recognized)
    chance = np.zeros((written + 1, written + 1))  # by false and by true machine pages seen
    chance[0, 0] = 1
    false, true = np.indices(chance.shape)
    wrong = valid.integer("false_pages", false_pages)
    share = (wrong + bias * false) / (h + wrong + bias * (false + true))
    says_false = answer_false(share, top_k, hallucination)
    for _ in range(written):
        after = (1 - seen) * chance
        after[1:] += seen * (chance * says_false)[:-1]
        after[:, 1:] += seen * (chance * (1 - says_false))[:, :-1]
        chance = after
    return float(chance[share > 0.5].sum())
