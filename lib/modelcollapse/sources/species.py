"""Species abundances: "human" data made of discrete items with a long tail."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


class Species:
    """Items drawn independently with given probabilities; item i is the i-th species.

    Attributes
    ----------
    probabilities_
        array of shape (K,).

    Examples
    --------
    >>> Species([0.9, 0.1]).sample((2, 5), rng=0)
    array([[0, 0, 0, 0, 0],
           [1, 0, 0, 0, 1]])
    """

    def __init__(self, probabilities):
        self.probabilities_ = valid.probabilities("probabilities", probabilities, max_ndim=1)

    def __repr__(self) -> str:
        return f"Species({len(self.probabilities_)} species)"

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw items, an integer array of shape ``size``."""
        shape, rng = valid.shape("size", size), valid.generator(rng)
        edges = np.cumsum(self.probabilities_)
        return np.searchsorted(edges / edges[-1], rng.random(shape), side="right")


def zipf(n_species: int, *, exponent: float = 1.0, shift: float = 2.7) -> Species:
    """Return the Zipf-Mandelbrot abundances: species i has probability ∝ (i + shift)^-exponent, i = 1 … K.

    Source: Mandelbrot's form of Zipf's law; shift 2.7 is the customary value for English words.

    Examples
    --------
    >>> zipf(1000).probabilities_[[0, 999]].round(5)
    array([0.04705, 0.00017])
    """
    n_species = valid.integer("n_species", n_species, minimum=1)
    exponent = valid.number("exponent", exponent, low=0)
    shift = valid.number("shift", shift, low=-1, include_low=False)
    weight = (np.arange(1, n_species + 1) + shift) ** -exponent
    return Species(weight / weight.sum())
