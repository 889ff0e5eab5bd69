"""Claims of the chapter on keeping everything: two sums, a budget, and what new data do to both."""

from __future__ import annotations

from functools import cache

import numpy as np

from modelcollapse.chains import regression
from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_model, run
from modelcollapse.measures import language
from modelcollapse.models import Biased, CategoricalModel, GaussianModel, NgramModel
from modelcollapse.policies import accumulate, accumulate_fresh, accumulate_subsample
from modelcollapse.samplers import temperature
from modelcollapse.sources import Birds, Gaussian, Species
from modelcollapse.theory import accumulation as accumulation_law
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import regression as regression_law

WORDS = Species([0.4, 0.3, 0.15, 0.1, 0.05])


def fitted_mean(policy, rng, *, shift=0.0, **loop):
    """Means fitted to bell curves around 0, each model's samples off by ``shift``, shape (generations + 1, replicates)."""
    model = Biased(GaussianModel("mle"), 1, shift=shift)
    return run(model, Gaussian(), policy, measures={"mean": of_model("mean_")}, rng=rng, **loop)["mean"][..., 0]


def errors_of_the_mean(policy, rng, *, n_samples, **loop):
    """Squared errors of these means, in units of that of one fit to real data."""
    return n_samples * fitted_mean(policy, rng, n_samples=n_samples, **loop) ** 2


@cache
def world() -> tuple[Birds, np.ndarray, float]:
    """The bird language, held-out human sentences, and the loss on them of a bigram model with plenty of text."""
    birds = Birds()
    test = birds.sample(500, rng=2**31)
    plenty = NgramModel(2, vocabulary=birds.vocabulary_).fit(birds.sample(40_000, rng=2**30))
    return birds, test, float(np.log(language.perplexity(plenty.log_probability(test), test)))


def excess_loss(policy, rng, *, n_samples, generations, replicates):
    """Loss of bigram models on human text above the least possible, nats a word, shape (generations + 1, replicates)."""
    birds, test, least = world()
    perplexity = language.held_out_perplexity(test)
    loop = {"n_samples": n_samples, "generations": generations, "replicates": replicates}
    measures = {"loss": lambda g: np.log(perplexity(g)) - least}
    model = NgramModel(2, vocabulary=birds.vocabulary_)
    return run(model, birds, policy, measures=measures, rng=rng, progress=False, **loop)["loss"]


def growth(policy, rng, generation, **loop):
    """Excess loss of a generation, or of several, over that of the first, one number a replicate."""
    loss = excess_loss(policy, rng, generations=np.max(generation), **loop)
    return loss[generation] / loss[1]


def styles_lost(tau, policy, rng, *, generations, replicates):
    """Share of the effective styles in text by people that generated text lacks, shape (generations + 1, replicates)."""
    birds, _, _ = world()
    model = NgramModel(2, vocabulary=birds.vocabulary_, sampler=None if tau == 1 else temperature(tau))
    loop = {"generations": generations, "n_samples": 100, "replicates": replicates}
    measures = {"styles": birds.measures()["diversity"]}
    styles = run(model, birds, policy, measures=measures, rng=rng, progress=False, **loop)["styles"]
    return 1 - styles / styles[0].mean()


@claim(
    "shelf.bell-curve",
    statement="A bell curve that is refitted to everything so far has, after t fits of n samples each, a mean whose squared error is "
    "1 + 1/4 + … + 1/t² times that of one fit if n is large, and less if it is small.",
    kind="theorem",
    source="dey2024",
)
def bell_curve(rng):
    settings = ((3, 4, 20_000), (10, 20, 4000), (200, 10, 2000))
    samples = [
        errors_of_the_mean(accumulate(), rng, n_samples=n, generations=t, replicates=loops)[t]
        for n, t, loops in settings
    ]
    return Evidence.of(
        samples,
        [diversity_law.accumulating_risk(n, t) for n, t, _ in settings],
        setting="squared error of the mean, × one fit",
        cases=tuple(f"n = {n}, fit {t}" for n, t, _ in settings),
    )


@claim(
    "shelf.one-sum",
    statement="Of large batches the price is the same for labels, bell curves and words: with everything kept the squared error of the tenth fit is "
    "1.55 times that of the first.",
    kind="theorem",
    source="dey2024",
)
def one_sum(rng):
    labels = regression.chain(
        dimension=10, n_samples=2000, generations=10, regime="accumulate", replicates=3000, rng=rng
    )["risk"][10] / regression_law.base_risk(10, 2000)
    curves = errors_of_the_mean(accumulate(), rng, n_samples=200, generations=10, replicates=4000)[10]
    off = {"off": lambda g: np.square(g.model.probabilities_ - WORDS.probabilities_).sum(axis=-1) * np.ones(1000)}
    loop = {"n_samples": 200, "generations": 10, "replicates": 1000, "measures": off}
    words = run(CategoricalModel(5), WORDS, "accumulate", rng=rng, **loop)["off"][10]
    one_fit = (1 - np.square(WORDS.probabilities_).sum()) / 200
    return Evidence.of(
        [labels, curves, words / one_fit],
        accumulation_law.random_errors(10),
        setting="squared error of fit 10, × one fit; 2,000 labels of 10 weights, 200 numbers, 200 words of 5",
        cases=("labels", "bell curves", "words"),
    )


