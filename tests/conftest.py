"""What tests of the book share: where it is, its notebooks, the built pages, and what happens without PyTorch."""

import os
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from modelcollapse.claims.records import FOLDER_VARIABLE

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


WITHOUT_TORCH = find_spec("torch") is None

# The build has measured every claim; kernels that the tests start read the same records.
os.environ.setdefault(FOLDER_VARIABLE, str(ROOT / "_build" / "claims"))


def pytest_configure(config):
    """PyTorch is optional on a laptop, and never missing in silence where a green run is a promise."""
    if WITHOUT_TORCH and os.environ.get("CI"):
        raise pytest.UsageError("there is no PyTorch, so much would be skipped: make torch")


def pytest_report_header(config):
    return "PyTorch is not installed, what needs it is skipped: make torch" if WITHOUT_TORCH else []


def pytest_collection_modifyitems(items):
    """A cell of a notebook says by its tag that it needs PyTorch."""
    if WITHOUT_TORCH:
        for item in items:
            if "needs-torch" in getattr(item, "cell", {}).get("metadata", {}).get("tags", []):
                item.add_marker(pytest.mark.skip(reason="this cell needs PyTorch: make torch"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """A test that cannot go on without PyTorch is skipped."""
    try:
        return (yield)
    except ImportError as error:
        if WITHOUT_TORCH and error.name == "torch":
            pytest.skip(str(error))
        raise
