"""Exercises of the chapter on new human data."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.chains import fresh
from modelcollapse.sources.species import zipf
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import worth as worth_law


@exercise("fresh.four-hundred")
def four_hundred():
    worth = worth_law.best_worth(1, 399)
    return {
        "answer": 1 - 1 / worth,
        "tolerance": 0.0015,
        "near": {
            1 - 1 / 399**0.5: "To two decimals it is 0.95, and the rule of thumb √(N n) for the worth leads there, too."
        },
        "mistakes": {
            "That is the pooled loop, in which each item counts once.": float(diversity_law.fresh_blood(1, 399)),
            "That is what is lost. The question is what stays.": 1 / worth,
            "That is the best with 99 copies. Here there are 399.": 1 - 1 / worth_law.best_worth(1, 99),
        },
        "otherwise": "Find ν with N = 1 and n = 399; what is lost is 1/ν.",
        "praise": "Right: four times as many copies as in the text, and the loss is halved. Copies are the memory.",
    }


@exercise("fresh.count")
def count():
    worth = worth_law.best_worth(4, 500)
    return {
        "answer": 500 / (worth - 4),
        "tolerance": 0.06,
        "near": {
            worth / 4: "You used 1/ω, which is the ratio where copies are many; the ratio itself is n/(ν − N).",
            11.5: "You may have rounded on the way.",
            12.0: "That is the whole number above it.",
            11.0: "That is the whole number below it.",
        },
        "mistakes": {
            "That counts them by their number alone: each item then weighs the same.": 1.0,
            "That is the worth, in real items.": worth,
            "That is the ratio of copies to real items: it would give the four half of the weight.": 125.0,
            "That is 500/ν. The copies have the weight 1 − 4/ν and not 1.": 500 / worth,
        },
        "otherwise": "One real item has the weight 1/ν, one copy (1 − 4/ν)/500, with ν for N = 4 and n = 500.",
        "praise": "Right. Four items in five hundred, and each should count between eleven and twelve times.",
    }


@exercise("fresh.grow")
def grow():
    left = float(diversity_law.replacing_growing(200 * 1.05 ** np.arange(800)))
    return {
        "answer": left,
        "tolerance": 0.006,
        "mistakes": {
            "That is one generation.": 1 - 1 / 200,
            "That is what is lost.": 1 - left,
            "Close. Sum the whole series: 1/200 times 1.05/0.05, and then the exponential.": 0.91,
            "Close. 1 − 0.105 is the first step only; the product is about the exponential of −0.105.": 0.89,
            "Samples that do not grow lose everything. These do.": 0.0,
            "That is for ten percent more in each generation.": float(
                diversity_law.replacing_growing(200 * 1.1 ** np.arange(800))
            ),
        },
        "otherwise": "Multiply 1 − 1/n over all generations, or sum 1/n: a geometric series with ratio 1/1.05.",
        "praise": "Right: nine tenths, without a human item. The samples pay for it.",
    }


@exercise("fresh.hold")
def hold():
    upkeep = worth_law.upkeep(8, 50)
    return {
        "answer": float(np.floor(30 / upkeep)),
        "tolerance": 0.1,
        "mistakes": {
            "Generations are whole: how many can you hold to the end?": 30 / upkeep,
            "The thirty items run out before the thirty-first generation ends.": 31.0,
            "You divided the stock by the worth. What a generation costs is the upkeep, 8 · 7/(8 + 49).": 30 / 8,
            "That takes ν²/n for the upkeep, 64/50. At so small an n the rule of thumb is off.": float(
                np.floor(30 * 50 / 64)
            ),
            "That is the number of items heard.": 50.0,
            "That is what is heard of a worth of 8. The upkeep is the difference to 8.": worth_law.heard(8, 50),
        },
        "otherwise": "What is lost of a worth of 8 at each hearing is 8 − 8 · 50/(8 + 49). Divide the stock by it.",
        "praise": "Right: about one item a generation holds a worth of eight.",
    }


@exercise("fresh.rare")
def rare():
    fifty = zipf(50, shift=0).probabilities_
    loop = {"n_real": 10, "n_synthetic": 90, "generations": 60, "replicates": 300, "rng": 0}

    def species(weight):
        shares = fresh.chain(fifty, **loop, weight=weight)["probabilities"][-30:]
        return (shares > 0).sum(axis=2).mean(axis=0)

    found = species(worth_law.best_weight(10, 90))
    return {
        "answer": float(found.mean()),
        "tolerance": float(max(4 * found.std() / np.sqrt(300), 0.3)),
        "mistakes": {
            "That is the loop in which all items are pooled. Use the best weight.": float(species("pooled").mean()),
            "Close. Use the best weight, and average over the last 30 generations.": 20.2,
            "Close, but more than 0.3 too low. Average over the last 30 generations and all 300 runs, with rng=0.": 20.75,
            "Close, but more than 0.3 too high. Average over the last 30 generations and all 300 runs, with rng=0.": 21.8,
            "That is a real sample of a hundred.": 31.8,
            "All fifty are in the real distribution, not in what a generation holds.": 50.0,
        },
        "otherwise": "Count the shares above 0 in the last 30 generations, and average over generations and replicates.",
        "praise": "Right. The diversity stands at 97%, and a third of the list is gone: weight is not coverage.",
    }


@question("fresh.license")
def license():
    return {
        "asks": "A publisher sells you 500 articles. You may keep them and train on them as often as you like. Your next ten models "
        "each learn from these and from their predecessor. When do you use the articles?",
        "choices": {
            "50 for each model": "That is the plan for what can be read once. These are still there after reading.",
            "All 500 for the first model": "The next hearing forgets most of it, and the articles are still on your disk.",
            "All 500 for every model": "Right: a stock that may be read again is worth its size in every generation, if the "
            "predecessors' items weigh little beside it.",
            "All 500 for the last model": "Nine models would have done without, and nothing was gained by waiting.",
        },
        "right": "All 500 for every model",
    }


@question("fresh.stale")
def stale():
    return {
        "asks": "Half of the new pages are by models. For which of these should pages from before 2024 count the most, beside new ones?",
        "choices": {
            "Prices in shops": "They move fast: an old price is worth less than a new page, even one by a model.",
            "Names of software libraries": "Every year has new ones, and an archive says nothing of them.",
            "The grammar of a language": "Right: it hardly moves, so the archive keeps its worth. But even then an old page counts 1.28 "
            "new ones, no more.",
            "All the same, since only the share by models counts": "How fast the truth moves counts as well: it decides how long an "
            "archive is worth anything.",
        },
        "right": "The grammar of a language",
    }


@question("fresh.knowledge")
def knowledge():
    return {
        "asks": "You have recordings of six calls of a rare owl. Which synthetic calls can teach a classifier something?",
        "choices": {
            "Each of the six, played a hundred times": "Duplicates bring nothing that the six did not.",
            "Calls drawn from a model that was fitted to the six": "It knows the six and nothing else: at best a memory of them.",
            "The six with the wind and echoes of other recordings": "Right: how calls vary with the weather is learned from the other "
            "birds, and it is the same for owls.",
            "Calls by a model of owls that was fitted to the last synthetic ones": "That is a loop without anything new.",
        },
        "right": "The six with the wind and echoes of other recordings",
    }
