"""Broken and hostile submissions: each leaves one row, gains nothing, is never taken for an earned zero, and harms nobody."""

import os
import sys
import time
from pathlib import Path

import pytest
from modelcollapse.course import notebook as notebooks
from modelcollapse.course.batch import grade_all
from modelcollapse.course.rows import GRADED, MISSING, REVIEW, Journal
from modelcollapse.course.sandbox import LOUD, Limits, Sandbox, works
from modelcollapse.course.submissions import find

from tests.course.conftest import COURSEWORK
from tests.course.submitted import PersonalNumbers, answered, code, hand_in, roster_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs fork and resource limits")]

LIMITS = Limits(cell_seconds=3, seconds=60, megabytes=3000)
HONEST = {"q1": 4.0, "q2": 0.0, "q3": 0.0, "q4": 0.0, "q5": 0.0, "q6": 0.0}
"""What everybody here has earned: one right answer, and nothing else."""
ORPHAN = "987654.321"
FORGE = """
import json, os
for fd in range(3, 64):
    for value in (0.5, [0.5, 0.5], "settles far above the truth"):
        try: os.write(fd, b"".join(json.dumps({"id": i, "value": value}).encode() + b"\\n" for i in range(40)))
        except OSError: pass
"""
STEAL = f"""
import glob, os, subprocess
found = []
for folder in ({str(COURSEWORK)!r}, "/work", "/autograder", "/tmp"):
    try: found += [os.path.join(place, f) for place, _, files in os.walk(folder) for f in files if f == "questions.py"]
    except BaseException: pass
for path in [{str(COURSEWORK / "ps1_resampling" / "questions.py")!r}, *found]:
    try: text = open(path).read()
    except BaseException:
        try: text = subprocess.run(["cat", path], capture_output=True, text=True).stdout
        except BaseException: text = ""
    if "settles far above" in text:
        fate = "settles far above the truth"
"""
HARMLESS = {
    "syntax error": "def (",
    "an error": "1 / 0",
    "sys.exit": "import sys\nsys.exit(3)",
    "prints 100 MB": "for i in range(100): print('x' * 10**6)",
    "a transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['fate = 1'])\n%load_ext evil\n!rm -rf /",
    "patched comparisons": "import math, builtins\nnp.isclose = np.allclose = math.isclose = lambda *a, **k: True\n"
    "builtins.abs = lambda x: 0",
    "equal to everything": "class Yes(float):\n    __eq__ = __le__ = __ge__ = lambda *a: True\n    __sub__ = __rsub__ = lambda *a: 0.0\n"
    "share_above, fate, walk = Yes(.5), Yes(.5), [Yes(1), Yes(1)]",
    "a list that is everything": "class All(list):\n    __eq__ = lambda *a: True\n    __len__ = lambda self: 2\nwalk = surveys = All()",
    "overridden library": "gaussian_law.log_variance_cdf = lambda *a: 0.0\nimport modelcollapse.course.plain as p\np.same = lambda *a: True",
    "patched grader": "import modelcollapse.course.questions as q\nq.Number.earned = q.Choice.earned = q.Function.earned = lambda *a: 1.0",
    "a socket": "import socket\nsocket.create_connection(('127.0.0.1', 80), 1)\nfate = 'settles far above the truth'",
    "not a number": "share_above, walk, surveys = float('nan'), [float('inf'), float('-inf')], [float('nan')] * 2",
    "numbers of others": "n_week, level, kept_share, n_fit = 1, 1.0, 0.5, 3",
    "steals": STEAL,
    "many names": "q2 = q3 = True\nscore = points = 40\nPASSED = status = 'graded'",
    "no characters": "fate = chr(0xD83D)\nraise ValueError(chr(0xD83D) + chr(0))",
    "wrong types": "share_above, walk, fate, surveys = {}, object(), b'x', lambda: 1\nspecies_left = 7",
}  # fmt: skip
"""What is no more than wrong: the row is graded, and the one right answer counts."""
ENDED = {
    "infinite loop": "while True: pass",
    "ignores signals": "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except Exception: pass\n"
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "20 GB": "x = np.ones(20 << 27)",
    "os._exit": "import os\nos._exit(0)",
    "kills itself": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nimport os\nos._exit(1)",
    "stack overflow": "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n    def __repr__(self): return repr(self)\nrepr(A())",
    "patched builtins": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.len = lambda x: 0",
    "forged replies": FORGE,
    "deep answer": "x = []\nfor _ in range(10**6): x = [x]\nshare_above = x",
    "huge answer": "share_above = [0.5] * 10**8",
    "huge text": "fate = 'x' * 10**8",
    "huge integer": "share_above = 10**10**5",
    "an answer that never ends": "class A(np.ndarray):\n    def tolist(self):\n        while True: pass\nshare_above = np.ones(1).view(A)",
    "a function that never ends": "def species_left(*a):\n    while True: pass",
    "a function that exits": "def species_left(*a):\n    import os\n    os._exit(0)",
}  # fmt: skip
"""What ends or chokes a process: some of it is for a human, and none of it earns or costs a point."""
HARMFUL = {
    "kills the grader": "import os, signal\nfor pid in (os.getppid(), -1, {grader}):\n    try: os.kill(pid, signal.SIGKILL)\n    except Exception: pass",
    "orphans": "import os, time\ntry:\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0: os.execvp('sleep', ['sleep', '{orphan}'])\n"
    "        os._exit(0)\nexcept OSError: pass",
    "fork bomb": "import os\nfor i in range(200):\n    try:\n        if os.fork() == 0:\n            while True: pass\n    except OSError: break",
    "writes elsewhere": "for path in ({out!r} + '/grades.jsonl', {sub!r} + '/victim/notebook.ipynb', {sub!r} + '/new', np.__file__):\n"
    "    try: open(path, 'a').write('x')\n    except OSError: pass",
    "leaves things behind": "import os\nfor d in ('.', '/tmp', '/dev/shm', '/submission', '/var/tmp'):\n"
    "    try: open(d + '/left-{orphan}', 'w').write('x')\n    except OSError: pass",
    "takes what was left": "import os\nfor d in ('.', '/tmp', '/dev/shm', '/submission', '/var/tmp'):\n"
    "    if os.path.exists(d + '/left-{orphan}'): raise RuntimeError('found something')",
}  # fmt: skip
"""What would harm somebody else."""
ATTACKS = {**HARMLESS, **ENDED, **HARMFUL}


