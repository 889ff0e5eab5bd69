"""Claims of the chapter on a false date: copying, checking, majorities, cascades and the retrieval loop."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta, betabinom, kstest

from modelcollapse.claims.evidence import Evidence, against, share_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.societies import contagion
from modelcollapse.theory import contagion as contagion_law

LOOP = {"source_bias": 3.0, "top_k": 5, "hallucination": 0.1}
LOOP_SETTING = "bias 3, top 5, 10% made up, ten answers a human page"


@claim(
    "date.fair-on-average",
    statement="Copying is fair: if nobody checks, the expected share of false pages stays what it was at the start.",
    kind="theorem",
    source="eggenberger1923",
)
def fair_on_average(rng):
    share = contagion.polya(true_pages=3, written=200, replicates=20_000, rng=rng)["false_share"][-1]
    return Evidence.of(share, 0.25, setting="3 true pages and 1 false, 200 written")


@claim(
    "date.share-is-beta",
    statement="But it settles at random: the false share tends to a Beta(1, n) variable, n being the true pages at the start.",
    kind="theorem",
    source="eggenberger1923",
)
def share_is_beta(rng):
    share = contagion.polya(true_pages=3, written=1000, replicates=5000, rng=rng)["false_share"][-1]
    # Spread over the width of a page, the discrete share can be compared with the continuous limit.
    smooth = (np.rint(share * 1004) - 1 + rng.random(share.size)) / 1001
    distance = kstest(smooth, beta(1, 3).cdf).statistic
    bound = 2.226 / np.sqrt(share.size)
    return Evidence(
        distance, bound, relation="at most", setting="3 true pages: Kolmogorov distance, bound for 1 in 10,000"
    )


@claim(
    "date.false-majority",
    statement="One false page among n true ones ends with the majority with probability 2⁻ⁿ.",
    kind="theorem",
    source="eggenberger1923",
)
def false_majority(rng):
    found = []
    for n in (1, 2, 3, 5):
        share = contagion.polya(true_pages=n, written=101 - n, replicates=40_000, rng=rng)["false_share"][-1]
        # An even split goes either way: 102 pages with exactly 51 false count as half a majority.
        found.append((share > 0.5) + 0.5 * (share == 0.5))
    predicted = [exact_false_majority(n, 101 - n) for n in (1, 2, 3, 5)]
    return Evidence.of(
        found, predicted, setting="102 pages in the end, 40,000 facts", cases=("1 true page", "2", "3", "5")
    )


def exact_false_majority(true_pages, written):
    """Probability of a false majority at a finite time: false pages number 1 + j with the beta-binomial law."""
    j = np.arange(written + 1)
    share = (1 + j) / (1 + true_pages + written)
    return float((betabinom.pmf(j, written, 1, true_pages) * ((share > 0.5) + 0.5 * (share == 0.5))).sum())


@claim(
    "date.checking",
    statement="If a share v of authors checks the source, the false share fades like n/(n + T) to the power v: even few checkers win, slowly.",
    kind="theorem",
    source="derived",
)
def checking(rng):
    shares = (0.1, 0.3, 0.6)
    found = [
        contagion.polya(true_pages=9, written=500, checkers=v, replicates=10_000, rng=rng)["false_share"][-1]
        for v in shares
    ]
    predicted = contagion_law.checked_share(10, 1, 500, shares)
    return Evidence.of(
        found, predicted, setting="false share; 10 pages, then 500 more", cases=("v = 0.1", "v = 0.3", "v = 0.6")
    )


@claim(
    "date.verification-threshold",
    statement="Once the web answers by majority, a false consensus outlives any share of checkers below 3 − 2√2 = 17.16%.",
    kind="own",
    source="derived",
)
def verification_threshold(rng):
    located = contagion.locate_threshold(replicates=8, generations=400, rng=rng)
    return Evidence.of(
        located, 3 - 2 * np.sqrt(2), rounding=5e-5, setting="located by halving, a billion pages, to four digits"
    )


@claim(
    "date.threshold-by-conformity",
    statement="The more strictly a model follows the majority, the more checkers it takes: the threshold tends to one half.",
    kind="own",
    source="derived",
)
def threshold_by_conformity(rng):
    found = [contagion.locate_threshold(replicates=8, generations=400, conformity=g, rng=rng) for g in (1.5, 4)]
    predicted = contagion_law.verification_threshold([1.5, 4])
    return Evidence.of(found, predicted, rounding=1e-4, setting="located by halving", cases=("γ = 1.5", "γ = 4"))


@claim(
    "date.cascade",
    statement="A page copied 1.5 times on average starts an endless cascade with probability 58%, the root of 1 − s = e^(−1.5 s).",
    kind="theorem",
    source="harris1963",
)
def cascade(rng):
    pages = contagion.cascade(copies=1.5, generations=60, replicates=20_000, enough=1000, rng=rng)["false_pages"][-1]
    measured, error = share_and_error(pages > 0)
    return Evidence(measured, contagion_law.escape(1.5), error, setting="R = 1.5, 20,000 false pages")


@claim(
    "date.cascade-threshold",
    statement="Checkers end every cascade if their share is 1 − 1/R or more; below it, some cascades go on for ever.",
    kind="theorem",
    source="harris1963",
)
def cascade_threshold(rng):
    found = []
    for v in (0.2, 0.45):
        history = contagion.cascade(copies=1.5, checkers=v, generations=150, replicates=10_000, enough=1000, rng=rng)
        found.append(share_and_error(history["false_pages"][-1] > 0))
    measured, error = np.transpose(found)
    predicted = contagion_law.escape([1.5 * (1 - v) for v in (0.2, 0.45)])
    return Evidence(
        measured,
        predicted,
        error,
        scale=[0.05, 0.001],
        setting="share of endless cascades; R = 1.5, threshold 1/3, 150 rounds",
        cases=("v = 0.2", "v = 0.45"),
    )


def false_majorities(rng, *, human_pages, replicates, recognized=0.0, false_pages=0):
    """Share of facts for which most of what is retrieved is false in the end, its error, and the exact probability."""
    setting = LOOP | {"human_pages": human_pages, "written": 10 * human_pages, "recognized": recognized}
    setting |= {"false_pages": false_pages}
    share = contagion.retrieval(**setting, replicates=replicates, rng=rng)["false_share"][-1]
    return *share_and_error(share > 0.5), contagion_law.retrieval_false_majority(**setting)


@claim(
    "date.thin-facts-fall",
    statement="Only thinly documented facts fall: with two human pages one fact in eight turns false, with eight one in forty.",
    kind="own",
    source="chen2024",
)
def thin_facts_fall(rng):
    runs = {2: 10_000, 4: 20_000, 8: 40_000}  # the rarer the fall, the more facts it takes to measure it
    found = [false_majorities(rng, human_pages=h, replicates=replicates) for h, replicates in runs.items()]
    measured, error, predicted = np.transpose(found)
    setting = f"share of facts turned; {LOOP_SETTING}"
    return Evidence(measured, predicted, error, setting=setting, cases=("2 human pages", "4", "8"))


@claim(
    "date.made-up-dates-need-not-agree",
    statement="Made-up dates need not agree: with ten that are as likely, still more than half as many thin facts are lost as "
    "with one, because retrieval finds the first one again.",
    kind="own",
    source="derived",
)
def made_up_dates_need_not_agree(rng):
    setting = LOOP | {"human_pages": 3, "written": 30, "replicates": 20_000}
    ten, one = (contagion.retrieval(**setting, versions=versions, rng=rng)["lost"][-1] for versions in (10, 1))
    measured, error = share_ratio(ten, one)
    return Evidence(
        measured,
        0.5,
        error,
        "above",
        setting=f"facts lost with ten dates over those with one; 3 human pages; {LOOP_SETTING}",
        replicates=20_000,
        compared=(against(ten, one, form=".1%"),),
    )


def share_ratio(top, bottom):
    """Ratio of two shares of independent samples, with its standard error to first order."""
    (over, over_error), (under, under_error) = share_and_error(top), share_and_error(bottom)
    return over / under, over / under * np.hypot(over_error / over, under_error / under)


@claim(
    "date.provenance",
    statement="Recognize half of the machine pages and leave them out, and 92% as many facts fall as before; recognize nine in ten, and half as many fall.",
    kind="own",
    source="derived",
)
def provenance(rng):
    found = [false_majorities(rng, human_pages=3, recognized=r, replicates=60_000) for r in (0, 0.5, 0.9, 0.95)]
    measured, error, predicted = np.transpose(found)
    setting = f"share of facts turned; 3 human pages; {LOOP_SETTING}"
    return Evidence(measured, predicted, error, setting=setting, cases=("0% recognized", "50%", "90%", "95%"))


@claim(
    "date.one-wrong-page",
    statement="With one wrong page among four, answering by retrieval ends in a false majority for one fact in five; copying at random for one in eight.",
    kind="own",
    source="derived",
)
def one_wrong_page(rng):
    measured, error, _ = false_majorities(rng, human_pages=3, false_pages=1, replicates=40_000)
    # Copied at random the probability is 2^-3. The margin is half as much again.
    return Evidence(
        measured,
        1.5 * contagion_law.false_majority(3),
        error,
        "above",
        setting=f"3 right human pages and 1 wrong one, 30 answers; {LOOP_SETTING}",
        compared=(against(measured, contagion_law.false_majority(3), form=".1%"),),
    )
