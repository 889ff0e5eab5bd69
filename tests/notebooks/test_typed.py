"""Numbers as readers type them, in the notebook; ``tests/site/test_exercises.py`` asks the page the same."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelcollapse.book import check
from modelcollapse.book.answers import find, names
from modelcollapse.book.typed import HOW, readings

TABLE = json.loads((Path(__file__).parents[1] / "typed.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "meant"), TABLE)
def test_a_text_is_read_as_its_writer_means_it(text, meant):
    assert readings(text) == pytest.approx(meant, rel=1e-12)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_python_prints_is_read_again(value):
    assert value in readings(repr(value))


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_thousands_are_read_again(value):
    assert float(value) in readings(f"{value:,}")


@given(st.text())
def test_any_text_is_a_number_or_is_told_how_to_be_one(text):
    feedback = check(names()[0], text)
    assert feedback.message == HOW if not readings(text) else feedback.message


@pytest.mark.parametrize("name", names())
def test_answers_may_be_typed_in_many_ways(name):
    answer = float(find(name).answer)
    for text in (
        f"{answer!r}",
        f"{answer * 100!r}%",
        f"{answer!r}/1",
        f"{answer:.9e}",
        f"{answer:.6f}".replace(".", ","),
    ):
        assert check(name, text).right, f"{name}: {text} was refused"
