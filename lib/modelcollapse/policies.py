"""Data policies: what the next generation is trained on.

A policy is a function from a `Turn` to a `Corpus`. The loop calls it once a generation, after the model was fitted and
before the next one is. Those here are called twice: ``fresh(0.1)`` makes the policy, the loop calls it. They are
values: ``fresh(0.1) == fresh(0.1)``. A policy may have a method ``check(n)``, which refuses an impossible number of
samples before any work.

Arrays have shape (replicates, items, ...).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse._values import Value


class Corpus(NamedTuple):
    """The data between two generations.

    Attributes
    ----------
    pool
        what the policy will remember: it finds it in the next turn.
    training
        what the next model is fitted to. It may be the pool itself, a part of it, or something else.
    """

    pool: np.ndarray
    training: np.ndarray


@dataclass(frozen=True, eq=False)
class Turn:
    """What a policy may use to make the next corpus.

    Attributes
    ----------
    corpus
        the last `Corpus`; before the first turn, its pool and its training set are the first real data.
    n
        samples a generation: the size of the next training set, where the policy does not say otherwise.
    rng
        for choices of the policy's own.
    generate
        ``generate(k)`` returns k synthetic items a replicate from the model just fitted.
    draw_real
        ``draw_real(k)`` returns k new real items a replicate from the source.
    """

    corpus: Corpus
    n: int
    rng: np.random.Generator
    generate: Callable[[int], np.ndarray]
    draw_real: Callable[[int], np.ndarray]


Policy = Callable[[Turn], Corpus]


@dataclass(frozen=True, repr=False)
class replace(Value):
    """Train on the newest synthetic data alone; everything older is thrown away.

    Examples
    --------
    >>> replace()
    replace()
    """

    def __call__(self, turn: Turn) -> Corpus:
        synthetic = turn.generate(turn.n)
        return Corpus(pool=synthetic, training=synthetic)


@dataclass(frozen=True, repr=False)
class accumulate(Value):
    """Train on everything so far: the real data and every synthetic generation."""

    def __call__(self, turn: Turn) -> Corpus:
        everything = _grown(turn)
        return Corpus(pool=everything, training=everything)


@dataclass(frozen=True, repr=False)
class accumulate_subsample(Value):
    """Keep everything, but train on a fixed compute budget: on ``batches`` times ``n`` items drawn without replacement.

    While there are not yet so many, the model is trained on all.

    Examples
    --------
    >>> accumulate_subsample() == accumulate_subsample(1)
    True
    """

    batches: int = 1

    def __post_init__(self):
        self._set(batches=valid.integer("batches", self.batches, minimum=1))

    def __call__(self, turn: Turn) -> Corpus:
        everything = _grown(turn)
        return Corpus(pool=everything, training=_subset(everything, self.batches * turn.n, turn.rng))


@dataclass(frozen=True, repr=False)
class _Mixture(Value):
    """Of ``n`` items, ``share`` are real, to the nearest whole number (halves go up)."""

    share: float

    def __post_init__(self):
        self._set(share=valid.share("share", self.share))

    def check(self, n: int) -> int:
        """Return the number of real items among ``n``, and refuse a share that leaves no real or no synthetic one.

        Only 0 and 1 may mean none and all.
        """
        n_real = int(np.floor(self.share * n + 0.5 + 1e-9))  # 0.145 * 100 is a little less than 14.5
        if self.share > 0 and n_real == 0:
            raise valid.refuse("share", self.share, f"0, or at least {0.5 / n:g}, for a real item among {n}")
        if self.share < 1 and n_real == n:
            raise valid.refuse("share", self.share, f"1, or below {1 - 0.5 / n:g}, for a synthetic item among {n}")
        return n_real


@dataclass(frozen=True, repr=False)
class accumulate_fresh(_Mixture):
    """Train on everything so far, to which each generation adds ``n`` items: ``share`` of them real and new.

    The share is rounded as in `fresh`.

    Examples
    --------
    >>> accumulate_fresh(0.1)
    accumulate_fresh(0.1)
    """

    def __call__(self, turn: Turn) -> Corpus:
        news = _mix(turn, self.check(turn.n), turn.draw_real)
        everything = np.concatenate([turn.corpus.pool, news], axis=1)
        return Corpus(pool=everything, training=everything)


@dataclass(frozen=True, repr=False)
class fresh(_Mixture):
    """Train on ``n`` items of which ``share`` are real and new each generation, the rest synthetic.

    The share is rounded to whole items, halves up; one that leaves no real or no synthetic item is refused.

    Examples
    --------
    >>> fresh(0.1), fresh(0.1) == fresh(0.1)
    (fresh(0.1), True)
    """

    def __call__(self, turn: Turn) -> Corpus:
        training = _mix(turn, self.check(turn.n), turn.draw_real)
        return Corpus(pool=training, training=training)


@dataclass(frozen=True, repr=False)
class keep(_Mixture):
    """Train on ``n`` items of which ``share`` are the same old real ones every generation, the rest synthetic.

    The share is rounded as in `fresh`. When n grows, there are never more real items than the first sample held;
    synthetic ones fill up.
    """

    def __call__(self, turn: Turn) -> Corpus:
        # The pool stays the first real data; its first items are the ones kept.
        first = turn.corpus.pool
        n_real = min(self.check(turn.n), first.shape[1])
        return Corpus(pool=first, training=_mix(turn, n_real, lambda k: first[:, :k]))


@dataclass(frozen=True, repr=False)
class revisit(_Mixture):
    """Train on ``n`` items of which ``share`` are drawn anew from the first real data, the rest synthetic.

    They are drawn without replacement in each generation and for each replicate. The share is rounded as in `fresh`.
    When n grows, there are never more real items than the first sample held; synthetic ones fill up.

    Source: Shumailov et al. (2024), whose language models see a random 10% of the original data.
    """

    def __call__(self, turn: Turn) -> Corpus:
        first = turn.corpus.pool
        n_real = min(self.check(turn.n), first.shape[1])
        return Corpus(pool=first, training=_mix(turn, n_real, lambda k: _subset(first, k, turn.rng)))


@dataclass(frozen=True, repr=False)
class filtered(Value):
    """Wrap ``policy`` so that only the best-scoring share ``keep`` of what a model generates gets through.

    Parameters
    ----------
    policy
        the policy, or its name if it has no parameters.
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

    policy: Policy | str
    score: Callable[[np.ndarray], np.ndarray]
    _: KW_ONLY
    keep: float

    def __post_init__(self):
        if not callable(self.score):
            raise valid.refuse("score", self.score, "a function from items to scores")
        share = valid.number("keep", self.keep, low=0, high=1, include_low=False)
        self._set(policy=named(self.policy), keep=share)

    def check(self, n: int) -> None:
        """Refuse what the wrapped policy refuses."""
        check(self.policy, n)

    def __call__(self, turn: Turn) -> Corpus:
        return self.policy(dataclasses.replace(turn, generate=partial(self._best, turn.generate)))

    def _best(self, generate, k):
        # Rounding must not ask for one more than k / keep when that is a whole number.
        candidates = generate(int(np.ceil(k / self.keep - 1e-9)))
        scores = np.asarray(self.score(candidates))
        if scores.shape != candidates.shape[:2]:
            allowed = f"a function to scores of shape {candidates.shape[:2]} (the shape of what it returned is shown)"
            raise valid.refuse("score", scores.shape, allowed)
        if np.isnan(scores).any():
            raise valid.refuse("score", np.nan, "a function to numbers (one that it returned is shown)")
        return _take(candidates, np.argsort(-scores, axis=1, kind="stable")[:, :k])


