"""Filters: what of a model's output the next model may learn from, and what that costs.

A verifier is a function from items of shape (replicates, k, ...) to the probability that each is kept, of shape
(replicates, k). `verified` wraps any policy in one; `yield_of` and `effective_share_of` measure its price, of the same
verifier, in every generation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse._values import Value
from modelcollapse.policies import Corpus, Policy, Turn, check, named, revisit

PATIENCE = 1000
"""Times as many items as are wanted that a model may write before a verifier that keeps too few of them is refused."""

Verifier = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, repr=False)
class verified(Value):
    """Wrap ``policy`` so that of what a model generates only what ``verifier`` keeps gets through.

    The model goes on until as many items are kept as the policy wants: real data are never judged, and the training
    set never shrinks. `modelcollapse.policies.filtered` instead ranks items by a score, and keeps a share of them.
    Of nested filters the outer one sees the output first.

    Parameters
    ----------
    policy
        the policy, or its name if it has no parameters.
    verifier
        function from items of shape (replicates, k, ...) to probabilities of being kept, shape (replicates, k).

    Examples
    --------
    >>> verified("accumulate", by_kind(0.9, 0.2))
    verified(accumulate(), by_kind(0.9, 0.2))
    """

    policy: Policy | str
    verifier: Verifier

    def __post_init__(self):
        if isinstance(self.verifier, type) or not callable(self.verifier):
            raise valid.refuse("verifier", self.verifier, "a function from items to probabilities of being kept")
        self._set(policy=named(self.policy))

    def check(self, n: int) -> None:
        """Refuse what the wrapped policy refuses."""
        check(self.policy, n)

    def __call__(self, turn: Turn) -> Corpus:
        return self.policy(dataclasses.replace(turn, generate=partial(self._kept, turn)))

    def _kept(self, turn, k):
        """Let the model write until ``k`` items of every replicate are kept; return the first ``k`` of them."""
        written, kept, fewest = [], [], 0
        while fewest < k:
            if len(kept) == PATIENCE:
                allowed = f"one that keeps at least {k} of {PATIENCE * k} items (how many it kept is shown)"
                raise valid.refuse("verifier", fewest, allowed)
            written.append(turn.generate(k))
            chances = keep_chances(self.verifier, written[-1])
            kept.append(turn.rng.random(chances.shape) < chances)
            fewest = np.sum(kept, axis=(0, 2)).min()
        items, passed = (np.concatenate(parts, axis=1) for parts in (written, kept))
        passed &= np.cumsum(passed, axis=1) <= k
        return items[passed].reshape(len(items), k, *items.shape[2:])


def keep_chances(verifier: Verifier, items: np.ndarray) -> np.ndarray:
    """Return what ``verifier`` says of ``items``, or refuse it: probabilities of shape (replicates, k)."""
    chances = np.asarray(verifier(items), dtype=float)
    if chances.shape != items.shape[:2]:
        allowed = f"a function to probabilities of shape {items.shape[:2]} (the shape of what it returned is shown)"
        raise valid.refuse("verifier", chances.shape, allowed)
    if not ((chances >= 0) & (chances <= 1)).all():
        wrong = chances[~((chances >= 0) & (chances <= 1))].flat[0]
        raise valid.refuse("verifier", wrong, "a function to probabilities in [0, 1] (one that it returned is shown)")
    return chances


@dataclass(frozen=True, repr=False)
class yield_of(Value):
    """Measure the share of a model's output that ``verifier`` keeps: ``run(..., measures={"yield": yield_of(v)})``."""

    verifier: Verifier

    def __call__(self, generation) -> np.ndarray:
        return keep_chances(self.verifier, generation.synthetic).mean(axis=1)


@dataclass(frozen=True, repr=False)
class effective_share_of(Value):
    """Measure the effective sample size of a model's output under ``verifier``, as a share of what it wrote.

    With weights w it is (Σ w)²/(n Σ w²). A filter that says yes or no has its yield; importance weights that differ
    much have less.

    Source: Kish (1965).
    """

    verifier: Verifier

    def __call__(self, generation) -> np.ndarray:
        return effective_share(keep_chances(self.verifier, generation.synthetic))


def effective_share(weights) -> np.ndarray:
    """Return (Σ w)²/(n Σ w²) along the last axis: the share of n equal items that weighted ones are worth.

    Examples
    --------
    >>> float(effective_share([1, 1, 0, 0])), float(effective_share([1, 0.5, 0.5, 0.5]).round(3))
    (0.5, 0.893)
    """
    w = valid.finite_array("weights", weights)
    if (w < 0).any() or (w.sum(axis=-1) == 0).any():
        raise valid.refuse("weights", w.min(), "non-negative, and not all 0 (the smallest is shown)")
    return w.sum(axis=-1) ** 2 / (w.shape[-1] * (w**2).sum(axis=-1))


