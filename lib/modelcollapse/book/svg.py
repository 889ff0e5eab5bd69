"""Figures as small, themeable SVG: text stays text, palette colors become CSS variables, nothing is said twice."""

from __future__ import annotations

import io
import json
import pickle
import re
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import cache
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatterSciNotation, MaxNLocator, NullLocator

from modelcollapse.book import numerals, style

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
HEADING = 0.3
"""Inches that the heading of a panel takes."""
WIDTHS = {"%": 0.95, "−": 0.84, ".": 0.32, ",": 0.32, " ": 0.32}
"""Of its height: how wide a letter is that is far from as wide as a digit."""
NAMED = "named "
"""Begins the id of an artist that is called something."""
ElementTree.register_namespace("", SVG)


def draw_figure(draw: Callable, size: tuple[float, float], panels: int | tuple[int, int], salt: str) -> str:
    """Call ``draw(ax)`` on an empty figure and return it as SVG text.

    With more than one panel ``ax`` is a list of axes, row by row. ``salt`` keeps ids of different figures apart.
    """
    with settings(salt):
        return _saved(_drawn(draw, size, panels))


def draw_layers(
    draw: Callable, marks: Iterable[Callable], size: tuple[float, float], panels: int | tuple[int, int], salt: str
) -> list[str]:
    """Return what each of ``marks`` adds to the figure that ``draw`` draws, as SVG text without the figure itself."""
    with settings(salt):
        figure = _drawn(draw, size, panels)
        axes = _given(figure.axes[: _count(panels)])
        texts = []
        for ax in figure.axes:
            for artist in ax.get_children():
                artist.set_visible(False)
        for mark in marks:
            before = {ax: (set(ax.get_children()), ax.get_xlim(), ax.get_ylim()) for ax in figure.axes}
            mark(axes)
            for ax, (_, x, y) in before.items():
                ax.set(xlim=x, ylim=y)
            texts.append(_saved(figure))
            for ax, (artists, *_) in before.items():
                for artist in set(ax.get_children()) - artists:
                    artist.remove()
    return texts


_salts: list[str] = []


@contextmanager
def settings(salt: str):
    """Draw in the book's style. Who draws many figures of one ``salt`` opens this around them all, which is faster."""
    if _salts[-1:] == [salt]:
        yield
        return
    with style.applied(), matplotlib.rc_context({"svg.hashsalt": salt}):
        _salts.append(salt)
        try:
            yield
        finally:
            _salts.pop()


def _count(panels):
    return panels if isinstance(panels, int) else panels[0] * panels[1]


def _given(axes):
    """What an author's function gets: the axes, or a list of several."""
    return axes[0] if len(axes) == 1 else list(axes)


def _drawn(draw, size, panels):
    figure = pickle.loads(
        _empty(tuple(size), panels if isinstance(panels, int) else tuple(panels))
    )  # a third of the time that making it anew takes
    FigureCanvasSVG(figure)
    draw(_given(figure.axes))
    _make_room(figure)
    return figure


@cache
def _empty(size, panels):
    """An empty figure as all that have its size and panels begin, pickled."""
    rows, columns = (1, panels) if isinstance(panels, int) else panels
    figure = Figure(figsize=size)
    axes = figure.subplots(rows, columns, squeeze=False, gridspec_kw={"hspace": 0.5 if rows > 1 else 0}).ravel()
    for axis in (axis for ax in axes for axis in (ax.xaxis, ax.yaxis)):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))  # few ticks: room on a phone
    return pickle.dumps(figure)


def _saved(figure):
    _name_artists(figure)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return text.getvalue().replace("<svg ", f'<svg data-axes="{_axes(figure)}" ', 1)


def _axes(figure):
    """Return where each panel lies and what its axes say, as JSON: what turns a point of the picture into data.

    A panel is [left, top, right, bottom, x at left, x at right, x is logarithmic, y at top, y at bottom, y is
    logarithmic], the first four in units of the SVG; null where a scale is neither linear nor logarithmic.
    """
    width, height = 72 * figure.get_size_inches()
    return json.dumps([_panel(ax, width, height) for ax in figure.axes], separators=(",", ":"))


def _panel(ax, width, height):
    if not {ax.get_xscale(), ax.get_yscale()} <= {"linear", "log"}:
        return None
    (left, bottom), (right, top) = ax.get_position().get_points()
    box = [round(value, 1) for value in (left * width, (1 - top) * height, right * width, (1 - bottom) * height)]
    (x_left, x_right), (y_bottom, y_top) = (
        [float(f"{v:.7g}") for v in limits] for limits in (ax.get_xlim(), ax.get_ylim())
    )
    return [*box, x_left, x_right, int(ax.get_xscale() == "log"), y_top, y_bottom, int(ax.get_yscale() == "log")]


def _name_artists(figure):
    """Let the picture keep what its curves are called, for those who save its numbers."""
    for artist in (artist for ax in figure.axes for artist in [*ax.lines, *ax.collections, *ax.patches]):
        label = str(artist.get_label())
        if label and not label.startswith("_") and artist.get_gid() is None:
            artist.set_gid(NAMED + label)


