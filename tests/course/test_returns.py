"""What goes back: results with a human's part, pages for students, and files that learning platforms take."""

import csv
import html
import io
import re

import pytest
from modelcollapse.course import __main__ as command
from modelcollapse.course import export, feedback, reading, release
from modelcollapse.course.plain import plain
from modelcollapse.course.results import results
from modelcollapse.course.roster import Student
from modelcollapse.course.rows import GRADED, MISSING, REVIEW, Journal, Row
from modelcollapse.course.tables import BY_HAND, HAND_COLUMNS, read_rows, write, write_tables

from tests.course.conftest import COURSEWORK

STUDENTS = {
    "ada": Student("ada", "Lovelace, Ada", "ada@example.org", "11", "SIS1", "ada.l", "Monday"),
    "ben": Student("ben", "Bernoulli, Ben", "ben@example.org"),
    "cid": Student("cid", "Cidney, =cmd", "cid@example.org", "13"),
    "dee": Student("dee", "Dee", "dee@example.org"),
    "eve": Student("eve", "Eve", "eve@example.org", "15"),
}
FULL = {"q1": 4.0, "q2": 4.0, "q3": 6.0, "q4": 5.0, "q5": 2.0, "q6": 5.0}
WRITTEN = {"q7": "<script>alert(1)</script>", "q8": "# code"}
ROWS = [
    Row("ada", GRADED, FULL, [], {}, WRITTEN),
    Row("ben", GRADED, FULL | {"q1": 0.0}, ["cell q1: <b>NameError</b>"], {"q1": "You divided by n & <i>not</i> n − 1."}, WRITTEN),
    Row("cid", REVIEW, FULL | {"q2": None}, ["cell mine: it took longer than 30 s"], {"q2": "A person will look at it."}, WRITTEN),
    Row("dee", MISSING, notes=["nothing was handed in"]),
    Row("eve", REVIEW, notes=["the file is empty"]),
]  # fmt: skip
DECIDED = [
    ("ada", "q7", "5", "", "Which count?"), ("ada", "q8", "8", "", ""), ("ben", "q7", "6", "", ""), ("ben", "q8", "7,5", "", ""),
    ("ben", "q1", "2", "", "The method is right."), ("cid", "q7", "6", "", ""), ("cid", "q8", "8", "", ""),
]  # fmt: skip


