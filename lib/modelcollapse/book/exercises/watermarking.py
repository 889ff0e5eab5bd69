"""Exercises of the chapter on watermarks."""

from __future__ import annotations

from functools import cache

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.defenses.watermark import kgw
from modelcollapse.defenses.watermark.web import Web, loop, pairs
from modelcollapse.theory import watermark as watermark_law


@exercise("mark.p-value")
def p_value():
    exact = watermark_law.p_value(45, 120, 0.25)
    return {
        "answer": exact,
        "tolerance": 0.00045,  # 0.002 is 0.0016 in one digit
        "mistakes": {
            "That is the bell curve: it makes the evidence look twice as good as it is. Take the exact sum.": float(
                watermark_law.normal_p_value(45, 120, 0.25)
            ),
            "You took a half of all words to be green. Here it is a quarter.": watermark_law.p_value(45, 120, 0.5),
        },
        "near": {z: f"{z} standard deviations, yes. How rare is that by chance?" for z in (3.2, 3.16, 3.162)},
        "otherwise": "By chance 30 pairs would be green, give or take 4.74. How many of these is 45 above? The exact sum is p_value(45, 120, 0.25).",
        "praise": "Right: about one human text in 600 has as many.",
    }


@exercise("mark.length")
def length():
    spread = 0.25 * 0.75
    return {
        "answer": 16 * spread / 0.15**2,
        "tolerance": 1.5,
        "mistakes": {
            "You took 0.25 for the standard deviation. It is the root of 0.25 · 0.75.": 16 * 0.25**2 / 0.15**2,
            "You forgot to square: the excess grows as T, chance as √T.": 4 * np.sqrt(spread) / 0.15,
            "You divided by the share of green words itself. What counts is the excess over 0.25.": 16
            * spread
            / 0.4**2,
        },
        "near": {130.0: "In two digits, yes."},
        "otherwise": "The excess of green pairs is 0.15 T, its standard deviation by chance √(0.25 · 0.75 · T). Set the ratio to 4.",
        "praise": "Right: a text four times as long would show half that excess.",
    }


@exercise("mark.passes")
def passes():
    law = watermark_law.residual
    return {
        "answer": law(0.6, 0.7, 0.9, 0.01),
        "tolerance": 0.004,
        "mistakes": {
            "That is the share of models' texts that pass. What share is it of all that passes?": 0.07 + 0.3 * 0.99,
            "That is with all of their texts marked. Three in ten are not.": law(0.6, 1, 0.9, 0.01),
            "Close, and a little too little. Carry three decimals until the end.": 0.347,
            "That is with a detector that misses nothing.": law(0.6, 0.7, 1, 0.01),
            "That is their share of the whole web, before the human texts are counted anew.": 0.6 * (0.07 + 0.3 * 0.99),
        },
        "otherwise": "Of 1,000 texts 600 are by models: how many of them pass, and how many of the other 400?",
        "praise": "Right: a filter that catches nine marked texts in ten still leaves more than a third by models.",
    }


@exercise("mark.needed")
def needed():
    law = watermark_law.needed_coverage
    return {
        "answer": law(0.6, 0.1, 0.95),
        "tolerance": 0.006,
        "mistakes": {
            "That is what has to be caught. Of what is marked, 95% is caught.": law(0.6, 0.1, 1),
            "That is a tenth of all models' texts passing. A tenth of all that passes is less.": 0.9 / 0.95,
            "You swapped the shares: models write 0.6 of it, people 0.4.": law(0.4, 0.1, 0.95),
        },
        "otherwise": "Of 400 human texts, all pass. How many by models may pass beside them, and what share of 600 is that?",
        "praise": "Right: nearly everybody has to mark. One large maker who does not is enough to miss this aim.",
    }


@exercise("mark.edited")
def edited():
    return {
        "answer": 1 - 0.2**0.25,
        "tolerance": 0.004,
        "mistakes": {
            "That is for a context of one word. With three, a pair survives if four words do.": 1 - 0.2**0.5,
            "That is with a cube. The word itself must survive too.": 1 - 0.2 ** (1 / 3),
            "You took the share of green words for what is left of its excess: that is (0.30 − 0.25)/(0.50 − 0.25).": 1
            - 0.6**0.25,
            "Close. Carry three decimals until the end.": 0.34,
            "That is what is left of the mark, not how much is replaced.": 0.2,
        },
        "otherwise": "Of the excess 0.25 a fifth is left, so (1 − ε)⁴ = 0.2.",
        "praise": "Right: with the longer context a third of the words is enough, with one word it takes more than half.",
    }


@exercise("mark.experiment")
def experiment():
    found = {coverage: _loss(coverage, 10) for coverage in (1.0, 0.8)}
    return {
        "answer": found[0.8],
        "tolerance": 0.02,
        "mistakes": {
            "That is with every document marked. Pass Web(coverage=0.8).": found[1.0],
            "That is with one crawl a generation. Pass crawls=10.": _loss(0.8, 1),
        },
        "otherwise": "Print loop(pairs(rng=0), Web(coverage=0.8), mark=kgw(1), filtered=True, crawls=10, replicates=4, rng=0).loss[-1].mean().",
        "praise": f"Right. With all documents marked it is {found[1.0]:.2f}: those that slip through help here, for nobody prefers favorites.",
    }


@cache
def _loss(coverage, crawls):
    settings = {"mark": kgw(1), "filtered": True, "crawls": crawls, "replicates": 4, "rng": 0}
    return float(loop(pairs(rng=0), Web(coverage=coverage), **settings).loss[-1].mean())


@question("mark.nobody-filters")
def nobody_filters():
    return {
        "asks": "A lab marks all that its model writes, with one key for years. Nobody uses the detector. What does the mark do to the "
        "models that train on the web?",
        "choices": {
            "Nothing: it cannot be seen": "People cannot see it. A model that counts words can: green words are more frequent.",
            "It protects them": "Only if somebody leaves the marked texts out.",
            "It makes them worse, for some rounds on end": "Right. Each model learns the green words' excess and adds to it, until nearly "
            "all that it says is green: in our loop the extra loss goes from 0.22 to 1.43.",
            "It makes them a little worse, once": "With one key the same words gain again in the next round, and in the one after.",
        },
        "right": "It makes them worse, for some rounds on end",
    }


@question("mark.no-mark-found")
def no_mark_found():
    return {
        "asks": "A text of 1,000 words has p = 0.6 with the keys of all the labs you know. What follows?",
        "choices": {
            "A person wrote it": "So has every text by a model that does not mark, and most paraphrases.",
            "It was not copied unchanged from those labs' marked output": "Right. A mark can show that a text is a model's. Its "
            "absence shows nothing about who wrote it.",
            "A model wrote it with probability 0.6": "A p-value is about texts without the mark, not about who wrote this one.",
            "Nothing at all": "1,000 words are plenty: had they come straight from a marked model, it would show.",
        },
        "right": "It was not copied unchanged from those labs' marked output",
    }


@question("mark.four-of-five")
def four_of_five():
    return {
        "asks": "With four fifths marked, is the extra loss above or below the 0.21 of all marked?",
        "choices": {
            "Above": "More by models passes, 64% of it, yet the loss falls: these models say words as often as they learned them.",
            "Below": "Right: what passes hands on what earlier models have read.",
            "The same": "It would be if the unmarked documents taught nothing. They do.",
        },
        "right": "Below",
    }
