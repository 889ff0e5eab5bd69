"""Simulations of a few items, against what can be worked out by hand: each outcome and its chance."""

from collections import Counter
from itertools import product
from math import prod

import numpy as np
import pytest
from modelcollapse.chains import categorical, curve, fresh, gaussian, regression
from modelcollapse.models import KDEModel
from modelcollapse.samplers import normalized, nucleus
from modelcollapse.societies import contagion
from modelcollapse.theory import contagion as contagion_law
from scipy.stats import chisquare, f, ks_2samp, kstest, norm


def test_copies_and_novelties_one_generation_after_the_other(agrees):
    """Two items drawn are one, or their parents were alike and neither is new: F ← 1/n + (1 - 1/n)(1 - u)² F."""
    n, novelty, identity = 3, 0.5, 1.0
    alone = {"replicates": 1, "initial_types": 1, "generations": 4}
    runs = [categorical.novelty_chain(n_samples=n, novelty=novelty, **alone, rng=i)["identity"] for i in range(2000)]
    for t in range(5):
        if t > 0:
            agrees([run[t, 0] for run in runs], identity)
        identity = 1 / n + (1 - 1 / n) * (1 - novelty) ** 2 * identity


def test_probabilities_that_rounding_takes_above_one_can_be_drawn_from():
    loop, rounded = {"generations": 2, "replicates": 3, "rng": 0}, [1 + 5e-9, 0.0]
    for history in (
        categorical.chain(rounded, n_samples=10, **loop),
        fresh.chain(rounded, n_real=0, n_synthetic=10, **loop),
    ):
        assert (history["probabilities"][1:] == [1, 0]).all()


def test_where_nothing_is_new_the_model_has_all_the_weight():
    loop = {"n_real": [0, 3, 0], "n_synthetic": 5, "generations": 3, "replicates": 9, "rng": 0}
    for weight in ("pooled", 0.4, [0.2, 0.4, 0.6]):
        shares = fresh.chain([0.5, 0.3, 0.2], **loop, weight=weight)["probabilities"]
        np.testing.assert_allclose(shares.sum(axis=2), 1)


def test_an_archive_ages_while_a_model_follows():
    """Both errors are normal. Theirs are three moments: of the archive, of the estimate, and of the two together."""
    weights, n_archive, n_new, synthetic, change = [0.0, 0.5, 0.8, 0.3], 4, 3, 0.6, 0.2
    world = {"n_archive": n_archive, "n_new": n_new, "synthetic": synthetic, "change": change}
    error = fresh.archive_chain(weights, **world, replicates=20_000, rng=0)["error"]
    archive = estimate = together = 1 / n_archive
    assert kstest(error[0], norm(0, np.sqrt(estimate)).cdf).pvalue > 0.001
    for t, w in enumerate(weights, start=1):
        archive, moved = archive + change, synthetic * (together + change)
        new = synthetic**2 * (estimate + change) + 1 / n_new
        estimate = w**2 * archive + (1 - w) ** 2 * new + 2 * w * (1 - w) * moved
        together = w * archive + (1 - w) * moved
        assert kstest(error[t], norm(0, np.sqrt(estimate)).cdf).pvalue > 0.001, t


def test_waves_are_a_constant_and_a_cosine_and_a_sine_of_each_frequency():
    x = 0.3
    pairs = [(np.sqrt(2) * np.cos(k * x), np.sqrt(2) * np.sin(k * x)) for k in range(1, 11)]
    np.testing.assert_allclose(curve.waves(x), [1, *np.ravel(pairs)])


def test_the_real_curve_is_a_sine_and_a_narrow_peak():
    """sin x, and a bell of height 2 and width 0.25 at 4.2, whose Fourier transform is another bell."""
    k, height, place, width = np.arange(1, 11), 2, 4.2, 0.25
    area = height * width / np.sqrt(2 * np.pi)
    bell = np.sqrt(2) * area * np.exp(-((k * width) ** 2) / 2)
    cosines, sines = bell * np.cos(k * place), bell * np.sin(k * place)
    sines[0] += 1 / np.sqrt(2)
    np.testing.assert_allclose(curve.real_curve(), [area, *np.ravel([cosines, sines], order="F")], atol=1e-12)


