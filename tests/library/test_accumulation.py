"""Keeping everything: two sums, a budget and fresh data, each law against a loop that draws and fits."""

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.loop import of_model
from modelcollapse.models import Biased, GaussianModel
from modelcollapse.policies import accumulate, accumulate_fresh, accumulate_subsample, replace
from modelcollapse.sources import Gaussian
from modelcollapse.theory import accumulation as accumulation_law
from modelcollapse.theory import diversity as diversity_law


def errors_of_the_mean(policy, n, generations, replicates=4000):
    """Squared error of the fitted mean, in units of that of one fit, shape (generations + 1, replicates)."""
    measures = {"error": lambda generation: n * np.ravel(generation.model.mean_) ** 2 * np.ones(replicates)}
    loop = {"generations": generations, "n_samples": n, "replicates": replicates, "measures": measures, "rng": 8}
    return run(GaussianModel("mle"), Gaussian(), policy, **loop)["error"]


@pytest.mark.parametrize("t", [1, 2, 12])
def test_random_errors_of_large_batches(t, agrees):
    error = errors_of_the_mean(accumulate(), 200, t, replicates=1500)[t]
    agrees(error, accumulation_law.random_errors(t))


@pytest.mark.parametrize("batches", [1, 2, 5, 20])
def test_a_budget_of_large_batches(batches, agrees):
    error = errors_of_the_mean(accumulate_subsample(batches), 200, 12, replicates=1500)
    for t in (2, 12):
        agrees(error[t], accumulation_law.on_a_budget(t, batches))


@pytest.mark.parametrize(("n", "batches"), [(3, 1), (3, 2), (8, 3)])
def test_a_budget_of_small_batches(n, batches, agrees):
    error = errors_of_the_mean(accumulate_subsample(batches), n, 9)
    for t in (2, 4, 9):
        agrees(error[t], n * (1 - diversity_law.accumulating_subsampled(n, t, "model", batches)))


def test_a_budget_for_everything_changes_nothing():
    t = np.arange(1, 30)
    np.testing.assert_allclose(accumulation_law.on_a_budget(t, 30), accumulation_law.random_errors(t))
    subsampled = diversity_law.accumulating_subsampled(7, t, "model", 30)
    np.testing.assert_allclose(subsampled, diversity_law.accumulating(7, t))


@pytest.mark.parametrize("batches", [1, 2, 7])
def test_a_budget_has_its_limit(batches):
    t = 200_000  # what is still to come is about (2 + 1/k)/t
    limit = accumulation_law.on_a_budget_limit(batches)
    assert accumulation_law.on_a_budget(t, batches) == pytest.approx(limit - (2 + 1 / batches) / t, abs=1e-8)
    assert accumulation_law.on_a_budget_limit(1) == pytest.approx(np.pi**2 / 2 - 2)


def test_the_two_sums():
    assert accumulation_law.random_errors([1, 2, 3]) == pytest.approx([1, 5 / 4, 49 / 36])
    assert accumulation_law.systematic_errors([1, 2, 3]) == pytest.approx([0, 1 / 2, 5 / 6])
    assert accumulation_law.random_errors(10**6) == pytest.approx(accumulation_law.CEILING - 1e-6, abs=1e-9)
    assert accumulation_law.systematic_errors(10**6) == pytest.approx(np.log(10**6) + np.euler_gamma - 1, abs=1e-6)


@pytest.mark.parametrize(("policy", "share"), [(accumulate(), 0.0), (accumulate_fresh(0.25), 0.25)])
def test_models_that_are_off_in_one_direction(policy, share, agrees):
    loop = {"generations": 9, "n_samples": 4, "replicates": 6000, "measures": {"mean": of_model("mean_")}, "rng": 9}
    mean = run(Biased(GaussianModel("mle"), 1, shift=-2.0), Gaussian(), policy, **loop)["mean"][..., 0]
    for t in (1, 2, 9):
        agrees(mean[t], -2 * accumulation_law.systematic_errors(t, share))


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_fresh_data_bring_systematic_errors_to_rest(share):
    gone = accumulation_law.systematic_errors(10 ** np.array([3, 4, 5]), share)
    left = (1 - share) / share - gone
    assert left[-1] < 10 ** (5 * -share + 1)
    np.testing.assert_allclose(left[1:], 10**-share * left[:-1], atol=0.01 * left[0])


@pytest.mark.parametrize(("n", "share"), [(4, 0.25), (4, 0.5), (20, 0.1)])
def test_with_fresh_data(n, share, agrees):
    error = errors_of_the_mean(accumulate_fresh(share), n, 15)
    for t in (2, 15):
        agrees(error[t], accumulation_law.with_fresh(n, t, share))


def test_fresh_data_turn_the_sum_into_a_fall():
    late = 10 ** np.array([4, 5])
    for share, exponent in {0.1: 0.2, 0.25: 0.5, 1.0: 1.0}.items():
        first, last = accumulation_law.with_fresh(10**6, late, share)
        assert np.log10(first / last) == pytest.approx(exponent, abs=0.02)
    t = np.arange(1, 50)
    np.testing.assert_allclose(accumulation_law.with_fresh(9, t, 0.0), diversity_law.accumulating_risk(9, t))
    np.testing.assert_allclose(accumulation_law.with_fresh(9, t, 1.0), 1 / t)


def test_replacing_is_what_it_costs_to_keep_nothing(agrees):
    agrees(errors_of_the_mean(replace(), 200, 12, replicates=1500)[12], 200 * (1 - diversity_law.replacing(200, 12)))
