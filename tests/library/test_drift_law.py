"""The exact drift of types and of shapes: against enumeration, simulation, and the limits of the textbooks."""

from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelcollapse.chains import categorical
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import drift as drift_law
from modelcollapse.theory import shapes as shapes_law

ALARM = 4.5
"""Standard errors: a true statement fails once in 150,000 seeds."""


def by_enumeration(n, copies, t):
    """P(a type with ``copies`` of n items has any left after t generations), by following every number of copies."""
    law = {copies: 1.0}
    for _ in range(t):
        following = dict.fromkeys(range(n + 1), 0.0)
        for x, mass in law.items():
            for y in range(n + 1):
                following[y] += mass * comb(n, y) * (x / n) ** y * (1 - x / n) ** (n - y)
        law = following
    return 1 - law.get(0, 0.0)


@given(st.integers(2, 7), st.integers(1, 4), st.data())
def test_survival_is_what_enumeration_finds(n, t, data):
    copies = data.draw(st.integers(1, n))
    np.testing.assert_allclose(
        drift_law.survival_probability(n, copies / n, t), by_enumeration(n, copies, t), atol=1e-12
    )


@given(st.integers(1, 60), st.integers(1, 20), st.floats(0, 1))
def test_survival_falls_with_time_and_rises_with_the_share(n, t, p):
    sooner, later = drift_law.survival_probability(n, p, t), drift_law.survival_probability(n, p, t + 1)
    assert 0 <= later <= sooner + 1e-12
    assert sooner <= 1 + 1e-12
    assert drift_law.survival_probability(n, min(1.0, p + 0.1), t) >= sooner - 1e-12


def test_survival_of_many_species_is_that_of_each():
    p = np.array([[0.1, 0.2], [0.3, 0.4]])
    together = drift_law.survival_probability(30, p, 5)
    assert together.shape == p.shape
    assert together[1, 0] == pytest.approx(float(drift_law.survival_probability(30, 0.3, 5)))


def test_fixation_time_of_two_items_is_two_generations():
    """From one copy of two: both sides are lost with probability 1/2 a generation, a geometric time of mean 2."""
    assert drift_law.fixation_time(2, 1) == pytest.approx(2)


@given(st.integers(3, 80), st.data())
def test_fixation_does_not_care_which_type_is_counted(n, data):
    copies = data.draw(st.integers(1, n - 1))
    assert drift_law.fixation_time(n, copies) == pytest.approx(drift_law.fixation_time(n, n - copies))


