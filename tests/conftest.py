"""What tests of the book share: where it is, its notebooks, and the built pages."""

from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def notebooks() -> dict:
    """Every notebook of the book, by the name of its file without the ending."""
    return {path.stem: nbformat.read(path, as_version=4) for path in sorted(ROOT.glob("chapters/**/*.ipynb"))}


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of built pages."""
    folder = ROOT / "_build" / "html"
    if not (folder / "index.html").exists():
        pytest.fail(f"there is no built book in {folder}: run make book first", pytrace=False)
    return folder
