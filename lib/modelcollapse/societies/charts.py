"""Charts of what sells, from which the next buyers choose: several worlds with the same titles, each with its own luck."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan


def draw_appeal(titles: int, *, spread: float = 0.8, rng=None) -> np.ndarray:
    """Draw how likely a buyer who asks nobody is to choose each title: lognormal weights, scaled to sum to 1.

    Parameters
    ----------
    spread
        standard deviation of their logarithms; with 0 all titles are as good.

    Examples
    --------
    >>> draw_appeal(3, spread=0).tolist() == [1 / 3] * 3
    True
    """
    titles, spread = valid.integer("titles", titles, minimum=1), valid.number("spread", spread, low=0)
    weights = np.exp(spread * valid.generator(rng).standard_normal(titles))
    return weights / weights.sum()


def market(
    appeal,
    *,
    influence: float,
    generations: int,
    replicates: int,
    buyers: int = 100,
    advantage: float = 1.0,
    start: float = 1.0,
    rng=None,
) -> History:
    """Sell titles one after another in several worlds: a buyer follows the chart of this world, or the own taste.

    A buyer follows the chart with probability ``influence``, and then chooses title i in proportion to
    (sold_i + ``start``)^``advantage``; otherwise in proportion to its appeal.

    Parameters
    ----------
    appeal
        probabilities of the titles for whoever asks nobody, of shape (titles,): the same in every world.
    replicates
        worlds.
    buyers
        how many buy in a generation, one after another; the chart is up to date for each of them.
    advantage
        1 follows the shares of the chart, more the top of it.
    start
        positive: what every title counts as sold before anything is.

    Returns
    -------
    History
        ``sold``, ints of shape (generations + 1, replicates, titles).

    Notes
    -----
    A model of our own, of the experiment of Salganik, Dodds and Watts (2006). With ``influence`` = ``advantage`` = 1
    it is the urn of Eggenberger and Pólya (1923).

    Examples
    --------
    >>> from modelcollapse.measures.diversity import hill_number
    >>> sold = market([0.25] * 4, influence=1, advantage=2, generations=20, replicates=5, rng=0)["sold"][-1]
    >>> bool((hill_number(sold / 2000, 2) < 1.2).all())
    True
    """
    plan, appeal = Plan(generations, replicates, rng), valid.probabilities("appeal", appeal, max_ndim=1)
    influence, buyers = valid.share("influence", influence), valid.integer("buyers", buyers, minimum=1)
    advantage = valid.number("advantage", advantage, low=0)
    start = valid.number("start", start, low=0, include_low=False)
    sold = np.zeros((*plan.shape, len(appeal)), dtype=np.int32)
    for t in range(generations):
        sold[t + 1] = sold[t]
        for luck in plan.rng.random((buyers, replicates)):
            _sell_one(sold[t + 1], appeal, luck, influence, advantage, start)
    settings = {"appeal": appeal, "influence": influence, "buyers": buyers, "advantage": advantage, "start": start}
    return plan.history({"sold": sold}, **settings)


def unpredictability(sold) -> np.ndarray:
    """Return the mean difference of a title's share of the market between two worlds, over titles and pairs of worlds.

    Parameters
    ----------
    sold
        array of shape (..., worlds, titles) with two worlds or more.

    Notes
    -----
    Source: Salganik, Dodds and Watts (2006).

    Examples
    --------
    >>> float(unpredictability([[3, 1], [1, 1]]))
    0.25
    """
    sold = valid.finite_array("sold", sold, min_ndim=2)
    worlds = sold.shape[-2]
    if worlds < 2:
        raise valid.refuse("sold", sold.shape, "an array of two worlds or more (its shape is shown)")
    if (sold < 0).any() or (sold.sum(axis=-1) == 0).any():
        raise valid.refuse("sold", sold.min(), "non-negative, with something sold in every world (the least is shown)")
    shares = np.sort(sold / sold.sum(axis=-1, keepdims=True), axis=-2)
    above = 2 * np.arange(worlds) - worlds + 1  # worlds that a sorted share exceeds, less those that exceed it
    return (above[:, None] * shares).sum(axis=-2).mean(axis=-1) / (worlds * (worlds - 1) / 2)


def _sell_one(sold, appeal, luck, influence, advantage, start):
    """Add one sale to every world, in place; ``luck`` is one uniform number a world."""
    chart = (sold + start) ** advantage
    chances = (1 - influence) * appeal + influence * chart / chart.sum(axis=-1, keepdims=True)
    below = np.cumsum(chances, axis=-1)
    chosen = (luck[:, None] * below[:, -1:] >= below).sum(axis=-1)
    sold[np.arange(len(sold)), chosen] += 1
