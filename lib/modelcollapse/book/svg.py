"""Figures as small, themeable SVG: text stays text, palette colors become CSS variables, nothing is said twice."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable
from xml.etree import ElementTree

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from modelcollapse.book import style

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
TITLE_WIDTH = 48
ElementTree.register_namespace("", SVG)


def draw_figure(draw: Callable, params: dict, size: tuple[float, float], panels: int, salt: str) -> str:
    """Call ``draw(ax, **params)`` on an empty figure and return it as SVG text.

    With more than one panel ``ax`` is a list of axes side by side. ``salt`` keeps ids of different figures apart.
    """
    with style.applied(), matplotlib.rc_context({"svg.hashsalt": salt}):
        figure = Figure(figsize=size)
        FigureCanvasSVG(figure)
        axes = figure.subplots(1, panels, squeeze=False)[0]
        for axis in (axis for ax in axes for axis in (ax.xaxis, ax.yaxis)):
            axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))  # few ticks: room on a phone
        draw(axes[0] if panels == 1 else list(axes), **params)
        for ax in figure.axes:
            title = ax.get_title(loc="left") or ax.get_title()
            width = int(TITLE_WIDTH * size[0] / style.SIZE[0] / panels)
            ax.set_title("\n".join(textwrap.wrap(title, width)), loc="left")
        if all(ax.get_ylabel() == "" and len(ax.get_yticks()) == 0 for ax in figure.axes):
            figure.subplots_adjust(left=1 - figure.subplotpars.right)  # nothing stands left of the axes
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return text.getvalue()


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
    head = f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" focusable="false">'
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
            if element.get("id") in used:
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
        return re.sub(r"-?\d+\.\d+", lambda number: _rounded(number.group(0)), value)
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
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return [f"<g{attributes}>", *(piece for child in element for piece in _cut(child, depth - 1)), "</g>"]
