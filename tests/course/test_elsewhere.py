"""Where instructors and students are: Gradescope, GitHub, and the page on which readers see their progress."""

import json
import stat
import subprocess
import sys
import zipfile

import pytest
import yaml
from modelcollapse.course import __main__ as command
from modelcollapse.course import gradescope, progress
from modelcollapse.course import notebook as notebooks
from modelcollapse.course.rows import GRADED, Row
from modelcollapse.course.tables import read_rows

from tests.course.conftest import COURSEWORK
from tests.course.submitted import answered, code, roster_of

PS1 = str(COURSEWORK / "ps1_resampling")
ROSTER = "id,email\nada,ada@example.org\nben,ben@example.org\n"
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
TOP = {"score": (int, float), "execution_time": (int, float), "output": str, "output_format": str, "test_output_format": str,
       "test_name_format": str, "visibility": str, "stdout_visibility": str, "extra_data": dict, "tests": list,
       "leaderboard": list}  # fmt: skip
TEST = {"score": (int, float), "max_score": (int, float), "status": str, "name": str, "name_format": str, "number": str,
        "output": str, "output_format": str, "tags": list, "visibility": str, "extra_data": dict}  # fmt: skip
FORMATS = {"text", "html", "simple_format", "md", "ansi"}


def follows_the_schema(found):
    """Whether Gradescope's published specification allows these results."""
    for place, fields in [(found, TOP), *((test, TEST) for test in found.get("tests", []))]:
        assert not [name for name, value in place.items() if not isinstance(value, fields[name])]
        assert place.get("visibility", "visible") in VISIBILITIES
        assert place.get("output_format", "text") in FORMATS
    assert found.get("stdout_visibility", "hidden") in VISIBILITIES
    assert "score" in found or all("score" in test for test in found["tests"])
    assert all(test.get("status", "passed") in {"passed", "failed"} for test in found.get("tests", []))
    return True


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory):
    """The zip that an instructor uploads, unpacked as Gradescope does."""
    base = tmp_path_factory.mktemp("gradescope")
    (base / "roster.csv").write_text(ROSTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        assert command.main(["release", PS1, "--roster", "roster.csv"]) == 0
        assert command.main(["gradescope", PS1, "--roster", "roster.csv"]) == 0
    with zipfile.ZipFile(base / "released" / "ps1_resampling.gradescope.zip") as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
        archive.extractall(base / "autograder" / "source")
    return base / "autograder", modes


def test_the_zip_has_its_scripts_at_the_root(uploaded):
    place, modes = uploaded
    for name in ("setup.sh", "run_autograder"):
        assert modes[name] & stat.S_IXUSR, f"{name} must be executable"
        text = (place / "source" / name).read_text()
        assert text.startswith("#!/usr/bin/env bash\n")
        subprocess.run(["bash", "-n", str(place / "source" / name)], check=True)
    assert "numpy==" in (place / "source" / "setup.sh").read_text()
    assert (place / "source" / "lib" / "modelcollapse" / "course" / "worker.py").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["right", "partly", "loop", "two", "stranger"])
