"""What a problem set asks, as its author writes it: the right answer, the usual wrong ones, and what to say to each.

A question is a function of the student's numbers that returns one of `Number`, `Choice`, `Function` and `Written`::

    @question("q1", outcomes=["G1"], points=3, n=Integer(20, 400))
    def time_to_lose(n):
        return Number("generations", law.half_life(n), mistakes={"You divided by n.": law.half_life(n, "mle"), …})

None of this ever enters the process in which a student's code runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from modelcollapse import _validation as valid
from modelcollapse.course import sealed
from modelcollapse.course.draws import Integer, Uniform
from modelcollapse.course.plain import TOLERANCE, plain, same

FEWEST_MISTAKES = 2


@dataclass(frozen=True)
class Number:
    """A question with a number for an answer, or a list of numbers.

    Parameters
    ----------
    variable
        the name under which the notebook holds the answer.
    answer
        the right value.
    mistakes
        hint → value that the mistake leads to.
    otherwise
        the hint for any other value.
    between
        what is possible at all, e.g. ``(0, 1)`` for a share: the public check says so.
    """

    kind: ClassVar[str] = "number"
    variable: str
    answer: float | Sequence[float]
    mistakes: Mapping[str, float | Sequence[float]]
    otherwise: str
    between: tuple[float, float] = (-math.inf, math.inf)
    tolerance: float = TOLERANCE

    def __post_init__(self):
        valid.numbers("answer", self.answer, low=self.between[0], high=self.between[1])
        valid.number("tolerance", self.tolerance, low=0, include_low=False, high=TOLERANCE)
        _refuse_right(self)

    def earned(self, reply: object) -> float:
        """Return the share of the points that a reply earns."""
        return float(same(reply, plain(self.answer), self.tolerance))

    def hint(self, reply: object) -> str:
        """Return what to say to a wrong reply."""
        exactly = (hint for hint, wrong in self.mistakes.items() if same(reply, plain(wrong), self.tolerance))
        return next(exactly, None) or next(self._partly(reply), self.otherwise)

    def _partly(self, reply: object):
        """Yield the hints of mistakes in some of the numbers, whatever the others are: as the check in the notebook does."""
        right = plain(self.answer)
        for hint, wrong in self.mistakes.items() if isinstance(reply, list) and isinstance(right, list) else ():
            parts = _wrong_parts(plain(wrong), right)
            if len(parts) == len(reply) and all(
                part is None or same(mine, part, self.tolerance) for mine, part in zip(reply, parts, strict=True)
            ):
                yield hint

    def public(self, salt: str = "") -> dict:
        """Return what the check in the notebook may know: no right answer, and mistakes that open for whoever makes them."""
        right = plain(self.answer)
        size = len(right) if isinstance(right, list) else None
        low, high = (value if math.isfinite(value) else None for value in self.between)
        wrong = []
        for hint, value in self.mistakes.items():
            parts = _wrong_parts(plain(value), right)
            if not _opens_for_right(parts, right):
                wrong.append(sealed.seal(parts, hint, salt, sealed.WORK))
        return {"size": size, "low": low, "high": high, "salt": salt, "work": sealed.WORK, "wrong": wrong}


@dataclass(frozen=True)
class Choice:
    """A question with one of several texts for an answer.

    The hints of ``told`` choices are given in the notebook; at least one wrong choice is left untold, because otherwise
    the check would give the answer away. After grading every wrong choice gets its hint.
    """

    kind: ClassVar[str] = "choice"
    variable: str
    answer: str
    mistakes: Mapping[str, str]
    """Hint → wrong choice."""
    told: Sequence[str] = ()
    otherwise: str = "The answer is one of the choices, spelled as the question spells it."

    def __post_init__(self):
        wrong = list(self.mistakes.values())
        for choice in self.told:
            valid.choice("told", choice, wrong)
        if len(set(wrong) - set(self.told)) == 0:
            raise valid.refuse(
                "told", list(self.told), "fewer than all wrong choices, or the check tells the right one"
            )
        _refuse_right(self)

    def earned(self, reply: object) -> float:
        """Return the share of the points that a reply earns."""
        return float(same(reply, self.answer))

    def hint(self, reply: object) -> str:
        """Return what to say to a wrong reply."""
        return next((hint for hint, wrong in self.mistakes.items() if same(reply, wrong)), self.otherwise)

    def public(self, salt: str = "") -> dict:
        """Return what the check in the notebook may know."""
        choices = sorted([self.answer, *self.mistakes.values()])
        return {"choices": choices, "wrong": [[c, hint] for hint, c in self.mistakes.items() if c in self.told]}


@dataclass(frozen=True)
class Function:
    """A question with a function for an answer, called with arguments that the student has not seen.

    Parameters
    ----------
    variable
        the function's name.
    answer
        a function that is right.
    calls
        the arguments of each hidden call: numbers, texts and lists of them.
    shown
        arguments of the calls that the check in the notebook makes, different from ``calls``.
    mistakes
        hint → a function that makes the mistake. Each must be wrong in at least one hidden call.
    """

    kind: ClassVar[str] = "function"
    variable: str
    answer: Callable
    calls: Sequence[tuple]
    shown: Sequence[tuple]
    mistakes: Mapping[str, Callable]
    otherwise: str
    tolerance: float = TOLERANCE

    def __post_init__(self):
        valid.number("tolerance", self.tolerance, low=0, include_low=False, high=TOLERANCE)
        if any(call in self.calls for call in self.shown):
            raise valid.refuse("shown", list(self.shown), "calls that are not among the hidden ones")
        _refuse_right(self)

    def earned(self, reply: object) -> float:
        """Return the share of the hidden calls that came out right; ``reply`` is the list of results."""
        right = self._right
        if not isinstance(reply, list) or len(reply) != len(right):
            return 0.0
        return sum(same(one, other, self.tolerance) for one, other in zip(reply, right, strict=True)) / len(right)

    @cached_property
    def _right(self) -> list:
        return self.outputs(self.answer)

    def outputs(self, function: Callable) -> list:
        """Return what a function gives for the hidden calls, as plain data."""
        return [plain(function(*call)) for call in self.calls]

    def hint(self, reply: object) -> str:
        """Return what to say to wrong results."""
        made = (hint for hint, wrong in self.mistakes.items() if same(reply, self.outputs(wrong), self.tolerance))
        return next(made, self.otherwise)

    def public(self, salt: str = "") -> dict:
        """Return what the check in the notebook may know: calls, and the results of mistakes."""
        wrong = [[[plain(f(*call)) for call in self.shown], hint] for hint, f in self.mistakes.items()]
        return {"calls": [list(call) for call in self.shown], "tolerance": self.tolerance, "wrong": wrong}


@dataclass(frozen=True)
class Written:
    """A question whose answer a human reads: an explanation, a plot, a design.

    Parameters
    ----------
    rubric
        criterion → its points; they sum to the points of the question.
    mistakes
        usual weakness → what to tell the student: comments at hand for whoever reads.
    """

    kind: ClassVar[str] = "written"
    rubric: Mapping[str, float]
    mistakes: Mapping[str, str]
    variable: str = field(default="", init=False)


Form = Number | Choice | Function | Written


@dataclass(frozen=True)
class Question:
    """A question of a problem set, before it is known who answers it."""

    id: str
    outcomes: Sequence[str]
    points: float
    draws: Mapping[str, Uniform | Integer]
    define: Callable[..., Form]

    def form(self, numbers: Mapping[str, float]) -> Form:
        """Return the question as it is for a student with these numbers."""
        return self._for_all if not self.draws else self._defined(numbers)

    @cached_property
    def _for_all(self) -> Form:
        return self._defined({})

    def _defined(self, numbers):
        found = self.define(**{name: numbers[name] for name in self.draws})
        if len(found.mistakes) < FEWEST_MISTAKES:
            raise valid.refuse(f"mistakes of {self.id}", len(found.mistakes), f"at least {FEWEST_MISTAKES}")
        if isinstance(found, Written) and not math.isclose(sum(found.rubric.values()), self.points):
            raise valid.refuse(f"rubric of {self.id}", sum(found.rubric.values()), f"{self.points:g} points in all")
        return found


def question(id: str, *, outcomes: Sequence[str], points: float, **draws: Uniform | Integer):
    """Make a `Question` of a function of its numbers.

    Parameters
    ----------
    id
        of the question, and of the notebook's cell that holds the answer.
    outcomes
        of the chapters' cards that it asks for, e.g. ``["G1"]``.
    draws
        name → `Uniform` or `Integer`: the numbers that differ from student to student.
    """
    valid.number(f"points of {id}", points, low=0, include_low=False)
    if isinstance(outcomes, str) or not outcomes:
        raise valid.refuse(f"outcomes of {id}", outcomes, "a list of at least one, e.g. ['G1']")

    def wrap(define: Callable[..., Form]) -> Question:
        return Question(id, tuple(outcomes), points, draws, define)

    return wrap


def _wrong_parts(wrong: object, right: object) -> list:
    """The numbers of a mistake, None for those that are right: whoever opens the notebook must not find these."""
    if not isinstance(right, list):
        return [wrong]
    if len(wrong) != len(right):
        return wrong
    return [None if same(one, other) else one for one, other in zip(wrong, right, strict=True)]


def _opens_for_right(parts: list, right: object) -> bool:
    """Whether the right answer lies so near a mistake that the check would take it for one."""
    pairs = zip(parts, right if isinstance(right, list) else [right], strict=False)
    pairs = [(one, other) for one, other in pairs if one is not None]
    return all({*sealed.near(one)} & {*sealed.near(other, TOLERANCE)} for one, other in pairs)


def _refuse_right(form) -> None:
    """No listed mistake may earn full points."""
    for hint, wrong in form.mistakes.items():
        reply = form.outputs(wrong) if isinstance(form, Function) else plain(wrong)
        if form.earned(reply) >= 1:
            raise ValueError(f"{form.variable}: the mistake {hint!r} counts as right")
