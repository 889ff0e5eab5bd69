"""Exercises of the chapter on the small GPT."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.measures.language import perplexity
from modelcollapse.models import NgramModel
from modelcollapse.sources import Birds


@exercise("gpt.price")
def price():
    return {
        "answer": 10 ** (1 / 10.7),
        "tolerance": 0.006,
        "mistakes": {
            "That is the factor a sentence. Perplexity is a word.": 10.0,
            "That is the loss in nats a word. The factor is e to it.": np.log(10) / 10.7,
            "You used 90% where the bound has 10%: −ln of the human share.": 0.9 ** (-1 / 10.7),
            "You divided the factor by the words. Divide its logarithm.": 10 / 10.7,
        },
        "otherwise": "The loss a sentence grows by at most ln(1/0.1). Spread it over 10.7 words, then take e to the power.",
        "praise": "Right, and it does not grow with the generations.",
    }


@question("gpt.rank")
def rank():
    return {
        "asks": "Where does the team that keeps everything not do better?",
        "choices": {
            "Loss on human text": "It does: perplexity ends at 3.6 instead of 5.8.",
            "Rare birds": "It does: 46% of the mentions are left instead of 27%. Old text still names them.",
            "Rare constructions": "It does: 44% are left instead of 15%.",
            "True statements": "Right. 21% against 22%: nobody can tell them apart.",
        },
        "right": "True statements",
    }


@exercise("gpt.weights")
def weights():
    def count(w, words=513, norms=3, bias=9):
        return 12 * w**2 + (words + 24 + 2 * norms + bias) * w

    return {
        "answer": float(count(192)),
        "tolerance": 0.5,
        "mistakes": {
            "That is the network with width 96.": float(count(96)),
            "You doubled the weights. Most tables of a block grow with the square of the width.": float(2 * count(96)),
            "You forgot the end of a sentence, which has a vector too.": float(count(192, words=512)),
            "You forgot the biases.": float(count(192, bias=0)),
            "You forgot the norm after the last block.": float(count(192, norms=2)),
            "You counted the table of word vectors twice: it both reads and scores.": float(count(192) + 513 * 192),
        },
        "otherwise": "Add up words, positions, attention (query, key, value and mix), the two layers of the perceptron, and "
        "three norms; each linear layer has a bias.",
        "praise": "Right.",
    }


@exercise("gpt.lost")
def lost():
    gained = np.log(115 / 34)
    return {
        "answer": np.log(62 / 34) / gained,
        "tolerance": 0.006,
        "mistakes": {
            "That is the share in points. The exercise asks for log-loss.": 28 / (115 - 34),
            "You took 28 for the final perplexity. It is what was lost: the loop ends at 62.": np.log(34 / 28) / gained,
            "That is what is left of the gain.": 1 - np.log(62 / 34) / gained,
            "That is the loss in nats. Divide it by what fine-tuning had gained.": np.log(62 / 34),
        },
        "otherwise": "Compare ln 62 − ln 34 with ln 115 − ln 34.",
        "praise": "Right: half of what fine-tuning had taught.",
    }


@exercise("gpt.worth")
def worth():
    birds = Birds(200)
    test = birds.sample(1000, rng=2**31)
    sizes = np.array([4000, 8000, 16_000, 32_000])

    def reached(n):
        model = NgramModel(5, vocabulary=birds.vocabulary_).fit(birds.sample(int(n), rng=int(n)))
        return perplexity(model.log_probability(test), test)

    found = np.array([reached(n) for n in sizes])
    needed = float(np.exp(np.interp(-3.27, -found, np.log(sizes))))
    return {
        "answer": needed,
        "tolerance": 0.15 * needed,
        "mistakes": {
            "That is what the network had. A table of counts needs more.": 1500.0,
            "That is what a 5-gram needs for a perplexity of 3.6, where the second generation of the network stands.": (
                float(np.exp(np.interp(-3.6, -found, np.log(sizes))))
            ),
        },
        "otherwise": "Fit NgramModel(5, vocabulary=birds.vocabulary_) to 4,000, 8,000, 16,000 and 32,000 sentences, and "
        "interpolate ln n where the perplexity of test is 3.27.",
        "praise": "Right. That is what sharing between similar words is worth.",
    }
