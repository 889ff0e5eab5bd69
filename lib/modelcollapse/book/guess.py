"""A guess that belongs to an explorer: the reader commits to it before the figure answers.

``explore(..., predict=guess.number(...))`` asks one question, in one line, above the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.book import controls, numerals, style

MAX_VALUES = 100
"""So many answers are written and drawn in advance."""
STEPS = 40
"""Steps of a knot of a drawn line, from its lowest to its highest place."""
MAX_KNOTS = 16
DOTTED = {"color": style.GUESS, "linestyle": (0, (1, 1.6)), "linewidth": 2.6}
WHEN = ("early", "evenly", "late")
"""When a drawn line does most of its way."""
BEND = 0.06
"""A line whose mean is farther from its chord's than this share of the limits is bent."""


@dataclass(frozen=True)
class Number:
    """A number to guess; see `number`."""

    question: str
    at: Mapping
    answer: Callable
    reply: Callable
    mark: Callable | None
    shown: tuple[str, ...]
    values: tuple
    start: int
    unit: str
    why: Callable | None

    kind = "number"

    @property
    def guesses(self) -> tuple:
        """What ``reply`` and ``mark`` are asked about, in the order of the slider."""
        return self.values

    def said(self, answer: object) -> str:
        """The answer for those who did not guess."""
        answer = valid.number("the answer to predict", answer)
        (shown,) = controls.as_shown([int(answer) if answer == int(answer) else answer], self.unit)
        return f"The answer: {shown}."


@dataclass(frozen=True)
class Choice:
    """A word to choose; see `choice`."""

    question: str
    at: Mapping
    answer: Callable
    reply: Callable
    mark: Callable | None
    shown: tuple[str, ...]
    why: Callable | None

    kind = "choice"
    start = None

    @property
    def guesses(self) -> tuple:
        """What ``reply`` and ``mark`` are asked about."""
        return self.shown

    def said(self, answer: object) -> str:
        """The answer for those who did not guess."""
        return f"The answer: {valid.choice('the answer to predict', answer, self.shown)}."


@dataclass(frozen=True)
class Drawn:
    """What a reply is told of a line that a reader has drawn.

    Attributes
    ----------
    end
        the last value.
    when
        ``"early"``, ``"evenly"`` or ``"late"``: when it does most of its way from the first value to the last.
    """

    end: float
    when: str


@dataclass(frozen=True)
class Line:
    """A line to draw; see `line`."""

    question: str
    at: Mapping
    answer: Callable
    reply: Callable
    x: tuple[float, ...]
    levels: tuple[float, ...]
    log: bool
    start: int
    panel: int
    unit: str
    why: Callable | None

    kind = "line"
    mark = None

    @property
    def shown(self) -> tuple[str, ...]:
        """How the places of a knot read."""
        return tuple(map(self._written, self.levels))

    def _written(self, value):
        return f"{numerals.plain(100 * value, 3)}%" if self.unit == "%" else numerals.plain(value, 3)

    @property
    def guesses(self) -> tuple[Drawn, ...]:
        """What ``reply`` is asked about: every end, reached in three ways."""
        return tuple(Drawn(level, when) for level in self.levels for when in WHEN)

    def summary(self, places: Sequence[int]) -> int:
        """Return which of `guesses` a line is, whose knots stand at these places; the page's script does the same."""
        first, last, n = places[0], places[-1], len(places)
        bend = (sum(places) / n - (first + last) / 2) / STEPS * (-1 if last < first else 1)
        return 3 * last + (0 if bend > BEND else 2 if bend < -BEND else 1)

    def said(self, answer: object) -> str:
        """The answer for those who did not guess."""
        answer = valid.finite_array("the answer to predict", answer, max_ndim=1)
        if len(answer) != len(self.x):
            raise valid.refuse("the answer to predict", len(answer), f"{len(self.x)} values, one for each x")
        return f"The answer ends at {self._written(answer[-1])}."


