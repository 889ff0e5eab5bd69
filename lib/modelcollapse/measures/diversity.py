"""How many kinds there are, and how evenly: of a probability vector along the last axis, or of points and texts."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from modelcollapse import _validation as valid
from modelcollapse import _words as words


def simpson(probabilities) -> np.ndarray:
    """Return H = 1 - Σp², the probability that two draws with replacement differ, shape (...).

    Examples
    --------
    >>> float(simpson([0.5, 0.5]))
    0.5
    """
    p = valid.probabilities("probabilities", probabilities)
    return 1 - (p**2).sum(axis=-1)


def hill_number(probabilities, order: float) -> np.ndarray:
    """Return the effective number of species of the given order, (Σ p^q)^(1/(1-q)), shape (...).

    Order 0 counts species, order 1 is e to the Shannon entropy, order 2 is 1/Σp², order inf is 1/max p. The larger
    the order, the less a rare species counts.

    Source: Hill (1973).

    Examples
    --------
    >>> [float(hill_number([0.5, 0.25, 0.25, 0.0], q).round(3)) for q in (0, 1, 2, np.inf)]
    [3.0, 2.828, 2.667, 2.0]
    """
    p = valid.probabilities("probabilities", probabilities)
    if order == np.inf:
        return 1 / p.max(axis=-1)
    order = valid.number("order", order, low=0)
    if order == 0:
        return (p > 0).sum(axis=-1).astype(float)
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    if abs(order - 1) < 1e-8:  # nearer, the quotient below is all rounding error
        return np.exp(-(p * logs).sum(axis=-1))
    return np.exp(logsumexp(order * logs, b=p > 0, axis=-1) / (1 - order))


def unseen_mass_estimate(counts) -> np.ndarray:
    """Return Good's estimate of the probability of unseen species: the share of items seen once, shape (...).

    Source: Good (1953).

    Examples
    --------
    >>> float(unseen_mass_estimate([3, 1, 1, 0]))
    0.4
    """
    counts = valid.finite_array("counts", counts)
    if (counts < 0).any() or (counts % 1 > 0).any() or (counts.sum(axis=-1) == 0).any():
        raise valid.refuse("counts", counts.tolist(), "non-negative whole numbers with at least one item")
    return (counts == 1).sum(axis=-1) / counts.sum(axis=-1)


def vendi_score(features) -> float:
    """Return the effective number of different items, from their similarities: shape (n, d) to a number from 1 to n.

    It is e to the entropy of the eigenvalues of K/n, where K holds the cosines between the rows of ``features``.
    Items that are all alike count as 1, items at right angles as n.

    Source: Friedman and Dieng (2023).

    Examples
    --------
    >>> round(vendi_score([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]]), 3)
    1.89
    """
    X = valid.finite_array("features", features, min_ndim=2, max_ndim=2)
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    if (lengths == 0).any():
        raise valid.refuse("features", int(np.argmin(lengths)), "free of rows that are all 0 (the first is shown)")
    X = X / lengths
    # The n × n and the d × d product share their non-zero eigenvalues; the smaller one is faster.
    return _effective_rank(X @ X.T if X.shape[0] < X.shape[1] else X.T @ X)


def _effective_rank(gram):
    eigenvalues = np.linalg.eigvalsh(gram).clip(0)
    return float(hill_number(eigenvalues / eigenvalues.sum(), 1))


def vendi_of_texts(sentences, *, n_features: int = 512) -> np.ndarray:
    """Return the Vendi score of sentences, shape (..., n) to (...), each described by its words and pairs of words.

    The counts are hashed to ``n_features`` numbers, with signs that make collisions cancel on average, so that
    10,000 sentences take a second. Two sentences without a word in common are at right angles, up to collisions.

    Examples
    --------
    >>> float(vendi_of_texts(["one heron", "one heron", "two ducks"]).round(2))
    1.89
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    texts = words.sentences("sentences", sentences)
    n_features = valid.integer("n_features", n_features, minimum=2)
    hashing = HashingVectorizer(n_features=n_features, ngram_range=(1, 2), token_pattern=r"\S+", lowercase=False)
    rows = texts.reshape(-1, texts.shape[-1]).tolist()
    # Silence counts as one word, so that not even an empty sentence is without features.
    features = [hashing.transform([text or "(nothing)" for text in row]) for row in rows]
    scores = [_effective_rank((f @ f.T if f.shape[0] < f.shape[1] else f.T @ f).toarray()) for f in features]
    return np.array(scores).reshape(texts.shape[:-1])
