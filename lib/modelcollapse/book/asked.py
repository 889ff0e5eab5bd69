"""A guess as an explorer asks it: the state that answers, a reply to every guess, and the mark that it leaves."""

from __future__ import annotations

import json
import math
import re
from functools import cached_property

from modelcollapse import _validation as valid
from modelcollapse.book import svg
from modelcollapse.book.chosen import Chosen
from modelcollapse.book.guess import Choice, Line, Number


class Asked:
    """A question of an explorer; see `modelcollapse.book.guess`.

    Attributes
    ----------
    guess
        what the author wrote.
    state
        control → value in the state that answers.
    """

    def __init__(self, guess: Number | Choice | Line, explorer):
        if not isinstance(guess, Number | Choice | Line):
            raise valid.refuse("predict", guess, "guess.number(...), guess.choice(...) or guess.line(...)")
        self.guess, self.explorer = guess, explorer
        self.state = explorer.start | self._checked_at()
        first, controls = explorer.first, explorer.controls
        self._answer = Chosen("answer of predict", guess.answer, first, controls)
        self._reply = Chosen("reply of predict", guess.reply, ("guess", *first), controls)
        self._why = guess.why and Chosen("why of predict", guess.why, first, controls)
        self._mark = guess.mark and Chosen("mark of predict", guess.mark, ("ax", "guess"), controls)

    def _checked_at(self):
        for name, value in self.guess.at.items():
            values = self.explorer.controls[valid.choice("at of predict", name, self.explorer.controls)].values
            if value not in values:
                raise valid.refuse(f"{name} in at of predict", value, f"one of {values}")
        if self.guess.kind != "choice" and self.state_number(self.explorer.start | self.guess.at) == self.state_number(
            self.explorer.start
        ):
            raise valid.refuse("at of predict", self.guess.at, "another state than that in which the explorer begins")
        return self.guess.at

    def state_number(self, params) -> int:
        """Return the place of a state among all."""
        return self.explorer.states().index(dict(params))

    @cached_property
    def answer(self) -> str:
        """What those read who did not guess: the answer, and the reason where the author gives one."""
        found = self.explorer.found(self.state)
        said = self.guess.said(self._answer(found, self.state))
        return f"{said} {_sentence('why of predict', self._why(found, self.state))}" if self._why else said

    def reply(self, guess: object) -> str:
        """Return the sentence that answers one of the guesses."""
        text = self._reply((guess, *self.explorer.found(self.state)), self.state)
        return _sentence(f"reply of predict to {guess!r}", text)

    @cached_property
    def replies(self) -> list[tuple[str, str]]:
        """The sentence that answers each guess, after a name for a guess that no mark shows and no reply names."""
        texts = [self.reply(each) for each in self.guess.guesses]
        if self.guess.kind == "line" or self._mark is not None:
            return [("", text) for text in texts]
        named = zip(self.guess.shown, texts, strict=True)
        return [("" if shown in text else f"Your guess: {shown}. ", text) for shown, text in named]

    @property
    def place(self) -> str:
        """Where the answer holds, for readers who have moved on: ``"Asked for checker is right 67%, generation 50: "``."""
        controls = self.explorer.controls
        where = (controls[name].reads(value) for name, value in self.state.items())
        return f"Asked for {', '.join(where)}: "

    @property
    def longest(self) -> tuple[str, str]:
        """The name and the sentence that take the most room among all that may answer."""
        return max((("", self.answer), *self.replies), key=lambda reply: len("".join(reply)))

    def layers(self, guesses) -> list[list[str]]:
        """Return what each guess adds to the picture of the state that answers, as pieces of SVG; [] without marks."""
        if self._mark is None:
            return []
        marks = [lambda axes, guess=guess: self._mark((axes, guess), self.state) for guess in guesses]
        texts = svg.draw_layers(
            self.explorer.drawing(self.state), marks, self.explorer.size, self.explorer.panels, self.explorer.id
        )
        return [svg.pieces(text, f"{self.explorer.id}-guess")[1:-1] for text in texts]

    @cached_property
    def axes(self) -> str:
        """Where the marks belong: the axes of the state that answers, as its picture gives them."""
        return axes_of(self.explorer.pieces(self.state))

    @cached_property
    def knots(self) -> list[tuple[float, float, float]]:
        """Where the knots of a line lie: x, and y at the lowest and the highest place, as shares of the picture.

        Raises
        ------
        ValueError
            if the empty plot and the answer have different axes, or the limits lie outside of them.
        """
        pieces = self.explorer.pieces(self.explorer.start)
        if axes_of(pieces) != self.axes:
            raise valid.refuse("predict", "other axes", "asked where all states have the same: set their limits")
        width, height = (float(side) for side in re.search(r'viewBox="0 0 (\S+) (\S+)"', pieces[0]).groups())
        panel = json.loads(self.axes)[self.guess.panel]
        if panel is None or panel[6] or bool(panel[9]) != self.guess.log:
            raise valid.refuse("log of predict", self.guess.log, "as the vertical axis is; the other has to be linear")
        left, top, right, bottom, x_left, x_right, _, y_top, y_bottom, _ = panel
        across = [left + (right - left) * (x - x_left) / (x_right - x_left) for x in self.guess.x]
        low, high = (
            top + (bottom - top) * self._share(level, y_top, y_bottom)
            for level in self.guess.levels[:: len(self.guess.levels) - 1]
        )
        if min(across) < left - 1 or max(across) > right + 1 or high < top - 1 or low > bottom + 1:
            raise valid.refuse(
                "x and limits of predict",
                (self.guess.x, self.guess.levels[0], self.guess.levels[-1]),
                "inside the axes",
            )
        return [(x / width, low / height, high / height) for x in across]

    def _share(self, value, start, end):
        if self.guess.log:
            value, start, end = (math.log(each) for each in (value, start, end))
        return (value - start) / (end - start)


def _sentence(name, text):
    if not isinstance(text, str) or not text.strip() or text.strip()[-1] not in ".!?":
        raise valid.refuse(name, text, "a sentence that ends in . ! or ?")
    return text


def axes_of(pieces) -> str:
    """Return what a picture says of its axes."""
    return re.search(r'data-axes="([^"]*)"', pieces[0]).group(1)
