"""The HTML of a question above a figure, of its reply below it, and the data with which a page answers."""

from __future__ import annotations

import html
import re

from modelcollapse.book import numerals
from modelcollapse.book.asked import Asked

AWAITED = "The answer comes here."


def above(asked: Asked | None, id: str, controls: str) -> str:
    """Return the question and, in the same place once it is answered, the controls of the figure."""
    if asked is None:
        return controls
    # Without a script nobody could answer: the question is plain text, and the form is hidden.
    buttons = (
        '<span class="mc-buttons"><button type="button" class="mc-commit">That is my guess</button>'
        '<button type="button" class="mc-look">Just show me</button></span>'
    )
    return (
        f'<div class="mc-predict"><div class="mc-asking"><p class="mc-question" id="{id}-question">'
        f'{html.escape(asked.guess.question)}</p><div class="mc-guess" role="group" '
        f'aria-labelledby="{id}-question" hidden>{ENTRIES[asked.guess.kind](asked.guess, id)}{buttons}</div></div>'
        f"{controls}</div>"
    )


def around(asked: Asked | None, stage: str, mark: str = "") -> str:
    """Return the picture with a mark on it, or room for one."""
    if asked is None:
        return stage
    view = re.search(r'viewBox="[^"]*"', stage).group()
    mark = f'<svg class="mc-guess-mark" {view} aria-hidden="true" focusable="false">{mark}</svg>'
    knots = _knots(asked) if asked.guess.kind == "line" else ""
    return f'<div class="mc-plot">{stage}{mark}{knots}</div>'


def below(asked: Asked | None, caption: str) -> str:
    """Return the place of the reply, and unseen room for the longest reply and the tallest caption together.

    What a short reply leaves free is then below the caption, where it is no hole.
    """
    if asked is None:
        return ""
    named, said, place, caption = map(html.escape, (*asked.longest, asked.place, caption))
    again = "Guess again"
    return (
        f'<div class="mc-room" aria-hidden="true"><div><p class="mc-reserve">{place}<strong>{named}</strong>{said}</p>'
        f"<span>{again}</span></div><p>{caption}</p></div>"
        f'<div class="mc-reply" hidden><p class="mc-replied" data-place="{place}">{AWAITED}</p>'
        f'<button type="button" class="mc-again">{again}</button></div>'
    )


def payload(asked: Asked) -> dict:
    """Return everything with which the page answers: replies, marks, and where the figure goes."""
    guess, index = asked.guess, {}
    layers = [[index.setdefault(piece, len(index)) for piece in layer] for layer in asked.layers(guess.guesses)]
    return {
        "kind": guess.kind,
        "question": guess.question,
        "start": asked.state_number(asked.explorer.start),
        "at": asked.state_number(asked.state),
        "answer": asked.answer,
        "replies": asked.replies,
        "shown": guess.shown,
        "axes": html.unescape(asked.axes),
        "pieces": list(index),
        "layers": layers,
    } | ({"knots": [[round(share, 4) for share in knot] for knot in asked.knots]} if guess.kind == "line" else {})


def _number(guess, id):
    shown = html.escape(guess.shown[guess.start])
    return (
        f'<input type="range" class="mc-entry" min="0" max="{len(guess.values) - 1}" step="1" value="{guess.start}" '
        f'aria-labelledby="{id}-question" aria-valuetext="{shown}">'
        f'<span class="mc-chosen" aria-hidden="true">{shown}</span>'
    )


def _choice(guess, id):
    options = "".join(
        f'<label><input type="radio" class="mc-entry" name="{id}-guess" value="{i}"><span>{html.escape(option)}</span>'
        "</label>"
        for i, option in enumerate(guess.shown)
    )
    return f'<span class="mc-options" role="radiogroup" aria-labelledby="{id}-question">{options}</span>'


def _line(guess, id):
    return '<span class="mc-hint">Draw it into the plot.</span>'


def _knots(asked):
    """A slider at each knot: seen by keyboards and screen readers, while a pointer draws on the ground below them."""
    guess = asked.guess
    knots = "".join(
        f'<input type="range" class="mc-knot" min="0" max="{len(guess.levels) - 1}" step="1" value="{guess.start}" '
        f'aria-label="at {numerals.plain(x)}" aria-valuetext="{guess.shown[guess.start]}" '
        f'style="left:{100 * across:.2f}%;top:{100 * high:.2f}%;height:{100 * (low - high):.2f}%">'
        for x, (across, low, high) in zip(guess.x, asked.knots, strict=True)
    )
    return f'<div class="mc-knots" role="group" aria-labelledby="{asked.explorer.id}-question" hidden>{knots}</div>'


ENTRIES = {"number": _number, "choice": _choice, "line": _line}
