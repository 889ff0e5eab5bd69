"""Measures: invariants for any distribution, and values known from elsewhere."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelcollapse.measures import distances, diversity, modes
from modelcollapse.models.categorical import counts_of
from modelcollapse.sources import zipf
from modelcollapse.theory import diversity as diversity_law
from scipy.spatial.distance import jensenshannon
from scipy.stats import ortho_group, wasserstein_distance

ORDERS = [0, 0.5, 1, 1.5, 2, 10, 1000, np.inf]
quick = settings(max_examples=30, deadline=None, derandomize=True, database=None)


def distributions(shortest=1, longest=12):
    """Probability vectors, some entries 0."""
    weights = st.lists(st.integers(0, 100), min_size=shortest, max_size=longest)
    return weights.filter(any).map(lambda w: np.array(w) / sum(w))


pairs = st.integers(2, 8).flatmap(lambda k: st.tuples(*[distributions(k, k)] * 3))


@quick
@given(distributions())
def test_hill_numbers_fall_with_their_order_between_the_number_of_species_and_one(p):
    numbers = [float(diversity.hill_number(p, order)) for order in ORDERS]
    assert numbers[0] == np.count_nonzero(p)
    assert all(after <= before * (1 + 1e-9) for before, after in zip(numbers, numbers[1:], strict=False))
    assert numbers[-1] >= 1 - 1e-9


@quick
@given(st.integers(1, 50), st.sampled_from(ORDERS))
def test_k_equal_species_count_as_k_in_every_order(k, order):
    p = np.concatenate([np.full(k, 1 / k), [0, 0]])
    assert diversity.hill_number(p, order) == pytest.approx(k)


@quick
@given(distributions(), st.sampled_from(ORDERS), st.randoms(use_true_random=False))
def test_hill_numbers_know_no_names_and_do_not_count_the_extinct(p, order, random):
    shuffled = list(p) + [0.0]
    random.shuffle(shuffled)
    assert diversity.hill_number(shuffled, order) == pytest.approx(diversity.hill_number(p, order))


@quick
@given(distributions(), st.integers(2, 5), st.sampled_from(ORDERS))
def test_splitting_every_species_in_k_multiplies_hill_numbers_by_k(p, k, order):
    assert diversity.hill_number(np.repeat(p / k, k), order) == pytest.approx(k * diversity.hill_number(p, order))


@quick
@given(distributions())
def test_hill_numbers_are_continuous_and_contain_shannon_and_simpson(p):
    entropy = -(p[p > 0] * np.log(p[p > 0])).sum()
    assert diversity.hill_number(p, 1) == pytest.approx(np.exp(entropy))
    for order in (1 - 1e-5, 1 - 1e-12, 1 + 1e-12, 1 + 1e-5):
        assert diversity.hill_number(p, order) == pytest.approx(np.exp(entropy), rel=1e-4)
    assert diversity.hill_number(p, 2) == pytest.approx(1 / (1 - diversity.simpson(p)))


def test_measures_of_diversity_take_a_distribution_along_the_last_axis():
    p = np.random.default_rng(0).dirichlet(np.ones(5), size=(2, 3))
    for measure in (diversity.simpson, *(lambda p, q=q: diversity.hill_number(p, q) for q in ORDERS)):
        together = measure(p)
        assert together.shape == (2, 3)
        assert together[1, 2] == pytest.approx(measure(p[1, 2]))


@quick
@given(st.lists(st.integers(0, 30), min_size=1, max_size=12).filter(lambda counts: sum(counts) > 1))
def test_diversity_of_counts_against_scikit_bio(counts):
    from skbio.diversity import alpha

    counts = np.array(counts)
    shares = counts / counts.sum()
    assert diversity.simpson(shares) == pytest.approx(alpha.simpson(counts), abs=1e-12)
    assert 1 - diversity.unseen_mass_estimate(counts) == pytest.approx(alpha.goods_coverage(counts))
    for order in (0, 0.5, 1, 2, 3, np.inf):
        assert diversity.hill_number(shares, order) == pytest.approx(alpha.hill(counts, order=order))


def test_good_turing_estimates_the_unseen_mass_without_knowing_the_species(agrees):
    n, source = 500, zipf(1000)
    counts = counts_of(source.sample((400, n), rng=1), 1000)
    missed = (source.probabilities_ * (counts == 0)).sum(axis=1)
    agrees(missed, diversity_law.unseen_mass(n, source.probabilities_))
    # The estimate from n items is unbiased for the mass that n - 1 miss.
    agrees(diversity.unseen_mass_estimate(counts), diversity_law.unseen_mass(n - 1, source.probabilities_))


@quick
@given(pairs)
@pytest.mark.parametrize("distance", [distances.total_variation, lambda p, q: np.sqrt(distances.jensen_shannon(p, q))])
def test_distances_between_distributions_are_metrics_from_zero_to_one(distance, triple):
    p, q, r = triple
    assert distance(p, p) == pytest.approx(0, abs=1e-7)
    assert distance(p, q) == pytest.approx(distance(q, p))
    assert 0 <= distance(p, q) <= 1 + 1e-9
    assert distance(p, r) <= distance(p, q) + distance(q, r) + 1e-7
    assert distance(p, q) > 0 or np.allclose(p, q)


@quick
@given(pairs)
def test_jensen_shannon_is_scipys_distance_squared(triple):
    p, q, _ = triple
    assert distances.jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-12)


@pytest.mark.parametrize(("p", "q", "tv", "js"), [([1, 0], [0, 1], 1, 1), ([1, 0], [0.5, 0.5], 0.5, 0.311278124459)])
def test_known_distances(p, q, tv, js):
    assert distances.total_variation(p, q) == pytest.approx(tv)
    assert distances.jensen_shannon(p, q) == pytest.approx(js)


def test_wasserstein_of_a_shift_is_the_shift_and_dominates_that_of_order_one():
    a, b = np.random.default_rng(2).normal(size=(2, 200))
    assert distances.wasserstein_samples(a, a[::-1]) == 0
    assert distances.wasserstein_samples(a, a + 3) == pytest.approx(3) == pytest.approx(wasserstein_distance(a, a + 3))
    assert distances.wasserstein_samples(a, b) > wasserstein_distance(a, b)
    together = distances.wasserstein_samples(np.stack([a, b]), np.stack([b, 2 * b]))
    np.testing.assert_allclose(together, [distances.wasserstein_samples(a, b), distances.wasserstein_samples(b, 2 * b)])


def test_wasserstein_pairs_sorted_samples_as_the_best_of_all_pairings_does():

    a, b = np.random.default_rng(3).normal(size=(2, 6))
    best = min(np.sqrt(((a - np.array(order)) ** 2).mean()) for order in permutations(b))
    assert distances.wasserstein_samples(a, b) == pytest.approx(best)


def test_wasserstein_between_samples_tends_to_that_between_their_gaussians():
    rng = np.random.default_rng(4)
    squared = distances.wasserstein_samples(rng.normal(1, 2, 100_000), rng.normal(0, 1, 100_000)) ** 2
    assert squared == pytest.approx(distances.squared_wasserstein_normal(1, 2), rel=0.02)
    assert distances.squared_wasserstein_normal([0, 3], 1, other_mean=3, other_sd=2).tolist() == [10, 1]


def test_frechet_of_commuting_covariances_is_the_hand_formula():
    rng = np.random.default_rng(5)
    m, n = rng.normal(size=(2, 3))
    s, t = rng.uniform(0.1, 3, size=(2, 3))
    rotation = ortho_group.rvs(3, random_state=5)
    expected = ((m - n) ** 2).sum() + ((np.sqrt(s) - np.sqrt(t)) ** 2).sum()
    for turn in (np.eye(3), rotation):
        one, other = turn @ np.diag(s) @ turn.T, turn @ np.diag(t) @ turn.T
        assert distances.frechet(m, one, other_mean=n, other_covariance=other) == pytest.approx(expected)


def test_frechet_is_zero_symmetric_and_in_one_dimension_wasserstein():
    rng = np.random.default_rng(6)
    a, b = (root @ root.T for root in rng.normal(size=(2, 3, 3)))
    zero = np.zeros(3)
    forth = distances.frechet(zero, a, other_mean=zero, other_covariance=b)
    assert forth > 0.1
    assert forth == pytest.approx(distances.frechet(zero, b, other_mean=zero, other_covariance=a))
    assert distances.frechet(zero, a, other_mean=zero, other_covariance=a) == pytest.approx(0, abs=1e-9)
    line = distances.frechet([1], [[4]], other_mean=[0], other_covariance=[[1]])
    assert line == pytest.approx(distances.squared_wasserstein_normal(1, 2))


def test_mode_shares_are_those_of_a_disk_and_modes_die_below_a_share():
    samples = np.array([[[0, 0], [0.6, 0.8], [5, 5], [9, 9]], [[5, 5], [5, 5], [5, 5], [5, 5.5]]])
    centers = [[0, 0], [5, 5]]
    assert modes.mode_shares(samples, centers, radius=1).tolist() == [[0.5, 0.25], [0, 1]]
    assert modes.modes_alive(samples, centers, radius=1, least=0.25).tolist() == [2, 1]
    assert modes.modes_alive(samples, centers, radius=1, least=0.3).tolist() == [1, 1]
