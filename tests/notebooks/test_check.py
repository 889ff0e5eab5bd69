"""Exercises answer back: right is praised, each usual mistake gets its own hint, nonsense a helpful word."""

import json
import re
from html import unescape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelcollapse.book import check
from modelcollapse.book.answers import Exercise, find, names
from modelcollapse.book.publishing import BUILD_VARIABLE

NAMES = names()
every_exercise = pytest.mark.parametrize("name", NAMES)


@every_exercise
def test_right_answer_is_praised(name):
    exercise = find(name)
    for answer in (
        exercise.answer,
        exercise.answer + 0.99 * exercise.tolerance,
        exercise.answer - 0.99 * exercise.tolerance,
    ):
        feedback = check(name, answer)
        assert feedback.right is True, f"{name}: {answer} was refused with {feedback!r}"
        assert feedback.message == exercise.praise


@every_exercise
def test_each_mistake_gets_its_own_hint(name):
    exercise = find(name)
    for hint, value in exercise.mistakes.items():
        feedback = check(name, value)
        assert feedback.right is False, f"{name}: the mistake {value} counts as right"
        assert feedback.message == hint, f"{name}: {value} should be met with {hint!r}, not with {feedback.message!r}"


@every_exercise
def test_what_the_text_teaches_is_near_enough(name):
    """An approximation that the text teaches counts, and the exact value is told."""
    exercise = find(name)
    for value, note in exercise.near.items():
        feedback = check(name, value)
        assert feedback.right is True
        assert note in feedback.message
        told = float(feedback.message.rsplit("Exactly, it is ", 1)[1].rstrip(".").replace(",", "").replace("−", "-"))
        assert abs(told - exercise.answer) <= exercise.tolerance, f"{name} tells {told}"


def test_near_enough_is_neither_right_nor_a_mistake():
    for value in (1.05, 2.05):
        with pytest.raises(ValueError, match=f"near {value} has an answer of its own"):
            Exercise("x", 1.0, 0.1, {"too much": 2.0}, "otherwise", "praise", {value: "rounded"})


def test_the_half_life_of_a_reader_with_a_pencil():
    """The chapter teaches −1/(n−1), which gives 16.6; the exact drift gives 16.4."""
    assert check("gaussian.half-life", "16.4").message.startswith("Right")
    assert check("gaussian.half-life", "16,6").message.startswith("Near enough.")
    assert "maximum-likelihood" in check("gaussian.half-life", 8.4).message


def test_a_share_may_be_typed_in_percent():
    share = Exercise("x", 0.084, 0.0005, {"twice": 0.168}, "otherwise", "Right.", {0.08: "rounded"})
    assert share.respond(8.4) == (True, "Read in percent. Right.")
    assert share.respond(8.0)[1].startswith("Read in percent. Near enough.")
    assert share.respond(16.8) == (False, "Read in percent. twice")
    assert share.respond(84.0) == share.respond(840.0) == (False, "otherwise")
    assert Exercise("x", 8.4, 0.05, {"half": 4.2}, "otherwise", "Right.").respond(840.0) == (False, "otherwise")


@every_exercise
def test_any_other_number_gets_the_general_hint(name):
    exercise = find(name)
    largest = max([exercise.answer, *exercise.mistakes.values(), *exercise.near])
    feedback = check(name, largest + 10 * exercise.tolerance + 101)  # too large to be read in percent
    assert feedback.right is False
    assert feedback.message == exercise.otherwise


@every_exercise
def test_texts_are_written_for_a_reader(name):
    exercise = find(name)
    assert exercise.mistakes, f"{name} knows no mistake"
    for text in (exercise.praise, exercise.otherwise, *exercise.mistakes, *exercise.near.values()):
        assert text[-1] in ".?!", f"{name}: {text!r} is no sentence"
        assert not re.search(r"\*\w[^*]*\*|`|\$", text), f"{name}: {text!r} shows its markup"
    assert exercise.otherwise not in exercise.mistakes


