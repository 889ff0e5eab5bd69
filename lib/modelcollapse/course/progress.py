"""What readers save from the page *Your progress*, collected: how much of the book they say that they have done.

A reader's own browser writes these files, and anybody can write one by hand. So every row says: not verified.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from modelcollapse.contents import chapters
from modelcollapse.course.roster import Student
from modelcollapse.course.submissions import find

VERSION = 1
COLUMNS = ("id", "name", "read", "solved", "complete", "verified", "notes")


def collect(
    folder: Path, students: Mapping[str, Student], *, about: Sequence[str] = (), read: int = 0, solved: int = 0
) -> list[list[str]]:
    """Return a table with a row for each student, whether or not there is a file.

    Parameters
    ----------
    about
        the chapters that count, e.g. ``["the_loop"]``; all by default.
    read, solved
        chapters read and exercises solved that make it complete.
    """
    counted = {f"chapters/{card['url']}" for stem, card in chapters().items() if not about or stem in about}
    table, seen = [list(COLUMNS)], {}
    for each in find(folder, students, endings=(".json",)):
        who = students.get(each.student, Student(each.student))
        numbers, note = _counted(each.files[0], counted) if not each.trouble else (None, each.trouble)
        if numbers:
            same = seen.setdefault(sha256(each.files[0].read_bytes()).digest(), each.student)
            note = f"the same file as {same}" if same != each.student else note
        complete = "" if numbers is None else "yes" if numbers[0] >= read and numbers[1] >= solved else "no"
        table.append([who.id, who.name, *(map(str, numbers) if numbers else ("", "")), complete, "no", note])
    return table


def _counted(path: Path, counted: set[str]) -> tuple[tuple[int, int] | None, str]:
    """Chapters read and exercises solved, by a file; nothing and the reason where it is none."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        if known["version"] != VERSION:
            return None, f"a file of version {known['version']}, not {VERSION}"
        done = {entry["chapter"] for entry in known["read"]} & counted
        solved = {str(entry["exercise"]) for entry in known["solved"] if entry["chapter"] in counted}
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        return None, f"no file of progress ({type(error).__name__})"
    return (len(done), len(solved)), ""
