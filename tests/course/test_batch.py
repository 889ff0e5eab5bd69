"""A class graded from the command line: resumable wherever it was killed, each row on the disk as soon as it is known."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from modelcollapse.course import __main__ as command
from modelcollapse.course import release
from modelcollapse.course.assignment import load
from modelcollapse.course.rows import GRADED, MISSING, REVIEW, Journal, Row
from modelcollapse.course.tables import HAND_COLUMNS, read_rows, write

from tests.course.conftest import COURSEWORK
from tests.course.submitted import answered, code, hand_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and resource limits")
ALL = 26.0


def test_a_row_survives_the_journal(tmp_path):
    row = Row("Ada \u2028 \ud83d", REVIEW, {"q1": None, "q2": 1.5}, ["a\nb"], {"q1": "why"}, {"q7": "x"}, "f", "s")
    journal = Journal(tmp_path / "grades.jsonl")
    journal.add(row)
    assert journal.read() == {row.student: row}


def test_a_line_that_was_cut_off_is_as_if_it_had_not_been(tmp_path):
    journal = Journal(tmp_path / "grades.jsonl")
    for who in ("ada", "ben"):
        journal.add(Row(who, GRADED))
    whole = journal.path.read_bytes()
    for length in range(len(whole)):
        journal.path.write_bytes(whole[:length])
        assert set(journal.read()) <= {"ada", "ben"}
        journal.add(Row("cid", GRADED))
        assert "cid" in journal.read(), f"lost behind a line cut off after {length} bytes"


@pytest.mark.parametrize(
    ("points", "status", "score"),
    [
        ({"q1": 1.0, "q2": 2.5}, GRADED, 3.5),
        ({"q1": 1.0, "q2": None}, REVIEW, None),
        ({}, REVIEW, None),
        ({}, MISSING, None),
    ],
)
def test_only_what_is_known_has_a_score(points, status, score):
    assert Row("ada", status, points).score == score


def test_a_table_has_no_formulas(tmp_path):
    write(tmp_path / "t.csv", [["a"], ["=1+1"], ["-2.5"], ["@cmd"], ["-x"]])
    assert (tmp_path / "t.csv").read_text().split() == ["a", "'=1+1", "-2.5", "'@cmd", "'-x"]


@pytest.fixture
def small_class(ps1, tmp_path):
    """A folder with a roster, a release and ten submissions, of which one waits for two seconds."""
    ids = [f"s{i}" for i in range(10)]
    (tmp_path / "roster.csv").write_text("id\n" + "\n".join(ids) + "\n")
    release.write(ps1, tmp_path / "released", ids)
    for who in ids:
        notebook = answered(ps1, who, list(ps1.graded))
        if who == "s5":
            notebook["cells"].append(code("import time\ntime.sleep(2)"))
        hand_in(tmp_path / "submissions", who, notebook)
    return tmp_path


def arguments():
    return ["grade", str(COURSEWORK / "ps1_resampling"), "submissions", "--roster", "roster.csv", "--jobs", "1"]


@pytest.mark.slow
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_killed_in_the_middle_it_goes_on_without_grading_anything_twice(small_class, kill):
    journal = small_class / "graded" / "ps1_resampling" / "grades.jsonl"
    run = subprocess.Popen(
        [sys.executable, "-m", "modelcollapse.course", *arguments()], cwd=small_class, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 120
    while not (journal.exists() and len(journal.read_bytes().splitlines()) >= 5) and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(run.pid, kill)
    run.wait(timeout=60)
    before = journal.read_bytes()
    done = Journal(journal).read()
    assert 5 <= len(done) < 10
    again = subprocess.run(
        [sys.executable, "-m", "modelcollapse.course", *arguments()], cwd=small_class, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert journal.read_bytes().startswith(before.rpartition(b"\n")[0])
    lines = [json.loads(line)["student"] for line in journal.read_bytes().splitlines() if line.endswith(b"}")]
    assert sorted(lines) == sorted(f"s{i}" for i in range(10)), "each is graded once"
    assert f"{10 - len(done)} graded in this run" in again.stdout
    assert [row["score"] for row in read_rows(journal.with_name("grades.csv"))] == ["26"] * 10


@pytest.mark.slow
def test_what_changed_is_graded_anew_and_what_a_human_filled_in_is_kept(small_class, ps1, monkeypatch, capsys):
    monkeypatch.chdir(small_class)
    assert command.main(arguments()) == 0
    folder = small_class / "graded" / "ps1_resampling"
    by_hand = [list(row.values()) for row in read_rows(folder / "by_hand.csv")]
    assert len(by_hand) == 20
    by_hand[0][2], by_hand[0][4] = "5.5", "Which count, of what?"
    write(folder / "by_hand.csv", [["student", "question", "points", "out_of", "comment"], *by_hand])
    hand_in(small_class / "submissions", "s3", answered(ps1, "s3", ["q1"]))
    (small_class / "submissions" / "s4" / "notebook.ipynb").unlink()
    capsys.readouterr()
    assert command.main(arguments()) == 0
    said = capsys.readouterr().out
    assert "10 rows: 9 graded, 0 for a human, 1 missing." in said
    assert "2 graded in this run" in said
    scores = {row["student"]: row["score"] for row in read_rows(folder / "grades.csv")}
    assert scores == {f"s{i}": "26" for i in range(10)} | {"s3": "4", "s4": ""}
    kept = read_rows(folder / "by_hand.csv")[0]
    assert (kept["points"], kept["comment"]) == ("5.5", "Which count, of what?")


def test_without_the_record_of_the_release_nothing_is_graded(small_class, monkeypatch, capsys):
    monkeypatch.chdir(small_class)
    (small_class / "released" / "ps1_resampling.release.json").unlink()
    with pytest.raises(SystemExit):
        command.main(arguments())
    assert "It says which numbers students were given" in capsys.readouterr().err


@pytest.mark.slow
def test_the_proof_the_reference_earns_all_the_release_nothing_and_each_mistake_less(problem_set, tmp_path):
    """Through the sandbox, as a student's notebook goes."""
    from modelcollapse.course.batch import grade_all
    from modelcollapse.course.plain import plain
    from modelcollapse.course.submissions import find

    from tests.course.submitted import PersonalNumbers, roster_of

    forms = problem_set.forms(problem_set.numbers("reference"))
    hand_in(tmp_path / "in", "reference", answered(problem_set, "reference", [q.id for q in problem_set.questions]))
    hand_in(tmp_path / "in", "untouched", release.for_student(problem_set, "untouched"))
    wrong = {}
    for id in problem_set.graded:
        form = problem_set.forms(problem_set.numbers(f"wrong-{id}"))[id]
        if form.kind != "function":
            hint, value = next(iter(form.mistakes.items()))
            wrong[f"wrong-{id}"] = (id, hint)
            given = answered(
                problem_set,
                f"wrong-{id}",
                list(problem_set.graded),
                changed={id: f"{form.variable} = {plain(value)!r}"},
            )
            hand_in(tmp_path / "in", f"wrong-{id}", given)
    roster = roster_of(["reference", "untouched", *wrong])
    rows, _ = grade_all(problem_set, find(tmp_path / "in", roster), PersonalNumbers(problem_set), tmp_path / "out")
    rows = {row.student: row for row in rows}
    assert rows["reference"].points == problem_set.graded, rows["reference"].notes
    # Where nothing is compared, a person has to say how much it is worth.
    expected = (0, GRADED) if problem_set.graded else (None, REVIEW)
    assert (rows["untouched"].score, rows["untouched"].status) == expected
    assert (
        set(rows["reference"].written)
        == set(problem_set.read_by_a_human)
        == {id for id in forms if id not in problem_set.graded}
    )
    for who, (id, hint) in wrong.items():
        assert rows[who].points == problem_set.graded | {id: 0.0}
        assert rows[who].hints == {id: hint}


