"""Plain data: numbers, texts, truth values and lists of them, and when two of them are the same answer."""

from __future__ import annotations

TOLERANCE = 1e-6
"""Largest relative error of a right answer: deterministic quantities, so that a classmate's numbers are wrong."""


def plain(value: object) -> object:
    """Return arrays and tuples as lists, and numbers of NumPy as Python's; anything else as it is."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def shown(text: str) -> str:
    """Return a text that any file takes: what is no character, in a student's string, is spelled out.

    Examples
    --------
    >>> len(shown(chr(0xD83D)))
    6
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def is_number(value: object) -> bool:
    """Return whether plain data is a number; an infinity is one, a truth value is not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(answer: object, other: object, tolerance: float = TOLERANCE) -> bool:
    """Return whether an answer is the other one, up to the tolerance. Only finite numbers are the same as anything.

    Examples
    --------
    >>> same([1, 2.0000001], [1.0, 2.0]), same(True, 1), same(float("nan"), float("nan")), same("a", "a")
    (True, False, False, True)
    """
    if isinstance(other, list):
        alike = isinstance(answer, list) and len(answer) == len(other)
        return alike and all(same(*pair, tolerance) for pair in zip(answer, other, strict=True))
    if not is_number(other):
        return type(answer) is type(other) and answer == other
    try:
        return is_number(answer) and abs(answer - other) <= tolerance * max(abs(other), tolerance)
    except OverflowError:  # an integer of a thousand digits
        return False
