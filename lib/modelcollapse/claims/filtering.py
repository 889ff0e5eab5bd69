"""Claims of the chapter on filters: what a verifier saves, what it cannot see, and what it costs."""

from __future__ import annotations

import numpy as np

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.defenses.dedup import minhash, resemblance
from modelcollapse.defenses.filters import balanced, by_kind, commonness, effective_share, quota, verified
from modelcollapse.defenses.opinions import better_of_two, learned_means
from modelcollapse.defenses.sandbox import compiles, passes
from modelcollapse.defenses.statements import KINDS, TRUE, misremember
from modelcollapse.defenses.subliminal import lesson
from modelcollapse.loop import of_model, of_samples, run
from modelcollapse.models import CategoricalModel, GaussianModel, NgramModel
from modelcollapse.policies import filtered, fresh, replace
from modelcollapse.sources import EvenExpressions, Gaussian, Species, zipf
from modelcollapse.theory import verification as verification_law

ERROR = 0.05
FACTS = Species([1, 0, 0])
BIRDS = zipf(1000, shift=0.0)
COMMON = 100
"""Birds of a lower rank are rare; together they are 31% of the mentions."""
EVEN = "assert not any(f(x) % 2 for x in range(-3, 4))"
FUNCTION = "f = lambda x: {}"


def rare(items):
    """Whether a mention is of a rare bird."""
    return items >= COMMON


def true_shares(policy, rng, *, blind=0.0, **loop):
    """Share of true statements that each generation writes, of shape (generations + 1, replicates)."""
    model = CategoricalModel(KINDS, sampler=misremember(ERROR, blind))
    measures = {"true": of_samples(lambda X: (X == TRUE).mean(axis=1))}
    return run(model, FACTS, policy, measures=measures, rng=rng, **loop)["true"]