@pytest.mark.parametrize("n", [500, 1000])
def test_fixation_time_approaches_kimura_and_ohta(n):
    assert drift_law.fixation_time(n, n // 2) == pytest.approx(2 * n * np.log(2), rel=3 / n)


def stirling(j, k):
    """Stirling's number of the second kind, by inclusion and exclusion."""
    return sum((-1) ** (k - i) * comb(k, i) * i**j for i in range(k + 1)) // factorial(k)


@pytest.mark.parametrize("n", [2, 3, 5, 9])
def test_common_ancestor_time_solves_its_linear_system(n):
    """j lines have k parents with probability S(j, k) n!/(n − k)!/n^j."""
    jump = np.array(
        [[stirling(j, k) * factorial(n) / factorial(n - k) / n**j for k in range(2, n + 1)] for j in range(2, n + 1)]
    )
    times = np.linalg.solve(np.eye(n - 1) - jump, np.ones(n - 1))
    assert drift_law.common_ancestor_time(n) == pytest.approx(times[-1])


def test_common_ancestor_of_one_is_itself():
    assert drift_law.common_ancestor_time(1) == 0


@pytest.mark.parametrize("n", [200, 800])
def test_common_ancestor_time_approaches_kingman(n):
    # Kingman counts one meeting at a time; several at once save a few generations, however large n is.
    ratio = drift_law.common_ancestor_time(n) / diversity_law.coalescence_time(n)
    assert 1 - 2 / n < ratio < 1


def test_types_at_balance_when_everything_is_new():
    assert drift_law.types_at_balance(40, 1.0) == pytest.approx(40)


def test_types_at_balance_of_two_items():
    """Both items have one parent's type with probability (1 − u)²/2; F = that + (1 − u)²/2·F, and 2 − F types live."""
    u = 0.2
    kept = (1 - u) ** 2
    same = kept / 2 / (1 - kept / 2)
    assert drift_law.types_at_balance(2, u) == pytest.approx(2 - same)


@pytest.mark.parametrize("novelty", [0.01, 0.1])
def test_types_at_balance_is_what_the_loop_settles_at(novelty):
    loop = {"n_samples": 30, "novelty": novelty, "generations": 200, "replicates": 1500}
    types = categorical.novelty_chain(**loop, initial_types=3, rng=0)["n_types"][-1]
    error = types.std(ddof=1) / np.sqrt(types.size)
    assert abs(types.mean() - drift_law.types_at_balance(30, novelty)) < ALARM * error


def test_species_at_balance_with_fresh_data_only_is_a_sample():
    p = np.array([0.5, 0.3, 0.15, 0.05])
    assert drift_law.species_at_balance(25, 1.0, p) == pytest.approx((1 - (1 - p) ** 25).sum())


def test_mode_survival_counts_the_real_training_set_as_none():
    """Training set t holds what t sharings out of n places have left: enumerated, from Binomial(n, weight) counts."""
    n, weight = 5, 0.3
    first = [comb(n, x) * weight**x * (1 - weight) ** (n - x) for x in range(n + 1)]
    for t in (0, 1, 4):
        expected = sum(mass * by_enumeration(n, x, t) for x, mass in enumerate(first))
        assert shapes_law.mode_survival(n, weight, t) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("samples", [2, 5, 20])
def test_mode_half_life_is_where_survival_crosses_one_half(samples):
    n = 400
    alive = shapes_law.mode_survival(n, samples / n, np.arange(3 * samples + 11))
    assert abs(int(np.argmax(alive <= 0.5)) - shapes_law.mode_half_life(samples)) <= 1 + 0.05 * samples


ESTIMATES = {
    "Gaussian, divide by n": lambda x: x.std(axis=-1),
    "Gaussian, divide by n − 1": lambda x: x.std(axis=-1, ddof=1),
    "exponential, the mean": lambda x: x.mean(axis=-1),
    "Laplace, mean absolute deviation": lambda x: np.abs(x).mean(axis=-1),
    "uniform, the largest": lambda x: x.max(axis=-1),
    "uniform, the largest × (n+1)/n": lambda x: x.max(axis=-1) * (x.shape[-1] + 1) / x.shape[-1],
}
DRAWS = {
    "Gaussian": "standard_normal",
    "exponential": "standard_exponential",
    "Laplace": "laplace",
    "uniform": "random",
}


@pytest.mark.parametrize("family", shapes_law.FAMILIES)
@pytest.mark.parametrize("n", [3, 12])
def test_scale_drift_is_that_of_drawing_and_fitting(family, n):
    draw = getattr(np.random.default_rng(n), DRAWS[family.split(",")[0]])
    logs = np.log(ESTIMATES[family](draw(size=(40_000, n))))
    assert abs(logs.mean() - shapes_law.scale_drift(family, n)) < ALARM * logs.std() / 200


@given(st.integers(2, 10_000))
def test_the_fair_divisor_makes_the_drift_vanish(n):
    # ln of (sum of squares / fair) is ln of (sum of squares / (n − 1)) shifted by ln of the divisors.
    drift_of_unbiased = 2 * shapes_law.scale_drift("Gaussian, divide by n − 1", n)
    assert drift_of_unbiased + np.log((n - 1) / shapes_law.fair_divisor(n)) == pytest.approx(0, abs=1e-9)


@given(st.integers(3, 5000), st.floats(0, 3))
def test_relative_kde_stands_still_where_its_bandwidth_balances(n, bandwidth):
    factor = shapes_law.relative_kde_factor(n, bandwidth)
    assert (factor > 1) == (bandwidth**2 > 1 / n) or abs(bandwidth**2 - 1 / n) < 1e-12


@pytest.mark.parametrize("a", [0.3, 1.0, 2.5])
def test_mean_tail_after_one_starts_with_its_slope(a):
    n = 20_000
    step = (shapes_law.mean_tail_after_one(n, a) - shapes_law.mean_tail(a)) * n
    assert step == pytest.approx(shapes_law.mean_tail_slope(a), abs=1 / n)  # what the first order leaves out


def test_silverman_bound_rises_to_a_limit():
    bounds = shapes_law.silverman_accumulating_bound(100, [1, 10, 1000, 100_000])
    assert bounds[0] == 1
    assert np.all(np.diff(bounds) > 0)
    assert bounds[-1] < 1.35


def test_a_share_that_rounding_takes_above_one_is_one():
    """Of the one species there is, (1 - 0.059)·3/3 + 0.059 of the items are: in floating point that exceeds 1."""
    assert 1 < (1 - 0.059) * 3 / 3 + 0.059
    assert drift_law.species_at_balance(3, 0.059, [1.0]) == pytest.approx(1.0)
