"""A small population that carries rare harmful genes: what inbreeding brings to light, selection purges, newcomers repair."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan


def chain(
    *,
    size: int,
    generations: int,
    replicates: int,
    loci: int = 200,
    frequency: float = 0.03,
    harm: float = 0.5,
    dominance: float = 0.02,
    selected: bool = True,
    migrants: int = 0,
    rng=None,
) -> History:
    """Breed a closed population of persons with two genes at each of many places, some of them harmful.

    Two different parents are drawn for every child. A person with one harmful gene at a place keeps 1 - ``dominance`` ×
    ``harm`` of the fitness, with two of them 1 - ``harm``; the places multiply, and are inherited independently.

    Parameters
    ----------
    size
        persons a generation, at least 2.
    loci, frequency
        places, and how frequent the harmful gene is at each in the large population that the founders come from.
    selected
        whether parents are drawn in proportion to their fitness; otherwise all are as likely.
    migrants
        children a generation who are replaced by newcomers from the large population.

    Returns
    -------
    History
        ``fitness`` and ``log_fitness``, means over the persons; ``frequency`` of the harmful gene; and ``heterozygosity``,
        the share of places at which a person's two genes differ. Each has shape (generations + 1, replicates).

    Examples
    --------
    >>> herd = chain(size=10, generations=8, replicates=100, selected=False, rng=0)
    >>> bool(herd["fitness"][8].mean() < 0.6 * herd["fitness"][0].mean())
    True
    """
    plan = Plan(generations, replicates, rng)
    size, loci = valid.integer("size", size, minimum=2), valid.integer("loci", loci, minimum=1)
    frequency, harm = valid.share("frequency", frequency), valid.number("harm", harm, low=0, high=1, include_high=False)
    dominance = valid.share("dominance", dominance)
    if not isinstance(selected, bool | np.bool_):
        raise valid.refuse("selected", selected, "True or False")
    if valid.integer("migrants", migrants) > size:
        raise valid.refuse("migrants", migrants, f"at most size = {size}")
    cost = np.log1p([0.0, -dominance * harm, -harm])
    herd = plan.rng.random((replicates, size, loci, 2)) < frequency
    seen = [_measured(herd, cost)]
    for _ in range(generations):
        weights = np.exp(cost[herd.sum(axis=-1)].sum(axis=-1)) if selected else np.ones((replicates, size))
        herd = np.stack([_gametes(herd, parents, plan.rng) for parents in _couples(weights, plan.rng)], axis=-1)
        if migrants:
            herd[:, :migrants] = plan.rng.random((replicates, migrants, loci, 2)) < frequency
        seen.append(_measured(herd, cost))
    measures = {name: [found[name] for found in seen] for name in seen[0]}
    settings = {"size": size, "loci": loci, "frequency": frequency, "harm": harm, "dominance": dominance}
    return plan.history(measures, **settings, selected=bool(selected), migrants=migrants)


def _couples(weights, rng):
    """Two different parents for each child, of shape (replicates, size) each, drawn with these weights."""
    first = _drawn(weights[:, None, :], rng)
    others = np.where(np.arange(weights.shape[1]) == first[..., None], 0.0, weights[:, None, :])
    return first, _drawn(others, rng)


def _drawn(weights, rng):
    """One place a child by its weight; the last axis of ``weights`` lists the candidates."""
    replicates, _, size = weights.shape
    below = np.cumsum(weights, axis=-1)
    lot = rng.random((replicates, size, 1)) * below[..., -1:]
    return (below <= lot).sum(axis=-1)


def _gametes(herd, parents, rng):
    """One gene of each parent at each place, of shape (replicates, children, loci)."""
    pairs = np.take_along_axis(herd, parents[:, :, None, None], axis=1)
    return np.where(rng.integers(2, size=pairs.shape[:-1], dtype=bool), pairs[..., 0], pairs[..., 1])


def _measured(herd, cost):
    harmful = herd.sum(axis=-1)
    logs = cost[harmful].sum(axis=-1)
    return {
        "fitness": np.exp(logs).mean(axis=1),
        "log_fitness": logs.mean(axis=1),
        "frequency": herd.mean(axis=(1, 2, 3)),
        "heterozygosity": (harmful == 1).mean(axis=(1, 2)),
    }
