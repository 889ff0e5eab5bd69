"""A class of 300 in one run: right, partly right, empty, broken and hostile. No row is missing, and nobody gains."""

import json
import os
import subprocess
import sys
import time

import pytest
from modelcollapse.course import release
from modelcollapse.course.rows import GRADED, MISSING, REVIEW, Journal
from modelcollapse.course.tables import read_rows

from tests.course.conftest import COURSEWORK
from tests.course.submitted import answered, code, hand_in

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork and resource limits")]
SIZE = 300
SECONDS = 400
"""By the clock on the wall, killed and resumed, with two submissions at a time: 52 s beside three other jobs on two cores."""
HOSTILE = (
    "while True: pass",
    "import os\nos._exit(0)",
    "import sys\nsys.exit()",
    "np.isclose = lambda *a: True\nclass Yes(float):\n    __eq__ = lambda *a: True\nshare_above = Yes(0.5)",
    "print('x' * 10**7)",
    "x = np.ones(20 << 27)",
    f"fate = open({str(COURSEWORK / 'ps1_resampling' / 'questions.py')!r}).read() and 'settles far above the truth'",
    "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
)
KINDS = ("right",) * 11 + ("partly",) * 5 + ("empty", "broken", "missing", "hostile")


def kind_of(number):
    return KINDS[number % len(KINDS)]


@pytest.fixture(scope="module")
def lectures(ps1, tmp_path_factory):
    """A folder with the roster, the release and what 300 students handed in."""
    base = tmp_path_factory.mktemp("class")
    ids = [f"u{number:04d}" for number in range(SIZE)]
    (base / "roster.csv").write_text("id\n" + "\n".join(ids) + "\n")
    (base / "released").mkdir()
    record = {"assignment": ps1.name, "personal": True, "source": ps1.digest, "students": ids}
    release.record_of(ps1, base / "released").write_text(json.dumps(record))
    (base / "submissions").mkdir()
    for number, who in enumerate(ids):
        kind = kind_of(number)
        if kind == "broken":
            (base / "submissions" / who).mkdir()
            (base / "submissions" / who / "notebook.ipynb").write_bytes(b'{"cells": [{"source'[: number % 20])
        elif kind != "missing":
            solved = {"right": list(ps1.graded), "empty": []}.get(kind, ["q1", "q5"])
            notebook = answered(ps1, who, solved)
            if kind == "hostile":
                notebook = answered(ps1, who, ["q1"])
                notebook["cells"].append(code(HOSTILE[number // len(KINDS) % len(HOSTILE)]))
            hand_in(base / "submissions", who, notebook)
    return base, ids


def grade(base, **options):
    command = [sys.executable, "-m", "modelcollapse.course", "grade", str(COURSEWORK / "ps1_resampling"), "submissions"]
    command += ["--roster", "roster.csv", "--jobs", "2", "--cell-seconds", "3"]
    return subprocess.Popen(command, cwd=base, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **options)


@pytest.fixture(scope="module")
def graded(lectures):
    """All rows, after a run that was killed in the middle and one that went on; and what both cost."""
    base, _ = lectures
    journal = base / "graded" / "ps1_resampling" / "grades.jsonl"
    begun = time.monotonic()
    first = grade(base, start_new_session=True)
    while not (journal.exists() and journal.read_bytes().count(b"\n") >= SIZE // 3) and first.poll() is None:
        time.sleep(0.05)
    os.kill(first.pid, 9)
    first.communicate()
    kept = journal.read_bytes().rpartition(b"\n")[0]
    again = grade(base)
    said = again.communicate()[0]
    return {
        "rows": Journal(journal).read(), "journal": journal, "kept": kept, "said": said, "status": again.returncode,
        "seconds": time.monotonic() - begun,
    }  # fmt: skip


def test_no_row_is_missing_and_none_is_made_twice(graded, lectures):
    _, ids = lectures
    assert set(graded["rows"]) == set(ids)
    assert [row["student"] for row in read_rows(graded["journal"].with_name("grades.csv"))] == ids
    assert graded["journal"].read_bytes().startswith(graded["kept"])
    students = [
        json.loads(line)["student"] for line in graded["journal"].read_bytes().splitlines() if line.endswith(b"}")
    ]
    assert len(students) == len(set(students)) == SIZE


def test_each_kind_gets_what_it_earned(graded, lectures, ps1):
    _, ids = lectures
    earned = {
        "right": (GRADED, 26),
        "partly": (GRADED, 6),
        "empty": (GRADED, 0),
        "broken": (REVIEW, None),
        "missing": (MISSING, None),
    }
    for number, who in enumerate(ids):
        row, kind = graded["rows"][who], kind_of(number)
        if kind == "hostile":
            assert (row.status, row.score) in {(GRADED, 4.0), (REVIEW, None)}, row
            assert sum(points or 0 for points in row.points.values()) <= ps1.graded["q1"]
        else:
            assert (row.status, row.score) == earned[kind], (kind, row)


def test_no_failure_is_scored_0(graded, lectures):
    _, ids = lectures
    zeros = {who for who in ids if graded["rows"][who].score == 0}
    assert zeros == {who for number, who in enumerate(ids) if kind_of(number) == "empty"}


def test_the_summary_says_what_needs_a_human(graded):
    assert "300 rows:" in graded["said"]
    assert f"{sum(kind_of(n) == 'missing' for n in range(SIZE))} missing." in graded["said"]
    assert "For a human, with no score until you decide:" in graded["said"]
    assert "a second)" in graded["said"]
    assert graded["status"] == 1, "something is left to do"


def test_a_night_is_long_enough(graded):
    print(f"{SIZE} submissions: {graded['seconds']:.0f} s, {SIZE / graded['seconds']:.1f} a second")
    assert graded["seconds"] < SECONDS
