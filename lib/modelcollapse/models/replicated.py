"""Other people's models: an estimator that knows no replicates, fitted once for each, by whatever signature it has."""

from __future__ import annotations

import inspect
from copy import deepcopy
from functools import lru_cache

import numpy as np

from modelcollapse import _validation as valid


class Replicated:
    """Fits one copy of an ordinary estimator a replicate, so that it looks like a batched model.

    Attributes
    ----------
    estimators_
        the fitted copies.

    Examples
    --------
    >>> from sklearn.neighbors import KernelDensity
    >>> Replicated(KernelDensity(bandwidth=0.2)).fit(np.zeros((3, 5, 1)), rng=0).sample(4, rng=0).shape
    (3, 4, 1)
    """

    def __init__(self, estimator):
        self.estimator = estimator

    def __repr__(self) -> str:
        return repr(self.estimator)

    def __getattr__(self, name):
        # A fitted attribute, such as means_, of all copies: what `of_model` asks for. Methods have nothing to stack.
        values = [] if name.startswith("_") else [getattr(one, name) for one in vars(self).get("estimators_", [])]
        if not values or any(map(callable, values)):
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return np.stack(values)

    def __dir__(self):
        return {*super().__dir__(), *dir(vars(self).get("estimators_", [None])[0])}

    def fit(self, X, *, rng=None) -> Replicated:
        """Fit a copy to each of ``X[0], X[1], …``."""
        seeds = _seeds(valid.generator(rng), len(X))
        self.estimators_ = [_seeded(deepcopy(self.estimator), seed) for seed in seeds]
        for estimator, x, seed in zip(self.estimators_, X, seeds, strict=True):
            fit(estimator, x, seed)
        return self

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` items from each copy, shape (replicates, n, ...)."""
        seeds = _seeds(valid.generator(rng), len(self.estimators_))
        drawn = zip(self.estimators_, seeds, strict=True)
        return np.stack([sample(_seeded(estimator, seed), n, seed) for estimator, seed in drawn])


def _seeds(rng, count):
    """Seeds drawn before any work, so that a replicate's stream does not depend on what the others do."""
    return [int(seed) for seed in rng.integers(2**32, size=count)]


def _seeded(estimator, seed):
    if hasattr(estimator, "random_state"):
        estimator.random_state = seed
    # A copied generator would hand every replicate, and every generation, the same noise.
    for name, value in getattr(estimator, "__dict__", {}).items():
        if isinstance(value, np.random.Generator):
            setattr(estimator, name, np.random.default_rng(seed))
    return estimator


def _accepts(method, name):
    return name in _parameters(getattr(method, "__func__", method))


@lru_cache(maxsize=64)  # reading a signature takes longer than fitting a small model
def _parameters(function):
    return frozenset(inspect.signature(function).parameters)


def fit(model, X: np.ndarray, rng):
    """Fit ``model`` to ``X``, with random numbers if it wants any."""
    return model.fit(X, rng=valid.generator(rng)) if _accepts(model.fit, "rng") else model.fit(X)


def sample(model, n: int, rng) -> np.ndarray:
    """Draw ``n`` items from our models (``rng``) or scikit-learn's (``random_state``, or an attribute set before)."""
    if _accepts(model.sample, "rng"):
        return _only_samples(model.sample(n, rng=valid.generator(rng)))
    if _accepts(model.sample, "random_state"):
        return _only_samples(model.sample(n, random_state=rng))
    return _only_samples(model.sample(n))


def _only_samples(drawn):
    # GaussianMixture.sample returns the component labels as well.
    return drawn[0] if isinstance(drawn, tuple) else drawn
