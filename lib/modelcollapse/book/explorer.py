"""Figures that a reader can move: live with a kernel, precomputed on the published page."""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import product
from math import prod
from weakref import WeakValueDictionary

from modelcollapse import _validation as valid
from modelcollapse.book import guess, publishing, style, svg, tables
from modelcollapse.book.asked import Asked
from modelcollapse.book.chosen import Chosen
from modelcollapse.book.controls import Choice, Roll, Slider, control

MAX_STATES = 250
CHUNK = 8
"""States that a process draws at a time."""


def explore(
    draw: Callable,
    say: Callable,
    *,
    controls: Mapping[str, Slider | Choice | Roll | Iterable],
    given: object = None,
    play: str | None = None,
    predict: guess.Number | guess.Choice | guess.Line | None = None,
    shared: str | Sequence[str] = (),
    table: Callable | None = None,
    name: str | None = None,
    size: tuple[float, float] = style.SIZE,
    panels: int | tuple[int, int] = 1,
    wide: bool = False,
) -> Explorer:
    """Return a figure with controls, e.g. ``{"n": [10, 30, 100], "generation": range(51)}``.

    The three functions get the controls that their parameters name, as keywords.

    Parameters
    ----------
    draw
        ``draw(ax, found, **state)`` draws one state, without a title.
    say
        ``say(found, **state)`` returns the title, which states what the state shows, and the caption, which says it
        in a sentence with numbers and is what a screen reader reads.
    controls
        control → its values, a `Slider`, a `Choice` or a `Roll`. At most 250 states in all.
    given
        where ``found`` comes from: a function of some of the controls, which runs once for each of their settings,
        or the thing itself. Without it ``draw`` and ``say`` get no ``found``.
    play
        the control that the play button moves; by default ``generation`` if there is one. Only a slider can play.
    predict
        a question that the reader answers before the figure does: `guess.number`, `guess.choice` or `guess.line`.
    shared
        the controls, e.g. ``"generation"``, that move together with those of the same name in the page's other
        explorers that share them; one that lacks a value shows the nearest below it.
    table
        ``table(found, **state)`` returns what "Save numbers" writes, column → values; by default a reader gets the
        numbers that can be read off the picture.
    name
        the figure's address on its page, which outlives a rewording; by default made from what the figure says.
    size
        inches.
    panels
        number of axes side by side, or (rows, columns) of them; with more than one, ``draw`` gets a list.
    wide
        as wide as the column: for the one picture of a chapter that needs it. Its text grows with it.

    Raises
    ------
    ValueError
        if there are no or too many states, ``play`` is no slider, or a function needs what is no control.
    """
    if not controls:
        raise valid.refuse("controls", controls, "at least one control; without any, use figure")
    shared = [shared] if isinstance(shared, str) else list(shared)
    settings = {"play": play, "predict": predict, "shared": shared, "table": table}
    return Explorer(draw, say, given, controls, **settings, name=name, size=size, panels=panels, wide=wide)


def figure(
    draw: Callable,
    say: Callable,
    *,
    given: object = None,
    name: str | None = None,
    size: tuple[float, float] = style.SIZE,
    panels: int | tuple[int, int] = 1,
) -> Explorer:
    """Return a figure without controls; the parameters are those of `explore`."""
    return Explorer(draw, say, given, {}, play=None, name=name, size=size, panels=panels)


@dataclass(frozen=True)
class State:
    """What a figure shows in one state: everything that a page, a widget or a file is made of.

    Attributes
    ----------
    params
        control → value.
    pieces
        the picture as SVG, cut where states share parts; joined they are the whole.
    table
        column → values, if the author wrote down what the picture shows.
    """

    params: dict
    title: str
    caption: str
    pieces: tuple[str, ...]
    table: dict[str, list] | None = None

    @property
    def picture(self) -> str:
        """The SVG."""
        return "".join(self.pieces)


