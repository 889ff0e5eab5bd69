"""Models by themselves: what they fit, what they draw, one replicate or many."""

import numpy as np
import pytest
from modelcollapse.chains.categorical import chain, novelty_chain
from modelcollapse.models import CategoricalModel, GaussianModel, KDEModel, MixtureModel, mixture
from modelcollapse.models.categorical import counts_of, draw
from modelcollapse.sources import Mixture
from scipy.special import logsumexp
from scipy.stats import chisquare, kstest, norm
from sklearn.mixture import GaussianMixture

TRUTH = Mixture([0.2, 0.5, 0.3], [[-6, 0], [0, 4], [5, -3]], [0.5, 1.0, 1.5])


def log_likelihood(model, X):
    """Mean log density of ``X`` under a fitted mixture, written out."""
    log_parts = norm.logpdf(X[:, None, :], model.means_, np.sqrt(model.variances_)).sum(axis=-1)
    return logsumexp(log_parts, b=model.weights_, axis=-1).mean()


def sorted_by_first_mean(model):
    order = np.argsort(model.means_[..., 0], axis=-1)
    return (
        np.take_along_axis(model.weights_, order, axis=-1),
        np.take_along_axis(model.means_, order[..., None], axis=-2),
        np.take_along_axis(model.variances_, order[..., None], axis=-2),
    )


def test_mixture_recovers_a_known_mixture():
    n = 20_000
    weights, means, variances = sorted_by_first_mean(MixtureModel(3).fit(TRUTH.sample(n, rng=0), rng=0))
    n_component = n * TRUTH.weights_[:, None]
    assert (abs(weights - TRUTH.weights_) < 4 * np.sqrt(TRUTH.weights_ * (1 - TRUTH.weights_) / n)).all()
    assert (abs(means - TRUTH.means_) < 4 * TRUTH.sds_[:, None] / np.sqrt(n_component)).all()
    assert (abs(variances / TRUTH.sds_[:, None] ** 2 - 1) < 4 * np.sqrt(2 / n_component)).all()


def test_no_step_of_expectation_maximization_lowers_the_likelihood():
    X = Mixture([0.4, 0.6], [-1, 1.5], 1).sample(300, rng=1)
    steps = [log_likelihood(MixtureModel(2, iterations=i).fit(X, rng=1), X) for i in range(1, 40)]
    assert np.diff(steps).min() > -1e-9
    assert steps[-1] > steps[0] + 0.01, "the fit never improved"


def test_mixture_fits_as_well_as_scikit_learn_from_the_same_starts(monkeypatch):
    X = TRUTH.sample(500, rng=2)
    starts = X[[0, 1, 2]]
    monkeypatch.setattr(mixture, "_spread_starts", lambda X, k, rng: starts.copy())
    ours = MixtureModel(3, iterations=300).fit(X)
    theirs = GaussianMixture(3, covariance_type="diag", means_init=starts, tol=1e-10, max_iter=1000).fit(X)
    assert log_likelihood(ours, X) == pytest.approx(theirs.score(X), abs=1e-4)
    theirs.variances_ = theirs.covariances_
    for one, other in zip(sorted_by_first_mean(ours), sorted_by_first_mean(theirs), strict=True):
        np.testing.assert_allclose(one, other, rtol=0.01, atol=0.01)


def test_mixture_started_by_itself_is_seldom_worse_than_scikit_learn():
    X = TRUTH.sample((40, 200), rng=3)
    ours = MixtureModel(3).fit(X, rng=3)
    worse = 0
    for r, x in enumerate(X):
        ours_alone = MixtureModel(3)
        ours_alone.weights_, ours_alone.means_ = ours.weights_[r], ours.means_[r]
        ours_alone.variances_ = ours.variances_[r]
        theirs = GaussianMixture(3, covariance_type="diag", init_params="k-means++", random_state=r).fit(x)
        worse += log_likelihood(ours_alone, x) < theirs.score(x) - 0.05
    assert worse <= 4


def test_a_batch_fits_each_replicate_as_if_it_were_alone(monkeypatch):
    monkeypatch.setattr(mixture, "_spread_starts", lambda X, k, rng: X[..., :k, :].copy())
    X = TRUTH.sample((2, 3, 60), rng=4)
    for model in (MixtureModel(3), GaussianModel(), GaussianModel("mle"), KDEModel()):
        together = {name: value for name, value in vars(model.fit(X)).items() if name.endswith("_")}
        for index in np.ndindex(2, 3):
            model.fit(X[index])
            for name, value in together.items():
                np.testing.assert_allclose(value[index], getattr(model, name), rtol=1e-9, atol=1e-12)


def test_a_mixture_samples_what_it_fitted():
    model = MixtureModel(2)
    model.weights_ = np.array([[0.3, 0.7]])
    model.means_, model.variances_ = np.array([[[-2.0], [3.0]]]), np.array([[[1.0], [0.25]]])
    x = model.sample(200_000, rng=5).ravel()
    assert kstest(x, lambda t: 0.3 * norm.cdf(t, -2, 1) + 0.7 * norm.cdf(t, 3, 0.5)).pvalue > 0.001


def test_a_component_on_a_single_point_neither_ends_the_fit_nor_vanishes():
    X = np.array([0.0, 0.0, 0.0, 5.0, 6.0, 7.0])[:, None]
    model = MixtureModel(2, iterations=200, floor=1e-4).fit(X, rng=6)
    assert np.isfinite(model.means_).all()
    assert model.variances_.min() == pytest.approx(1e-4)
    assert np.isfinite(MixtureModel(3).fit(np.zeros((5, 2)), rng=0).sample(10, rng=0)).all()


