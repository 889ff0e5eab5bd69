"""Weighing new real items: the laws of worth against enumeration and simulation, and the best plan against a search."""

from itertools import product

import numpy as np
import pytest
from modelcollapse.chains import fresh
from modelcollapse.measures.diversity import simpson
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import stock as stock_law
from modelcollapse.theory import worth as worth_law
from scipy.optimize import minimize_scalar

P = [0.5, 0.3, 0.2]
MIXTURES = [(1, 1), (1, 4), (2, 3), (5, 2), (1, 99)]
PLAN = {"n_synthetic": 4}


def relative(history):
    return simpson(history["probabilities"]) / simpson(P)


@pytest.mark.parametrize(("n_real", "n_synthetic"), MIXTURES)
@pytest.mark.parametrize("weight", [0.15, 0.6])
@pytest.mark.parametrize("mistaken", [0.0, 0.3])
def test_the_loss_is_where_one_more_generation_changes_nothing(n_real, n_synthetic, weight, mistaken):
    lost = worth_law.weighted_loss(n_real, n_synthetic, weight, mistaken)
    # Two draws: from two parts that may be the same part; of one item, or of two that are copies, or else independent.
    parts = ((weight, n_real, mistaken), (1 - weight, n_synthetic, 1.0))
    again = 0.0
    for (share, n, copied), (other, _, also) in product(parts, repeat=2):
        one = 1 / n if copied == also else 0.0
        again += share * other * (one + (1 - one) * copied * also * lost)
    assert again == pytest.approx(lost, rel=1e-12)


@pytest.mark.parametrize(("n_real", "n_synthetic"), MIXTURES)
def test_weighted_by_their_numbers_it_is_the_pooled_law(n_real, n_synthetic):
    pooled = worth_law.weighted_loss(n_real, n_synthetic, n_real / (n_real + n_synthetic))
    assert 1 - pooled == pytest.approx(diversity_law.fresh_blood(n_real, n_synthetic), rel=1e-12)


def test_without_weight_all_is_lost_and_with_all_of_it_a_real_sample_is_left():
    np.testing.assert_allclose(worth_law.weighted_loss([1, 3], 7, 0), 1)
    np.testing.assert_allclose(worth_law.weighted_loss([2, 3], 7, 1), [1 / 2, 1 / 3])


@pytest.mark.parametrize(("n_real", "n_synthetic"), MIXTURES)
def test_the_best_weight_is_best(n_real, n_synthetic):
    for loss, weight, least in (
        (worth_law.weighted_loss, worth_law.best_weight(n_real, n_synthetic), 1 / worth_law.best_worth(n_real, n_synthetic)),
        (worth_law.mean_error, worth_law.golden_weight(n_real / n_synthetic), worth_law.golden_weight(n_real / n_synthetic) / n_real),
    ):  # fmt: skip
        found = minimize_scalar(lambda w, loss=loss: loss(n_real, n_synthetic, w), bounds=(1e-6, 1), method="bounded")
        assert found.x == pytest.approx(weight, abs=1e-4)
        assert loss(n_real, n_synthetic, weight) == pytest.approx(least, rel=1e-12)


def test_the_golden_ratio():
    assert worth_law.golden_weight(1) == pytest.approx(2 / (1 + np.sqrt(5)))
    # It is the limit of the exact weight for words.
    assert worth_law.best_weight(10**6, 10**6) == pytest.approx(worth_law.golden_weight(1), rel=1e-5)


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(1, 2), (2, 3), (1, 19)])
@pytest.mark.parametrize(("weight", "mistaken"), [("pooled", 0.0), (0.5, 0.0), (0.5, 0.4)])
def test_the_chain_of_words_obeys_the_law(agrees, n_real, n_synthetic, weight, mistaken):
    loop = {"n_real": n_real, "n_synthetic": n_synthetic, "generations": 60, "replicates": 4000, "rng": 3}
    share = n_real / (n_real + n_synthetic) if weight == "pooled" else weight
    law = 1 - worth_law.weighted_loss(n_real, n_synthetic, share, mistaken)
    agrees(relative(fresh.chain(P, **loop, weight=weight, mistaken=mistaken))[-1], law)


def test_the_chain_of_words_obeys_a_plan(agrees):
    plan = np.array([0, 2, 0, 3, 1])
    worth = stock_law.worth_of_plan(plan, 4)
    loop = {"n_real": plan, "n_synthetic": 4, "generations": 5, "replicates": 20_000, "rng": 1}
    kept = relative(fresh.chain(P, **loop, weight=plan / worth))
    for t in range(5):
        agrees(kept[t + 1], 1 - 1 / worth[t])


def test_a_plan_of_nothing_is_replacing():
    lost = 1 / stock_law.worth_of_plan(np.zeros(7), 5)
    np.testing.assert_allclose(1 - lost, diversity_law.replacing(5, np.arange(1, 8)), rtol=1e-12)


