"""Problem set 4, on Part IV: what is asked, what is right, and what the usual mistakes are."""

import numpy as np
from modelcollapse.course.draws import Integer, Uniform
from modelcollapse.course.questions import Number, Written, question
from modelcollapse.theory import accumulation as accumulation_law
from modelcollapse.theory import watermark as watermark_law
from scipy.stats import binom

TITLE = "Problem set 4: mitigations"
CHAPTERS = ("accumulate", "fresh_blood", "filtering", "watermarking")


@question(
    "q1",
    outcomes=["A1", "A3"],
    points=4,
    habit=Uniform(0.02, 0.2),
    fits_before=Integer(20, 200),
    fits_after=Integer(50, 500),
    by_people=Uniform(0.1, 0.5),
)
def mended_late(habit, fits_before, fits_after, by_people):
    def recovered(offset, share=by_people):
        return offset * np.prod(1 - share / np.arange(fits_before + 1, fits_before + fits_after + 1))

    gone = habit * accumulation_law.systematic_errors(fits_before)
    too_far = gone + habit
    return Number(
        "mended",
        [gone, recovered(gone)],
        mistakes={
            "You let the first batch have the habit. It is real: the sum begins with 1/2.": [too_far, recovered(too_far)],
            "The first number is a loop that keeps only the newest batch.": [
                habit * (fits_before - 1), recovered(habit * (fits_before - 1)),
            ],
            "The second number is the first. Without the habit nothing is added; what do the people's parts of the new batches do?": [
                gone, gone,
            ],
            "You let people take away a share r in every generation. A new batch is one of many: it moves what is learned by r/t.": [
                gone, gone * (1 - by_people) ** fits_after,
            ],
            "The second number is the approximation by a power. The question asks for the exact product.": [
                gone, gone * (fits_before / (fits_before + fits_after)) ** by_people,
            ],
        },
        otherwise="Batch t is off by (1 − r) e, where e is what the models have learned so far, and it is one of t: what is e then?",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q2", outcomes=["A1", "A2"], points=4, one_fit=Uniform(0.01, 0.2), fits=Integer(20, 300), budget=Integer(2, 9)
)
def who_reads_everything(one_fit, fits, budget):
    everybody = one_fit * accumulation_law.on_a_budget(fits, budget)
    own_luck = one_fit * (1 / budget - 1 / fits)
    return Number(
        "readers",
        [everybody, everybody - own_luck],
        mistakes={
            "The first number is the limit after endlessly many fits.": [
                one_fit * accumulation_law.on_a_budget_limit(budget), everybody - own_luck,
            ],
            "The second number is a shelf of which every model has read all. Here the earlier ones did not, and their books are on "
            "the shelf.": [everybody, one_fit * accumulation_law.random_errors(fits)],
            "The second number leaves out 1/k. Who draws k of t batches is spared 1/t of it.": [
                everybody, everybody - one_fit / budget,
            ],
            "Both numbers are in units of one fit. The question asks for squared errors.": [
                everybody / one_fit, (everybody - own_luck) / one_fit,
            ],
        },
        otherwise="The last model's error has two parts: that of all batches on the shelf, and the luck of its own draw, R(1/k − 1/t).",
        between=(0, np.inf),
    )  # fmt: skip


def worth(new, copies):
    """At rest, with the best weight: the root of ν² − (N + 1)ν − N(n − 1) = 0; N need not be whole."""
    return ((new + 1) + np.sqrt((new + 1) ** 2 + 4 * new * (copies - 1))) / 2


