"""Exercises of the chapter on compounding error."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.theory import regression as regression_law
from modelcollapse.theory import scaling as scaling_law


@exercise("regression.worse-than-nothing")
def worse_than_nothing():
    t = np.arange(1, 100)
    return {
        "answer": float(t[regression_law.replacing(10, 100, t) > 1][0]),
        "tolerance": 0.05,
        "near": {
            8.9: "You gave the place where the risk crosses 1. The first whole generation beyond it is the ninth."
        },
        "mistakes": {
            "At generation 8 the risk is still 0.9. It crosses 1 just before generation 9.": 8.0,
            "You used n/d. The risk of one fit has n − d − 1 below the line, so what you can afford is just under n/d − 1.": 10.0,
            "You used d/n for the risk of one fit. With inputs that are random too it is d/(n − d − 1).": 11.0,
            "You used σ²/n. Each of the ten weights has its own error.": 90.0,
        },
        "otherwise": "The risk of one fit is d/(n − d − 1). How many of them make 1?",
        "praise": "Right. Nine honest generations, and answering 0 would have been as good.",
    }


@exercise("regression.hoarding")
def hoarding():
    i = np.arange(1, 6)
    return {
        "answer": float(np.sum(1 / i**2)),
        "tolerance": 0.006,
        "mistakes": {
            "You summed 1/i. The newest labels carry 1/i of the weight, so 1/i² of the squared error.": float(
                np.sum(1 / i)
            ),
            "That is the limit after infinitely many generations, π²/6.": np.pi**2 / 6,
            "That is what replacing costs.": 5.0,
            "Count again: the first fit, to real labels, is generation 1.": float(np.sum(1 / i[:-1] ** 2)),
        },
        "otherwise": "Generation t adds 1/t² of the risk of one fit.",
        "praise": "Right. The sum has already come most of the way to 1.645.",
    }


@question("regression.read-a-step")
def read_a_step():
    return {
        "asks": "The first team's error is 0.15, 0.15, 0.15. Which source?",
        "choices": {
            "statistical": "Noise is drawn anew for each fit, so its error grows. After five generations it would be 0.75.",
            "expressivity": "Right. It is paid at the first fit. What the class cannot say is gone from the labels, and the next "
            "model of the class fits them without loss.",
            "approximation": "Training that stops early loses a little of what is left in each generation. Here nothing more is lost.",
        },
        "right": "expressivity",
    }


@question("regression.read-a-line")
def read_a_line():
    return {
        "asks": "The second team's error is 0.04, 0.20, 0.80. Which source?",
        "choices": {
            "statistical": "Right: 0.04 a generation, from beginning to end. Only noise never tires.",
            "expressivity": "That would be paid at the first fit and stay at 0.04.",
            "approximation": "That would slow down: what has faded cannot fade again. Here the last fifteen generations cost as "
            "much each as the first.",
        },
        "right": "statistical",
    }


@question("regression.read-a-bend")
def read_a_bend():
    return {
        "asks": "The third team's error is 0.009, 0.040, 0.085. Which source?",
        "choices": {
            "statistical": "A straight line from 0.009 would be at 0.18 after twenty generations.",
            "expressivity": "That would be paid at the first fit and stay at 0.009.",
            "approximation": "Right. It starts small and slows down: what is learned slowly fades bit by bit, and what has faded "
            "cannot fade again.",
        },
        "right": "approximation",
    }


@exercise("regression.poison")
def poison():
    return {
        "answer": 11 + 10 / (0.01 * 2) ** 2,
        "tolerance": 250.0,
        "mistakes": {
            "You forgot to square the share: the floor is p²|Δ|².": 11 + 10 / (0.01 * 4),
            "You forgot to square |Δ|: the floor is p²|Δ|².": 11 + 10 / (0.01**2 * 2),
            "That is for |Δ| = 1. Here the labels are off by 2, and the floor is four times as high.": 11
            + 10 / 0.01**2,
            "You left out the number of weights: the ordinary risk is d/(n − d − 1).": 1 / (0.01 * 2) ** 2,
        },
        "otherwise": "Set the floor p²|Δ|² equal to the ordinary risk d/(n − d − 1) and solve for n.",
        "praise": "Right. Twice the error needs a quarter of the data to show.",
    }


@exercise("regression.takeoff")
def takeoff():
    return {
        "answer": scaling_law.takeoff(200, 1.5, 0.01) / scaling_law.takeoff(100, 1.5, 0.01),
        "tolerance": 0.03,
        "mistakes": {
            "The takeoff is not proportional to k, but to k^β.": 2.0,
            "You squared. Here β is 1.5.": 4.0,
            "That is the factor by which the plateau itself is lower: k^(β−1).": 2**0.5,
            "The other way round: knowing more items makes the plateau longer, not shorter.": 2**-1.5,
        },
        "otherwise": "The plateau ends at a number of items proportional to k^β/r, with r the real share.",
        "praise": "Right. And the plateau lies lower by a factor of 1.41.",
    }


@exercise("regression.mixing")
def mixing():
    exact = regression_law.mixing(10, 30, 0.5) / regression_law.base_risk(10, 30)
    return {
        "answer": exact,
        "tolerance": 0.04 * exact,
        "mistakes": {
            "That is 1/(1 − p²), the answer for n much larger than d. Measure: 30 points are not many for 10 weights.": 4
            / 3,
            "That is the risk itself. Divide by the risk of one fit, regression_law.base_risk(10, 30).": regression_law.mixing(
                10, 30, 0.5
            ),
            "That would be 1/(1 − p). Half of the old error is handed on, so a quarter of its square, and a little more.": 2.0,
        },
        "otherwise": "Take the mean risk of the last generation over many replicates, divided by regression_law.base_risk(10, 30).",
        "praise": "Right. The leak is 0.38 at this size, not the 0.25 of large samples.",
    }