def test_a_steady_plan_settles_at_the_best_worth():
    assert stock_law.worth_of_plan(np.full(400, 3), 20)[-1] == pytest.approx(worth_law.best_worth(3, 20), rel=1e-12)
    assert worth_law.upkeep(worth_law.best_worth(3, 20), 20) == pytest.approx(3, rel=1e-12)


def test_the_chain_of_means_obeys_the_law(agrees):
    loop = {"n_real": 3, "n_synthetic": 5, "generations": 40, "replicates": 20_000, "rng": 2}
    for weight in (0.2, worth_law.golden_weight(3 / 5)):
        errors = fresh.mean_chain(**loop, weight=weight)["error"][-1] ** 2
        agrees(errors, worth_law.mean_error(3, 5, weight))


def test_the_chain_of_means_is_the_literal_loop(agrees):
    rng = np.random.default_rng(5)
    estimate = np.full(20_000, 0.5)
    for _ in range(3):
        real, synthetic = rng.normal(0, 1, (2, 20_000)), rng.normal(estimate, 1, (4, 20_000))
        estimate = 0.7 * real.mean(axis=0) + 0.3 * synthetic.mean(axis=0)
    loop = {
        "n_real": 2,
        "n_synthetic": 4,
        "weight": 0.7,
        "generations": 3,
        "replicates": 20_000,
        "start": 0.5,
        "rng": 6,
    }
    found = fresh.mean_chain(**loop)["error"][-1]
    agrees(estimate - 0.3**3 * 0.5, 0)
    agrees(found, 0.3**3 * 0.5)
    assert found.std() == pytest.approx(estimate.std(), rel=0.03)


@pytest.mark.parametrize(("synthetic", "change"), [(0.0, 0.0), (0.5, 0.0), (0.5, 0.02), (1.0, 0.01)])
def test_an_archive_in_a_moving_world(agrees, synthetic, change):
    setting = {"n_archive": 20, "n_new": 30, "synthetic": synthetic, "change": change}
    weights = worth_law.archive_weight(t=np.arange(1, 13), **setting)
    errors = fresh.archive_chain(weights, **setting, replicates=20_000, rng=4)["error"] ** 2
    for t in (0, 1, 12):
        agrees(errors[t], worth_law.archive_error(t=t, **setting))


def test_the_archive_alone_where_nothing_new_is_real_and_nothing_moves():
    assert worth_law.archive_weight(50, 100, 1, 0, 1) == pytest.approx(1)
    assert worth_law.archive_error(50, 100, 1, 0, 9) == pytest.approx(1 / 50)
    assert worth_law.aged(50, 0.02, 0) == 50
    assert worth_law.aged(50, 0.02, 4) == pytest.approx(10)


@pytest.mark.parametrize(("stock", "n"), [(1, 1), (4, 6), (40, 50), (10, 200)])
def test_a_stock_that_is_kept_is_worth_its_size_and_copies_of_it_add_nothing_in_the_end(stock, n):
    worth = stock_law.worth_of_kept(stock_law.kept_weights(stock, n, 1500), stock, n)
    assert worth[0] == pytest.approx(stock + n), "the first generation sees other real items beside it"
    assert (np.diff(worth[:4]) < 0).all()
    assert worth[-1] == pytest.approx(stock, rel=1e-9)
    assert stock_law.worth_of_kept(np.ones(5), stock, n) == pytest.approx(stock)


def test_no_other_weight_in_a_generation_is_better_for_a_kept_stock():
    weights = stock_law.kept_weights(8, 12, 4)
    worth = stock_law.worth_of_kept(weights, 8, 12)
    for t in range(4):
        for step in (-0.01, 0.01):
            other = weights.copy()
            other[t] += step
            assert stock_law.worth_of_kept(other, 8, 12)[t] < worth[t]


def test_pooled_with_copies_a_kept_stock_settles_where_the_law_of_pairs_says():
    settled = stock_law.worth_of_kept(np.full(300, 40 / 90), 40, 50)[-1]
    assert 1 / settled == pytest.approx(1 - (1 - 1 / 40) * diversity_law.kept_sample(40, 50), rel=1e-9)


def test_a_kept_stock_is_worth_what_chains_say():
    rng, real = np.random.default_rng(3), np.array([0.5, 0.3, 0.2])
    weights = np.array([[0.4, 0.7, 0.2, 0.9], [0.0, 0.5, 0.5, 0.5]])
    kept = rng.multinomial(5, real, size=(40_000, 1)) / 5
    p = np.tile(real, (40_000, 2, 1))
    for t, weight in enumerate(weights.T):
        heard = rng.multinomial(7, p / p.sum(axis=-1, keepdims=True)) / 7
        p = weight[:, None] * kept + (1 - weight[:, None]) * heard
        lost = ((p - real) ** 2).sum(axis=-1) / (1 - (real**2).sum())
        law = 1 / stock_law.worth_of_kept(weights, 5, 7)[:, t]
        assert (np.abs(lost.mean(axis=0) - law) < 4 * lost.std(axis=0) / 200).all()


