"""The end of a grading run, in words: what is done, how fast, and what needs a human."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from modelcollapse.course.assignment import Assignment
from modelcollapse.course.rows import GRADED, MISSING, REVIEW, Row
from modelcollapse.course.tables import waiting

MOST = 20
"""Names that are listed of one kind."""


def summary(assignment: Assignment, rows: Sequence[Row], new: int, seconds: float) -> str:
    """Return what to tell an instructor.

    Parameters
    ----------
    new, seconds
        submissions graded in this run, and how long that took.
    """
    count = Counter(row.status for row in rows)
    known = sorted(row.score for row in rows if row.score is not None)
    lines = [
        f"{len(rows)} rows: {count[GRADED]} graded, {count[REVIEW]} for a human, {count[MISSING]} missing.",
        f"{new} graded in this run, in {seconds:.0f} s" + (f" ({new / seconds:.1f} a second)." if new else "."),
    ]
    if known:
        lines.append(
            f"Of {sum(assignment.graded.values()):g} points the median is {median(known):g}, from {known[0]:g} to {known[-1]:g}."
        )
    lines += _listed("For a human, with no score until you decide", [row for row in rows if row.status == REVIEW])
    flagged = [
        row
        for row in rows
        if row.status == GRADED and any("stands twice" in note or "is gone" in note for note in row.notes)
    ]
    lines += _listed("Graded, and worth a look", flagged)
    lines += _listed("Nothing handed in", [row for row in rows if row.status == MISSING], notes=False)
    answers = sum(len(waiting(assignment, row)) for row in rows)
    return "\n".join([*lines, f"For a human to read or decide: {answers} answers."])


def _listed(title: str, rows: Sequence[Row], *, notes: bool = True) -> list[str]:
    if not rows:
        return []
    each = [
        f"  {row.student}: {row.notes[0][:120]}" if notes and row.notes else f"  {row.student}" for row in rows[:MOST]
    ]
    more = [f"  … and {len(rows) - MOST} more"] if len(rows) > MOST else []
    return [f"{title}:", *each, *more]