def number(
    question: str,
    *,
    values: Iterable[float],
    at: Mapping[str, object],
    answer: Callable,
    reply: Callable,
    unit: str = "",
    start: float | None = None,
    mark: Callable | None = None,
    along: str | None = None,
    panel: int = 0,
    why: Callable | None = None,
) -> Number:
    """Ask for a number, for ``explore(..., predict=...)``.

    Parameters
    ----------
    question
        one line.
    values
        those to choose from, at most 100, in the order of the slider. Every reply and mark is made in advance.
    at
        control → value in the state that answers; the other controls are where the explorer begins. The figure plays
        there after the guess.
    answer
        ``answer(found, **state)`` returns the true value. Like ``draw``, it gets the controls that it names.
    reply
        ``reply(guess, found, **state)`` returns the sentence that answers this guess.
    unit
        written behind each value; with ``"%"`` a share of 0.1 reads 10%.
    start
        the value at which the slider stands; by default the middle one.
    mark
        ``mark(ax, guess, **state)`` draws the guess on the axes of the figure, in ``style.GUESS``. It is seen wherever
        the figure has the same axes as in the state that answers, also while the reader chooses.
    along
        instead of ``mark``: a dotted line at the guess, ``"x"`` for an upright one and ``"y"`` for a level one.
    panel
        where that line is drawn, if there are several panels.
    why
        ``why(found, **state)`` returns the reason in a sentence, for those who do not guess and read no reply.

    Raises
    ------
    ValueError
        if there are no values or more than 100, or one is no number or twice there; ``explore`` refuses what does not
        fit its controls.
    """
    values = tuple(values)
    try:
        shown = controls.control("values", controls.Slider(values, "", start, unit)).shown
    except ValueError as error:
        raise ValueError(f"predict: {error}") from None
    if len(values) > MAX_VALUES:
        raise valid.refuse("values of predict", len(values), f"at most {MAX_VALUES} values")
    if along is not None:
        valid.choice("along", along, ("x", "y"))
        if mark is not None:
            raise valid.refuse("along", along, "left out where mark draws the guess")
        mark = _dotted(along, panel)
    begins = values.index(start) if start is not None else len(values) // 2
    return Number(_question(question), dict(at), answer, reply, mark, shown, values, begins, unit, why)


def choice(
    question: str,
    *,
    options: Iterable[str],
    at: Mapping[str, object],
    answer: Callable,
    reply: Callable,
    mark: Callable | None = None,
    why: Callable | None = None,
) -> Choice:
    """Ask which of a few words is right; ``answer`` returns one of ``options``, the others are those of `number`.

    Raises
    ------
    ValueError
        if there are not two to six different options.
    """
    options = tuple(options)
    good = all(isinstance(option, str) and option.strip() for option in options) and len(set(options)) == len(options)
    if not good or not 2 <= len(options) <= 6:
        raise valid.refuse("options of predict", options, "two to six different words")
    return Choice(_question(question), dict(at), answer, reply, mark, options, why)


def line(
    question: str,
    *,
    x: Iterable[float],
    limits: tuple[float, float],
    at: Mapping[str, object],
    answer: Callable,
    reply: Callable,
    log: bool = False,
    start: float | None = None,
    unit: str = "",
    panel: int = 0,
    why: Callable | None = None,
) -> Line:
    """Ask for a line, which the reader draws over the empty plot, or sets knot by knot with the keyboard.

    Parameters
    ----------
    x
        where the knots are on the horizontal axis, rising, 3 to 16 of them.
    limits
        lowest and highest place of a knot, inside the vertical axis, which has to stay the same in every state.
    answer
        returns the true value at each ``x``.
    reply
        ``reply(guess, found, **state)`` is told where the line ends, ``guess.end``, and whether it gets there
        ``"early"``, ``"evenly"`` or ``"late"``, ``guess.when``.
    log
        the vertical axis is logarithmic.
    start
        height of the line before it is drawn; by default the lowest.
    unit
        with ``"%"`` a height of 0.1 reads 10%.
    question, at, panel, why
        as in `number`.

    Raises
    ------
    ValueError
        if ``x`` does not rise, or the limits do not.
    """
    x = tuple(valid.finite_array("x of predict", list(x), max_ndim=1).tolist())
    if not 3 <= len(x) <= MAX_KNOTS or any(b <= a for a, b in zip(x, x[1:], strict=False)):
        raise valid.refuse("x of predict", x, f"3 to {MAX_KNOTS} numbers that rise")
    low, high = (valid.number("limits of predict", limit) for limit in limits)
    if low >= high or log and low <= 0:
        raise valid.refuse("limits of predict", limits, "two numbers that rise" + " from above 0" * log)
    levels = tuple((np.geomspace if log else np.linspace)(low, high, STEPS + 1).tolist())
    begins = low if start is None else valid.number("start of predict", start, low=low, high=high)
    place = int(np.argmin(np.abs(np.array(levels) - begins)))
    return Line(
        _question(question),
        dict(at),
        answer,
        reply,
        x,
        levels,
        log,
        place,
        panel,
        valid.choice("unit of predict", unit, ("", "%")),
        why,
    )


def _question(text):
    if not isinstance(text, str) or not text.strip():
        raise valid.refuse("question of predict", text, "a question")
    return text


def _dotted(along, panel):
    """Return a function that draws a dotted line at a guess."""

    def mark(axes, guess):
        ax = axes[panel] if isinstance(axes, list) else axes
        (ax.axvline if along == "x" else ax.axhline)(guess, **DOTTED)

    return mark