@question(
    "q3", outcomes=["FB1"], points=4, people=Integer(2, 9), items_each=Integer(5, 60), alike=Uniform(0.05, 0.4),
    copies=Integer(200, 5000),
)  # fmt: skip
def ten_by_one(people, items_each, alike, copies):
    total = people * items_each
    strangers = total / (1 + (items_each - 1) * alike)
    most = people / alike
    return Number(
        "by_few",
        [worth(strangers, copies), worth(most, copies)],
        mistakes={
            "The first number takes all items for items by strangers.": [worth(total, copies), worth(most, copies)],
            "The first number counts the people. Two items by one person are more than one item.": [
                worth(people, copies), worth(most, copies),
            ],
            "The second number counts the people. However much each writes, it is more than one item, and less than …?": [
                worth(strangers, copies), worth(people, copies),
            ],
            "You pooled the items. With the best weight the worth is more than 2N + 1, if copies are many.": [
                2 * strangers + 1, 2 * most + 1,
            ],
            "Those are numbers of items by strangers. What is a loop worth at rest that gets so many in each generation?": [
                strangers, most,
            ],
        },
        otherwise="The mean of all new items has the variance (1 + (m − 1)ρ)/(m × people) of one item. How many items by strangers have a mean "
        "as sure as that? Put that number for N; it need not be whole.",
        between=(1, np.inf),
    )  # fmt: skip


@question(
    "q4",
    outcomes=["FB2"],
    points=4,
    archive=Integer(500, 5000),
    wanted=Integer(40, 300),
    change=Uniform(0.0001, 0.001, 8),
    stock=Integer(300, 3000),
)
def a_moving_world(archive, wanted, change, stock):
    wait = (1 / wanted - 1 / archive) / change
    upkeep = wanted - 1 / (1 / wanted + change)
    heard = wanted * (wanted - 1) / (wanted + 1 / change - 1)
    return Number(
        "plan",
        [wait, stock / upkeep],
        mistakes={
            "The first number lets the worth fall by the same amount in every generation. It is the error, one over the worth, that "
            "grows evenly.": [(archive - wanted) / (archive * change), stock / upkeep],
            "The first number begins from an archive without an error of its own.": [1 / wanted / change, stock / upkeep],
            "The second number divides the stock by the worth. How much of the worth goes out of date in one generation?": [
                wait, stock / wanted,
            ],
            "The second number takes ν²v for the loss. That is near; the question asks for the exact one.": [
                wait, stock / (wanted**2 * change),
            ],
            "The second number is for a model that is heard through 1/v of its items. A world that moves is the same but for the 1 "
            "in the denominator.": [wait, stock / heard],
        },
        otherwise="What was worth ν is worth 1/(1/ν + v) a generation later. First solve for the time, then for what holds ν.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q5",
    outcomes=["F1", "F3"],
    points=5,
    slips=Uniform(0.05, 0.2),
    keeps_first=Uniform(0.7, 0.95),
    passes_first=Uniform(0.1, 0.35),
    keeps_second=Uniform(0.7, 0.95),
    passes_second=Uniform(0.1, 0.35),
)
def two_checkers(slips, keeps_first, passes_first, keeps_second, passes_second):
    def settled(right, wrong):
        return 1 - slips * right / (right - wrong)

    def share_kept(true, right, wrong):
        return true * right + (1 - true) * wrong

    both = keeps_first * keeps_second, passes_first * passes_second
    one = 1 - (1 - keeps_first) * (1 - keeps_second), 1 - (1 - passes_first) * (1 - passes_second)
    mean = (keeps_first + keeps_second) / 2, (passes_first + passes_second) / 2
    agreed, either = settled(*both), settled(*one)
    each = 1 / share_kept(agreed, *both)
    kept = agreed * both[0] / share_kept(agreed, *both), either * one[0] / share_kept(either, *one)
    return Number(
        "checked",
        [agreed, either, each],
        mistakes={
            "That is one checker who is as good as the two are on average. Two that are asked tell more apart than one.": [
                settled(*mean), settled(*mean), 1 / share_kept(settled(*mean), *mean),
            ],
            "The first two numbers are of what is kept. The question asks for what the model writes, before anybody has read it.": [
                *kept, each,
            ],
            "You exchanged the two rules. A wrong statement passes both checkers less often than either.": [
                either, agreed, 1 / share_kept(either, *one),
            ],
            "The third number takes all that is written to be true. At rest some of it is not, and the checkers drop most of that.": [
                agreed, either, 1 / both[0],
            ],
            "The third number is the share that is kept. How many statements must be written for one that is?": [
                agreed, either, 1 / each,
            ],
        },
        otherwise="Each rule is a checker with a κ₁ and a κ₀ of its own: products for “both”, and one minus the product of the rejections "
        "for “either”.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q6",
    outcomes=["WM1", "WM2"],
    points=5,
    pairs=Integer(30, 90),
    green=Uniform(0.35, 0.45),
    replaced=Uniform(0.1, 0.3),
    by_model=Uniform(0.02, 0.15),
)
def who_is_accused(pairs, green, replaced, by_model):
    def found(rate):
        return watermark_law.power(pairs, 0.25, rate, 0.01)

    def innocent(caught, alarms):
        return (1 - by_model) * alarms / ((1 - by_model) * alarms + by_model * caught)

    fewest = int(binom.isf(0.01, pairs, 0.25)) + 1
    exact = watermark_law.p_value(fewest, pairs, 0.25)
    caught = found(watermark_law.edited_rate(green, 0.25, replaced, 1))
    untouched = found(green)
    word_only = found((1 - replaced) * green + replaced * 0.25)
    return Number(
        "accused",
        [caught, innocent(caught, exact)],
        mistakes={
            "You tested texts as the model wrote them. A share of their words was replaced.": [untouched, innocent(untouched, exact)],
            "A pair survives if both of its words do. You let the word alone decide.": [word_only, innocent(word_only, exact)],
            "You took 1% for the rate of false alarms. Counts are whole: the fewest green pairs that raise the alarm are reached by "
            "chance a little less often.": [caught, innocent(caught, 0.01)],
            "The second number is the share of people's essays that are flagged. Which share of the flags are on such essays?": [
                caught, exact,
            ],
            "The second number is the share of flags that are right.": [caught, 1 - innocent(caught, exact)],
        },
        otherwise="The rate after edits, the power at that rate, and the exact rate of false alarms of the same threshold; then of 10,000 "
        "essays, how many flags are on people's?",
        between=(0, 1),
    )  # fmt: skip


