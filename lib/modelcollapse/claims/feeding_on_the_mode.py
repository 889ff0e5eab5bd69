"""Claims of the chapter on models that prefer their favorites."""

from __future__ import annotations

import numpy as np

from modelcollapse.chains import categorical
from modelcollapse.claims.evidence import Evidence, against, mean_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_model, of_samples, run
from modelcollapse.measures.neighbors import share_near
from modelcollapse.models import Biased, GaussianModel, MixtureModel
from modelcollapse.policies import accumulate, fresh, replace
from modelcollapse.samplers import nucleus, temperature, top_k
from modelcollapse.sources import Gaussian, Mixture, zipf
from modelcollapse.theory import gaussian as gaussian_law
from modelcollapse.theory import sampling as sampling_law

PLENTY = 10**9
"""Samples a generation when sampling noise should play no part."""


def fitted_variance(model, policy, rng, **loop):
    """Fitted variances of a Gaussian loop, shape (generations + 1, replicates)."""
    return run(model, Gaussian(), policy, measures={"variance": of_model("variance_")}, rng=rng, **loop)["variance"]


@claim(
    "bias.replace",
    statement="With sampling bias λ the mean variance of a fully synthetic loop is λᵗ after t biased generations.",
    kind="theorem",
    source="alemohammad2024",
)
def bias_replace(rng):
    loop = {"generations": 11, "n_samples": 50, "replicates": 8000}
    variance = fitted_variance(Biased(GaussianModel(), 0.8), replace(), rng, **loop)
    samples = variance[[2, 6, 11]]
    predicted = sampling_law.biased_replacing(0.8, np.array([1, 5, 10]))
    return Evidence.of(
        samples,
        predicted,
        setting="variance; λ = 0.8, n = 50, 8,000 loops",
        cases=("1 generation", "5 generations", "10 generations"),
    )


