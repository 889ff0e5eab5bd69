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
            "Nearly: after five rounds 1/σ² is 21, and not yet 25.": 5.0,
            "Nearly: after seven rounds 1/σ² is 29, and past 25.": 7.0,
        },
        "otherwise": "1/σ² begins at 1, grows by 1/ω² a round, and has to reach 25.",
        "praise": "Right: 1 + 4t = 25.",
    }


@exercise("organizations.chance")
def chance():
    rests, thirty = (
        brentq(lambda share, t=t: selection_law.exact_variance(t, 1.0, share, 0.1) - 0.25, 0.5, 0.95, xtol=1e-4)
        for t in (300, 30)
    )
    return {
        "answer": 0.8,
        "tolerance": 0.004,
        "near": {
            rests: "That is where the exact mixture rests. The bell curve of the theorem gives 0.8.",
        },
        "mistakes": {
            "You forgot the steps of the followers, ε² = 0.01.": 1.0,
            "That is the share that the panel decides. The question is about the lots.": 0.2,
            "That is the exact field after thirty rounds. Here take it for a bell curve, as the theorem does, and let it rest.": thirty,
            "Nearly. The equation has a round answer.": 0.79,
            "That is the figure's: the exact field, and 49% of the width. Here take it for a bell curve, as the theorem does.": 0.77,
            "You aimed at a variance of one half. Half of the width is a quarter of the variance.": 1
            - 0.01 / (0.5 - 1 / 3),
        },
        "otherwise": "A round that begins at σ² = 0.25 must end there: set (1 − ℓ) · 0.25/1.25 + 0.25 ℓ + 0.01 equal to 0.25.",
        "praise": "Right: four grants of five, if the field stays a bell curve. In the exact figure 78% are enough.",
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
            "At the accuracy of their own rankings they lose 0.022 each, and at 0.52 still 0.016.": 0.5,
            "You compared with a firm that switches alone. Both share the ranking.": switched,
            "That is what each of them hires, not how accurate the ranking must be.": alone,
            "At 0.60 they gain: 0.2177 instead of 0.2113. Look for where they are equal.": 0.6,
        },
        "otherwise": "Where between 0.2039, at 0.55, and 0.2177, at 0.60, is 0.2113? Go as far from 0.55 to 0.60.",
        "praise": "Right: 15% more accurate, only to make up for having one list instead of two.",
    }


@question("organizations.stuck")
def stuck():
    return {
        "asks": "What can still put the code right?",
        "choices": {
            "The same people, in more time": "All believe what the code says. Nobody knows more than it does, and there is nobody to learn from, ever.",
            "The same people, who learn slowly from now on": "Slow learning keeps differences that are there. Here none is left.",
            "A tenth of new people, once": "They help for a few periods. Then they believe what the code says, like all others, and it stands still again.",
            "A tenth of new people, each period": "Right: the differences come back every period, and the code learns from them.",
        },
        "right": "A tenth of new people, each period",
    }


@exercise("organizations.door")
def door():
    half = selection_law.exact_variance(30, 1.0, 0.5, 0.1)

    def equal(value, **setting):
        return brentq(lambda m: selection_law.exact_variance(30, 1.0, 0.0, 0.1, m, **setting) - value, 1e-4, 0.9)

    shortcut = brentq(lambda m: selection_law.resting_variance(1.0, 0.0, 0.1, m) - half, 1e-4, 0.9)
    return {
        "answer": equal(half),
        "tolerance": 0.0012,
        "near": {0.03: "To a whole percent it is that: 3% leaves 0.147."},
        "mistakes": {
            "That is the theorem used in every round, which is not exact with outsiders.": shortcut,
            "4% leaves 0.161, more than the 0.152 of the lots.": 0.04,
            "2% leaves 0.133, less than the 0.152 of the lots.": 0.02,
            "5% leaves 0.174, more than the 0.152 of the lots.": 0.05,
            "You looked for one half of the first variance. The lottery leaves less.": equal(0.5),
            "With a tenth of outsiders the variance is 0.24, far more than the lottery's 0.15.": 0.1,
            "Half of the proposals from outside would leave nearly the whole field.": 0.5,
        },
        "otherwise": "Between which two of the shares given does 0.152 lie, and how far from the lower one?",
        "praise": "Right: one proposal in thirty from outside does what lots for half of the grants do.",
    }
