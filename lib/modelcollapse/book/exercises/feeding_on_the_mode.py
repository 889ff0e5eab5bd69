"""Exercises of the chapter on models that prefer their favorites."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.chains import categorical
from modelcollapse.samplers import temperature
from modelcollapse.sources import zipf


@exercise("mode.half-life")
def half_life():
    return {
        "answer": np.log(0.5) / np.log(0.9),
        "tolerance": 0.06,
        "mistakes": {
            "You used 1 − λ as the rate. The factor is λ itself, so the rate is −ln λ.": np.log(2) / 0.1,
            "You subtracted 10% of the first variance each time. Each generation loses 10% of what is left.": 5.0,
            "That is when the standard deviation has halved.": 2 * np.log(0.5) / np.log(0.9),
        },
        "otherwise": "Solve λ^t = 1/2 for t.",
        "praise": "Right, and it would be the same with a billion samples a generation.",
    }


@exercise("mode.which-collapse")
def which_collapse():
    return {
        "answer": 1000 * 0.9**10,
        "tolerance": 1.0,
        "mistakes": {
            "That is the first system: it lost a lot at once and has stopped, which is mode collapse.": 597.0,
            "You took a hundred topics away each time. Each generation loses a tenth of what is left.": 0.0,
            "That is one generation too many: the first has 900, so the tenth has 1000 times 0.9 to the tenth.": 1000
            * 0.9**11,
            "That is the ninth generation: 900 is already the first.": 1000 * 0.9**9,
            "That goes on from the last number, 656, for ten more generations.": 656 * 0.9**10,
        },
        "otherwise": "Which of the two goes on losing? Find the share that it loses in each generation.",
        "praise": "Right. After one generation it looked like the better one.",
    }


@exercise("mode.two-numbers")
def two_numbers():
    return {
        "answer": 0.2,
        "tolerance": 0.001,
        "mistakes": {
            "That is the quality: every made point is near a real one. Diversity starts from the real points.": 1.0,
            "That is the share of real points that have no made one near them.": 0.8,
            "You averaged the two numbers. They are kept apart because one of them looks fine.": 0.6,
        },
        "otherwise": "Of a hundred real points, how many have a made point near them?",
        "praise": "Right: flawless, and four fifths of the world are missing.",
    }


@exercise("mode.fresh-share")
def fresh_share():
    return {
        "answer": 1 / 6,
        "tolerance": 0.001,
        "mistakes": {
            "That keeps more than half: the synthetic part also carries 80% of the last variance.": 0.5,
            "That is 1 − λ, which keeps 5/9.": 0.2,
            "That keeps about 36%.": 0.1,
            "You applied the bias to the real data as well. Only the synthetic part is narrowed.": 0.25,
        },
        "near": {0.17: "You kept two decimals."},
        "otherwise": "Set r/(1 − (1 − r)λ) equal to 1/2 and solve for r.",
        "praise": "Right: one part in six.",
    }


@exercise("mode.augmentation")
def augmentation():
    return {
        "answer": 32.0,
        "tolerance": 0.3,
        "mistakes": {
            "The exponent is 1 − λ = 0.2, not λ.": 2 ** (1 / 0.8),
            "The other way round: solve k^(−0.2) = 1/2 for k.": 2**0.2,
            "That would be true if the variance fell like 1/t.": 2.0,
            "That is how many generations a fully synthetic loop needs. Here the law is a power, not an exponential.": np.log(
                2
            )
            / -np.log(0.8),
        },
        "otherwise": "The variance falls like t^(−(1−λ)). By what factor must t grow to halve it?",
        "praise": "Right: from generation 100 to generation 3,200.",
    }


@exercise("mode.nucleus")
def nucleus():
    return {
        "answer": 49.0,
        "tolerance": 0.5,
        "mistakes": {
            "Fewer than 1/(1 − p): with exactly 50 equal words, 49 of them already reach 0.98.": 50.0,
            "That is one cut. The next generation finds a new tail and cuts again.": 49_000.0,
            "That is a word less than needed: 49 equal words have more than 2% each.": 48.0,
        },
        "otherwise": "In the end every word that is left must have more than 1 − p.",
        "praise": "Right, and it would be 49 of a million words too.",
    }


def _present(sampler, immigration):
    loop = {"n_samples": 1000, "generations": 30, "replicates": 200, "rng": 11}
    history = categorical.chain(zipf(1000).probabilities_, sampler=sampler, immigration=immigration, **loop)
    return float((history["probabilities"][-1] > 0).sum(axis=1).mean())


@exercise("mode.immigrants")
def immigrants():
    exact = _present(temperature(0.8), 0.1)
    return {
        "answer": exact,
        "tolerance": 0.03 * exact,
        "mistakes": {
            "That is without immigration. Pass immigration=0.1.": _present(temperature(0.8), 0.0),
            "That is without the temperature. Pass sampler=temperature(0.8).": _present(None, 0.1),
            "That is neither: honest sampling in a closed loop.": _present(None, 0.0),
        },
        "otherwise": "Count the species with a positive probability in the last generation, and average over runs.",
        "praise": "Right. Nearly all of them came in just now.",
    }
