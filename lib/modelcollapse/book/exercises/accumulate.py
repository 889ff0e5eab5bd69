"""Exercises of the chapter on keeping everything."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.theory import accumulation as accumulation_law
from modelcollapse.theory import diversity as diversity_law


@exercise("shelf.fourth")
def fourth():
    return {
        "answer": 0.08 * accumulation_law.random_errors(4),
        "tolerance": 0.001,
        "mistakes": {
            "That is what replacing costs: four times the error of one fit.": 0.32,
            "You summed 1 + 1/2 + 1/3 + 1/4. Luck adds in squares: 1 + 1/4 + 1/9 + 1/16.": 0.08
            * np.sum(1 / np.arange(1, 5)),
            "That is the ceiling, after infinitely many fits.": 0.08 * accumulation_law.CEILING,
            "You are on the way, and rounded to two decimals. Give one more.": 0.11,
            "Count again: the first fit, to real data, has error 0.08 already.": 0.08
            * accumulation_law.random_errors(5),
            "You left out the first fit. Its own error stays.": 0.08 * (accumulation_law.random_errors(4) - 1),
            "You divided by 4, as for four independent batches of real data. These batches hand errors on.": 0.02,
        },
        "otherwise": "Fit t adds 1/t² of the error of one fit. Add the first four.",
        "praise": "Right: 0.1139, and never more than 0.132.",
    }


@exercise("shelf.budget-of-three")
def budget_of_three():
    left = accumulation_law.CEILING - 1 - 1 / 4 - 1 / 9
    return {
        "answer": accumulation_law.on_a_budget_limit(3),
        "tolerance": 0.006,
        "near": {2.0: "That is rounded to one decimal."},
        "mistakes": {
            "That is the price where everything is read.": accumulation_law.CEILING,
            "That is the price of a budget of one batch.": accumulation_law.on_a_budget_limit(1),
            "That is the price of a budget of two: the sum begins with 1/(k + 1)², here 1/16.": accumulation_law.on_a_budget_limit(
                2
            ),
            "That is the price of a budget of five.": accumulation_law.on_a_budget_limit(5),
            "You forgot the factor 1 + 1/k: the luck of the draw is paid twice.": accumulation_law.CEILING + left,
            "You took 1 + k for 1 + 1/k.": accumulation_law.CEILING + 4 * left,
            "That is what the budget adds. Add π²/6.": left * 4 / 3,
            "The sum begins with 1/(k + 1)², here 1/16, and you began with 1/9.": accumulation_law.CEILING
            + (left + 1 / 9) * 4 / 3,
            "Not far. Carry three decimals until the end.": 2.05,
            "Close, and a little too much. Carry three decimals until the end.": 2.0355,
        },
        "otherwise": "How much of 1 + 1/4 + 1/9 + … comes after the third term? Multiply it by 1 + 1/3, and add π²/6.",
        "praise": "Right: 2.02. The second batch bought more than all that come after it.",
    }


STOPS, CREEPS, MARCHES = "it stops", "it grows like a logarithm", "it grows evenly"


@question("shelf.which-seed")
def which_seed():
    return {
        "asks": "Team 1 keeps everything. Each model starts from other random weights and ends a little off, in a direction of its own.",
        "choices": {
            STOPS: "Right. It is drawn anew for each model, so it costs squares, and 1 + 1/4 + 1/9 + … has a bound.",
            CREEPS: "It would if all models were off in the same direction. These differ from fit to fit.",
            MARCHES: "It would if only the newest batch were used.",
        },
        "right": STOPS,
    }


@question("shelf.which-prices")
def which_prices():
    return {
        "asks": "Team 2 keeps everything. Each model writes a list of prices, all half a cent above those that it has learned.",
        "choices": {
            STOPS: "Luck would. This is the same error in every list that a model writes: half a cent too much.",
            CREEPS: "Right. It is a habit: each list moves what is learned by 1/t of half a cent, and 1/2 + 1/3 + … has no bound.",
            MARCHES: "It would without the old batches. These slow it down to a logarithm.",
        },
        "right": CREEPS,
    }


@question("shelf.which-shelf")
def which_shelf():
    return {
        "asks": "The models of Team 3 add half a cent, too, and to save space it keeps only the newest list.",
        "choices": {
            STOPS: "Nothing pulls these prices back: the list by people is gone.",
            CREEPS: "It would if the old lists were kept: then the newest would be one of t.",
            MARCHES: "Right. Half a cent a generation, for ever.",
        },
        "right": MARCHES,
    }


@exercise("shelf.both-together")
def both_together():
    luck, gone = 0.04 * accumulation_law.random_errors(100), 0.1 * accumulation_law.systematic_errors(100)
    return {
        "answer": luck + gone**2,
        "tolerance": 0.006,
        "mistakes": {
            "You let people have the habit too. The first batch is real: the sum begins with 1/2.": luck
            + (gone + 0.1) ** 2,
            "You added the habit without squaring it.": luck + gone,
            "That is luck alone.": luck,
            "That is the habit alone.": gone**2,
            "You summed the squares of the habit's steps. Steps in one direction add before they are squared.": luck
            + 0.01 * (accumulation_law.random_errors(100) - 1),
            "That is what replacing costs: 100 R + (99 Δ)².": 4 + 9.9**2,
            "That is how far the habit has gone. Square it, and add luck.": gone,
            "Close, and a little too little. Carry three decimals until the end.": 0.23,
            "Close, and a little too much. Carry three decimals until the end.": 0.25,
        },
        "otherwise": "Luck is R times the sum of 1/t². The habit is Δ times the sum of 1/t from 1/2 on, squared.",
        "praise": "Right. Three quarters of it is habit.",
    }


@exercise("shelf.one-in-five")
def one_in_five():
    return {
        "answer": 0.4,
        "tolerance": 0.004,
        "mistakes": {
            "That is Δ/r. The part by people does not have the error: multiply by 1 − r.": 0.5,
            "You turned the shares round: four fifths are by models.": 0.025,
            "That is the error of one model, diluted once. But the next model learns from it.": 0.08,
            "That is what one model adds. Each adds it to what it has learned.": 0.1,
            "That is in steps of one model. Each is 0.1: multiply.": 4.0,
            "Close, but it has an exact value: four fifths over one fifth, times 0.1.": 0.39,
        },
        "otherwise": "At rest a new batch is as far off as all before it: (1 − r)(v + Δ) = v.",
        "praise": "Right. Four times what one model adds, and no further.",
    }


@exercise("shelf.one-in-twenty")
def one_in_twenty():
    exact = accumulation_law.with_fresh(20, 50, 0.05)
    return {
        "answer": exact,
        "tolerance": 0.08 * exact,
        "mistakes": {
            "That is without anything new: accumulate() where accumulate_fresh(0.05) is asked for.": diversity_law.accumulating_risk(
                20, 50
            ),
            "That is the mean squared error itself. Multiply by n = 20, which divides by that of one fit.": exact / 20,
            "That is with replacing, fresh(0.05): the old batches are not kept.": 20
            * (1 - diversity_law.fresh_blood(1, 19, 50)),
        },
        "otherwise": "Square the mean of fit 50, average over the replicates, and divide by 1/20.",
        "praise": "Right for a measurement: the law says 1.168. One new item in twenty takes most of the extra error away, and in the end all of it.",
    }