def test_a_gaussian_estimates_mean_and_covariance_as_numpy_does():
    X = np.random.default_rng(7).normal(size=(4, 30, 3)) @ np.array([[1, 0, 0], [2, 1, 0], [0, 0, 0.1]])
    for estimator, ddof in (("unbiased", 1), ("mle", 0)):
        model = GaussianModel(estimator).fit(X)
        for r in range(4):
            np.testing.assert_allclose(model.covariance_[r], np.cov(X[r], rowvar=False, ddof=ddof))
            assert model.log_det_[r] == pytest.approx(np.linalg.slogdet(model.covariance_[r])[1])
            assert model.variance_[r] == pytest.approx(X[r].var(axis=0, ddof=ddof).mean())
        np.testing.assert_allclose(model.mean_, X.mean(axis=1))


def test_a_gaussian_samples_its_covariance_even_a_singular_one():
    corners = np.array([[0.0, 0.0], [2.0, 1.0], [4.0, 2.0]])
    drawn = GaussianModel("mle").fit(corners).sample(50_000, rng=8)
    np.testing.assert_allclose(drawn[:, 0], 2 * drawn[:, 1], atol=1e-6)
    assert kstest(drawn[:, 0], norm(2, np.sqrt(8 / 3)).cdf).pvalue > 0.001


def test_a_kernel_density_adds_its_bandwidth_to_the_variance(agrees):
    X, h = np.array([[-0.1], [0.0], [0.4]]), 0.7
    drawn = KDEModel(h).fit(X).sample(40_000, rng=9)[:, 0]
    agrees(drawn, X.mean())
    agrees((drawn - X.mean()) ** 2, X.var() + h**2)
    copies = KDEModel(0).fit(X).sample(1000, rng=9)
    assert set(copies.ravel()) == {-0.1, 0.0, 0.4}


def test_silverman_takes_the_smaller_spread_and_shrinks_as_n_to_the_minus_fifth():
    x = np.random.default_rng(10).normal(0, 2, (1000, 1))
    expected = 0.9 * min(x.std(ddof=1), np.subtract(*np.quantile(x, [0.75, 0.25])) / 1.34) * 1000**-0.2
    assert KDEModel().fit(x).bandwidth_.item() == pytest.approx(expected)
    assert KDEModel().fit(x.tolist()).bandwidth_.item() == pytest.approx(expected)


def test_categories_are_drawn_as_often_as_their_probabilities_say():
    p = np.array([[0.5, 0.2, 0.2, 0.1], [0.0, 0.05, 0.05, 0.9], [0.25, 0.25, 0.5, 0.0]])
    counts = counts_of(draw(p, 20_000, np.random.default_rng(11)), 4)
    assert (counts[p == 0] == 0).all()
    for row, expected in zip(counts, p, strict=True):
        assert chisquare(row[expected > 0], 20_000 * expected[expected > 0]).pvalue > 0.001


def test_counts_are_those_of_each_row():
    X = np.random.default_rng(12).integers(5, size=(2, 3, 40))
    expected = np.array([[np.bincount(row, minlength=5) for row in block] for block in X])
    np.testing.assert_array_equal(counts_of(X, 5), expected)
    np.testing.assert_allclose(CategoricalModel(5).fit(X).probabilities_, expected / 40)
    np.testing.assert_allclose(CategoricalModel(5, smoothing=1).fit(X).probabilities_, (expected + 1) / 45)


@pytest.mark.parametrize("leading", [(), (3,), (2, 3)])
@pytest.mark.parametrize(
    ("model", "item"),
    [(GaussianModel(), (2,)), (KDEModel(), (2,)), (MixtureModel(2), (2,)), (CategoricalModel(4), ())],
    ids=repr,
)
def test_leading_axes_of_any_rank_are_replicates(model, item, leading):
    rng = np.random.default_rng(13)
    X = rng.normal(size=(*leading, 9, *item)) if item else rng.integers(4, size=(*leading, 9))
    drawn = model.fit(X).sample(5, rng=0)
    assert drawn.shape == (*leading, 5, *item)
    np.testing.assert_array_equal(drawn, model.sample(5, rng=np.random.default_rng(0)))


def test_immigrants_alone_are_the_real_distribution(agrees):
    p = np.array([0.6, 0.3, 0.1])
    last = chain(p, n_samples=40, generations=5, replicates=5000, immigration=1.0, rng=14)["probabilities"][-1]
    for species in range(3):
        agrees(last[:, species], p[species])
        agrees((last[:, species] - p[species]) ** 2, p[species] * (1 - p[species]) / 40)


def test_a_chain_without_novelty_only_loses_types_and_with_it_only_counts_living_ones():
    loop = {"n_samples": 30, "generations": 50, "replicates": 50, "initial_types": 30}
    copying = novelty_chain(novelty=0.0, **loop, rng=15)
    assert (copying["n_types"][0] == 30).all()
    assert (np.diff(copying["n_types"], axis=0) <= 0).all()
    everything_new = novelty_chain(novelty=1.0, **loop, rng=16)
    assert (everything_new["n_types"] == 30).all()
    np.testing.assert_allclose(everything_new["identity"], 1 / 30)
