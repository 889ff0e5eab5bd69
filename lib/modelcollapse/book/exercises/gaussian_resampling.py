"""Exercises of the chapter on the Gaussian loop."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.theory import gaussian as gaussian_law


@exercise("gaussian.half-life")
def half_life():
    return {
        "answer": gaussian_law.half_life(25),
        "tolerance": 0.06,
        "near": {
            np.log(2) * 24: "You used the approximation −1/(n−1).",
            np.log(2) * 25: "You used the rule of thumb, 0.69 n.",
            17: "You counted whole generations, and the 17th passes one half.",
            16: "At generation 16 a little more than half is left.",
        },
        "mistakes": {
            "That is the clock of the maximum-likelihood estimate, which runs twice as fast. Which estimate does the "
            "exercise name?": gaussian_law.half_life(25, "mle"),
            "That is half of n: you used −2/n, the approximate clock of maximum likelihood.": np.log(2) * 12.5,
            "You solved for the standard deviation. Its logarithm is half that of the variance.": 2
            * gaussian_law.half_life(25),
        },
        "otherwise": "Set the mean logarithm after t generations, t·δ, equal to the logarithm of one half.",
        "praise": "Right. The approximation −1/(n−1) would have given 16.6.",
    }


@exercise("gaussian.estimator")
def estimator():
    unbiased, mle = (gaussian_law.half_life(50, name) for name in ("unbiased", "mle"))
    return {
        "answer": mle,
        "tolerance": 0.06,
        "near": {np.log(2) * 25: "You used the approximation −2/n."},
        "mistakes": {
            "That is the half-life with ddof=1. NumPy's var divides by n unless told otherwise.": unbiased,
            "With ddof=1, in whole generations, or solved for the standard deviation, it would be 34. NumPy's var divides by n, "
            "and the exercise asks for the variance.": 2 * mle,
        },
        "otherwise": "Dividing by n is maximum likelihood: δ = ψ((n−1)/2) − ln(n/2). Set t·δ equal to −ln 2.",
        "praise": "Right. With ddof=1 the loop lives twice as long.",
    }


@exercise("gaussian.above-average")
def above_average():
    soon, above, late = (1 - gaussian_law.log_variance_cdf(0.0, 10, t) for t in (1, 20, 50))
    return {
        "answer": above,
        "tolerance": 0.01,
        "near": {15.0: "You mean 15%."},
        "mistakes": {
            "A half is above the median. The mean is not the median here.": 0.5,
            "That is the share of chains below 1.": 1 - above,
            "That is after one generation. The exercise asks for twenty.": soon,
            "That is after 50 generations. The exercise stops after 20.": late,
        },
        "otherwise": "Run gaussian.chain with many replicates, and count how often log_variance[-1] is above 0.",
        "praise": "Right. A few of them grew so much that they hold up the mean of all.",
    }


def smallest_sample(total, estimator="unbiased"):
    """The smallest n whose log variance falls by no more than ``total`` in 100 generations."""
    n = np.arange(2, 5000)
    return float(n[100 * gaussian_law.log_variance_drift(n, estimator) >= total][0])


@exercise("gaussian.budget")
def budget():
    exact = smallest_sample(np.log(0.9))
    return {
        "answer": exact,
        "tolerance": 0.5,
        "mistakes": {
            "One too few: at this n the typical chain keeps just under 90%.": exact - 1,
            "You used the clock of maximum likelihood, −2/n. The exercise says unbiased.": smallest_sample(
                np.log(0.9), "mle"
            ),
            "That keeps 90% of the standard deviation. The exercise asks for the variance.": smallest_sample(
                2 * np.log(0.9)
            ),
            "You used 100/n = 0.1. The typical chain keeps e^(−100/n), and ln 0.9 is not −0.1.": 1000.0,
        },
        "otherwise": "Find the smallest n with 100·δ(n) ≥ ln 0.9.",
        "praise": "Right. A budget of n samples buys about n/10 generations at 90%.",
    }


@exercise("gaussian.dimension")
def dimension():
    target = gaussian_law.log_variance_drift(100)
    exact = float(next(n for n in range(13_000, 14_000) if gaussian_law.log_det_drift(n, 16) >= target))
    return {
        "answer": exact,
        "tolerance": 0.02 * exact,  # the rule of thumb, 136 times n, is 1.3% off
        "mistakes": {
            "You scaled n by d. The volume dies as d(d+1)/2, because directions are lost as well.": 16 * 99 + 1.0,
            "You scaled n by d². To first order the factor is d(d+1)/2.": 256 * 99 + 1.0,
            "You scaled n by d²/2; the factor is d(d+1)/2.": 128 * 99 + 1.0,
            "The factor 144 compares the two loops at the same n. With more samples it falls to d(d+1)/2.": 14_400.0,
        },
        "otherwise": "Set the drift of the log-determinant in 16 dimensions equal to δ at n = 100, and solve for n.",
        "praise": "Right: about 134 times the data for 16 times the dimensions.",
    }


@exercise("gaussian.laplace")
def laplace():
    factors = np.random.default_rng(0).laplace(scale=np.sqrt(0.5), size=(400_000, 10)).var(axis=1, ddof=1)
    logs = np.log(factors)
    # Four standard errors of a reader's 20,000 refits, plus four of ours.
    tolerance = 4 * logs.std() * (1 / np.sqrt(20_000) + 1 / np.sqrt(logs.size))
    return {
        "answer": float(logs.mean()),
        "tolerance": float(tolerance),
        "mistakes": {
            "That is the Gaussian's drift, and half of the Laplace's. Did the samples come from a Laplace distribution? Did "
            "you take the logarithm of the variance, which moves twice as far as that of σ?": logs.mean() / 2,
            "That is its size. The logarithm falls, so its mean change is negative.": -logs.mean(),
            "You forgot that scale s has variance 2s²: your first step doubled the variance.": float(
                logs.mean() + np.log(2)
            ),
            "Your estimate divides by n. The exercise asks for the unbiased one, ddof=1.": float(
                logs.mean() + np.log(0.9)
            ),
        },
        "otherwise": "Draw ten Laplace samples of variance 1 many times, and average the logarithm of their variance.",
        "praise": "Right: more than twice the Gaussian's drift. Noise in the variance estimate is what is fed back.",
    }