@pytest.fixture
def graded(ps1, tmp_path):
    """A folder as `grade` leaves it, in which a human has read most."""
    folder = tmp_path / "graded" / "ps1_resampling"
    folder.mkdir(parents=True)
    for row in ROWS:
        Journal(folder / "grades.jsonl").add(row)
    write(folder / BY_HAND, [HAND_COLUMNS, *DECIDED])
    write_tables(ps1, ROWS, folder)
    lines = ["id,name,email,canvas_id,sis_user_id,sis_login_id,section"]
    for s in STUDENTS.values():
        lines.append(f'{s.id},"{s.name}",{s.email},{s.canvas_id},{s.sis_user_id},{s.sis_login_id},{s.section}')
    (tmp_path / "roster.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def found(ps1, graded):
    return results(ps1, ROWS, graded)


def test_a_mistake_in_one_number_is_named_whatever_the_other_is(ps1):
    """As the check in the notebook does: its hint and the one after grading are the same."""
    form = ps1.forms(ps1.numbers("ada"))["q4"]
    hint = next(hint for hint in form.mistakes if "counts the species seen" in hint)
    wrong, right = form.mistakes[hint], form.answer
    assert form.hint([wrong[0], right[1]]) == form.hint([wrong[0], 0.123]) == hint
    assert form.hint([right[0], 0.123]) == form.hint([0.123]) == form.hint(0.5) == form.otherwise


def test_whoever_reads_finds_the_answers_beside_the_rubric(ps1, tmp_path):
    empty = {cell["name"]: cell["source"] for cell in release.for_student(ps1, "fay")["cells"]}
    rows = [*ROWS, Row("fay", GRADED, FULL, [], {}, {id: empty[id] for id in WRITTEN})]
    text = reading.write(ps1, rows, tmp_path).read_text(encoding="utf-8")
    assert text.count("Nothing written.") == 2
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
    assert "<script" not in text
    for id in ("q7", "q8"):
        form = ps1.forms(ps1.numbers())[id]
        question = next(question for question in ps1.questions if question.id == id)
        assert re.search(r"<h2>" + re.escape(ps1.heading(question)) + ", [68] points</h2>", text)
        for passage in (*form.rubric, *form.mistakes, *form.mistakes.values()):
            assert html.escape(passage) in text
    assert re.findall(r"<h3>(\w+)</h3>", text) == ["ada", "ben", "cid", "fay"] * 2


def test_a_score_is_there_when_all_of_it_is_known(found):
    assert {result.student: result.score for result in found} == {
        "ada": 39,
        "ben": 37.5,
        "cid": None,
        "dee": None,
        "eve": None,
    }


def test_what_waits_for_a_human_is_listed(graded):
    waiting = [(line["student"], line["question"]) for line in read_rows(graded / BY_HAND) if not line["points"]]
    assert waiting == [("cid", "q2"), *(("eve", f"q{i}") for i in range(1, 9))]


def test_what_a_human_decides_counts_more(ps1, graded, found):
    assert found[1].points["q1"] == 2, "an appeal"
    write(
        graded / BY_HAND,
        [HAND_COLUMNS, *DECIDED, ("cid", "q2", "4", "", ""), *(("eve", f"q{i}", "0", "", "") for i in range(1, 9))],
    )
    assert {result.student: result.score for result in results(ps1, ROWS, graded)}["cid"] == 40
    assert {result.student: result.score for result in results(ps1, ROWS, graded)}["eve"] == 0, (
        "now a human has said so"
    )


@pytest.mark.parametrize(
    ("points", "reason"), [("7", r"in \[0, 6\]"), ("-1", "in"), ("six", "six"), ("nan", "in"), ("inf", "in")]
)
def test_points_that_cannot_be_are_refused(ps1, graded, points, reason):
    write(graded / BY_HAND, [HAND_COLUMNS, ("ada", "q7", points, "", "")])
    with pytest.raises(ValueError, match=f"line 2: points of ada must be a number .*{reason}"):
        results(ps1, ROWS, graded)


def test_feedback_has_hints_and_comments_and_neither_right_answers_nor_code(ps1, found):
    ada, ben, cid, _, eve = (feedback.page(ps1, result) for result in found)
    assert "39 of 40 points" in ada
    assert "Which count?" in ada
    assert "You divided by n &amp; &lt;i&gt;not&lt;/i&gt; n − 1." in ben
    assert "The method is right." in ben
    assert "cell q1: &lt;b&gt;NameError" in ben
    assert "not complete yet" in cid
    assert "A person will look" in eve
    for page in (ada, ben, cid, eve):
        assert "<script" not in page
        for form in ps1.forms(ps1.numbers("ben")).values():
            for value in [plain(getattr(form, "answer", []))] if form.kind == "number" else []:
                assert not [
                    number for number in (value if isinstance(value, list) else [value]) if f"{number:.4g}" in page
                ]
        assert "settles far above the truth" not in page
        assert not re.search(r"survival_probability|calls", page)


def test_feedback_is_written_for_those_who_handed_in(graded, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert command.main(["feedback", str(COURSEWORK / "ps1_resampling")]) == 0
    assert sorted(path.name for path in (graded / "feedback").iterdir()) == [
        "ada.html",
        "ben.html",
        "cid.html",
        "eve.html",
    ]
    assert "3 have no score yet: cid, dee, eve" in capsys.readouterr().out


def test_the_generic_table_has_questions_and_outcomes(ps1, found):
    table = export.generic(ps1, found, STUDENTS)
    ada, ben, cid, dee, _ = (dict(zip(table[0], line, strict=True)) for line in table[1:])
    assert (ada["score"], ada["out_of"], ada["q7"], ada["T1"], ada["L1"]) == ("39", "40", "5", "100", "83")
    assert ben["G1"] == "50"
    assert (cid["score"], cid["q2"], cid["G3"], cid["T1"]) == ("", "", "", "100")
    assert (dee["status"], dee["score"]) == ("missing", "")
    assert {outcome for question in ps1.questions for outcome in question.outcomes} <= set(table[0])


def canvas_imports(text):
    """What Canvas' importer makes of a file: title → (id, points), and the students it would look for, by what."""
    rows = list(csv.reader(io.StringIO(text)))
    header = rows[0]
    assert header[:2] == ["Student", "ID"]
    first = next(i for i, name in enumerate(header) if "Section" in name) + 1
    body, points = rows[1:], {}
    if "Points Possible" in body[0][0]:
        points, body = body[0], body[1:]
    assignments = {}
    for place in range(first, len(header)):
        title = re.fullmatch(r"(.*?)(?: \((\d+)\))?", header[place])
        assignments[title[1]] = (title[2], points[place])
    keys = ("ID", "SIS User ID", "SIS Login ID", "Student")
    who = []
    for row in body:
        known = dict(zip(header, row, strict=True))
        key = next(key for key in keys if known[key])
        who.append((key, known[key], row[first]))
    return assignments, who


def test_canvas_imports_the_scores(ps1, graded, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    arguments = ["export", str(COURSEWORK / "ps1_resampling"), "canvas", "--roster", "roster.csv"]
    assert command.main([*arguments, "--canvas-id", "4711"]) == 0
    assignments, who = canvas_imports((graded / "canvas.csv").read_text(encoding="utf-8"))
    assert assignments == {"Problem set 1: resampling": ("4711", "40")}
    assert who == [("ID", "11", "39"), ("SIS Login ID", "ben@example.org", "37.5")], "who has no score has no row"
    assert "NEW" not in capsys.readouterr().out
    assert command.main(arguments) == 0
    assert (
        canvas_imports((graded / "canvas.csv").read_text(encoding="utf-8"))[0]["Problem set 1: resampling"][0] is None
    )
    assert "Canvas makes a NEW assignment" in capsys.readouterr().out


WORKSHEET = (
    "\ufeffIdentifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum grade\",\"Last modified (grade)\"\n"
    "\"Participant 501\",\"Ada Lovelace\",ada@example.org,Submitted,,40.00,-\n"
    "\"Participant 502\",\"Ben, B\",BEN@example.org,Submitted,12.00,40.00,\"Monday, 1 June 2026, 10:00 AM\"\n"
    "\"Participant 503\",Cid,cid@example.org,Submitted,7.00,40.00,-\n"
    "\"Participant 504\",Nobody,nobody@example.org,,,40.00,-\n"
)  # fmt: skip


def test_moodles_worksheet_is_filled_in_place(ps1, graded, monkeypatch, tmp_path, capsys):
    """Its importer finds a participant by the identifier, skips empty grades, and rows graded since their date."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheet.csv").write_text(WORKSHEET, encoding="utf-8")
    arguments = ["export", str(COURSEWORK / "ps1_resampling"), "moodle", "--roster", "roster.csv"]
    assert command.main([*arguments, "--worksheet", "sheet.csv"]) == 0
    made = (graded / "moodle.csv").read_text(encoding="utf-8")
    before, after = (list(csv.reader(io.StringIO(text))) for text in (WORKSHEET, made))
    assert made.startswith("\ufeff")
    grade = before[0].index("Grade")
    assert [row[grade] for row in after] == ["Grade", "39", "37.5", "7.00", ""], "no score: what was there stays"
    assert [row[:grade] + row[grade + 1 :] for row in after] == [row[:grade] + row[grade + 1 :] for row in before]
    assert "offers no worksheet where a rubric is in use" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ([], "name the grading worksheet"),
        (["--worksheet", "sheet.csv", "--column", "Bewertung"], "column must be one of"),
    ],
)
def test_what_moodle_would_refuse_is_refused(graded, monkeypatch, tmp_path, capsys, extra, reason):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheet.csv").write_text(WORKSHEET, encoding="utf-8")
    with pytest.raises(SystemExit):
        command.main(["export", str(COURSEWORK / "ps1_resampling"), "moodle", "--roster", "roster.csv", *extra])
    assert reason in capsys.readouterr().err


def test_who_is_not_in_the_worksheet_is_named(found):
    assert export.moodle("Identifier,Grade,Mail\nParticipant 1,,ada@example.org\n", found, STUDENTS)[1] == ["ben"]
