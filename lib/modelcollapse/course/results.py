"""What a student gets in the end: the grader's points, and those that a human gave, which count more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from modelcollapse import _validation as valid
from modelcollapse.course.assignment import Assignment
from modelcollapse.course.rows import GRADED, MISSING, Row
from modelcollapse.course.tables import BY_HAND, read_rows


@dataclass(frozen=True)
class Result:
    """Points of a student by question, None where nobody has decided yet."""

    row: Row
    points: Mapping[str, float | None]
    comments: Mapping[str, str]

    @property
    def student(self) -> str:
        """The id in the roster."""
        return self.row.student

    @property
    def status(self) -> str:
        """The row's, until a human has decided what was open."""
        return self.row.status if self.score is None else GRADED

    @property
    def score(self) -> float | None:
        """The sum, None while a part of it is unknown, or nothing was handed in."""
        return None if None in self.points.values() else round(sum(self.points.values()), 4)


def results(assignment: Assignment, rows: Sequence[Row], folder: Path) -> list[Result]:
    """Return the result of each row, with what a human filled in under ``folder``.

    Raises
    ------
    ValueError
        if a human's points are no number, or more than the question has; it names the line.
    """
    out_of = {question.id: question.points for question in assignment.questions}
    decided: dict[str, dict[str, float]] = {}
    comments: dict[str, dict[str, str]] = {}
    for number, line in enumerate(read_rows(folder / BY_HAND), start=2):
        where = f"{BY_HAND}, line {number}: points of {line['student']}"
        question = valid.choice(f"{BY_HAND}, line {number}: question", line["question"], out_of)
        if line["points"].strip():
            points = _points(where, line["points"], out_of[question])
            decided.setdefault(line["student"], {})[question] = points
        if line["comment"].strip():
            comments.setdefault(line["student"], {})[question] = line["comment"]
    return [_result(row, out_of, decided.get(row.student, {}), comments.get(row.student, {})) for row in rows]


def _points(where: str, text: str, most: float) -> float:
    try:
        return valid.number(where, float(text.replace(",", ".")), low=0, high=most)
    except ValueError:
        raise valid.refuse(where, text, f"a number in [0, {most:g}]") from None


def _result(row: Row, out_of, decided, comments) -> Result:
    known = {} if row.status == MISSING and not decided else row.points
    return Result(row, {id: decided.get(id, known.get(id)) for id in out_of}, comments)
