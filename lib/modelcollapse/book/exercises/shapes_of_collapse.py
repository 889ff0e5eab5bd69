"""Exercises of the chapter on the shapes of collapse."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.loop import run
from modelcollapse.models import KDEModel
from modelcollapse.sources import Gaussian
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import gaussian as gaussian_law
from modelcollapse.theory import shapes as shapes_law


@exercise("shapes.fair-divisor")
def fair_divisor():
    return {
        "answer": shapes_law.fair_divisor(5),
        "tolerance": 0.006,
        "mistakes": {
            "That is n, maximum likelihood: both the mean and the typical chain shrink.": 5.0,
            "That keeps the mean variance. The typical chain still shrinks.": 4.0,
            "That keeps the mean of the standard deviation. The exercise asks for the mean of the logarithm.": 4
            * gaussian_law.c4(5) ** 2,
            "Close: n − 2 is the first-order answer. Solve for it with ψ.": 3.0,
            "You used ψ(n − 1) or ψ(n/2). The chi-square has n − 1 degrees of freedom, so it is ψ((n−1)/2).": float(
                shapes_law.fair_divisor(6)
            ),
        },
        "otherwise": "Set E ln(χ²/c) = ψ((n−1)/2) + ln 2 − ln c equal to 0 and solve for c.",
        "praise": "Right. About n − 2: one less than the divisor that every textbook teaches.",
    }


@exercise("shapes.threshold")
def threshold():
    return {
        "answer": 0.05,
        "tolerance": 0.0006,
        "mistakes": {
            "That is c². Take the root.": 0.0025,
            "That is where the typical chain turns. The exercise asks for the mean.": np.sqrt(2 / 400),
            "That is Silverman's bandwidth. It is far above the threshold.": shapes_law.silverman_bandwidth(400),
        },
        "otherwise": "Set the factor 1 − 1/n + c² equal to 1.",
        "praise": "Right: 1/√n. Silverman's rule takes 0.27 at this n, more than five times as much.",
    }


@question("shapes.whose-tail")
def whose_tail():
    return {
        "asks": "What may the lab conclude?",
        "choices": {
            "its loops grow tails": "A pool cannot tell. A few loops that went astray put many points far out; most of the loops "
            "have less tail than the real world.",
            "its code is wrong": "No: the law of the mean tail predicts this, and so does the figure at n = 100.",
            "the mean tail has risen": "Right. That says nothing about a single loop, and most of them have lost some of their tail.",
            "tails never disappear": "In the very long run each loop is a point. What has risen by generation 50 is the average.",
        },
        "right": "the mean tail has risen",
    }


@exercise("shapes.units")
def units():
    nudge = 75**-0.2
    return {
        "answer": nudge / 0.2,
        "tolerance": 0.011,
        "mistakes": {
            "That is the nudge in meters. Divide by the standard deviation.": nudge,
            "You multiplied by the standard deviation. How many times does 0.2 go into the nudge?": nudge * 0.2,
            "That is the inverse: the standard deviation in nudges.": 0.2 / nudge,
            "That is Silverman's own rule, 0.9 n^(−1/5), which is in standard deviations. The library's word is not his rule.": float(
                shapes_law.silverman_bandwidth(100)
            ),
            'You used n^(−1/5), which is what the library calls "scott".': 100**-0.2 / 0.2,
        },
        "otherwise": "Compute (3/4 · 100)^(−1/5), which is in meters, and divide by 0.2 m.",
        "praise": "Right: more than two standard deviations, fifteen times the turning point.",
    }


@question("shapes.units-fate")
def units_fate():
    return {
        "asks": "What becomes of the variance, if each generation replaces the last?",
        "choices": {
            "it shrinks": "With such a nudge each copy lands far from its original: the variance grows.",
            "it explodes without end": "It would if the nudge grew with the data. This one stays 0.42 m.",
            "it grows, then settles": "Right, at (n − 1)h² = 17.6 m², which is 440 times the real variance.",
            "it wanders": "That takes a nudge of √(2/n) = 0.14 standard deviations, in proportion to the spread.",
        },
        "right": "it grows, then settles",
    }


@exercise("shapes.mode-budget")
def mode_budget():
    exact = np.log(10) / (0.02 * diversity_law.survival_rate(100))
    return {
        "answer": float(exact),
        "tolerance": 0.01 * exact,
        "near": {np.log(10) / (0.02 * 0.02): "You used the limit 2/t. The exact rate g₁₀₀ is a little smaller."},
        "mistakes": {
            "That many samples protect the mode for one generation. It has to get through a hundred.": np.log(10)
            / 0.02,
            "At this n the mode survives with probability one half, not 90%.": np.log(2)
            / (0.02 * diversity_law.survival_rate(100)),
        },
        "otherwise": "Solve 1 − exp(−n w g₁₀₀) = 0.9 for n; survival_rate(100) of modelcollapse.theory.diversity is g₁₀₀.",
        "praise": "Right: about 120 samples of the mode in each generation.",
    }


@exercise("shapes.interpolation")
def interpolation():
    return {
        "answer": 1 / 2 * (1 - 1 / 20),
        "tolerance": 0.0015,
        "mistakes": {
            "That is the noise alone, 1 − 1/n, a nearly fair step. The average of two points has a smaller variance than one: it pulls both inwards.": 0.95,
            "That is the factor for places at random between two points. Here each lies halfway.": 2 / 3 * 0.95,
            "That is the variance of a midpoint, given the data. Their variance with divisor n is smaller than s²: by 1 − 1/n.": 0.5,
            "That is one quarter, the share of one of the two points. The other contributes as much.": 0.25,
        },
        "otherwise": "Given the data, Var((a + b)/2) = v (1/4 + 1/4), and v = (1 − 1/n) s².",
        "praise": "Right: bias takes a half, and twenty samples only a twentieth of the rest.",
    }


@exercise("shapes.shrunken")
def shrunken():
    # Shrinking all points about a fixed center divides the variance, and its bandwidth scales along: no loop
    # with shrinking needs to be run to know the drift.
    c = shapes_law.silverman_bandwidth(100)
    history = run(KDEModel(c, relative=True), Gaussian(), generations=60, n_samples=100, replicates=800, rng=0)
    explosive = np.log(history["variance"][60] / history["variance"][0]) / 60
    drift = explosive.mean() - np.log(1 + c**2)
    # Four standard errors of a reader's 500 chains, plus four of ours.
    tolerance = 4 * explosive.std() * (1 / np.sqrt(500) + 1 / np.sqrt(800))
    return {
        "answer": float(drift),
        "tolerance": float(tolerance),
        "mistakes": {
            "The variance grows: did you divide by √(1 + c²), and after adding the noise?": float(explosive.mean()),
            "That is the logarithm of the mean. Take logarithms first, then average over chains.": float(
                np.log(shapes_law.relative_kde_factor(100, c) / (1 + c**2))
            ),
            "No, there is a small drift: the mean of the smoothed density is kept, but a finite sample of it still loses.": 0.0,
            "You divided by 1 + c², not by its root: each generation is shrunk twice.": float(drift - np.log(1 + c**2)),
        },
        "otherwise": "Average ln(variance at 60 / variance at 0) over at least 500 loops, and divide by 60.",
        "praise": "Right, close to −2/n: the repaired KDE shrinks on the clock of a maximum-likelihood Gaussian.",
    }
