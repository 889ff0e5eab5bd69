"""The Gaussian loop: its exact law against theory, and against the loop written out literally."""

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.chains.gaussian import chain, literal_chain, log_det_chain
from modelcollapse.loop import of_model
from modelcollapse.measures.distances import squared_wasserstein_normal
from modelcollapse.models import GaussianModel
from modelcollapse.sources import Gaussian
from modelcollapse.theory import gaussian as gaussian_law
from scipy.stats import ks_2samp

ESTIMATORS = ["unbiased", "mle"]


class Ends:
    """Where 100,000 chains stand after t generations of n samples."""

    def __init__(self, n, t):
        history = chain(n_samples=n, generations=t, replicates=100_000, rng=n)
        self.n, self.t, self.mean, self.log_variance = n, t, history["mean"][-1], history["log_variance"][-1]
        self.sd = np.exp(self.log_variance / 2)


@pytest.fixture(scope="module", params=[(5, 3), (100, 50)], ids="n={0[0]} t={0[1]}".format)
def ends(request):
    return Ends(*request.param)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("n", [2, 5, 100])
def test_log_variance_drifts_as_digamma_says(agrees, n, estimator):
    log_variance = chain(n_samples=n, generations=50, replicates=10_000, estimator=estimator, rng=n)["log_variance"]
    agrees(log_variance[-1], 50 * gaussian_law.log_variance_drift(n, estimator))


def test_log_variance_spreads_as_trigamma_says(agrees, ends):
    drift = ends.t * gaussian_law.log_variance_drift(ends.n)
    agrees((ends.log_variance - drift) ** 2, ends.t * gaussian_law.log_variance_spread(ends.n))


def test_mean_sd_falls_as_c4_to_the_t(agrees, ends):
    agrees(ends.sd, gaussian_law.c4(ends.n) ** ends.t)


def test_squared_wasserstein_distance_grows_as_the_law_says(agrees, ends):
    agrees(squared_wasserstein_normal(ends.mean, ends.sd), gaussian_law.squared_wasserstein(ends.n, ends.t))


def test_a_point_of_generation_t_has_variance_one_plus_t_over_n(agrees, ends):
    points = ends.mean + ends.sd * np.random.default_rng(2).standard_normal(100_000)
    agrees(points**2, gaussian_law.sample_variance(ends.n, ends.t))


def test_typical_chain_has_lost_half_its_variance_at_the_half_life(agrees):
    n = 30
    half_life = gaussian_law.half_life(n)
    log_variance = chain(n_samples=n, generations=round(half_life), replicates=20_000, rng=3)["log_variance"][-1]
    agrees(log_variance, -np.log(2) * round(half_life) / half_life)


def test_survival_stays_under_its_bound_and_not_by_definition():
    sd = np.exp(chain(n_samples=10, generations=100, replicates=20_000, rng=4)["log_variance"][-1] / 2)
    assert 0.05 < (sd > 0.1).mean() < gaussian_law.survival_bound(10, 100, 0.1) < 1


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("n", [5, 10])
def test_exact_and_literal_chain_agree_in_distribution(n, estimator):
    loop = {"n_samples": n, "generations": 20, "replicates": 20_000, "estimator": estimator}
    exact, literal = chain(**loop, rng=5), literal_chain(**loop, rng=6)
    for t in (1, 5, 20):
        for quantity in ("log_variance", "mean"):
            assert ks_2samp(exact[quantity][t], literal[quantity][t]).pvalue > 0.001, (quantity, t)


@pytest.mark.parametrize(
    ("quantity", "wrong"),
    [
        ("log_variance", {"n_samples": 11}),
        ("log_variance", {"estimator": "mle"}),
        ("mean", {"n_samples": 20}),
        ("mean", {"estimator": "mle"}),
    ],
)
def test_that_comparison_would_notice_a_wrong_law(quantity, wrong):
    loop = {"n_samples": 10, "generations": 20, "replicates": 20_000, "estimator": "unbiased"}
    right, other = literal_chain(**loop, rng=7), chain(**loop | wrong, rng=8)
    assert ks_2samp(right[quantity][-1], other[quantity][-1]).pvalue < 1e-6


def test_sample_sizes_may_be_a_number_a_sequence_or_a_function():
    loop = {"generations": 4, "replicates": 3, "rng": 9}
    sizes = [10, 20, 30, 40]
    for simulate in (chain, literal_chain):
        of_list = simulate(n_samples=sizes, **loop)["mean"]
        np.testing.assert_array_equal(of_list, simulate(n_samples=lambda t: 10 * t, **loop)["mean"])
        np.testing.assert_array_equal(of_list, simulate(n_samples=np.array(sizes), **loop)["mean"])
        constant = simulate(n_samples=[10] * 4, **loop)["mean"]
        np.testing.assert_array_equal(constant, simulate(n_samples=10, **loop)["mean"])


@pytest.mark.parametrize("simulate", [chain, literal_chain])
def test_growing_samples_lose_what_the_product_of_c4_says(agrees, simulate):
    sizes = [5 * t for t in range(1, 31)]
    log_variance = simulate(n_samples=sizes, generations=30, replicates=5000, rng=10)["log_variance"][-1]
    agrees(np.exp(log_variance / 2), gaussian_law.mean_sd(sizes))


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_a_very_long_chain_underflows_nowhere(agrees, n, estimator):
    history = chain(n_samples=n, generations=5000, replicates=50, estimator=estimator, rng=11)
    assert np.isfinite(history["log_variance"]).all()
    assert np.isfinite(history["mean"]).all()
    assert history["log_variance"][-1].max() < np.log(np.finfo(float).tiny), "too short to underflow"
    agrees(history["log_variance"][-1], 5000 * gaussian_law.log_variance_drift(n, estimator))


def test_a_literal_chain_that_underflows_says_so_without_nan():
    history = literal_chain(n_samples=2, generations=3000, replicates=20, rng=12)
    assert np.isneginf(history["log_variance"][-1]).all()
    assert not np.isnan(history["log_variance"]).any()
    assert np.isfinite(history["mean"]).all()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_log_determinant_chain_agrees_with_the_loop_in_three_dimensions(estimator):
    loop = {"n_samples": 12, "generations": 10, "replicates": 3000}
    exact = log_det_chain(**loop, dimension=3, estimator=estimator, rng=13)["log_det"]
    measures = {"log_det": of_model("log_det_")}
    literal = run(GaussianModel(estimator), Gaussian([0, 0, 0]), **loop, measures=measures, rng=14)["log_det"]
    assert (literal[0] == exact[0]).all()
    for t in (1, 3, 10):
        assert ks_2samp(exact[t], literal[t]).pvalue > 0.001, t


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("d", [1, 2, 16])
def test_log_determinant_drifts_as_bartlett_says(agrees, d, estimator):
    log_det = log_det_chain(n_samples=40, dimension=d, generations=10, replicates=5000, estimator=estimator, rng=d)[
        "log_det"
    ]
    agrees(log_det[-1], 10 * gaussian_law.log_det_drift(40, d, estimator))


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_in_one_dimension_the_log_determinant_is_the_log_variance(estimator):
    loop = {"n_samples": 10, "generations": 20, "replicates": 4000, "estimator": estimator}
    one, other = log_det_chain(**loop, dimension=1, rng=15)["log_det"], chain(**loop, rng=16)["log_variance"]
    assert ks_2samp(one[-1], other[-1]).pvalue > 0.001
    assert gaussian_law.log_det_drift(10, 1, estimator) == pytest.approx(gaussian_law.log_variance_drift(10, estimator))
