"""Problem set 1, on Part I: what is asked, what is right, and what the usual mistakes are."""

import numpy as np
from modelcollapse.course.draws import Integer, Uniform
from modelcollapse.course.questions import Choice, Function, Number, Written, question
from modelcollapse.measures import diversity
from modelcollapse.sources import zipf
from modelcollapse.theory import detection as detection_law
from modelcollapse.theory import drift as drift_law
from modelcollapse.theory import gaussian as gaussian_law

TITLE = "Problem set 1: resampling"
CHAPTERS = ("the_loop", "gaussian_resampling", "losing_the_tails", "shapes_of_collapse", "what_is_on_the_web")


@question("q1", outcomes=["G1", "G2"], points=4, n_week=Integer(50, 4000), kept_share=Uniform(0.3, 0.9))
def weeks_left(n_week, kept_share):
    def weeks(estimator, target=kept_share):
        return np.log(target) / gaussian_law.log_variance_drift(n_week, estimator)

    return Number(
        "weeks_left",
        weeks("mle"),
        mistakes={
            "That is the clock of the unbiased estimate. What does np.var divide by when it is not told anything?": weeks(
                "unbiased"
            ),
            "You used the approximation −2/n. It is near, and the question asks for the exact drift.": -n_week
            * np.log(kept_share)
            / 2,
            "That is when the standard deviation has fallen so far. The question asks for the variance.": weeks(
                "mle", kept_share**2
            ),
            "That is the half-life. The question names another share.": weeks("mle", 0.5),
        },
        otherwise="The logarithm of the typical variance moves by the drift δ each week. When has it reached the "
        "logarithm of the share?",
        between=(0, np.inf),
    )


@question("q2", outcomes=["G3", "S2"], points=4, n_fit=Integer(5, 60), refits=Integer(5, 60), level=Uniform(0.4, 2.5))
def chains_above(n_fit, refits, level):
    def above(logarithm, t=refits, n=n_fit):
        return 1 - gaussian_law.log_variance_cdf(logarithm, n, t)

    return Number(
        "share_above",
        above(np.log(level)),
        mistakes={
            "That is the share of chains below the level.": 1 - above(np.log(level)),
            "You compared the logarithm of the variance with the level itself. Take the logarithm of both.": above(
                level
            ),
            "That is the share above 1, where the chains began.": above(0.0),
            "That is after one refit. The question says after how many.": above(np.log(level), t=1),
        },
        otherwise="log_variance_cdf(x, n, t) is the probability that ln σ² is at most x. Which x belongs to the level, and "
        "which side of it do you want?",
        between=(0, 1),
    )


def survivors(shares, n, t):
    return float(sum(drift_law.survival_probability(n, share, t) for share in shares))


def survivors_once(shares, n, t):
    return float(sum(1 - (1 - share) ** n for share in shares))


def survivors_independent(shares, n, t):
    return float(sum((1 - (1 - share) ** n) ** t for share in shares))


def survivors_at_once(shares, n, t):
    return float(sum(1 - (1 - share) ** (n * t) for share in shares))


@question("q3", outcomes=["T1"], points=6)
def expected_species():
    return Function(
        "species_left",
        survivors,
        calls=[
            ([0.5, 0.3, 0.2], 12, 4),
            ([0.9, 0.06, 0.04], 40, 1),
            ([0.4, 0.3, 0.2, 0.05, 0.05], 30, 11),
            ([1.0], 9, 6),
        ],
        shown=[([0.6, 0.4], 10, 3), ([0.7, 0.2, 0.1], 25, 7)],
        mistakes={
            "You counted the species that one generation leaves. What do the later ones do?": survivors_once,
            "You let each generation draw from the original shares. After the first, a species that was lucky has another "
            "share.": survivors_independent,
            "You drew n t items from the original shares. Whoever is seen once need not be seen again.": survivors_at_once,
        },
        otherwise="The expected number of species is the sum over species of the probability that each is still there.",
    )


