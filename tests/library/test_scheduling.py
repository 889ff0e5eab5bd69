"""Tests that share something stay in one worker, and long ones begin first."""

from types import SimpleNamespace

import pytest

from tests.scheduling import minutes_ahead, rank, scope, seconds_by_kind


@pytest.mark.parametrize(
    ("nodeid", "expected"),
    [
        ("chapters/loop/the_loop.ipynb::Cell 3", "chapters/loop/the_loop.ipynb"),
        ("tests/library/test_loop.py::test_a[chapters/x]", "tests/library/test_loop.py"),
        ("tests/notebooks/test_explorers.py::TestTheLoop::test_a", "tests/notebooks/test_explorers.py::TestTheLoop"),
        (
            "tests/site/test_pages.py::test_page_is_accessible[chapters/loop/the_loop]",
            "tests/site/test_pages.py[chapters/loop/the_loop]",
        ),
        (
            "tests/site/test_explorers.py::test_words[chapters/loop/the_loop#mc-337e-phone]",
            "tests/site/test_explorers.py[chapters/loop/the_loop]",
        ),
        ("tests/site/test_pages.py::test_page_says_what_it_is[search]", "tests/site/test_pages.py[search]"),
        ("tests/site/test_search.py::test_terms[entropy]", "tests/site/test_search.py"),
    ],
)
def test_what_stays_together(nodeid, expected):
    assert scope(nodeid) == expected


def test_notebooks_begin_before_unit_tests():
    kinds = [
        "tests/site/test_build_traps.py::test_a",
        "chapters/loop/the_loop.ipynb::Cell 0",
        "lib/modelcollapse/x.py::x",
    ]
    assert [rank(kind) for kind in kinds] == sorted({rank(kind) for kind in kinds})


def test_seconds_are_summed_by_kind():
    places = [
        "tests/site/test_pages.py::test_a",
        "tests/site/test_build_traps.py::test_b",
        "lib/modelcollapse/loop.py::x",
    ]
    reports = [SimpleNamespace(nodeid=place, duration=10.0**i) for i, place in enumerate([*places, places[0]])]
    assert seconds_by_kind(reports) == {"the library": 100.0, "the build": 10.0, "the pages in a browser": 1001.0}


def test_what_grows_with_the_book_is_forecast():
    spent = {"the library": 60.0, "the notebooks as a reader runs them": 120.0}
    assert minutes_ahead(spent, 13, 2) == (1 + 2 * 2) / 2
