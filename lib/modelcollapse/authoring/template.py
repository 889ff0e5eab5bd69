"""What a new chapter consists of before its author has written anything: it runs, and says what is left to write.

``$name`` is the name of the notebook, ``$topic`` the first part of the ids of its claims and exercises, ``$question`` its
title, ``$url`` the address of its page, ``$title`` its name in contents, and ``$letters`` begin the ids of its outcomes.
"""

from __future__ import annotations

TO_WRITE = "TO WRITE"
"""Marks what the author has to write. A test lists what is left."""

ENTRY = """\
[$name]
title = "$title"
url = "$url"
teaser = "TO WRITE: what happens here, in a sentence for the front page."
level = "core"
before = "TO WRITE: what a reader has to know, e.g. the chapter on the loop"
minutes = 8
seconds = 10
outcomes = [
  { id = "${letters}1", text = "TO WRITE: what a reader can do afterwards, as a verb" },
  { id = "${letters}2", text = "TO WRITE: what else" },
]
"""

CLAIMS = '''\
"""TO WRITE: Claims of the chapter on ..."""

from __future__ import annotations

from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.registry import claim


@claim(
    "$topic.sample",
    statement="TO WRITE: a sentence that a reader understands without the code; here, a fair coin shows heads half of the time.",
    kind="own",
    source="derived",
)
def sample(rng):
    heads = rng.random(10_000) < 0.5
    return Evidence.of(heads, 0.5, setting="TO WRITE: the parameters; share of heads in 10,000 throws")
'''

EXERCISES = '''\
"""TO WRITE: Exercises of the chapter on ..."""

from __future__ import annotations

from modelcollapse.book.answers import exercise


@exercise("$topic.sample")
def sample():
    return {
        "answer": 0.5**3,
        "tolerance": 0.001,
        "mistakes": {"TO WRITE: which mistake leads to exactly this number, and how to mend it.": 0.5 * 3},
        "otherwise": "TO WRITE: how to begin.",
        "praise": "TO WRITE: what the answer means.",
    }
'''

CELLS = (
    ("title", "markdown", (), "# $question"),
    ("card", "code", ("remove-input",), 'from modelcollapse.book import card\n\ncard("$name")'),
    (
        "hook",
        "markdown",
        (),
        "TO WRITE: the situation and the question, in two sentences.\n\n"
        "**Before you move the slider, guess:** TO WRITE: what will happen, as a number?",
    ),
    (
        "explorer",
        "code",
        ("hide-input",),
        """\
import numpy as np
from modelcollapse.book import explore, plots


# TO WRITE: the simulation, what one state draws, and what it says. Here, coins are thrown.
def simulate(coins):
    heads = np.random.default_rng(coins).random((coins, 100)) < 0.5
    return heads.cumsum(axis=1) / np.arange(1, 101)


def draw(ax, shares, throws):
    for share in shares:
        plots.curve(ax, np.arange(1, throws + 1), share[:throws])
    ax.set(xlim=(1, 100), ylim=(0, 1), xlabel="throws", ylabel="share of heads")


def say(shares, throws):
    low, high = shares[:, throws - 1].min(), shares[:, throws - 1].max()
    return f"After {throws} throws", f"The shares of heads lie between {low:.2f} and {high:.2f}."


controls = {"coins": [1, 5, 20], "throws": range(5, 101, 5)}
explore(draw, say, given=simulate, controls=controls, name="$topic")""",
    ),
    ("what-happened", "markdown", (), "## What happened\n\nTO WRITE: the same in words, with numbers."),
    (
        "the-mechanism",
        "markdown",
        (),
        "## The mechanism\n\nTO WRITE: one item, watched once and slowly, before any statistics. Terms are defined here.",
    ),
    (
        "the-simulation",
        "markdown",
        (),
        "## The simulation\n\nTO WRITE: what the code below asks. It is a library call of at most 15 lines.",
    ),
    (
        "run",
        "code",
        (),
        """\
from modelcollapse import run
from modelcollapse.loop import of_model
from modelcollapse.models import GaussianModel
from modelcollapse.sources import Gaussian

history = run(
    GaussianModel(), Gaussian(), "replace", generations=10, n_samples=50, replicates=200,
    measures={"variance": of_model("variance_")}, rng=0,
)  # fmt: skip
print(f"median variance after ten generations: {np.median(history['variance'][-1]):.2f}")""",
    ),
    ("found", "markdown", (), "TO WRITE: what it found, in numbers."),
    (
        "the-law",
        "markdown",
        (),
        "## The law\n\nTO WRITE: what the theorem means, in one plain sentence.\n\n"
        ":::{prf:theorem} TO WRITE: its name\n:label: $topic-sample\n\n"
        "TO WRITE: the one law that explains it. Others go to *More theory*.\n:::\n\n"
        ":::{dropdown} Proof\nTO WRITE: the proof, or a sketch and a citation.\n:::",
    ),
    ("claim", "code", (), 'from modelcollapse import claims\n\nclaims.show("$topic.sample")'),
    (
        "a-real-case",
        "markdown",
        (),
        "## A real case\n\nTO WRITE: a system, a data set, an institution, a date, with its source.",
    ),
    (
        "where-this-breaks",
        "markdown",
        (),
        "## Where this breaks\n\nTO WRITE: conditions, counterexamples, and what the literature disputes.",
    ),
    ("what-to-do-with-it", "markdown", (), "## What to do with it\n\nTO WRITE: three sentences for an engineer."),
    (
        "exercises",
        "markdown",
        (),
        "## Exercises\n\n:::{exercise} TO WRITE: its name\n:label: ex-$topic-sample\n\n"
        "★ 5 minutes. TO WRITE: the question. Here, how likely are three heads in a row?\n:::",
    ),
    (
        "answer-sample",
        "code",
        (),
        'from modelcollapse.book import check\n\nprobability = ...\ncheck("$topic.sample", probability)',
    ),
    (
        "solution-sample",
        "markdown",
        (),
        ":::{solution} ex-$topic-sample\n:class: dropdown\n\n"
        "TO WRITE: the way to the answer. Here, a half to the power of three is 0.125.\n:::",
    ),
    ("summary", "markdown", (), "## Summary\n\nTO WRITE: five lines at most."),
    (
        "more-theory",
        "markdown",
        (),
        "## More theory\n\n:::{dropdown} TO WRITE: the other theorems, complete, each with its proof and its claim\n"
        "TO WRITE, or leave out this section.\n:::",
    ),
    ("further-reading", "markdown", (), "## Further reading\n\nTO WRITE: what to read next, each with a citation."),
)
"""Cells of the notebook, in the order of a chapter: id, kind, tags, source."""
