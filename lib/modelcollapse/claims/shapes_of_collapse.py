"""Claims of the chapter on the shapes of collapse."""

from __future__ import annotations

import numpy as np

from modelcollapse.chains import gaussian
from modelcollapse.claims.evidence import Evidence, mean_and_error, share_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_samples, run
from modelcollapse.measures.modes import mode_shares
from modelcollapse.measures.tails import normal_tail
from modelcollapse.models import KDEModel, MixtureModel
from modelcollapse.sources import Gaussian, Mixture
from modelcollapse.theory import gaussian as gaussian_law
from modelcollapse.theory import shapes as shapes_law


def refits(n, replicates, rng) -> dict[str, np.ndarray]:
    """Fit each of `modelcollapse.theory.shapes.FAMILIES` to ``n`` samples of scale 1, many times."""
    normal, uniform = rng.standard_normal((replicates, n)), rng.random((replicates, n)).max(axis=1)
    return {
        "Gaussian, divide by n": normal.std(axis=1),
        "Gaussian, divide by n − 1": normal.std(axis=1, ddof=1),
        "exponential, the mean": rng.exponential(size=(replicates, n)).mean(axis=1),
        "Laplace, mean absolute deviation": np.abs(rng.laplace(size=(replicates, n))).mean(axis=1),
        "uniform, the largest": uniform,
        "uniform, the largest × (n+1)/n": uniform * (n + 1) / n,
    }


@claim(
    "shapes.log-drift-decides",
    statement="In a scale family the mean logarithm of the refit factor sets the fate of the loop; for six common fits it is known exactly.",
    kind="theorem",
    source="derived",
)
def log_drift_decides(rng):
    fits = refits(10, 50_000, rng)
    samples = [np.log(fits[name]) for name in shapes_law.FAMILIES]
    predicted = [shapes_law.scale_drift(name, 10) for name in shapes_law.FAMILIES]
    return Evidence.of(samples, predicted, setting="drift of ln scale, n = 10", cases=tuple(shapes_law.FAMILIES))


@claim(
    "shapes.wander",
    statement="Divide the sum of squares by 2 exp ψ((n−1)/2), about n − 2, and a Gaussian loop neither shrinks nor grows: the mean of log σ² stays at 0 while its variance grows in proportion to t.",
    kind="theorem",
    source="derived",
)
def wander(rng):
    history = gaussian.chain(n_samples=10, generations=50, replicates=50_000, rng=rng)
    log_variance = history["log_variance"][-1] + 50 * np.log(9 / shapes_law.fair_divisor(10))
    samples = [log_variance, (log_variance - log_variance.mean()) ** 2]
    predicted = [0.0, 50 * gaussian_law.log_variance_spread(10)]
    return Evidence.of(samples, predicted, setting="log σ², n = 10, t = 50, 50,000 chains", cases=("mean", "variance"))


@claim(
    "shapes.mode-survival",
    statement="Modes of a mixture die by drift, the smallest first: how many survive follows the Wright–Fisher law of a neutral gene.",
    kind="qualified",
    source="wright1931",
    but="The modes must be far apart. Where components of the fit overlap, a dead mode can come back.",
)
def mode_survival(rng):
    weights, centers = [0.4, 0.3, 0.2, 0.1], [-6, -2, 2, 6]
    history = run(
        MixtureModel(4, iterations=4),
        Mixture(weights, centers, 0.02),
        generations=20,
        n_samples=50,
        replicates=500,
        measures={"shares": of_samples(lambda X: mode_shares(X, np.reshape(centers, (4, 1)), radius=2))},
        rng=rng,
    )
    results = [share_and_error(history["shares"][20, :, mode] > 0) for mode in range(4)]
    measured, error = np.transpose(results)
    predicted = shapes_law.mode_survival(50, weights, 20)
    return Evidence(
        measured,
        predicted,
        error,
        setting="share of loops where it lives; n = 50, 20 generations, 500 loops",
        cases=("mode of weight .4", ".3", ".2", ".1"),
    )


@claim(
    "shapes.kde-grows",
    statement="A kernel density estimate with fixed bandwidth h grows instead of shrinking: E v′ = (v + h²)(1 − 1/n), towards (n − 1)h².",
    kind="theorem",
    source="derived",
)
def kde_grows(rng):
    history = run(KDEModel(0.3), Gaussian(), generations=60, n_samples=100, replicates=1500, rng=rng)
    # What generation 60 produced is what the 61st model is fitted to; the law counts variance over n, not n - 1.
    samples = history["variance"][60] * (1 - 1 / 100)
    predicted = gaussian_law.kde_variance(100, 0.3, 61)
    return Evidence.of(samples, predicted, setting="n = 100, h = 0.3, data of the 61st fit, 1,500 loops")