@every_exercise
def test_no_answer_yet(name):
    feedback = check(name)
    assert feedback.right is None
    assert "dots" in feedback.message
    assert check(name, ...) == feedback


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (np.float64("-inf"), "inf"),
        ("seven", "0.25, 25% or 1/4"),
        (None, "NoneType"),
        ([1.0], "list"),
        (1 + 2j, "complex"),
        (True, "bool"),
        (np.array([1.0, 2.0]), "ndarray"),
        (np.array([]), "ndarray"),
        (np.array("seven"), "0.25, 25% or 1/4"),
        (np.datetime64("2024-01-01"), "date"),
        (len, "builtin_function_or_method"),
    ],
)
def test_nonsense_is_told_apart(value, said):
    feedback = check(NAMES[0], value)
    assert feedback.right is False
    assert "number" in feedback.message
    assert said in feedback.message


@pytest.mark.parametrize("kind", [float, np.float64, np.float32, lambda x: np.array([x]), lambda x: np.array(x)])
def test_numpy_numbers_are_numbers(kind):
    assert check(NAMES[0], kind(find(NAMES[0]).answer)).right


def test_integers_are_numbers():
    name = next(name for name in NAMES if float(find(name).answer).is_integer())
    answer = int(find(name).answer)
    for value in (answer, np.int64(answer), np.array([[answer]])):
        assert check(name, value).right


@given(st.one_of(st.floats(), st.integers(), st.text(), st.none(), st.booleans(), st.lists(st.floats()), st.binary()))
def test_check_never_raises(value):
    assert check(NAMES[0], value).message


def test_an_unknown_exercise_is_refused_by_name():
    with pytest.raises(ValueError, match=r"name must be one of .*; got 'gaussian\.halflife'"):
        check("gaussian.halflife", 1)


def test_a_mistake_that_counts_as_right_is_refused():
    with pytest.raises(ValueError, match="counts as right"):
        Exercise("x", 1.0, 0.1, {"too much": 1.05}, "otherwise", "praise")


@pytest.mark.parametrize("worst", [float("inf"), float("-inf"), float("nan")])
def test_an_answer_or_a_mistake_that_is_no_number_is_refused(worst):
    """JSON has no infinity: a browser could not read the exercise."""
    with pytest.raises(ValueError, match="x: the mistake 'divided by 0' must be a finite number"):
        Exercise("x", 1.0, 0.1, {"divided by 0": worst}, "otherwise", "praise")
    with pytest.raises(ValueError, match="answer of x must be a finite number"):
        Exercise("x", worst, 0.1, {}, "otherwise", "praise")


@pytest.mark.parametrize("tolerance", [0, -1, float("nan")])
def test_a_tolerance_is_positive(tolerance):
    with pytest.raises(ValueError, match="tolerance"):
        Exercise("x", 1.0, tolerance, {}, "otherwise", "praise")


@every_exercise
def test_published_form_knows_the_same_answers(name, monkeypatch):
    monkeypatch.setenv(BUILD_VARIABLE, "1")
    page, exercise = check(name)._repr_html_(), find(name)
    data = json.loads(unescape(page.split('data-exercise="', 1)[1].split('"', 1)[0]))
    assert data["answer"] == exercise.answer
    assert data["tolerance"] == exercise.tolerance
    assert data["name"] == name
    assert data["near"] == [[value, exercise.near_enough(value)] for value in exercise.near]
    assert {hint: value for value, hint in data["mistakes"]} == exercise.mistakes
    assert (data["praise"], data["otherwise"]) == (exercise.praise, exercise.otherwise)


def test_a_kernel_shows_words_and_no_form(monkeypatch):
    monkeypatch.delenv(BUILD_VARIABLE, raising=False)
    assert "<form" not in check(NAMES[0])._repr_html_()
    assert "&lt;b&gt;" in check(NAMES[0], type("<b>", (), {})())._repr_html_()
