"""Pictures that chapters share. Each draws what it is given on given axes; none simulates, none sets a title.

Set scales and limits first: names at the ends of lines are kept apart as they will stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from contourpy import FillType, contour_generator
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from scipy.ndimage import zoom
from scipy.stats import norm

from modelcollapse.book import numerals, style
from modelcollapse.book.svg import NAMED

FINER = 2
"""Points to a pixel, where ink is outlined."""
LINE = 13.5
"""Points between the names at two ends."""


def curve(ax, x, y, *, color=style.SYNTHETIC, label=None, **kwargs):
    """Draw a line in a palette color."""
    return ax.plot(x, y, color=color, label=label, **kwargs)[0]


def theory(ax, x, y, *, label=None):
    """Draw a closed form: dashed, in the color of the text."""
    return ax.plot(x, y, color=style.THEORY, linestyle=(0, (4, 3)), linewidth=1.4, label=label)[0]


def growing(ax, lines: Mapping[str, tuple[Sequence, str]], upto: int, *, first: int = 0, dots: float = 0):
    """Draw curves from generation ``first`` as far as they have grown, each with its name at its end.

    Parameters
    ----------
    lines
        name → (values by generation, color).
    upto
        the last generation drawn.
    dots
        size of a dot at each generation, in points; 0 for none.
    """
    t = np.arange(first, upto + 1)
    for name, (values, color) in lines.items():
        curve(ax, t, values[first : upto + 1], color=color, marker="o", markersize=dots, gid=NAMED + name)
    ends(ax, {name: (upto, values[upto], color) for name, (values, color) in lines.items()})


def ends(ax, names: Mapping[str, tuple[float, float, str]]):
    """Write names right of where their lines end, none over another: no legend to look up.

    The axes make room at their right, which fits a figure with one panel in a row.

    Parameters
    ----------
    names
        name → (x, y, color) of the line's end.
    """
    longest = max(map(len, names))
    ax.figure.subplots_adjust(right=1 - (0.12 + 0.088 * longest) / ax.figure.get_figwidth())
    low, high = sorted(ax.get_ylim())
    points = 72 / ax.figure.dpi
    places = [ax.transData.transform((x, np.clip(y, low, high)))[1] * points for x, y, _ in names.values()]
    bottom, top = ax.transAxes.transform([(0, 0), (0, 1)])[:, 1] * points
    apart = _apart(np.array(places), LINE, bottom, top)
    for (name, (x, y, color)), own, place in zip(names.items(), places, apart, strict=True):
        at = (x, np.clip(y, low, high))
        shift = (5, place - own)
        ax.annotate(name, at, shift, textcoords="offset points", color=color, va="center", annotation_clip=False)


def _apart(places, gap, low, high):
    """Move ``places`` as little as it takes to have them ``gap`` apart, from ``low`` to ``high``."""
    order = np.argsort(places, kind="stable")
    steps = gap * np.arange(len(places))
    # Without the steps the wanted heights must not fall: the nearest such heights are averages over pools.
    pools = [[height] for height in places[order] - steps]
    i = 0
    while i < len(pools) - 1:
        if np.mean(pools[i]) > np.mean(pools[i + 1]):
            pools[i : i + 2] = [pools[i] + pools[i + 1]]
            i = max(i - 1, 0)
        else:
            i += 1
    heights = np.concatenate([np.full(len(pool), np.mean(pool)) for pool in pools])
    found = np.empty_like(heights)
    found[order] = np.clip(heights, low, max(low, high - steps[-1])) + steps
    return found


def band(ax, t, values, *, color=style.SYNTHETIC, **kwargs):
    """Draw the mean over runs, in the first axis of ``values``, with the band that holds all of them."""
    ax.fill_between(t, np.min(values, axis=0), np.max(values, axis=0), color=color, alpha=0.2, linewidth=0)
    return curve(ax, t, np.mean(values, axis=0), color=color, **kwargs)


def normal_curves(ax, mean, variance, *, grid=(-4.0, 4.0), color=style.SYNTHETIC, **kwargs):
    """Draw one Gaussian density for each entry of ``mean`` and ``variance``."""
    x = np.linspace(*grid, 161)
    densities = norm.pdf(x[:, None], np.ravel(mean), np.sqrt(np.ravel(variance)))
    ax.plot(x, densities, color=color, **kwargs)
    ax.set(xlim=grid, xlabel="x", ylabel="density")


def bell(ax, mean: float, sd: float, *, color=style.SYNTHETIC, filled=False, **kwargs):
    """Draw a bell curve to the height 1, whatever its width: what changes from state to state is its width alone.

    It is eleven points and the smooth curve between them, always as many, so that one state can glide into the next.
    """
    z = np.linspace(-4, 4, 11)
    heights = np.exp(-(z**2) / 2)
    x, slopes, third = mean + sd * z, -z * heights, 0.8 / 3
    points = [(x[0], heights[0])]
    for i in range(len(z) - 1):  # Hermite's cubic, as Bézier writes it
        points += [
            (x[i] + sd * third, heights[i] + slopes[i] * third),
            (x[i + 1] - sd * third, heights[i + 1] - slopes[i + 1] * third),
            (x[i + 1], heights[i + 1]),
        ]
    path = Path(points, [Path.MOVETO] + [Path.CURVE4] * (len(points) - 1))
    knots = path.vertices[::3]  # it rises and falls between two of them, and reaches no further
    if filled:
        _add(ax, PathPatch(path, facecolor=color, edgecolor="none", alpha=0.14), knots)
    kwargs = {"linewidth": 2.2, "capstyle": "round"} | kwargs
    return _add(ax, PathPatch(path, facecolor="none", edgecolor=color, **kwargs), knots)


def _add(ax, patch, points):
    """Add a patch that reaches as far as ``points``. Left to itself, matplotlib looks at each segment, at great length."""
    ax.add_artist(patch)
    ax.update_datalim(points)
    return patch


def drawn_and_refitted(ax, samples, before: tuple[float, float], after: tuple[float, float], name: str):
    """Draw one round of a loop: samples dropping from the last curve, and the curve fitted to them.

    Parameters
    ----------
    samples
        what was drawn from ``before``; none in generation 0.
    before, after
        mean and standard deviation of the last curve, drawn pale, and of the fitted one.
    name
        of the fitted curve, written at its top.
    """
    ax.set(xlim=(-4, 4), ylim=(-0.2, 1.3), yticks=[], xticks=range(-3, 4))
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False)
    ax.text(-1.45, 0.5, "real", color=style.REAL, ha="right", va="center")
    mean, sd = before
    if before != (0, 1):
        bell(ax, mean, sd, alpha=0.5, linewidth=1.4)
    bell(ax, 0, 1, color=style.REAL)
    if not len(samples):
        return
    heights = np.exp(-(((np.asarray(samples) - mean) / sd) ** 2) / 2)
    strokes(
        ax, [[(x, -0.1), (x, height)] for x, height in zip(samples, heights, strict=True)], linewidth=0.8, alpha=0.4
    )
    dots(ax, samples, np.full(len(samples), -0.1), size=6.5)
    bell(ax, *after, filled=True)
    ax.text(np.clip(after[0], -2.6, 2.6), 1.08, name, color=style.SYNTHETIC, ha="center")


def strokes(ax, lines, *, color=style.SYNTHETIC, **kwargs):
    """Draw many lines as one path."""
    codes = [code for line in lines for code in [Path.MOVETO] + [Path.LINETO] * (len(line) - 1)]
    path = Path(np.concatenate(lines), codes)
    path.should_simplify = False
    return _add(ax, PathPatch(path, facecolor="none", edgecolor=color, **kwargs), path.vertices)


def bars(ax, heights, *, color=style.SYNTHETIC, label=None, **kwargs):
    """Draw bars side by side at 1, 2, 3, …"""
    return ax.bar(np.arange(1, len(heights) + 1), heights, width=1.0, color=color, label=label, linewidth=0, **kwargs)


def dots(ax, x, y, *, color=style.SYNTHETIC, size=3.4, alpha=1.0):
    """Draw many dots as one path of zero-length strokes with round ends: a fifth of the bytes that markers take."""
    points = np.repeat(np.column_stack([x, y]), 2, axis=0)
    codes = np.tile([Path.MOVETO, Path.LINETO], len(points) // 2)
    line = {"edgecolor": color, "linewidth": size, "alpha": alpha, "capstyle": "round"}
    patch = PathPatch(Path(points, codes), facecolor="none", **line)
    patch.get_path().should_simplify = False
    _add(ax, patch, points)


def wall(ax, shares, real, *, color=style.SYNTHETIC, columns: int = 20, area: float = 1800, least: float = 0.0):
    """Draw items row by row as discs whose areas are their shares, over the paler discs of what they really are.

    ``area`` is that of a share of 1, in square points; ``least`` is the diameter, in points, of what is there at all.
    """
    x, y = np.arange(len(real)) % columns, -(np.arange(len(real)) // columns)
    for sizes, hue, alpha in ((real, style.REAL, 0.3), (shares, color, 0.9)):
        diameters = np.ceil(2 * np.sqrt(area * np.asarray(sizes))) / 2  # few different ones: each is a path
        diameters = np.where(np.asarray(sizes) > 0, np.maximum(diameters, least), 0)
        for diameter in np.unique(diameters[diameters > 0]):
            these = diameters == diameter
            dots(ax, x[these], y[these], color=hue, size=diameter, alpha=alpha)
    rows = -(-len(real) // columns)
    ax.set(xlim=(-1, columns), ylim=(0.5 - rows, 0.8), xticks=[], yticks=[])
    ax.axis("off")


def tally(ax, counts, names: Sequence[str], last: Sequence[int], *, color=style.SYNTHETIC, real: float | None = None):
    """Draw each item as a row of as many dots as it counts; below those that are left stand the ghosts of the others.

    Parameters
    ----------
    counts
        of each item; 0 makes it a ghost.
    last
        the last generation in which it counted, written beside a ghost. The one lost last stands highest.
    real
        what each item really counts, as a line.
    """
    counts, last = np.asarray(counts), np.asarray(last)
    left, ghosts = np.flatnonzero(counts), np.flatnonzero(counts == 0)
    order = [*left, *ghosts[np.argsort(-last[ghosts], kind="stable")]]
    ax.set(xlim=(0, counts.sum() + 0.4), ylim=(len(counts) - 0.4, -0.6), xticks=[])
    ax.set_yticks(range(len(order)), [names[item] for item in order])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    for label in ax.get_yticklabels()[len(left) :]:
        label.set_color(style.MUTED)
    for row in range(len(left), len(order)):
        words = f"last said in generation {last[order[row]]}"
        ax.text((real or 0) + 0.6, row, words, va="center", color=style.MUTED)
    rows = np.repeat(np.arange(len(left)), counts[left])
    places = np.concatenate([np.arange(counts[item]) for item in left])
    dots(ax, places + 0.6, rows, color=color, size=6.6)
    if real is not None:
        ax.plot([real + 0.1] * 2, [-0.5, len(counts) - 0.5], color=style.REAL, linewidth=1.2)


def strip(
    ax,
    values,
    marks: Mapping[str, tuple[float, str]],
    *,
    limits: tuple[float, float],
    shown: int | None = None,
    color=style.SYNTHETIC,
):
    """Draw each run as a dot on a logarithmic axis, and a line at each mark and at the median.

    ``marks`` maps names to (value, color); ``limits`` are those of the axis, and dots beyond them lie on them. Only the
    first ``shown`` runs are drawn; the median is that of all.
    """
    ax.set(xscale="log", xlim=limits, ylim=(-0.1, 1.35 + 0.2 * len(marks)), yticks=[])
    drawn = np.clip(values[:shown], *limits)
    height = (np.arange(len(drawn)) * 0.618034) % 1  # spread evenly, and the same in every state
    dots(ax, drawn, height, color=color, size=2.8, alpha=0.75)
    marks = {"median": (np.median(values), style.THEORY)} | dict(marks)
    for i, (name, (at, line)) in enumerate(marks.items()):
        at, top = np.clip(at, *limits), 1.3 + 0.2 * i
        ax.plot([at, at], [-0.1, top], color=line, linewidth=2)
        crowded = any(at < other < 10 * at for other, _ in marks.values()) or at > limits[1] / 10
        place = {"ha": "right", "xytext": (-4, 0)} if crowded else {"ha": "left", "xytext": (4, 0)}
        ax.annotate(name, (at, top), textcoords="offset points", color=line, va="top", **place)
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False, axis="y")


def heat(ax, table, rows: Sequence[str], columns: Sequence[str], *, limits=(0.0, 1.0), form="{:.0%}"):
    """Draw a table as cells, the darker the larger, with the number in each."""
    table = np.asarray(table)
    low, high = limits
    for (i, j), value in np.ndenumerate(table):
        shade = np.clip((value - low) / (high - low), 0, 1)
        ax.fill_between(
            [j - 0.49, j + 0.49], i - 0.48, i + 0.48, color=style.SYNTHETIC, alpha=0.65 * shade, linewidth=0
        )
        ax.text(j, i, form.format(value), ha="center", va="center")
    ax.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)


def faces(ax, images, *, columns: int, color=style.THEORY, ink: float = 8.0):
    """Draw grayscale images of shape (n, height, width) in rows, each as the outline of its ink.

    An outline is sharp at every size and takes the color of the text, light or dark; a grid of pixels does neither.

    Parameters
    ----------
    ink
        how dark a point must be to count as ink; the images go from 0 to 16.
    """
    height, width = np.shape(images)[1:]
    vertices, codes = [], []
    for i, image in enumerate(images):
        outline = _outline(image, ink)
        corner = (width * (i % columns), (height + 1.5) * (i // columns))
        vertices += [points + corner for points, _ in outline]
        codes += [code for _, code in outline]
    path = Path(np.concatenate(vertices), np.concatenate(codes))
    path.should_simplify = False
    _add(ax, PathPatch(path, facecolor=color, edgecolor="none"), path.vertices)
    rows = -(-len(images) // columns)
    ax.set(xlim=(-0.5, columns * width - 0.5), ylim=(rows * (height + 1.5) - 1.5, -0.5), xticks=[], yticks=[])
    ax.set(aspect="equal", anchor="N")
    ax.axis("off")


def _outline(image, ink):
    """The closed curves around an image's ink: (vertices, codes) of each."""
    fine = zoom(np.pad(image, 1), FINER, order=3, grid_mode=True, mode="grid-constant")
    at = (np.arange(len(fine)) + 0.5) / FINER - 1.5  # pixels of the image
    polygons, codes = contour_generator(at, at, fine, fill_type=FillType.OuterCode).filled(ink, np.inf)
    return list(zip(polygons, codes, strict=True))


def ticks(axis, values: Iterable[float], form: str | None = None):
    """Put ticks at ``values`` and nowhere else, written as numbers; the form ``"{:.0%}"`` writes shares."""
    values = list(values)
    axis.set_ticks(values, [form.format(value) if form else numerals.power(value) for value in values])
    axis.set_ticks([], minor=True)
