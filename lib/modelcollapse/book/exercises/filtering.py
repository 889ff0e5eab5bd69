"""Exercises of the chapter on filters."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.defenses.filters import commonness, effective_share, rarity
from modelcollapse.loop import of_model, run
from modelcollapse.models import CategoricalModel
from modelcollapse.policies import filtered
from modelcollapse.sources import zipf
from modelcollapse.theory import verification as verification_law


@exercise("filtering.settled")
def settled():
    written = verification_law.settled_truth(0.9, 0.3, 0.1)
    return {
        "answer": written,
        "tolerance": 0.004,
        "mistakes": {
            "That is what the checker keeps of one round of errors. The errors that it lets through are learned and stay.": 0.81
            / 0.84,
            "That is the share among what is kept. Among what is written there are the new errors too.": written
            * 0.9
            / (written * 0.9 + (1 - written) * 0.3),
            "That is what is true after one round of errors. Errors of earlier rounds are still there.": 0.9,
            "You divided by κ₁ + κ₀. What counts is how much more often a true statement is kept: κ₁ − κ₀.": 1
            - 0.1 * 0.9 / 1.2,
            "You left out the factor κ₁: subtract ε κ₁/(κ₁ − κ₀).": 1 - 0.1 / 0.6,
            "That is the share of wrong statements. Asked is that of true ones.": 1 - written,
            "Close, and a little too low. Nothing is rounded on the way: 0.09 divided by 0.6.": 0.8435,
            "Close, and a little too high. Nothing is rounded on the way: 0.09 divided by 0.6.": 0.8565,
        },
        "otherwise": "First see whether κ₁(1 − ε) > κ₀. If so, 1 − ε κ₁/(κ₁ − κ₀), with ε = 0.1, κ₁ = 0.9 and κ₀ = 0.3.",
        "praise": "Right. The checker keeps a true statement three times as often as a wrong one, which is plenty.",
    }


@exercise("filtering.least")
def least():
    edge = verification_law.least_accuracy(0.25)
    return {
        "answer": edge,
        "tolerance": 0.004,
        "mistakes": {
            "A coin selects nothing, so that truth dies by one quarter in each generation.": 0.5,
            "That is just below the edge: 0.55 · 0.75 is less than 0.45.": 0.55,
            "That is the edge of a model that gets one statement in five wrong, and a little too low here.": 0.56,
            "That would do, with room to spare: how little is enough?": 0.75,
            "You forgot that a wrong statement is kept with probability 1 − c.": 1 / 1.25,
            "Close, and a little too high: at the edge c · 0.75 is exactly 1 − c.": 0.5795,
            "That is the edge of the chapter's first model, which gets one statement in twenty wrong. This one gets one in four "
            "wrong.": verification_law.least_accuracy(0.05),
            "That is the edge of a model that gets one statement in ten wrong.": verification_law.least_accuracy(0.1),
        },
        "otherwise": "At the edge κ₁(1 − ε) = κ₀. Put κ₁ = c and κ₀ = 1 − c.",
        "praise": "Right: a little more than a coin, even for a model that is wrong about every fourth statement.",
    }


@exercise("filtering.half-life")
def half_life():
    exact = float(np.log(2) / np.log(0.951 / 0.95))
    return {
        "answer": exact,
        "tolerance": 0.01 * exact,
        "mistakes": {
            "You left out the factor 1 − ε: of a true statement 0.95, not all of it, is there to be kept.": float(
                np.log(2) / 0.001
            ),
            "That is the half-life without any checker: you left out β.": float(-np.log(2) / np.log(0.95)),
            "You used β alone. Of all statements εβ go wrong unseen in a generation.": float(np.log(2) / 0.02),
            "1/(εβ) is when 37% are left.": 1000.0,
        },
        "otherwise": "Each generation leaves (1 − ε)/(1 − ε + εβ) of the truth. Which power of it is one half?",
        "praise": "Right. A checker that misses one error in fifty buys time, and a lot of it; it does not buy eternity.",
    }


@exercise("filtering.effective")
def effective():
    weights = np.repeat([1, (0.7 / 0.9) / (0.3 / 0.1)], [100, 900])
    share = float(effective_share(weights))
    return {
        "answer": share,
        "tolerance": 0.004,
        "mistakes": {
            "That is how many are left if common items are dropped. Weighing throws none away.": float(weights.mean()),
            "33% is what dropping leaves. Weighing throws no item away, so more of them are worth something.": 33.0,
            "Both weights count: Σ w is 100 · 1 + 900 · 0.259, and so on.": 0.1,
            "You forgot to square the upper sum: it is (Σ w)² over Σ w².": float(weights.sum() / (weights**2).sum()),
            "That is Σ w². Divide (Σ w)² by it.": float((weights**2).mean()),
        },
        "near": {round(1000 * share): "So many of a thousand items, yes."},
        "otherwise": "Take ten items, one of them rare. Which weights make it count for three tenths? Put these ten into (Σ w)²/Σ w², and divide by ten.",
        "praise": "Right: 69%, twice as much as dropping leaves. Weigh where the learner can, drop where it cannot.",
    }


@exercise("filtering.head")
def head():
    def left(policy):
        loop = {"generations": 11, "n_samples": 5000, "replicates": 100, "measures": {"p": of_model("probabilities_")}}
        birds = zipf(1000, shift=0.0)
        shares = run(CategoricalModel(1000), birds, policy, **loop, rng=0)["p"][-1]
        return float((shares > 0).sum(axis=-1).mean())

    kept = left(filtered("replace", rarity, keep=0.9))
    return {
        "answer": kept,
        "tolerance": 0.05 * kept,
        "mistakes": {
            "That is the loop without a filter. Pass filtered(...) as the policy.": left("replace"),
            "You dropped the least common: use rarity, not commonness.": left(
                filtered("replace", commonness, keep=0.95)
            ),
            "You kept a tenth. keep=0.9 drops a tenth.": left(filtered("replace", rarity, keep=0.1)),
            "Fewer than the 287 that are left without a filter? This one takes from the common, and leaves room to the rare.": 250.0,
            "More than without a filter, that is so. But it is more than that.": 313.0,
            "More than without a filter, that is so. But not as many: chance still takes the rare.": 385.0,
        },
        "otherwise": "Without a filter 287 are left. Does one that takes only from the common leave more, or fewer? With Python: the loop of the chapter, with filtered('replace', rarity, keep=0.9) for its policy.",
        "praise": "Right: more birds than without a filter. Now look at what became of the most common ones.",
    }


@question("filtering.buy")
def buy():
    return {
        "asks": "Your checker never errs, except that it is blind to a tenth of the errors. What do you add to it?",
        "choices": {
            "A second copy of it": "It is blind to the same tenth. Nothing changes.",
            "A checker of another kind, also blind to a tenth": "Right. If the blind spots are independent, together they miss one error "
            "in a hundred.",
            "A rule to drop everything that is in doubt": "Nothing of what it is blind to is in doubt. You lose yield, and "
            "what is rare.",
            "More statements a generation": "That takes chance out of the loop. The blind spot is not chance.",
        },
        "right": "A checker of another kind, also blind to a tenth",
    }
