"""Filters of programs and texts: what compiles, what passes tests, near-duplicates, detectors, and what none of them sees."""

from __future__ import annotations

import numpy as np

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.defenses.dedup import minhash, resemblance
from modelcollapse.defenses.filters import effective_share, verified
from modelcollapse.defenses.sandbox import compiles, passes
from modelcollapse.defenses.subliminal import lesson
from modelcollapse.loop import run
from modelcollapse.models import NgramModel
from modelcollapse.policies import replace
from modelcollapse.sources import EvenExpressions
from modelcollapse.theory import verification as verification_law

EVEN = "assert not any(f(x) % 2 for x in range(-3, 4))"
FUNCTION = "f = lambda x: {}"


def written_code(policy, rng, *, n=100, generations=6, replicates=16):
    """Expressions that the last generation learns from, of shape (replicates, n), and the people's."""
    seen = {}

    def remember(generation):
        seen[generation.number] = generation.training
        return 0.0

    loop = {"generations": generations, "n_samples": n, "replicates": replicates, "measures": {"none": remember}}
    run(NgramModel(3), EvenExpressions(), policy, **loop, rng=rng)
    return seen[generations], seen[0]


def words_each(programs):
    """Mean number of signs of a program, for each replicate."""
    return np.array([np.mean([len(program.split()) for program in row]) for row in programs.tolist()])


@claim(
    "filtering.compile",
    statement="A loop that keeps what compiles soon writes programs of which nearly all compile, and they are shorter than "
    "people's by two signs or more.",
    kind="own",
    source="derived",
)
def compile_loop(rng):
    verifier = compiles(FUNCTION)
    kept, people = written_code(verified(replace(), verifier), rng)
    first = verifier(NgramModel(3).fit(people).sample(200, rng=rng)).mean(axis=1)
    last = verifier(NgramModel(3).fit(kept).sample(200, rng=rng)).mean(axis=1)
    return Evidence.of(
        [last - first, words_each(people) - words_each(kept)],
        [0.3, 2],
        "above",
        setting="six generations of 100 expressions, word trigrams, 16 loops",
        cases=("share that compiles, sixth generation and first", "signs a program, people and sixth generation"),
        compared=(against(last, first, form=".2f"), against(words_each(people), words_each(kept), "signs", ".1f")),
    )


@claim(
    "filtering.unit-tests",
    statement="Tests do not save the variety of programs: of a hundred that a loop writes which learns only what passes them, fewer "
    "than half as many are right and different as of people's hundred.",
    kind="own",
    source="derived",
)
def unit_tests(rng):
    is_right = passes(EVEN, FUNCTION)

    def right_and_different(generation):
        right = is_right(generation.synthetic)
        return np.array(
            [len(set(row[each])) for row, each in zip(generation.synthetic, right, strict=True)], dtype=float
        )

    loop = {"generations": 6, "n_samples": 100, "replicates": 8, "measures": {"different": right_and_different}}
    found = run(NgramModel(3), EvenExpressions(), verified(replace(), is_right), **loop, rng=rng)["different"]
    return Evidence.of(
        found[-1] / found[0],
        0.5,
        "below",
        setting="right and different ones of a hundred, written by the sixth generation and by people; word trigrams, 8 loops",
        compared=(against(found[-1], found[0], "programs", ".0f"),),
    )


@claim(
    "filtering.minhash",
    statement="The share of MinHash values in which two texts agree is, on average, exactly their resemblance.",
    kind="theorem",
    source="broder1997",
)
def minhash_is_fair(rng):
    found, exact = [], []
    for shared in (20, 70):
        first = frozenset(f"run {i}" for i in range(100))
        second = frozenset(f"run {i}" for i in range(100 - shared, 200 - shared))
        seeds = rng.integers(1, 2**31, size=150)
        pairs = [[minhash(one, hashes=128, seed=int(seed)) for one in (first, second)] for seed in seeds]
        found.append([one.jaccard(other) for one, other in pairs])
        exact.append(resemblance(first, second))
    return Evidence.of(
        np.array(found),
        exact,
        setting="resemblance; 128 hashes, 150 families of them",
        cases=("0.11", "0.54"),
        scale=0.03,
    )


@claim(
    "filtering.detector-weights",
    statement="Weights (1 − c)ᵇ by a detector's score c take the synthetic share of a half-synthetic pool down to any level, and "
    "pay for it with the effective sample size.",
    kind="theorem",
    source="drayson2025",
    but="The weights are theirs. The detector's scores, Beta(1, 3) for people's texts and Beta(3, 1) for a model's, are ours.",
)
def detector_weights(rng):
    human, machine = rng.beta(1, 3, size=(200, 2000)), rng.beta(3, 1, size=(200, 2000))
    found, predicted = [], []
    for exponent in (1, 5):
        by_people, by_models = (1 - human) ** exponent, (1 - machine) ** exponent
        found.append(by_models.sum(axis=1) / (by_people + by_models).sum(axis=1))
        found.append(effective_share(np.concatenate([by_people, by_models], axis=1)))
        predicted.append(verification_law.weighted_share(exponent, 3, 3))
        predicted.append(verification_law.weighted_effective_share(exponent, 3, 3))
    return Evidence.of(
        np.array(found),
        predicted,
        setting="pools of 4,000 texts, 200 of them",
        cases=("synthetic share, b = 1", "effective share, b = 1", "synthetic share, b = 5", "effective share, b = 5"),
        scale=0.01,
    )


@claim(
    "filtering.subliminal",
    statement="A student that copies meaningless outputs of a teacher on noise learns the teacher's digits, if both began with "
    "the same weights; with other weights it learns next to nothing.",
    kind="direction",
    source="cloud2026",
    but="The source shows it for language models, whose filtered number sequences carry traits, and for larger networks on "
    "larger images. Ours is the small case.",
)
def subliminal(rng):
    found = lesson(pairs=10, hidden=64, rng=rng)
    return Evidence.of(
        [found.same_start - found.other_start, found.teacher - found.other_start],
        [0.15, 0.5],
        "above",
        setting="accuracy on unseen digits; 10 teachers, each with two students",
        cases=(
            "student with the same first weights and student with others",
            "teacher and student with other first weights",
        ),
        compared=(
            against(found.same_start, found.other_start, form=".2f"),
            against(found.teacher, found.other_start, form=".2f"),
        ),
    )