@pytest.mark.parametrize("regime", ["replace", "accumulate"])
def test_ridge_fits_in_the_open(regime):
    """Drawn and solved point by point: four points, two weights, real ones of length 2, models that go too far."""
    rng, penalty, noise, size = np.random.default_rng(0), 1.5, 0.5, 20_000
    inputs, labels, written = np.zeros((size, 0, 2)), np.zeros((size, 0)), np.tile([2.0, 0.0], (size, 1))
    loop = {"dimension": 2, "n_samples": 4, "generations": 2, "replicates": size, "regime": regime, "rng": 1}
    exact = regression.chain(**loop, ridge=penalty, noise=noise, signal=2.0, shift=0.7)["risk"]
    for t in (1, 2):
        X = rng.standard_normal((size, 4, 2))
        y = (X @ written[..., None])[..., 0] + noise * rng.standard_normal((size, 4))
        kept = slice(None) if regime == "accumulate" else slice(0)
        inputs, labels = np.concatenate([inputs[:, kept], X], axis=1), np.concatenate([labels[:, kept], y], axis=1)
        turned = np.swapaxes(inputs, 1, 2)
        weights = np.linalg.solve(turned @ inputs + penalty * np.eye(2), turned @ labels[..., None])[..., 0]
        assert ks_2samp(((weights - [2.0, 0.0]) ** 2).sum(axis=1), exact[t]).pvalue > 0.001, t
        written = weights + [0.7, 0.0]


def test_one_weight(agrees):
    """With five points 1/χ²₅ has mean 1/3; if two are synthetic, their share is Beta(1, 3/2), its square 2/(5/2 · 7/2)."""
    loop = {"dimension": 1, "n_samples": 5, "generations": 1, "replicates": 20_000, "rng": 0}
    agrees(regression.chain(**loop)["risk"][1], 1 / 3)
    leak = regression.mixing_chain(**loop, synthetic_share=0.4, shift=3.0, noise=0.0)["risk"][1]
    agrees(leak, 3**2 * 2 / (2.5 * 3.5))
    np.testing.assert_allclose(regression.forgetting_chain(**loop)["risk"], 0, atol=1e-20)


def test_noise_in_labels_of_both_kinds_is_normal():
    """One weight: its error is z/√χ²₅, so that five times its square has the F distribution."""
    loop = {"dimension": 1, "n_samples": 5, "generations": 1, "replicates": 20_000, "rng": 0}
    risk = regression.mixing_chain(**loop, synthetic_share=0.4, shift=0.0)["risk"][1]
    assert kstest(5 * risk, f(1, 5).cdf).pvalue > 0.001


def test_a_shift_leaves_nothing_to_the_next_generation():
    loop = {"dimension": 3, "n_samples": 8, "generations": 4, "replicates": 20_000, "rng": 0}
    risk = regression.mixing_chain(**loop, synthetic_share=0.5, shift=1.0, noise=0.0)["risk"]
    assert ks_2samp(risk[1], risk[4]).pvalue > 0.001


def test_sums_of_squares_and_products_of_four_points(agrees):
    """XᵀX has mean n on its diagonal and variance 2n there, and mean 0 and variance n everywhere else."""
    n, d = 4, 3
    root = regression.wishart_root(n, d, 20_000, np.random.default_rng(0))
    assert (np.triu(root, 1) == 0).all()
    scatter = root @ np.swapaxes(root, 1, 2)
    for i, j in product(range(d), repeat=2):
        mean, variance = (n, 2 * n) if i == j else (0, n)
        agrees(scatter[:, i, j], mean)
        agrees((scatter[:, i, j] - mean) ** 2, variance)