@question("q4", outcomes=["T2"], points=5, seed_walk=Integer(1, 10**9), n_birds=Integer(2000, 9000))
def one_walk(seed_walk, n_birds):
    walk = zipf(1000).sample(n_birds, rng=seed_walk)
    counts = np.bincount(walk, minlength=1000)
    shares = counts / n_birds
    order_2, missed = diversity.hill_number(shares, 2), diversity.unseen_mass_estimate(counts)
    once, seen = (counts == 1).sum(), (counts > 0).sum()
    return Number(
        "walk",
        [order_2, missed],
        mistakes={
            "The first number is of order 1, e to the entropy. Order 2 is 1/Σp².": [diversity.hill_number(shares, 1), missed],
            "The first number counts the species seen, order 0. Order 2 is 1/Σp².": [float(seen), missed],
            "You divided the species seen once by the species seen. Good's estimate divides by the birds.": [
                order_2, once / seen,
            ],
            "The second number is the share of the species that the walk missed. The question asks for the share of the "
            "next birds that would be new.": [order_2, 1 - seen / 1000],
            "The first number is the diversity Σp² turned round, 1 − Σp². The question asks for a number of species.": [
                1 - 1 / order_2, missed,
            ],
        },
        otherwise="Check that you drew the walk with your seed and your number of birds, in one call of sample.",
        between=(0, np.inf),
    )  # fmt: skip


@question("q5", outcomes=["S1"], points=2)
def fixed_kernel():
    return Choice(
        "fate",
        "settles far above the truth",
        mistakes={
            "That is what happens when the bandwidth follows the spread of the data and is small. Here it is fixed.": "shrinks to nothing",
            "Each generation adds h² and loses a share 1/n of what is there. The more there is, the more is lost: what "
            "stops the growth?": "grows without bound",
            "The noise of a kernel is added in every generation, and only a share of 1/n is taken away.": "stays at the truth",
        },
        told=["shrinks to nothing"],
    )


@question(
    "q6",
    outcomes=["W1", "W2"],
    points=5,
    flagged_before=Uniform(0.15, 0.3),
    flagged_now=Uniform(0.32, 0.5),
    power_before=Uniform(0.65, 0.8),
    power_now=Uniform(0.82, 0.97),
    alarms_before=Uniform(0.005, 0.03),
    alarms_now=Uniform(0.035, 0.09),
)  # fmt: skip
def two_surveys(flagged_before, flagged_now, power_before, power_now, alarms_before, alarms_now):
    before = detection_law.true_share(flagged_before, power_before, alarms_before)
    now = detection_law.true_share(flagged_now, power_now, alarms_now)
    wrong = detection_law.wrong_flags(now, power_now, alarms_now)
    same_detector = detection_law.true_share(flagged_before, power_now, alarms_now)
    return Number(
        "surveys",
        [now - before, wrong],
        mistakes={
            "The first number is the change of the flags. Each detector is wrong in its own way: correct each share first.": [
                flagged_now - flagged_before, wrong,
            ],
            "You corrected both surveys by the new detector. The old flags were raised by the old one.": [
                now - same_detector, wrong,
            ],
            "The second number is the share of human texts that are flagged. The question asks which share of the flags is "
            "wrong.": [now - before, alarms_now],
            "You took the share of flags for the share of texts by models when you counted the wrong ones.": [
                now - before, detection_law.wrong_flags(flagged_now, power_now, alarms_now),
            ],
        },
        otherwise="Correct each survey by its own detector, (q − f)/(τ − f). Then count, of 10,000 texts, the flags on human "
        "ones now.",
        between=(-1, 1),
    )  # fmt: skip


@question("q7", outcomes=["L1", "L2", "W3"], points=6)
def read_the_press():
    return Written(
        rubric={
            "names what closes the loop in the sentence, and says which generation the sentence speaks of": 2,
            "picks one of the eight definitions, and says why the sentence cannot mean a neighboring one": 2,
            "says what was counted, and names a count that would refute the sentence": 2,
        },
        mistakes={
            "says that the sentence is wrong": "Whether it is true comes later. First say what it would mean for it to be true.",
            "names a definition and does not use it": "Put your definition into the sentence in place of the word "
            "“collapse”. Does it still say what its author meant?",
            "asks for 'more data'": "Which count, of what, from where? A number that could come out either way.",
        },
    )


@question("q8", outcomes=["L3", "T3", "S3"], points=8)
def own_loop():
    return Written(
        rubric={
            "predicts a number for each of the three policies before running, with the reason": 2,
            "runs a model that the chapters do not, over at least 100 replicates, with a seed": 2,
            "reports the median and the spread over replicates, not one run": 2,
            "says what the prediction missed and which law explains it, or that none does": 2,
        },
        mistakes={
            "one run a policy": "One loop is an anecdote. How far do two of your replicates differ?",
            "the mean of the variance": "A few chains hold up the mean. What does the median do?",
            "a prediction that fits too well": "A prediction written after the run teaches nothing. What did you expect "
            "when you began?",
        },
    )
