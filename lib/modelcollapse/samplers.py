"""Samplers: how a model turns its probabilities into output, composable, for anything that predicts categories.

A sampler maps log-probabilities of shape (..., V), with -inf for the impossible, to normalized log-probabilities of
the same shape. It never changes what the model has learned, only what the model says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid


@dataclass(frozen=True)
class Sampler:
    """A named function from log-probabilities of shape (..., V) to normalized ones of the same shape."""

    name: str
    transform: Callable[[np.ndarray], np.ndarray]

    def __call__(self, log_probabilities: np.ndarray) -> np.ndarray:
        """Apply the sampler; the input need not be normalized.

        Raises
        ------
        ValueError
            if the input holds NaN or +inf, or a distribution in it is -inf everywhere.
        """
        return normalized(self.transform(normalized(log_probabilities)))

    def __repr__(self) -> str:
        return self.name


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


def temperature(tau: float) -> Sampler:
    """Raise probabilities to the power 1/τ: below 1 prefers the likely, above 1 evens out.

    The limit τ → 0, always the likeliest item, is `top_k(1)`.

    Examples
    --------
    >>> np.exp(temperature(0.5)(np.log([0.6, 0.4]))).round(3)
    array([0.692, 0.308])
    """
    tau = valid.number("tau", tau, low=0, include_low=False)
    return Sampler(f"temperature({tau:g})", lambda logs: logs / tau)


def top_k(k: int) -> Sampler:
    """Keep the ``k`` likeliest items; among equals, those that come first.

    Source: Fan, Lewis and Dauphin (2018).

    Examples
    --------
    >>> np.exp(top_k(2)(np.log([0.1, 0.3, 0.6]))).round(3)
    array([0.   , 0.333, 0.667])
    """
    k = valid.integer("k", k, minimum=1)

    def transform(logs):
        if k >= logs.shape[-1]:
            return logs
        order = np.argsort(-logs, axis=-1, kind="stable")
        kept = np.full_like(logs, -np.inf)
        np.put_along_axis(kept, order[..., :k], np.take_along_axis(logs, order[..., :k], axis=-1), axis=-1)
        return kept

    return Sampler(f"top_k({k})", transform)


def nucleus(p: float) -> Sampler:
    """Keep the smallest set of likeliest items whose probability is at least ``p``, in (0, 1].

    Source: Holtzman et al. (2020), who call it top-p.

    Examples
    --------
    >>> np.exp(nucleus(0.8)(np.log([0.1, 0.3, 0.6]))).round(3)
    array([0.   , 0.333, 0.667])
    """
    p = valid.number("p", p, low=0, high=1, include_low=False)

    def transform(logs):
        order = np.argsort(-logs, axis=-1, kind="stable")
        ranked = np.take_along_axis(logs, order, axis=-1)
        mass = np.exp(ranked)
        before = np.cumsum(mass, axis=-1) - mass
        # An item stays while those ahead of it fall short of p; rounding must not keep one more.
        ranked = np.where(before < p - 1e-12, ranked, -np.inf)
        kept = np.empty_like(logs)
        np.put_along_axis(kept, order, ranked, axis=-1)
        return kept

    return Sampler(f"nucleus({p:g})", (lambda logs: logs) if p == 1 else transform)


def compose(*samplers: Sampler) -> Sampler:
    """Apply samplers one after the other, the first first; without any, the model's own probabilities.

    Examples
    --------
    >>> compose(temperature(0.5), top_k(2))
    compose(temperature(0.5), top_k(2))
    """
    for sampler in samplers:
        if not callable(sampler):
            raise valid.refuse("samplers", sampler, "functions from log-probabilities to log-probabilities")

    def transform(logs):
        for sampler in samplers:
            logs = sampler(logs)
        return logs

    return Sampler(f"compose({', '.join(map(repr, samplers))})", transform)
