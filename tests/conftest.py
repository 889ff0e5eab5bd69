"""What tests of the book share: where it is, its notebooks, the built pages, and what happens without PyTorch."""

import os
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from modelcollapse.claims.records import FOLDER_VARIABLE
from modelcollapse.contents import chapters

from tests.scheduling import PLANNED, ByNotebookAndPage, minutes_ahead, rank, seconds_by_kind

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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With ``--dist loadscope``, modules about all pages are shared out page by page."""
    return ByNotebookAndPage(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_terminal_summary(terminalreporter):
    """A run of everything says where its time went."""
    reports = [each for kind in terminalreporter.stats.values() for each in kind if hasattr(each, "duration")]
    spent = seconds_by_kind(reports)
    if len(spent) > 2:
        terminalreporter.section("seconds, summed over workers")
        for kind, seconds in spent.items():
            terminalreporter.line(f"{seconds:7.0f}  {kind}")
        workers = len(terminalreporter.config.getoption("tx", None) or [None])
        ahead = minutes_ahead(spent, len(chapters()), workers)
        terminalreporter.line(
            f"With {PLANNED} chapters for {len(chapters())}, on {workers} workers: {ahead:.0f} minutes."
        )


def pytest_collection_modifyitems(items):
    """What takes long begins first. A cell of a notebook says by its tag that it needs PyTorch."""
    items.sort(key=lambda item: rank(item.nodeid))
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
