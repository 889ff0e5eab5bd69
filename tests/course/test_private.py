"""No solution to a graded question is where a student looks: the site, its archive, the wheel, the tests."""

import io
import shutil
import subprocess
import sys
import zipfile

import pytest
from modelcollapse.book.downloads import ARCHIVE, write_archive
from modelcollapse.course import notebook as notebooks
from modelcollapse.course.assignment import load

from tests.conftest import ROOT
from tests.course.conftest import SETS

TEXT = {
    ".html",
    ".js",
    ".json",
    ".jsonl",
    ".ipynb",
    ".py",
    ".md",
    ".txt",
    ".yml",
    ".toml",
    ".svg",
    ".inv",
    ".xml",
    ".csv",
}


COMMON = ("for ", "history = run(", "# Your prediction", "class ")
"""Beginnings of lines that anybody writes."""


def passages():
    """What would give an answer away, as the lines of each passage: solutions, answers in words, mistakes with their hints."""
    for folder in SETS:
        problem_set = load(folder)
        for cell in problem_set.notebook["cells"]:
            for match in notebooks.SOLUTION.finditer(cell["source"]):
                yield [line.strip() for line in match.group().splitlines()[1:-1]]
        for id in problem_set.read_by_a_human:
            yield [next(cell["source"] for cell in problem_set.notebook["cells"] if cell["name"] == id)[:60]]
        for form in problem_set.forms(problem_set.numbers()).values():
            yield from ([hint] for hint in form.mistakes)


def telling(lines):
    return [line for line in lines if len(line) > 40 and not line.startswith(COMMON)]


PASSAGES = [lines for lines in map(telling, passages()) if lines]


def told_in(text):
    """The passages of which a text holds more than half the lines: a chapter may call what a solution calls."""

    def holds(line):
        return any(way in text for way in (line, line.replace('"', '\\"'), line.replace('"', "&quot;")))

    return [lines[0] for lines in PASSAGES if sum(map(holds, lines)) > len(lines) / 2]


def archived(content):
    """Name → text of what is in a zip, and in the zips in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.namelist():
            data = archive.read(entry)
            if entry.endswith(".zip"):
                yield from archived(data)
            elif "." + entry.rpartition(".")[2] in TEXT:
                yield entry, data.decode("utf-8", "replace")


def test_the_search_finds_what_it_looks_for():
    assert len(PASSAGES) > 40
    source = "".join(path.read_text(encoding="utf-8") for path in SETS[0].glob("*.ipynb"))
    assert told_in(source)


def test_the_archive_on_the_site_tells_nothing(tmp_path):
    write_archive(ROOT, tmp_path / ARCHIVE)
    found = {name: told_in(text) for name, text in archived((tmp_path / ARCHIVE).read_bytes())}
    assert len(found) > 300
    assert not {name: lines for name, lines in found.items() if lines or "/coursework/" in name}


@pytest.mark.slow
def test_the_wheel_tells_nothing(tmp_path):
    source = tmp_path / "source"  # pip leaves things behind where it builds
    for name in ("lib", "coursework"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path))
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    found = {name: told_in(text) for name, text in archived(wheel.read_bytes())}
    assert any(name.endswith("course/worker.py") for name in found)
    assert not {name: lines for name, lines in found.items() if lines or "coursework" in name}


@pytest.mark.site
def test_the_built_site_tells_nothing(built):
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace") for path in built.rglob("*") if path.suffix in TEXT
    }
    assert len(texts) > 50
    assert not {str(path.relative_to(built)): told_in(text) for path, text in texts.items() if told_in(text)}
    assert not [path for path in built.rglob("*") if path.name in {f"{folder.name}.ipynb" for folder in SETS}]
