"""Numbers of one's own for each student, from nothing but the assignment and the student's id.

They come straight from SHA-256, so that no version of any library changes what a student was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from modelcollapse import _validation as valid

EVERYBODY = ""
"""The id whose numbers a release without a roster gives to all."""


@dataclass(frozen=True)
class Uniform:
    """A number between ``low`` and ``high``, with as many decimals as can be typed."""

    low: float
    high: float
    decimals: int = 6

    def __post_init__(self):
        valid.number("high", self.high, low=valid.number("low", self.low), include_low=False)
        valid.integer("decimals", self.decimals)

    def at(self, share: float) -> float:
        """Return the number at a share of the way from ``low`` to ``high``."""
        return float(round(Decimal(self.low) + Decimal(share) * Decimal(self.high - self.low), self.decimals))


@dataclass(frozen=True)
class Integer:
    """A whole number from ``low`` to ``high``, both included."""

    low: int
    high: int

    def __post_init__(self):
        valid.integer("high", self.high, minimum=valid.integer("low", self.low))

    def at(self, share: float) -> int:
        """Return the number at a share of the way."""
        return self.low + int(share * (self.high - self.low + 1))


def drawn(assignment: str, student: str, wanted: Mapping[str, Uniform | Integer]) -> dict[str, float]:
    """Return name → number for a student.

    Parameters
    ----------
    assignment, student
        what the seed is made of; ``student`` is the id in the roster, or "" for the numbers that all share.
    wanted
        name → from where to where. Each name has a stream of its own: a question added later changes no other.

    Examples
    --------
    >>> drawn("ps1", "ada", {"n": Integer(2, 1000)})
    {'n': 396}
    >>> drawn("ps1", "ada", {"n": Integer(2, 1000), "p": Uniform(0, 1)})
    {'n': 396, 'p': 0.773902}
    """
    return {name: each.at(_share(f"{assignment}|{student}|{name}")) for name, each in wanted.items()}


def _share(text: str) -> float:
    """A number in [0, 1) with 53 bits, from a text."""
    return (int.from_bytes(sha256(text.encode()).digest()[:8]) >> 11) / 2**53
