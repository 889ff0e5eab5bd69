"""The live figure: ipywidgets controls that simulate and draw as a reader moves them."""

from __future__ import annotations

from modelcollapse.book import page, publishing
from modelcollapse.book.explorer import Explorer


def live(explorer: Explorer):
    """Return a box of the controls, one widget each, and below them the state that they choose."""
    import ipywidgets

    def widget_of(control):
        kind = ipywidgets.SelectionSlider if control.slides else ipywidgets.Dropdown
        options = list(zip(control.shown, control.values, strict=True))
        start = control.values[control.begins]
        return kind(options=options, value=start, description=control.label, style={"description_width": "initial"})

    controls = {name: widget_of(control) for name, control in explorer.controls.items()}
    styles = ipywidgets.HTML(f"<style>{publishing.figure_styles()}</style>")
    stage = ipywidgets.HTML()

    def update(_change=None):
        state = explorer.state({name: each.value for name, each in controls.items()})
        stage.value = f'<figure class="mc-explorer">{page.contents(state, f"{explorer.id}-live")}</figure>'

    for each in controls.values():
        each.observe(update, names="value")
    update()
    return ipywidgets.VBox([styles, *controls.values(), stage]).add_class(f"{explorer.id}-live")


def display(explorer: Explorer) -> None:
    """Display the live figure, and below it the still one, which is seen only where no kernel answers.

    An exported notebook, or one opened without a kernel, has nothing to draw a widget with.
    """
    from IPython.display import HTML
    from IPython.display import display as show

    show(live(explorer))
    hidden = f"<style>body:has(.{explorer.id}-live) #{explorer.id} {{ display: none; }}</style>"
    show(HTML(hidden + page.alone(page.still(explorer))))
