"""Claims of the chapter on the Gaussian loop."""

from __future__ import annotations

import numpy as np

from modelcollapse.chains import gaussian
from modelcollapse.claims.evidence import Evidence, share_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_model, run
from modelcollapse.measures.distances import squared_wasserstein_normal
from modelcollapse.models import GaussianModel
from modelcollapse.sources import Digits
from modelcollapse.theory import gaussian as gaussian_law

FEW = {"n_samples": 3, "generations": 5, "replicates": 100_000}
"""Three samples, drawn and fitted: here n, n − 1 and n − 2 are different numbers."""
MANY = {"n_samples": 100, "generations": 50, "replicates": 50_000}
"""A hundred samples, by the exact law of the chain; a test compares it with drawing and fitting."""
SETTING = "100,000 chains with every sample drawn and fitted; 50,000 by the exact law"
CASES = ("n = 3, generation 5", "n = 100, generation 50")
PACE = "a generation, over 5 generations in 100,000 chains drawn and fitted, over 50 in 50,000 by the exact law"
PACES = ("n = 3", "n = 100")


def last_of_both(rng, name="log_variance", estimator="unbiased"):
    """A quantity after the last generation of the short literal and of the long exact chain, a list of two arrays."""
    return [
        gaussian.literal_chain(**FEW, estimator=estimator, rng=rng)[name][-1],
        gaussian.chain(**MANY, estimator=estimator, rng=rng)[name][-1],
    ]


def pace_of_both(rng, **settings):
    """The mean change of the log variance a generation, in both."""
    lasts = last_of_both(rng, **settings)
    return [last / loop["generations"] for last, loop in zip(lasts, (FEW, MANY), strict=True)]


def in_both(law, *arguments):
    """A law a generation, in both settings."""
    return [law(loop["n_samples"], *arguments) for loop in (FEW, MANY)]


@claim(
    "gaussian.log-variance-drift",
    statement="The logarithm of the variance falls by about 1/(n − 1) a generation; exactly by ln((n−1)/2) − ψ((n−1)/2).",
    kind="theorem",
    source="derived",
)
def log_variance_drift(rng):
    return Evidence.of(pace_of_both(rng), in_both(gaussian_law.log_variance_drift), setting=PACE, cases=PACES)


@claim(
    "gaussian.mle-twice-as-fast",
    statement="With the maximum-likelihood variance, which divides by n, the typical chain collapses faster: about twice as fast when n is large.",
    kind="theorem",
    source="derived",
)
def mle_twice_as_fast(rng):
    return Evidence.of(
        pace_of_both(rng, estimator="mle"),
        in_both(gaussian_law.log_variance_drift, "mle"),
        setting=f"log variance {PACE}",
        cases=PACES,
    )


@claim(
    "gaussian.log-variance-spread",
    statement="Chains spread out: after t generations the variance of log σ² over chains is t ψ₁((n−1)/2), about 2t/n.",
    kind="theorem",
    source="derived",
)
def log_variance_spread(rng):
    samples = [(last - last.mean()) ** 2 for last in last_of_both(rng)]
    predicted = [loop["generations"] * gaussian_law.log_variance_spread(loop["n_samples"]) for loop in (FEW, MANY)]
    return Evidence.of(samples, predicted, setting=SETTING, cases=CASES)


@claim(
    "gaussian.mean-variance-never-falls",
    statement="The mean variance over all chains stays at 1 forever.",
    kind="qualified",
    source="derived",
    but="This holds for the unbiased estimate only, and says little: a few wild chains carry the mean while nearly all others shrink.",
    verdict="holds if the estimate is unbiased",
)
def mean_variance_never_falls(rng):
    short = gaussian.literal_chain(n_samples=5, generations=3, replicates=100_000, rng=rng)
    long = gaussian.chain(n_samples=100, generations=20, replicates=100_000, rng=rng)
    samples = [np.exp(history["log_variance"][-1]) for history in (short, long)]
    return Evidence.of(
        samples,
        [1.0, 1.0],
        setting="100,000 chains each",
        cases=("n = 5, 3 generations, drawn and fitted", "n = 100, 20 generations, by the law"),
    )


@claim(
    "gaussian.mean-sd",
    statement="After t generations the mean standard deviation is c₄(n)ᵗ: it falls by about 1/(4n) a generation.",
    kind="theorem",
    source="bertrand2024",
)
def mean_sd(rng):
    samples = [np.exp(last / 2) for last in last_of_both(rng)]
    predicted = [gaussian_law.mean_sd([loop["n_samples"]] * loop["generations"]) for loop in (FEW, MANY)]
    return Evidence.of(samples, predicted, setting=SETTING, cases=CASES)


