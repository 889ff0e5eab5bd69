"""Figures that a reader can move: live with a kernel, precomputed on the published page."""

from __future__ import annotations

import gc
import hashlib
import html
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from math import prod
from numbers import Integral, Real

from modelcollapse import _validation as valid
from modelcollapse.book import style, svg

MAX_STATES = 250
BUILD_VARIABLE = "MODELCOLLAPSE_BUILD"
"""Environment variable that the book's build sets: only then are all states drawn in advance."""


def explore(
    draw: Callable,
    *,
    alt: Callable[..., str],
    labels: Mapping[str, str] | None = None,
    start: Mapping[str, object] | None = None,
    play: str | None = None,
    size: tuple[float, float] = style.SIZE,
    panels: int = 1,
    text: Callable[..., str | Iterable[str] | Mapping[str, Iterable[str]]] | None = None,
    **controls: Iterable,
) -> Explorer:
    """Return a figure with one control for each keyword, e.g. ``n=[10, 30, 100], generation=range(51)``.

    Parameters
    ----------
    draw
        ``draw(ax, **params)`` draws one state and sets its title, which states what the state shows.
    alt
        ``alt(**params)`` says in words, with numbers, what the state shows: the caption and what a screen reader
        reads.
    labels
        control → the words beside it; by default its name.
    start
        control → the value to begin with; by default its first.
    play
        the control that the play button moves; by default ``generation`` if there is one. Choices in words have none.
    size
        inches.
    panels
        number of axes side by side; with more than one, ``draw`` gets a list.
    text
        ``text(**params)`` returns what to read below the figure in this state: one plain text, several, or a
        mapping from headings to texts, which stand side by side.
    **controls
        control → its values, numbers (a slider) or words (a list to choose from). At most 250 states in all.

    Raises
    ------
    ValueError
        if there are no or too many states, or ``labels``, ``start`` or ``play`` name something else.
    """
    return Explorer(draw, alt, controls, labels=labels, start=start, play=play, size=size, panels=panels, text=text)


def figure(draw: Callable, *, alt: str, size: tuple[float, float] = style.SIZE, panels: int = 1) -> Explorer:
    """Return a figure without controls, in the book's style and with a text alternative."""
    return Explorer(draw, lambda: alt, {}, labels=None, start=None, play=None, size=size, panels=panels)


