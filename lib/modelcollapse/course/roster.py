"""Who takes the course: a CSV file with a column ``id``, and others that exports and uploads know them by."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from modelcollapse import _validation as valid

COLUMNS = ("name", "email", "canvas_id", "sis_user_id", "sis_login_id", "section")
"""What a roster may say of a student besides the id."""


@dataclass(frozen=True)
class Student:
    """A row of the roster."""

    id: str
    name: str = ""
    email: str = ""
    canvas_id: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""
    section: str = ""

    def called(self) -> set[str]:
        """Return what an upload may call the student by, in lower case."""
        known = (self.id, self.email, self.canvas_id, self.sis_user_id, self.sis_login_id)
        return {key.lower() for key in known if key}


def read(path: Path | str) -> dict[str, Student]:
    """Return id → student, in the order of the file.

    Raises
    ------
    ValueError
        if there is no column ``id``, or two rows have the same one, or one of them cannot name a folder.
    """
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if "id" not in (rows.fieldnames or ()):
            raise valid.refuse(
                "roster", rows.fieldnames, f"a CSV file with a column id, and any of {', '.join(COLUMNS)}"
            )
        found = [Student(**{key: (row.get(key) or "").strip() for key in ("id", *COLUMNS)}) for row in rows]
    _check(found)
    return {student.id: student for student in found}


def _check(students: Iterable[Student]) -> None:
    seen: set[str] = set()
    for student in students:
        if not student.id or student.id.startswith(".") or set(student.id) & set('/\\:*?"<>|\0'):
            raise valid.refuse("roster", student.id, "ids that can name a folder")
        if twice := seen & student.called():
            raise ValueError(f"the roster calls two students {min(twice)!r}")
        seen |= student.called()
