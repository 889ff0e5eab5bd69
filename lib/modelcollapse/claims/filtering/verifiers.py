"""What a verifier saves of the truth, what it cannot see, and where its opinions lead."""

from __future__ import annotations

import numpy as np

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.defenses.filters import by_kind, verified
from modelcollapse.defenses.opinions import better_of_two, learned_means
from modelcollapse.defenses.statements import KINDS, TRUE, misremember
from modelcollapse.loop import of_model, of_samples, run
from modelcollapse.models import CategoricalModel, GaussianModel
from modelcollapse.policies import replace
from modelcollapse.sources import Gaussian, Species
from modelcollapse.theory import verification as verification_law

ERROR = 0.05
FACTS = Species([1, 0, 0])


def true_share(X):
    return (X == TRUE).mean(axis=1)


WRITTEN = of_samples(true_share)


def kept(generation):
    """The share of true ones among what a generation learns: what the verifier has kept of the one before."""
    return true_share(generation.training)


def true_shares(policy, rng, *, blind=0.0, among=WRITTEN, **loop):
    """Share of true statements ``among`` those that each generation writes, of shape (generations + 1, replicates)."""
    model = CategoricalModel(KINDS, sampler=misremember(ERROR, blind))
    return run(model, FACTS, policy, measures={"true": among}, rng=rng, **loop)["true"]


def checked(accuracy, rng, **settings):
    """The same with a verifier that is right with one probability about true and about wrong statements."""
    return true_shares(verified(replace(), by_kind(accuracy, 1 - accuracy, accuracy)), rng, **settings)


@claim(
    "filtering.nothing",
    statement="Without a verifier a model that misremembers one statement in twenty writes, after t generations, "
    "0.95ᵗ of them true: 60% after ten, 8% after fifty.",
    kind="theorem",
    source="derived",
)
def nothing(rng):
    shares = true_shares(replace(), rng, generations=50, n_samples=1000, replicates=200)
    return Evidence.of(
        shares[[10, 50]],
        verification_law.truth(1, 1, ERROR, 0, [10, 50]),
        setting="share of true statements; 1,000 a generation, 200 loops",
        cases=("generation 10", "generation 50"),
    )


@claim(
    "filtering.threshold",
    statement="With a verifier that keeps true statements with probability κ₁ and wrong ones with κ₀, truth settles at "
    "1 − εκ₁/(κ₁ − κ₀) if κ₁(1 − ε) > κ₀.",
    kind="theorem",
    source="eigen1971",
)
def threshold(rng):
    accuracies = np.array([0.6, 2 / 3, 0.9])
    found = [checked(c, rng, generations=30, n_samples=1000, replicates=100)[-1] for c in accuracies]
    return Evidence.of(
        found,
        verification_law.settled_truth(accuracies, 1 - accuracies, ERROR),
        setting="share of true statements, generation 30; ε = 0.05, 1,000 a generation, 100 loops",
        cases=("right 60 times in 100", "right 2 times in 3", "right 90 times in 100"),
    )


@claim(
    "filtering.cliff",
    statement="Between a verifier that is right 50 times in a hundred and one that is right 55 times lies a cliff: after "
    "fifty generations the one leaves 7.7% true, as much as nobody would, and the other 73%.",
    kind="theorem",
    source="derived",
)
def cliff(rng):
    accuracies = np.array([0.5, 0.52, 0.55])
    found = [checked(c, rng, generations=50, n_samples=20_000, replicates=10)[-1] for c in accuracies]
    return Evidence.of(
        found,
        verification_law.truth(accuracies, 1 - accuracies, ERROR, 0, 50),
        setting="share of true statements, generation 50; ε = 0.05, 20,000 a generation, 10 loops",
        cases=("right 50 times in 100", "right 52 times in 100", "right 55 times in 100"),
        scale=0.04,
    )


@claim(
    "filtering.blind-spot",
    statement="A verifier that is perfect except for a share β of errors that it cannot see lets truth die: "
    "((1 − ε)/(1 − ε + εβ))ᵗ of what it keeps is true after t generations.",
    kind="theorem",
    source="derived",
)
def blind_spot(rng):
    shares, predicted = [], []
    for blind in (0.1, 0.3):
        loop = {"generations": 51, "n_samples": 1000, "replicates": 100}
        shares += [*checked(1.0, rng, blind=blind, among=kept, **loop)[[11, 51]]]
        predicted += [*verification_law.blind_truth(ERROR, blind, [10, 50])]
    return Evidence.of(
        shares,
        predicted,
        setting="share of true statements among what is kept; ε = 0.05, 1,000 a generation, 100 loops",
        cases=("β = 0.1, t = 10", "β = 0.1, t = 50", "β = 0.3, t = 10", "β = 0.3, t = 50"),
    )


