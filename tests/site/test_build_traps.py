"""The two traps of building: output that is older than the library, and a failure that exits 0.

A tiny book is built in place of the real one, by the Makefile's own command and with the book's own configuration.
"""

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
    """A book of two pages in a folder of its own; its notebook notes each time that it runs."""

    def __init__(self, folder: Path):
        self.folder, self.diary = folder, folder / "runs.txt"
        for name in ("_config.yml", "requirements.txt", "references.bib", "_static"):
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, folder / name)
        (folder / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: numbers\n")
        (folder / "lib").mkdir()
        self.write()

    def write(self, *, answer=41, cell="print('the answer is', tiny.ANSWER)", text="A page."):
        """Write the pages and the library."""
        (self.folder / "lib" / "tiny.py").write_text(f"ANSWER = {answer}\n")
        (self.folder / "index.md").write_text(f"# A book\n\n{text}\n")
        noting = f"import tiny\n\nwith open({str(self.diary)!r}, 'a') as diary:\n    diary.write('run ')"
        cells = [
            new_markdown_cell("# What comes out?", id="title"),
            new_code_cell(noting, id="note"),
            new_code_cell(cell, id="answer"),
        ]
        nbformat.write(new_notebook(cells=cells, metadata=KERNEL), self.folder / "numbers.ipynb")

    def build(self):
        """Build with the Makefile's command line; returns the exit status and what was said."""
        arguments = re.search(r"^\t\$\(BIN\)/jupyter-book (build .*)$", (ROOT / "Makefile").read_text(), re.M).group(1)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(self.folder / "lib"), *sys.path])}
        environment.pop("MODELCOLLAPSE_BUILD", None)
        command = [str(Path(sys.executable).with_name("jupyter-book")), *arguments.split()]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def builds(self):
        status, said = self.build()
        assert status == 0, said[-3000:]

    @property
    def runs(self):
        """How often the notebook has run to its first cell."""
        return self.diary.read_text().count("run") if self.diary.exists() else 0

    @property
    def page(self):
        return (self.folder / "_build" / "html" / "numbers.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = Book(tmp_path_factory.mktemp("book"))
    made.builds()
    assert made.runs == 1
    assert "the answer is 41" in made.page
    return made


def test_an_unchanged_rebuild_runs_nothing(book):
    book.builds()
    assert book.runs == 1, "a notebook ran again although nothing had changed"
    assert "the answer is 41" in book.page


def test_an_edit_to_the_library_changes_the_page(book):
    book.write(answer=42)
    book.builds()
    assert "the answer is 42" in book.page, "the page shows what an older library computed"
    assert book.runs == 2


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
