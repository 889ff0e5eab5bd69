"""Exercises of the chapter on losing the tails."""

from __future__ import annotations

import numpy as np

from modelcollapse import run
from modelcollapse.book.answers import exercise
from modelcollapse.loop import of_model
from modelcollapse.models import CategoricalModel
from modelcollapse.sources.species import zipf
from modelcollapse.theory import diversity as diversity_law


@exercise("tails.lost")
def lost():
    answer = (1 - 1 / 2000) ** 5000
    return {
        "answer": answer,
        "tolerance": 0.0006,
        "mistakes": {
            "That is the probability that it survives.": 1 - answer,
            "Rounded too far: the question asks for three decimals.": 0.08,
            "Close, a little too low: compute (1 − 1/2,000)^5,000, and round only the result.": 0.081,
            "Close, a little too high: compute (1 − 1/2,000)^5,000, and round only the result.": 0.083,
            "You expected 2.5 mentions and concluded that it is safe. An expected 2.5 is often 0.": 0.0,
            "That is for 1,000 mentions. This corpus has 5,000.": (1 - 1 / 2000) ** 1000,
            "You read 2.5 expected mentions as a chance of 1/2.5.": 0.4,
        },
        "otherwise": "All 5,000 mentions must be of other species, and each is with probability 1 − 1/2,000.",
        "praise": "Right. Two and a half expected mentions leave one chance in twelve of being lost for good.",
    }


@exercise("tails.copies")
def copies():
    def needed(rate):
        return float(np.log(10) / rate)

    return {
        "answer": needed(diversity_law.survival_rate(50)),
        "tolerance": 0.4,
        "near": {
            needed(2 / 50): "You used the approximation 2/k for g₅₀, which is 0.0384.",
            needed(2 / 51): "The rule (k + 1)/2 leads there, and so does one round of the recursion too few.",
        },
        "mistakes": {
            "Close: you went through the recursion once too often. g₁ = 1 belongs to the first fit.": needed(
                diversity_law.survival_rate(51)
            ),
            "That is half a copy a generation, which gives 63%. Ninety percent costs ln 10 times as much.": 25.0,
            "That is (k + 1)/2, which gives 63%. Ninety percent costs ln 10 times as much.": 25.5,
            "That is (k + 1)/2 for 100 generations, which gives 63%. Take 50 generations, and 90%.": 51.0,
            "That is where the bound says 63%: n p g = 1. Set 1 − e^(−n p g) to 0.9.": 1
            / diversity_law.survival_rate(50),
            "That makes it 10% likely to survive. Set e^(−n p g), the chance of being lost, to 0.1.": float(
                -np.log(0.9) / diversity_law.survival_rate(50)
            ),
        },
        "otherwise": "Find g₅₀ with the recursion, then solve 1 − e^(−n p g₅₀) = 0.9 for the copies n p.",
        "praise": "Right: 60 copies to outlive 50 generations. A tail in which every species has a few copies has no chance.",
    }


@exercise("tails.fresh")
def fresh():
    def keeps(n_real):
        return diversity_law.fresh_blood(n_real, 1000 - n_real)

    answer = next(n_real for n_real in range(1, 1000) if keeps(n_real) >= 0.9)
    return {
        "answer": float(answer),
        "tolerance": 0.4,
        "mistakes": {
            f"One too few: 4 keep {keeps(4):.1%}.": 4.0,
            f"You took the share of diversity for the share of data. 900 keep {keeps(900):.2%}.": 900.0,
            f"That is a tenth of the data. It keeps {keeps(100):.1%}, far more than asked.": 100.0,
            f"That keeps {keeps(1):.0%}.": 1.0,
            "That keeps 95%, not 90%.": 10.0,
            "You used the rule 2N/(1 + 2N) and forgot to round up: items are whole.": 4.5,
        },
        "otherwise": "Use diversity_law.fresh_blood(N, 1000 - N), or the rule of thumb 2N/(1 + 2N).",
        "praise": "Right: five in a thousand. The number of fresh items counts, not their share.",
    }


@exercise("tails.unseen")
def unseen():
    return {
        "answer": 620 / 4000,
        "tolerance": 0.001,
        "mistakes": {
            "You divided by the number of different words. Good and Turing divide by all words read.": 620 / 1500,
            "That is the share of words seen twice.": 180 / 4000,
            "That is the number of different words over all words: the type-token ratio.": 1500 / 4000,
            "That is the share of repetitions among all words.": 1 - 1500 / 4000,
            "That is the probability that the next word is one you have seen.": 1 - 620 / 4000,
        },
        "otherwise": "The estimate is the share of all words read that are the only one of their kind.",
        "praise": "Right: after 4,000 words, about one in six is still new.",
    }


@exercise("tails.hill")
def hill():
    identity = 0.5**2 + 100 * 0.005**2
    shannon = np.exp(-(0.5 * np.log(0.5) + 0.5 * np.log(0.005)))
    return {
        "answer": identity,
        "tolerance": 0.0006,
        "mistakes": {
            "That is order 0, which counts species.": 1 / 101,
            "That is order 1, e to the power of the entropy.": float(1 / shannon),
            "That is the number at the start, 3.96. One species is left, so 1 out of 3.96.": 1 / identity,
            "That is H at the start, the chance that two mentions differ.": 1 - identity,
            "Close. The hundred rare birds add 0.005² each, which is in the third decimal.": 0.25,
            "The diversity H goes to 0. The effective number of species goes to 1.": 0.0,
        },
        "otherwise": "The number of order 2 is 1/Σp². Take it before, with shares of 0.5 and a hundred times 0.005, and after.",
        "praise": "Right: about a quarter is left where the count of species says one in a hundred.",
    }


@exercise("tails.smoothing")
def smoothing():
    source = zipf(1000)
    loop = {"generations": 3, "n_samples": 1000, "replicates": 200, "rng": 0, "progress": False}
    history = run(CategoricalModel(1000, smoothing=1), source, measures={"p": of_model("probabilities_")}, **loop)
    start = source.probabilities_[0]

    def after(generations):
        return float(0.001 + 0.5**generations * (start - 0.001))

    return {
        "answer": after(3),
        # Four standard errors of a reader's 200 loops.
        "tolerance": float(4 * history["p"][-1, :, 0].std() / np.sqrt(200)),
        "mistakes": {
            "That is its real share. Did the model smooth? CategoricalModel(1000, smoothing=1).": float(start),
            "That is after one generation.": after(1),
            "That is after two generations. Generation 0 is the real world; take the third fit.": after(2),
            "That is after four generations.": after(4),
            "Close. Single loops stray this far: take the mean of 200.": 0.006,
            "That is the end of the story, all species alike. Take the third fit.": 0.001,
        },
        "otherwise": "Run three generations with smoothing=1 and average the fitted probability of species 0.",
        "praise": "Right: from 4.7% to under 0.7% in three generations. Smoothing saves the tail and eats the head.",
    }
