"""Tables for humans: the grades, and the list of what they decide, which they fill in."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from modelcollapse.course.assignment import Assignment
from modelcollapse.course.rows import REVIEW, Row

GRADES, BY_HAND = "grades.csv", "by_hand.csv"
HAND_COLUMNS = ("student", "question", "points", "out_of", "comment")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a text that a spreadsheet would run."""


def write_tables(assignment: Assignment, rows: Sequence[Row], folder: Path) -> None:
    """Write the grades, and the list of what a human decides; what stands there already is kept."""
    graded = assignment.graded
    table = [["student", "status", "score", "out_of", *graded, "notes"]]
    for row in rows:
        points = [shown(row.points.get(id)) for id in graded]
        notes = " | ".join(row.notes)
        table.append([row.student, row.status, shown(row.score), shown(sum(graded.values()) or None), *points, notes])
    write(folder / GRADES, table)
    write(folder / BY_HAND, [HAND_COLUMNS, *_by_hand(assignment, rows, read_rows(folder / BY_HAND))])


def _by_hand(assignment, rows, before) -> list[list[str]]:
    """What waits for a human, and what one has added, such as the outcome of an appeal."""
    out_of = {question.id: question.points for question in assignment.questions}
    kept = {(old["student"], old["question"]): old for old in before}
    table = []
    for row in rows:
        added = [id for student, id in kept if student == row.student and kept[student, id]["points"]]
        for id in dict.fromkeys([*waiting(assignment, row), *added]):
            old = kept.get((row.student, id), {})
            table.append([row.student, id, old.get("points", ""), shown(out_of.get(id)), old.get("comment", "")])
    return table


def waiting(assignment: Assignment, row: Row) -> list[str]:
    """Return the questions whose points only a human can give."""
    if row.status == REVIEW and not row.points:  # nothing could be read: all of it
        return [question.id for question in assignment.questions]
    unknown = {id for id, points in row.points.items() if points is None}
    return [question.id for question in assignment.questions if question.id in unknown or question.id in row.written]


def shown(points: float | None) -> str:
    """Return points as a text; nothing where nobody knows them."""
    return "" if points is None else f"{points:g}"


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by the names of its columns, none if there is no file."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def write(path: Path, table: Iterable[Sequence[str]]) -> None:
    """Write a CSV file at once: a reader, or a crash, finds the old one or the new one."""
    beside = path.with_name(path.name + ".partial")
    with beside.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([_harmless(cell) for cell in row] for row in table)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; a negative number stays one."""
    try:
        float(cell)
    except ValueError:
        return "'" + cell if cell.startswith(FORMULA) else cell
    return cell