def test_as_many_points_as_dimensions_are_refused_even_once():
    loop = {"dimension": 3, "generations": 3, "replicates": 2}
    for simulate in (gaussian.log_det_chain, regression.chain):
        for sizes in (3, [9, 3, 9]):
            with pytest.raises(ValueError, match="n_samples must be larger than dimension=3"):
                simulate(n_samples=sizes, **loop)
    for share in (0.3, 0.7):
        with pytest.raises(ValueError, match="synthetic_share must be such that each part has more than 3 points"):
            regression.mixing_chain(n_samples=10, synthetic_share=share, **loop)
    for share in (0.0, 0.4, 1.0):
        assert regression.mixing_chain(n_samples=10, synthetic_share=share, **loop, rng=0)["risk"][-1].min() > 0


def test_a_page_that_is_alone_is_copied_for_ever():
    for true_pages, false_pages in ((1, 0), (0, 1)):
        history = contagion.polya(true_pages=true_pages, false_pages=false_pages, written=5, replicates=2, rng=0)
        assert (history["false_share"] == false_pages).all()


def test_a_web_begins_with_true_pages_and_a_false_one_that_nobody_copied():
    web = contagion.write_web(true_pages=3, written=0, rng=0)
    assert web.false.tolist() == [False, False, False, True]
    assert web.parent.tolist() == [-1, -1, -1, -1]
    assert not web.checked.any()


def test_every_earlier_page_is_as_likely_to_be_copied():
    webs = [contagion.write_web(true_pages=1, written=3, rng=i) for i in range(3000)]
    for page in (2, 3, 4):
        copied = Counter(int(web.parent[page]) for web in webs)
        assert set(copied) == set(range(page))
        assert chisquare(list(copied.values())).pvalue > 0.001


def test_who_checks_copies_nobody():
    web = contagion.write_web(true_pages=1, written=200, checkers=0.5, rng=0)
    assert 60 < web.checked.sum() < 140
    assert (web.parent[web.checked] == -1).all()
    assert (web.parent[2:][~web.checked[2:]] >= 0).all()


@pytest.mark.parametrize("conformity", [1.0, 3.0])
def test_a_consensus_of_three_pages(conformity, agrees):
    loop = {"start": 0.8, "checkers": 0.25, "generations": 1, "pages": 3, "replicates": 20_000, "rng": 0}
    share = contagion.consensus(**loop, conformity=conformity)["false_share"]
    says_false = 0.75 * 0.8**conformity / (0.8**conformity + 0.2**conformity)
    assert (share[0] == 0.8).all()
    agrees(share[1], says_false)
    agrees((share[1] - says_false) ** 2, says_false * (1 - says_false) / 3)


@pytest.mark.parametrize("rounds", [1, 2, 3, 6])
def test_each_round_halves_the_interval_that_holds_the_threshold(rounds):
    """With 2^rounds intervals between 0 and 1, the answer is the middle of the one that holds 3 - 2√2."""
    cell = np.floor(contagion_law.verification_threshold(2.0) * 2**rounds)
    located = contagion.locate_threshold(replicates=2, generations=300, rounds=rounds, rng=0)
    np.testing.assert_array_equal(located, (cell + 0.5) / 2**rounds)


def test_after_one_generation_half_the_authors_have_to_check():
    """Everything was false, so that 1 - v of the pages still are: more than a half if v is less."""
    located = contagion.locate_threshold(replicates=5, generations=1, rounds=9, rng=0)
    np.testing.assert_allclose(located, 0.5, atol=2**-10)


def test_a_cascade_that_is_large_enough_is_followed_no_longer():
    assert (contagion.cascade(copies=3.0, generations=9, replicates=20, enough=1, rng=0)["false_pages"] == 1).all()


def test_a_cascade_of_two_generations(agrees):
    """Each page has Poisson(1.5 · 0.8) false copies: mean 1.2 a generation, and no grandchild with chance e^{m(e^-m - 1)}."""
    loop = {"copies": 1.5, "checkers": 0.2, "generations": 2, "replicates": 40_000, "rng": 0}
    pages, mean = contagion.cascade(**loop)["false_pages"], 1.2
    for t in (1, 2):
        agrees(pages[t], mean**t)
    agrees(pages[2] == 0, np.exp(mean * (np.exp(-mean) - 1)))


