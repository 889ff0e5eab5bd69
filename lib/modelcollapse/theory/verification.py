"""Closed forms for what a filter between two generations does.

A verifier keeps a true statement with probability ``right`` and a wrong one with probability ``wrong``. A model writes
a wrong statement in place of what it learned with probability ``error``. Of these errors the verifier is ``blind`` to
a share: it keeps them as if they were true.
"""

from __future__ import annotations

import numpy as np
from scipy.special import beta as beta_function
from scipy.stats import norm

from modelcollapse.theory._law import AT_LEAST_0, ITEMS, POSITIVE, SHARE, TIME, iterated, law, number, whole

SOMETIMES = number(0, 1, include_low=False)


@law(right=SOMETIMES, wrong=SHARE, error=SHARE, blind=SHARE, t=TIME)
def truth(right, wrong, error, blind, t):
    """Return the share of true statements among what generation t writes, where all that it learns from was verified.

    Examples
    --------
    >>> round(truth(2 / 3, 1 / 3, 0.05, 0.0, 50), 3), round(truth(1, 1, 0.05, 0.0, 50), 3)
    (0.9, 0.077)
    """
    seen, unseen = error * (1 - blind), error * blind

    def step(_, shares):  # true, wrong, and wrong without the verifier seeing it; no error repairs another
        true, plain, hidden = shares * kept / (shares * kept).sum(axis=0)
        return np.array(
            [
                (1 - error) * true,
                plain + seen * (1 - plain) - unseen * plain,
                hidden + unseen * (1 - hidden) - seen * hidden,
            ]
        )

    kept = np.array(np.broadcast_arrays(right, wrong, right, error, blind, t)[:3])
    everything_true = np.concatenate([np.ones_like(kept[:1]), np.zeros_like(kept[1:])])
    return iterated(step, everything_true, t)[0]


@law(right=SOMETIMES, wrong=SHARE, error=SHARE)
def settled_truth(right, wrong, error):
    """Return the share of true statements that a loop settles at: 1 - ε φ/(φ - ψ), or 0 if φ(1 - ε) ≤ ψ.

    It is the error threshold of molecular evolution, with the verifier as selection.

    Examples
    --------
    >>> round(settled_truth(2 / 3, 1 / 3, 0.05), 3), settled_truth(0.5, 0.5, 0.05)
    (0.9, 0.0)
    """
    lives = right * (1 - error) > wrong
    return np.where(lives, 1 - error * right / np.where(lives, right - wrong, 1), 0.0)


@law(error=SHARE)
def least_accuracy(error):
    """Return how often a verifier must be right, on true statements as on wrong ones, for truth to last: 1/(2 - ε).

    Examples
    --------
    >>> round(least_accuracy(0.05), 4)
    0.5128
    """
    return 1 / (2 - error)


@law(error=number(0, 1, include_high=False), blind=SHARE, t=TIME)
def blind_truth(error, blind, t):
    """Return the share of true statements that a verifier without any other fault keeps of generation t.

    It is ((1 - ε)/(1 - ε + ε β))ᵗ, where β is the share of errors to which it is blind.

    Examples
    --------
    >>> round(blind_truth(0.05, 0.1, 50), 3)
    0.769
    """
    return ((1 - error) / (1 - error + error * blind)) ** t


@law(right=SOMETIMES, wrong=SHARE)
def breakdown(right, wrong):
    """Return the share of wrong labels at which half of those that a verifier keeps are wrong: φ/(φ + ψ).

    Source: Feng et al. (2025) describe the transition; this form is the majority of what is kept.

    Examples
    --------
    >>> round(breakdown(0.8, 0.4), 4)
    0.6667
    """
    return right / (right + wrong)


