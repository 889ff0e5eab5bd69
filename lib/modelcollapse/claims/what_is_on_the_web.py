"""Claims of the chapter on the web: what a share of flagged pages says of the pages."""

from __future__ import annotations

import numpy as np

from modelcollapse.claims.evidence import Evidence, share_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_model, run
from modelcollapse.measures.diversity import simpson
from modelcollapse.models import CategoricalModel
from modelcollapse.policies import fresh
from modelcollapse.sources import Species
from modelcollapse.theory import detection as detection_law
from modelcollapse.theory import diversity as diversity_law

SURVEY = {"sensitivity": 0.994, "false_positives": 0.042}
"""The detector of the survey of 2025, as its authors measured it."""
CRUDE = {"sensitivity": 0.8, "false_positives": 0.2}
CASES = ((0.3, CRUDE, 3, 200_000), (0.05, SURVEY, 1000, 20_000))
"""Share by models, detector, pages, webs."""
NAMES = ("3 pages, a crude detector", "1,000 pages, that of the survey")


def flagged(share, detector, pages, webs, rng):
    """The share of flagged pages of each of many webs, page by page."""
    by_models = rng.binomial(pages, share, size=webs)
    caught = rng.binomial(by_models, detector["sensitivity"])
    return (caught + rng.binomial(pages - by_models, detector["false_positives"])) / pages


def corrected(rng):
    """The corrected share of each web, for both cases."""
    return [
        detection_law.true_share(flagged(share, detector, pages, webs, rng), **detector)
        for share, detector, pages, webs in CASES
    ]


@claim(
    "web.correction",
    statement="Take from the share of flags the false alarms f, divide by what the detector tells apart, and you have on "
    "average the share by models: (q − f)/(τ − f).",
    kind="theorem",
    source="rogan1978",
)
def correction(rng):
    return Evidence.of(
        corrected(rng),
        [share for share, *_ in CASES],
        setting="share by models; 200,000 and 20,000 webs",
        cases=NAMES,
    )


@claim(
    "web.error",
    statement="Correcting costs precision: the variance of the corrected share is that of the share of flags, divided by "
    "(τ − f)².",
    kind="theorem",
    source="rogan1978",
)
def error(rng):
    found = [(estimates - share) ** 2 for estimates, (share, *_) in zip(corrected(rng), CASES, strict=True)]
    expected = [detection_law.true_share_error(share, n=pages, **detector) ** 2 for share, detector, pages, _ in CASES]
    return Evidence.of(found, expected, setting="variance; 200,000 and 20,000 webs", cases=NAMES)


@claim(
    "web.wrong-flags",
    statement="Where one page in fifty is by a model, a detector that flags 4.2% of human pages and 99.4% of the others is "
    "wrong in two flags out of three.",
    kind="theorem",
    source="derived",
)
def wrong_flags(rng):
    by_model = rng.random(400_000) < 0.02
    chance = np.where(by_model, SURVEY["sensitivity"], SURVEY["false_positives"])
    wrong, standard_error = share_and_error(~by_model[rng.random(400_000) < chance])
    predicted = detection_law.wrong_flags(0.02, **SURVEY)
    return Evidence(wrong, predicted, standard_error, setting="share of flags that are wrong; 400,000 pages")


@claim(
    "web.tie",
    statement="On a web that is exactly half by models, a detector that flags 4.2% of human pages and 99.4% of the others "
    "flags 51.8%. A survey that finds 52% cannot say who is ahead.",
    kind="own",
    source="derived",
)
def tie(rng):
    shares = flagged(0.5, SURVEY, 1000, 4000, rng)
    predicted = detection_law.flagged_share(0.5, **SURVEY)
    return Evidence.of(shares, predicted, setting="share of flags; 4,000 webs of 1,000 pages")


@claim(
    "web.a-third",
    statement="If 35 of 100 items are synthetic in each generation and the other 65 are new and real, the loop keeps 98.9% "
    "of the diversity for good; the first fit alone costs 1%.",
    kind="theorem",
    source="derived",
)
def a_third(rng):
    words = Species(np.full(10, 0.1))
    measures = {"p": of_model("probabilities_")}
    loop = {"generations": 30, "n_samples": 100, "replicates": 4000, "measures": measures, "rng": rng}
    kept = simpson(run(CategoricalModel(10), words, fresh(0.65), **loop)["p"][-1]) / simpson(words.probabilities_)
    predicted = diversity_law.fresh_blood(65, 35)
    return Evidence.of(kept, predicted, setting="diversity relative to real, generation 30; 4,000 loops")
