"""The live figure: ipywidgets controls that simulate and draw as a reader moves them."""

from __future__ import annotations

from collections.abc import Mapping

from modelcollapse.book import page, publishing
from modelcollapse.book.explorer import Explorer
from modelcollapse.book.live_question import LiveQuestion

STEP = 250
"""Milliseconds of a step of Play, as on a page."""


def live(explorer: Explorer):
    """Return a box of the controls, one widget each, and below them the state that they choose.

    A question stands in the place of the controls until it is answered. Figures of one kernel that share a control
    move together.
    """
    figure = LiveFigure(explorer)
    _figures[explorer.name or explorer.id] = figure
    return figure.box


_figures: dict[str, LiveFigure] = {}
"""The live figures of this kernel by name: who runs a cell again gets a new one in the place of the old."""


class LiveFigure:
    """A figure that draws what its controls choose; see `live`.

    Attributes
    ----------
    controls
        control → the widget that keeps its value.
    play
        what moves one of them by itself, or None.
    box
        all that a reader sees.
    """

    def __init__(self, explorer: Explorer):
        import ipywidgets

        self.explorer, self.question, self._silent = explorer, None, False
        pairs = {name: WIDGETS[control.kind](control) for name, control in explorer.controls.items()}
        self.play = None
        if explorer.play is not None:
            self.play, pairs[explorer.play] = _playing(*pairs[explorer.play])
        self.controls = {name: keeper for name, (keeper, _) in pairs.items()}
        panel = ipywidgets.VBox([shown for _, shown in pairs.values()])
        styles = ipywidgets.HTML(f"<style>{publishing.figure_styles()}</style>")
        self.stage = ipywidgets.HTML()
        parts = [*panel.children, self.stage]
        if explorer.asked:
            self.question = LiveQuestion(explorer.asked, panel, self.move, self.draw)
            parts = [self.question.form, panel, self.stage, self.question.reply]
        for each in self.controls.values():
            each.observe(self._moved, names="value")
        self.draw()
        self.box = ipywidgets.VBox([styles, *parts]).add_class(f"{explorer.id}-live")

    @property
    def state(self) -> dict:
        """Control → value, as they stand."""
        return {name: each.value for name, each in self.controls.items()}

    def draw(self) -> None:
        """Draw the state in which the controls stand."""
        state = self.explorer.state(self.state)
        mark = ""
        if self.question:
            mark = self.question.mark(state)
            self.question.follow(self.state)
        shown = page.contents(state, f"{self.explorer.id}-live", self.explorer.asked, mark)
        self.stage.value = f'<figure class="mc-explorer">{shown}</figure>'

    def move(self, params: Mapping[str, object]) -> None:
        """Move several controls, draw once, and take those along that share one of them."""
        self._place(params)
        self._lead(params)

    def _moved(self, change):
        if change.owner is not self.controls.get(self.explorer.play):
            self._pause()
        if not self._silent:
            self.draw()
            self._lead({name for name, each in self.controls.items() if each is change.owner})

    def _pause(self):
        if self.play is not None:
            self.play.playing = False

    def _place(self, params):
        self._pause()
        self._silent = True
        try:
            for name, value in params.items():
                self.controls[name].value = value
        finally:
            self._silent = False
        self.draw()

    def _lead(self, moved):
        """Take other figures along, to the nearest values that they have; a question that waits keeps its figure."""
        if self.waits:
            return
        for other in _figures.values():
            common = set(moved) & set(self.explorer.shared) & set(other.explorer.shared)
            found = {name: other.explorer.controls[name].nearest(self.state[name]) for name in common}
            changes = {name: value for name, value in found.items() if value not in (None, other.state[name])}
            if other is not self and changes and not other.waits:
                other._place(changes)

    @property
    def waits(self) -> bool:
        """Whether the reader has yet to answer its question."""
        return self.question is not None and not self.question.opened


def _slider(control):
    import ipywidgets

    return _single(ipywidgets.SelectionSlider, control)


def _playing(slider, shown):
    """A button that moves a slider by itself, and what keeps and shows the slider's value now."""
    import ipywidgets

    last = len(slider.options) - 1
    play = ipywidgets.Play(value=slider.index, max=last, interval=STEP, show_repeat=False)
    ipywidgets.link((play, "value"), (slider, "index"))
    return play, (slider, ipywidgets.HBox([shown, play]))


def _choice(control):
    import ipywidgets

    return _single(ipywidgets.Dropdown, control)


def _single(kind, control):
    """A widget that keeps its value and is shown."""
    made = kind(**_options(control), description=control.label, style={"description_width": "initial"})
    return made, made


def _roll(control):
    """A button that goes round all runs, and the words for the one that stands; a list that nobody sees keeps it."""
    import ipywidgets

    kept = ipywidgets.Dropdown(**_options(control))
    button, run = ipywidgets.Button(description="Roll again"), ipywidgets.Label(kept.label)
    ipywidgets.dlink((kept, "label"), (run, "value"))
    button.on_click(lambda _: setattr(kept, "index", (kept.index + 1) % len(control.values)))
    return kept, ipywidgets.HBox([button, run])


def _options(control):
    return {
        "options": list(zip(control.shown, control.values, strict=True)),
        "value": control.values[control.begins],
    }


WIDGETS = {"slider": _slider, "choice": _choice, "roll": _roll}
"""Kind of control → a function that returns what keeps its value, and what a reader sees of it."""


def display(explorer: Explorer) -> None:
    """Display the live figure, and below it the still one, which is seen only where no kernel answers.

    An exported notebook, or one opened without a kernel, has nothing to draw a widget with.
    """
    from IPython.display import HTML
    from IPython.display import display as show

    show(live(explorer))
    hidden = f"<style>body:has(.{explorer.id}-live) #{explorer.id} {{ display: none; }}</style>"
    show(HTML(hidden + page.alone(page.still(explorer))))
