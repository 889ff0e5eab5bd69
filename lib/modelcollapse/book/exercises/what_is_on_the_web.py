"""Exercises of the chapter on the web."""

from __future__ import annotations

from scipy.stats import norm

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.theory import detection as detection_law

SURVEY = {"sensitivity": 0.994, "false_positives": 0.042}


@exercise("web.correct")
def correct():
    return {
        "answer": detection_law.true_share(0.28, 0.80, 0.02),
        "tolerance": 0.004,
        "mistakes": {
            "That is the share of flags, false ones included.": 0.28,
            "You subtracted the false alarms. Now divide by τ − f = 0.78.": 0.28 - 0.02,
            "You divided by τ. Of the flags only the part above f is due to models, and it grows by τ − f.": 0.26
            / 0.80,
            "You corrected for what is missed, but not for the false alarms.": 0.28 / 0.80,
        },
        "otherwise": "Solve q = s τ + (1 − s) f for s, with q = 0.28, τ = 0.80 and f = 0.02.",
        "praise": "Right: a third. False alarms and missed pages pull in opposite directions, and here the missed ones win.",
    }


@exercise("web.wrong-flags")
def wrong_flags():
    return {
        "answer": detection_law.wrong_flags(0.01, 0.95, 0.01),
        "tolerance": 0.004,
        "mistakes": {
            "That is the share of human students who are flagged. The question is about the flagged.": 0.01,
            "That is the share of flags that are right.": 1 - detection_law.wrong_flags(0.01, 0.95, 0.01),
        },
        "otherwise": "Of 10,000 texts 100 are by models: how many of them are flagged, and how many of the other 9,900?",
        "praise": "Right: a detector that is wrong about one person in a hundred is wrong about every other one it accuses.",
    }


@exercise("web.pages-needed")
def pages_needed():
    flagged = detection_law.flagged_share(0.3, 0.8, 0.05)
    return {
        "answer": flagged * (1 - flagged) / (0.75 * 0.01) ** 2,
        "tolerance": 6,
        "mistakes": {
            "That is for the share of flags itself. Correcting makes the error 1/(τ − f) times as large.": flagged
            * (1 - flagged)
            / 0.01**2,
            "You divided by τ − f once. The error is divided by it, so the number of pages by its square.": flagged
            * (1 - flagged)
            / (0.75 * 0.01**2),
            "You used s(1 − s). What is counted are flags: q(1 − q), with q = s τ + (1 − s) f.": 0.3
            * 0.7
            / (0.75 * 0.01) ** 2,
        },
        "otherwise": "Set √(q(1 − q)/n)/(τ − f) to 0.01 and solve for n; q is what is flagged at s = 0.3.",
        "praise": "Right. A detector that tells apart three quarters needs nearly twice the pages of a perfect one.",
    }


@exercise("web.how-often")
def how_often():
    error = detection_law.true_share_error(0.05, n=1000, **SURVEY)
    return {
        "answer": float(2 * norm.cdf(0.01 / error) - 1),
        "tolerance": 0.03,
        "mistakes": {
            "That is how often the estimate is below 6%. It must be above 4% as well.": float(norm.cdf(0.01 / error)),
            "That is how often it misses.": float(2 * norm.sf(0.01 / error)),
        },
        "otherwise": "Draw rng.binomial(1000, q, size=20_000)/1000 with q = s τ + (1 − s) f, correct each, count those from 4% to 6%.",
        "praise": "Right: seven surveys in ten come within a point, and the detector had no surprises in store.",
    }


@question("web.what-counts")
def what_counts():
    return {
        "asks": "“Nearly half of the music on a streaming service is by models.” The service counted 44% of the songs that "
        "arrive each day. What is wrong?",
        "choices": {
            "The detector": "It may err, but no error rate of a usable detector turns 2% into 44%.",
            "The denominator": "Right. Arrivals are not what is there, and what is there is not what is heard: of all plays "
            "it was 1 to 3%.",
            "What counts as “by models”": "The service counts songs that are wholly by models, the strictest of definitions.",
            "Nothing": "The count is right. But the sentence speaks of the music on the service, and the count of a day's arrivals.",
        },
        "right": "The denominator",
    }
