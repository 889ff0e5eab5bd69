"""`make chapter`: what it writes is a chapter, in its place; what cannot be a chapter is refused before anything is written."""

import re
import shutil
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from modelcollapse.authoring.chapter import create, main
from modelcollapse.authoring.template import TO_WRITE
from modelcollapse.book.publishing import BUILD_VARIABLE
from modelcollapse.contents import chapters
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = "lib/modelcollapse/data/chapters.toml"
QUESTION = "What does a mark in the text prevent?"
PARTS = sorted({entry["url"].partition("/")[0] for entry in chapters().values()})
"""Folders of the book's parts, in the order of a message."""


@pytest.fixture
def book(tmp_path):
    """The names of all files that matter, with contents where they are read."""
    for folder in ("chapters", "lib/modelcollapse/claims", "lib/modelcollapse/book/exercises"):
        for path in (ROOT / folder).rglob("*.*"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
    for name in (ENTRIES, "_toc.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def contents(book):
    """File → caption of its part, in order; and the chapters' entries."""
    toc = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    listed = {entry["file"]: part["caption"] for part in toc["parts"] for entry in part["chapters"]}
    return listed, tomllib.loads((book / ENTRIES).read_text(encoding="utf-8"))


def state(book):
    return {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}


@pytest.mark.parametrize("part", ["loop", "error", "language"])
def test_a_chapter_comes_last_in_its_part(book, part):
    before, known = contents(book)
    files = create(book, f"{part}/marked_text", QUESTION)
    assert [str(path.relative_to(book)) for path in files] == [
        f"chapters/{part}/marked_text.ipynb",
        "lib/modelcollapse/claims/marked_text.py",
        "lib/modelcollapse/book/exercises/marked_text.py",
        ENTRIES,
        "_toc.yml",
    ]
    listed, entries = contents(book)
    own = [file for file in listed if file.startswith(f"chapters/{part}/")]
    assert own[-1] == f"chapters/{part}/marked_text"
    assert [file for file in listed if file != own[-1]] == list(before)
    assert listed[own[-1]] == listed[own[0]]
    assert [f"chapters/{entry['url']}" for entry in entries.values()] == [
        file for file in listed if not file.startswith(("chapters/back/", "chapters/verdict/"))
    ]
    assert set(entries["marked_text"]) == set(next(iter(known.values())))
    assert {name: entries[name] for name in known} == known


def test_a_new_part_stands_before_the_verdict(book):
    create(book, "new_part/marked_text", QUESTION, 'Part X. "Marks"')
    listed, entries = contents(book)
    files = list(listed)
    assert listed["chapters/new_part/marked_text"] == 'Part X. "Marks"'
    assert files.index("chapters/new_part/marked_text") + 1 == files.index("chapters/verdict/ledger")
    assert list(entries)[-1] == "marked_text"


def test_two_chapters_get_outcomes_of_their_own(book):
    create(book, "loop/marked_text", QUESTION)
    create(book, "loop/many_tongues", "Who speaks?")
    ids = [outcome["id"] for entry in contents(book)[1].values() for outcome in entry["outcomes"]]
    assert len(ids) == len(set(ids))


def test_the_notebook_is_valid_and_everything_says_what_is_left_to_write(book):
    notebook, *modules, entries, _ = create(book, "loop/marked_text", QUESTION)
    read = nbformat.read(notebook, as_version=nbformat.NO_CONVERT)
    nbformat.validate(read)
    assert read.cells[0].source == f"# {QUESTION}"
    for path in (notebook, *modules, entries):
        text = path.read_text(encoding="utf-8")
        assert TO_WRITE in text
        assert not re.search(r"\$(name|topic|question|url|title|\{?letters)", text), (
            f"a placeholder is left in {path.name}"
        )


@pytest.mark.parametrize(
    ("name", "question", "said"),
    [
        ("marked_text", QUESTION, "part/name"),
        ("loop/", QUESTION, "part/name"),
        ("loop/Marked", QUESTION, "lower-case"),
        ("loop/1st", QUESTION, "lower-case"),
        ("loop/marked text", QUESTION, "lower-case"),
        ("loop/marked__text", QUESTION, "single underscores"),
        ("../loop/marked", QUESTION, "part/name"),
        ("loop/import", QUESTION, "keyword"),
        ("verdict/marked", QUESTION, "verdict has none"),
        ("back/marked", QUESTION, "back has none"),
        ("loop/the_loop", QUESTION, "taken by .*the_loop"),
        ("error/the_loop", QUESTION, "taken by .*the_loop"),
        ("loop/registry", QUESTION, "taken by .*claims/registry.py"),
        ("loop/glossary", QUESTION, "taken by chapters/back/glossary.md"),
        ("new_part/marked_text", QUESTION, f'{", ".join(PARTS)}, unless PART="..." titles a new one'),
        ("loop/marked_text", "Marked text", "ends with a question mark"),
        ("loop/marked_text", "", "TITLE must be a question"),
        ("loop/marked_text", "Two\nlines?", "on one line"),
    ],
)
def test_what_cannot_be_a_chapter_is_refused_and_nothing_written(book, monkeypatch, capsys, name, question, said):
    before = state(book)
    monkeypatch.chdir(book)
    with pytest.raises(SystemExit) as left:
        main([name, question])
    assert left.value.code == 2
    assert re.search(said, capsys.readouterr().err)
    assert state(book) == before


def test_the_command_says_what_it_wrote_and_what_comes_next(book, monkeypatch, capsys):
    monkeypatch.chdir(book)
    assert main(["loop/marked_text", QUESTION]) == 0
    shown = capsys.readouterr().out
    assert shown.count("wrote ") == 5
    assert "make page NAME=marked_text" in shown


@pytest.mark.slow
def test_a_new_chapter_runs_as_it_is(book, monkeypatch):
    """The sample claim holds, the explorer is drawn, the exercise waits: an author starts from a page that works."""
    shutil.copytree(ROOT / "lib", book / "lib", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    notebook = nbformat.read(create(book, "loop/marked_text", QUESTION)[0], as_version=nbformat.NO_CONVERT)
    monkeypatch.setenv("PYTHONPATH", str(book / "lib"))
    monkeypatch.setenv(BUILD_VARIABLE, "1")
    NotebookClient(notebook, timeout=120).execute()
    shown = {cell.id: str(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}
    assert "mc-card" in shown["card"]
    assert "<svg" in shown["explorer"]
    assert "claim-marked-text.sample" in shown["claim"]
    assert "mc-check" in shown["answer-sample"]
