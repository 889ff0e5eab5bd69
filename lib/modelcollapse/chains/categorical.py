"""The counting loop by its exact law, and the copying loop in which something new can appear."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan
from modelcollapse.models.categorical import counts_of, spoken
from modelcollapse.samplers import Sampler


def chain(
    probabilities,
    *,
    n_samples: int,
    generations: int,
    replicates: int,
    immigration: float = 0.0,
    sampler: Sampler | None = None,
    rng=None,
) -> History:
    """Run the counting loop by its exact law: the counts of a generation are one multinomial draw.

    This is the Wright-Fisher model of genetics with ``n_samples`` haploid individuals.

    Parameters
    ----------
    probabilities
        the real distribution over K items, shape (K,).
    n_samples
        items drawn a generation.
    immigration
        share of each generation drawn from the real distribution instead of the model: each item is real
        with this probability.
    sampler
        how the model turns its probabilities into output; by default as they are.

    Returns
    -------
    History
        ``probabilities`` of shape (generations + 1, replicates, K).

    Notes
    -----
    Source: Fisher (1930), Wright (1931).

    Examples
    --------
    >>> history = chain([0.5, 0.5], n_samples=10, generations=200, replicates=1000, rng=0)
    >>> bool(np.isin(history["probabilities"][-1], [0, 1]).all())
    True
    """
    plan = Plan(generations, replicates, rng)
    real = valid.probabilities("probabilities", probabilities, max_ndim=1)
    n = valid.integer("n_samples", n_samples, minimum=1)
    immigration = valid.share("immigration", immigration)
    history = np.empty((*plan.shape, len(real)))
    history[0] = real
    for t in range(1, generations + 1):
        parents = (1 - immigration) * spoken(history[t - 1], sampler) + immigration * real
        history[t] = plan.rng.multinomial(n, parents / parents.sum(axis=1, keepdims=True)) / n
    settings = {"probabilities": real, "n_samples": n, "immigration": immigration, "sampler": sampler}
    return plan.history({"probabilities": history}, **settings)


def novelty_chain(
    *, n_samples: int, novelty: float, generations: int, replicates: int, initial_types: int = 1, rng=None
) -> History:
    """Run the copying loop in which a copy is, with probability ``novelty``, something never seen before.

    This is the infinite-alleles model of genetics: drift removes types, novelty adds them.

    Parameters
    ----------
    n_samples
        items a generation.
    novelty
        probability that an item is new.
    initial_types
        types in generation 0, as evenly spread as possible.

    Returns
    -------
    History
        ``identity`` (probability that two items drawn with replacement are of one type) and ``n_types``,
        each of shape (generations + 1, replicates).

    Notes
    -----
    Source: Kimura and Crow (1964).

    Examples
    --------
    >>> novelty_chain(n_samples=20, novelty=0.0, generations=400, replicates=5, initial_types=20, rng=0)["n_types"][-1]
    array([1., 1., 1., 1., 1.])
    """
    plan = Plan(generations, replicates, rng)
    n = valid.integer("n_samples", n_samples, minimum=1)
    novelty = valid.share("novelty", novelty)
    initial_types = valid.integer("initial_types", initial_types, minimum=1)
    items = np.broadcast_to(np.arange(n) % initial_types, (replicates, n)).copy()
    next_type = initial_types
    identity, n_types = [], []
    for t in range(generations + 1):
        if t > 0:
            items = np.take_along_axis(items, plan.rng.integers(n, size=items.shape), axis=1)
            new = plan.rng.random(items.shape) < novelty
            n_new = int(new.sum())
            items[new] = next_type + np.arange(n_new)
            next_type += n_new
        sizes = _group_sizes(items)
        identity.append((sizes**2).sum(axis=1) / n**2)
        n_types.append((sizes > 0).sum(axis=1).astype(float))
    settings = {"n_samples": n, "novelty": novelty, "initial_types": initial_types}
    return plan.history({"identity": identity, "n_types": n_types}, **settings)


def _group_sizes(items):
    """Sizes of the groups of equal entries in each row, zero-padded to the row's length."""
    ordered = np.sort(items, axis=1)
    starts_group = np.ones(ordered.shape, dtype=int)
    starts_group[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    return counts_of(starts_group.cumsum(axis=1) - 1, items.shape[1])