def test_what_runs_on_gradescope(uploaded, ps1, kind, tmp_path):
    place = tmp_path / "autograder"
    (place / "submission").mkdir(parents=True)
    (place / "source").symlink_to(uploaded[0] / "source")
    who = {
        "users": [{"email": "Ada@example.org" if kind != "stranger" else "x@example.org", "id": 1, "name": "Ada"}],
        "id": 9,
    }
    (place / "submission_metadata.json").write_text(json.dumps(who))
    notebook = answered(ps1, "ada", list(ps1.graded) if kind == "right" else ["q1"])
    if kind == "loop":
        notebook["cells"].append(code("import os\nos._exit(0)"))
    for name in ["a.ipynb", "b.ipynb"][: 2 if kind == "two" else 1]:
        notebooks.write(place / "submission" / name, notebook)
    run = subprocess.run(
        [sys.executable, "-m", "modelcollapse.course", "run-gradescope", str(place)], capture_output=True, text=True,
        env={"PYTHONPATH": str(place / "source" / "lib"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    written = place / "results" / "results.json"
    if kind in ("right", "partly"):
        assert run.returncode == 0, run.stderr
        found = json.loads(written.read_text())
        assert follows_the_schema(found)
        assert found["score"] == (26 if kind == "right" else 4)
        assert [test["max_score"] for test in found["tests"]] == list(ps1.graded.values())
    else:
        assert run.returncode != 0
        assert not written.exists(), "what the grader cannot tell must not look like a grade"


def test_the_results_follow_the_schema_and_show_no_answer(ps1):
    row = Row("ada", GRADED, dict.fromkeys(ps1.graded, 0.0), [], {"q1": "A hint."}, {})
    found = gradescope.results(ps1, row)
    assert follows_the_schema(found)
    assert {test["visibility"] for test in found["tests"]} == {"after_published"}
    assert found["stdout_visibility"] == "hidden"
    assert "A hint." in json.dumps(found)
    with pytest.raises(AssertionError):
        follows_the_schema({**found, "visibility": "sometimes"})


def test_the_workflow_runs_the_checks_and_nothing_else(capsys):
    assert command.main(["workflow", PS1, "--library", "https://example.org/modelcollapse.zip"]) == 0
    known = yaml.safe_load(capsys.readouterr().out)
    steps = known["jobs"]["checks"]["steps"]
    assert steps[-2]["run"] == 'python -m pip install "https://example.org/modelcollapse.zip"'
    assert steps[-1]["run"] == "python -m modelcollapse.course check ps1_resampling.ipynb"
    assert known["jobs"]["checks"]["permissions"] == {"contents": "read"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "changed", "status", "said"),
    [
        (["q1", "q2", "q3", "q4", "q5", "q6"], {}, 0, "q1: · Public checks pass; hidden checks run at grading."),
        ([], {}, 0, "q1: … Put your answer in place of the dots."),
        ([], {"q5": "fate = 'shrinks to nothing'"}, 1, "q5: ✗ That is what happens when the bandwidth follows"),
        ([], {"q2": "share_above = nowhere"}, 1, "q2: ✗ NameError: name 'nowhere' is not defined"),
        ([], {"q2": "import os; os._exit(0)"}, 1, "✗ q2: its process ended"),
    ],
)
def test_a_student_can_rehearse(ps1, tmp_path, capsys, answers, changed, status, said):
    notebook = answered(ps1, "ada", answers, changed=changed | {"q8": "1"})
    notebooks.write(tmp_path / "mine.ipynb", notebook)
    assert command.main(["check", str(tmp_path / "mine.ipynb")]) == status
    assert said in capsys.readouterr().out


PROGRESS = {
    "book": "Model Collapse: An Interactive Textbook", "version": 1, "exported": "2026-01-31T12:00:00.000Z",
    "read": [{"chapter": "chapters/loop/the_loop", "when": "2026-01-30T09:15:00.000Z"}],
    "solved": [{"chapter": "chapters/loop/the_loop", "exercise": f"loop.{i}", "when": "x"} for i in (1, 2, 2)]
    + [{"chapter": "chapters/no/such", "exercise": "loop.3", "when": "x"}],
}  # fmt: skip


def test_progress_is_collected_and_marked_as_unverified(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text("id\nada\nben\ncid\ndee\neve\n")
    files = {
        "ada": json.dumps(PROGRESS), "ben": json.dumps(PROGRESS), "cid": json.dumps({**PROGRESS, "solved": [], "exported": "z"}),
        "dee": "[" * 9999,
    }  # fmt: skip
    for who, text in files.items():
        (tmp_path / "saved" / who).mkdir(parents=True)
        (tmp_path / "saved" / who / "model-collapse-progress.json").write_text(text)
    arguments = [
        "progress",
        "saved",
        "--roster",
        "roster.csv",
        "--chapters",
        "the_loop",
        "--read",
        "1",
        "--solved",
        "2",
    ]
    assert command.main(arguments) == 0
    rows = {row["id"]: row for row in read_rows(tmp_path / "progress.csv")}
    assert {who: (row["read"], row["solved"], row["complete"]) for who, row in rows.items()} == {
        "ada": ("1", "2", "yes"), "ben": ("1", "2", "yes"), "cid": ("1", "0", "no"), "dee": ("", "", ""), "eve": ("", "", ""),
    }  # fmt: skip
    assert {row["verified"] for row in rows.values()} == {"no"}
    assert rows["ben"]["notes"] == "the same file as ada"
    assert "no file of progress" in rows["dee"]["notes"]
    assert "nothing was handed in" in rows["eve"]["notes"]
    assert "Nothing of it is verified." in capsys.readouterr().out


def test_the_example_on_the_page_is_a_file_that_is_collected(root, tmp_path):
    text = (root / "chapters/back/your_progress.md").read_text(encoding="utf-8")
    (tmp_path / "ada.json").write_text(text.split("```json\n")[1].split("```")[0])
    table = progress.collect(tmp_path, roster_of(["ada"]), read=1, solved=1)
    assert table[1][:6] == ["ada", "", "1", "1", "yes", "no"]
