"""Grades as tables that learning platforms import, each by its importer's own rules."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from modelcollapse import _validation as valid
from modelcollapse.course.assignment import Assignment
from modelcollapse.course.results import Result
from modelcollapse.course.roster import Student
from modelcollapse.course.tables import shown


def generic(assignment: Assignment, found: Sequence[Result], students: Mapping[str, Student]) -> list[list[str]]:
    """Return a table for any spreadsheet: points by question, and for each outcome the share of its points in percent."""
    ids = [question.id for question in assignment.questions]
    outcomes = list(dict.fromkeys(outcome for question in assignment.questions for outcome in question.outcomes))
    table = [["id", "name", "email", "section", "status", "score", "out_of", *ids, *outcomes]]
    for result in found:
        who = students.get(result.student, Student(result.student))
        points = [shown(result.points[id]) for id in ids]
        reached = [_reached(assignment, result, outcome) for outcome in outcomes]
        about = [who.id, who.name, who.email, who.section, result.status]
        table.append([*about, shown(result.score), shown(assignment.points), *points, *reached])
    return table


def _reached(assignment, result, outcome) -> str:
    """How much of what asks for an outcome a student has earned, in percent; nothing while a part is unknown."""
    about = {each.id: each.points for each in assignment.questions if outcome in each.outcomes}
    earned = [result.points[id] for id in about]
    return "" if None in earned else f"{100 * sum(earned) / sum(about.values()):.0f}"


CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def canvas(
    assignment: Assignment, found: Sequence[Result], students: Mapping[str, Student], *, assignment_id: str = ""
) -> list[list[str]]:
    """Return a table for the import of Canvas' gradebook.

    Canvas finds an assignment by the number in parentheses behind its title; without, it makes a new one. It finds a
    student by the ID, the SIS user ID, the login and the name, in that order. Whoever has no score has no row: an
    empty cell might overwrite what is there.
    """
    title = f"{assignment.title} ({assignment_id})" if assignment_id else assignment.title
    table = [[*CANVAS, title], ["    Points Possible", "", "", "", "", shown(assignment.points)]]
    for result in found:
        who = students.get(result.student)
        if who and result.score is not None:
            login = who.sis_login_id or (who.email if not who.sis_user_id and not who.canvas_id else "")
            table.append([who.name, who.canvas_id, who.sis_user_id, login, who.section, shown(result.score)])
    return table


def moodle(
    worksheet: str, found: Sequence[Result], students: Mapping[str, Student], *, column: str = "Grade"
) -> tuple[str, list[str]]:
    """Fill in a grading worksheet that was downloaded from Moodle; return it and the students it does not know.

    Everything else stays as it was, the identifiers and the dates above all: Moodle skips a row that somebody has
    graded since the download. A student is found by a cell that holds a key of the roster, such as the email address.

    Parameters
    ----------
    column
        the name of the column of grades, which is in the language of the site.
    """
    marked = worksheet.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(worksheet.removeprefix("\ufeff"), newline="")))
    if not rows or column not in rows[0]:
        raise valid.refuse("column", column, f"one of the worksheet's: {', '.join(rows[0]) if rows else 'it is empty'}")
    place = rows[0].index(column)
    scores = {
        key: result for result in found if result.student in students for key in students[result.student].called()
    }
    placed = set()
    for row in rows[1:]:
        mine = {scores[cell.lower()].student: scores[cell.lower()] for cell in row if cell.lower() in scores}
        if len(mine) == 1 and len(row) > place:
            (result,) = mine.values()
            placed.add(result.student)
            row[place] = shown(result.score) or row[place]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    unknown = [result.student for result in found if result.score is not None and result.student not in placed]
    return "\ufeff" * marked + out.getvalue(), unknown


def read_worksheet(path: Path) -> str:
    """Return the text of a worksheet, its mark of byte order kept."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
