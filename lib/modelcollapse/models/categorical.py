"""Discrete items, a species or a word each: fitted by counting."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.samplers import Sampler


class CategoricalModel:
    """Probabilities of ``n_categories`` items, estimated by their relative frequency.

    Leading axes are replicates and are fitted at once.

    Parameters
    ----------
    n_categories
        number of possible items.
    smoothing
        pseudo-count added to every item (0 is maximum likelihood; 1 is Laplace's rule).
    sampler
        how the model turns its probabilities into output, e.g. ``modelcollapse.samplers.temperature(0.8)``; by
        default as they are.

    Attributes
    ----------
    probabilities_
        array of shape (..., n_categories).

    Examples
    --------
    >>> CategoricalModel(3).fit(np.array([0, 0, 1, 0])).probabilities_
    array([0.75, 0.25, 0.  ])
    """

    batched = True

    def __init__(self, n_categories: int, *, smoothing: float = 0.0, sampler: Sampler | None = None):
        self.n_categories = valid.integer("n_categories", n_categories, minimum=1)
        self.smoothing = valid.number("smoothing", smoothing, low=0)
        self.sampler = sampler

    def __repr__(self) -> str:
        sampler = "" if self.sampler is None else f", sampler={self.sampler!r}"
        return f"CategoricalModel({self.n_categories}, smoothing={self.smoothing!r}{sampler})"

    def fit(self, X: np.ndarray) -> CategoricalModel:
        """Count the items of ``X``, an integer array of shape (..., n)."""
        counts = counts_of(X, self.n_categories) + self.smoothing
        self.probabilities_ = counts / counts.sum(axis=-1, keepdims=True)
        return self

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` items a replicate, an integer array of shape (..., n)."""
        return draw(spoken(self.probabilities_, self.sampler), n, rng)


def spoken(probabilities: np.ndarray, sampler: Sampler | None) -> np.ndarray:
    """Return the probabilities that a model speaks with: its own, changed by the sampler if there is one."""
    if sampler is None:
        return probabilities
    with np.errstate(divide="ignore"):  # the impossible has log-probability -inf
        return np.exp(sampler(np.log(probabilities)))


def counts_of(X: np.ndarray, n_categories: int) -> np.ndarray:
    """Return how often each category occurs along the last axis of ``X``: shape (..., n_categories)."""
    n_categories = valid.integer("n_categories", n_categories, minimum=1)
    X = valid.categories("X", X, n_categories)
    rows = X.reshape(-1, X.shape[-1])
    offset = np.arange(len(rows))[:, None] * n_categories
    counts = np.bincount((rows + offset).ravel(), minlength=len(rows) * n_categories)
    return counts.reshape(*X.shape[:-1], n_categories)


def draw(probabilities: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw ``n`` categories from each distribution along the last axis: shape (..., n)."""
    probabilities, n = valid.probabilities("probabilities", probabilities), valid.integer("n", n, minimum=1)
    rng = valid.generator(rng)
    rows = probabilities.reshape(-1, probabilities.shape[-1])
    # All rows share one sorted lookup: row r owns the interval [r, r + 1) of the cumulative axis.
    edges = np.cumsum(rows, axis=1)
    edges /= edges[:, -1:]
    shift = np.arange(len(rows))[:, None]
    found = np.searchsorted((edges + shift).ravel(), (rng.random((len(rows), n)) + shift).ravel(), side="right")
    items = found.reshape(len(rows), n) - shift * rows.shape[1]
    # Rounding at a row's upper edge can point one past its last category.
    return np.minimum(items, rows.shape[1] - 1).reshape(*probabilities.shape[:-1], n)