RETRIEVAL = {"human_pages": 2, "false_pages": 1, "source_bias": 2.0, "top_k": 3, "hallucination": 0.3}
RETRIEVAL |= {"recognized": 0.25, "versions": 2}


def found(pages):
    """The share of each of three statements, one true, among people's pages and a machine's."""
    weights = np.array([2.0, 1.0, 0.0]) + 2.0 * np.array(pages)
    return weights / weights.sum()


def answers(pages):
    """The chance of each answer: what most of three pages say, by lot where all differ, unless it is made up."""
    chances = np.zeros(3)
    for read in product(range(3), repeat=3):
        votes = np.bincount(read, minlength=3)
        chances += prod(found(pages)[list(read)]) * (votes == votes.max()) / (votes == votes.max()).sum()
    return 0.7 * chances + 0.3 * np.array([0, 0.5, 0.5])


def test_retrieval_with_two_falsehoods_answer_by_answer(agrees):
    history = contagion.retrieval(**RETRIEVAL, written=3, replicates=40_000, rng=0)
    law = {(0, 0, 0): 1.0}
    for t in range(4):
        agrees(history["answer_false"][t], sum(mass * (1 - answers(pages)[0]) for pages, mass in law.items()))
        if t > 0:
            agrees(history["false_share"][t], sum(mass * (1 - found(pages)[0]) for pages, mass in law.items()))
            lost = sum(mass for pages, mass in law.items() if found(pages)[1:].max() > found(pages)[0])
            agrees(history["lost"][t], lost)
        following = Counter()
        for pages, mass in law.items():
            following[pages] += 0.25 * mass
            for answer, chance in enumerate(answers(pages)):
                following[tuple(np.add(pages, np.eye(3, dtype=int)[answer]))] += 0.75 * mass * chance
        law = following


def test_a_falsehood_that_is_found_as_often_as_the_truth_has_not_won():
    history = contagion.retrieval(human_pages=2, false_pages=2, written=0, replicates=3, rng=0)
    assert (history["false_share"] == 0.5).all()
    assert not history["lost"].any()


def test_a_kernel_density_is_the_mean_of_its_kernels():
    """Three points in two dimensions, with a width of its own for each."""
    points, x = np.array([[0.0, 0.0], [1.0, 4.0], [2.0, 2.0]]), np.array([[0.5, 1.0], [3.0, -2.0]])
    for model in (KDEModel(0.7), KDEModel(0.7, relative=True), KDEModel()):
        width = np.broadcast_to(model.fit(points).bandwidth_, (1, 2))
        kernels = norm.pdf(x[:, None], points, width).prod(axis=-1)
        np.testing.assert_allclose(model.score_samples(x), np.log(kernels.mean(axis=-1)))
        two = model.fit([points, points[:, ::-1]]).score_samples(x)
        np.testing.assert_allclose(two[0], np.log(kernels.mean(axis=-1)))
        np.testing.assert_allclose(two[1], model.fit(points[:, ::-1]).score_samples(x))


def test_a_relative_bandwidth_is_in_units_of_the_sd_of_each_dimension():
    points = np.array([[0.0, 0.0], [1.0, 4.0], [2.0, 2.0]])
    np.testing.assert_allclose(KDEModel(0.7, relative=True).fit(points).bandwidth_, [[0.7, 1.4]])
    assert KDEModel(0.7, relative=True).fit([[1.0], [3.0]]).bandwidth_ == pytest.approx(0.7 * np.sqrt(2))
    assert KDEModel(0.7, relative=True).fit([[5.0]]).bandwidth_ == 0


@pytest.mark.parametrize("top", [1000.0, 0.0, -1000.0])
def test_probabilities_of_any_size_are_normalized(top):
    np.testing.assert_allclose(normalized([top, top]), np.log([0.5, 0.5]))
    np.testing.assert_allclose(normalized([top, top - 2000]), [0, -2000])


@pytest.mark.parametrize("n", range(2, 13))
def test_a_nucleus_of_even_odds_has_as_many_items_as_its_share(n):
    for k in range(1, n):
        assert np.isfinite(nucleus(k / n)(np.zeros(n))).sum() == k
