"""The controls of an explorer: a finite set of values each, how they read, and where a reader begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from numbers import Integral, Real

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.book import numerals


@dataclass(frozen=True)
class Slider:
    """Numbers to slide along.

    Parameters
    ----------
    values
        in the order of the slider.
    label
        the words beside it; by default the control's name.
    start
        the value to begin with; by default the first.
    unit
        written behind each value; with ``"%"`` a share of 0.1 reads 10%.
    """

    values: Iterable
    label: str | None = None
    start: object = None
    unit: str = ""


@dataclass(frozen=True)
class Choice:
    """Words, numbers or booleans to choose from a list; the parameters are those of `Slider`."""

    values: Iterable
    label: str | None = None
    start: object = None


@dataclass(frozen=True)
class Control:
    """A control as an explorer keeps it.

    Attributes
    ----------
    values
        what is passed on.
    shown
        what the reader sees of each value, all different.
    begins
        place of the value to begin with.
    slides
        a slider rather than a list to choose from.
    """

    name: str
    label: str
    values: tuple
    shown: tuple[str, ...]
    begins: int
    slides: bool


def control(name: str, given: Slider | Choice | Iterable) -> Control:
    """Return the control for what an author gave: a list of numbers slides, a list with words is one to choose from.

    Raises
    ------
    ValueError
        if there is no value, one is there twice or is no number, word or boolean, or ``start`` is none of them.
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise valid.refuse("controls", name, "named like parameters of a function")
    if not isinstance(given, Slider | Choice):
        given = Slider(given) if all(map(_is_number, given := tuple(given))) else Choice(given)
    values = tuple(given.values)
    allowed = _is_number if isinstance(given, Slider) else _is_plain
    if not values or not all(map(allowed, values)) or len(set(values)) < len(values):
        kind = "finite numbers" if isinstance(given, Slider) else "words, booleans or finite numbers"
        raise valid.refuse(name, values, f"{kind}, at least one value, all different")
    if given.start is not None and given.start not in values:
        raise valid.refuse(f"start of {name}", given.start, f"one of {values}")
    begins = 0 if given.start is None else values.index(given.start)
    label = name.replace("_", " ") if given.label is None else given.label
    shown = as_shown(values, getattr(given, "unit", ""))
    return Control(name, label, values, shown, begins, isinstance(given, Slider))


def as_shown(values: Iterable, unit: str = "") -> tuple[str, ...]:
    """Return values as the reader sees them: 1,000 rather than 1000, yes rather than True, no two of them alike.

    Examples
    --------
    >>> as_shown([1000, 0.1 + 0.2, True, "mle"])
    ('1,000', '0.3', 'yes', 'mle')
    >>> as_shown([0.01, 0.175], unit="%")
    ('1%', '17.5%')
    """
    values = tuple(values)
    for digits in range(4, 18):  # seventeen digits tell any two floats apart
        shown = tuple(_as_shown(value, digits, unit) for value in values)
        if len(set(shown)) == len(shown):
            return shown
    raise valid.refuse("values", values, "different to the eye")


def _as_shown(value, digits, unit):
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, Real) and unit == "%":
        return f"{numerals.plain(100 * value, digits)}%"
    text = (
        f"{int(value):,}"
        if isinstance(value, Integral)
        else numerals.plain(value, digits)
        if _is_number(value)
        else value
    )
    return f"{text} {unit}" if unit else text


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_) and isfinite(value)


def _is_plain(value):
    return isinstance(value, str | bool | np.bool_) or _is_number(value)