@claim(
    "shapes.kde-relative-factor",
    statement="If the bandwidth is c standard deviations of the data, the mean variance is multiplied by exactly 1 − 1/n + c² a generation.",
    kind="theorem",
    source="derived",
)
def kde_relative_factor(rng):
    found, widths = [], (0.05, 0.1, 0.2)
    for c in widths:
        history = run(KDEModel(c, relative=True), Gaussian(), generations=10, n_samples=100, replicates=3000, rng=rng)
        found.append(history["variance"][10])
    predicted = shapes_law.relative_kde_factor(100, widths) ** 10
    return Evidence.of(
        found,
        predicted,
        setting="mean variance; n = 100, 10 generations, 3,000 loops",
        cases=("c = 0.05", "c = 0.1", "c = 0.2"),
    )


@claim(
    "shapes.silverman-explodes",
    statement="With Silverman's data-driven bandwidth the typical variance grows exponentially under replace.",
    kind="own",
    source="silverman1986",
)
def silverman_explodes(rng):
    history = run(KDEModel("silverman"), Gaussian(), generations=60, n_samples=100, replicates=500, rng=rng)
    samples = np.log(history["variance"][60] / history["variance"][10]) / 50
    return Evidence.of(samples, 0.0, "above", setting="drift of log variance, n = 100, generations 10 to 60")


@claim(
    "shapes.kde-accumulate-diverges",
    statement="Keeping all data does not stop a KDE of fixed bandwidth: its variance grows without bound, like h² ln t.",
    kind="disputed",
    source="gerstgrasser2024",
    but="The source proves that accumulating keeps the error of linear regression bounded, and finds the same for language, image and molecule models. A KDE whose bandwidth narrows as the data grow stays bounded too. What is false is the general slogan.",
)
def kde_accumulate_diverges(rng):
    samples = _accumulated(KDEModel(0.3), 250, rng)
    predicted = gaussian_law.kde_accumulating_variance(100, 0.3, 60)
    return Evidence.of(samples, predicted, setting="n = 100, h = 0.3, data of the 60th fit, 250 loops")


@claim(
    "shapes.silverman-accumulate-bounded",
    statement="With Silverman's bandwidth, which narrows as data accumulate, the mean variance stays below a bound that never exceeds 1.35 at n = 100.",
    kind="theorem",
    source="derived",
)
def silverman_accumulate_bounded(rng):
    samples = _accumulated(KDEModel("silverman"), 60, rng)
    bound = shapes_law.silverman_accumulating_bound(100, 60)
    return Evidence.of(samples, bound, "at most", setting="n = 100, data of the 60th fit, 60 loops")


def _accumulated(model, replicates, rng):
    """Variance of everything kept until the 60th fit, shape (replicates,)."""
    history = run(
        model,
        Gaussian(),
        "accumulate",
        generations=60,
        n_samples=100,
        replicates=replicates,
        measures={"variance": lambda g: g.training.var(axis=(1, 2)) if g.number == 60 else np.zeros(replicates)},
        rng=rng,
    )
    return history["variance"][60]


def _tails(history, beyond):
    """P(|x| > beyond) under each model of the last generation of a Gaussian chain, shape (replicates,)."""
    return normal_tail(history["mean"][-1], np.exp(history["log_variance"][-1] / 2), beyond=beyond)


@claim(
    "shapes.mean-tail-rises",
    statement="In a Gaussian loop the mean over chains of P(|x| > 3) rises above the real 0.0027, while in more than half of the chains it falls below.",
    kind="disputed",
    source="shumailov2024",
    but="The source says that the tails of the distribution disappear. That is what the typical chain does: by generation 50 the median tail is a third of the real one. Averaged over chains the tail is ten times the real one.",
)
def mean_tail_rises(rng):
    history = gaussian.chain(n_samples=100, generations=50, replicates=20_000, rng=rng)
    tails = _tails(history, 3)
    results = [mean_and_error(tails), share_and_error(tails < shapes_law.mean_tail(3))]
    measured, error = np.transpose(results)
    cases = ("mean tail", "share of chains whose tail fell")
    setting = "n = 100, generation 50, 20,000 chains"
    return Evidence(measured, [shapes_law.mean_tail(3), 0.5], error, "above", setting=setting, cases=cases)


@claim(
    "shapes.mean-tail-law",
    statement="The mean tail beyond a standard deviations grows at first by a φ(a)(a² − 1)/2 · t/n: it rises if a > 1 and falls if a < 1. One generation is known exactly.",
    kind="theorem",
    source="derived",
)
def mean_tail_law(rng):
    history = gaussian.chain(n_samples=100, generations=1, replicates=200_000, rng=rng)
    samples = [_tails(history, a) for a in (0.5, 1.5, 3)]
    predicted = shapes_law.mean_tail_after_one(100, [0.5, 1.5, 3])
    return Evidence.of(
        samples,
        predicted,
        setting="mean tail; n = 100, one generation, 200,000 chains",
        cases=("a = 0.5", "a = 1.5", "a = 3"),
    )
