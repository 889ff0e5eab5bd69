"""Data policies: what the next generation is trained on.

A policy is asked once a generation. It gets the corpus so far and two taps, ``generate(k)`` for k synthetic items
from the model just fitted and ``draw_real(k)`` for k new real ones, and returns the next corpus. Every function
here returns a policy, except `filtered`, which wraps one.

Arrays have shape (replicates, items, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from modelcollapse import _validation as valid


class Corpus(NamedTuple):
    """The data at one moment: what a policy remembers (``pool``) and what the next model sees (``training``)."""

    pool: np.ndarray
    training: np.ndarray


@dataclass(frozen=True)
class Policy:
    """A named rule ``step(corpus, generate, draw_real, n, rng) -> Corpus``; ``n`` is the samples a generation."""

    name: str
    step: Callable[..., Corpus]

    def __repr__(self) -> str:
        return self.name


def replace() -> Policy:
    """Train on the newest synthetic data alone; everything older is thrown away.

    Examples
    --------
    >>> replace()
    replace()
    """

    def step(corpus, generate, draw_real, n, rng):
        synthetic = generate(n)
        return Corpus(pool=synthetic, training=synthetic)

    return Policy("replace()", step)


def accumulate() -> Policy:
    """Train on everything so far: the real data and every synthetic generation."""

    def step(corpus, generate, draw_real, n, rng):
        everything = np.concatenate([corpus.pool, generate(n)], axis=1)
        return Corpus(pool=everything, training=everything)

    return Policy("accumulate()", step)


def accumulate_subsample() -> Policy:
    """Keep everything, but train on ``n`` items drawn from it without replacement: a fixed compute budget."""

    def step(corpus, generate, draw_real, n, rng):
        everything = np.concatenate([corpus.pool, generate(n)], axis=1)
        return Corpus(pool=everything, training=_subset(everything, n, rng))

    return Policy("accumulate_subsample()", step)


def fresh(share: float) -> Policy:
    """Train on ``n`` items of which ``share`` are real and new each generation, the rest synthetic."""
    share = valid.share("share", share)

    def step(corpus, generate, draw_real, n, rng):
        training = _mix(draw_real, generate, round(share * n), n)
        return Corpus(pool=training, training=training)

    return Policy(f"fresh({share:g})", step)


def keep(share: float) -> Policy:
    """Train on ``n`` items of which ``share`` are the same old real ones every generation, the rest synthetic.

    When n grows, there are never more real items than the first sample held; synthetic ones fill up.
    """
    share = valid.share("share", share)

    def step(corpus, generate, draw_real, n, rng):
        # The pool stays the first real data; its first items are the ones kept.
        n_real = min(round(share * n), corpus.pool.shape[1])
        return Corpus(pool=corpus.pool, training=_mix(lambda k: corpus.pool[:, :k], generate, n_real, n))

    return Policy(f"keep({share:g})", step)


def revisit(share: float) -> Policy:
    """Train on ``n`` items of which ``share`` are drawn anew from the first real data, the rest synthetic.

    They are drawn without replacement in each generation and for each replicate. When n grows, there are never more
    real items than the first sample held; synthetic ones fill up.

    Source: Shumailov et al. (2024), whose language models see a random 10% of the original data.
    """
    share = valid.share("share", share)

    def step(corpus, generate, draw_real, n, rng):
        # The pool stays the first real data.
        n_real = min(round(share * n), corpus.pool.shape[1])
        return Corpus(pool=corpus.pool, training=_mix(lambda k: _subset(corpus.pool, k, rng), generate, n_real, n))

    return Policy(f"revisit({share:g})", step)


def filtered(policy: Policy | str, score: Callable[[np.ndarray], np.ndarray], *, keep: float) -> Policy:
    """Wrap ``policy`` so that only the best-scoring share ``keep`` of what a model generates gets through.

    A checkpoint tells one score from another by name, so give yours one that is not ``<lambda>``.

    Parameters
    ----------
    score
        function from items of shape (replicates, k, ...) to scores of shape (replicates, k); higher is better.
    keep
        share that passes, in (0, 1]. The model is asked for k / keep items when the policy wants k.

    Examples
    --------
    >>> def near_zero(X):
    ...     return -abs(X[..., 0])
    >>> filtered(replace(), near_zero, keep=0.9)
    filtered(replace(), near_zero, keep=0.9)
    """
    policy = named(policy)
    if not callable(score):
        raise valid.refuse("score", score, "a function from items to scores")
    keep = valid.number("keep", keep, low=0, high=1, include_low=False)

    def step(corpus, generate, draw_real, n, rng):
        def generate_best(k):
            # Rounding must not ask for one more than k / keep when that is a whole number.
            candidates = generate(int(np.ceil(k / keep - 1e-9)))
            best = np.argsort(-score(candidates), axis=1, kind="stable")[:, :k]
            return _take(candidates, best)

        return policy.step(corpus, generate_best, draw_real, n, rng)

    return Policy(f"filtered({policy.name}, {getattr(score, '__qualname__', score)}, keep={keep:g})", step)


def named(name: str | Policy) -> Policy:
    """Return ``name`` itself if it is a policy, or the policy without parameters that it names.

    Raises
    ------
    ValueError
        if no policy without parameters has that name.

    Examples
    --------
    >>> named("accumulate")
    accumulate()
    """
    if isinstance(name, Policy):
        return name
    simple = {"replace": replace, "accumulate": accumulate, "accumulate_subsample": accumulate_subsample}
    return simple[valid.choice("policy", name, simple)]()


def _mix(draw_real, generate, n_real, n):
    parts = [draw(k) for draw, k in ((draw_real, n_real), (generate, n - n_real)) if k > 0]
    return np.concatenate(parts, axis=1)


def _subset(items, n, rng):
    """Draw ``n`` of the items of each replicate without replacement."""
    order = rng.random(items.shape[:2]).argpartition(min(n, items.shape[1]) - 1, axis=1)[:, :n]
    return _take(items, order)


def _take(items, order):
    return np.take_along_axis(items, order.reshape(order.shape + (1,) * (items.ndim - 2)), axis=1)
