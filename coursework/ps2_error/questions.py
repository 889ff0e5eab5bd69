"""Problem set 2, on Part II: what is asked, what is right, and what the usual mistakes are."""

import numpy as np
from modelcollapse.chains import curve
from modelcollapse.course.draws import Integer, Uniform
from modelcollapse.course.questions import Number, Written, question
from modelcollapse.theory import contagion as contagion_law
from modelcollapse.theory import curve as curve_law
from modelcollapse.theory import regression as regression_law
from modelcollapse.theory import sampling as sampling_law
from scipy import stats

TITLE = "Problem set 2: error"
CHAPTERS = ("compounding_error", "feeding_on_the_mode", "a_date_that_never_was")


@question(
    "q1",
    outcomes=["E1"],
    points=4,
    d_weights=Integer(3, 30),
    n_labels=Integer(100, 3000),
    label_noise=Uniform(0.5, 2),
    refits_before=Integer(3, 9),
    refits_after=Integer(3, 12),
)
def late_archive(d_weights, n_labels, label_noise, refits_before, refits_after):
    def kept(fits):
        return regression_law.accumulating_same_inputs(d_weights, n_labels, fits, label_noise)

    one = regression_law.base_risk(d_weights, n_labels, label_noise)
    inherited = (refits_before - 1) * one
    right = inherited + kept(refits_after + 1)
    fresh = regression_law.accumulating_fresh_inputs(d_weights, n_labels, refits_after + 1, label_noise)
    return Number(
        "late_risk",
        right,
        mistakes={
            "That is a loop that never begins to keep its labels.": (refits_before + refits_after) * one,
            "That is a loop that has kept its labels from the first fit on. What happens to the error that was there when the "
            "archive began?": kept(refits_before + refits_after),
            "You began the sum of 1/i² anew at 1. The first model of the archive learns from two batches, so that the noise of the "
            "newest enters with 1/2².": refits_before * one + kept(refits_after),
            "You took d/n for the error of one fit. With random inputs it is d/(n − d − 1).": right
            * (n_labels - d_weights - 1)
            / n_labels,
            "That is for new points in each generation. Here all label the same points.": inherited + fresh,
        },
        otherwise="Write e_t = e_{t−1} + (weight of the newest batch) × ξ_t for both phases, and add the squares.",
        between=(0, np.inf),
    )


STEPS = np.arange(1, 1001)
LEARNED = np.array([curve.learned_share(steps=int(steps)) for steps in STEPS])


@question("q2", outcomes=["E2"], points=5, noise_level=Uniform(0.25, 0.35), last_copy=Integer(16, 30))
def stop_when(noise_level, last_copy):
    def errors(copies):
        return curve_law.error(curve.real_curve(), LEARNED, copies, noise_level, 48)

    def at(best):
        return [int(STEPS[best]), float(errors(last_copy)[best])]

    first, last = errors(1).argmin(), errors(last_copy).argmin()
    return Number(
        "stop_when",
        at(last),
        mistakes={
            "That number of steps is best for the first copy. The noise of all copies after it is still to come.": at(first),
            "That is the best first copy, and its error. The question asks for the last copy.": [
                int(STEPS[first]), float(errors(1)[first]),
            ],
            "The steps are right. The second number is the error of the first copy; the question asks for the last.": [
                int(STEPS[last]), float(errors(1)[last]),
            ],
            "You trained to the end. Then every copy learns all the noise of the one before, and nothing ever forgets it.": at(
                len(STEPS) - 1
            ),
        },
        otherwise="curve_law.error(coefficients, learned, t, noise, 48) with curve.learned_share(steps=…): try every number of "
        "steps up to 1,000.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q3",
    outcomes=["E3"],
    points=4,
    d_filter=Integer(5, 40),
    wrong_share=Uniform(0.05, 0.4),
    offset=Uniform(0.3, 2),
    hits=Uniform(0.6, 0.95),
    false_alarms=Uniform(0.02, 0.2),
)
def is_the_filter_worth_it(d_filter, wrong_share, offset, hits, false_alarms):
    real_gone = (1 - wrong_share) * false_alarms
    kept = 1 - wrong_share * hits - real_gone
    left = wrong_share * (1 - hits) / kept

    def even(share, rest=kept, power=2):
        return d_filter * (1 / rest - 1) / (offset**2 * (wrong_share**power - share**power))

    return Number(
        "worth_it",
        even(left),
        mistakes={
            "You kept dividing by all points. After the filter there are fewer, so the wrong ones that are left are a larger share of "
            "them.": even(wrong_share * (1 - hits)),
            "You counted only the real points that are lost. A wrong label also averages noise away, and the filter takes it "
            "too.": even(left, 1 - real_gone),
            "You left the shares unsquared. The floor is p²|Δ|².": even(left, power=1),
            "You let the filter find every wrong label. Some are left, and they leave a floor.": even(0.0),
        },
        otherwise="Which share of the points is left, and which share of these is wrong? Set σ²d/n + p²|Δ|² before equal to the same "
        "after, and solve for n.",
        between=(0, np.inf),
    )


