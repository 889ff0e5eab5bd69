"""Claims of the chapter on the Habsburgs."""

from __future__ import annotations

from functools import cache

import numpy as np

from modelcollapse.chains import categorical, gaussian
from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.measures.diversity import simpson
from modelcollapse.societies import genetic_load
from modelcollapse.societies.kinship import drop_genes, inbreeding, inbreeding_of
from modelcollapse.societies.pedigree import Pedigree, random_mating
from modelcollapse.sources import habsburg
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import inbreeding as inbreeding_law

CHARLES = "charles2_es"
HERD = {"size": 10, "generations": 10, "replicates": 150}
"""Ten animals a generation, ten generations, otherwise as the simulation has it."""


@cache
def dynasty(evidence="unconfirmed"):
    """The pedigree, with links of this evidence or better."""
    return Pedigree.from_table(habsburg.persons(evidence))


@claim(
    "habsburg.charles",
    statement="The inbreeding of Charles II of Spain is that of his published pedigree, 0.254, to within 0.005.",
    kind="reproduced",
    source="alvarez2009",
)
def charles(rng):
    published = habsburg.PUBLISHED[CHARLES]
    setting = "tabular method, 930 persons, within 0.005; the published pedigree has more than 3,000"
    return Evidence(inbreeding_of(dynasty(), CHARLES), published, rounding=0.005, setting=setting)


@claim(
    "habsburg.kings",
    statement="The six kings are inbred by 0.129 on average; our smaller pedigree finds more than 95% of it.",
    kind="qualified",
    source="alvarez2015",
    verdict="holds, a little lower",
    but="A smaller pedigree has fewer common ancestors, and finds less for each of the six: 0.124 instead of 0.129 on average. Philip I, the first, has 0.0228 instead of 0.025.",
)
def kings(rng):
    ours = np.mean([inbreeding_of(dynasty(), king) for king in habsburg.PUBLISHED])
    published = np.mean(list(habsburg.PUBLISHED.values()))
    return Evidence(
        ours / published,
        0.95,
        relation="above",
        setting="mean of six kings, ours over the published",
        compared=(against(ours, published, form=".4f"),),
    )


@claim(
    "habsburg.evidence",
    statement="Without the links that nobody has confirmed, Charles II loses less than 0.01 of his inbreeding, and Philip I all of his.",
    kind="qualified",
    source="derived",
    verdict="holds for the last, not for the first",
    but="The common ancestors of Philip's parents lie before 1400, where most links are unconfirmed. Those of Charles's parents are kings and emperors.",
)
def evidence(rng):
    every, confirmed = (inbreeding_of(dynasty(grade), CHARLES) for grade in ("unconfirmed", "cross-checked"))
    first = [inbreeding_of(dynasty(grade), "philip1_es") for grade in ("cross-checked", "unconfirmed")]
    return Evidence(
        [every - confirmed, first[0]],
        [0.01, 0.001],
        relation="below",
        setting="F on links that are documented or cross-checked",
        cases=("what Charles II loses", "what Philip I has left"),
        compared=(against(confirmed, every, form=".4f"), against(*first, form=".4f")),
    )


@claim(
    "habsburg.half-is-recent",
    statement="That his parents were uncle and niece makes 0.125, just half of Charles's inbreeding; the other half is older.",
    kind="own",
    source="derived",
)
def half_is_recent(rng):
    near = inbreeding_of(dynasty().within(CHARLES, 2), CHARLES)
    every = inbreeding_of(dynasty(), CHARLES)
    return Evidence(
        near / every,
        0.5,
        rounding=0.01,
        setting="F from two generations, over F from all sixteen",
        compared=(against(near, every, form=".4f"),),
    )


@claim(
    "habsburg.gene-drop",
    statement="Both genes of Charles II at a place are copies of one ancestor's gene as often as his coefficient of inbreeding says.",
    kind="theorem",
    source="wright1931",
)
def gene_drop(rng):
    family = dynasty().within(CHARLES, 19)
    kings = [CHARLES, "philip3_es"]
    genes = drop_genes(family, replicates=20_000, rng=rng)
    alike = [genes[family.place(king), 0] == genes[family.place(king), 1] for king in kings]
    predicted = [inbreeding_of(family, king) for king in kings]
    return Evidence.of(alike, predicted, setting="20,000 drops of all genes", cases=("Charles II", "Philip III"))


@claim(
    "habsburg.stranger",
    statement="With a stranger for a mother Charles II has F = 0, with one for his mother's mother less than 0.1.",
    kind="own",
    source="derived",
)
def stranger(rng):
    found = [inbreeding_of(dynasty().as_stranger(wife), CHARLES) for wife in ("mariana_at", "mariaanna_es1606")]
    father = inbreeding_of(dynasty(), "philip4_es")
    return Evidence(
        found,
        [0.01, 0.1],
        relation="below",
        setting=f"F of Charles II; that of his father stays {father:.3f}",
        cases=("Mariana, his mother", "Maria Anna, her mother"),
    )


@claim(
    "habsburg.random-mating",
    statement="In a closed population of N persons who marry at random, inbreeding grows as 1 − (1 − 1/2N)^t.",
    kind="theorem",
    source="wright1931",
)
def random_marriages(rng):
    found = []
    for size, generations in ((2, 3), (10, 8)):
        grown = [random_mating(size=size, generations=generations, rng=rng) for _ in range(800)]
        found.append([inbreeding(pedigree)[-size:].mean() for pedigree in grown])
    predicted = inbreeding_law.random_mating([2, 10], [3, 8])
    cases = ("N = 2, t = 3", "N = 10, t = 8")
    return Evidence.of(found, predicted, setting="mean F of 800 random pedigrees, tabular method", cases=cases)


