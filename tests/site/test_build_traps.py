"""The two traps of building: output that is older than the library, and a failure that exits 0. And the cost of an edit.

A tiny book is built in place of the real one, by the Makefile's own command and with the book's own configuration.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[2]
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}

pytestmark = pytest.mark.slow


class Book:
    """A book of four pages in a folder of its own; its two notebooks note each time that they run."""

    def __init__(self, folder: Path):
        self.folder, self.diary = folder, folder / "runs.txt"
        for name in ("_config.yml", "requirements.txt", "references.bib", "_static"):
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, folder / name)
        pages = "chapters:\n  - file: numbers\n  - file: colors\n  - file: terms\n"
        (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\n{pages}")
        (folder / "terms.md").write_text("# Terms\n\n```{glossary}\nanswer\n  A number.\n```\n")
        (folder / "lib" / "tiny").mkdir(parents=True)
        self.write()

    def write(self, *, answer=41, color="red", cell="print('the answer is', ANSWER)", text="A page."):
        """Write the pages and the library: one notebook uses its numbers, through another module, one its colors."""
        library = self.folder / "lib" / "tiny"
        (library / "__init__.py").write_text("from tiny.numbers import ANSWER\nfrom tiny.colors import COLOR\n")
        (library / "numbers.py").write_text("from tiny.digits import ANSWER\n")
        (library / "digits.py").write_text(f"ANSWER = {answer}\n")
        (library / "colors.py").write_text(f"COLOR = {color!r}\n")
        (self.folder / "index.md").write_text(f"# A book\n\n{text}\n")
        self._write_notebook("numbers", "from tiny import ANSWER", cell)
        self._write_notebook("colors", "from tiny import COLOR", "print('the color is', COLOR)")

    def _write_notebook(self, name, first, cell):
        noting = f"{first}\n\nwith open({str(self.diary)!r}, 'a') as diary:\n    diary.write('{name} ')"
        cells = [
            new_markdown_cell("# What comes out?", id="title"),
            new_code_cell(noting, id="note"),
            new_code_cell(cell, id="answer"),
        ]
        nbformat.write(new_notebook(cells=cells, metadata=KERNEL), self.folder / f"{name}.ipynb")

    def build(self, page=None):
        """Build with the Makefile's command line; returns the exit status and what was said."""
        arguments = re.search(r"^\t\$\(BIN\)/jupyter-book (build .*)$", (ROOT / "Makefile").read_text(), re.M).group(1)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(self.folder / "lib"), *sys.path])}
        environment.pop("MODELCOLLAPSE_BUILD", None)
        if page:
            arguments, environment["MODELCOLLAPSE_PAGE"] = "build . -n", page
        command = [str(Path(sys.executable).with_name("jupyter-book")), *arguments.split()]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout + done.stderr

    def builds(self, page=None):
        """Build, successfully; returns the notebooks that ran."""
        self.diary.write_text("")
        status, said = self.build(page)
        assert status == 0, said[-3000:]
        return set(self.diary.read_text().split())

    def terms(self):
        """What the search of the site knows as terms."""
        index = (self.folder / "_build" / "html" / "searchindex.js").read_text(encoding="utf-8")
        return set(json.loads(index[index.index("{") : index.rindex("}") + 1])["indexentries"])

    def page(self, name):
        return (self.folder / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = Book(tmp_path_factory.mktemp("book"))
    assert made.builds() == {"numbers", "colors"}
    assert "the answer is 41" in made.page("numbers")
    assert "answer" in made.terms()
    return made


def test_an_unchanged_rebuild_runs_nothing(book):
    assert book.builds() == set(), "a notebook ran again although nothing had changed"
    assert "the answer is 41" in book.page("numbers")


def test_an_edit_to_the_library_runs_what_depends_on_it_and_nothing_else(book):
    book.write(answer=42)
    assert book.builds() == {"numbers"}
    assert "the answer is 42" in book.page("numbers"), "the page shows what an older library computed"
    assert "answer" in book.terms(), "search has forgotten the terms of a page that was not built anew"


def test_an_edit_taken_back_changes_the_page_back(book):
    book.write(answer=41)
    book.builds()
    assert "the answer is 41" in book.page("numbers"), "the page shows what the code did with another library"


def test_one_page_is_built_alone_and_the_book_catches_up(book):
    book.write(answer=43, color="blue")
    assert book.builds(page="numbers") == {"numbers"}
    assert "the answer is 43" in book.page("numbers")
    assert "the color is red" in book.page("colors"), "another page was built too"
    book.write(answer=41, color="blue")
    assert book.builds() == {"numbers", "colors"}
    assert "the answer is 41" in book.page("numbers"), "what was built alone is taken for the book's"
    assert "the color is blue" in book.page("colors")


def test_a_page_that_is_not_there_is_refused_by_name(book):
    status, said = book.build(page="nubmers")
    assert status != 0
    assert "no page 'nubmers' in the book; there is numbers" in said


def test_a_failing_cell_fails_the_build_every_time(book):
    book.write(cell="raise RuntimeError('this cell fails')")
    for attempt in ("first", "second"):
        status, said = book.build()
        assert status != 0, f"the {attempt} build with a failing cell exits 0"
        assert "this cell fails" in said, f"the {attempt} build does not say what failed: {said[-2000:]}"


def test_a_warning_fails_the_build_every_time(book):
    book.write(text="See [nothing](nowhere.md).")
    for attempt in ("first", "second"):
        status, said = book.build()
        assert status != 0, f"the {attempt} build with a broken reference exits 0"
        assert "nowhere.md" in said, f"the {attempt} build does not say what is broken: {said[-2000:]}"