@claim(
    "gaussian.wasserstein",
    statement="The mean squared Wasserstein distance to the truth is t/n + 2(1 − c₄ᵗ), which starts as 1.5 t/n.",
    kind="theorem",
    source="shumailov2024",
)
def wasserstein(rng):
    histories = gaussian.literal_chain(**FEW, rng=rng), gaussian.chain(**MANY, rng=rng)
    distances = [squared_wasserstein_normal(h["mean"][-1], np.exp(h["log_variance"][-1] / 2)) for h in histories]
    predicted = [gaussian_law.squared_wasserstein(loop["n_samples"], loop["generations"]) for loop in (FEW, MANY)]
    return Evidence.of(distances, predicted, setting=SETTING, cases=CASES)


@claim(
    "gaussian.sample-variance",
    statement="Over all chains together, a point of generation t has variance 1 + t/n: the chains wander apart as they shrink.",
    kind="theorem",
    source="shumailov2024",
)
def sample_variance(rng):
    histories = gaussian.literal_chain(**FEW, rng=rng), gaussian.chain(**MANY, rng=rng)
    samples = []
    for history in histories:
        mean, sd = history["mean"][-1], np.exp(history["log_variance"][-1] / 2)
        samples.append((mean + sd * rng.standard_normal(mean.shape)) ** 2)
    predicted = [gaussian_law.sample_variance(loop["n_samples"], loop["generations"]) for loop in (FEW, MANY)]
    return Evidence.of(samples, predicted, setting=SETTING, cases=CASES)


@claim(
    "gaussian.survival-bound",
    statement="After k generations the mean standard deviation is at most exp(−k/(4n−1)); so by Markov's inequality it is still above ε with probability at most 1/ε times that.",
    kind="theorem",
    source="suresh2025",
)
def survival_bound(rng):
    settings = {5: 5, 20: 20}
    samples = [
        np.exp(gaussian.literal_chain(n_samples=n, generations=k, replicates=20_000, rng=rng)["log_variance"][-1] / 2)
        for n, k in settings.items()
    ]
    return Evidence.of(
        samples,
        [gaussian_law.survival_bound(n, k, 1.0) for n, k in settings.items()],
        "at most",
        setting="mean σ, where the bound is tight; 20,000 literal chains",
        cases=("n = 5, k = 5", "n = 20, k = 20"),
    )


@claim(
    "gaussian.collapse-to-a-point",
    statement="The end is a point: with n = 20, 400 generations leave σ below 0.01 in 97 chains of 100.",
    kind="own",
    source="derived",
)
def collapse_to_a_point(rng):
    last = gaussian.chain(n_samples=20, generations=400, replicates=20_000, rng=rng)["log_variance"][-1]
    measured, error = share_and_error(last / 2 < np.log(0.01))
    predicted = gaussian_law.log_variance_cdf(2 * np.log(0.01), 20, 400)
    return Evidence(measured, predicted, error, setting="n = 20, share of 20,000 chains")


@claim(
    "gaussian.growing-samples",
    statement="If the samples grow fast enough with the generation, the collapse stops: with 20 t² samples, 98% of the spread survives forever.",
    kind="theorem",
    source="xu2025",
)
def growing_samples(rng):
    finals = [
        np.exp(gaussian.chain(n_samples=size, generations=1000, replicates=2000, rng=rng)["log_variance"][-1] / 2)
        for size in (lambda t: 20 * t, lambda t: 20 * t**2)
    ]
    t = np.arange(1, 1001)
    predicted = [gaussian_law.mean_sd(20 * t), gaussian_law.mean_sd(20 * t**2)]
    return Evidence.of(
        finals,
        predicted,
        setting="mean σ after 1,000 generations, 2,000 chains",
        cases=("20 t samples", "20 t² samples"),
    )


@claim(
    "gaussian.log-det-drift",
    statement="In d dimensions the log-volume falls as d²: log det Σ drifts by about −d(d+1)/(2(n−1)) a generation; exactly by ψ((n−1−i)/2), summed from i = 0 to d − 1, less d ln((n−1)/2).",
    kind="theorem",
    source="anderson2003",
)
def log_det_drift(rng):
    history = gaussian.log_det_chain(n_samples=170, dimension=16, generations=30, replicates=10_000, rng=rng)
    samples = history["log_det"][-1] / 30
    predicted = gaussian_law.log_det_drift(170, 16)
    return Evidence.of(samples, predicted, setting="30 generations, 10,000 chains", cases=("d = 16, n = 170",))


@claim(
    "gaussian.digits-log-det",
    statement="The same clock runs on real handwriting: Gaussians fitted to the digit 3 lose log-volume at the predicted rate.",
    kind="own",
    source="pedregosa2011",
)
def digits_log_det(rng):
    history = run(
        GaussianModel(),
        Digits(3, components=16),
        generations=31,
        n_samples=170,
        replicates=100,
        measures={"log_det": of_model("log_det_")},
        rng=rng,
    )
    # From the first fit on: whatever the real data look like, every further step is the theorem's.
    samples = (history["log_det"][31] - history["log_det"][1]) / 30
    predicted = gaussian_law.log_det_drift(170, 16)
    return Evidence.of(samples, predicted, setting="30 refits, 100 chains", cases=("16 components, 170 images",))