@claim(
    "habsburg.two-parents",
    statement="If both parents are different persons, inbreeding lags by a generation: F' = k and k' = (1 + F)/2N + (1 − 1/N) k.",
    kind="theorem",
    source="derived",
)
def two_parents(rng):
    found = []
    for size, generations in ((3, 4), (10, 8)):
        grown = [random_mating(size=size, generations=generations, selfing=False, rng=rng) for _ in range(600)]
        found.append([inbreeding(pedigree)[-size:].mean() for pedigree in grown])
    predicted = inbreeding_law.two_parents([3, 10], [4, 8])
    cases = ("N = 3, t = 4", "N = 10, t = 8")
    return Evidence.of(found, predicted, setting="mean F of 600 random pedigrees, tabular method", cases=cases)


@claim(
    "habsburg.same-law",
    statement="A model of words and a bell curve that are refitted to n = 2N of their own samples lose diversity by the law of a family of N persons.",
    kind="theorem",
    source="wright1931",
)
def same_law(rng):
    loop = {"n_samples": 20, "generations": 8, "rng": rng}
    words = categorical.chain(np.full(5, 0.2), replicates=4000, **loop)["probabilities"][-1]
    curves = np.exp(gaussian.chain(replicates=40_000, estimator="mle", **loop)["log_variance"][-1])
    measured, error = [], []
    for lost in (1 - simpson(words) / 0.8, 1 - curves):
        measured.append(lost.mean())
        error.append(lost.std(ddof=1) / np.sqrt(len(lost)))
    predicted = np.full(2, inbreeding_law.random_mating(10, 8))
    setting = "share of the diversity, or of the variance, that is lost; n = 20, t = 8"
    return Evidence(measured, predicted, error, setting=setting, cases=("words", "bell curves"))


@claim(
    "habsburg.realized-size",
    statement="From Philip I to Charles II the dynasty loses diversity as a closed population of about ten persons would.",
    kind="qualified",
    source="derived",
    verdict="holds if five generations count",
    but="Along all lines, not only that of the kings, about 14 generations lie between Charles and the ends of the records. Counted so, it is a population of 24.",
)
def realized_size(rng):
    first, last = (inbreeding_of(dynasty(), king) for king in ("philip1_es", CHARLES))
    found = inbreeding_law.realized_size(first, last, 5)
    return Evidence(found, 10.0, rounding=0.5, setting="from the first king's F and the last one's, five generations")


@claim(
    "habsburg.one-newcomer",
    statement="One newcomer a generation holds inbreeding near 0.2, whether the population has 20 persons or 100.",
    kind="theorem",
    source="mills1996",
)
def one_newcomer(rng):
    found, predicted = [], []
    for size in (20, 100):
        loop = {"n_samples": 2 * size, "generations": 3 * size, "replicates": 500, "immigration": 1 / size}
        inside = categorical.chain(np.full(20, 0.05), **loop, rng=rng)["probabilities"][-1]
        found.append(1 - simpson((1 - 1 / size) * inside + 0.05 / size) / 0.95)
        inbred = diversity_law.immigration_identity(2 * size, 1 / size, t=3 * size)
        predicted.append((1 - 1 / size) ** 2 * inbred)
    setting = "lost diversity after 3N generations, newcomers counted; 500 chains of 2N genes, 1 in N persons is new"
    return Evidence.of(found, predicted, setting=setting, cases=("N = 20", "N = 100"))


@claim(
    "habsburg.load",
    statement="What inbreeding brings to light, without any selection, costs what its law says.",
    kind="own",
    source="derived",
)
def load(rng):
    herd = genetic_load.chain(**HERD | {"replicates": 600}, selected=False, rng=rng)["log_fitness"]
    inbred = inbreeding_law.two_parents(10, [2, 10])
    return Evidence.of(
        herd[[2, 10]],
        inbreeding_law.log_fitness(inbred, 200, 0.03, 0.5, 0.02),
        setting="log fitness; ten animals, 200 places, q = 0.03; 600 herds",
        cases=("2 generations", "10 generations"),
    )


def left(herd):
    """Share of the fitness of generation 0 that each herd has left, relative to what all began with."""
    return herd["fitness"][-1] / herd["fitness"][0].mean()


@claim(
    "habsburg.purging",
    statement="Selection removes what inbreeding brings to light: after ten generations a herd of ten keeps more than 15 points more of its fitness.",
    kind="own",
    source="derived",
)
def purging(rng):
    selected, drifting = (left(genetic_load.chain(**HERD, selected=keep, rng=rng)) for keep in (True, False))
    return Evidence.of(
        selected - drifting,
        0.15,
        "above",
        setting="fitness left after ten generations; 150 herds of ten each",
        compared=(against(selected.mean(), drifting.mean(), form=".2f"),),
    )


@claim(
    "habsburg.rescue",
    statement="One newcomer a generation rescues such a herd: it keeps more than 5 points more than purging alone.",
    kind="own",
    source="derived",
)
def rescue(rng):
    herds = HERD | {"replicates": 300}
    visited, closed = (left(genetic_load.chain(**herds, migrants=number, rng=rng)) for number in (1, 0))
    return Evidence.of(
        visited - closed,
        0.05,
        "above",
        setting="fitness left after ten generations, with selection; 300 herds of ten each",
        compared=(against(visited.mean(), closed.mean(), form=".2f"),),
    )