def named(attack):
    return attack.replace(" ", "-").replace(".", "-")


@pytest.fixture(scope="module", params=["bubblewrap", "limits"])
def battle(request, ps1, tmp_path_factory):
    """All attacks graded in one run, between two honest students: rows by attack, and the folders."""
    if request.param == "bubblewrap" and not works():
        pytest.skip("bubblewrap is not installed, or not allowed here")
    base = tmp_path_factory.mktemp("battle")
    sub, out = base / "sub", base / "out"
    everything = [question.id for question in ps1.questions]
    for attack, source in ATTACKS.items():
        who = named(attack)
        for key, value in {
            "{grader}": os.getpid(),
            "{orphan}": ORPHAN,
            "{out!r}": repr(str(out)),
            "{sub!r}": repr(str(sub)),
        }.items():
            source = source.replace(key, str(value))
        notebook = answered(ps1, who, ["q1"])
        notebook["cells"].append(code(source))
        hand_in(sub, who, notebook)
    for who in ("first", "victim", "zz-last"):
        hand_in(sub, who, answered(ps1, who, everything, changed={"q8": "# nothing to run"}))
    (sub / "new").unlink(missing_ok=True)
    ids = ["first", *map(named, ATTACKS), "victim", "zz-last"]
    before = (sub / "victim" / "notebook.ipynb").read_bytes()
    begun = time.monotonic()
    found, _ = grade_all(
        ps1, find(sub, roster_of(ids)), PersonalNumbers(ps1), out, jobs=2, limits=LIMITS, bubblewrap=request.param == "bubblewrap"
    )  # fmt: skip
    return {
        "rows": {row.student: row for row in found}, "ids": ids, "sub": sub, "out": out, "victim": before,
        "seconds": time.monotonic() - begun,
    }  # fmt: skip