@claim(
    "filtering.independence",
    statement="After two hundred generations more of what is written is true with a verifier that is right two times out of three "
    "about all errors than with one that never errs but is blind to a tenth of them.",
    kind="own",
    source="derived",
)
def independence(rng):
    loop = {"generations": 200, "n_samples": 2000, "replicates": 40}
    lenient, strict = checked(2 / 3, rng, **loop)[-1], checked(1.0, rng, blind=0.1, **loop)[-1]
    return Evidence.of(
        lenient - strict,
        0.4,
        "above",
        setting="share of true statements written, generation 200; 2,000 a generation, 40 loops each",
        compared=(against(lenient, strict, "true", ".0%"),),
    )


@claim(
    "filtering.biased-verifier",
    statement="A verifier whose opinion is 0.3 off helps at first; in the end the loop believes what the verifier believes, and errs more than "
    "it did from ten samples.",
    kind="direction",
    source="yi2026",
    but="Here the loop learns a mean, and the verifier keeps what lies within 1 of its own center c, 0.3 from the truth. "
    "Yi et al. study linear regression.",
)
def biased_verifier(rng):
    errors = learned_means(0.3, n=10, generations=10, loops=40_000, rng=rng) ** 2
    return Evidence.of(
        [errors[0] - errors[1], errors[-1] - errors[0]],
        [0.01, 0.01],
        "above",
        setting="mean squared error of the mean from 10 samples a generation, 40,000 loops",
        cases=("first fit and second", "generation 10 and first fit"),
        compared=(against(errors[0], errors[1], form=".3f"), against(errors[-1], errors[0], form=".3f")),
    )


@claim(
    "filtering.contraction",
    statement="With plenty of samples, the distance of the loop from its verifier's center shrinks to about three tenths in each "
    "generation.",
    kind="theorem",
    source="derived",
)
def contraction(rng):
    means = learned_means(0.6, n=1000, generations=4, loops=400, rng=rng)
    predicted = [0.0]
    for _ in range(3):
        predicted.append(verification_law.verified_mean(predicted[-1], 0.6, 1.0))
    return Evidence.of(
        0.6 - means[1:],
        0.6 - np.array(predicted[1:]),
        setting="distance from a center at 0.6, beginning with 0.6; 1,000 samples a generation, 400 loops",
        cases=("generation 2", "generation 3", "generation 4"),
        scale=0.01,
    )


@claim(
    "filtering.best-of-two",
    statement="Learning from the better of two samples raises a bell curve by 1/√π of its standard deviation a generation and "
    "leaves 1 − 1/π of its variance, so that all the progress there will ever be is 3.24 of the first standard deviation.",
    kind="theorem",
    source="derived",
)
def best_of_two(rng):
    measures = {"mean": of_samples(lambda X: X.mean(axis=(1, 2))), "v": of_model("variance_")}
    loop = {"generations": 6, "n_samples": 2000, "replicates": 200}
    history = run(GaussianModel(), Gaussian(), better_of_two, **loop, measures=measures, rng=rng)
    return Evidence.of(
        [history["mean"][-1], np.log(history["v"][-1])],
        [verification_law.best_of_two_gain(5), np.log(verification_law.best_of_two_variance(5))],
        setting="after five choices; 2,000 samples a generation, 200 loops",
        cases=("gain in first standard deviations", "ln σ²"),
        scale=0.05,
    )


@claim(
    "filtering.breakdown",
    statement="A learner with plenty of data goes from right to wrong where more than κ₁/(κ₁ + κ₀) of the labels are wrong before "
    "the verifier sees them.",
    kind="direction",
    source="feng2025",
    but="Feng et al. prove a sharp transition for large samples. The learner here is the mean of label times input, and has a "
    "finite sample: its accuracy passes one half at that point.",
)
def breakdown(rng):
    right, wrong, d, n = 0.8, 0.4, 10, 2000
    middle = verification_law.breakdown(right, wrong)
    shares = np.array([middle - 0.1, middle, middle + 0.1])
    found = [[learned(share, right, wrong, d, n, rng) for _ in range(300)] for share in shares]
    return Evidence.of(
        np.array(found),
        verification_law.learned_accuracy(shares, right, wrong, d, n),
        setting="accuracy of the learner; κ₁ = 0.8, κ₀ = 0.4, d = 10, n = 2,000, 300 learners",
        cases=("0.1 below", "at κ₁/(κ₁ + κ₀) = 0.667", "0.1 above"),
        scale=0.03,
    )


def learned(wrong_share, right, wrong, d, n, rng):
    """Accuracy of the mean of label times input, learned from verified labels of which a share was flipped."""
    X = rng.standard_normal((n, d))
    flipped = rng.random(n) < wrong_share
    labels = np.where(flipped, -1, 1) * np.sign(X[:, 0])
    kept = rng.random(n) < np.where(flipped, wrong, right)
    direction = (X[kept] * labels[kept, None]).mean(axis=0)
    return 1 - np.arccos(direction[0] / np.linalg.norm(direction)) / np.pi
