"""The HTML of a figure: still, or with every state embedded for the player of a published page."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence

from modelcollapse.book import publishing, question
from modelcollapse.book.asked import Asked
from modelcollapse.book.explorer import Explorer, State


def published(explorer: Explorer) -> str:
    """Return a figure for a page without a kernel: all its states are embedded, and a script plays them."""
    if not explorer.controls:
        return alone(still(explorer)) if publishing.stands_alone() else still(explorer)
    states = explorer.all_states()
    start = next(state for state in states if state.params == explorer.start)
    data = f'<script type="application/json" class="mc-states">{in_script(payload(states))}</script>'
    if explorer.asked:
        answers = in_script(question.payload(explorer.asked))
        data += f'<script type="application/json" class="mc-asked">{answers}</script>'
    tallest = [max((getattr(state, part) for state in states), key=_extent) for part in ("title", "caption")]
    shown = _figure(explorer, start, data, tallest)
    return alone(shown, publishing.player()) if publishing.stands_alone() else shown


def still(explorer: Explorer) -> str:
    """Return the state that a reader begins with."""
    return _figure(explorer, explorer.state(explorer.start))


def alone(shown: str, script: str = "") -> str:
    """Return a figure that brings its own style and script, for documents that have none of ours."""
    style = f"<style>{publishing.figure_styles()}</style>"
    return f"{style}{shown}<script>{script}</script>" if script else style + shown


def payload(states: list[State]) -> dict:
    """Return the states as data: ``pieces`` of SVG stored once, and of each state its words and its pieces' numbers."""
    index: dict[str, int] = {}
    shown = [
        {
            "title": state.title,
            "caption": state.caption,
            "svg": [index.setdefault(piece, len(index)) for piece in state.pieces],
        }
        | ({"table": state.table} if state.table else {})
        for state in states
    ]
    return {"pieces": list(index), "states": shown}


def in_script(data: object) -> str:
    """Return JSON that cannot end, or hide the end of, the script element that it stands in."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return re.sub(r"<(?=!--|/?script)", r"\\u003c", text, flags=re.IGNORECASE)


def _figure(explorer, state, data="", tallest=("", "")):
    id, kind = explorer.id, "mc-explorer" if explorer.controls else "mc-figure"
    controls = note = ""
    if explorer.controls:
        # Without a script the controls would be dead, so they are hidden until the player has found them.
        every = "".join(_control(explorer, each) for each in explorer.controls.values())
        controls = f'<div class="mc-controls" role="group" aria-label="Controls of this figure" hidden>{every}</div>'
        controls = question.above(explorer.asked, id, controls)
        note = '<noscript><p class="mc-note">With JavaScript on, this figure has sliders.</p></noscript>'
    return (
        f'<figure class="{kind}" id="{id}" data-play="{explorer.play or ""}" data-shared="{" ".join(explorer.shared)}"'
        f"{' data-wide' if explorer.wide else ''}>"
        f"{controls}{contents(state, id, explorer.asked, tallest=tallest, answers=bool(explorer.controls))}{note}{data}</figure>"
    )


def contents(
    state: State,
    id: str,
    asked: Asked | None = None,
    mark: str = "",
    tallest: Sequence[str] = ("", ""),
    answers: bool = False,
) -> str:
    """Return title, picture and caption of a state, with the mark of a guess, or room for one.

    There is room for the ``tallest`` title and caption, and for the reply of a figure that ``answers``.
    """
    room_of_title, room_of_caption = (f' data-tallest="{html.escape(text)}"' if text else "" for text in tallest)
    reply = question.below(asked, tallest[1]) if answers else ""
    if reply:
        room_of_caption = ""  # the reply and the caption have theirs together
    title = f'<p class="mc-title" id="{id}-title"{room_of_title}>{html.escape(state.title)}</p>'
    stage = f'<div class="mc-stage" role="img" aria-labelledby="{id}-title {id}-caption">{state.picture}</div>'
    stage = question.around(asked, stage, mark)
    words = _caption(state.caption)
    caption = f'<figcaption class="mc-caption" id="{id}-caption"{room_of_caption}>{words}</figcaption>'
    return f"{title}{stage}{reply}{caption}"


HOW = re.compile(r"( [^.]*\b[Pp]ress Play\.)$")
"""What a caption says of the controls: seen only where they are. The page's script knows it too."""


def _caption(text):
    words, *how = HOW.split(text, maxsplit=1)
    return html.escape(words) + (f'<span class="mc-how">{html.escape(how[0])}</span>' if how else "")


def _extent(text):
    """Return about how wide a text is, in letters: a few are much narrower or wider than the others."""
    return len(text) - 0.45 * len(re.findall(r"[ijltfrI.,:;'|()]", text)) + 0.4 * len(re.findall(r"[mwMW%—@]", text))


def _control(explorer, control):
    id = f"{explorer.id}-{control.name}"
    make = {"slider": _slider, "choice": _choice, "roll": _roll}[control.kind]
    names = f'id="{id}" name="{control.name}" data-keys="{html.escape(json.dumps(control.keys))}"'
    return make(control, id, names, [html.escape(text) for text in control.shown], control.name == explorer.play)


def _choice(control, id, names, shown, _plays):
    options = "".join(
        f"<option{' selected' if i == control.begins else ''}>{text}</option>" for i, text in enumerate(shown)
    )
    label = f'<label for="{id}">{html.escape(control.label)}</label>'
    return f'<div class="mc-control">{label}<select {names}>{options}</select></div>'


def _roll(control, id, names, shown, _plays):
    values = html.escape(json.dumps(control.shown))
    return (
        f'<div class="mc-control mc-rolling"><button type="button" class="mc-roll" {names} value="{control.begins}" '
        f'aria-describedby="{id}-run" data-values="{values}">Roll again</button>'
        f'<span class="mc-value" id="{id}-run">{shown[control.begins]}</span></div>'
    )


def _slider(control, id, names, shown, plays):
    button = '<button type="button" class="mc-play" aria-pressed="false">Play</button>' if plays else ""
    return (
        f'<div class="mc-control{" mc-moving" if plays else ""}"><label for="{id}">{html.escape(control.label)}</label>'
        # A slider says its value itself; an <output> would say it once more.
        f'<span class="mc-value" aria-hidden="true">{shown[control.begins]}</span>'
        f'<input type="range" {names} min="0" max="{len(shown) - 1}" step="1" '
        f'value="{control.begins}" aria-valuetext="{shown[control.begins]}" '
        f'data-values="{html.escape(json.dumps(control.shown))}">{button}</div>'
    )