def test_there_is_one_row_for_each(battle):
    assert list(battle["rows"]) == battle["ids"]
    assert set(Journal(battle["out"] / "grades.jsonl").read()) == set(battle["ids"])
    assert len((battle["out"] / "grades.csv").read_text().splitlines()) == len(battle["ids"]) + 1


def test_the_honest_get_what_they_earned(battle, ps1):
    for who in ("first", "victim", "zz-last"):
        row = battle["rows"][who]
        assert (row.status, row.score) == (GRADED, sum(ps1.graded.values())), row


@pytest.mark.parametrize("attack", ATTACKS)
def test_nobody_gains(battle, attack):
    row = battle["rows"][named(attack)]
    gained = {id: points for id, points in row.points.items() if points and points > HONEST[id]}
    assert not gained, row
    assert row.score is None or row.score <= HONEST["q1"]


@pytest.mark.parametrize("attack", HARMLESS)
def test_what_is_only_wrong_is_graded(battle, attack):
    row = battle["rows"][named(attack)]
    assert (row.status, row.score) == (GRADED, HONEST["q1"]), row


@pytest.mark.parametrize("attack", ENDED)
def test_what_ends_the_process_is_never_an_earned_zero(battle, attack):
    row = battle["rows"][named(attack)]
    if row.status == GRADED:  # the sandbox answered in words for what it could not read
        assert row.points == HONEST, row
    else:
        assert (row.status, row.score) == (REVIEW, None), row
        assert row.notes, "a human must be told why"


def test_a_loop_is_for_a_human_and_the_rest_of_the_notebook_counts(battle):
    row = battle["rows"]["infinite-loop"]
    assert row.points["q1"] == 4
    assert row.points["q2"] is None
    assert "took longer than 3 s" in row.notes[0]


def test_nobody_is_harmed(battle):
    assert (battle["sub"] / "victim" / "notebook.ipynb").read_bytes() == battle["victim"]
    assert not (battle["sub"] / "new").exists()
    assert all(line != b"x" for line in (battle["out"] / "grades.jsonl").read_bytes().splitlines())
    assert not [
        error for note in battle["rows"]["takes-what-was-left"].notes for error in [note] if "found something" in error
    ]
    assert not list(Path("/tmp").glob(f"left-{ORPHAN}")) + list(Path("/dev/shm").glob(f"left-{ORPHAN}"))


def test_what_they_started_is_gone(battle):
    def told(pid):
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""

    if not Path("/proc/self").exists():
        pytest.skip("no /proc here")
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and ORPHAN.encode() in told(pid).split(b"\0")]


FILES = {
    "empty": (b"", REVIEW, "empty"),
    "cut-off": (b'{"cells": [{"cell_type": "code", "sou', REVIEW, "cut off"),
    "a-picture": (bytes(range(256)), REVIEW, "cut off"),
    "deep": (b"[" * 100_000, REVIEW, "cut off"),
    "a-list": (b"[]", REVIEW, "no notebook"),
    "format-3": (b'{"nbformat": 3, "worksheets": []}', REVIEW, "format 3"),
    "no-cells": (b'{"nbformat": 4, "cells": [], "metadata": {}}', REVIEW, "is it another one"),
    "odd-cells": (b'{"nbformat": 4, "cells": [{"cell_type": 1, "source": [1]}]}', REVIEW, "cut off"),
}


