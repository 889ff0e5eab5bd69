"""Questions with choices: every wrong one is answered with a reason, on the page and in the notebook."""

import json
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelcollapse.book import ask
from modelcollapse.book.publishing import BUILD_VARIABLE
from modelcollapse.book.questions import Question, find, names

NAMES = names()
every_question = pytest.mark.parametrize("name", NAMES)


@every_question
def test_every_wrong_choice_has_a_reason(name):
    question = find(name)
    replies = list(question.choices.values())
    assert 3 <= len(replies) <= 6, f"{name} has {len(replies)} choices"
    assert len(set(replies)) == len(replies), f"{name} gives one reason twice"
    for choice, reply in question.choices.items():
        assert len(reply.split()) >= 6, f"{name}: {reply!r} is no reason"
        assert reply[-1] in ".!", f"{name}: {reply!r} is no sentence"
        assert reply.startswith("Right") == (choice == question.right), f"{name}, {choice}: {reply}"


@every_question
def test_a_choice_is_answered_by_its_number_and_by_its_text(name):
    question = find(name)
    for i, (choice, reply) in enumerate(question.choices.items(), start=1):
        assert ask(name, i) == ask(name, choice)
        assert (ask(name, i).right, ask(name, i).message) == (choice == question.right, reply)


@every_question
def test_without_a_choice_a_kernel_lists_them(name, monkeypatch):
    monkeypatch.delenv(BUILD_VARIABLE, raising=False)
    question, reply = find(name), ask(name)
    assert reply.right is None
    for text in (question.asks, *question.choices, "in place of the dots"):
        assert text in repr(reply)
        assert text in unescape(reply._repr_html_())
    assert "<form" not in reply._repr_html_()


@every_question
def test_the_page_knows_the_same_replies(name, monkeypatch):
    monkeypatch.setenv(BUILD_VARIABLE, "1")
    page, question = ask(name)._repr_html_(), find(name)
    data = json.loads(unescape(page.split('data-exercise="', 1)[1].split('"', 1)[0]))
    assert data == {
        "name": name,
        "right": list(question.choices).index(question.right),
        "replies": list(question.choices.values()),
    }
    assert len(re.findall(r'<input type="radio"', page)) == len(question.choices)
    assert question.asks in unescape(page.split("<noscript>")[1]), "without scripts nobody knows what is asked"


@given(st.one_of(st.floats(), st.integers(), st.text(), st.none(), st.booleans(), st.lists(st.integers()), st.binary()))
def test_ask_never_raises(choice):
    assert ask(NAMES[0], choice).message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"right": "c"}, "right of x must be one of 'a', 'b'"),
        ({"choices": {"a": "Right."}}, "choices of x must be at least two"),
        ({"choices": {"a": "Right.", "b": " "}}, "choices of x must be each with a reason"),
    ],
)
def test_a_question_without_reasons_is_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        Question(
            **{"name": "x", "asks": "Which?", "choices": {"a": "Right.", "b": "No, it is a."}, "right": "a"} | changes
        )


def test_an_unknown_question_is_refused_by_name():
    with pytest.raises(ValueError, match=r"name must be .*'loop\.which-definition'"):
        ask("loop.which-defnition")
