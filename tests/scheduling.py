"""Which worker runs which tests, and in what order: together what shares a kernel or an open page, the longest first."""

import re

from xdist.scheduler import LoadScopeScheduling

PAGE = re.compile(r"^(tests/site/\w+\.py)::.*\[(?:[^\[\]]*-)?(chapters/[\w/]+|search|genindex)")
LONGEST_FIRST = (
    r"tests/site/test_build_traps",
    r"tests/notebooks/test_new_chapter",
    r"tests/course/test_(attacks|batch|class|elsewhere|problem_sets)",
    r".*\.ipynb",
    r"tests/notebooks/test_explorers",
    r"tests/site/",
    r"tests/(claims|notebooks)/",
    r"",
)
"""Kinds of tests by how long one worker is busy with a module or a notebook. Short ones fill the gaps at the end."""


def scope(nodeid: str) -> str:
    """Return what a test stays together with: its notebook, its page in its module, its class, or its module."""
    page = PAGE.match(nodeid)
    return f"{page[1]}[{page[2]}]" if page else nodeid.rsplit("::", 1)[0]


def rank(nodeid: str) -> int:
    """Return the place of a test's kind in `LONGEST_FIRST`."""
    return next(i for i, kind in enumerate(LONGEST_FIRST) if re.match(kind, nodeid))


KINDS = {
    "the library": r"tests/library/|lib/",
    "the claims": r"tests/claims/",
    "the notebooks as a reader runs them": r"chapters/",
    "their figures and exercises": r"tests/notebooks/",
    "the coursework": r"tests/course/",
    "the build": r"tests/site/test_(build_traps|any_sphinx)",
    "the pages in a browser": r"tests/site/",
    "the rest": r"",
}
"""What is tested, by where its tests are."""


def seconds_by_kind(reports) -> dict[str, float]:
    """Return kind of test → seconds of all its tests, set-up included, in the order of `KINDS`."""
    spent = dict.fromkeys(KINDS, 0.0)
    for report in reports:
        spent[next(kind for kind, place in KINDS.items() if re.match(place, report.nodeid))] += report.duration
    return {kind: seconds for kind, seconds in spent.items() if seconds}


FIXED = {"the library", "the coursework", "the build"}
"""Kinds that take as long however many chapters there are."""
PLANNED = 26
"""Chapters of the whole book."""


def minutes_ahead(spent: dict[str, float], chapters: int, workers: int) -> float:
    """Return the minutes that all tests will take when the book has the chapters planned, and each takes as long."""
    grown = (seconds * (1 if kind in FIXED else PLANNED / chapters) for kind, seconds in spent.items())
    return sum(grown) / workers / 60


class ByNotebookAndPage(LoadScopeScheduling):
    """xdist's loadscope, except that a module about all pages is shared out page by page."""

    def _split_scope(self, nodeid):
        return scope(nodeid)