@question("q7", outcomes=["FB3", "F2", "F3"], points=7)
def three_offers():
    return Written(
        rubric={
            "says of each offer in one sentence what goes into the data that the learner lacks, or that nothing does": 2,
            "names for each what its check cannot see, and a second check whose blind spot is another": 2,
            "says what each costs in items and in rare kinds, and how that would be measured": 1,
            "tests one statement by a run, with a prediction before it, and says what the run leaves open": 2,
        },
        mistakes={
            "judges by the name, synthetic or human": "What goes in? Logic, the taste of raters, how other classes vary, or only what was in already?",
            "adds a stricter check of the same kind": "Is anything of what it is blind to in doubt? What would a check of another kind look at?",
            "measures only what is right": "How many different things does the loop still say?",
        },
    )


@question("q8", outcomes=["A3", "FB1", "WM3"], points=7)
def a_diet():
    return Written(
        rubric={
            "a diet for the next five rounds: what is kept, weighed, left out and bought, with amounts": 2,
            "at least three numbers from laws of Part IV, each with the assumption under which it holds": 2,
            "what would show after two rounds that the models have a habit, and what changes then": 2,
            "what leaving out marked text costs, and beside which control it helps": 1,
        },
        mistakes={
            "leaves out all that is by models": "What do copies of an unbiased model remember? And how much is left to learn from?",
            "quotes the bound of 1.645": "For which errors? Which two changes would you compare to know that yours are of that kind?",
            "a share as a threshold": "Of which loss? With how many items a generation, pooled or weighed?",
        },
    )
