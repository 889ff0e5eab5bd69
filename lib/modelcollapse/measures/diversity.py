"""How many kinds there are, and how evenly: measures of a probability vector along the last axis."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from modelcollapse import _validation as valid


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
