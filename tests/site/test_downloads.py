"""No reader is left without a way to the code: the archive is complete, and a chapter read elsewhere says where it is."""

import re
import subprocess
import sys
import zipfile

import nbformat
import pytest
from modelcollapse import __version__
from modelcollapse.book.downloads import ARCHIVE, source_files, write_archive
from modelcollapse.book.portable import portable


@pytest.fixture(scope="module")
def archive(root, tmp_path_factory):
    target = tmp_path_factory.mktemp("archive") / ARCHIVE
    write_archive(root, target)
    return target


PRIVATE = "coursework/"
"""Problem sets with their solutions: instructors have them from the repository, and the site never shows them."""


def test_the_archive_holds_every_file_of_the_repository_but_the_solutions(root):
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this copy of the book is no repository of git, so there is no list to compare with")
    packed = {str(file.relative_to(root)) for file in source_files(root)}
    public = {name for name in listed.stdout.split("\n") if name and not name.startswith(PRIVATE)}
    assert {name for name in public if (root / name).exists()} <= packed
    assert not [name for name in packed if name.startswith(PRIVATE)]


def test_the_archive_is_the_same_twice(root, archive, tmp_path):
    write_archive(root, tmp_path / ARCHIVE)
    assert (tmp_path / ARCHIVE).read_bytes() == archive.read_bytes()


def test_the_archive_works_where_it_is_unpacked(archive, tmp_path):
    with zipfile.ZipFile(archive) as packed:
        assert sum(entry.file_size for entry in packed.infolist()) < 20e6
        packed.extractall(tmp_path)
    folder = tmp_path / f"modelcollapse-{__version__}"
    assert {"Makefile", "README.md", "LICENSE", "pyproject.toml", "chapters", "lib"} <= {
        p.name for p in folder.iterdir()
    }
    program = "import sys; sys.path.insert(0, 'lib'); import modelcollapse; print(modelcollapse.__file__)"
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(folder))


def test_a_chapter_reads_well_anywhere(notebooks):
    for name, notebook in notebooks.items():
        made = portable(notebook, ARCHIVE)
        nbformat.validate(made)
        text = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
        left = re.findall(r"^:{3,}.*|\{[\w:-]+\}`|^:\w+:.*", text, re.M)
        assert not left, f"{name} shows raw MyST: {left[:3]}"
        solutions = sum(cell.source.count(":::{solution}") for cell in notebook.cells)
        assert text.count("<summary>Solution</summary>") == solutions, f"{name}: solutions that stand open"


@pytest.mark.parametrize("where", [ARCHIVE, f"https://example.org/book/{ARCHIVE}"])
def test_a_chapter_says_where_the_library_is(notebooks, where, monkeypatch):
    made = portable(notebooks["the_loop"], where)
    assert made.cells[0].source.startswith("# ")
    assert f'pip install ipywidgets "{where}"' in made.cells[1].source
    first = next(cell.source for cell in made.cells if cell.cell_type == "code")
    exec(first, {})
    monkeypatch.setitem(sys.modules, "modelcollapse", None)
    with pytest.raises(ModuleNotFoundError, match=re.escape(where)):
        exec(first, {})


@pytest.mark.site
def test_the_site_offers_both(built):
    assert zipfile.is_zipfile(built / ARCHIVE)
    page = (built / "chapters" / "back" / "run_it_yourself.html").read_text(encoding="utf-8")
    assert f'href="../../{ARCHIVE}"' in page
    assert 'href="back/run_it_yourself.html"' in (built / "chapters" / "index.html").read_text(encoding="utf-8")
    offered = nbformat.read(built / "_sources" / "chapters" / "loop" / "the_loop.ipynb", as_version=4)
    assert "pip install" in offered.cells[1].source
