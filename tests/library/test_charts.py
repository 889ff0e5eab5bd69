"""Worlds that follow charts: the first sales by hand, moments against their law, urns against what is known of them."""

from itertools import product

import numpy as np
import pytest
from modelcollapse.measures.diversity import hill_number
from modelcollapse.societies import charts
from modelcollapse.theory import charts as charts_law
from scipy.stats import chisquare

APPEAL = np.array([0.5, 0.3, 0.2])


def chance(sequence, influence, advantage, start):
    """The chance that titles are sold in this order."""
    sold, found = np.zeros(3), 1.0
    for title in sequence:
        chart = (sold + start) ** advantage
        found *= (1 - influence) * APPEAL[title] + influence * chart[title] / chart.sum()
        sold[title] += 1
    return found


@pytest.mark.parametrize(
    ("influence", "advantage", "start"), [(0.0, 1.0, 1.0), (0.7, 1.0, 0.5), (0.9, 1.5, 1.0), (1.0, 0.0, 2.0)]
)
def test_three_sales_in_every_order(influence, advantage, start):
    worlds = 20_000
    sold = charts.market(
        APPEAL, influence=influence, advantage=advantage, start=start, buyers=1, generations=3, replicates=worlds, rng=0
    )["sold"]
    order = np.diff(sold, axis=0).argmax(axis=2)
    orders = list(product(range(3), repeat=3))
    seen = [(order == np.array(sequence)[:, None]).all(axis=0).sum() for sequence in orders]
    expected = [worlds * chance(sequence, influence, advantage, start) for sequence in orders]
    assert sum(expected) == pytest.approx(worlds)
    assert chisquare(seen, expected).pvalue > 0.001


def test_the_moments_by_hand():
    """All orders of four sales, with their chances: the mean sum of squared shares, and twice their variances."""
    orders = list(product(range(3), repeat=4))
    chances = np.array([chance(sequence, 0.8, 1.0, 0.5) for sequence in orders])
    shares = np.array([np.bincount(sequence, minlength=3) / 4 for sequence in orders])
    assert charts_law.concentration(APPEAL, 0.8, 0.5, 4) == pytest.approx(chances @ (shares**2).sum(axis=1))
    means = chances @ shares
    assert charts_law.disagreement(APPEAL, 0.8, 0.5, 4) == pytest.approx(
        2 * (chances @ (shares**2).sum(axis=1) - (means**2).sum())
    )


@pytest.mark.parametrize("influence", [0.0, 0.6, 1.0])
def test_a_market_is_as_concentrated_and_as_lucky_as_its_law_says(influence, agrees):
    sold = charts.market(APPEAL, influence=influence, start=2.0, buyers=5, generations=8, replicates=8000, rng=0)
    shares = sold["sold"][-1] / 40
    agrees((shares**2).sum(axis=1), charts_law.concentration(APPEAL, influence, 2.0, 40))
    apart = ((shares[::2] - shares[1::2]) ** 2).sum(axis=1)
    agrees(apart, charts_law.disagreement(APPEAL, influence, 2.0, 40))


def test_the_urn_at_the_beginning_and_for_ever():
    """Two buyers of an urn agree with probability (a + 1)/(K a + 1), whichever two they are."""
    for titles, start in ((2, 1.0), (48, 1.0), (5, 0.3)):
        settled = charts_law.urn_concentration(titles, start)
        for sold in (1, 2, 300):
            found = charts_law.concentration(np.full(titles, 1 / titles), 1.0, start, sold)
            assert found == pytest.approx(1 / sold + (1 - 1 / sold) * settled)


def test_the_largest_piece_of_a_broken_stick(agrees):
    """H_K/K, by its sum and by an urn; 3/4 and 11/18 by hand."""
    assert charts_law.urn_largest_share([2, 3]) == pytest.approx([3 / 4, 11 / 18])
    assert charts_law.urn_largest_share(48) == pytest.approx(sum(1 / k for k in range(1, 49)) / 48)
    rng, titles = np.random.default_rng(0), 6
    ends = np.sort(rng.random((8000, titles - 1)), axis=1)
    agrees(np.diff(ends, axis=1, prepend=0, append=1).max(axis=1), charts_law.urn_largest_share(titles))
    sold = charts.market(np.full(titles, 1 / titles), influence=1.0, generations=40, replicates=1500, rng=0)["sold"][-1]
    agrees(sold.max(axis=1) / 4000, charts_law.urn_largest_share(titles))


def test_the_top_of_the_chart_takes_a_market_that_follows_it_more_than_in_proportion():
    appeal = charts.draw_appeal(48, rng=0)
    loop = {"generations": 20, "replicates": 16, "rng": 1}
    found = {}
    for name, influence, advantage in (("alone", 0.0, 1.0), ("chart", 0.9, 1.0), ("top", 0.9, 1.5)):
        sold = charts.market(appeal, influence=influence, advantage=advantage, **loop)["sold"][-1]
        found[name] = hill_number(sold / 2000, 2).mean(), charts.unpredictability(sold)
    assert found["top"][0] < 8 < 24 < found["chart"][0]
    assert found["alone"][1] < found["chart"][1] / 3 < found["top"][1] / 3


def test_every_buyer_buys_once():
    sold = charts.market(APPEAL, influence=0.5, buyers=7, generations=4, replicates=3, rng=0)["sold"]
    np.testing.assert_array_equal(sold.sum(axis=2), 7 * np.arange(5)[:, None] * np.ones(3))
    assert (np.diff(sold, axis=0) >= 0).all()


def test_appeal_is_lognormal(agrees):
    drawn = [np.log(charts.draw_appeal(40, spread=0.8, rng=seed)).var(ddof=1) for seed in range(400)]
    agrees(drawn, 0.8**2)
    assert charts.draw_appeal(7, rng=0).sum() == pytest.approx(1)


def test_unpredictability_is_the_mean_difference_between_two_worlds():
    sold = np.random.default_rng(0).integers(1, 50, size=(3, 5, 4))
    shares = sold / sold.sum(axis=-1, keepdims=True)
    pairs = [(i, j) for i in range(5) for j in range(i)]
    counted = np.mean([np.abs(shares[:, i] - shares[:, j]).mean(axis=-1) for i, j in pairs], axis=0)
    np.testing.assert_allclose(charts.unpredictability(sold), counted)
    assert charts.unpredictability(np.tile([[3, 1]], (4, 1))) == pytest.approx(0)


MARKET = {"appeal": [0.5, 0.5], "influence": 0.5, "generations": 2, "replicates": 2, "buyers": 3}
REFUSALS = [
    (charts.draw_appeal, {"titles": 3}, {"titles": "an int from 1", "spread": "at least 0", "rng": "a seed"}),
    (
        charts.market,
        MARKET,
        {"appeal": "one distribution", "influence": "a share", "generations": "an int from 0"}
        | {"replicates": "an int from 1", "buyers": "an int from 1", "advantage": "at least 0", "start": "positive"}
        | {"rng": "a seed"},
    ),
    (
        charts.unpredictability,
        {"sold": [[1, 2], [3, 4]]},
        {"sold": [[1, 2], [[1, 2]], [[3, -1], [2, 1]], [[0, 0], [1, 2]], "many", [[np.nan, 1], [1, 1]]]},
    ),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