def _make_room(figure):
    """Fit the margins, in inches, to what stands in them; a panel without ticks and labels needs none."""
    width, height = figure.get_size_inches()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            _plain_ticks(axis)
    under = sum(
        any(has(ax) for ax in figure.axes) for has in (lambda ax: ax.get_xlabel(), lambda ax: len(ax.get_xticks()))
    )
    heading = HEADING if any(ax.get_title(loc="left") for ax in figure.axes) else 0.08
    figure.subplots_adjust(bottom=(0.07 + 0.23 * under) / height, top=1 - heading / height)
    if all(ax.get_ylabel() == "" and len(ax.get_yticks()) == 0 for ax in figure.axes):
        figure.subplots_adjust(left=0.15 / width, right=1 - 0.15 / width)
    else:
        figure.subplots_adjust(left=max(map(_left_of, figure.axes)) / width)


def _left_of(ax):
    """Inches that the tick labels and the label of the vertical axis take."""
    low, high = sorted(ax.get_ylim())
    ticks = [tick for tick in ax.get_yticks() if low <= tick <= high]
    longest = max(map(_width, ax.yaxis.get_major_formatter().format_ticks(ticks)), default=0)
    return 0.15 + longest + 0.23 * bool(ax.get_ylabel())


def _width(text):
    """Inches that ``text`` takes in matplotlib's font, by which it places what stands beside it; measuring is slow."""
    return style.TEXT / 72 * sum(WIDTHS.get(letter, 0.64) for letter in text)


def _plain_ticks(axis):
    """Write the powers on a logarithmic axis as text, without ticks between: mathematics takes ten times as long."""
    if axis.get_scale() == "log":
        axis.set_minor_locator(NullLocator())
        if isinstance(axis.get_major_formatter(), LogFormatterSciNotation):
            axis.set_major_formatter(lambda value, _: numerals.power(value))


def pieces(svg: str, prefix: str) -> list[str]:
    """Cut matplotlib's SVG into the strings that, joined, give the cleaned SVG.

    States of one explorer share most of their pieces (axes, ticks, what does not move), so that a page stores each
    piece once.
    """
    root = ElementTree.fromstring(svg)
    _drop_leaky_parts(root)
    _shorten_ids(root, prefix)
    for element in root.iter():
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
        for name, value in element.attrib.items():
            element.set(name, _compact(name, value))
    width, height = (float(v) for v in root.get("viewBox").split()[2:])
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    head = f'<svg {size} data-axes="{root.get("data-axes", "[]")}" focusable="false">'
    return [head, *(piece for child in root for piece in _cut(child, 4)), "</svg>"]


def _drop_leaky_parts(root):
    """Remove metadata, and the global style sheet that would apply to the whole page."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{SVG}}}metadata", f"{{{SVG}}}style"} or callable(child.tag):
                parent.remove(child)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{SVG}}}defs" and len(child) == 0:
                parent.remove(child)


def _shorten_ids(root, prefix):
    """Keep only ids that something refers to, under a prefix that is unique on the page."""
    text = " ".join(value for element in root.iter() for value in element.attrib.values())
    used = {found: f"{prefix}-{i}" for i, found in enumerate(dict.fromkeys(re.findall(r"#([\w-]+)\b", text)))}
    for element in root.iter():
        if "id" in element.attrib:
            if element.get("id").startswith(NAMED):
                element.set("data-name", element.attrib.pop("id").removeprefix(NAMED))
            elif element.get("id").startswith("matplotlib.axis_"):  # x is odd, y even
                element.set("data-axis", "yx"[int(element.attrib.pop("id").rpartition("_")[2]) % 2])
            elif element.get("id") in used:
                element.set("id", used[element.get("id")])
            else:
                del element.attrib["id"]
        href = element.attrib.pop(f"{{{XLINK}}}href", None)
        if href is not None and href.startswith("#"):
            element.set("href", "#" + used[href[1:]])
        elif href is not None:
            element.set("href", href)
        if element.get("clip-path"):
            element.set("clip-path", re.sub(r"#([\w-]+)", lambda m: "#" + used[m.group(1)], element.get("clip-path")))


def _compact(name, value):
    if name in {"d", "points", "x", "y", "transform"}:
        value = re.sub(r"rotate\(-?0 [^)]*\)", "", " ".join(value.split()))
        value = re.sub(r"-?\d+\.\d+", lambda number: _rounded(number.group(0)), value)
        return re.sub(r"M (\S+ \S+) L \1(?= M|$) ?", r"M\1h0", value)  # a dot
    if name == "style":
        value = re.sub(r"font-family:[^;]*;?", "", value)  # the page's own font
        for color, variable in style.CSS_VARIABLES.items():
            value = value.replace(color, f"var({variable},{color})")
        return re.sub(r"\s*([:;])\s*", r"\1", value).strip(";")
    return value


def _rounded(number):
    """Round to a tenth of a point: finer than a pixel at any size a page shows."""
    return f"{round(float(number), 1) + 0.0:g}"


def _cut(element, depth):
    """Serialize ``element``, cut at group boundaries down to ``depth``."""
    if depth == 0 or element.tag != f"{{{SVG}}}g" or not any(child.tag == f"{{{SVG}}}g" for child in element):
        return [ElementTree.tostring(element, encoding="unicode").replace(f' xmlns="{SVG}"', "")]
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in element.attrib.items())
    return [f"<g{attributes}>", *(piece for child in element for piece in _cut(child, depth - 1)), "</g>"]
