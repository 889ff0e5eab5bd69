"""The capstone: all of it is read by a person, with the levels that stand in the notebook."""

from modelcollapse.course.draws import Integer
from modelcollapse.course.questions import Written, question

TITLE = "Capstone: collapse something of your own"
CHAPTERS = (
    "the_loop",
    "losing_the_tails",
    "shapes_of_collapse",
    "what_is_on_the_web",
    "compounding_error",
    "feeding_on_the_mode",
)


@question("q1", outcomes=["L1", "L2", "W3"], points=15)
def the_loop_you_chose():
    return Written(
        rubric={
            "the loop: what is made, who learns from it, what a generation is": 5,
            "evidence, with its source, that the loop is closed, or what would show it": 5,
            "what would be lost: one kind, one of the eight definitions, and a count that could refute it": 5,
        },
        mistakes={
            "a loop that nobody closes": "Who reads what was made, and makes the next from it? Name them.",
            "all kinds of collapse at once": "Choose the loss that you would be sorry for, and count that one.",
        },
    )


@question("q2", outcomes=["L3", "E1"], points=15)
def the_prediction():
    return Written(
        rubric={
            "two numbers with a range, written down before any run": 5,
            "the law of the book that they come from, with what stands for each of its symbols": 5,
            "which assumption of the law your loop breaks, and in which direction that moves the number": 5,
        },
        mistakes={
            "a prediction without a number": "By how much, after how many generations? A word such as 'decreases' cannot be wrong.",
            "a prediction that fits to three digits": "What did you expect when you began? A prediction that was written after the run "
            "teaches nothing.",
        },
    )


@question("q3", outcomes=["S3"], points=20, seed_own=Integer(1, 10**9))
def the_run(seed_own):
    return Written(
        rubric={
            "the smallest model that still has the loop, with what was left out": 5,
            "code that runs from top to bottom with seed_own in under two minutes": 5,
            "at least 100 replicates, or for a real corpus at least five; a generation 0 and a control without the loop": 6,
            "a check of the code on a case whose answer is known": 4,
        },
        mistakes={
            "one run": "One loop is an anecdote. How far do two of your replicates differ?",
            "no control": "What would the same number of generations do if each learned from fresh real data?",
            "no known case": "With which settings does your loop become one of the book's? Does it then give the book's number?",
        },
    )


@question("q4", outcomes=["T2", "M3"], points=20)
def the_evidence():
    return Written(
        rubric={
            "the loss over generations in one figure whose title is the finding, with spread over replicates": 8,
            "the first fit apart from the loop, and a second measure that could contradict the first": 6,
            "prediction beside result, and an explanation of the gap that was tested": 6,
        },
        mistakes={
            "the first step is called collapse": "How much is lost before anything has gone round? Start counting at generation 1.",
            "an explanation that was not tested": "Switch off what you blame. Does the gap close?",
        },
    )


@question("q5", outcomes=["T3", "M2", "E2"], points=15)
def the_remedy():
    return Written(
        rubric={
            "one remedy, run in the same model, with the level at which it holds": 6,
            "its price, in the units of whoever would pay": 5,
            "what it does not save": 4,
        },
        mistakes={
            "more data of the same kind": "Does your loss come from too few samples, or from a preference? Only one of them cares for numbers.",
            "a remedy without a price": "Who would have to do what, for how long? A remedy that nobody would pay is a wish.",
        },
    )


@question("q6", outcomes=["L2", "W3"], points=15)
def the_page():
    return Written(
        rubric={
            "one page for somebody who decides and has not read the book, without a term that it does not explain": 6,
            "which of its sentences are measured, which follow from a law, and which are judgment": 5,
            "what the model cannot show, and the observation in the world that would change your mind": 4,
        },
        mistakes={
            "the model is taken for the world": "Which of your numbers would still hold if the loop were ten times as slow, or half open?",
            "no sentence can be refuted": "Write the one observation after which you would withdraw your advice.",
        },
    )
