"""The checks in a student's notebook: they know the usual mistakes, and no right answer.

Plain Python, so that they run wherever a notebook does. They never say that an answer is right.
"""

from __future__ import annotations

import base64
import html
import json
import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from modelcollapse.course import sealed
from modelcollapse.course.plain import TOLERANCE, is_number, plain, same

PASSED = "Public checks pass; hidden checks run at grading."
OPEN = "Put your answer in place of the dots."
NO_HASH = "The form is right. This Python cannot compare it with usual mistakes: its hashlib has no scrypt."


@dataclass(frozen=True)
class Said:
    """What a check says; ``passed`` is None if there was no answer yet."""

    passed: bool | None
    message: str

    def __repr__(self) -> str:
        return {True: "· ", False: "✗ ", None: "… "}[self.passed] + self.message

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


def public_checks(text: str) -> Callable[[str, object], Said]:
    """Return ``check``, which compares an answer with the usual mistakes.

    Parameters
    ----------
    text
        what the release packed into the notebook.

    Examples
    --------
    >>> wrong = [sealed.seal([0.5], "A half is the median.", salt="any text", work=2)]
    >>> known = {"kind": "number", "low": 0, "high": 1, "salt": "any text", "work": 2, "wrong": wrong}
    >>> check = public_checks(packed({"q1": known}))
    >>> check("q1", 0.5), check("q1", 2), check("q1", 0.25)
    (✗ A half is the median., ✗ That is not between 0 and 1., · Public checks pass; hidden checks run at grading.)
    """
    known = json.loads(zlib.decompress(base64.b85decode(text)))

    def check(question: str, answer: object) -> Said:
        """Compare an answer with the usual mistakes."""
        if question not in known:
            return Said(False, f"There is no question {question!r}; there are {', '.join(known)}.")
        if answer is ... or (isinstance(answer, list) and any(each is ... for each in answer)):
            return Said(None, OPEN)
        told = known[question]
        return CHECKS[told["kind"]](told, answer)

    return check


def silent_check(question: str, answer: object) -> Said:
    """Stand for ``check`` where the grader runs a notebook: nobody listens, and nothing is compared there."""
    return Said(True, PASSED)


def packed(known: dict) -> str:
    """Return what `public_checks` takes: short, and not read in passing."""
    return base64.b85encode(zlib.compress(json.dumps(known, allow_nan=False).encode(), 9)).decode()


def _number(known: dict, answer: object) -> Said:
    values = plain(answer)
    size = known.get("size")
    if (size is not None) != isinstance(values, list):
        return Said(False, f"The answer is {f'a list of {size} numbers' if size is not None else 'one number'}.")
    each = values if isinstance(values, list) else [values]
    if size is not None and len(each) != size:
        return Said(False, f"The answer has {size} numbers; this has {len(each)}.")
    if not all(is_number(value) for value in each):
        return Said(False, f"The answer is a number; this is a {type(answer).__name__}.")
    if not all(math.isfinite(value) for value in each):
        return Said(False, "The answer is finite; this is not. Did something divide by 0?")
    low, high = (math.inf * sign if known.get(key) is None else known[key] for key, sign in (("low", -1), ("high", 1)))
    if not all(low <= value <= high for value in each):
        return Said(False, f"That is not between {low:g} and {high:g}.")
    if not sealed.possible():
        return Said(True, NO_HASH)
    hint = sealed.opened(each, known["wrong"], known["salt"], known["work"])
    return Said(False, hint) if hint else Said(True, PASSED)


def _choice(known: dict, answer: object) -> Said:
    if not isinstance(answer, str) or answer not in known["choices"]:
        return Said(False, f"Choose one of {', '.join(map(repr, known['choices']))}.")
    return _unless_known(answer, known)


def _function(known: dict, answer: object) -> Said:
    if not callable(answer):
        return Said(False, f"The answer is a function; this is a {type(answer).__name__}.")
    found = []
    for call in known["calls"]:
        try:
            found.append(plain(answer(*call)))
        except Exception as error:
            return Said(False, f"Called with {_shown(call)}, it raises {type(error).__name__}: {error}")
        if found[-1] is ... or found[-1] is None:
            return Said(None, "The function returns nothing yet.")
    return _unless_known(found, known)


CHECKS = {"number": _number, "choice": _choice, "function": _function}


def _unless_known(answer: object, known: dict) -> Said:
    made = [hint for wrong, hint in known["wrong"] if same(answer, wrong, known.get("tolerance", TOLERANCE))]
    return Said(False, made[0]) if made else Said(True, PASSED)


def _shown(call: list) -> str:
    text = ", ".join(map(repr, call))
    return text if len(text) <= 60 else text[:57] + "..."
