"""Closed forms for watermarks: how many green words, how sure the detector, and what passes a filter.

Green words are a share γ of all words, drawn anew for each context, and get e^δ times their weight.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, gammaincc
from scipy.stats import binom, norm

from modelcollapse import _validation as valid
from modelcollapse.theory._law import AT_LEAST_0, DISTRIBUTION, ITEMS, SHARE, TIME, law, number

INSIDE = number(0, 1, include_low=False, include_high=False)
MOST_WORDS = 14
"""Of which all sets of green words are listed."""


@law(green=AT_LEAST_0, tokens=ITEMS, gamma=INSIDE)
def z_score(green, tokens, gamma):
    """Return how many standard deviations more green tokens there are than by chance: (g - γT)/√(Tγ(1 - γ)).

    Source: Kirchenbauer et al. (2023).

    Examples
    --------
    >>> round(z_score(50, 100, 0.25), 7)
    5.7735027
    """
    return (green - gamma * tokens) / np.sqrt(tokens * gamma * (1 - gamma))


@law(green=AT_LEAST_0, tokens=ITEMS, gamma=INSIDE)
def p_value(green, tokens, gamma):
    """Return the probability of at least so many green tokens by chance, from the binomial distribution.

    Examples
    --------
    >>> f"{p_value(50, 100, 0.25):.5e}"
    '6.63850e-08'
    """
    return binom.sf(green - 1, tokens, gamma)


@law(green=AT_LEAST_0, tokens=ITEMS, gamma=INSIDE)
def normal_p_value(green, tokens, gamma):
    """Return what the bell curve says of the probability of at least so many green tokens; here it promises too much.

    Source: Kirchenbauer et al. (2023).

    Examples
    --------
    >>> f"{normal_p_value(50, 100, 0.25):.5e}"
    '3.88202e-09'
    """
    return norm.sf(z_score(green, tokens, gamma))


@law(tokens=ITEMS, gamma=INSIDE, rate=SHARE, false_positives=INSIDE)
def power(tokens, gamma, rate, false_positives):
    """Return how often a text whose tokens are green with probability ``rate`` is detected, at a rate of false alarms.

    The fewest green tokens that raise the alarm are those whose p-value is at most ``false_positives``.

    Examples
    --------
    >>> round(power(20, 0.25, 0.5, 0.01), 4)
    0.4119
    """
    alarm = binom.isf(false_positives, tokens, gamma) + 1
    return binom.sf(alarm - 1, tokens, rate)


@law(mass=SHARE, delta=AT_LEAST_0)
def green_share(mass, delta):
    """Return the probability of a green token where the green words have probability ``mass``: αG/(1 + (α - 1)G), α = e^δ.

    Source: Kirchenbauer et al. (2023).

    Examples
    --------
    >>> round(green_share(0.25, 2.0), 4)
    0.7112
    """
    alpha = np.exp(delta)
    return alpha * mass / (1 + (alpha - 1) * mass)


@law(probabilities=DISTRIBUTION, gamma=INSIDE, delta=AT_LEAST_0)
def green_rate(probabilities, gamma, delta):
    """Return the probability of a green token, on average over all sets of green words; for at most 14 words.

    Examples
    --------
    >>> round(green_rate([0.5, 0.5], 0.25, 2.0), 4)
    0.3928
    """
    words = np.shape(probabilities)[-1]
    if words > MOST_WORDS:
        raise valid.refuse("probabilities", words, f"those of at most {MOST_WORDS} words (their number is shown)")
    green = (np.arange(2**words)[:, None] >> np.arange(words)) & 1
    gamma, delta = np.expand_dims(gamma, -1), np.expand_dims(delta, -1)
    weight = gamma ** green.sum(axis=1) * (1 - gamma) ** (words - green.sum(axis=1))
    return (weight * green_share(np.clip(probabilities @ green.T, 0, 1), delta)).sum(axis=-1)


@law(gamma=INSIDE, delta=AT_LEAST_0)
def modulus(gamma, delta):
    """Return how much a sharp distribution resists a mark: (1 - γ)(α - 1)/(1 + (α - 1)γ) with α = e^δ.

    Source: Kirchenbauer et al. (2023).

    Examples
    --------
    >>> round(modulus(0.25, 2.0), 6)
    1.844938
    """
    more = np.expm1(delta)
    return (1 - gamma) * more / (1 + more * gamma)


@law(probabilities=DISTRIBUTION, z=AT_LEAST_0)
def spike_entropy(probabilities, z):
    """Return how far a distribution is from a single spike: Σ p/(1 + zp), from 1/(1 + z) for one word to nearly 1.

    Source: Kirchenbauer et al. (2023).

    Examples
    --------
    >>> round(spike_entropy([1.0, 0.0], 1.0), 3), round(spike_entropy([0.5, 0.5], 1.0), 3)
    (0.5, 0.667)
    """
    return (probabilities / (1 + np.expand_dims(z, -1) * probabilities)).sum(axis=-1)


@law(probabilities=DISTRIBUTION, gamma=INSIDE, delta=AT_LEAST_0)
def least_green(probabilities, gamma, delta):
    """Return a lower bound of `green_rate`: γα/(1 + (α - 1)γ) times the `spike_entropy`.

    Source: Kirchenbauer et al. (2023), theorem 4.2.

    Examples
    --------
    >>> round(least_green([0.5, 0.5], 0.25, 2.0), 4)
    0.37
    """
    return green_share(gamma, delta) * spike_entropy(probabilities, modulus(gamma, delta))


@law(score=AT_LEAST_0, tokens=ITEMS)
def gumbel_p_value(score, tokens):
    """Return the probability that so many exponential scores sum to at least ``score``.

    Source: Aaronson's talk of 2022, as a sum of exponentials.

    Examples
    --------
    >>> round(gumbel_p_value(130, 100), 10)
    0.0027504084
    """
    return gammaincc(tokens, score)


@law(probabilities=DISTRIBUTION)
def gumbel_score(probabilities):
    """Return the expected score of a token said by the largest r^(1/p): Σ p(ψ(1 + 1/p) + γ_E), over all keys.

    Without a mark it is 1.

    Examples
    --------
    >>> round(gumbel_score([0.1] * 10), 6)
    2.928968
    """
    p = np.where(probabilities > 0, probabilities, 1)
    return np.where(probabilities > 0, p * (digamma(1 + 1 / p) + np.euler_gamma), 0).sum(axis=-1)


@law(probabilities=DISTRIBUTION)
def first_round(probabilities):
    """Return the probability that the winner of the first round of a tournament of two has a 1: ½ + ¼(1 - Σp²).

    Examples
    --------
    >>> first_round([0.5, 0.5])
    0.625
    """
    return 0.5 + 0.25 * (1 - (probabilities**2).sum(axis=-1))


@law(rate=SHARE, gamma=INSIDE, replaced=SHARE, window=TIME)
def edited_rate(rate, gamma, replaced, window):
    """Return the rate of green tokens after a share was replaced at random: a pair survives with (1 - ε)^(window + 1).

    Examples
    --------
    >>> round(edited_rate(0.65, 0.25, 0.2, 1), 3)
    0.506
    """
    kept = (1 - replaced) ** (window + 1)
    return kept * rate + (1 - kept) * gamma


@law(share=SHARE, coverage=SHARE, sensitivity=SHARE, false_positives=number(0, 1, include_high=False))
def residual(share, coverage, sensitivity, false_positives):
    """Return the share by models of what passes a filter: sm/(sm + (1 - s)(1 - f)) with m = c(1 - τ) + (1 - c)(1 - f).

    Of the texts by models, a share ``coverage`` carries the mark. What does not is flagged as often as what people write.

    Examples
    --------
    >>> round(residual(0.5, 0.8, 0.99, 0.01), 4)
    0.1722
    """
    passed = share * (coverage * (1 - sensitivity) + (1 - coverage) * (1 - false_positives))
    human = (1 - share) * (1 - false_positives)
    return np.where(passed > 0, passed / np.where(passed > 0, passed + human, 1), 0.0)


@law(share=INSIDE, wanted=INSIDE, sensitivity=number(0, 1, include_low=False))
def needed_coverage(share, wanted, sensitivity):
    """Return the share of models' text that must carry a mark for a residual of ``wanted``, without false alarms.

    Above 1 no marking is enough.

    Examples
    --------
    >>> round(needed_coverage(0.5, 0.1, 1.0), 4)
    0.8889
    """
    return (1 - wanted * (1 - share) / (share * (1 - wanted))) / sensitivity