@claim(
    "shelf.sentences",
    statement="Sentences cost less than the sum, which is 1.49 in generation 6: with everything kept the excess loss of a bigram model is then "
    "below 1.4 times that of generation 1, with 100 sentences a generation and with 1,000. With 1,000 it is nearer to the sum.",
    kind="direction",
    source="dey2024",
)
def sentences(rng):
    few, many = (growth(accumulate(), rng, 6, n_samples=n, replicates=20) for n in (100, 1000))
    return Evidence.of(
        [-few, -many, many - few.mean()],
        [-1.4, -1.4, 0.01],
        "above",
        setting="excess loss of generation 6, × that of generation 1; bigrams of the bird language, 20 loops",
        cases=("100 sentences", "1,000 sentences", "1,000 and 100 sentences"),
        compared=(against(few, 1.4, form=".2f"), against(many, 1.4, form=".2f"), against(many, few, form=".2f")),
    )


@claim(
    "shelf.nothing-kept",
    statement="A bigram model of sentences that keeps nothing has in generation 10 more than 3.5 times the excess loss of generation 1, and "
    "one that keeps everything less than 1.5 times.",
    kind="direction",
    source="gerstgrasser2024",
)
def nothing_kept(rng):
    replaced, kept = (growth(policy, rng, 10, n_samples=300, replicates=14) for policy in ("replace", "accumulate"))
    return Evidence.of(
        [replaced, -kept],
        [3.5, -1.5],
        "above",
        setting="excess loss of generation 10, × that of generation 1; bigrams, 300 sentences a generation, 14 loops",
        cases=("nothing kept", "everything kept"),
        compared=(against(replaced, 3.5, form=".2f"), against(kept, 1.5, form=".2f")),
    )


@claim(
    "shelf.systematic",
    statement="If every model errs in the same direction, keeping everything does not stop it: after t fits the error is 1/2 + 1/3 + … "
    "+ 1/t times that of one model, about ln t.",
    kind="theorem",
    source="derived",
)
def systematic(rng):
    early = fitted_mean(accumulate(), rng, shift=1.0, n_samples=3, generations=5, replicates=5000)
    late = fitted_mean(accumulate(), rng, shift=1.0, n_samples=10, generations=60, replicates=500)
    return Evidence.of(
        [early[2], early[5], late[60]],
        accumulation_law.systematic_errors([2, 5, 60]),
        setting="error of the mean, × that of one model; 5,000 and 500 loops",
        cases=("n = 3, fit 2", "n = 3, fit 5", "n = 10, fit 60"),
    )


@claim(
    "shelf.leaning-labels",
    statement="Labels that lean cost both sums: with the same points in each generation the risk is R(1 + 1/4 + … + 1/t²) + "
    "Δ²(1/2 + … + 1/t)², and where labels are replaced it is Rt + Δ²(t − 1)².",
    kind="theorem",
    source="derived",
)
def leaning_labels(rng):
    loop = {"dimension": 3, "n_samples": 12, "shift": 0.5, "replicates": 12_000, "rng": rng}
    settings = (
        ("accumulate, same inputs", regression_law.accumulating_same_inputs, 3),
        ("accumulate, same inputs", regression_law.accumulating_same_inputs, 20),
        ("replace", regression_law.replacing, 3),
        ("replace", regression_law.replacing, 20),
    )
    return Evidence.of(
        [regression.chain(regime=regime, generations=t, **loop)["risk"][t] for regime, _, t in settings],
        [law(3, 12, t, shift=0.5) for _, law, t in settings],
        setting="risk; d = 3, n = 12, Δ = 1/2, 12,000 loops",
        cases=("kept, fit 3", "kept, fit 20", "replaced, fit 3", "replaced, fit 20"),
    )


@claim(
    "shelf.cooled-text",
    statement="Text that is written at temperature 0.8 and kept loses styles for as long as the loop runs: from generation 1 to 4 more "
    "than 6 points, and from 4 to 16 once more. In generation 16 more than 15 points are gone that text written at 1 still has.",
    kind="own",
    source="derived",
)
def cooled_text(rng):
    cold, warm = (
        styles_lost(tau, accumulate(), rng, generations=16, replicates=loops) for tau, loops in ((0.8, 48), (1, 20))
    )
    return Evidence.of(
        [cold[4] - cold[1], cold[16] - cold[4], cold[16, :20] - warm[16]],
        [0.06, 0.06, 0.15],
        "above",
        setting="share of the styles of people that is lost; everything kept, bigrams, 100 sentences, 48 and 20 loops",
        cases=("generations 4 and 1", "generations 16 and 4", "temperatures 0.8 and 1, generation 16"),
        compared=(
            against(cold[4], cold[1], form=".0%"),
            against(cold[16], cold[4], form=".0%"),
            against(cold[16], warm[16], form=".0%"),
        ),
    )


