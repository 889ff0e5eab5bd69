"""Figures in the shape of the first edition, until the last chapter is converted: ``draw`` sets the title."""

from modelcollapse.book import explorer
from modelcollapse.book.controls import Choice, Slider


def explore(draw, say=None, *, alt=None, labels=None, start=None, text=None, controls=None, **settings):
    if alt is None:
        return explorer.explore(draw, say, controls=controls, **settings)
    kept = {name: settings.pop(name) for name in ("play", "size", "panels") if name in settings}
    controls = {}
    for name, values in settings.items():
        values = tuple(values)
        kind = Choice if any(isinstance(value, str) for value in values) else Slider
        controls[name] = kind(values, label=(labels or {}).get(name), start=(start or {}).get(name))

    def say_(**state):
        return ("", alt(**state), text(**state)) if text else ("", alt(**state))

    return explorer.explore(lambda ax, **state: draw(ax, **state), say_, controls=controls, **kept)


def figure(draw, say=None, *, alt=None, **settings):
    if alt is None:
        return explorer.figure(draw, say, **settings)
    return explorer.figure(lambda ax: draw(ax), lambda: ("", alt), **settings)
