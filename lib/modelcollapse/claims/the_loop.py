"""Claims of the first chapter: one small loop under three policies."""

from __future__ import annotations

import numpy as np

from modelcollapse.chains import categorical
from modelcollapse.claims.evidence import Evidence, share_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_model, run
from modelcollapse.measures.diversity import simpson
from modelcollapse.models import CategoricalModel
from modelcollapse.policies import fresh
from modelcollapse.sources import Species
from modelcollapse.theory import diversity as diversity_law

WORDS = np.full(10, 0.1)


def final_diversity(policy, generations, n_samples, replicates, rng):
    """H of the last model relative to the real H, one number a replicate."""
    history = run(
        CategoricalModel(10),
        Species(WORDS),
        policy,
        generations=generations,
        n_samples=n_samples,
        replicates=replicates,
        measures={"p": of_model("probabilities_")},
        rng=rng,
    )
    return simpson(history["p"][-1]) / simpson(WORDS)


@claim(
    "loop.three-policies",
    statement="What a loop keeps is decided by its data policy: replacing loses 1/n of the diversity a generation, "
    "accumulating and a trickle of fresh data come to rest.",
    kind="theorem",
    source="derived",
)
def three_policies(rng):
    finals = [final_diversity(policy, 60, 30, 600, rng) for policy in ("replace", "accumulate", fresh(0.1))]
    predicted = [diversity_law.replacing(30, 60), diversity_law.accumulating(30, 60), diversity_law.fresh_blood(3, 27)]
    return Evidence.of(
        finals,
        predicted,
        setting="diversity relative to real; n = 30, 60 generations, 600 loops",
        cases=("replace", "accumulate", "10% fresh"),
    )


@claim(
    "loop.inevitable",
    statement="Collapse is inevitable: sooner or later a single word is left.",
    kind="disputed",
    source="gerstgrasser2024",
    but="It is certain when each generation replaces the last, at fixed n and with no outside signal. A loop that keeps "
    "its real data keeps every word in them forever, and one that gets fresh data regains what it lost.",
)
def inevitable(rng):
    last = categorical.chain(WORDS, n_samples=30, generations=300, replicates=5000, rng=rng)["probabilities"][-1]
    measured, error = share_and_error(last.max(axis=1) == 1)
    bound = diversity_law.fixation_bound(30, 300, 0.9)
    return Evidence(
        measured, bound, error, "at least", setting="replace, n = 30, share of 5,000 loops after 300 generations"
    )


@claim(
    "loop.accumulating-risk",
    statement="When everything is kept, the squared error grows with the generations, but to less than π²/6 = 1.645 times "
    "that of the first model.",
    kind="theorem",
    source="gerstgrasser2024",
)
def accumulating_risk(rng):
    samples = 30 * (1 - final_diversity("accumulate", 60, 30, 1500, rng))
    return Evidence.of(samples, diversity_law.accumulating_risk(30, 60), setting="n = 30, 60 generations, 1,500 loops")


@claim(
    "loop.replacing-risk",
    statement="When each generation replaces the last, the squared error grows to n times that of the first model.",
    kind="theorem",
    source="wright1931",
)
def replacing_risk(rng):
    history = categorical.chain(WORDS, n_samples=30, generations=60, replicates=20_000, rng=rng)
    samples = 30 * (1 - simpson(history["probabilities"][-1]) / 0.9)
    return Evidence.of(
        samples, 30 * (1 - diversity_law.replacing(30, 60)), setting="n = 30, 60 generations, 20,000 loops"
    )
