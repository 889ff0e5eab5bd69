"""The same grader as an autograder of Gradescope: a zip to upload there, and what runs in it.

Gradescope keeps the zip from students. Their code runs in the same container, so there too nothing right is ever in the
process that runs it, and the folder with the solutions is for root alone.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from modelcollapse.course.assignment import Assignment, load
from modelcollapse.course.batch import numbers_by_student
from modelcollapse.course.grade import grade
from modelcollapse.course.plain import shown
from modelcollapse.course.release import record_of
from modelcollapse.course.roster import Student, read
from modelcollapse.course.rows import GRADED, Row
from modelcollapse.course.sandbox import PACKAGE, Sandbox
from modelcollapse.course.submissions import Submission

SETUP = """\
#!/usr/bin/env bash
# Builds the image: Python, what the library needs, and the sandbox if the container allows one.
set -e
apt-get update
apt-get install -y python3.11 python3.11-venv bubblewrap
python3.11 -m venv /autograder/python
/autograder/python/bin/python -m pip install {needed}
chmod -R go= /autograder/source
mv /autograder/source/lib /autograder/lib && chmod -R go=rX /autograder/lib
"""
RUN = """\
#!/usr/bin/env bash
PYTHONPATH=/autograder/lib exec /autograder/python/bin/python -m modelcollapse.course run-gradescope /autograder
"""
AFTER = "after_published"
"""When students see hints and points: not while others still hand in."""


def write(assignment: Assignment, roster: Path, released: Path, target: Path) -> Path:
    """Write the zip: scripts at its root, the problem set, the roster, the record of the release, and the library."""
    record = record_of(assignment, released)
    numbers_by_student(assignment, released)  # refuses a folder without a record
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "setup.sh", SETUP.format(needed=" ".join(_needed())).encode(), 0o755)
        _put(archive, "run_autograder", RUN.encode(), 0o755)
        for name in ("questions.py", f"{assignment.name}.ipynb"):
            _put(archive, f"{assignment.name}/{name}", (assignment.folder / name).read_bytes())
        _put(archive, "roster.csv", roster.read_bytes())
        _put(archive, record.name, record.read_bytes())
        for path in sorted(PACKAGE.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                _put(archive, f"lib/modelcollapse/{path.relative_to(PACKAGE).as_posix()}", path.read_bytes())
    return target


def _needed() -> list[str]:
    """What the library needs, in the versions that are installed here."""
    names = [
        re.match(r"[\w.-]+", line)[0]
        for line in importlib.metadata.requires("modelcollapse") or ()
        if "extra" not in line
    ]
    return [f"{name}=={importlib.metadata.version(name)}" for name in names]


def _put(archive: zipfile.ZipFile, name: str, content: bytes, mode: int = 0o644) -> None:
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, (0o100000 | mode) << 16, 3
    archive.writestr(entry, content)


def run(place: Path) -> int:
    """Grade the submission under ``place``, as Gradescope lays it out; return an exit status.

    Where the grader cannot tell there are no results: Gradescope then says that the autograder failed, and a human
    looks. Any score would be taken for an earned one.
    """
    source = place / "source"
    assignment = load(next(path.parent for path in source.glob("*/questions.py")))
    students = read(source / "roster.csv")
    student = whose(json.loads((place / "submission_metadata.json").read_text(encoding="utf-8")), students)
    files = tuple(sorted((place / "submission").rglob("*.ipynb"))) or tuple(
        p for p in (place / "submission").rglob("*") if p.is_file()
    )
    trouble = "" if len(files) == 1 else f"{len(files)} notebooks were handed in"
    with Sandbox() as sandbox:
        if sandbox.warning:
            print(sandbox.warning)
        numbers = numbers_by_student(assignment, source)[student]
        row = grade(assignment, Submission(student, files, trouble), numbers, sandbox)
    print(row)
    if row.status != GRADED:
        return 1
    (place / "results").mkdir(exist_ok=True)
    (place / "results" / "results.json").write_text(json.dumps(results(assignment, row), indent=1), encoding="utf-8")
    return 0


def whose(metadata: Mapping, students: Mapping[str, Student]) -> str:
    """Return the student of the roster whom Gradescope names, by email.

    Raises
    ------
    ValueError
        if it names nobody of the roster, or several.
    """
    named = {str(user.get("email", "")).lower() for user in metadata["users"]}
    found = [student.id for student in students.values() if named & student.called()]
    if len(found) != 1:
        raise ValueError(f"the roster knows {len(found)} of {', '.join(sorted(named))}: exactly one hands in")
    return found[0]


def results(assignment: Assignment, row: Row) -> dict:
    """Return what Gradescope reads of a graded row: a test for each question that the grader compares."""
    tests = [
        {
            "name": f"Question {id}", "number": str(number), "score": row.points[id], "max_score": most,
            "status": "passed" if row.points[id] == most else "failed", "output": shown(row.hints.get(id, "")),
            "output_format": "text", "tags": [], "visibility": AFTER,
        }
        for number, (id, most) in enumerate(assignment.graded.items(), start=1)
    ]  # fmt: skip
    read = ", ".join(assignment.read_by_a_human)
    return {
        "score": row.score,
        "output": f"A person reads {read}: {assignment.points - sum(assignment.graded.values()):g} more points.",
        "output_format": "text",
        "visibility": AFTER,
        "stdout_visibility": "hidden",
        "extra_data": {"student": row.student, "notes": row.notes},
        "tests": tests,
    }