@pytest.mark.parametrize(("stock", "generations", "n"), [(10, 20, 30), (40, 40, 50), (100, 12, 20), (3, 5, 4)])
def test_the_best_plan_waits_holds_and_lets_go(stock, generations, n):
    plan = stock_law.best_plan(stock, generations, n)
    assert plan.sum() == pytest.approx(stock)
    bought = np.flatnonzero(plan > 1e-3 * stock)
    inside = plan[bought[1:-1]]
    assert (np.diff(bought) == 1).all(), "no gap"
    assert np.ptp(inside) < 0.02 * inside.mean(), "the same in every generation but the first and the last"
    # While it buys, it holds one worth: each purchase is its upkeep.
    worth = stock_law.worth_of_plan(plan, n)[bought[1]]
    assert inside[0] == pytest.approx(worth_law.upkeep(worth, n), rel=0.02)


def test_no_whole_plan_beats_the_best_one():
    plans = np.array([plan for plan in product(range(5), repeat=6) if sum(plan) == 4])
    losses = stock_law.mean_loss(plans, 6)
    best = stock_law.mean_loss(stock_law.best_plan(4, 6, 6), 6)
    assert len(plans) == 126
    assert best <= losses.min() < 1.05 * best


def test_whole_plans():
    plan = stock_law.best_plan(40, 40, 50)
    whole = stock_law.whole(plan)
    assert whole.sum() == 40
    assert whole.min() == 0
    assert np.abs(np.cumsum(whole) - np.cumsum(plan)).max() <= 0.5 + 1e-6
    assert stock_law.mean_loss(whole, 50) < 1.01 * stock_law.mean_loss(plan, 50)


def test_growing_samples_are_the_product_of_replacements(agrees):
    rng = np.random.default_rng(0)
    p, sizes = np.tile(P, (20_000, 1)), [3, 5, 9]
    for n in sizes:
        p = rng.multinomial(n, p) / n
    agrees(simpson(p) / simpson(P), diversity_law.replacing_growing(sizes))
    forever = diversity_law.replacing_growing(100 * 1.1 ** np.arange(2000))
    assert forever == pytest.approx(np.exp(-1.1 / (0.1 * 100)), rel=1e-3)


CHAIN = {"probabilities": P, "n_real": 1, "n_synthetic": 4, "generations": 3, "replicates": 2}
MEANS = {"n_real": 1, "n_synthetic": 4, "weight": 0.5, "generations": 3, "replicates": 2}
ARCHIVE = {"weights": [0.5, 0.4], "n_archive": 3, "n_new": 4, "synthetic": 0.5, "change": 0.1, "replicates": 2}
COUNTS = {"generations": "an int from 0", "replicates": "an int from 1", "rng": "a seed"}
NOT_PLANS = [[], [1, -1], [np.nan], "ab", None, [[1, 2], [3]]]
REFUSALS = [
    (
        fresh.chain,
        CHAIN,
        {"probabilities": "one distribution", "n_real": [-1, [1, 2], 1.5, "one"], "n_synthetic": "an int from 1"}
        | {"weight": ["best", -0.1, 1.1, [0.5, 0.5], None], "mistaken": "a share"}
        | COUNTS,
    ),
    (
        fresh.mean_chain,
        MEANS,
        {"n_real": "an int from 1", "n_synthetic": "an int from 1", "weight": "a share", "start": "a number"} | COUNTS,
    ),
    (
        fresh.archive_chain,
        ARCHIVE,
        {"weights": [[], [1.5], [-0.1, 0.5], "ab", [[0.5]]], "n_archive": "an int from 1", "n_new": "an int from 1"}
        | {"synthetic": "a share", "change": "at least 0", "replicates": "an int from 1", "rng": "a seed"},
    ),
    (stock_law.worth_of_plan, {"purchases": [1, 2]} | PLAN, {"purchases": NOT_PLANS, "n_synthetic": "an int from 1"}),
    (stock_law.mean_loss, {"purchases": [1, 2]} | PLAN, {"purchases": NOT_PLANS, "n_synthetic": "an int from 1"}),
    (stock_law.whole, {"purchases": [1, 2]}, {"purchases": NOT_PLANS}),
    (
        stock_law.kept_weights,
        {"stock": 3, "generations": 4} | PLAN,
        {"stock": "an int from 1", "generations": "an int from 1", "n_synthetic": "an int from 1"},
    ),
    (
        stock_law.worth_of_kept,
        {"weights": [0.5, 1], "stock": 3} | PLAN,
        {"weights": [[], [1.5], [-0.1, 0.5], "ab"], "stock": "an int from 1", "n_synthetic": "an int from 1"},
    ),
    (
        stock_law.best_plan,
        {"stock": 3, "generations": 4} | PLAN,
        {"stock": "at least 0", "generations": "an int from 1", "n_synthetic": "an int from 1"},
    ),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