@claim(
    "shelf.budget",
    statement="Keep everything, but train each model on k batches drawn from it: the squared error is bounded too, by "
    "π²/6 + (1 + 1/k)(1/(k + 1)² + 1/(k + 2)² + …) times that of one fit if batches are large, and by less if they are small. That is 2.93 for "
    "one batch and 1.75 for ten.",
    kind="theorem",
    source="derived",
)
def budget(rng):
    settings = ((100, 1, 25, 2400), (3, 1, 6, 12_000), (3, 2, 6, 12_000), (20, 10, 25, 2500))
    samples = [
        errors_of_the_mean(accumulate_subsample(k), rng, n_samples=n, generations=t, replicates=loops)[t]
        for n, k, t, loops in settings
    ]
    return Evidence.of(
        samples,
        [n * (1 - diversity_law.accumulating_subsampled(n, t, "model", k)) for n, k, t, _ in settings],
        setting="squared error of the mean, × one fit",
        cases=tuple(f"n = {n}, k = {k}, fit {t}" for n, k, t, _ in settings),
    )


@claim(
    "shelf.budget-slows",
    statement="Within a fixed budget the loss degrades slowly and gradually, and not explosively.",
    kind="disputed",
    source="kazdan2025",
    but="The published version says so; a preprint before it saw a plateau. Where errors are random both are right: the error of a mean that "
    "is refitted to one batch of everything grows ever more slowly, and never exceeds 2.93 times the first. The excess loss of a model of "
    "sentences, which pays less than a mean, still rises from generation 10 to 20, and stays below 3 times the first. Wang et al. prove that "
    "such a loop collapses in the end if every model adds an error that does not average out.",
    verdict="holds, and comes to rest if the errors are random",
)
def budget_slows(rng):
    ten, twenty = growth(accumulate_subsample(), rng, [10, 20], n_samples=100, replicates=40)
    return Evidence.of(
        [ten - twenty, twenty],
        [-0.02, 3.0],
        "below",
        setting="excess loss, × that of generation 1; one batch of everything, bigrams, 100 sentences a generation, 40 loops",
        cases=("sentences, k = 1, generations 10 and 20", "generation 20, and three times the first"),
        compared=(against(ten, twenty, form=".2f"), against(twenty, 3.0, form=".2f")),
    )


@claim(
    "shelf.fresh-tenth",
    statement="Keep everything, and let a tenth of every batch be real and new: the random error turns round. By generation 24 it is below "
    "that of one fit, and by generation 100 more than a fifth below.",
    kind="theorem",
    source="derived",
)
def fresh_tenth(rng):
    error = errors_of_the_mean(accumulate_fresh(0.1), rng, n_samples=10, generations=100, replicates=2200)
    t = [3, 24, 100]
    return Evidence.of(
        error[t],
        accumulation_law.with_fresh(10, t, 0.1),
        setting="squared error of the mean, × one fit; n = 10, 2,200 loops",
        cases=tuple(f"fit {each}" for each in t),
    )


@claim(
    "shelf.fresh-rests",
    statement="New data bound a systematic error too: with a share r of every batch real and new it tends to (1 − r)/r of what one model adds.",
    kind="theorem",
    source="derived",
)
def fresh_rests(rng):
    settings = ((0.25, 4, 4, 5000), (0.5, 4, 4, 5000), (0.5, 10, 60, 500))
    samples = [
        fitted_mean(accumulate_fresh(share), rng, shift=1.0, n_samples=n, generations=t, replicates=loops)[t]
        for share, n, t, loops in settings
    ]
    return Evidence.of(
        samples,
        [accumulation_law.systematic_errors(t, share) for share, _, t, _ in settings],
        setting="error of the mean, × that of one model; n = 4 and 10",
        cases=tuple(f"r = {share:g}, fit {t}" for share, _, t, _ in settings),
    )


@claim(
    "shelf.fresh-sentences",
    statement="With everything kept and a tenth of every batch new human sentences, a bigram model improves: its excess loss in generation "
    "16 is below that of generation 1. Without the tenth it is higher by at least 0.3 times the first.",
    kind="own",
    source="derived",
)
def fresh_sentences(rng):
    loop = {"n_samples": 50, "replicates": 24}
    with_it, without = (growth(policy, rng, 16, **loop) for policy in (accumulate_fresh(0.1), accumulate()))
    return Evidence.of(
        [with_it, with_it - without.mean()],
        [0.99, -0.3],
        "below",
        setting="excess loss of generation 16, × that of generation 1; bigrams, 50 sentences a generation, 24 loops",
        cases=("with the tenth, and the first", "with and without the tenth"),
        compared=(against(with_it, 1, form=".2f"), against(with_it, without, form=".2f")),
    )