class Explorer:
    """A figure with a finite set of states; see `explore`.

    Attributes
    ----------
    controls
        control → tuple of its values.
    """

    def __init__(self, draw, alt, controls, *, labels, start, play, size, panels, text=None):
        self.draw, self.alt, self.size, self.panels, self.text = draw, alt, size, panels, text
        self.controls = {name: tuple(values) for name, values in controls.items()}
        for name, values in self.controls.items():
            if not values or len(set(values)) < len(values):
                raise valid.refuse(name, values, "at least one value, all different")
        if self.n_states > MAX_STATES:
            raise valid.refuse("controls", self.n_states, f"at most {MAX_STATES} states in all: a page has a budget")
        self.labels = {name: name.replace("_", " ") for name in self.controls} | dict(labels or {})
        self.start = {name: values[0] for name, values in self.controls.items()} | dict(start or {})
        for given, what in ((self.labels, "labels"), (self.start, "start")):
            unknown = set(given) - set(self.controls)
            if unknown:
                raise valid.refuse(what, sorted(unknown), f"about the controls {', '.join(self.controls)}")
        for name, value in self.start.items():
            if value not in self.controls[name]:
                raise valid.refuse("start", {name: value}, f"one of {self.controls[name]}")
        self.play = play if play is not None else ("generation" if "generation" in self.controls else None)
        if self.play is not None and not self._is_slider(valid.choice("play", self.play, self.controls)):
            raise valid.refuse("play", self.play, "a control with numbers")
        names = repr([draw.__qualname__, self.controls, alt(**self.start)])
        self.id = "mc-" + hashlib.sha256(names.encode()).hexdigest()[:8]

    @property
    def n_states(self) -> int:
        """Number of combinations of control values."""
        return prod(len(values) for values in self.controls.values())

    def states(self) -> list[dict]:
        """All combinations of control values, the last control varying fastest."""
        return [dict(zip(self.controls, values, strict=True)) for values in product(*self.controls.values())]

    def corners(self) -> list[dict]:
        """The combinations of first and last values: where a drawing is most likely to break."""
        ends = [(values[0], values[-1]) for values in self.controls.values()]
        return [dict(zip(self.controls, values, strict=True)) for values in dict.fromkeys(product(*ends))]

    def pieces(self, params: Mapping[str, object]) -> list[str]:
        """The SVG of one state, as strings to be joined."""
        return svg.pieces(svg.draw_figure(self.draw, dict(params), self.size, self.panels, self.id), self.id)

    def render(self, params: Mapping[str, object]) -> str:
        """The SVG of one state."""
        return "".join(self.pieces(params))

    def columns(self, params: Mapping[str, object]) -> list[list]:
        """The plain texts to read below one state, as [heading, texts] of each column; a lone column has no heading."""
        found = self.text(**params)
        if isinstance(found, str):
            found = [found]
        return [[name, list(texts)] for name, texts in (found if isinstance(found, Mapping) else {"": found}).items()]

    def payload(self) -> dict:
        """Every state, drawn: ``pieces`` stored once, ``states`` as lists of indices into them, ``alt`` texts.

        With ``text``, also ``text``: the `columns` of each state.
        """
        index: dict[str, int] = {}
        states = [[index.setdefault(piece, len(index)) for piece in pieces] for pieces in self._draw_all()]
        payload = {"pieces": list(index), "states": states, "alt": [self.alt(**params) for params in self.states()]}
        return payload | ({"text": [self.columns(params) for params in self.states()]} if self.text else {})

    def _draw_all(self):
        """The pieces of every state, drawn on all cores where processes can be forked safely."""
        if sys.platform != "linux":
            return [self.pieces(params) for params in self.states()]
        # A fork inherits ``draw`` with everything it closes over; nothing has to be pickled.
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(os.cpu_count(), context, initializer=_adopt, initargs=(self,)) as pool:
            return list(pool.map(_draw_state, range(self.n_states), chunksize=8))

    def to_html(self, *, interactive: bool) -> str:
        """A self-contained ``<figure>``; with ``interactive``, all states are embedded for the page's player."""
        alt = html.escape(self.alt(**self.start))
        stage = f'<div class="mc-stage" role="img" aria-labelledby="{self.id}-alt">{self.render(self.start)}</div>'
        caption = f'<figcaption id="{self.id}-alt" class="mc-alt">{alt}</figcaption>'
        if not self.controls:
            return f'<figure class="mc-figure" id="{self.id}">{stage}{caption}</figure>'
        embedded = ""
        if interactive:
            data = json.dumps(self.payload(), separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")
            embedded = f'<script type="application/json" class="mc-states">{data}</script>'
        controls = "".join(self._control_html(name) for name in self.controls)
        # Without a script the controls would be dead, so they are hidden until the player has found them.
        return (
            f'<figure class="mc-explorer" id="{self.id}" data-play="{self.play or ""}">'
            f'<div class="mc-controls" role="group" aria-label="Controls of this figure" hidden>{controls}</div>'
            f"{stage}{caption}{self._text_html(self.start)}"
            f'<noscript><p class="mc-note">With JavaScript on, this figure has sliders.</p></noscript>{embedded}</figure>'
        )

    def _text_html(self, params):
        if not self.text:
            return ""
        columns = ""
        for heading, passages in self.columns(params):
            title = f'<p class="mc-heading">{html.escape(heading)}</p>' if heading else ""
            columns += f"<div>{title}{''.join(f'<p>{html.escape(passage)}</p>' for passage in passages)}</div>"
        return f'<div class="mc-text" role="group" aria-label="Text of this state">{columns}</div>'

    def _is_slider(self, name):
        return all(isinstance(value, Real) for value in self.controls[name])

    def _control_html(self, name):
        values, control_id = self.controls[name], f"{self.id}-{name}"
        chosen = values.index(self.start[name])
        label = f'<label for="{control_id}">{html.escape(self.labels[name])}</label>'
        shown = [html.escape(shown_value(value)) for value in values]
        if not self._is_slider(name):
            options = "".join(
                f"<option{' selected' if i == chosen else ''}>{text}</option>" for i, text in enumerate(shown)
            )
            return f'<div class="mc-control">{label}<select id="{control_id}" name="{name}">{options}</select></div>'
        play = '<button type="button" class="mc-play" aria-pressed="false">Play</button>' if name == self.play else ""
        return (
            f'<div class="mc-control{" mc-moving" if play else ""}">{label}'
            f'<input type="range" id="{control_id}" name="{name}" min="0" max="{len(values) - 1}" step="1" '
            f'value="{chosen}" aria-valuetext="{shown[chosen]}" data-values="{html.escape(json.dumps(shown))}">'
            f'<output for="{control_id}">{shown[chosen]}</output>{play}</div>'
        )

    def widget(self):
        """The live figure: ipywidgets controls that call ``draw``."""
        import ipywidgets

        def control(name):
            options = [(shown_value(value), value) for value in self.controls[name]]
            kind = ipywidgets.SelectionSlider if self._is_slider(name) else ipywidgets.Dropdown
            style_ = {"description_width": "initial"}
            return kind(options=options, value=self.start[name], description=self.labels[name], style=style_)

        controls = {name: control(name) for name in self.controls}
        stage = ipywidgets.HTML()

        def update(_change=None):
            params = {name: widget.value for name, widget in controls.items()}
            caption = f"<p>{html.escape(self.alt(**params))}</p>"
            stage.value = f"{self.render(params)}{caption}{self._text_html(params)}"

        for widget in controls.values():
            widget.observe(update, names="value")
        update()
        return ipywidgets.VBox([*controls.values(), stage])

    def _repr_mimebundle_(self, include=None, exclude=None):
        if os.environ.get(BUILD_VARIABLE) == "1":
            return {"text/html": self.to_html(interactive=True), "text/plain": self.alt(**self.start)}
        bundle = {"text/html": self.to_html(interactive=False), "text/plain": self.alt(**self.start)}
        return self.widget()._repr_mimebundle_() | bundle if self.controls else bundle


_adopted: list = []


def _adopt(explorer):
    gc.disable()  # matplotlib makes millions of short-lived cycles, and a worker does not live long
    _adopted.append((explorer, explorer.states()))


def _draw_state(i):
    explorer, states = _adopted[-1]
    return explorer.pieces(states[i])


def shown_value(value: object) -> str:
    """Return a control's value as the reader sees it: 1,000 rather than 1000, 0.1 rather than 0.10000000000000001."""
    if isinstance(value, Integral):
        return f"{int(value):,}"
    return f"{value:.4g}" if isinstance(value, Real) else str(value)