def test_what_nothing_but_a_person_grades_has_no_score_until_one_has_read_it(tmp_path, monkeypatch, capsys):
    """The capstone: 0 of 0 would look like a grade."""
    monkeypatch.chdir(tmp_path)
    capstone = load(COURSEWORK / "capstone")
    (tmp_path / "roster.csv").write_text("id\nada\nben\n")
    release.write(capstone, tmp_path / "released", ["ada", "ben"])
    hand_in(tmp_path / "submissions", "ada", release.for_student(capstone, "ada"))
    words = [str(COURSEWORK / "capstone"), "--roster", "roster.csv"]
    assert command.main(["grade", words[0], "submissions", *words[1:], "--jobs", "1"]) == 1
    folder = tmp_path / "graded" / "capstone"
    ada, ben = read_rows(folder / "grades.csv")
    assert (ada["status"], ada["score"], ada["out_of"]) == (REVIEW, "", "")
    assert (ben["status"], ben["score"]) == (MISSING, "")
    waiting = read_rows(folder / "by_hand.csv")
    assert [line["question"] for line in waiting] == [question.id for question in capstone.questions]
    filled = [[*line.values()][:2] + [line["out_of"], line["out_of"], "Well done."] for line in waiting]
    write(folder / "by_hand.csv", [HAND_COLUMNS, *filled])
    assert command.main(["export", words[0], "generic", *words[1:]]) == 0
    assert command.main(["feedback", words[0]]) == 0
    row = read_rows(folder / "generic.csv")[0]
    assert (row["status"], row["score"], row["out_of"]) == (GRADED, "100", "100")
    page = (folder / "feedback" / "ada.html").read_text()
    assert "100 of 100 points" in page
    assert "look at your notebook" not in page
