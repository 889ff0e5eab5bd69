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
    finals = [final_diversity(policy, 60, 30, 400, rng) for policy in ("replace", "accumulate", fresh(0.1))]
    predicted = [diversity_law.replacing(30, 60), diversity_law.accumulating(30, 60), diversity_law.fresh_blood(3, 27)]
    return Evidence.of(
        finals,
        predicted,
        setting="diversity relative to real; n = 30, 60 generations, 400 loops",
        cases=("replace", "accumulate", "10% fresh"),
        scale=0.05,  # a twentieth of what was there at the start
    )


@claim(
    "loop.inevitable",
    statement="Collapse is inevitable: sooner or later a single word is left.",
    kind="disputed",
    source="gerstgrasser2024",
    but="It is certain when each generation replaces the last, at fixed n and with no outside signal. A loop that keeps "
    "its real data keeps every word in them forever, and one that gets fresh data regains what it lost. For a corpus "
    "without new real data there is a proof to the contrary, for models that add an error of their own in every "
    "generation (Wang et al. 2024); the models here add none.",
    verdict="holds if each generation replaces the last",
)
def inevitable(rng):
    # With n = 3 and two words the bound is an equality: while both are there, H is 4/9.
    measured, bound = [], []
    for words, n, generations in ((WORDS, 30, 300), ([0.5, 0.5], 3, 4)):
        chain = categorical.chain(words, n_samples=n, generations=generations, replicates=5000, rng=rng)
        measured.append(share_and_error(chain["probabilities"][-1].max(axis=1) == 1))
        bound.append(diversity_law.fixation_bound(n, generations, simpson(words)))
    shares, errors = np.transpose(measured)
    return Evidence(
        shares,
        bound,
        errors,
        "at least",
        setting="share of 5,000 loops with one word left, replace",
        cases=("10 words, n = 30, 300 generations", "2 words, n = 3, 4 generations: the bound is exact"),
    )


@claim(
    "loop.accumulating-risk",
    statement="When everything is kept, the squared error grows with the generations, but to less than π²/6 = 1.645 times "
    "that of the first model.",
    kind="theorem",
    source="gerstgrasser2024",
)
def accumulating_risk(rng):
    settings = ((3, 20, 2000), (30, 30, 1000))
    samples = [n * (1 - final_diversity("accumulate", t, n, loops, rng)) for n, t, loops in settings]
    return Evidence.of(
        samples,
        [diversity_law.accumulating_risk(n, t) for n, t, _ in settings],
        setting="× that of the first model; 2,000 and 1,000 loops",
        cases=("n = 3, 20 generations", "n = 30, 30 generations"),
    )


@claim(
    "loop.replacing-risk",
    statement="When each generation replaces the last, the squared error grows to n times that of the first model.",
    kind="theorem",
    source="wright1931",
)
def replacing_risk(rng):
    settings, samples = ((3, 2), (30, 60)), []
    for n, t in settings:
        history = categorical.chain(WORDS, n_samples=n, generations=t, replicates=6000, rng=rng)
        samples.append(n * (1 - simpson(history["probabilities"][-1]) / simpson(WORDS)))
    return Evidence.of(
        samples,
        [n * (1 - diversity_law.replacing(n, t)) for n, t in settings],
        setting="× that of the first model; 6,000 loops",
        cases=("n = 3, 2 generations", "n = 30, 60 generations"),
    )


@claim(
    "loop.recovery",
    statement="A loop can recover: of a village with a single word left, 84% of the real diversity is back after 20 generations "
    "with a tenth of it fresh.",
    kind="theorem",
    source="derived",
)
def recovery(rng):
    times, found = (20, 2), {}
    p = np.zeros((4000, 10))
    p[:, 0] = 1
    for t in range(1, 21):
        p = (rng.multinomial(27, p) + rng.multinomial(3, WORDS, size=len(p))) / 30
        if t in times:
            found[t] = simpson(p) / simpson(WORDS)
    # Two items differ as two of the last model do only if both are copies; else as two real ones do.
    both_copied = 27 * 26 / 30**2
    rest = diversity_law.fresh_blood(3, 27)
    return Evidence.of(
        [found[t] for t in times],
        [rest * (1 - both_copied**t) for t in times],
        setting="diversity relative to real; 3 of 30 items fresh, 4,000 loops that begin with one word",
        cases=tuple(f"after {t} generations" for t in times),
    )
