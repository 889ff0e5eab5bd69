"""Exercises that answer back: a number is compared with the right one and with the usual mistakes."""

from __future__ import annotations

import html
import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from math import ceil, log10
from numbers import Real

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.book import publishing
from modelcollapse.book.typed import HOW, readings
from modelcollapse.contents import chapters


@dataclass(frozen=True)
class Exercise:
    """A question with one number for an answer.

    Parameters
    ----------
    answer
        the right value, computed.
    tolerance
        how far off still counts as right: rounding for a calculation, Monte Carlo error for an experiment.
    mistakes
        hint → value that the mistake leads to. Every value must lie outside the tolerance.
    otherwise
        the hint for any other number.
    near
        value → what it comes from: approximations that the text itself teaches. They count as right, and the exact
        value is told.
    """

    name: str
    answer: float
    tolerance: float
    mistakes: dict[str, float]
    otherwise: str
    praise: str
    near: dict[float, str] = field(default_factory=dict)

    def __post_init__(self):
        valid.number(f"tolerance of {self.name}", self.tolerance, low=0, include_low=False)
        valid.number(f"answer of {self.name}", self.answer)
        for hint, value in self.mistakes.items():
            valid.number(f"{self.name}: the mistake {hint!r}", value)
            if abs(value - self.answer) <= self.tolerance:
                raise ValueError(f"{self.name}: the mistake {hint!r} gives {value:g}, which counts as right")
        for value in self.near:
            valid.number(f"{self.name}: near", value)
            if any(abs(value - other) <= self.tolerance for other in (self.answer, *self.mistakes.values())):
                raise ValueError(f"{self.name}: near {value:g} has an answer of its own: it is right, or a mistake")

    def respond(self, *values: float) -> tuple[bool, str]:
        """Return whether one of the ``values`` is right, and what to say; a text may be read in two ways.

        Who is asked for a share may type 8.4 for 8.4%.
        """

        def hit(target: float) -> bool:
            return any(abs(value - target) <= self.tolerance for value in values)

        if hit(self.answer):
            return True, self.praise
        taught = [self.near_enough(value) for value in self.near if hit(value)]
        if taught:
            return True, taught[0]
        made = [hint for hint, wrong in self.mistakes.items() if hit(wrong)]
        if made:
            return False, made[0]
        percent = [value / 100 for value in values if 1 < value <= 100]
        if percent and 0 < self.answer < 1:
            right, said = self.respond(*percent)
            return right, f"Read in percent. {said}" if said != self.otherwise else said
        return False, self.otherwise

    def near_enough(self, value: float) -> str:
        """Return what to say to an approximation that is accepted."""
        decimals = 0 if float(self.answer).is_integer() else max(0, ceil(-log10(self.tolerance)))
        exact = f"{self.answer:,.{decimals}f}".replace("-", "−")
        return f"Near enough. {self.near[value]} Exactly, it is {exact}."


_exercises: dict[str, Callable[[], Exercise]] = {}


def exercise(name: str):
    """Register a function that returns the keyword arguments of an `Exercise`; it runs when first checked."""

    def register(define):
        if name in _exercises:
            raise valid.refuse("name", name, "new; this exercise exists")
        _exercises[name] = cache(lambda: Exercise(name=name, **define()))
        return define

    return register


def load() -> None:
    """Import the exercises and questions of all chapters, in the order of the book."""
    for chapter in chapters():
        importlib.import_module(f"modelcollapse.book.exercises.{chapter}")


def names() -> list[str]:
    """Return the names of all exercises, in the order of the book."""
    load()
    return list(_exercises)


def find(name: str) -> Exercise:
    """Return the exercise of that name."""
    return _exercises[valid.choice("name", name, names())]()


@dataclass(frozen=True)
class Feedback:
    """What `check` has to say; ``right`` is None if there was no answer yet."""

    exercise: Exercise
    right: bool | None
    message: str

    def __repr__(self) -> str:
        return {True: "✓ ", False: "✗ ", None: "… "}[self.right] + self.message

    def _repr_html_(self) -> str:
        state = {True: "right", False: "wrong", None: "open"}[self.right]
        text = f'<p class="mc-feedback mc-{state}">{html.escape(repr(self))}</p>'
        return text if self.right is not None or not publishing.is_published() else self._form()

    def _form(self):
        """On the published page the same answers and hints wait beside an input field."""
        found = self.exercise
        data = {
            "name": found.name,
            "answer": found.answer,
            "tolerance": found.tolerance,
            "praise": found.praise,
            "near": [[value, found.near_enough(value)] for value in found.near],
            "mistakes": [[value, hint] for hint, value in found.mistakes.items()],
            "otherwise": found.otherwise,
        }
        field = f"answer-{found.name.replace('.', '-')}"
        return (
            f'<form class="mc-check" data-exercise="{html.escape(json.dumps(data, allow_nan=False))}" hidden>'
            f'<label for="{field}">Your answer</label> <input id="{field}" inputmode="text" autocomplete="off">'
            '<button type="submit">Check</button><p class="mc-feedback" role="status"></p></form>'
            '<noscript><p class="mc-note">With JavaScript on, or in the notebook, you can check your answer here.</p></noscript>'
        )


def check(name: str, value: object = ...) -> Feedback:
    """Compare an answer with the right one and with the usual mistakes, and say something useful.

    Parameters
    ----------
    name
        the exercise, e.g. ``"gaussian.half-life"``.
    value
        a number, or a text such as ``"1/6"`` or ``"8.2%"``; ``...`` means not answered yet.

    Examples
    --------
    >>> check("gaussian.half-life", "seven")
    ✗ Type a number, e.g. 0.25, 25% or 1/4.
    """
    found = find(name)
    if value is ...:
        return Feedback(found, None, "Put your answer in place of the dots.")
    if isinstance(value, np.ndarray | np.generic) and np.size(value) == 1:
        value = np.asarray(value).item()
    if isinstance(value, str):
        meant = readings(value)
        return Feedback(found, *found.respond(*meant)) if meant else Feedback(found, False, HOW)
    if isinstance(value, bool) or not isinstance(value, Real):
        return Feedback(found, False, f"The answer is a number; this is a {type(value).__name__}.")
    if not -np.finfo(float).max <= value <= np.finfo(float).max:
        return Feedback(found, False, f"The answer is a finite number; this is {value}. Did something divide by 0?")
    return Feedback(found, *found.respond(float(value)))
