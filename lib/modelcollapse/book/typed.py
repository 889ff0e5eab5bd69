"""Numbers as readers type them: ``1/6``, ``8.2%``, ``0,082``, ``1e-3``, ``10^-3``, ``2·10⁵``, ``1,024``.

The page reads them by the same rules in ``static/exercises.js``; a test compares the two on a table of inputs.
"""

from __future__ import annotations

import math
import re
from itertools import product

LONGEST = 60
"""Characters; what is longer is no number."""
HOW = "Type a number, e.g. 0.25, 25% or 1/4."
SUPERSCRIPTS = "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹"
TO_DIGITS = str.maketrans(SUPERSCRIPTS, "-+0123456789")

PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
COMMA = re.compile(r"[0-9]+,[0-9]*|,[0-9]+")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")
POINTS_OF_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}((\.[0-9]{3}){2,}|(\.[0-9]{3})+,[0-9]*)")
NUMBER = re.compile(r"([0-9.,]+)(?:[eE]([+-]?[0-9]{1,3}))?")
POWER = re.compile(r"[+-]?[0-9]{1,3}")


def readings(text: str) -> list[float]:
    """Return the finite numbers that a text may mean; none if it is no number, two if a comma may be either.

    Examples
    --------
    >>> readings("25%"), readings("13,465"), readings("seven")
    ([0.25], [13465.0, 13.465], [])
    """
    if len(text) > LONGEST:
        return []
    plain, percent = _normal(text)
    sides = plain.split("/")
    found = []
    if len(sides) <= 2:
        for over, *under in product(*map(_products, sides)):
            bottom = under[0] if under else 1.0
            if bottom != 0:
                found.append(over / bottom / (100 if percent else 1))
    return [value for value in dict.fromkeys(found) if math.isfinite(value)]


def _normal(text: str) -> tuple[str, bool]:
    """A text in plain characters, and whether it is a percentage."""
    plain = re.sub(r"^\s*[=≈~]?\s*|\s+$", "", text)
    plain = re.sub(f"[{SUPERSCRIPTS}]+", lambda found: "^" + found[0].translate(TO_DIGITS), plain)
    plain = re.sub("[−–]", "-", plain).replace("**", "^")
    plain = re.sub("[×·⋅]", "*", plain)
    without = re.sub(r"\s*(%|percent)$", "", plain)
    grouped = re.sub(r"([0-9])[\s'’](?=[0-9]{3}(?![0-9]))", r"\1", without)
    return re.sub(r"\s*([*/^])\s*", r"\1", grouped), without != plain


def _products(text: str) -> list[float]:
    return [math.prod(factors) for factors in product(*map(_factors, text.split("*")))]


def _factors(text: str) -> list[float]:
    sign = -1.0 if text.startswith("-") else 1.0
    base, *power = re.sub(r"^[+-]", "", text).split("^")
    if len(power) > 1 or not all(map(POWER.fullmatch, power)):
        return []
    return [sign * value for value in (_raised(each, int(power[0]) if power else 1) for each in _numbers(base))]


def _raised(base: float, power: int) -> float:
    try:
        return base**power
    except (OverflowError, ZeroDivisionError):
        return math.inf


def _numbers(text: str) -> list[float]:
    """What digits with points and commas may mean."""
    parts = NUMBER.fullmatch(text)
    if parts is None:
        return []
    digits, ending = parts[1], f"e{parts[2]}" if parts[2] else ""
    texts = [
        *([digits] if PLAIN.fullmatch(digits) else []),
        *([digits.replace(",", "")] if THOUSANDS.fullmatch(digits) else []),
        *([digits.replace(".", "").replace(",", ".")] if POINTS_OF_THOUSANDS.fullmatch(digits) else []),
        *([digits.replace(",", ".")] if COMMA.fullmatch(digits) else []),
    ]
    return [float(each + ending) for each in texts]
