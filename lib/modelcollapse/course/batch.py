"""Grade a whole class: in parallel, a row as soon as it is known, and on from there if it was interrupted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path

from tqdm import tqdm

from modelcollapse import _validation as valid
from modelcollapse.course.assignment import Assignment
from modelcollapse.course.draws import EVERYBODY
from modelcollapse.course.grade import grade
from modelcollapse.course.release import record_of
from modelcollapse.course.rows import Journal, Row
from modelcollapse.course.sandbox import DEFAULT, Limits, Sandbox, works
from modelcollapse.course.submissions import Submission
from modelcollapse.course.tables import write_tables

JOURNAL = "grades.jsonl"


def numbers_by_student(assignment: Assignment, released: Path) -> Mapping[str, Mapping]:
    """Return what gives each student's numbers, as the record in the folder of the release says.

    Raises
    ------
    ValueError
        if there is no record of this assignment.
    """
    path = record_of(assignment, released)
    if not path.is_file():
        raise ValueError(
            f"{path} is not there. It says which numbers students were given; `release` wrote it, and kept it"
        )
    return _Numbers(assignment, bool(json.loads(path.read_text(encoding="utf-8"))["personal"]))


class _Numbers(dict):
    def __init__(self, assignment: Assignment, personal: bool):
        super().__init__()
        self.assignment, self.personal = assignment, personal

    def __missing__(self, student: str):
        return self.assignment.numbers(student if self.personal else EVERYBODY)


def grade_all(
    assignment: Assignment,
    submissions: Iterable[Submission],
    numbers: Mapping[str, Mapping],
    folder: Path,
    *,
    jobs: int = 1,
    limits: Limits = DEFAULT,
    bubblewrap: bool | None = None,
) -> tuple[list[Row], int]:
    """Grade what is not graded yet; return all rows, in the order of the submissions, and how many are new.

    Parameters
    ----------
    numbers
        student → the numbers that the release gave them.
    folder
        where the journal and the tables are written.
    jobs
        submissions that run at the same time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / JOURNAL)
    submissions = list(submissions)
    states = {each.student: _state(assignment, each, numbers[each.student]) for each in submissions}
    rows = {student: row for student, row in journal.read().items() if row.state == states.get(student)}
    pending = [each for each in submissions if each.student not in rows]
    bubblewrap = works() if bubblewrap is None else bubblewrap
    bar = tqdm(total=len(pending), desc=assignment.name, unit="submission")
    for row in _in_parallel(assignment, pending, numbers, states, jobs, limits, bubblewrap):
        journal.add(row)
        rows[row.student] = row
        bar.update()
    bar.close()
    ordered = [rows[each.student] for each in submissions]
    write_tables(assignment, ordered, folder)
    return ordered, len(pending)


def _state(assignment, submission, numbers) -> str:
    """What a row is made from; if any of it changes, the row is made anew."""
    parts = (assignment.digest, submission.digest, sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest())
    return " ".join(part[:16] for part in parts)


def _in_parallel(assignment, pending, numbers, states, jobs, limits, bubblewrap) -> Iterator[Row]:
    """Rows as they are known. Each thread has a process of its own that forks those of submissions."""
    own, all_of_them = threading.local(), []

    def one(submission: Submission) -> Row:
        if not hasattr(own, "sandbox"):
            own.sandbox = Sandbox(limits, bubblewrap=bubblewrap)
            all_of_them.append(own.sandbox)
        student = submission.student
        return grade(assignment, submission, numbers[student], own.sandbox, states[student])

    pool = ThreadPoolExecutor(max_workers=valid.integer("jobs", jobs, minimum=1))
    try:
        for done in as_completed([pool.submit(one, submission) for submission in pending]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)
        for sandbox in all_of_them:
            sandbox.stop()
