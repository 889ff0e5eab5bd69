"""Plots that chapters share. Each draws what it is given on given axes; none simulates."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from scipy.stats import norm

from modelcollapse.book import style
from modelcollapse.history import History


def curve(ax, x, y, *, color=style.SYNTHETIC, label=None, **kwargs):
    """Draw a line in a palette color."""
    return ax.plot(x, y, color=color, label=label, **kwargs)[0]


def theory(ax, x, y, *, label="theory"):
    """Draw a closed form: dashed, in the color of the text."""
    return ax.plot(x, y, color=style.THEORY, linestyle=(0, (4, 3)), linewidth=1.4, label=label)[0]


def fan(
    ax, history: History, name: str, *, color=style.SYNTHETIC, label=None, chains: int = 0, upto: int | None = None
):
    """Draw a measure's median over replicates with the band that holds the middle 90% of them.

    ``chains`` single replicates are drawn thin; ``upto`` ends the plot at that generation.
    """
    values = history[name][: None if upto is None else upto + 1]
    t = np.arange(len(values))
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=1)
    ax.fill_between(t, low, high, color=color, alpha=0.18, linewidth=0)
    ax.plot(t, values[:, :chains], color=style.MUTED, linewidth=0.6, alpha=0.7)
    return curve(ax, t, middle, color=color, label=label)


def normal_curves(ax, mean, variance, *, grid=(-4.0, 4.0), color=style.SYNTHETIC, label=None, **kwargs):
    """Draw one Gaussian density for each entry of ``mean`` and ``variance``."""
    x = np.linspace(*grid, 161)
    densities = norm.pdf(x[:, None], np.ravel(mean), np.sqrt(np.ravel(variance)))
    lines = ax.plot(x, densities, color=color, **kwargs)
    lines[0].set_label(label)
    ax.set(xlim=grid, xlabel="x", ylabel="density")


def bars(ax, heights, *, color=style.SYNTHETIC, label=None, **kwargs):
    """Draw bars side by side at 1, 2, 3, …"""
    return ax.bar(np.arange(1, len(heights) + 1), heights, width=1.0, color=color, label=label, linewidth=0, **kwargs)


def labelled_end(ax, x, y, text, *, color):
    """Write ``text`` right of the point where a line ends, in the line's color: no legend to look up."""
    ax.annotate(text, (x, y), xytext=(4, 0), textcoords="offset points", color=color, va="center", fontsize=9.5)


def dots(ax, x, y, *, color=style.SYNTHETIC, label=None, size=3.4):
    """Draw many dots as one path of zero-length strokes with round ends: a fifth of the bytes that markers take."""
    points = np.repeat(np.column_stack([x, y]), 2, axis=0)
    codes = np.tile([Path.MOVETO, Path.LINETO], len(points) // 2)
    patch = PathPatch(Path(points, codes), edgecolor=color, facecolor="none", linewidth=size, capstyle="round")
    patch.get_path().should_simplify = False
    ax.add_patch(patch)
    ax.plot([], [], color=color, marker="o", markersize=size, linestyle="none", label=label)  # for the legend


def image_row(axes, images, titles):
    """Show grayscale images side by side, one a panel, ink dark on a light ground."""
    for ax, image, title in zip(axes, images, titles, strict=True):
        ax.imshow(image, cmap="Greys", interpolation="nearest", vmin=0, vmax=16)
        ax.set(xticks=[], yticks=[], title=title)
        ax.grid(visible=False)
