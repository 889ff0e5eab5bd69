"""A panel funds what resembles what it has funded, and the next proposals are born around the winners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan


@dataclass(frozen=True)
class Round:
    """One round of funding: what was proposed, and who won.

    Attributes
    ----------
    places
        of the proposals in the space of ideas, shape (proposals, dimensions).
    winners
        of each place in the budget, the proposal that got it; a good one can get several. Shape (proposals,).
    by_lot
        of each place in the budget, whether it was drawn by lot.
    """

    places: np.ndarray
    winners: np.ndarray
    by_lot: np.ndarray


def chain(
    *,
    proposals: int,
    generations: int,
    replicates: int,
    taste: float = 1.0,
    lottery: float = 0.0,
    fundable: float = 1.0,
    merit: float = 0.0,
    spread: float = 0.1,
    newcomers: float = 0.0,
    dimensions: int = 2,
    rng=None,
) -> History:
    """Let a panel fund round after round, each from proposals that lie around the winners of the last.

    The field begins as a bell curve of variance 1 along each dimension. A proposal also has a quality, a normal number that
    has nothing to do with its place and is not inherited. The panel draws winners with weights exp(``merit`` × quality -
    r²/2ω²), where r is the distance from the mean of what it funded last, and ω is its ``taste``.

    Parameters
    ----------
    proposals
        a round, at least 2; as many places are funded, several of them perhaps of one proposal.
    taste
        how far from its center the panel likes an idea.
    lottery
        share of the places that are drawn by lot.
    fundable
        share of the proposals, the best ones by quality, among which lots are drawn.
    merit
        how much quality counts.
    spread
        standard deviation of a new proposal around the winner that it follows.
    newcomers
        share of proposals that come from outside, from the field as it was at the start.
    dimensions
        of the space of ideas.

    Returns
    -------
    History
        ``variance`` of the proposals along one dimension, and ``quality``, the mean of the winners, which is 0 before
        the first round; both of shape (generations + 1, replicates).

    Examples
    --------
    >>> field = chain(proposals=500, generations=30, replicates=20, rng=0)
    >>> bool(field["variance"][30].mean() < 0.12)
    True
    """
    plan = Plan(generations, replicates, rng)
    panel = _panel(proposals, taste, lottery, fundable, merit, spread, newcomers, dimensions)
    field = _Field(panel, plan)
    seen, quality = [field.variance], [np.zeros(replicates)]
    for _ in range(generations):
        quality.append(field.fund()[2])
        seen.append(field.variance)
    return plan.history({"variance": seen, "quality": quality}, **panel)


def watch(*, generations: int, rng=None, **panel) -> list[Round]:
    """Return every round of one panel, of the parameters of `chain`; the last one is round ``generations``.

    Examples
    --------
    >>> first, second = watch(proposals=4, generations=2, rng=0)
    >>> first.places.shape, second.winners.shape
    ((4, 2), (4,))
    """
    generations = valid.integer("generations", generations, minimum=1)
    plan = Plan(generations, 1, rng)
    field = _Field(_panel(**DEFAULTS | panel), plan)
    rounds = []
    for _ in range(generations):
        places = field.places[0]
        winners, by_lot, _ = field.fund()
        rounds.append(Round(places, winners[0], by_lot[0]))
    return rounds


DEFAULTS = {name: value for name, value in (chain.__kwdefaults__ or {}).items() if name != "rng"}


class _Field:
    """The proposals of all replicates, of shape (replicates, proposals, dimensions), and the panels' centers."""

    def __init__(self, panel, plan):
        self.panel, self.rng = panel, plan.rng
        self.places = plan.rng.standard_normal((plan.replicates, panel["proposals"], panel["dimensions"]))
        self.center = np.zeros((plan.replicates, 1, panel["dimensions"]))

    @property
    def variance(self):
        return self.places.var(axis=1).mean(axis=1)

    def fund(self):
        """Fund a round, and let the next proposals be born; return winners, which of them by lot, and their quality."""
        panel, rng = self.panel, self.rng
        replicates, n, dimensions = self.places.shape
        quality = rng.standard_normal((replicates, n))
        far = ((self.places - self.center) ** 2).sum(axis=2)
        liked = panel["merit"] * quality - far / (2 * panel["taste"] ** 2)
        winners = _drawn(np.exp(liked - liked.max(axis=1, keepdims=True)), rng)
        by_lot = rng.random((replicates, n)) < panel["lottery"]
        if panel["lottery"]:
            best = np.argsort(-quality, axis=1)
            lots = rng.integers(max(1, round(panel["fundable"] * n)), size=(replicates, n))
            winners = np.where(by_lot, np.take_along_axis(best, lots, axis=1), winners)
        funded = np.take_along_axis(self.places, winners[:, :, None], axis=1)
        self.center = funded.mean(axis=1, keepdims=True)
        born = funded + panel["spread"] * rng.standard_normal(funded.shape)
        outside = rng.random((replicates, n, 1)) < panel["newcomers"]
        self.places = np.where(outside, rng.standard_normal(funded.shape), born)
        return winners, by_lot, np.take_along_axis(quality, winners, axis=1).mean(axis=1)


def _panel(proposals, taste, lottery, fundable, merit, spread, newcomers, dimensions):
    """The parameters of a panel, checked."""
    return {
        "proposals": valid.integer("proposals", proposals, minimum=2),
        "taste": valid.number("taste", taste, low=0, include_low=False),
        "lottery": valid.share("lottery", lottery),
        "fundable": valid.number("fundable", fundable, low=0, high=1, include_low=False),
        "merit": valid.number("merit", merit, low=0),
        "spread": valid.number("spread", spread, low=0),
        "newcomers": valid.share("newcomers", newcomers),
        "dimensions": valid.integer("dimensions", dimensions, minimum=1),
    }


def _drawn(weights, rng):
    """As many places in each row as it has, drawn with its weights."""
    rows = np.arange(len(weights))[:, None]
    below = np.cumsum(weights, axis=1)
    # One search serves all rows, if row i lies between i and i + 1.
    stairs = (below / below[:, -1:] + rows).ravel()
    found = np.searchsorted(stairs, (rng.random(weights.shape) + rows).ravel(), side="right")
    return np.minimum(found.reshape(weights.shape) - rows * weights.shape[1], weights.shape[1] - 1)