@dataclass(frozen=True, init=False, repr=False)
class by_kind(Value):
    """Keep an item of kind i, an integer, with probability ``chances[i]``: a verifier of known quality.

    Examples
    --------
    >>> by_kind(0.9, 0.2)(np.array([[0, 1, 1]]))
    array([[0.9, 0.2, 0.2]])
    """

    chances: tuple[float, ...]

    def __init__(self, *chances: float):
        self._set(chances=tuple(valid.share("chances", chance) for chance in chances))

    def __repr__(self) -> str:
        return f"by_kind({', '.join(map(str, self.chances))})"

    def __call__(self, items: np.ndarray) -> np.ndarray:
        return np.array(self.chances)[valid.categories("items", items, len(self.chances))]


@dataclass(frozen=True, repr=False)
class near(Value):
    """Keep the points whose first coordinate is at most ``radius`` from ``center``: what a verifier thinks is right.

    Examples
    --------
    >>> near(0.3, 1.0)(np.array([[[0.0], [1.5]]]))
    array([[ True, False]])
    """

    center: float
    radius: float

    def __post_init__(self):
        radius = valid.number("radius", self.radius, low=0, include_low=False)
        self._set(center=valid.number("center", self.center), radius=radius)

    def __call__(self, items: np.ndarray) -> np.ndarray:
        return np.abs(items.reshape(*items.shape[:2], -1)[..., 0] - self.center) <= self.radius


def commonness(items: np.ndarray) -> np.ndarray:
    """Return how often each integer of ``items``, shape (replicates, k), occurs in its row: the score of a likelihood filter.

    Examples
    --------
    >>> commonness(np.array([[7, 7, 2]]))
    array([[2, 2, 1]])
    """
    rows = np.arange(len(items))[:, None]
    kinds = int(items.max()) + 1
    counts = np.bincount((items + rows * kinds).ravel(), minlength=len(items) * kinds)
    return counts.reshape(len(items), kinds)[rows, items]


def rarity(items: np.ndarray) -> np.ndarray:
    """Return minus `commonness`: a score that prefers the rare."""
    return -commonness(items)


@dataclass(frozen=True, repr=False)
class balanced(Value):
    """Weigh two groups of items so that a share ``target`` of what is kept belongs to the first: importance weights.

    Each group's weight is its target over its share among the items; the larger weight is scaled to 1, since a weight
    is a probability of being kept. A group without items cannot be weighed up.

    Parameters
    ----------
    belongs
        function from items to booleans, both of shape (replicates, k).
    target
        wanted share of the items that belong.

    Examples
    --------
    >>> def rare(items):
    ...     return items > 4
    >>> balanced(rare, 0.5)(np.array([[0, 1, 2, 9]])).round(3)
    array([[0.333, 0.333, 0.333, 1.   ]])
    """

    belongs: Callable[[np.ndarray], np.ndarray]
    target: float

    def __post_init__(self):
        self._set(target=valid.share("target", self.target))

    def __call__(self, items: np.ndarray) -> np.ndarray:
        inside = np.asarray(self.belongs(items), dtype=bool)
        share = inside.mean(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = np.where(inside, self.target / share, (1 - self.target) / (1 - share))
        return weights / weights.max(axis=1, keepdims=True)


@dataclass(frozen=True, repr=False)
class quota(revisit):
    """Train on ``n`` items of which ``share`` are real ones that ``belongs`` is true of, the rest synthetic.

    They are drawn anew in each generation, with replacement, from the first real data: a shelf for what is rare, which
    no filter touches. The share is rounded as in `modelcollapse.policies.fresh`.

    Examples
    --------
    >>> def rare(items):
    ...     return items > 4
    >>> quota(0.1, rare)
    quota(0.1, rare)
    """

    belongs: Callable[[np.ndarray], np.ndarray]

    def __call__(self, turn: Turn) -> Corpus:
        first, n_real = turn.corpus.pool, self.check(turn.n)
        shelf = np.asarray(self.belongs(first), dtype=bool)
        found = shelf.sum(axis=1, keepdims=True)
        if n_real and not found.all():
            raise valid.refuse("belongs", 0, "true of a real item of every replicate (how many there are is shown)")
        order = np.argsort(~shelf, axis=1, kind="stable")
        drawn = (turn.rng.random((len(first), n_real)) * found).astype(int)
        protected = np.take_along_axis(first, np.take_along_axis(order, drawn, axis=1), axis=1)
        parts = [protected] if n_real == turn.n else [protected, turn.generate(turn.n - n_real)]
        return Corpus(pool=first, training=np.concatenate(parts, axis=1))
