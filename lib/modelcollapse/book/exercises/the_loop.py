"""Exercises of the first chapter."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.theory import diversity as diversity_law


@exercise("loop.half-diversity")
def half_diversity():
    return {
        "answer": np.log(0.5) / np.log(1 - 1 / 50),
        "tolerance": 0.06,
        "near": {
            50 * np.log(2): "You used e^(−t/n) for (1 − 1/n)^t.",
            35: "You counted whole generations, and the 35th passes one half.",
            34: "At generation 34 a little more than half is left.",
        },
        "mistakes": {
            "After n generations about e^(−1) = 37% is left, less than half.": 50.0,
            "Half of n is a linear rule; the loss compounds: (1 − 1/n)^t.": 25.0,
            "You forgot the sign or the base: use the natural logarithm twice, or log base 2 twice.": 1
            / -np.log(1 - 1 / 50),
        },
        "otherwise": "Solve (1 − 1/n)^t = 1/2 for t, with n = 50.",
        "praise": "Right: about 0.69 n.",
    }


@exercise("loop.count-generations")
def count_generations():
    return {
        "answer": 3.0,
        "tolerance": 0.25,
        "mistakes": {
            "You counted A as generation 0. Generation 0 is the human world; the first fit is generation 1.": 2.0,
            "Human text in the mixture changes the policy, not the count.": 1.0,
        },
        "otherwise": "Generation t is the t-th fit. How many fits lead from the human world to C?",
        "praise": "Right. Fresh human text changes the fate of the loop, not the count.",
    }


@question("loop.which-definition")
def which_definition():
    return {
        "asks": "“Models that learn from models will forget the dialects that few people speak.” Which definition does it use?",
        "choices": {
            "A tenfold error (1)": "The error is an average over all text. A model can lose a dialect that few speak and "
            "hardly err more on average.",
            "Half of the diversity is lost (5)": "Diversity is about the common cases as well, and hardly sees the rare ones. It can "
            "stay where it is while a dialect is lost.",
            "Lost tails (7)": "Right. A dialect that few speak is a tail, and the headline says nothing about the rest.",
            "Inventions (8)": "That is something new which appears. Here something old is lost.",
        },
        "right": "Lost tails (7)",
    }


@question("loop.stays-bounded")
def stays_bounded():
    return {
        "asks": "“The error stays bounded.” Which definition does it deny?",
        "choices": {
            "A tenfold error (1)": "Close, but a bound may be far away. The first village's error is "
            "bounded too, by 0.9, and it gets there.",
            "Any more error (2)": "What is bounded may still increase: with everything kept, up to 1.645 times.",
            "Endless error (3)": "Right. It denies that the error grows without bound, and leaves open how far it grows.",
            "Data help less (4)": "That compares amounts of data. The sentence compares generations.",
        },
        "right": "Endless error (3)",
    }


@question("loop.point-estimate")
def point_estimate():
    return {
        "asks": "“… learned behaviours converge over the generations to a point estimate with very small variance.” Which "
        "definition does it use?",
        "choices": {
            "Endless error (3)": "The error is that on real data, which the sentence does not mention.",
            "Half of the diversity is lost (5)": "Right. The spread shrinks to nearly nothing, whatever happens to the error.",
            "Most lack a word (6)": "Lost words may leave much of the diversity: think of two words, each said as often as the other.",
            "Lost tails (7)": "Tails go first, but the sentence is about the whole spread.",
        },
        "right": "Half of the diversity is lost (5)",
    }


@exercise("loop.accumulate-forever")
def accumulate_forever():
    return {
        "answer": diversity_law.accumulating_limit(10),
        "tolerance": 0.001,
        "mistakes": {
            "That is what the first generation keeps. The later ones lose a little more.": 0.9,
            "You used the first order 1 − π²/(6n). The product itself is a little larger.": 1 - np.pi**2 / 60,
            "That is the limit for replacing. Here all data are kept.": 0.0,
            "The sine needs radians.": float(np.sin(np.deg2rad(np.pi / np.sqrt(10))) / (np.pi / np.sqrt(10))),
        },
        "otherwise": "Take the limit in the theorem on keeping all data: sin(x)/x with x = π/√n.",
        "praise": "Right. Six percent is all that infinitely many later generations take.",
    }


@exercise("loop.trickle")
def trickle():
    needed = next(k for k in range(1, 100) if diversity_law.fresh_blood(k, 100 - k) >= 0.9)
    return {
        "answer": float(needed),
        "tolerance": 0.4,
        "mistakes": {
            "Four keep a little less than 89%.": float(needed - 1),
            "Six are enough, but fewer will do.": float(needed + 1),
            "Ten keep 95%. Fewer will do.": 10.0,
            "Ninety percent of the diversity does not take ninety percent of real data. Run it.": 90.0,
            "One in a hundred keeps 66%, which is a lot for so little, but not 90%.": 1.0,
        },
        "otherwise": "Run the loop with fresh(k / 100) for k from 1 to 10, and look for the first that keeps 90%.",
        "praise": "Right: one in twenty, fresh each generation, holds nine tenths of the diversity.",
    }
