"""The live figure: ipywidgets controls that simulate and draw as a reader moves them."""

from __future__ import annotations

from modelcollapse.book import page, publishing
from modelcollapse.book.explorer import Explorer
from modelcollapse.book.live_question import LiveQuestion


def live(explorer: Explorer):
    """Return a box of the controls, one widget each, and below them the state that they choose.

    A question stands in the place of the controls until it is answered.
    """
    import ipywidgets

    controls = {name: _widget_of(control) for name, control in explorer.controls.items()}
    styles = ipywidgets.HTML(f"<style>{publishing.figure_styles()}</style>")
    stage = ipywidgets.HTML()
    question = None

    def draw(_change=None):
        state = explorer.state({name: each.value for name, each in controls.items()})
        mark = question.mark(state) if question else ""
        shown = page.contents(state, f"{explorer.id}-live", explorer.asked, mark)
        stage.value = f'<figure class="mc-explorer">{shown}</figure>'

    def move(params):
        """Move several controls and draw once."""
        for each in controls.values():
            each.unobserve(draw, names="value")
        for name, value in params.items():
            controls[name].value = value
        for each in controls.values():
            each.observe(draw, names="value")
        draw()

    parts = [*controls.values(), stage]
    if explorer.asked:
        panel = ipywidgets.VBox(list(controls.values()))
        question = LiveQuestion(explorer.asked, panel, move, draw)
        parts = [question.form, panel, stage, question.reply]
    for each in controls.values():
        each.observe(draw, names="value")
    draw()
    return ipywidgets.VBox([styles, *parts]).add_class(f"{explorer.id}-live")


def _widget_of(control):
    import ipywidgets

    kind = ipywidgets.SelectionSlider if control.slides else ipywidgets.Dropdown
    options = list(zip(control.shown, control.values, strict=True))
    start = control.values[control.begins]
    return kind(options=options, value=start, description=control.label, style={"description_width": "initial"})


def display(explorer: Explorer) -> None:
    """Display the live figure, and below it the still one, which is seen only where no kernel answers.

    An exported notebook, or one opened without a kernel, has nothing to draw a widget with.
    """
    from IPython.display import HTML
    from IPython.display import display as show

    show(live(explorer))
    hidden = f"<style>body:has(.{explorer.id}-live) #{explorer.id} {{ display: none; }}</style>"
    show(HTML(hidden + page.alone(page.still(explorer))))
