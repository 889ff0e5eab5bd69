"""Exercises of the chapter on organizations."""

from __future__ import annotations

from scipy.optimize import brentq

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.theory import hiring as hiring_law
from modelcollapse.theory import selection as selection_law


@exercise("organizations.narrow")
def narrow():
    return {
        "answer": 6.0,
        "tolerance": 0.01,
        "mistakes": {
            "That is for a taste as wide as the field. With half the width each round adds 1/ω² = 4.": 24.0,
            "That is where the variance is a fifth. The question is about the width, its root.": 1.0,
            "You added 2 = 1/ω a round. It is 1/ω².": 12.0,
            "You forgot that 1/σ² is 1 at the start: 1 + 4t = 25.": 6.25,
        },
        "otherwise": "1/σ² begins at 1, grows by 1/ω² a round, and has to reach 25.",
        "praise": "Right: 1 + 4t = 25.",
    }


@exercise("organizations.chance")
def chance():
    exact = brentq(lambda share: selection_law.exact_variance(300, 1.0, share, 0.1) - 0.25, 0.5, 0.95, xtol=1e-4)
    return {
        "answer": 0.8,
        "tolerance": 0.004,
        "near": {exact: "That is the exact mixture. The bell curve of the text gives 0.8."},
        "mistakes": {
            "You forgot the steps of the followers, ε² = 0.01.": 1.0,
            "That is the share that the panel decides. The question is about the lots.": 0.2,
            "You aimed at a variance of one half. Half of the width is a quarter of the variance.": 1
            - 0.01 / (0.5 - 1 / 3),
        },
        "otherwise": "Set the law's right side, with σ² = 0.25, equal to 0.25 and solve for ℓ.",
        "praise": "Right: four grants of five by lot keep half of the width.",
    }


@exercise("organizations.ranking")
def ranking():
    alone = hiring_law.independent(3, 0.5, 0.5)
    answer = brentq(lambda accuracy: hiring_law.shared(3, accuracy) - alone, 0.4, 1)
    switched = brentq(lambda accuracy: hiring_law.independent(3, accuracy, 0.5) - hiring_law.shared(3, 0.55), 0.3, 1)
    return {
        "answer": answer,
        "tolerance": 0.006,
        "mistakes": {
            "At 0.55 each firm still loses: 0.2039 instead of 0.2113.": 0.55,
            "At the accuracy of their own rankings they lose 0.022 each.": 0.5,
            "You compared with a firm that switches alone. Both share the ranking.": switched,
            "That is what each of them hires, not how accurate the ranking must be.": alone,
            "At 0.60 they gain: 0.2177 instead of 0.2113. Look for where they are equal.": 0.6,
        },
        "otherwise": "Find the accuracy at which hiring_law.shared(3, accuracy) is hiring_law.independent(3, 0.5, 0.5).",
        "praise": "Right: 15% more accurate, only to make up for having one list instead of two.",
    }


@question("organizations.sharing")
def sharing():
    return {
        "asks": "Which team should keep its solutions to neighbors for a while?",
        "choices": {
            "Easy problem, much time": "On an easy problem all networks get there, and who shares most is first.",
            "Easy problem, little time": "Sharing all is fastest, and on an easy problem nothing is lost by it.",
            "Hard problem, little time": "After five steps the group in which all see all is ahead, on the hard problem too.",
            "Hard problem, much time": "Right: there the group that shares all agrees early on something that nobody can improve.",
        },
        "right": "Hard problem, much time",
    }


@exercise("organizations.door")
def door():
    half = selection_law.exact_variance(30, 1.0, 0.5, 0.1)

    def equal(value, **setting):
        return brentq(lambda m: selection_law.exact_variance(30, 1.0, 0.0, 0.1, m, **setting) - value, 1e-4, 0.9)

    shortcut = brentq(lambda m: selection_law.resting_variance(1.0, 0.0, 0.1, m) - half, 1e-4, 0.9)
    return {
        "answer": equal(half),
        "tolerance": 0.005,
        "mistakes": {
            "That is the shortcut of the bell curve. Use exact_variance.": shortcut,
            "You looked for one half of the first variance. The lottery leaves less.": equal(0.5),
            "With a tenth of outsiders the variance is 0.24, far more than the lottery's 0.15.": 0.1,
            "Half of the proposals from outside would leave nearly the whole field.": 0.5,
        },
        "otherwise": "Try shares from 0.01 to 0.05 in selection_law.exact_variance(30, 1.0, 0.0, 0.1, share).",
        "praise": "Right: one proposal in thirty from outside does what lots for half of the grants do.",
    }
