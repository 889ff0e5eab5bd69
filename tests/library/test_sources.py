"""Sources: real data with the distribution they promise, and never the same image twice."""

import numpy as np
import pytest
from modelcollapse.sources import Digits, Gaussian, Linear, Mixture, Species, ring, zipf
from scipy.stats import chisquare, kstest, norm


@pytest.mark.parametrize(
    ("source", "item"),
    [(Gaussian([0, 1]), (2,)), (ring(), (2,)), (Linear([1, 2]), (3,)), (zipf(5), ()), (Digits(3), (16,))],
    ids=repr,
)
def test_a_source_gives_the_shape_it_is_asked_for_and_repeats_itself(source, item):
    before = repr(vars(source))
    for size, shape in ((4, (4,)), ((3, 4), (3, 4)), ((2, 3, 4), (2, 3, 4))):
        drawn = source.sample(size, rng=0)
        assert drawn.shape == (*shape, *item)
        np.testing.assert_array_equal(drawn, source.sample(size, rng=np.random.default_rng(0)))
    assert repr(vars(source)) == before


def test_a_gaussian_has_its_mean_and_sd_in_every_dimension():
    source = Gaussian([1, -2], [0.5, 3])
    for coordinate, mean, sd in zip(source.sample(5000, rng=1).T, [1, -2], [0.5, 3], strict=True):
        assert kstest(coordinate, norm(mean, sd).cdf).pvalue > 0.001
    assert source.variance_ == pytest.approx((0.25 + 9) / 2)
    assert source.log_det_ == pytest.approx(np.log(0.25 * 9))
    assert Gaussian([1, 2], 3).covariance_.tolist() == [[9, 0], [0, 9]]


def test_linear_labels_are_right_but_for_their_noise(agrees):
    rows = Linear([2.0, -1.0], noise=0.5).sample((50, 400), rng=1)
    noise = rows[..., 2] - rows[..., :2] @ [2.0, -1.0]
    agrees(noise.ravel(), 0)
    agrees(noise.ravel() ** 2, 0.25)
    assert np.ptp(Linear([2.0], noise=0).sample(9, rng=0) @ [2, -1]) == pytest.approx(0)


def test_a_mixture_has_the_moments_of_its_parts(agrees):
    weights, means, sds = np.array([0.2, 0.8]), np.array([-3.0, 1.0]), np.array([0.5, 2.0])
    x = Mixture(weights, means, sds).sample(40_000, rng=2)[:, 0]
    mean = weights @ means
    agrees(x, mean)
    agrees((x - mean) ** 2, weights @ (sds**2 + means**2) - mean**2)
    assert kstest(x, lambda t: weights @ norm.cdf(t, means[:, None], sds[:, None])).pvalue > 0.001


def test_ring_modes_are_equally_far_apart():
    source = ring(6, radius=2, sd=0.1)
    gaps = np.linalg.norm(source.means_ - np.roll(source.means_, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, 2)  # a hexagon's side is its radius
    np.testing.assert_allclose(source.weights_, 1 / 6)
    assert np.unique(source.sds_) == 0.1


@pytest.mark.parametrize(("exponent", "shift"), [(1.0, 2.7), (0.0, 0.0), (2.5, 0.0)])
def test_zipf_abundances_sum_to_one_and_fall_as_a_power_of_rank(exponent, shift):
    p = zipf(1000, exponent=exponent, shift=shift).probabilities_
    assert p.sum() == pytest.approx(1)
    ranks = np.arange(1, 1001) + shift
    np.testing.assert_allclose(np.diff(np.log(p)), -exponent * np.diff(np.log(ranks)), atol=1e-12)


def test_species_appear_as_often_as_they_should_and_extinct_ones_never():
    p = np.array([0.0, 0.5, 0.0, 0.3, 0.2, 0.0])
    counts = np.bincount(Species(p).sample(20_000, rng=3), minlength=6)
    assert (counts[p == 0] == 0).all()
    assert chisquare(counts[p > 0], 20_000 * p[p > 0]).pvalue > 0.001


def test_digits_are_drawn_without_replacement_in_every_replicate():
    source = Digits(7, components=8)
    drawn = source.sample((3, len(source.points_)), rng=4)
    everything = np.sort(source.points_, axis=0)
    for replicate in drawn:
        np.testing.assert_array_equal(np.sort(replicate, axis=0), everything)
    assert (drawn[0] != drawn[1]).any()
    few = source.sample((200, 50), rng=5)
    assert all(len(np.unique(replicate[:, 0])) == 50 for replicate in few)


def test_all_images_of_a_digit_are_drawn_equally_often():
    source = Digits(0, components=1)
    drawn = source.sample((2000, 20), rng=6).ravel()
    _, times = np.unique(drawn, return_counts=True)
    share = 20 / len(source.points_)
    assert len(times) == len(source.points_)
    assert abs(times - 2000 * share).max() < 4.5 * np.sqrt(2000 * share * (1 - share))


def test_more_digits_than_there_are_images_are_refused_with_their_number():
    source = Digits(8)
    with pytest.raises(ValueError, match=r"size must be at most 174.*got 175"):
        source.sample(175, rng=0)


def test_digits_survive_the_way_through_principal_components():
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    source = Digits(4, components=64)
    np.testing.assert_allclose(source.to_images(source.points_).reshape(-1, 64), images[labels == 4], atol=1e-9)
    assert len(Digits().points_) == 1797
    np.testing.assert_allclose(source.mean_, source.points_.mean(axis=0))
    assert Digits(4).log_det_ == pytest.approx(np.linalg.slogdet(np.cov(Digits(4).points_.T))[1])
