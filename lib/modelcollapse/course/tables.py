"""Tables for humans: the grades, and the list of answers to read, which they fill in."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from modelcollapse.course.assignment import Assignment
from modelcollapse.course.rows import Row

GRADES, TO_READ = "grades.csv", "to_read.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a text that a spreadsheet would run."""


def write_tables(assignment: Assignment, rows: Sequence[Row], folder: Path) -> None:
    """Write the grades, and the list of what a human reads; points and comments that stand there are kept."""
    graded, read = assignment.graded, assignment.read_by_a_human
    table = [["student", "status", "score", "out_of", *graded, "notes"]]
    for row in rows:
        points = [shown(row.points.get(id)) for id in graded]
        notes = " | ".join(row.notes)
        table.append([row.student, row.status, shown(row.score), shown(sum(graded.values())), *points, notes])
    write(folder / GRADES, table)
    kept = {(row["student"], row["question"]): row for row in read_rows(folder / TO_READ)}
    table = [["student", "question", "points", "out_of", "comment"]]
    for row in rows:
        for id in row.written:
            old = kept.get((row.student, id), {})
            table.append([row.student, id, old.get("points", ""), shown(read[id]), old.get("comment", "")])
    write(folder / TO_READ, table)


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
