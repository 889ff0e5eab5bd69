"""Exercises of the chapter on a false date."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
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


RETRIEVAL = {"source_bias": 3.0, "top_k": 5, "hallucination": 0.1}


def _lost(human_pages, **changed):
    setting = RETRIEVAL | {"human_pages": human_pages, "written": 10 * human_pages} | changed
    return contagion_law.retrieval_false_majority(**setting)


@exercise("date.safe")
def safe():
    few = [human for human in range(1, 40) if _lost(human) < 0.01]
    return {
        "answer": few[0],
        "tolerance": 0.4,
        "mistakes": {
            f"With eleven {_lost(11):.2%} are lost, which is one in a hundred and a little more.": 11.0,
            "That is where fewer than one in fifty are lost.": next(h for h in range(1, 40) if _lost(h) < 0.02),
            "That is where fewer than one in ten are lost.": next(h for h in range(1, 40) if _lost(h) < 0.1),
            "That is for a false page that is copied at random: 2 to the power −7 is below one in a hundred.": 7.0,
        },
        "otherwise": "Try human_pages from 1 upwards, with written=10 * human_pages, until the probability is below 0.01.",
        "praise": f"Right: {_lost(12):.2%} with twelve, {_lost(11):.2%} with eleven.",
    }


@question("date.what-to-change")
def what_to_change():
    now = f"{_lost(3):.1%}"
    return {
        "asks": "Facts with three human pages each: which one change saves most of them?",
        "choices": {
            "Recognize nine machine pages in ten, and leave them out": f"From {now} to {_lost(3, recognized=0.9):.1%}. The tenth that "
            "is left still weighs as much as all human pages together.",
            "Read twenty-five pages instead of five": f"From {now} to {_lost(3, top_k=25):.1%}. Most of the twenty-five are copies "
            "of the same few answers.",
            "Make up half as much": f"From {now} to {_lost(3, hallucination=0.05):.1%}. A good second.",
            "Rank machine pages no higher than human ones": f"Right: from {now} to {_lost(3, source_bias=1.0):.1%}. An early error "
            "then has to win against the human pages at equal weight.",
        },
        "right": "Rank machine pages no higher than human ones",
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
