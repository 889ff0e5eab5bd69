"""Pictures of families, as geneticists draw them: squares and circles, couples, and lines to their children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import floor

from matplotlib.patches import PathPatch
from matplotlib.path import Path

from modelcollapse.book import style
from modelcollapse.book.plots import dots, strokes

HALF = 9.5
"""Points from the middle of a symbol to its side."""
NAME = 12.5
"""Points of what is written in a tree, more than elsewhere: a tree is read name by name, on a phone too."""


def tree(
    ax,
    places: Mapping[str, tuple[float, float]],
    family: Mapping[str, tuple],
    *,
    rank: float,
    shown=None,
    ringed: str | None = None,
):
    """Draw persons at their places, squares for men and circles for women, and lines from each couple to its children.

    Parameters
    ----------
    places
        person → (x, y) in points of the axes, which should be as large; a generation is ``rank`` points higher.
    family
        person → (name, sex, father, mother, share): the share fills the symbol and stands in it, in whole percent,
        unless it is None. Parents who have no place are left out.
    shown
        persons who are drawn in full; the others are thin, gray and without their share. By default all.
    ringed
        person whose symbol has a thick outline in the color of remedies.
    """
    shown = set(family if shown is None else shown)
    for color, children in ((style.MUTED, set(family) - shown), (style.THEORY, shown)):
        there = set(family) if color == style.MUTED else shown
        if lines := [line for child in sorted(children) for line in _descent(places, family, child, there, rank)]:
            strokes(ax, lines, color=color, linewidth=0.7 if color == style.MUTED else 1.2)
    for person, (name, sex, _, _, share) in family.items():
        _person(ax, *places[person], name, sex, share, full=person in shown, ringed=person == ringed)


def _person(ax, x, y, name, sex, share, *, full, ringed):
    """A symbol with its name, and with the share in whole percent if there is one."""
    ink = style.THEORY if full else style.MUTED
    if full and share is not None:
        fill = _symbol(x, y, sex, facecolor=style.SYNTHETIC, edgecolor="none", alpha=min(2.8 * share, 0.75))
        ax.add_artist(fill)
        ax.text(x, y, f"{floor(100 * share + 0.5)}", ha="center", va="center_baseline", fontsize=NAME)
    edge, width = (style.REMEDY, 3.2) if ringed else (ink, 1.2 if full else 0.7)
    ax.add_artist(_symbol(x, y, sex, facecolor="none", edgecolor=edge, linewidth=width))
    ax.text(x, y - HALF - 1.5, name, ha="center", va="top", color=ink, fontsize=NAME)


def descent(
    places: Mapping[str, tuple[float, float]], father: str, mother: str, child: str, parent: str, *, rank: float
):
    """Return the points of the line on which a gene comes from ``parent``, one of the two, to the child, in a `tree`."""
    (x, y), (end, bottom) = places[parent], places[child]
    middle, bus = (places[father][0] + places[mother][0]) / 2, y - rank + HALF + 2.5
    side = HALF if middle > x else -HALF
    return [(x + side, y), (middle, y), (middle, bus), (end, bus), (end, bottom + HALF)]


DASHED = (0, (2, 1.2))


def gene(
    ax,
    places: Mapping[str, tuple[float, float]],
    way: Sequence[str],
    parents: Mapping[str, tuple[str | None, str | None]],
    *,
    rank: float,
    top: float | None,
    color: str,
    shift: float = 0.0,
) -> float:
    """Draw the way of a gene up a `tree`: a disc in everybody who has a place and carried it, a line between each two.

    Where it goes on through persons who have no place the line is dashed, up to the height ``top`` or back into the tree. Where ``top``
    is None it ends in the last person who has a place.

    Parameters
    ----------
    way
        who carried it, latest first.
    parents
        person → (father, mother), of everybody who has a place.
    shift
        points by which it is drawn to the side, where another gene takes the same way.

    Returns
    -------
    float
        where the line reaches ``top``, or ends.
    """
    seen = [person for person in way if person in places]
    lines, dashes = [], []
    for child, parent in pairwise(seen):
        if parent in parents[child]:
            lines.append(descent(places, *parents[child], child, parent, rank=rank)[::-1])
        else:
            dashes.append(_around(*places[child], *places[parent]))
    x, y = places[seen[-1]]
    if top is not None:
        dashes.append([(x, y + HALF), (x, top)])
    for style_of, group in (("-", lines), (DASHED, dashes)):
        moved = [[(x + shift, y + shift) for x, y in line] for line in group]
        if moved:
            strokes(ax, moved, color=color, linewidth=2.4, linestyle=style_of)
    x_of, y_of = zip(*(places[person] for person in seen[1:]), strict=True)
    dots(ax, [each + 1.8 * shift for each in x_of], y_of, color=color, size=7)
    return x + shift


def _around(x, y, end, above):
    """From above a symbol, up and then down into one that is higher, past everything that is drawn."""
    high, end = above + 1.8 * HALF, end + HALF / 2
    return [(x, y + HALF), (x, high), (end, high), (end, above + HALF)]


def _descent(places, family, child, shown, rank):
    father, mother = family[child][2:4]
    if father in shown and mother in shown:
        yield from (descent(places, father, mother, child, parent, rank=rank) for parent in (father, mother))


def _symbol(x, y, sex, **style):
    """A square for a man, a circle for a woman, as geneticists draw them."""
    if sex == "M":
        corners = [(x + dx * HALF, y + dy * HALF) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
        return PathPatch(Path(corners, closed=True), **style)
    unit = Path.unit_circle()
    return PathPatch(Path(unit.vertices * HALF + (x, y), unit.codes), **style)
