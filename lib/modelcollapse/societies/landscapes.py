"""People who search a rugged landscape of solutions, and who copy whoever of those they know does better."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan

NETWORKS = ("full", "lattice", "linear", "alone")
"""Who knows whom: everybody knows everybody; a ring on which each knows two persons on either side; a line; nobody."""


def landscape(loci: int, interactions: int, *, rng=None) -> np.ndarray:
    """Draw an NK landscape: the quality of every solution, which is a choice of yes or no at each of ``loci`` places.

    What a place contributes depends on its own choice and on those at ``interactions`` other places drawn at random:
    for each combination of these it is a number from 0 to 1, drawn uniformly. The quality is the mean contribution.

    Returns
    -------
    numpy.ndarray
        shape (2^loci,); the bits of the index are the choices.

    Notes
    -----
    Source: the NK model, as Lazer and Friedman (2007) use it. Twenty places take 4 MB and a fifteenth of a second.

    Examples
    --------
    >>> [round(float(quality), 2) for quality in landscape(3, 1, rng=0)]
    [0.54, 0.36, 0.42, 0.5, 0.45, 0.33, 0.56, 0.7]
    """
    loci, interactions = _size(loci, interactions)
    return _draw(loci, interactions, valid.generator(rng))


def neighbors(network: str, agents: int) -> np.ndarray:
    """Return whom each agent of a network sees, in shape (agents, number seen); whoever sees too few sees themselves.

    Examples
    --------
    >>> neighbors("linear", 4).tolist()
    [[0, 1], [0, 2], [1, 3], [2, 3]]
    """
    network, agents = valid.choice("network", network, NETWORKS), valid.integer("agents", agents, minimum=1)
    who = np.arange(agents)[:, None]
    if network == "full":
        return np.tile(who.T, (agents, 1))
    if network == "lattice":
        return (who + [-2, -1, 1, 2]) % agents
    return np.clip(who + [-1, 1], 0, agents - 1) if network == "linear" else who


def search(
    *,
    network: str,
    generations: int,
    replicates: int,
    agents: int = 100,
    loci: int = 20,
    interactions: int = 5,
    contrast: float = 8.0,
    rng=None,
) -> History:
    """Let agents search, all at the same time: each copies the best of those it sees, or else tries one change alone.

    Whoever sees a solution better than the own copies the best one seen. Whoever does not changes the choice at one
    place drawn at random, and keeps the change if the solution is better.

    Parameters
    ----------
    network
        who sees whom, one of `NETWORKS`.
    replicates
        landscapes, one a replicate. With one seed, all networks start on the same landscapes with the same solutions.
    agents, loci, interactions
        how many search; and what they search, see `landscape`.
    contrast
        the payoff of a solution is its quality, as a share of the best there is, to this power.

    Returns
    -------
    History
        ``payoff``, the mean over the agents, ``best``, the largest of theirs, and ``solutions``, how many different
        ones they hold, each of shape (generations + 1, replicates).

    Notes
    -----
    Source: Lazer and Friedman (2007).

    Examples
    --------
    >>> history = search(network="full", generations=9, replicates=20, loci=10, rng=0)
    >>> int(history["solutions"][0].min()) > 80, int(history["solutions"][-1].max()) < 80
    (True, True)
    """
    plan, seen = Plan(generations, replicates, rng), neighbors(network, agents)
    loci, interactions = _size(loci, interactions)
    contrast = valid.number("contrast", contrast, low=0, include_low=False)
    quality = np.stack([_draw(loci, interactions, plan.rng) for _ in range(replicates)])
    quality /= quality.max(axis=1, keepdims=True)
    held = plan.rng.integers(2**loci, size=(replicates, agents))
    found = [_measured(held, quality, contrast)]
    if (seen == seen[0]).all():
        seen = seen[:1]  # all look at the same people: to look once takes two fifths of the time
    for _ in range(generations):
        flip = plan.rng.integers(loci, size=held.shape)
        held = _moved(held, seen, flip, quality)
        found.append(_measured(held, quality, contrast))
    measures = {name: [step[name] for step in found] for name in found[0]}
    settings = {"network": network, "agents": agents, "loci": loci, "interactions": interactions}
    return plan.history(measures, **settings, contrast=contrast)


def _size(loci, interactions):
    loci = valid.integer("loci", loci, minimum=1)
    if loci > 24:
        raise valid.refuse("loci", loci, "at most 24: every one of the 2^loci solutions is looked at")
    if valid.integer("interactions", interactions) >= loci:
        raise valid.refuse("interactions", interactions, f"less than loci = {loci}")
    return loci, int(interactions)


def _draw(loci, interactions, rng):
    quality = np.zeros((2,) * loci, dtype=np.float32)
    for place in range(loci):
        others = rng.choice(np.delete(np.arange(loci), place), interactions, replace=False)
        matters = np.isin(np.arange(loci), [place, *others])
        quality += rng.random(np.where(matters, 2, 1).tolist(), dtype=np.float32)
    return quality.ravel() / loci


def _moved(held, seen, flip, quality):
    """What each agent holds next: the best it sees if that is better, else what it held with one choice changed."""
    here = np.take_along_axis(quality, held, axis=1)
    theirs = here[:, seen]
    best = np.take_along_axis(held, seen[np.arange(len(seen)), theirs.argmax(axis=2)], axis=1)
    tried = held ^ (1 << flip)
    tried = np.where(np.take_along_axis(quality, tried, axis=1) > here, tried, held)
    return np.where(theirs.max(axis=2) > here, best, tried)


def _measured(held, quality, contrast):
    payoff = np.take_along_axis(quality, held, axis=1).astype(float) ** contrast
    ordered = np.sort(held, axis=1)
    different = 1 + (np.diff(ordered, axis=1) > 0).sum(axis=1)
    return {"payoff": payoff.mean(axis=1), "best": payoff.max(axis=1), "solutions": different}
