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

LOOP = {"n_samples": 100, "generations": 50, "replicates": 100_000}
SETTING = "n = 100, 50 generations, 100,000 chains"


@claim(
    "gaussian.log-variance-drift",
    statement="The logarithm of the variance falls by about 1/(n − 1) a generation; exactly by ln((n−1)/2) − ψ((n−1)/2).",
    kind="theorem",
    source="derived",
)
def log_variance_drift(rng):
    last = gaussian.chain(**LOOP, rng=rng)["log_variance"][-1]
    return Evidence.of(last, 50 * gaussian_law.log_variance_drift(100), setting=SETTING)


@claim(
    "gaussian.mle-twice-as-fast",
    statement="With the maximum-likelihood variance, which divides by n, the typical chain collapses about twice as fast.",
    kind="theorem",
    source="derived",
)
def mle_twice_as_fast(rng):
    last = gaussian.chain(**LOOP, estimator="mle", rng=rng)["log_variance"][-1]
    return Evidence.of(last, 50 * gaussian_law.log_variance_drift(100, "mle"), setting=SETTING)


@claim(
    "gaussian.log-variance-spread",
    statement="Chains spread out: after t generations the variance of log σ² over chains is t ψ₁((n−1)/2), about 2t/n.",
    kind="theorem",
    source="derived",
)
def log_variance_spread(rng):
    last = gaussian.chain(**LOOP, rng=rng)["log_variance"][-1]
    samples = (last - last.mean()) ** 2
    return Evidence.of(samples, 50 * gaussian_law.log_variance_spread(100), setting=SETTING)


@claim(
    "gaussian.mean-variance-never-falls",
    statement="The mean variance over all chains stays at 1 forever.",
    kind="qualified",
    source="derived",
    but="This holds for the unbiased estimate only, and says little: a few wild chains carry the mean while nearly all others shrink.",
)
def mean_variance_never_falls(rng):
    history = gaussian.chain(n_samples=100, generations=20, replicates=200_000, rng=rng)
    samples = np.exp(history["log_variance"][-1])
    return Evidence.of(samples, 1.0, setting="n = 100, 20 generations, 200,000 chains")


@claim(
    "gaussian.mean-sd",
    statement="The mean standard deviation falls by the factor c₄(n) ≈ 1 − 1/(4n) a generation.",
    kind="theorem",
    source="derived",
)
def mean_sd(rng):
    last = gaussian.chain(**LOOP, rng=rng)["log_variance"][-1]
    samples = np.exp(last / 2)
    return Evidence.of(samples, gaussian_law.mean_sd([100] * 50), setting=SETTING)


@claim(
    "gaussian.wasserstein",
    statement="The mean squared Wasserstein distance to the truth is t/n + 2(1 − c₄ᵗ), which starts as 1.5 t/n.",
    kind="theorem",
    source="shumailov2024",
)
def wasserstein(rng):
    history = gaussian.chain(**LOOP, rng=rng)
    distance = squared_wasserstein_normal(history["mean"][-1], np.exp(history["log_variance"][-1] / 2))
    return Evidence.of(distance, gaussian_law.squared_wasserstein(100, 50), setting=SETTING)


@claim(
    "gaussian.sample-variance",
    statement="Over all chains together, a point of generation t has variance 1 + t/n: the chains wander apart as they shrink.",
    kind="theorem",
    source="shumailov2024",
)
def sample_variance(rng):
    history = gaussian.chain(**LOOP, rng=rng)
    points = history["mean"][-1] + np.exp(history["log_variance"][-1] / 2) * rng.standard_normal(LOOP["replicates"])
    samples = points**2
    return Evidence.of(samples, gaussian_law.sample_variance(100, 50), setting=SETTING)


@claim(
    "gaussian.survival-bound",
    statement="The probability that the standard deviation is still above ε after k generations is at most (1/ε) exp(−k/(4n−1)).",
    kind="theorem",
    source="suresh2025",
)
def survival_bound(rng):
    last = gaussian.chain(n_samples=10, generations=100, replicates=100_000, rng=rng)["log_variance"][-1]
    measured, error = share_and_error(last / 2 > np.log(0.1))
    bound = gaussian_law.survival_bound(10, 100, 0.1)
    return Evidence(measured, bound, error, "at most", setting="n = 10, k = 100, ε = 0.1, 100,000 chains")


@claim(
    "gaussian.collapse-to-a-point",
    statement="After 2,000 generations of 100 samples each, the distribution is a point: σ below 0.01 in almost every chain.",
    kind="reproduced",
    source="shumailov2024",
)
def collapse_to_a_point(rng):
    last = gaussian.chain(n_samples=100, generations=2000, replicates=5000, rng=rng)["log_variance"][-1]
    measured, error = share_and_error(last / 2 < np.log(0.01))
    predicted = gaussian_law.log_variance_cdf(2 * np.log(0.01), 100, 2000)
    return Evidence(measured, predicted, error, setting="n = 100, share of 5,000 chains")


@claim(
    "gaussian.growing-samples",
    statement="If the samples grow fast enough with the generation, the collapse stops: with 20 t² samples, 98% of the spread survives forever.",
    kind="theorem",
    source="derived",
)
def growing_samples(rng):
    finals = [
        np.exp(gaussian.chain(n_samples=size, generations=1000, replicates=4000, rng=rng)["log_variance"][-1] / 2)
        for size in (lambda t: 20 * t, lambda t: 20 * t**2)
    ]
    t = np.arange(1, 1001)
    predicted = [gaussian_law.mean_sd(20 * t), gaussian_law.mean_sd(20 * t**2)]
    return Evidence.of(
        finals,
        predicted,
        setting="mean σ after 1,000 generations, 4,000 chains",
        cases=("20 t samples", "20 t² samples"),
    )


@claim(
    "gaussian.log-det-drift",
    statement="In d dimensions the log-volume falls as d²: log det Σ drifts by about −d(d+1)/(2(n−1)) a generation.",
    kind="theorem",
    source="anderson2003",
)
def log_det_drift(rng):
    history = gaussian.log_det_chain(n_samples=170, dimension=16, generations=30, replicates=10_000, rng=rng)
    samples = history["log_det"][-1] / 30
    predicted = gaussian_law.log_det_drift(170, 16)
    return Evidence.of(samples, predicted, setting="d = 16, n = 170, 30 generations, 10,000 chains")


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
    return Evidence.of(samples, predicted, setting="16 components, 170 images, 30 refits, 100 chains")
