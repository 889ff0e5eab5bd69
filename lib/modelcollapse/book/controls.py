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
class Roll:
    """Chance to be rolled again: a button that goes to the next seed, for 12 to 20 of them.

    Parameters
    ----------
    values
        the seeds.
    label
        what one of them is called: "run 3 of 12".
    """

    values: Iterable
    label: str = "run"


@dataclass(frozen=True)
class Control:
    """A control as an explorer keeps it.

    Attributes
    ----------
    kind
        ``"slider"``, ``"choice"`` or ``"roll"``.
    values
        what is passed on.
    shown
        what the reader sees of each value, all different.
    keys
        what stands for each value in an address.
    begins
        place of the value to begin with.
    """

    kind: str
    name: str
    label: str
    values: tuple
    shown: tuple[str, ...]
    keys: tuple[str, ...]
    begins: int

    @property
    def slides(self) -> bool:
        """Whether it has an order that a play button can follow."""
        return self.kind == "slider"

    def reads(self, value) -> str:
        """Return one of its values with the label, as a reader would say it."""
        shown = self.shown[self.values.index(value)]
        return {"slider": f"{self.label} {shown}", "choice": f"{self.label}: {shown}", "roll": shown}[self.kind]

    def nearest(self, value) -> object:
        """Return the value itself, else the nearest number below it, else the smallest; None for an unknown word."""
        if value in self.values:
            return value
        if not _is_number(value) or not all(map(_is_number, self.values)):
            return None
        return max((each for each in self.values if each < value), default=min(self.values))


def control(name: str, given: Slider | Choice | Roll | Iterable) -> Control:
    """Return the control for what an author gave: a list of numbers slides, a list with words is one to choose from.

    Raises
    ------
    ValueError
        if there is no value, one is there twice or is no number, word or boolean, or ``start`` is none of them.
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise valid.refuse("controls", name, "named like parameters of a function")
    if not isinstance(given, Slider | Choice | Roll):
        given = Slider(given) if all(map(_is_number, given := tuple(given))) else Choice(given)
    values, kind = tuple(given.values), type(given).__name__.lower()
    allowed = _is_plain if kind == "choice" else _is_number
    if not values or not all(map(allowed, values)) or len(set(values)) < len(values):
        wanted = "words, booleans or finite numbers" if kind == "choice" else "finite numbers"
        raise valid.refuse(name, values, f"{wanted}, at least one value, all different")
    start = getattr(given, "start", None)
    if start is not None and start not in values:
        raise valid.refuse(f"start of {name}", start, f"one of {values}")
    begins = 0 if start is None else values.index(start)
    label = name.replace("_", " ") if given.label is None else given.label
    if kind == "roll":
        shown = tuple(f"{label} {i + 1} of {len(values)}" for i in range(len(values)))
    else:
        shown = as_shown(values, getattr(given, "unit", ""))
    return Control(kind, name, label, values, shown, _keys(values), begins)


def _keys(values):
    """Return how an address writes values: as short as tells them apart."""
    written = (tuple(_key(value, digits) for value in values) for digits in (6, 12, 17))
    return next((keys for keys in written if len(set(keys)) == len(keys)), tuple(map(str, values)))


def _key(value, digits):
    return f"{float(value):.{digits}g}" if _is_number(value) else _as_shown(value, digits, "")


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