@question("q4", outcomes=["M1", "M2"], points=4, careful=Uniform(0.6, 0.95), horizon=Integer(20, 2000))
def price_of_a_promise(careful, horizon):
    def promise(variance, first=1.0):
        share = variance * (1 - careful) / (1 - variance * careful)
        return [share, first + share * (horizon - 1)]

    left = sampling_law.biased_accumulating(careful, 10**9, horizon)
    everywhere = left * (1 - careful) / (careful * (1 - left))
    return Number(
        "promise",
        promise(left),
        mistakes={
            "The first number is the level that the archive is at. A share r holds more than r, because the synthetic part still "
            "carries some variance.": [left, 1 + left * (horizon - 1)],
            "You let the archive lose a share 1 − λ of its variance in every generation. That is the loop that keeps nothing.": promise(
                careful ** (horizon - 1)
            ),
            "You used t^−(1−λ) alone. The law has a constant in front of it; the question asks for the exact one.": promise(
                float(horizon) ** (careful - 1)
            ),
            "You narrowed the fresh data too. Only what a model says is narrowed.": [
                everywhere, 1 + everywhere * (horizon - 1),
            ],
            "The share is right. The first generation is real in both loops, and belongs to the bill of both.": promise(left, 0.0),
        },
        otherwise="First the level of the archive at that generation, then the share r whose level r/(1 − (1 − r)λ) is the same.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q5", outcomes=["D1"], points=4, n_right=Integer(6, 14), n_wrong=Integer(2, 4), looks_up=Uniform(0.02, 0.4),
    pages_later=Integer(100, 5000),
)  # fmt: skip
def two_wrong_pages(n_right, n_wrong, looks_up, pages_later):
    pages = n_right + n_wrong
    wins = float(stats.beta.sf(0.5, n_wrong, n_right))
    expected = contagion_law.checked_share(pages, n_wrong, pages_later, looks_up)
    return Number(
        "wrong_pages",
        [wins, expected],
        mistakes={
            "The first number is for one wrong page. It starts with more of them, and they are copied too.": [
                2.0**-n_right, expected,
            ],
            "You added up the chances of each wrong page alone. None of them has to win alone: they state the same date.": [
                n_wrong * 2.0**-n_right, expected,
            ],
            "The first number is the average share of wrong pages. How often is the share above one half?": [
                n_wrong / pages, expected,
            ],
            "You let the checkers take away their share once. Every later author may check, and every page that is right is "
            "copied in turn.": [wins, n_wrong / pages * (1 - looks_up)],
            "The second number is the approximation by a power. The question asks for the exact share.": [
                wins, n_wrong / pages * (pages / (pages + pages_later)) ** looks_up,
            ],
            "The second number is the share if nobody checks.": [wins, n_wrong / pages],
        },
        otherwise="With one wrong page the share tends to a Beta(1, n₀) variable. Go through the proof with n_wrong black balls: which "
        "Beta is it then? Or write 20,000 webs and compare.",
        between=(0, 1),
    )  # fmt: skip


@question("q6", outcomes=["D2"], points=5, one_page=Uniform(0.15, 0.45))
def mixed_readers(one_page):
    def threshold(copiers):
        # the share that the others pull up most is 1/√2, whatever the copiers do
        return 1 - 1 / (copiers + (1 - copiers) * (1 + np.sqrt(2)) / 2)

    majority = contagion_law.verification_threshold(2.0)
    return Number(
        "must_check",
        threshold(one_page),
        mistakes={
            "That is the threshold if nobody copies a single page.": majority,
            "You took the threshold in proportion to those who follow the majority. The two kinds act on one web: write down the map "
            "with both in it.": (1 - one_page) * majority,
            "You averaged the exponents. A crowd of two kinds is not a crowd of one kind in between.": contagion_law.verification_threshold(
                2 - one_page
            ),
            "You exchanged the two kinds: the share that copies one page has γ = 1.": threshold(1 - one_page),
        },
        otherwise="Where does (1 − v) times [h x + (1 − h) x²/(x² + (1 − x)²)] still reach x, for the largest v?",
        between=(0, 1),
    )


@question("q7", outcomes=["M1", "M3"], points=6)
def read_the_dashboard():
    return Written(
        rubric={
            "tells mode collapse from model collapse by whether the loss goes on, not by its size, in all four": 2,
            "predicts version 12 of all four with numbers, and names the habit or law behind each": 2,
            "says for which products the sentence is true, for which it hides a loss, who bears it, and what would have shown it at "
            "version 2": 2,
        },
        mistakes={
            "calls A the worst because it lost most": "Compare A's version 2 with its version 6. What goes on being lost?",
            "says that C is healthy because its diversity is kept": "Diversity counts real questions that some answer comes near. Which number "
            "counts answers that are near nothing real?",
            "asks for 'more measurements' at version 2": "Which number, of which two versions, and what value of it would have told A from B?",
        },
    )


@question("q8", outcomes=["D3"], points=8)
def archive_of_a_town():
    return Written(
        rubric={
            "writes down an order of the three offers before computing, with a reason": 1,
            "computes the expected number of facts lost for today and each offer, over all three kinds of facts": 3,
            "spends the 120 pages by what the next page saves, and shows that another split saves less": 2,
            "varies one assumption far enough to change the choice, or shows that it does not; names facts that the model does not "
            "protect or does not see": 2,
        },
        mistakes={
            "spreads the pages evenly over all facts": "What does one more page save for a fact with two, and for a fact with twelve? Spend where the "
            "next page saves most.",
            "compares probabilities and not numbers of facts": "A danger of 5% for 60 facts and of 1% for 200 facts: which is more?",
            "says that the detector is best because it finds 90%": "How many machine pages are left for a fact with two human ones, and what does each "
            "of them weigh?",
        },
    )