@law(wrong_share=SHARE, right=SOMETIMES, wrong=SHARE, d=whole(2), n=ITEMS)
def learned_accuracy(wrong_share, right, wrong, d, n):
    """Return the accuracy of the mean of label times input, from n verified labels in d normal dimensions.

    A share ``wrong_share`` of the n labels was flipped before. For large n and d it is 1 - arctan(√(d - 1)/s)/π with
    s = √(2m/π)(1 - 2p), where m labels are kept and a share p of these is wrong.

    Examples
    --------
    >>> round(learned_accuracy(0.55, 0.9, 0.5, 50, 20_000), 3)
    0.881
    """
    kept = right * (1 - wrong_share) + wrong * wrong_share
    signal = np.sqrt(2 * n * kept / np.pi) * (1 - 2 * wrong * wrong_share / kept)
    return 1 - np.arctan2(np.sqrt(d - 1), signal) / np.pi


@law(keep=SOMETIMES)
def likeliest_variance(keep):
    """Return the variance of the likeliest share ``keep`` of a standard normal: 1 - 2cφ(c)/q with c = Φ⁻¹((1 + q)/2).

    Examples
    --------
    >>> round(likeliest_variance(0.9), 4), likeliest_variance(1)
    (0.623, 1.0)
    """
    edge = norm.ppf((1 + keep) / 2)
    with np.errstate(invalid="ignore"):
        return np.where(keep < 1, 1 - 2 * edge * norm.pdf(edge) / keep, 1.0)


@law(mean=number(), center=number(), radius=POSITIVE)
def verified_mean(mean, center, radius):
    """Return the mean of a normal variable of variance 1 among its values at most ``radius`` from ``center``.

    Examples
    --------
    >>> round(verified_mean(0.0, 0.3, 1.0), 4)
    0.2131
    """
    low, high = center - radius - mean, center + radius - mean
    inside = norm.cdf(high) - norm.cdf(low)
    return mean + (norm.pdf(low) - norm.pdf(high)) / inside


@law(t=TIME)
def best_of_two_variance(t):
    """Return the variance left after t generations that each learn from the better of two samples: (1 - 1/π)ᵗ.

    Examples
    --------
    >>> round(best_of_two_variance(5), 4)
    0.1472
    """
    return (1 - 1 / np.pi) ** t


@law(t=TIME)
def best_of_two_gain(t):
    """Return by how many first standard deviations the mean has risen after t such generations.

    Examples
    --------
    >>> round(best_of_two_gain(5), 2), round(best_of_two_gain(1000), 2)
    (1.99, 3.24)
    """
    step = np.sqrt(1 - 1 / np.pi)
    return (1 - step**t) / (1 - step) / np.sqrt(np.pi)


@law(exponent=AT_LEAST_0, human=POSITIVE, machine=POSITIVE)
def weighted_share(exponent, human, machine):
    """Return the synthetic share of a pool that is half synthetic, after weights (1 - c)ᵇ by a detector's score c.

    The scores of human texts are Beta(1, ``human``), those of a model's Beta(``machine``, 1).

    Source: Drayson, Yilmaz and Lampos (2025) for the weights; the scores are our assumption.

    Examples
    --------
    >>> round(weighted_share(2, 3, 3), 4)
    0.1429
    """
    by_people, by_models = _mean_weights(exponent, human, machine)
    return by_models / (by_people + by_models)


@law(exponent=AT_LEAST_0, human=POSITIVE, machine=POSITIVE)
def weighted_effective_share(exponent, human, machine):
    """Return the effective sample size of that pool as a share of its size: (E w)²/E w².

    Examples
    --------
    >>> round(weighted_effective_share(2, 3, 3), 4)
    0.5359
    """
    first, second = (sum(_mean_weights(power * exponent, human, machine)) / 2 for power in (1, 2))
    return first**2 / second


def _mean_weights(exponent, human, machine):
    """Mean of (1 - c)ᵇ over human texts, and over a model's."""
    return (
        beta_function(1, human + exponent) / beta_function(1, human),
        beta_function(machine, 1 + exponent) / beta_function(machine, 1),
    )