SIMPLE = {policy.__name__: policy for policy in (replace, accumulate, accumulate_subsample)}
SHARED = {"accumulate_fresh": "0.1", "fresh": "0.1", "keep": "0.1", "revisit": "0.1"}
PARAMETERS = SHARED | {"filtered": "'replace', score, keep=0.5"}


def named(policy: str | Policy) -> Policy:
    """Return ``policy`` itself if it is one, or the policy without parameters that it names.

    Raises
    ------
    ValueError
        if it is neither. It says how to write a policy that needs parameters, or has not been called.

    Examples
    --------
    >>> named("accumulate")
    accumulate()
    """
    name = policy.__name__ if isinstance(policy, type) else policy
    if isinstance(name, str) and name in PARAMETERS:
        raise valid.refuse("policy", policy, f"given its parameters, such as {name}({PARAMETERS[name]})")
    if isinstance(policy, type):
        raise valid.refuse("policy", policy, f"an object, not its class: write {name}(...)")
    return policy if callable(policy) else SIMPLE[valid.choice("policy", policy, SIMPLE)]()


def check(policy: Policy, n: int) -> None:
    """Let ``policy`` refuse ``n`` samples a generation, if it can."""
    getattr(policy, "check", lambda n: None)(n)


def _grown(turn):
    return np.concatenate([turn.corpus.pool, turn.generate(turn.n)], axis=1)


def _mix(turn, n_real, real):
    parts = [draw(k) for draw, k in ((real, n_real), (turn.generate, turn.n - n_real)) if k > 0]
    return np.concatenate(parts, axis=1)


def _subset(items, n, rng):
    """Draw ``n`` of the items of each replicate without replacement."""
    order = rng.random(items.shape[:2]).argpartition(min(n, items.shape[1]) - 1, axis=1)[:, :n]
    return _take(items, order)


def _take(items, order):
    return np.take_along_axis(items, order.reshape(order.shape + (1,) * (items.ndim - 2)), axis=1)
