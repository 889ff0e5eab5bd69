"""The question of a live figure: widgets that behave as the form of a published page does."""

from __future__ import annotations

import html
from collections.abc import Callable

from modelcollapse.book import numerals
from modelcollapse.book.asked import Asked, axes_of
from modelcollapse.book.explorer import State


class LiveQuestion:
    """A question, in whose place the controls of the figure appear once it is answered.

    Attributes
    ----------
    form
        question, entry and buttons.
    reply
        the sentence that answers, and the button that forgets.
    opened
        whether the figure has answered.
    given
        place of the guess among the possible ones, places of the knots of a line, or None.
    """

    def __init__(self, asked: Asked, panel, move: Callable, draw: Callable):
        import ipywidgets

        self.asked, self.panel, self.move, self.draw = asked, panel, move, draw
        self.entry = ENTRIES[asked.guess.kind](asked.guess)
        self.commit, self.look, self.again = (
            ipywidgets.Button(description=words) for words in ("That is my guess", "Just show me", "Guess again")
        )
        self.words = ipywidgets.HTML()
        question = ipywidgets.HTML(f'<p class="mc-question">{html.escape(asked.guess.question)}</p>')
        self.form = ipywidgets.VBox([question, self.entry, ipywidgets.HBox([self.commit, self.look])])
        self.reply = ipywidgets.VBox([self.words, self.again])
        self.commit.on_click(lambda _: self._open(self.entered))
        self.look.on_click(lambda _: self._open(None))
        self.again.on_click(lambda _: self._ask())
        for each in getattr(self.entry, "children", (self.entry,)):
            each.observe(lambda _: self._enter(), names="index")
        self._show(opened=False)

    @property
    def entered(self):
        """Return where the entry stands: a place, the places of a line's knots, None before anything is chosen."""
        if self.asked.guess.kind == "line":
            return tuple(knot.index for knot in self.entry.children)
        return self.entry.index

    def _enter(self):
        self.commit.disabled = self.entered is None
        self.draw()

    def _show(self, *, opened, given=None):
        self.opened, self.given = opened, given
        self.commit.disabled = self.entered is None
        self.form.layout.display = "none" if opened else None
        self.panel.layout.display = self.reply.layout.display = None if opened else "none"

    def _open(self, given):
        self._show(opened=True, given=given)
        self.again.description = "Guess after all" if given is None else "Guess again"
        self.move(self.asked.state)

    def _ask(self):
        self._show(opened=False)
        self.move(self.asked.explorer.start)

    def _answered(self):
        guess = self.asked.guess
        if self.given is None:
            return self.asked.answer
        return "".join(self.asked.replies[guess.summary(self.given) if guess.kind == "line" else self.given])

    def follow(self, params) -> None:
        """Show the answer; where the figure stands elsewhere it says where it holds."""
        if self.opened:
            place = "" if params == self.asked.state else self.asked.place
            self.words.value = f'<p role="status">{html.escape(place + self._answered())}</p>'

    def mark(self, state: State) -> str:
        """Return what the guess adds to the picture of a state, as SVG; "" where it has other axes."""
        given = self.given if self.opened else self.entered
        if given is None or axes_of(state.pieces) != self.asked.axes:
            return ""
        if self.asked.guess.kind == "line":
            return polyline(self.asked, given)
        return "".join(piece for layer in self.asked.layers([self.asked.guess.guesses[given]]) for piece in layer)


def polyline(asked: Asked, places) -> str:
    """Return a drawn line as SVG."""
    steps, (width, height) = len(asked.guess.levels) - 1, (72 * side for side in asked.explorer.size)
    points = (
        f"{width * x:.1f},{height * (low - (low - high) * place / steps):.1f}"
        for (x, low, high), place in zip(asked.knots, places, strict=True)
    )
    return f'<polyline points="{" ".join(points)}"/>'


def _number(guess):
    import ipywidgets

    return ipywidgets.SelectionSlider(options=guess.shown, index=guess.start)


def _choice(guess):
    import ipywidgets

    return ipywidgets.RadioButtons(options=guess.shown, index=None, layout={"width": "max-content"})


def _line(guess):
    import ipywidgets

    return ipywidgets.HBox(
        [
            ipywidgets.SelectionSlider(
                options=guess.shown, index=guess.start, description=numerals.plain(x), orientation="vertical"
            )
            for x in guess.x
        ]
    )


ENTRIES = {"number": _number, "choice": _choice, "line": _line}
