"""Samplers: how a model turns its probabilities into output, composable, for anything that predicts categories.

A sampler maps log-probabilities of shape (..., V), with -inf for the impossible, to normalized log-probabilities of
the same shape. It never changes what the model has learned, only what the model says. One that has a ``window`` also
sees so many words before the next, as a `Context`; a language model hands it over through `applied`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse._values import Value, shown


class Context(NamedTuple):
    """What a sampler with a ``window`` sees beside the probabilities. A code is a word as a 32-bit number.

    Attributes
    ----------
    before
        codes of the words before the next, the nearest last, shape (..., at least the window).
    words
        codes of the words to choose from, shape (V,).
    """

    before: np.ndarray
    words: np.ndarray


def window(sampler: Callable) -> int:
    """Return how many words before the next a sampler wants to see: 0 for one that looks at probabilities alone."""
    return getattr(sampler, "window", 0)


def applied(sampler: Callable, log_probabilities: np.ndarray, context: Context | None) -> np.ndarray:
    """Return what a sampler makes of log-probabilities, with the context if it wants one."""
    return sampler(log_probabilities, context) if window(sampler) else sampler(log_probabilities)


class Sampler(Value):
    """Base of the samplers here; any function from log-probabilities to normalized ones will do as well."""

    def __call__(self, log_probabilities: np.ndarray) -> np.ndarray:
        """Apply the sampler to an array of shape (..., V), which need not be normalized.

        Raises
        ------
        ValueError
            if the input holds NaN or +inf, or a distribution in it is -inf everywhere.
        """
        return normalized(self.transform(normalized(log_probabilities)))

    def transform(self, logs: np.ndarray) -> np.ndarray:
        """Return log-probabilities from normalized ones, up to a constant in each row."""
        raise NotImplementedError


def normalized(log_probabilities: np.ndarray) -> np.ndarray:
    """Return log-probabilities that sum to 1 along the last axis.

    Examples
    --------
    >>> np.exp(normalized(np.log([1.0, 3.0])))
    array([0.25, 0.75])
    """
    logs = np.asarray(log_probabilities, dtype=float)
    if logs.ndim == 0 or logs.shape[-1] == 0:
        raise valid.refuse("log_probabilities", logs.shape, "of shape (..., V) with V at least 1 (its shape is shown)")
    top = logs.max(axis=-1, keepdims=True)
    if not np.isfinite(top).all():
        worst = float(top[~np.isfinite(top)][0])
        raise valid.refuse("log_probabilities", worst, "below +inf, never NaN, and above -inf somewhere in every row")
    shifted = logs - top
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@dataclass(frozen=True, repr=False)
class temperature(Sampler):
    """Raise probabilities to the power 1/τ: below 1 prefers the likely, above 1 evens out.

    The limit τ → 0, always the likeliest item, is `top_k(1)`.

    Examples
    --------
    >>> np.exp(temperature(0.5)(np.log([0.6, 0.4]))).round(3)
    array([0.692, 0.308])
    """

    tau: float

    def __post_init__(self):
        self._set(tau=valid.number("tau", self.tau, low=0, include_low=False))

    def transform(self, logs):
        return logs / self.tau


@dataclass(frozen=True, repr=False)
class top_k(Sampler):
    """Keep the ``k`` likeliest items; among equals, those that come first.

    Source: Fan, Lewis and Dauphin (2018).

    Examples
    --------
    >>> np.exp(top_k(2)(np.log([0.1, 0.3, 0.6]))).round(3)
    array([0.   , 0.333, 0.667])
    """

    k: int

    def __post_init__(self):
        self._set(k=valid.integer("k", self.k, minimum=1))

    def transform(self, logs):
        if self.k >= logs.shape[-1]:
            return logs
        best = np.argsort(-logs, axis=-1, kind="stable")[..., : self.k]
        kept = np.full_like(logs, -np.inf)
        np.put_along_axis(kept, best, np.take_along_axis(logs, best, axis=-1), axis=-1)
        return kept


@dataclass(frozen=True, repr=False)
class nucleus(Sampler):
    """Keep the smallest set of likeliest items whose probability is at least ``p``, in (0, 1].

    Source: Holtzman et al. (2020), who call it top-p.

    Examples
    --------
    >>> np.exp(nucleus(0.8)(np.log([0.1, 0.3, 0.6]))).round(3)
    array([0.   , 0.333, 0.667])
    """

    p: float

    def __post_init__(self):
        self._set(p=valid.number("p", self.p, low=0, high=1, include_low=False))

    def transform(self, logs):
        if self.p == 1:
            return logs
        order = np.argsort(-logs, axis=-1, kind="stable")
        ranked = np.take_along_axis(logs, order, axis=-1)
        mass = np.exp(ranked)
        before = np.cumsum(mass, axis=-1) - mass
        # An item stays while those ahead of it fall short of p; rounding must not keep one more.
        ranked = np.where(before < self.p * (1 - 1e-12), ranked, -np.inf)
        kept = np.empty_like(logs)
        np.put_along_axis(kept, order, ranked, axis=-1)
        return kept


class ContextSampler(Sampler):
    """Base of samplers that see the words before the next one; they have a ``window`` of at least 1."""

    def __call__(self, log_probabilities: np.ndarray, context: Context | None = None) -> np.ndarray:
        """Apply the sampler to an array of shape (..., V), after the words in ``context``.

        Raises
        ------
        ValueError
            as for `Sampler`, or if there is no context, or one that does not fit the probabilities.
        """
        logs = normalized(log_probabilities)
        return normalized(self.transform(logs, _checked(context, logs.shape, self.window)))

    def transform(self, logs: np.ndarray, context: Context) -> np.ndarray:
        """Return log-probabilities from normalized ones, up to a constant in each row."""
        raise NotImplementedError


def _checked(context, shape, window):
    """Return ``context`` cut to the window, if its codes belong to probabilities of that shape."""
    if context is None:
        raise valid.refuse("context", None, "given: this sampler looks at the words before the next")
    before, words = (np.asarray(codes) for codes in context)
    if before.dtype != np.uint32 or words.dtype != np.uint32:
        raise valid.refuse("context", (before.dtype, words.dtype), "of codes, uint32 (their types are shown)")
    if before.shape[:-1] != shape[:-1] or before.shape[-1] < window or words.shape != shape[-1:]:
        allowed = f"of shapes {(*shape[:-1], window)} and {shape[-1:]} (theirs are shown)"
        raise valid.refuse("context", (before.shape, words.shape), allowed)
    return Context(before[..., before.shape[-1] - window :], words)


@dataclass(frozen=True, init=False, repr=False)
class compose(Sampler):
    """Apply samplers one after the other, the first first; without any, the model's own probabilities.

    Examples
    --------
    >>> compose(temperature(0.5), top_k(2))
    compose(temperature(0.5), top_k(2))
    """

    samplers: tuple[Callable[[np.ndarray], np.ndarray], ...]

    def __init__(self, *samplers: Callable[[np.ndarray], np.ndarray]):
        for sampler in samplers:
            if isinstance(sampler, type) or not callable(sampler):
                raise valid.refuse("samplers", sampler, "functions from log-probabilities to log-probabilities")
        self._set(samplers=samplers)

    def __repr__(self) -> str:
        return f"compose({', '.join(map(shown, self.samplers))})"

    @property
    def window(self) -> int:
        """Words before the next that one of the samplers wants to see."""
        return max(map(window, self.samplers), default=0)

    def __call__(self, log_probabilities: np.ndarray, context: Context | None = None) -> np.ndarray:
        """Apply the samplers; those that see the words before the next get ``context``."""
        logs = normalized(log_probabilities)
        for sampler in self.samplers:
            logs = applied(sampler, logs, context)
        return normalized(logs)
