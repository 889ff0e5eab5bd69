"""Loops whose verifier has an opinion: what they learn, against the law and by hand."""

import numpy as np
import pytest
from modelcollapse.defenses.opinions import RADIUS, better_of_two, learned_means
from modelcollapse.policies import Corpus, Turn
from modelcollapse.theory import verification as verification_law


def test_the_first_mean_is_that_of_real_samples():
    (means,) = learned_means(0.3, n=25, generations=1, loops=20_000, rng=0)
    assert abs(means.mean()) < 4 * 0.2 / np.sqrt(20_000)
    assert means.std() == pytest.approx(0.2, rel=0.02)


def test_each_mean_is_the_law_of_the_one_before():
    """With plenty of samples, on a verifier far off."""
    means = learned_means(0.8, n=4000, generations=4, loops=50, rng=0)
    expected = verification_law.verified_mean(means[:-1], 0.8, RADIUS)
    assert np.abs(means[1:] - expected).max() < 5 / np.sqrt(4000)
    assert np.abs((means[1:] - expected).mean(axis=1)).max() < 5 / np.sqrt(4000 * 50)


def test_few_samples_are_learned_from_as_many_as_there_should_be():
    """Of a window with variance 0.291 around the truth, ten samples: the mean that is learned scatters so much."""
    second = learned_means(0.0, n=10, generations=2, loops=100_000, rng=0)[1]
    first = np.sqrt(1 / 10)
    slope, scatter = 0.291, 0.291 / 10
    assert second.var() == pytest.approx(slope**2 * first**2 + scatter, rel=0.06)


def test_a_verifier_who_keeps_nothing_is_refused():
    with pytest.raises(ValueError, match="center must be near enough to 0"):
        learned_means(40.0, n=3, generations=2, loops=1, rng=0)


def test_the_larger_of_two_is_picked():
    items = np.array([[5.0, 1.0, 2.0, 3.0, 4.0, 0.0]])
    corpus = Corpus(items[:, :3], items[:, :3])
    turn = Turn(corpus, 3, np.random.default_rng(0), lambda k: items[:, :k], lambda k: items[:, :k])
    assert better_of_two(turn).training.tolist() == [[5.0, 4.0, 2.0]]
