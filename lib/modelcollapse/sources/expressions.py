"""Small programs that people wrote: expressions in x that are even at every whole number x."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid

LEAVES = ("x", "x", "x", "1", "2", "3")
SIGNS = ("+", "+", "-", "*")


class EvenExpressions:
    """Expressions such as ``x * ( x + 1 )``, their signs between spaces, drawn from a grammar until one is even everywhere.

    A polynomial with whole coefficients is even at every whole number if it is even at 0 and at 1, so that no
    expression has to be run to know it.

    Parameters
    ----------
    nesting
        probability that a term is an expression in parentheses, below 0.5.

    Examples
    --------
    >>> EvenExpressions().sample(2, rng=1).tolist()
    ['x + x', 'x + x']
    """

    def __init__(self, nesting: float = 0.25):
        self.nesting = valid.number("nesting", nesting, low=0, high=0.5, include_high=False)

    def __repr__(self) -> str:
        return f"EvenExpressions({self.nesting!r})"

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw expressions, an array of strings of shape ``size``."""
        shape, rng = valid.shape("size", size), valid.generator(rng)
        return np.array([self._even(rng) for _ in range(int(np.prod(shape)))]).reshape(shape)

    def _even(self, rng):
        while True:
            tokens, parities = self._expression(rng)
            if not any(parities) and len(tokens) <= 25:
                return " ".join(tokens)

    def _expression(self, rng):
        """Draw tokens, and the parity of their value at x = 0 and at x = 1. A product binds more than a sum."""
        tokens, total, product = [], (0, 0), None
        for i in range(1 + rng.integers(1, 3)):
            sign = SIGNS[rng.integers(len(SIGNS))]
            term, value = self._term(rng)
            tokens += [sign, *term] if i else term
            if i and sign == "*":
                product = tuple(a & b for a, b in zip(product, value, strict=True))
                continue
            total = tuple(a ^ b for a, b in zip(total, product or (0, 0), strict=True))
            product = value
        return tokens, tuple(a ^ b for a, b in zip(total, product, strict=True))

    def _term(self, rng):
        if rng.random() < self.nesting:
            tokens, parities = self._expression(rng)
            return ["(", *tokens, ")"], parities
        leaf = LEAVES[rng.integers(len(LEAVES))]
        return [leaf], (0, 1) if leaf == "x" else (int(leaf) % 2,) * 2
