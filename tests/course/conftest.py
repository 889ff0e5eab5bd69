"""The problem sets, where this copy of the book has them: the site's archive leaves their solutions out."""

import pytest
from modelcollapse.course import assignment, sealed

from tests.conftest import ROOT

COURSEWORK = ROOT / "coursework"
SETS = sorted(path.parent for path in COURSEWORK.glob("*/questions.py"))

if not SETS:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session", autouse=True)
def _quick_seals():
    """Seals that cost next to nothing: hundreds of notebooks are released here. What they cost otherwise has a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "WORK", 2)
        yield


@pytest.fixture(scope="session", params=SETS, ids=lambda folder: folder.name)
def problem_set(request):
    """Each problem set in turn."""
    return assignment.load(request.param)


@pytest.fixture(scope="session")
def ps1():
    """The problem set that the tests of the grader use."""
    return assignment.load(COURSEWORK / "ps1_resampling")
