"""Loops that learn what a verifier with an opinion of its own lets through."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.defenses.filters import near
from modelcollapse.policies import Corpus

RADIUS = 1.0
"""How far from where a verifier believes the mean to be it still keeps a sample."""
SPARE = 4
"""Times as many samples as are learned from that each model writes for its verifier."""


def learned_means(center: float, *, n: int, generations: int, loops: int, rng=None) -> np.ndarray:
    """Return the means that loops learn from ``n`` unit normal samples a generation, shape (generations, loops).

    The first mean is that of n real samples around 0. Each later one is that of the first n samples of the last model
    that lie within `RADIUS` of ``center``.

    Raises
    ------
    ValueError
        if a verifier keeps none of what some model wrote.

    Examples
    --------
    >>> learned_means(0.3, n=1000, generations=4, loops=50, rng=0).mean(axis=1).round(2)
    array([0.  , 0.22, 0.28, 0.29])
    """
    n, generations = valid.integer("n", n, minimum=1), valid.integer("generations", generations, minimum=1)
    rng, keeps = valid.generator(rng), near(center, RADIUS)
    means = [rng.normal(0, 1 / np.sqrt(n), size=(valid.integer("loops", loops, minimum=1), 1))]
    for _ in range(generations - 1):
        written = means[-1] + rng.standard_normal((loops, SPARE * n))
        kept = keeps(written)
        if not kept.any(axis=1).all():
            raise valid.refuse(
                "center", center, f"near enough to 0 that one of {SPARE * n} samples lies within {RADIUS}"
            )
        kept &= np.cumsum(kept, axis=1) <= n
        means.append((written * kept).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True))
    return np.array(means)[..., 0]


def better_of_two(turn) -> Corpus:
    """Return what people would pick who see every two items and take the larger: a policy, as `modelcollapse.policies`."""
    pairs = turn.generate(2 * turn.n)
    better = np.maximum(pairs[:, : turn.n], pairs[:, turn.n :])
    return Corpus(pool=better, training=better)