@claim(
    "bias.more-samples-do-not-help",
    statement="Bias sets a clock of its own: the typical chain loses |ln λ| a generation on top of sampling noise, whatever n is.",
    kind="theorem",
    source="derived",
)
def bias_clock(rng):
    sizes, drifts = (20, 2000), []
    for n in sizes:
        loop = {"generations": 11, "n_samples": n, "replicates": 100_000 // n + 100}
        drifts.append(np.log(fitted_variance(Biased(GaussianModel(), 0.8), replace(), rng, **loop)[-1]))
    predicted = 10 * np.log(0.8) + 11 * gaussian_law.log_variance_drift(sizes)
    return Evidence.of(drifts, predicted, setting="mean of ln σ² at λ = 0.8, 11 fits", cases=("n = 20", "n = 2,000"))


@claim(
    "bias.accumulating-never-stops",
    statement="Keeping all data does not stop a biased loop: the variance falls for ever, like t^(−(1−λ)).",
    kind="own",
    source="derived",
)
def bias_accumulate(rng):
    samples, predicted = [], []
    for bias, n, fits in ((0.5, 3, (2, 5)), (0.5, 10, (5, 25)), (0.8, 10, (25,))):
        loop = {"generations": max(fits), "n_samples": n, "replicates": 4000}
        variance = fitted_variance(Biased(GaussianModel("mle"), bias), accumulate(), rng, **loop)
        samples += [variance[fit] for fit in fits]
        predicted += [*sampling_law.biased_accumulating(bias, n, fits)]
    long = fitted_variance(
        Biased(GaussianModel("mle"), 0.5), accumulate(), rng, generations=160, n_samples=10, replicates=300
    )
    samples.append(np.log(long[160] / long[40]) / np.log(4))
    predicted.append(-(1 - 0.5))
    return Evidence.of(
        samples,
        predicted,
        setting="variance; maximum likelihood, 4,000 loops; exponent, 300",
        cases=(
            "λ = 0.5, n = 3, fit 2", "λ = 0.5, n = 3, fit 5", "λ = 0.5, n = 10, fit 5", "λ = 0.5, n = 10, fit 25",
            "λ = 0.8, n = 10, fit 25", "exponent of t at λ = 0.5, n = 10, fit 40 to 160",
        ),
    )  # fmt: skip


@claim(
    "bias.fresh-data-holds",
    statement="A share r of fresh real data stops a biased loop at variance r/(1 − (1 − r)λ), up to a correction for small samples.",
    kind="own",
    source="derived",
)
def bias_fresh(rng):
    loop = {"generations": 30, "n_samples": 100, "replicates": 2000}
    variance = fitted_variance(Biased(GaussianModel("mle"), 0.8), fresh(0.1), rng, **loop)
    samples = variance[-1]
    return Evidence.of(
        samples, sampling_law.biased_fresh(0.8, 10, 90), setting="λ = 0.8, 10 real and 90 synthetic a generation"
    )


def quality_and_diversity(bias, policy, rng, replicates):
    """Precision and recall of a mixture loop in its last generation, shape (2, replicates).

    Each loop is scored against a real sample of its own. One sample for all would make their errors common, and
    their spread over loops would understate the error of the mean.
    """
    modes = Mixture([1 / 3] * 3, [-4, 0, 4], 0.5)
    real = modes.sample((replicates, 100), rng=rng)
    loop = {"generations": 8, "n_samples": 100, "replicates": replicates}
    measures = {"points": of_samples(lambda X: X)}
    points = run(Biased(MixtureModel(3, iterations=12), bias), modes, policy, measures=measures, rng=rng, **loop)
    last = points["points"][-1]
    return np.stack([share_near(last, real, radius=0.1), share_near(real, last, radius=0.1)])


def ratio_and_error(top, bottom):
    """Ratio of two means of independent samples, with its standard error to first order."""
    (over, over_error), (under, under_error) = mean_and_error(top), mean_and_error(bottom)
    return over / under, over / under * np.hypot(over_error / over, under_error / under)


@claim(
    "mad.quality-for-diversity",
    statement="On three clusters, eight generations with λ = 0.5 have better quality than with λ = 1 and less than a third of the diversity, "
    "if each learns from the last one alone.",
    kind="direction",
    source="alemohammad2024",
)
def quality_for_diversity(rng):
    honest, biased = (quality_and_diversity(bias, replace(), rng, replicates=300) for bias in (1.0, 0.5))
    runs = [ratio_and_error(biased[0], honest[0]), ratio_and_error(honest[1], biased[1])]
    measured, error = np.transpose(runs)
    cases = ("quality", "diversity")
    setting = "quality at λ = 0.5 over that at 1, diversity at 1 over that at 0.5; three modes, generation 8, 300 loops"
    pairs = (against(biased[0], honest[0], form=".2f"), against(biased[1], honest[1], form=".2f"))
    return Evidence(measured, [1.03, 3], error, "above", 0, setting, cases, replicates=300, compared=pairs)


@claim(
    "mad.three-loops",
    statement="On three clusters with λ = 0.5, augmentation or a fifth of fresh data more than doubles the diversity that eight generations leave.",
    kind="direction",
    source="alemohammad2024",
)
def three_loops(rng):
    loops = (replace(), accumulate(), fresh(0.2))
    synthetic, *others = (quality_and_diversity(0.5, policy, rng, replicates=100)[1] for policy in loops)
    measured, error = np.transpose([ratio_and_error(recall, synthetic) for recall in others])
    setting = "diversity over that of fully synthetic; λ = 0.5, three modes, generation 8, 100 loops"
    cases = ("augmentation", "fresh data")
    pairs = tuple(against(recall, synthetic, form=".3f") for recall in others)
    return Evidence(measured, [2.3, 2.3], error, "above", 0, setting, cases, replicates=100, compared=pairs)


@claim(
    "temperature.power",
    statement="At temperature τ, with samples without limit, generation t has probabilities proportional to p^(τ^−t).",
    kind="theorem",
    source="marchi2024",
)
def temperature_power(rng):
    p = [0.4, 0.3, 0.2, 0.1]
    cases = tuple(f"share {share:g}" for share in p)
    loop = {"n_samples": PLENTY, "generations": 5, "replicates": 200}
    history = categorical.chain(p, sampler=temperature(0.8), **loop, rng=rng)
    samples = history["probabilities"][-1].T
    return Evidence.of(
        samples, sampling_law.tempered(p, 0.8, 5), setting="τ = 0.8, generation 5, a billion samples", cases=cases
    )


@claim(
    "temperature.hot",
    statement="Above 1, temperature flattens: the loop ends uniform over whatever it can say, rare and common alike.",
    kind="theorem",
    source="marchi2024",
)
def temperature_hot(rng):
    p = [0.4, 0.3, 0.2, 0.1]
    cases = tuple(f"share {share:g}" for share in p)
    loop = {"n_samples": PLENTY, "generations": 60, "replicates": 200}
    history = categorical.chain(p, sampler=temperature(1.25), **loop, rng=rng)
    samples = history["probabilities"][-1].T
    return Evidence.of(
        samples, sampling_law.tempered(p, 1.25, 60), setting="τ = 1.25, generation 60: a quarter each", cases=cases
    )


@claim(
    "temperature.and-drift",
    statement="A temperature of 0.9 more than halves the number of species that ten generations of honest sampling leave.",
    kind="own",
    source="derived",
)
def temperature_and_drift(rng):
    loop = {"n_samples": 1000, "generations": 10, "replicates": 200, "rng": rng}
    honest, cool = (
        (categorical.chain(zipf(1000).probabilities_, sampler=sampler, **loop)["probabilities"][-1] > 0).sum(axis=1)
        for sampler in (None, temperature(0.9))
    )
    measured, error = ratio_and_error(cool, honest)
    return Evidence(
        measured,
        0.5,
        error,
        "below",
        setting="species left at τ = 0.9 over those at τ = 1; 1,000 samples",
        replicates=200,
        compared=(against(cool, honest, "species", ".0f"),),
    )


@claim(
    "sampler.top-k-cuts-once",
    statement="Top-k does all its damage in the first generation: with samples without limit the next ones lose nothing more.",
    kind="own",
    source="derived",
)
def top_k_cuts_once(rng):
    real = zipf(1000).probabilities_
    loop = {"n_samples": PLENTY, "generations": 20, "replicates": 20}
    alive = (categorical.chain(real, sampler=top_k(50), **loop, rng=rng)["probabilities"] > 0).sum(axis=2)
    return Evidence(
        alive[[1, 20]].mean(axis=1),
        [50, 50],
        rounding=1e-9,
        setting="species left of 1,000, k = 50",
        cases=("generation 1", "generation 20"),
    )


@claim(
    "sampler.nucleus-never-stops-cutting",
    statement="Nucleus sampling cuts a tail, finds a new one, and cuts again, until fewer than 1/(1 − p) items are left. "
    "Equally likely items are cut down to exactly the largest number allowed.",
    kind="own",
    source="derived",
)
def nucleus_cuts_on(rng):
    thresholds, alive = (0.5, 0.8, 0.9, 0.95), []
    for p in thresholds:
        spoken = np.full(1000, np.log(1 / 1000))
        for _ in range(200):
            spoken = nucleus(p)(spoken)
        alive.append(int(np.isfinite(spoken).sum()))
    return Evidence(
        alive,
        sampling_law.nucleus_survivors(thresholds),
        rounding=1e-9,
        setting="items left of 1,000 equally likely ones after 200 generations",
        cases=("p = 0.5", "p = 0.8", "p = 0.9", "p = 0.95"),
    )
