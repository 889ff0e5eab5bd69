"""Plans: of how to spend a stock of real items, of how many to draw. Against small cases worked out by hand."""

import numpy as np
import pytest
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import stock as stock_law
from modelcollapse.theory import worth as worth_law
from scipy.optimize import minimize_scalar


def test_the_loss_of_a_plan_is_the_mean_of_what_each_model_lacks():
    """Heard through three of its items, a model that is worth I passes on 3 I/(I + 2)."""
    second = 2 + 3 * 3 / 5
    third = 2 + 3 * second / (second + 2)
    assert stock_law.mean_loss([0, 2, 2], 3) == pytest.approx((1 / 3 + 1 / second + 1 / third) / 3)


@pytest.mark.parametrize("stock", [0, 1, 2])
def test_the_best_plan_spends_all_there_is(stock):
    assert stock_law.best_plan(stock, 4, 5).sum() == pytest.approx(stock)


def test_the_search_for_a_plan_knows_the_slope_of_the_loss():
    plan, step = np.array([0.5, 2.0, 0.0, 1.5]), 1e-6
    loss, slope = stock_law._loss_and_slope(plan, 4, 7.0)
    assert loss == pytest.approx(stock_law.mean_loss(plan, 4))
    for t in range(4):
        more = stock_law.mean_loss(plan + step * np.eye(4)[t], 4)
        assert slope[t] == pytest.approx(7 * (more - loss) / step, rel=1e-4)


def test_half_an_item_is_rounded_up_even_where_it_is_computed_as_less():
    assert stock_law.whole([0.5, 0.5, 0.5]).tolist() == [1, 0, 1]
    assert np.cumsum([0.6, 0.7, 0.2])[-1] < 1.5
    assert stock_law.whole([0.6, 0.7, 0.2]).tolist() == [1, 0, 1]


def test_generations_of_growing_size():
    """A generation of one item keeps nothing, one of two keeps a half."""
    assert diversity_law.replacing_growing([2, 4]) == pytest.approx(1 / 2 * 3 / 4)
    assert diversity_law.replacing_growing([2, 1, 4]) == 0
    with pytest.raises(ValueError, match="sizes must be at least 1 everywhere"):
        diversity_law.replacing_growing([2, 0, 4])


def test_an_archive_of_a_world_that_moves_fast_has_no_weight():
    """Half of a hundred new items are by a model that is as old as the archive: 0.5² (1/5 + 1) + 1/100."""
    world = {"n_archive": 5, "n_new": 100, "synthetic": 0.5, "change": 1.0, "t": 1}
    assert worth_law.archive_weight(**world) == 0
    assert worth_law.archive_error(**world) == pytest.approx(0.31)


@pytest.mark.parametrize(("n_archive", "n_new", "synthetic", "change"), [(4, 3, 0.6, 0.2), (2, 9, 0.3, 0.05)])
def test_an_archive_is_weighed_so_that_the_error_is_least(n_archive, n_new, synthetic, change):
    """Tried out: of all weights of the archive beside new items, generation after generation."""
    old = error = together = 1 / n_archive
    for t in range(1, 5):
        old, cross, new = old + change, synthetic * (together + change), synthetic**2 * (error + change) + 1 / n_new
        moments = np.array([[old, cross], [cross, new]])
        tried = {"bounds": (0, 1), "options": {"xatol": 1e-12}}
        found = minimize_scalar(lambda w, m=moments: [w, 1 - w] @ m @ [w, 1 - w], **tried)
        error, together = found.fun, found.x * old + (1 - found.x) * cross
        assert worth_law.archive_weight(n_archive, n_new, synthetic, change, t) == pytest.approx(found.x, abs=1e-4)
        assert worth_law.archive_error(n_archive, n_new, synthetic, change, t) == pytest.approx(error)
