"""Questions with choices: each wrong one is answered with a reason."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from modelcollapse import _validation as valid
from modelcollapse.book import publishing
from modelcollapse.book.answers import load


@dataclass(frozen=True)
class Question:
    """A question with a few choices, of which one is right.

    Parameters
    ----------
    asks
        the question.
    choices
        choice → what to say to who takes it: praise for the right one, a reason for each other.
    right
        the right choice.
    """

    name: str
    asks: str
    choices: dict[str, str]
    right: str

    def __post_init__(self):
        valid.choice(f"right of {self.name}", self.right, self.choices)
        if len(self.choices) < 2:
            raise valid.refuse(f"choices of {self.name}", list(self.choices), "at least two")
        empty = [choice for choice, reply in self.choices.items() if not reply.strip()]
        if empty:
            raise valid.refuse(f"choices of {self.name}", empty, "each with a reason")


_questions: dict[str, Callable[[], Question]] = {}


def question(name: str):
    """Register a function that returns the keyword arguments of a `Question`."""

    def register(define):
        if name in _questions:
            raise valid.refuse("name", name, "new; this question exists")
        _questions[name] = cache(lambda: Question(name=name, **define()))
        return define

    return register


def names() -> list[str]:
    """Return the names of all questions, in the order of the book."""
    load()
    return list(_questions)


def find(name: str) -> Question:
    """Return the question of that name."""
    return _questions[valid.choice("name", name, names())]()


@dataclass(frozen=True)
class Reply:
    """What `ask` has to say; ``right`` is None if nothing was chosen yet."""

    question: Question
    right: bool | None
    message: str

    def __repr__(self) -> str:
        mark = {True: "✓ ", False: "✗ ", None: ""}[self.right]
        choices = [f"  {i}. {choice}" for i, choice in enumerate(self.question.choices, start=1)]
        return (
            mark + self.message if self.right is not None else "\n".join([self.question.asks, *choices, self.message])
        )

    def _repr_html_(self) -> str:
        if self.right is not None:
            state = "right" if self.right else "wrong"
            return f'<p class="mc-feedback mc-{state}">{html.escape(repr(self))}</p>'
        return self._form() if publishing.is_published() else self._listed(self.message)

    def _listed(self, message: str) -> str:
        choices = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.question.choices)
        return (
            f'<p>{html.escape(self.question.asks)}</p><ol>{choices}</ol><p class="mc-note">{html.escape(message)}</p>'
        )

    def _form(self) -> str:
        found = self.question
        right = list(found.choices).index(found.right)
        data = {"name": found.name, "right": right, "replies": list(found.choices.values())}
        group = f"choice-{found.name.replace('.', '-')}"
        choices = "".join(
            f'<label><input type="radio" name="{group}" value="{i}"> <span>{html.escape(choice)}</span></label>'
            for i, choice in enumerate(found.choices)
        )
        said = "With JavaScript on, or in the notebook, you can choose here."
        return (
            f'<form class="mc-quiz" data-exercise="{html.escape(json.dumps(data))}" autocomplete="off" hidden>'
            f"<fieldset><legend>{html.escape(found.asks)}</legend>{choices}</fieldset>"
            '<button type="submit">Check</button><p class="mc-feedback" role="status"></p></form>'
            f"<noscript>{self._listed(said)}</noscript>"
        )


def ask(name: str, choice: object = ...) -> Reply:
    """Ask a question with choices, and reply to a choice.

    Parameters
    ----------
    name
        the question, e.g. ``"loop.which-definition"``.
    choice
        the number of a choice, from 1; or its text; ``...`` means not chosen yet.

    Examples
    --------
    >>> ask("loop.which-definition", 7)
    ✗ Choose a number from 1 to 4.
    """
    found = find(name)
    choices = list(found.choices)
    if choice is ...:
        return Reply(found, None, "Put the number of your choice in place of the dots.")
    if isinstance(choice, int) and not isinstance(choice, bool) and 1 <= choice <= len(choices):
        choice = choices[choice - 1]
    if not isinstance(choice, str) or choice not in found.choices:
        return Reply(found, False, f"Choose a number from 1 to {len(choices)}.")
    return Reply(found, choice == found.right, found.choices[choice])
