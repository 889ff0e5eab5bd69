"""Exercises of the chapter on the raw signal."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.societies.summaries import CLINIC
from modelcollapse.theory import summaries as summaries_law


@exercise("summaries.half")
def half():
    answer = float(np.log(0.5) / np.log(0.85))
    return {
        "answer": answer,
        "tolerance": 0.04,
        "near": {4.0: "You rounded to whole years.", 4.2: "You cut off what follows instead of rounding."},
        "mistakes": {
            "That is half of 1 / 0.15, as if each year lost 15% of the first shape. It loses 15% of what is left.": 0.5
            / 0.15,
            "After five years more than half is gone, 56%. It is half earlier.": 5.0,
            "You solved 0.15^t = 0.5. It is 85% that stay.": float(np.log(0.5) / np.log(0.15)),
            "After so long 1/e is left, not one half.": float(-1 / np.log(0.85)),
        },
        "otherwise": "Solve 0.85^t = 1/2.",
        "praise": "Right: a little more than four years, and no report shows it.",
    }


@exercise("summaries.trial")
def trial():
    answer = summaries_law.patients_per_arm(0.8, 0.1)
    plain = summaries_law.patients_per_arm(0.8) / 0.01
    return {
        "answer": float(np.ceil(answer)),
        "tolerance": 30.0,
        "near": {plain: "That is the pencil's formula, which leaves out that the arm with the drug varies more."},
        "mistakes": {
            "That is a trial of those whom the drug moves.": summaries_law.patients_per_arm(0.8),
            "You divided by the share. The number of patients grows with its square.": summaries_law.patients_per_arm(
                0.8
            )
            / 0.1,
            "That is both arms together.": 2 * answer,
            "That is both arms together, with the pencil's formula.": 2 * plain,
            "That is for 50% power: the trial is then as likely to miss the effect as to show it.": summaries_law.patients_per_arm(
                0.8, 0.1, power=0.5
            ),
        },
        "otherwise": "The average effect is 0.1 × 0.8 = 0.08 SD. With a pencil: 2 × 2.8² over its square.",
        "praise": "Right: it is 2,524, a hundred times the 25 that a trial of the right patients needs.",
    }


@question("summaries.keeps")
def keeps():
    return {
        "asks": "Which of these, kept from each day, gives the 99th percentile of the year?",
        "choices": {
            "the mean and the SD of each day": "They do not say how long the tail is: a bell and a skewed day can share both.",
            "the 99th percentile of each day": "A mean of percentiles is the percentile of nothing. Days differ in traffic and in tails.",
            "counts in bins, each day": "Right: counts add up to those of the year, and the percentile lies in a known bin.",
            "the slowest answer of each day": "It bounds the percentile from above, and says nothing of the other answers.",
        },
        "right": "counts in bins, each day",
    }


@exercise("summaries.stones")
def stones():
    small, large = 357 / 700, 343 / 700
    return {
        "answer": small * 81 / 87 + large * 192 / 263,
        "tolerance": 0.0006,
        "near": {0.83: "You rounded to two decimals."},
        "mistakes": {
            "That is what it cured of the stones that it got, mostly large ones.": 273 / 350,
            "That is the keyhole with the same stones.": small * 234 / 270 + large * 55 / 80,
            "You gave small stones the weight of large ones, and large ones that of small.": large * 81 / 87
            + small * 192 / 263,
            "That is what the keyhole cured of the stones that it got.": 289 / 350,
        },
        "otherwise": "357/700 of its success with small stones, and 343/700 of that with large ones.",
        "praise": "Right: 0.833 against 0.779. With the same stones the paradox is gone.",
    }


@exercise("summaries.width")
def width():
    weights, means, sds = CLINIC.weights_, CLINIC.means_[:, 0], CLINIC.sds_
    widths = np.arange(2, 4, 0.01)

    def left(width, t=8):
        return summaries_law.admitted(weights, means, sds, 3, 0.6, width, t)

    def least(t, share=0.5):
        return float(widths[left(widths, t) >= share][0])

    tried = {f"At ± {w:g} SD the eighth trial admits {left(w):.0%}: wider.": w for w in (2.5, 2.6, 2.7, 2.75)}
    return {
        "answer": least(8),
        "tolerance": 0.045,
        "mistakes": {
            "That is enough at the first trial. Ask for the eighth.": least(1),
            "That is enough at the second trial. Ask for the eighth.": least(2),
            "With that width nine in ten stay; half are asked for.": least(8, 0.9),
            **tried,
            f"At ± 2.9 SD the eighth trial admits {left(2.9):.0%}: a narrower rule does.": 2.9,
            f"At ± 3 SD the eighth trial admits {left(3.0):.0%}: a narrower rule does.": 3.0,
        },
        "otherwise": "Half are admitted somewhere between ± 2.7 SD (a third) and ± 2.9 SD (six in ten).",
        "praise": "Right: it is 2.82. At 2.7 SD three quarters come in at first, and a third are left at the eighth trial.",
    }
