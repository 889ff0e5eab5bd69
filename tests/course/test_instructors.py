"""An instructor with nothing but the chapter and a roster of five: its commands, in its order, do what it says."""

import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from modelcollapse.course import __main__ as command
from modelcollapse.course import notebook as notebooks
from modelcollapse.course.assignment import load
from modelcollapse.course.tables import HAND_COLUMNS, read_rows, write

from tests.conftest import ROOT
from tests.course.conftest import COURSEWORK, SETS

PAGE = (ROOT / "chapters/back/for_instructors.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split()[3:] for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]
ROSTER = "id,name,email\n" + "".join(
    f"{who},{who.title()},{who}@example.org\n" for who in ("ada", "ben", "cid", "dee", "eve")
)


def test_the_table_of_problem_sets_is_true():
    listed = re.findall(r"^\| `(\w+)` \| [^|]+ \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    sets = [load(folder) for folder in SETS]
    true = [(s.name, str(len(s.questions)), f"{s.points:g}", f"{sum(s.read_by_a_human.values()):g}") for s in sets]
    assert sorted(listed) == sorted(true), "the table stands in chapters/back/for_instructors.md"


def test_every_command_of_the_page_exists(capsys):
    named = set(re.findall(r"modelcollapse\.course ([\w-]+)", PAGE))
    for name in named - {"author"}:
        with pytest.raises(SystemExit) as stopped:
            command.main([name, "--help"])
        assert stopped.value.code == 0
    assert named >= {"release", "grade", "feedback", "export", "gradescope", "workflow", "check", "progress"}
    options = {
        option
        for line in re.findall(r"^python -m modelcollapse.*", PAGE, re.MULTILINE)
        for option in re.findall(r"--[\w-]+", line)
    }
    assert options == {"--roster", "--canvas-id", "--worksheet", "--library", "--chapters", "--read", "--solved"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="grading needs fork and resource limits")
def test_the_chapter_alone_is_enough(tmp_path, monkeypatch, capsys):
    """Five students: one right, one half, one who hands in what was released, one with a picture, one with nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "coursework").symlink_to(COURSEWORK)
    (tmp_path / "roster.csv").write_text(ROSTER)
    names = [words[0] for words in COMMANDS]
    assert names == ["release", "grade", "feedback", "export", "export", "gradescope"]

    assert command.main(COMMANDS[0]) == 0
    with zipfile.ZipFile("released/ps1_resampling.zip") as archive:
        archive.extractall("handed-out")
    for who in ("ada", "ben", "cid"):
        work(Path("handed-out/ps1_resampling") / who / "ps1_resampling.ipynb", {"ada": 8, "ben": 3, "cid": 0}[who])
        shutil.copytree(f"handed-out/ps1_resampling/{who}", f"submissions/{who}@example.org")
    Path("submissions/dee").mkdir()
    Path("submissions/dee/photo.png").write_bytes(b"\x89PNG")

    assert command.main(COMMANDS[1]) == 1, "something needs the instructor"
    said = capsys.readouterr().out
    assert "5 rows: 3 graded, 1 for a human, 1 missing." in said
    scores = {
        row["student"]: (row["status"], row["score"]) for row in read_rows(Path("graded/ps1_resampling/grades.csv"))
    }
    assert scores == {
        "ada": ("graded", "26"), "ben": ("graded", "14"), "cid": ("graded", "0"), "dee": ("REVIEW", ""), "eve": ("missing", ""),
    }  # fmt: skip

    assert Path("graded/ps1_resampling/to_read.html").read_text().count("<h3>ada</h3>") == 2

    by_hand = Path("graded/ps1_resampling/by_hand.csv")
    filled = [{**row, "points": "5"} if row["student"] in ("ada", "ben") else row for row in read_rows(by_hand)]
    write(by_hand, [HAND_COLUMNS, *([row[name] for name in HAND_COLUMNS] for row in filled)])
    for words in COMMANDS[2:]:
        assert command.main(words) == 0
    rows = {row["id"]: row["score"] for row in read_rows(Path("graded/ps1_resampling/generic.csv"))}
    assert rows == {"ada": "36", "ben": "24", "cid": "", "dee": "", "eve": ""}
    assert len(Path("graded/ps1_resampling/canvas.csv").read_text().splitlines()) == 4
    assert list(rows) == ["ada", "ben", "cid", "dee", "eve"], "in the order of the roster"
    assert "24 of 40 points" in Path("graded/ps1_resampling/feedback/ben.html").read_text()


def work(path, count):
    """Solve the first questions of a released notebook, as its owner would: with the author's code and their own numbers."""
    notebook = notebooks.read(path)
    solved = {cell["name"]: cell["source"] for cell in load(COURSEWORK / "ps1_resampling").notebook["cells"]}
    for cell in notebook["cells"]:
        if cell["name"] in [f"q{number}" for number in range(1, count + 1)]:
            cell["source"] = solved[cell["name"]]
    notebooks.write(path, notebook)