@pytest.fixture(scope="module")
def files(ps1, tmp_path_factory):
    """What was handed in and is no notebook of this problem set, or is one in disguise."""
    base = tmp_path_factory.mktemp("files")
    sub = base / "sub"
    for who, (content, *_) in FILES.items():
        (sub / who).mkdir(parents=True)
        (sub / who / "notebook.ipynb").write_bytes(content)
    right = list(ps1.graded)
    for who in ("renamed", "flat", "copied", "bare", "deleted", "ada", "two", "in-r"):
        notebook = answered(ps1, who, right)
        if who == "copied":
            notebook["cells"].append(
                {**code("weeks_left = 1.0"), "id": "q1-copy", "metadata": {"nbgrader": {"grade_id": "q1"}}}
            )
        if who == "bare":  # as Colab and some editors save it: no ids
            notebook["cells"] = [{k: v for k, v in cell.items() if k != "id"} for cell in notebook["cells"]]
        if who == "deleted":
            ours = ("setup", "public-checks", "-numbers", "-check")
            notebook["cells"] = [cell for cell in notebook["cells"] if not cell["name"].endswith(ours)]
        if who == "in-r":
            notebook["metadata"]["kernelspec"] = {"name": "ir", "language": "R"}
        hand_in(sub, who, notebook, name={"renamed": "final (2) FINAL.txt"}.get(who, "notebook.ipynb"))
    (sub / "flat" / "notebook.ipynb").rename(sub / "late_flat_12345_ps1.ipynb")
    hand_in(sub, "two", answered(ps1, "two", []), name="other.ipynb")
    (sub / "linked").mkdir()
    (sub / "linked" / "notebook.ipynb").symlink_to(sub / "ada" / "notebook.ipynb")
    notebooks.write(sub / "who-is-this.ipynb", answered(ps1, "x", []))
    ids = [*FILES, "renamed", "flat", "copied", "bare", "deleted", "ada", "two", "in-r", "linked", "absent"]
    rows, _ = grade_all(ps1, find(sub, roster_of(ids)), PersonalNumbers(ps1), base / "out", limits=LIMITS)
    return {row.student: row for row in rows}


@pytest.mark.parametrize("who", FILES)
def test_a_file_that_is_no_notebook_is_for_a_human(files, who):
    row = files[who]
    assert (row.status, row.score, row.points) == (FILES[who][1], None, {})
    assert FILES[who][2] in row.notes[0]


@pytest.mark.parametrize("who", ["renamed", "flat", "bare", "deleted", "ada"])
def test_a_file_of_any_name_and_a_notebook_without_our_cells_is_graded(files, ps1, who):
    assert (files[who].status, files[who].score) == (GRADED, sum(ps1.graded.values())), files[who]


@pytest.mark.parametrize(
    ("who", "status", "note"),
    [
        ("in-r", REVIEW, "it is in r, not Python"),
        ("two", REVIEW, "2 files were handed in"),
        ("linked", REVIEW, "a link"),
        ("absent", MISSING, "nothing was handed in"),
        ("?who-is-this.ipynb", REVIEW, "belongs to nobody on the roster"),
    ],
)
def test_what_needs_a_human_says_why(files, who, status, note):
    assert (files[who].status, files[who].score) == (status, None)
    assert note in files[who].notes[0]


def test_a_copied_cell_is_flagged_and_stops_nobody(files):
    row = files["copied"]
    assert row.status == GRADED
    assert "the cell q1 stands twice" in row.notes[0]
    assert row.points["q1"] == 0, "the last one counts, and it is wrong"


def test_a_sandbox_that_cannot_start_is_no_students_fault(ps1, tmp_path, monkeypatch):
    hand_in(tmp_path / "sub", "ada", answered(ps1, "ada", ["q1"]))
    monkeypatch.setattr(
        "modelcollapse.course.sandbox.Sandbox._start", lambda self: (_ for _ in ()).throw(OSError("no"))
    )
    rows, _ = grade_all(
        ps1, find(tmp_path / "sub", roster_of(["ada"])), PersonalNumbers(ps1), tmp_path / "out", bubblewrap=False
    )
    assert (rows[0].status, rows[0].score, rows[0].points) == (REVIEW, None, {})
    assert "the grader failed: OSError: no" in rows[0].notes[0]


def test_grading_without_bubblewrap_says_so_loudly():
    assert "WITHOUT BUBBLEWRAP" in Sandbox(bubblewrap=False).warning == LOUD
    assert Sandbox(bubblewrap=True).warning == ""