def checked(accuracy, rng, *, blind=0.0, **loop):
    """The same with a verifier that is right with one probability about true and about wrong statements."""
    verifier = by_kind(accuracy, 1 - accuracy, accuracy)
    return true_shares(verified(replace(), verifier), rng, blind=blind, **loop)


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
    found = [checked(c, rng, generations=50, n_samples=1000, replicates=100)[-1] for c in accuracies]
    return Evidence.of(
        found,
        verification_law.truth(accuracies, 1 - accuracies, ERROR, 0, 50),
        setting="share of true statements, generation 50; ε = 0.05, 1,000 a generation, 100 loops",
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
        shares += [*checked(1.0, rng, blind=blind, generations=51, n_samples=1000, replicates=100)[[11, 51]]]
        predicted += [*(0.95 * verification_law.blind_truth(ERROR, blind, [10, 50]))]
    return Evidence.of(
        shares,
        predicted,
        setting="share of true statements written one generation later, 0.95 of it; 100 loops",
        cases=("β = 0.1, t = 10", "β = 0.1, t = 50", "β = 0.3, t = 10", "β = 0.3, t = 50"),
    )


@claim(
    "filtering.independence",
    statement="A verifier without a blind spot that is right two times out of three has kept more of the truth after two hundred "
    "generations than one that never errs but is blind to a tenth of the errors.",
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
        setting="share of true statements, generation 200; 2,000 a generation, 40 loops each",
        compared=(against(lenient, strict, "true", ".0%"),),
    )


def bird_shares(policy, rng, replicates=100):
    """Shares of the birds after eleven fits to 5,000 mentions each, of shape (replicates, 1000)."""
    loop = {"generations": 11, "n_samples": 5000, "replicates": replicates, "rng": rng}
    return run(CategoricalModel(1000), BIRDS, policy, measures={"p": of_model("probabilities_")}, **loop)["p"][-1]


def kinds(policy, rng, replicates=100):
    """Share of the birds that are left, for each loop."""
    return (bird_shares(policy, rng, replicates) > 0).mean(axis=-1)


def least_common_dropped(policy):
    """The policy behind a filter that drops the twentieth of all mentions that is said least."""
    return filtered(policy, commonness, keep=0.95)


BIRD_LOOP = (
    "share of the birds left after ten rounds; 1,000 birds with Zipf's shares, 5,000 mentions a round, 100 islands"
)


@claim(
    "filtering.likelihood-kills-tails",
    statement="A filter that drops the least likely 5% of what a model says leaves, after ten rounds, fewer than a quarter of "
    "the kinds that no filter leaves.",
    kind="own",
    source="derived",
)
def likelihood_kills_tails(rng):
    none, dropped = kinds(replace(), rng), kinds(least_common_dropped(replace()), rng)
    return Evidence.of(
        dropped / none, 0.25, "below", setting=BIRD_LOOP, compared=(against(dropped, none, "of the birds", ".0%"),)
    )


@claim(
    "filtering.likelihood-variance",
    statement="Keeping the likeliest share q of a bell curve multiplies its variance by 1 − 2aφ(a)/q in every generation; "
    "at q = 0.9 that is 0.62.",
    kind="theorem",
    source="derived",
)
def likelihood_variance(rng):
    def typical(X):
        return -np.abs(X[..., 0] - X[..., 0].mean(axis=1, keepdims=True))

    loop = {"generations": 5, "n_samples": 4000, "replicates": 100, "measures": {"v": of_model("variance_")}}
    policies = [filtered(replace(), typical, keep=q) for q in (0.9, 0.99)]
    found = [np.log(run(GaussianModel(), Gaussian(), policy, **loop, rng=rng)["v"][-1]) / 4 for policy in policies]
    return Evidence.of(
        found,
        np.log(verification_law.likeliest_variance([0.9, 0.99])),
        setting="change of ln σ² a generation; 4,000 samples, 100 loops",
        cases=("q = 0.9", "q = 0.99"),
        scale=0.02,
    )


@claim(
    "filtering.weights-save-the-share",
    statement="Importance weights that restore the rare birds' share of the mentions do not restore the birds: after ten rounds "
    "fewer than one in ten is left.",
    kind="own",
    source="derived",
)
def weights_save_the_share(rng):
    target = float(BIRDS.probabilities_[COMMON:].sum())
    shares = bird_shares(verified(least_common_dropped(replace()), balanced(rare, target)), rng)
    return Evidence.of(
        np.stack([(shares > 0).mean(axis=-1), np.abs(shares[:, COMMON:].sum(axis=-1) - target)]),
        0.1,
        "below",
        setting=BIRD_LOOP,
        cases=("birds left", "rare birds' share of the mentions, distance to people's 31%"),
    )


@claim(
    "filtering.quota",
    statement="A twentieth of the training set, filled with people's mentions of rare birds, makes up for a filter that drops "
    "the least likely twentieth: more than five times as many kinds are left as with the filter alone.",
    kind="own",
    source="derived",
)
def quota_holds(rng):
    alone, with_quota = kinds(least_common_dropped(replace()), rng), kinds(least_common_dropped(quota(0.05, rare)), rng)
    return Evidence.of(
        with_quota / alone, 5, "above", setting=BIRD_LOOP, compared=(against(with_quota, alone, "of the birds", ".0%"),)
    )


@claim(
    "filtering.quota-beats-fresh",
    statement="Behind the same filter, a twentieth of people's old mentions of rare birds keeps more kinds than a twentieth of "
    "new mentions of any bird.",
    kind="own",
    source="derived",
)
def quota_beats_fresh(rng):
    with_quota, with_fresh = (kinds(least_common_dropped(policy), rng) for policy in (quota(0.05, rare), fresh(0.05)))
    return Evidence.of(
        with_quota - with_fresh,
        0.1,
        "above",
        setting=BIRD_LOOP,
        compared=(against(with_quota, with_fresh, "of the birds", ".0%"),),
    )


@claim(
    "filtering.self-verification",
    statement="A model that learns only from what it is most sure of does not collapse.",
    kind="disputed",
    source="fu2025self",
    verdict="holds for truth, not for tails",
    but="One filter, two loops. Where what is rare is wrong, keeping the 90% that a model says most often keeps truth. Where "
    "what is rare is merely rare, the same filter removes it. Yi et al. (2026) conclude that information has to come from outside.",
)
def self_verification(rng):
    sure, loop = filtered(replace(), commonness, keep=0.9), {"generations": 10, "n_samples": 20_000, "replicates": 20}
    true, untended = true_shares(sure, rng, **loop)[-1], true_shares(replace(), rng, **loop)[-1]
    left, none = kinds(sure, rng), kinds(replace(), rng)
    return Evidence.of(
        [true - untended, none - left],
        [0.3, 0.2],
        "above",
        setting="what the model's own confidence saves and costs in ten rounds; 20 loops of 20,000 statements, 100 islands of 5,000 mentions",
        cases=(
            "share of true statements, with the filter and without",
            "share of the birds, without the filter and with",
        ),
        compared=(against(true, untended, "true", ".0%"), against(none, left, "of the birds", ".0%")),
    )


@claim(
    "filtering.biased-verifier",
    statement="A verifier with an opinion of its own helps at first, and in the end the loop believes what the verifier believes.",
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


def written_code(policy, rng, *, n=100, generations=6, replicates=6):
    """Expressions that the last generation learns from, of shape (replicates, n), and the people's."""
    seen = {}

    def remember(generation):
        seen[generation.number] = generation.training
        return 0.0

    loop = {"generations": generations, "n_samples": n, "replicates": replicates, "measures": {"none": remember}}
    run(NgramModel(3), EvenExpressions(), policy, **loop, rng=rng)
    return seen[generations], seen[0]


def different(programs):
    """How many different programs each replicate has."""
    return np.array([len(set(row)) for row in programs.tolist()], dtype=float)


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
    kept, people = written_code(verified(replace(), verifier), rng, replicates=16)
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
    statement="A loop that learns only programs that pass the tests loses most of their variety: among a hundred that it learns, "
    "not all that it writes, fewer than half as many are different as among people's hundred.",
    kind="own",
    source="derived",
)
def unit_tests(rng):
    kept, people = written_code(verified(replace(), passes(EVEN, FUNCTION)), rng, replicates=8)
    return Evidence.of(
        different(kept) / different(people),
        0.5,
        "below",
        setting="different ones of a hundred, sixth generation and people; word trigrams, 8 loops",
        compared=(against(different(kept), different(people), "programs", ".0f"),),
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
