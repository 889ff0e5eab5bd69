"""Claims of the chapter on the shapes of collapse."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm
from sklearn.neighbors import KernelDensity

from modelcollapse.chains import gaussian
from modelcollapse.claims.evidence import Evidence, against, mean_and_error, share_and_error
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
    # With three samples even the slowest of the six drifts, about 1/(2n²), is large against its error.
    fits = refits(3, 100_000, rng)
    samples = [np.log(fits[name]) for name in shapes_law.FAMILIES]
    predicted = [shapes_law.scale_drift(name, 3) for name in shapes_law.FAMILIES]
    return Evidence.of(
        samples, predicted, setting="drift of ln scale, n = 3, 100,000 refits", cases=tuple(shapes_law.FAMILIES)
    )


@claim(
    "shapes.wander",
    statement="Divide the sum of squares by 2 exp ψ((n−1)/2), about n − 2, and a Gaussian loop neither shrinks nor grows: the mean of log σ² stays at 0 while its variance grows in proportion to t.",
    kind="theorem",
    source="derived",
)
def wander(rng):
    samples, predicted = [], []
    for n, t, chain in ((3, 5, gaussian.literal_chain), (10, 50, gaussian.chain)):
        history = chain(n_samples=n, generations=t, replicates=50_000, rng=rng)
        log_variance = history["log_variance"][-1] + t * np.log((n - 1) / shapes_law.fair_divisor(n))
        samples += [log_variance, (log_variance - log_variance.mean()) ** 2]
        predicted += [0.0, t * gaussian_law.log_variance_spread(n)]
    # The mean is judged on the scale of the spread: a thirtieth of a standard deviation is small.
    scale = [np.sqrt(predicted[1]) / 30, 0.15 * predicted[1], np.sqrt(predicted[3]) / 30, 0.15 * predicted[3]]
    cases = ("mean, n = 3, t = 5", "variance, n = 3, t = 5", "mean, n = 10, t = 50", "variance, n = 10, t = 50")
    return Evidence.of(samples, predicted, setting="log σ², 50,000 chains", cases=cases, scale=scale)


@claim(
    "shapes.mode-survival",
    statement="Modes of a mixture die by drift, the smallest first: how many survive follows the Wright–Fisher law of a neutral gene.",
    kind="qualified",
    source="wright1931",
    but="The modes must be far apart. Where components of the fit overlap, a dead mode can come back.",
    verdict="holds if the modes are far apart",
)
def mode_survival(rng):
    weights, centers, n, generations, loops = [0.4, 0.3, 0.2, 0.1], [-6, -2, 2, 6], 20, 8, 2000
    history = run(
        MixtureModel(4, iterations=4),
        Mixture(weights, centers, 0.02),
        generations=generations,
        n_samples=n,
        replicates=loops,
        measures={"shares": of_samples(lambda X: mode_shares(X, np.reshape(centers, (4, 1)), radius=2))},
        rng=rng,
    )
    measured, error = np.transpose([share_and_error(history["shares"][-1, :, mode] > 0) for mode in range(4)])
    predicted = shapes_law.mode_survival(n, weights, generations)
    return Evidence(
        measured,
        predicted,
        error,
        setting=f"share of loops where it lives; n = {n}, {generations} generations, {loops:,} loops",
        cases=("mode of weight .4", ".3", ".2", ".1"),
    )


@claim(
    "shapes.kde-settles",
    statement="Under replace a kernel density estimate with fixed bandwidth h neither shrinks to a point nor explodes: E v′ = (v + h²)(1 − 1/n), which tends to (n − 1)h² from either side.",
    kind="theorem",
    source="derived",
)
def kde_settles(rng):
    settings, samples = ((0.3, 100, 60), (0.3, 5, 10)), []
    for h, n, t in settings:
        history = run(KDEModel(h), Gaussian(), generations=t, n_samples=n, replicates=150_000 // n + 500, rng=rng)
        # What generation t produced is what the next model is fitted to; the law counts variance over n, not n - 1.
        samples.append(history["variance"][t] * (1 - 1 / n))
    return Evidence.of(
        samples,
        [gaussian_law.kde_variance(n, h, t + 1) for h, n, t in settings],
        setting="variance of the data, 1 at the start; h = 0.3, 2,000 and 30,500 loops",
        cases=("n = 100, limit 8.91, 61st fit: it grows", "n = 5, limit 0.36, 11th fit: it shrinks"),
    )


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
    statement="With Silverman's data-driven bandwidth the typical variance grows by more than 8% a generation under replace.",
    kind="own",
    source="silverman1986",
)
def silverman_explodes(rng):
    history = run(KDEModel("silverman"), Gaussian(), generations=60, n_samples=100, replicates=500, rng=rng)
    samples = np.log(history["variance"][60] / history["variance"][10]) / 50
    return Evidence.of(
        samples, 0.08, "above", setting="drift of log variance, generations 10 to 60", cases=("a bell curve, n = 100",)
    )


class Interpolator:
    """Puts each new point at a random place between two points of the training data, for all replicates at once."""

    batched = True

    def fit(self, X):
        """Keep ``X`` of shape (replicates, n, 1)."""
        self.points_ = X
        return self

    def sample(self, n, *, rng):
        """Draw ``n`` points a replicate."""
        replicates, size, _ = self.points_.shape
        a, b = (np.take_along_axis(self.points_, rng.integers(size, size=(replicates, n, 1)), axis=1) for _ in "ab")
        return a + rng.random(a.shape) * (b - a)


@claim(
    "shapes.bias-not-noise",
    statement="A model that puts each new point at a random place between two old ones keeps (2/3)(1 − 1/n) of the mean variance a generation: it loses a third however many samples it draws.",
    kind="theorem",
    source="derived",
)
def bias_not_noise(rng):
    settings, samples = ((5, 3, 40_000), (1000, 5, 300)), []
    for n, t, loops in settings:
        history = run(Interpolator(), Gaussian(), generations=t, n_samples=n, replicates=loops, rng=rng)
        samples.append(history["variance"][t])
    return Evidence.of(
        samples,
        [shapes_law.interpolation_factor(n) ** t for n, t, _ in settings],
        setting="mean variance, 1 at the start; 40,000 and 300 loops",
        cases=("n = 5, generation 3", "n = 1,000, generation 5"),
    )


@claim(
    "shapes.units-decide",
    statement="The word “silverman” of scikit-learn does not ask how wide the data are: in twenty generations of 30 samples the same loop multiplies the typical variance by more than 50 if the data have a standard deviation of 0.1, and by less than 0.9 if they have 10.",
    kind="own",
    source="pedregosa2011",
)
def units_decide(rng):
    grown = []
    for sd, loops in ((0.1, 30), (10.0, 100)):
        model = KernelDensity(bandwidth="silverman")
        history = run(model, Gaussian(sd=sd), generations=20, n_samples=30, replicates=loops, rng=rng)
        grown.append(np.log(history["variance"][20] / sd**2))
    return Evidence.of(
        [grown[0], -grown[1]],
        [np.log(50), -np.log(0.9)],
        "above",
        setting="change of ln variance by generation 20, n = 30, 30 and 100 loops",
        cases=("rise, data of sd 0.1", "fall, data of sd 10"),
    )


@claim(
    "shapes.kde-accumulate-diverges",
    statement="Keeping all data does not stop a KDE of fixed bandwidth: its variance grows without bound, like h² ln t.",
    kind="disputed",
    source="kazdan2025",
    but="The source runs such loops, also with fixed bandwidths, and reports that the test loss stays stable when data accumulate. Both are true: two more claims of this chapter say how little of the growth the loss shows. With a bandwidth that narrows as the data grow, the variance stays bounded too.",
    verdict="holds for the variance; the loss hardly shows it",
)
def kde_accumulate_diverges(rng):
    settings, samples = ((0.3, 100, 60, 250), (1.0, 5, 10, 1000)), []
    for h, n, t, loops in settings:
        samples.append(_accumulated(KDEModel(h), n, t, loops, rng))
    return Evidence.of(
        samples,
        [gaussian_law.kde_accumulating_variance(n, h, t) for h, n, t, _ in settings],
        setting="variance of all data kept",
        cases=("h = 0.3, n = 100, 60th fit", "h = 1, n = 5, 10th fit"),
    )


@claim(
    "shapes.kde-blurs",
    statement="On average over loops, a KDE that keeps everything is the real density blurred by a random number of kernels: one, and then one for each of the coins with chances 1/2, 1/3, …, 1/t that comes up. That is about ln t of them.",
    kind="theorem",
    source="derived",
)
def kde_blurs(rng):
    h, n, t, replicates = 1.0, 3, 20, 1500
    at = np.array([[0.0], [2.0], [4.0]])
    measures = {"density": lambda g: np.exp(g.model.score_samples(at)) if g.number == t else np.zeros((replicates, 3))}
    settings = {"generations": t, "n_samples": n, "replicates": replicates, "measures": measures}
    history = run(KDEModel(h), Gaussian(), "accumulate", rng=rng, **settings)
    return Evidence.of(
        history["density"][t],
        shapes_law.accumulating_kde_density(at[:, 0], h, t),
        axis=0,
        setting="density of the 20th fit; h = 1, n = 3, 1,500 loops",
        cases=("at 0", "at 2", "at 4"),
    )


@claim(
    "shapes.kde-loss-hides-it",
    statement="The loss on real data hardly sees it. From the first fit to the 60th, a KDE of bandwidth 0.3 that keeps all data loses less than 0.06 nats, and less than one that replaces them by more than 0.1.",
    kind="direction",
    source="kazdan2025",
)
def kde_loss_hides_it(rng):
    kept, replaced = (_loss_gained(KDEModel(0.3), policy, 60, 24, rng) for policy in ("accumulate", "replace"))
    # A few replacing loops wander far off. Each counts for half a nat at most, so that these do not carry the mean.
    replaced = np.minimum(replaced, 0.5)
    return Evidence.of(
        [kept, kept - replaced],
        [0.06, -0.1],
        "below",
        setting="excess loss gained by the 60th fit, in nats; n = 100, 24 loops",
        cases=("accumulate", "accumulate less replace"),
        compared=("", against(kept, replaced, "nats")),
    )


@claim(
    "shapes.silverman-accumulate-bounded",
    statement="With Silverman's bandwidth, which narrows as data accumulate, the mean variance stays below a bound that never exceeds 1.35 at n = 100.",
    kind="theorem",
    source="derived",
)
def silverman_accumulate_bounded(rng):
    samples = _accumulated(KDEModel("silverman"), 100, 60, 80, rng)
    bound = shapes_law.silverman_accumulating_bound(100, 60)
    return Evidence.of(samples, bound, "at most", setting="n = 100, data of the 60th fit, 80 loops")


def _accumulated(model, n, fits, replicates, rng):
    """Variance of everything kept until a fit, shape (replicates,)."""
    history = run(
        model,
        Gaussian(),
        "accumulate",
        generations=fits,
        n_samples=n,
        replicates=replicates,
        measures={"variance": lambda g: g.training.var(axis=(1, 2)) if g.number == fits else np.zeros(replicates)},
        rng=rng,
    )
    return history["variance"][fits]


def _excess_loss(model):
    """Mean log loss of a density on real data, a standard Gaussian, over that of the truth; shape (replicates,)."""
    grid = np.linspace(-5, 5, 41)
    weight = norm.pdf(grid) / norm.pdf(grid).sum()
    return (weight * (norm.logpdf(grid) - model.score_samples(grid[:, None]))).sum(axis=-1)


def _loss_gained(model, policy, fits, replicates, rng):
    """Excess loss of a fit over that of the first one, shape (replicates,)."""
    measures = {"loss": lambda g: _excess_loss(g.model) if g.number in {1, fits} else np.zeros(replicates)}
    settings = {"generations": fits, "n_samples": 100, "replicates": replicates, "measures": measures}
    history = run(model, Gaussian(), policy, rng=rng, **settings)
    return history["loss"][fits] - history["loss"][1]


def _tails(history, beyond):
    """P(|x| > beyond) under each model of the last generation of a Gaussian chain, shape (replicates,)."""
    return normal_tail(history["mean"][-1], np.exp(history["log_variance"][-1] / 2), beyond=beyond)


@claim(
    "shapes.typical-tail-falls",
    statement="In the typical Gaussian loop the tail falls: after 50 generations of 100 samples P(|x| > 3) is less than half the real 0.0027 in more than half of the chains.",
    kind="direction",
    source="shumailov2024",
)
def typical_tail_falls(rng):
    history = gaussian.chain(n_samples=100, generations=50, replicates=20_000, rng=rng)
    fell = _tails(history, 3) < shapes_law.mean_tail(3) / 2
    share, error = share_and_error(fell)
    return Evidence(share, 0.5, error, "above", setting="share of chains; n = 100, generation 50, 20,000 chains")


@claim(
    "shapes.mean-tail-rises",
    statement="In a Gaussian loop the mean over chains of P(|x| > 3) rises more than eightfold from the real 0.0027, while in more than 55% of the chains it falls.",
    kind="disputed",
    source="shumailov2024",
    but="The source says that the tails of the distribution disappear. That is what the typical chain does: by generation 50 the median tail is a third of the real one. Averaged over chains the tail is ten times the real one.",
    verdict="holds here, while the source says that tails disappear",
)
def mean_tail_rises(rng):
    history = gaussian.chain(n_samples=100, generations=50, replicates=20_000, rng=rng)
    tails = _tails(history, 3)
    results = [mean_and_error(tails), share_and_error(tails < shapes_law.mean_tail(3))]
    measured, error = np.transpose(results)
    cases = ("mean tail", "share of chains whose tail fell")
    setting = "n = 100, generation 50, 20,000 chains"
    return Evidence(measured, [8 * shapes_law.mean_tail(3), 0.55], error, "above", setting=setting, cases=cases)


@claim(
    "shapes.mean-tail-law",
    statement="The mean tail beyond a standard deviations grows at first by a φ(a)(a² − 1)/2 · t/n: it rises if a > 1 and falls if a < 1. One generation is known exactly.",
    kind="theorem",
    source="derived",
)
def mean_tail_law(rng):
    ends, t_over_n = (0.5, 1, 1.5, 3), 5 / 10_000
    history = gaussian.chain(n_samples=10_000, generations=5, replicates=200_000, rng=rng)
    # The variance has mean 1 exactly. Taking off its share of the tail leaves the mean and removes nearly all noise.
    noise = np.exp(history["log_variance"][-1]) - 1
    growth = [(_tails(history, a) - a * norm.pdf(a) * noise - shapes_law.mean_tail(a)) / t_over_n for a in ends]
    one = gaussian.literal_chain(n_samples=5, generations=1, replicates=100_000, rng=rng)
    return Evidence.of(
        [*growth, _tails(one, 3)],
        [*(shapes_law.mean_tail_slope(a) for a in ends), shapes_law.mean_tail_after_one(5, 3)],
        setting="growth of the mean tail for t/n = 1/2,000; one generation of n = 5, drawn and fitted",
        cases=(*(f"growth at a = {a:g}" for a in ends), "after one fit to 5 samples, a = 3"),
        scale=[0.01, 0.005, 0.01, 0.005, 0.005],
    )
