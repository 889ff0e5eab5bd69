"""Exercises of the chapter on a false date."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.theory import contagion as contagion_law


@exercise("date.four-pages")
def four_pages():
    return {
        "answer": contagion_law.false_majority(4),
        "tolerance": 0.001,
        "mistakes": {
            "That is the expected share of wrong pages, which stays 1/5. How often is the share above one half?": 0.2,
            "You counted the wrong page among the true ones: the exponent is the number of true pages.": 2.0**-5,
            "That would be one true page against one false.": 0.5,
        },
        "otherwise": "The limit of the false share is Beta(1, 4). What is P(x > 1/2)?",
        "praise": "Right: one time in sixteen.",
    }


@exercise("date.patience")
def patience():
    return {
        "answer": 150.0,
        "tolerance": 8.0,
        "mistakes": {
            "That is the number of pages there are then. Ten of them were there before.": 160.0,
            "That is for authors who all check: the share then falls like 1/N.": 10.0,
            "You put v into the base. It is the exponent: (n/(n + T))^v = 1/2.": 30.0,
        },
        "otherwise": "Solve (10/(10 + T))^(1/4) = 1/2 for T.",
        "praise": "Right. Few checkers are enough, if one can wait.",
    }


@exercise("date.stricter")
def stricter():
    return {
        "answer": contagion_law.verification_threshold(3),
        "tolerance": 0.006,
        "mistakes": {
            "That is the threshold for γ = 2.": contagion_law.verification_threshold(2),
            "That is for γ = 4.": contagion_law.verification_threshold(4),
            "That is the limit of a model that always follows the majority.": 0.5,
            "That is the false share at the threshold. The question is about the checkers.": 2 / 3,
            "That is the largest share of authors who may copy. The checkers are the rest.": 0.75,
        },
        "otherwise": "Minimize (x³ + (1 − x)³)/x² over x. That is 1 − v at the threshold.",
        "praise": "Right: exactly a quarter.",
    }


@exercise("date.cascade")
def cascade():
    return {
        "answer": contagion_law.escape(1.4),
        "tolerance": 0.006,
        "mistakes": {
            "That is without checkers.": contagion_law.escape(2.0),
            "You multiplied the escape probability by 0.7. Checking takes away copies in every generation, not only once.": 0.7
            * contagion_law.escape(2.0),
            "That is the probability that the cascade ends.": 1 - contagion_law.escape(1.4),
            "That is 1 − 1/R, the share of checkers that would stop it, not the probability of escape.": 1 - 1 / 1.4,
        },
        "otherwise": "With checkers R becomes R(1 − v). Then solve 1 − s = e^(−Rs) for the positive root.",
        "praise": "Right: even with 30% checking, every second false page gets away.",
    }


@exercise("date.one-page")
def one_page():
    setting = {"human_pages": 3, "written": 30, "source_bias": 3.0, "hallucination": 0.1}
    known = {k: contagion_law.retrieval_false_majority(**setting, top_k=k) for k in (1, 3, 5)}
    return {
        "answer": known[1],
        "tolerance": 0.01,
        "mistakes": {
            "That is with five pages. Pass top_k=1.": known[5],
            "That is with three pages. Pass top_k=1.": known[3],
            "You averaged the false share. Count the facts in which it exceeds one half.": _mean_false_share(setting),
        },
        "otherwise": "Count the replicates whose false_share exceeds 0.5 after the last published answer.",
        "praise": "Right: more facts fall. A single page cannot be outvoted.",
    }


def _mean_false_share(setting):
    from modelcollapse.societies import contagion

    history = contagion.retrieval(**setting, top_k=1, replicates=4000, rng=0)
    return float(np.mean(history["false_share"][-1]))
