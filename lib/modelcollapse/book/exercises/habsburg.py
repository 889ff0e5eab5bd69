"""Exercises of the chapter on the Habsburgs."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.societies.kinship import inbreeding_of
from modelcollapse.societies.pedigree import Pedigree
from modelcollapse.sources import habsburg
from modelcollapse.theory import inbreeding as inbreeding_law


@exercise("habsburg.cousins")
def cousins():
    return {
        "answer": (2 + 1 / 4) / 32,
        "tolerance": 0.0002,
        "near": {0.07: "That has two decimals."},
        "mistakes": {
            "That is the child of first cousins whose grandparents are not inbred.": 1 / 16,
            "You gave both grandparents F = 1/4. The grandmother has none.": 2 * (1 + 1 / 4) / 32,
            "That is what the grandfather adds. The grandmother adds 1/32.": (1 + 1 / 4) / 32,
            "You counted six steps: from one cousin up to a grandparent and down to the other are five persons.": 2.25
            / 64,
            "You multiplied by F. It is added: two draws from him are alike with probability (1 + F)/2.": 1.25 / 64
            + 1 / 32,
        },
        "otherwise": "Count the steps from one cousin up to a grandparent and down to the other. Each takes a coin. Then ask "
        "what it changes that two draws from the grandfather are alike more often.",
        "praise": "Right: an inbred ancestor passes on fewer different genes, so that his descendants are alike more often.",
    }


@exercise("habsburg.half")
def half():
    answer = float(np.log(0.5) / np.log(1 - 1 / 500))
    return {
        "answer": answer,
        "tolerance": 0.8,  # the whole numbers beside it
        "mistakes": {
            "That is for a family of 500 persons. 500 samples are 500 genes, which are 250 persons.": float(
                np.log(0.5) / np.log(1 - 1 / 1000)
            ),
            "That is the size of the family. The question is after how many generations.": 250.0,
            "You took one part in N a generation. It is one part in 2N.": float(np.log(0.5) / np.log(1 - 1 / 250)),
            "That is where 1/e is left, not one half.": 500.0,
        },
        "otherwise": "Solve (1 − 1/500)^t = 1/2.",
        "praise": "Right: half is lost after 346.2 generations, so in generation 347 less than half is left. The twin is a family of 250.",
    }


@exercise("habsburg.newcomers")
def newcomers():
    answer = next(m for m in range(1, 50) if inbreeding_law.with_migrants(50, m) <= 0.05)
    return {
        "answer": float(answer),
        "tolerance": 0.2,
        "mistakes": {
            "That is where the rule of thumb gives 0.05. Newcomers come whole: which whole number is enough?": 4.75,
            f"One too few: four leave {inbreeding_law.with_migrants(50, 4):.3f}.": 4.0,
            **{f"Too few: that leaves {inbreeding_law.with_migrants(50, m):.3f}.": float(m) for m in (1, 2, 3)},
            **{
                f"Too many: that leaves {inbreeding_law.with_migrants(50, m):.3f}, and fewer would do.": float(m)
                for m in (6, 7, 8, 9, 10, 20, 50)
            },
            "You took a twentieth for a share of the herd; it is F that shall be a twentieth.": 2.5,
            "You solved 1/(1 + M) and forgot that a newcomer a generation counts four times.": 19.0,
        },
        "otherwise": "Try inbreeding_law.with_migrants(50, M) for M = 1, 2, 3 and so on.",
        "praise": "Right: five, and it would be five in a herd of five thousand.",
    }


@question("habsburg.lacks")
def lacks():
    return {
        "asks": "Which part of a dynasty's decline has no counterpart in a loop that refits a bell curve?",
        "choices": {
            "Diversity falls by a constant share a generation": "The loop does the same, by the same law with n = 2N.",
            "Rare harmful genes come in pairs and show": "Right: they were there all along and cost nothing. A bell curve hides nothing that "
            "could be brought to light, and so it has nothing to purge.",
            "A stranger who marries in stops the loss": "Fresh real data do that in a loop, by the same recursion.",
            "A smaller family declines faster": "So does a loop with fewer samples.",
        },
        "right": "Rare harmful genes come in pairs and show",
    }


@exercise("habsburg.strangers")
def strangers():
    dynasty, charles = Pedigree.from_table(habsburg.persons()), "charles2_es"

    def left(steps):
        there = [who for who, back in dynasty.ancestors(charles).items() if back == steps]
        return {dynasty.title(who): inbreeding_of(dynasty.as_stranger(who), charles) for who in there}

    four = left(4)
    least = min(four, key=four.get)
    tolerance, others = 0.0001, {}
    for who in sorted(four, key=four.get)[1:]:
        alike = [each for each in four if abs(four[each] - four[who]) <= tolerance]
        others[f"That is what {' or '.join(alike)} leaves. One of the ten leaves less."] = four[who]
    return {
        "answer": four[least],
        "tolerance": tolerance,
        "near": {0.213: "That has three decimals."},
        "mistakes": others
        | {
            "Two decimals do not tell the ten apart: give four.": 0.21,
            "That is the lowest among those three steps away.": min(left(3).values()),
            "That is the lowest among those five steps away.": min(left(5).values()),
            "That is Charles as he was.": inbreeding_of(dynasty, charles),
            "That is his mother's mother, two steps away. Take those four steps away.": min(left(2).values()),
            "A parent undoes everything. Take those four steps away.": 0.0,
        },
        "otherwise": "None of the ten leaves that. Take inbreeding_of(dynasty.as_stranger(who), CHARLES) for each of them: the least lies "
        "between 0.21 and 0.22.",
        "praise": "Right. It is Anna of Austria, Duchess of Bavaria, kin to nearly everybody else at that height.",
    }