class Explorer:
    """A figure with a finite set of states; see `explore`.

    Attributes
    ----------
    controls
        control → `Control`.
    start
        control → the value that a reader begins with.
    first
        names of what an author's functions get before the controls.
    asked
        the question that a reader answers first, if there is one.
    """

    def __init__(
        self, draw, say, given, controls, *, play, name, size, panels, predict=None, shared=(), table=None, wide=False
    ):
        self.size, self.panels, self.name, self.wide = size, panels, name, wide
        self.controls = {key: control(key, values) for key, values in controls.items()}
        if self.n_states > MAX_STATES:
            raise valid.refuse("controls", self.n_states, f"at most {MAX_STATES} states in all: a page has a budget")
        if name is not None and not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise valid.refuse("name", name, "small letters, digits and dashes")
        self.start = {key: each.values[each.begins] for key, each in self.controls.items()}
        self.play = play if play is not None else ("generation" if "generation" in self.controls else None)
        if self.play is not None and not self.controls[valid.choice("play", self.play, self.controls)].slides:
            raise valid.refuse("play", self.play, "a control with numbers")
        self.shared = tuple(valid.choice("shared", each, self.controls) for each in shared)
        self.first = first = () if given is None else ("found",)
        self._given = Chosen("given", given, (), self.controls) if callable(given) else None
        self._draw = Chosen("draw", draw, ("ax", *first), self.controls)
        self._say = Chosen("say", say, first, self.controls)
        self._table = table and Chosen("table", table, first, self.controls)
        self._found = {} if given is None or self._given else {(): given}
        self._said = {}
        self.asked = None if predict is None else Asked(predict, self)

    @property
    def n_states(self) -> int:
        """Number of combinations of control values."""
        return prod(len(each.values) for each in self.controls.values())

    def states(self) -> list[dict]:
        """All combinations of control values, the last control varying fastest."""
        values = (each.values for each in self.controls.values())
        return [dict(zip(self.controls, each, strict=True)) for each in product(*values)]

    def corners(self) -> list[dict]:
        """The combinations of first and last values: where a drawing is most likely to break."""
        ends = [(each.values[0], each.values[-1]) for each in self.controls.values()]
        return [dict(zip(self.controls, values, strict=True)) for values in dict.fromkeys(product(*ends))]

    def found(self, params: Mapping[str, object]) -> tuple:
        """What draw and say get first: nothing, or what was given for these settings, computed once."""
        key = tuple(self._given.wanted(params).values()) if self._given else ()
        if self._given and key not in self._found:
            self._found[key] = self._given((), params)
        return (self._found[key],) if self._found else ()

    def said(self, params: Mapping[str, object]) -> tuple[str, str]:
        """Title and caption of one state, computed once."""
        key = tuple(params.values())
        if key not in self._said:
            self._said[key] = _checked(self._say(self.found(params), params), params)
        return self._said[key]

    def pieces(self, params: Mapping[str, object]) -> tuple[str, ...]:
        """The SVG of one state, as strings to be joined."""
        return tuple(svg.pieces(svg.draw_figure(self.drawing(params), self.size, self.panels, self.id), self.id))

    def drawing(self, params: Mapping[str, object]) -> Callable:
        """Return the function that draws one state on given axes."""
        return lambda axes: self._draw((axes, *self.found(params)), params)

    def state(self, params: Mapping[str, object]) -> State:
        """Everything that a figure shows in one state."""
        return State(dict(params), *self.said(params), self.pieces(params), self.table(params))

    def table(self, params: Mapping[str, object]) -> dict[str, list] | None:
        """What the author wrote down of one state, in columns of equal length."""
        return tables.checked(self._table(self.found(params), params), params) if self._table else None

    def all_states(self) -> list[State]:
        """Every state, simulated and drawn."""
        params = self.states()
        said = [self.said(each) for each in params]  # simulates what has not been, before processes multiply it
        columns = [params, *zip(*said, strict=True), self._draw_all(params), map(self.table, params)]
        return [State(*each) for each in zip(*columns, strict=True)]

    def _draw_all(self, params):
        """The pieces of every state, drawn on all cores where processes can be forked safely."""
        chunks = [params[i : i + CHUNK] for i in range(0, len(params), CHUNK)]
        if sys.platform != "linux" or len(chunks) == 1:
            return self._draw_some(params)
        # A fork inherits the functions with everything they close over; nothing has to be pickled.
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(os.cpu_count(), context, initializer=_adopt, initargs=(self,)) as pool:
            return [pieces for drawn in pool.map(_draw_some, chunks) for pieces in drawn]

    def _draw_some(self, params):
        with svg.settings(self.id):
            return [self.pieces(each) for each in params]

    @cached_property
    def id(self) -> str:
        """The figure's address on its page."""
        title, caption = self.said(self.start)
        words = repr([title, caption, [(each.label, each.shown) for each in self.controls.values()]])
        id = base = f"mc-{self.name or hashlib.sha256(words.encode()).hexdigest()[:8]}"
        others = 1
        while _addresses.get(id, self) is not self:
            others += 1
            id = f"{base}-{others}"
        _addresses[id] = self
        return id

    def _repr_mimebundle_(self, include=None, exclude=None):
        from modelcollapse.book import page

        title, caption = self.said(self.start)
        shown = page.published(self) if publishing.is_published() else page.still(self)
        return {"text/html": shown, "text/plain": f"{title}. {caption}"}

    def _ipython_display_(self):
        """With a kernel and ipywidgets: the live figure, and the still one for where no kernel is."""
        if publishing.is_published() or not self.controls or not find_spec("ipywidgets"):
            raise NotImplementedError  # IPython then asks for the mimebundle
        from modelcollapse.book import widget

        widget.display(self)


_addresses: WeakValueDictionary[str, Explorer] = WeakValueDictionary()
"""Figures of this process by id: two that say the same do not share one."""

_adopted: list = []


def _adopt(explorer):
    gc.disable()  # matplotlib makes millions of short-lived cycles, and a worker does not live long
    _adopted.append(explorer)


def _draw_some(params):
    return _adopted[-1]._draw_some(params)


def _checked(said, params):
    """Return what ``say`` returned, once it is certain that it is what was asked for."""
    if not isinstance(said, tuple) or len(said) != 2 or not all(isinstance(part, str) for part in said):
        raise valid.refuse("say", said, f"a function that returns a title and a caption (here for {params})")
    return said
