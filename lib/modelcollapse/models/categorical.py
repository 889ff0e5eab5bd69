"""Discrete items, a species or a word each: fitted by counting, and the exact law of counting over and over."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History
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
        return f"CategoricalModel({self.n_categories}, smoothing={self.smoothing:g}{sampler})"

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
    real = valid.probabilities("probabilities", probabilities, max_ndim=1)
    n = valid.integer("n_samples", n_samples, minimum=1)
    generations = valid.integer("generations", generations)
    replicates = valid.integer("replicates", replicates, minimum=1)
    immigration = valid.share("immigration", immigration)
    rng = valid.generator(rng)
    history = np.empty((generations + 1, replicates, len(real)))
    history[0] = real
    for t in range(1, generations + 1):
        parents = (1 - immigration) * spoken(history[t - 1], sampler) + immigration * real
        history[t] = rng.multinomial(n, parents / parents.sum(axis=1, keepdims=True)) / n
    return History({"probabilities": history}, {"n_samples": n, "immigration": immigration})


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
    n = valid.integer("n_samples", n_samples, minimum=1)
    novelty = valid.share("novelty", novelty)
    generations = valid.integer("generations", generations)
    replicates = valid.integer("replicates", replicates, minimum=1)
    initial_types = valid.integer("initial_types", initial_types, minimum=1)
    rng = valid.generator(rng)
    items = np.broadcast_to(np.arange(n) % initial_types, (replicates, n)).copy()
    next_type = initial_types
    identity, n_types = [], []
    for t in range(generations + 1):
        if t > 0:
            items = np.take_along_axis(items, rng.integers(n, size=items.shape), axis=1)
            new = rng.random(items.shape) < novelty
            n_new = int(new.sum())
            items[new] = next_type + np.arange(n_new)
            next_type += n_new
        sizes = _group_sizes(items)
        identity.append((sizes**2).sum(axis=1) / n**2)
        n_types.append((sizes > 0).sum(axis=1).astype(float))
    return History({"identity": identity, "n_types": n_types}, {"n_samples": n, "novelty": novelty})


def _group_sizes(items):
    """Sizes of the groups of equal entries in each row, zero-padded to the row's length."""
    ordered = np.sort(items, axis=1)
    starts_group = np.ones(ordered.shape, dtype=int)
    starts_group[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    return counts_of(starts_group.cumsum(axis=1) - 1, items.shape[1])
