"""What is known of each student's work: a row, and the journal to which it is written as soon as it is known."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

GRADED, REVIEW, MISSING = "graded", "REVIEW", "missing"
"""Status of a row: all is known; a human has to look; nothing was handed in. Only the first has a score."""


@dataclass(frozen=True)
class Row:
    """What the grader found out about a student's work."""

    student: str
    status: str
    points: dict[str, float | None] = field(default_factory=dict)
    """Question → points; None where the grader could not tell, never 0 then."""
    notes: list[str] = field(default_factory=list)
    """What a human should know."""
    hints: dict[str, str] = field(default_factory=dict)
    """Question → what to tell the student."""
    written: dict[str, str] = field(default_factory=dict)
    """Question → what the student wrote, for a human to read."""
    file: str = ""
    state: str = ""
    """What the row was made from: another submission, or another state of the problem set, is graded anew."""

    @property
    def score(self) -> float | None:
        """The sum of the points that the grader gives, None unless it knows all of them."""
        if self.status != GRADED or None in self.points.values():
            return None
        return round(sum(self.points.values()), 4)


class Journal:
    """The rows of a class in a file, one a line, each on the disk before the next: a grader that is killed loses none."""

    def __init__(self, path: Path):
        self.path = path
        self._lock = threading.Lock()

    def read(self) -> dict[str, Row]:
        """Return student → the last row; a line that was cut off in the middle is as if it had not been."""
        rows = {}
        for line in self.path.read_bytes().splitlines() if self.path.exists() else ():
            try:
                row = Row(**json.loads(line))
            except (ValueError, TypeError):
                continue
            rows[row.student] = row
        return rows

    def add(self, row: Row) -> None:
        """Write a row, and wait until it is on the disk."""
        line = json.dumps(asdict(row), ensure_ascii=True, allow_nan=False).encode()
        with self._lock, self.path.open("ab") as file:
            # Behind a line that was cut off: a line of its own.
            file.write(b"\n" * (file.tell() > 0 and not self._ends()) + line + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _ends(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
