"""Closed forms for the spread of a false statement among pages that copy one another."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, lambertw
from scipy.stats import binom

from modelcollapse import _validation as valid
from modelcollapse.theory._law import AT_LEAST_0, ITEMS, SHARE, TIME, law, number

CONFORMITY = number(1)


@law(n_true=ITEMS)
def false_majority(n_true):
    """Return the probability that one false page among ``n_true`` true ones ends up with the majority: 2^-n_true.

    Pages are copied at random for ever. The false share tends to a Beta(1, n_true) variable.

    Source: Eggenberger and Pólya (1923).

    Examples
    --------
    >>> false_majority(3)
    0.125
    """
    return 2.0**-n_true


@law(n_pages=ITEMS, false_pages=TIME, written=TIME, checkers=SHARE)
def checked_share(n_pages, false_pages, written, checkers):
    """Return the expected false share after ``written`` more pages, a share of whose authors check the source.

    x₀ ∏ (1 - v/(N + 1)) over the page counts N = n, n + 1, …, which is about x₀ (n/(n + T))^v.

    Source: derived here; the expectation of a Pólya urn into which true balls fall with probability v.

    Examples
    --------
    >>> round(checked_share(10, 1, 990, 0.5), 4), round(0.1 * (10 / 1000) ** 0.5, 4)
    (0.0101, 0.01)
    """
    if np.any(false_pages > n_pages):
        raise valid.refuse("false_pages", false_pages, f"at most n_pages = {np.min(n_pages):g}")
    copied = gammaln(n_pages + written + 1 - checkers) - gammaln(n_pages + 1 - checkers)
    return false_pages / n_pages * np.exp(copied - gammaln(n_pages + written + 1) + gammaln(n_pages + 1))


@law(share=SHARE, conformity=CONFORMITY)
def repeats_majority(share, conformity=2.0):
    """Return the probability x^γ/(x^γ + (1 - x)^γ) that an answer built from several pages is the false one.

    γ = 1 copies one page at random. γ = 2 reads two pages and, if they disagree, reads two others.

    Source: Arthur, Ermoliev and Kaniovski (1987), nonlinear urn functions.

    Examples
    --------
    >>> repeats_majority(0.8)
    0.9411764705882353
    """
    false, true = share**conformity, (1 - share) ** conformity
    return false / (false + true)


@law(conformity=CONFORMITY, each=["conformity"])
def verification_threshold(conformity=2.0):
    """Return the share of checkers above which no false consensus can last.

    With checkers v the false share moves toward (1 - v) times `repeats_majority`. A resting point above 0 exists if
    v ≤ 1 - min_x [x + x^{1-γ}(1 - x)^γ]; for γ = 2 that is 3 - 2√2.

    Source: derived here.

    Examples
    --------
    >>> round(verification_threshold(2.0), 4)
    0.1716
    """
    if conformity == 1:
        return 0.0

    def checkers_at(x):
        return 1 - x - x ** (1 - conformity) * (1 - x) ** conformity

    found = minimize_scalar(lambda x: -checkers_at(x), bounds=(1e-9, 1), method="bounded", options={"xatol": 1e-12})
    return checkers_at(found.x)


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


@law(copies=AT_LEAST_0)
def escape(copies):
    """Return the probability that a false page, copied ``copies`` times on average, never dies out: 1 - q, q = e^{R(q-1)}.

    Source: Harris (1963), the Galton-Watson process with Poisson offspring.

    Examples
    --------
    >>> round(escape(1.5), 3), escape(0.9)
    (0.583, 0.0)
    """
    R = np.maximum(copies, 1)  # with one copy or fewer the false page dies out
    return np.where(copies > 1, 1 + lambertw(-R * np.exp(-R)).real / R, 0.0)


@law(false_share=SHARE, top_k=ITEMS, hallucination=SHARE)
def answer_false(false_share, top_k, hallucination=0.0):
    """Return the probability that an answer is false: made up, or the majority of ``top_k`` retrieved pages is false.

    Examples
    --------
    >>> round(answer_false(0.3, 5), 4)
    0.1631
    """
    if np.any(top_k % 2 == 0):
        raise valid.refuse("top_k", top_k, "odd, so that there is a majority")
    return hallucination + (1 - hallucination) * binom.sf(top_k // 2, top_k, false_share)


@law(
    human_pages=ITEMS,
    written=TIME,
    source_bias=AT_LEAST_0,
    top_k=ITEMS,
    hallucination=SHARE,
    recognized=SHARE,
    false_pages=TIME,
    each=["human_pages", "written", "source_bias", "top_k", "hallucination", "recognized", "false_pages"],
)
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
    seen = 1 - recognized
    chance = np.zeros((written + 1, written + 1))  # by false and by true machine pages seen
    chance[0, 0] = 1
    false, true = np.indices(chance.shape)
    everything = human_pages + false_pages + source_bias * (false + true)
    share = (false_pages + source_bias * false) / everything
    says_false = answer_false(share, top_k, hallucination)
    for _ in range(written):
        after = (1 - seen) * chance
        after[1:] += seen * (chance * says_false)[:-1]
        after[:, 1:] += seen * (chance * (1 - says_false))[:, :-1]
        chance = after
    return chance[share > 0.5].sum()
