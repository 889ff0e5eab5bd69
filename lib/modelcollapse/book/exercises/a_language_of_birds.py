"""Exercises of the chapter on the bird language."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.loop import run
from modelcollapse.measures.language import distinct_n
from modelcollapse.models import NgramModel
from modelcollapse.samplers import temperature
from modelcollapse.sources import Birds


@question("birds.notice")
def notice():
    return {
        "asks": "Which loss will the editors see grow?",
        "choices": {
            "Truth": "They look for it, and false statements get fewer, not more: what is left is what the model is surest of.",
            "Rare birds": "No sentence lacks a rare bird. That none of them is ever named, ten sentences do not show.",
            "Styles": "Each sentence has a style, and there is nothing wrong with it. Nobody asked them to count styles.",
            "Rare constructions": "One that is wrong is bad grammar, and that gets rarer. That fewer and fewer are tried, ten sentences do not show.",
            "None of them": "Right. Every sentence gets better, and what is lost is in none of them.",
        },
        "right": "None of them",
    }


@exercise("birds.first-bite")
def first_bite():
    birds = Birds()
    rare = birds.probabilities_[100:]
    return {
        "answer": float((1 - (1 - rare) ** 500).sum()),
        "tolerance": 0.06,
        "mistakes": {
            "That is the number of rare birds that are missing. The exercise asks for those that are named.": float(
                ((1 - rare) ** 500).sum()
            ),
            "That is how often rare birds are mentioned. A bird that is mentioned twice is one bird.": float(
                500 * rare.sum()
            ),
            "Close: one decimal is asked, and you are a little too low.": 169.0,
            "Close: one decimal is asked, and you are a little too high.": 170.0,
            "You counted all birds. The hundred commonest are not rare.": float(
                (1 - (1 - birds.probabilities_) ** 500).sum()
            ),
        },
        "otherwise": "A bird with probability p is named by 500 sentences with probability 1 − (1 − p)^500. Add up.",
        "praise": "Right: four in five rare birds are gone before any model has spoken.",
    }


@exercise("birds.bits")
def bits():
    nats = np.log(6.5) * 10.71 - 11.00
    return {
        "answer": nats / np.log(2),
        "tolerance": 0.06,
        "mistakes": {
            "That is in nats. A bit is ln 2 nats.": nats,
            "That is the model's loss in bits. Subtract what the best model loses.": np.log(6.5) * 10.71 / np.log(2),
            "You multiplied by ln 2. A nat is more than a bit, so the number of bits is larger.": nats * np.log(2),
            "That is a word, not a sentence.": nats / np.log(2) / 10.71,
        },
        "otherwise": "Loss a sentence = ln(perplexity) × words. Subtract the entropy, then turn nats into bits.",
        "praise": "Right: thirteen coin tosses a sentence.",
    }


@exercise("birds.cold")
def cold():
    exponent = np.log(10) / np.log(2)
    return {
        "answer": exponent ** (-1 / 10),
        "tolerance": 0.0006,
        "mistakes": {
            "That is 1/τ. The exponent after t generations is τ^(−t).": exponent ** (1 / 10),
            "You let the ratio grow by 1/τ each generation. It is the exponent that does.": 5 ** (-1 / 10),
            "At 0.9 it is 7.3 times. You can go a little lower; three decimals are asked.": 0.9,
            "Close: at 0.89 it is 9.2 times. Three decimals are asked.": 0.89,
            "At 0.88 it is 12 times, too many by a little. Three decimals are asked.": 0.88,
            "You used 9 generations instead of 10.": exponent ** (-1 / 9),
            "You let the exponent grow to 10. It is the ratio that may be 10, and the ratio is 2 to the exponent.": 10
            ** (-1 / 10),
        },
        "otherwise": "Solve 2^(τ^−10) = 10 for τ.",
        "praise": "Right. Ten generations at 0.887 do what one at 0.3 does.",
    }


@question("birds.fate")
def fate():
    return {
        "asks": "What happens to the text?",
        "choices": {
            "It dissolves further": "So it looks for a generation or two. Noise is added each time, but the preference is compounded.",
            "It stays as it is": "Only at τ = 1 does nothing compound. Here the exponent is 2.3 after eight generations.",
            "It freezes, slowly": "Right: in one loop 51% of generation 8 are grammatical again, and 56% are copies.",
        },
        "right": "It freezes, slowly",
    }


@exercise("birds.discount")
def discount():
    birds = Birds()
    found = {
        d: run(
            NgramModel(5, discount=d, vocabulary=birds.vocabulary_),
            birds,
            generations=4,
            n_samples=1000,
            replicates=4,
            measures={"grammatical": birds.measures()["grammatical"]},
            rng=0,
            progress=False,
        )["grammatical"]
        for d in (0.2, None)
    }
    values = found[0.2][4]
    return {
        "answer": float(values.mean()),
        # The exercise names the seed; four standard errors forgive another one.
        "tolerance": float(4 * values.std(ddof=1) / np.sqrt(4)),
        "mistakes": {
            "That is generation 1. The exercise asks for generation 4.": float(found[0.2][1].mean()),
            "That is the loop with the estimated discounts: did you pass discount=0.2?": float(found[None][4].mean()),
        },
        "otherwise": "Run the loop with NgramModel(5, discount=0.2, vocabulary=birds.vocabulary_) and average "
        "history['grammatical'][4].",
        "praise": "Right, against about 4% with the estimated discounts. What is best for one fit is not best for a loop.",
    }


@exercise("birds.balance")
def balance():
    birds, temperatures = Birds(), (0.9, 1.0)
    changes = []
    for tau in temperatures:
        model = NgramModel(5, vocabulary=birds.vocabulary_, sampler=None if tau == 1 else temperature(tau))
        pairs = {"distinct": lambda g: distinct_n(g.synthetic, 2)}
        settings = {"generations": 4, "n_samples": 500, "replicates": 3, "measures": pairs, "progress": False}
        history = run(model, birds, rng=0, **settings)
        changes.append(history["distinct"][4] - history["distinct"][1])
    middle = np.mean(changes, axis=1)
    slope = (middle[-1] - middle[0]) / (temperatures[-1] - temperatures[0])
    error = np.std(changes, axis=1, ddof=1).mean() / np.sqrt(3)
    return {
        "answer": float(np.interp(0, middle, temperatures)),
        # Four standard errors of the change, ours and the reader's, as a difference in temperature.
        "tolerance": float(4 * np.sqrt(2) * error / slope),
        "mistakes": {
            "At temperature 1 the share rises: noise is varied.": 1.0,
            "At 0.9 it falls, if slowly. Go a little higher.": 0.9,
            "Close: here it rises a little. Interpolate between 0.9 and 1.": 0.95,
        },
        "otherwise": "Run the loop at 0.9 and at 1, take the change of distinct_n from generation 1 to 4, and interpolate "
        "to 0.",
        "praise": "Right. Here the measure is still, and the language is not: look at its grammar and its rare birds.",
    }
