"""Shares from the largest to a thousandth of it, as discs whose areas are true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from modelcollapse.book import plots, style

GAP = 1.1
"""Points between two discs, and between two rows of them."""
STEP = 0.04
"""Diameters are drawn in steps of 4%: few different ones, for each is a path of its own."""


def diameters(shares, area: float) -> np.ndarray:
    """Return the diameters, in points, of discs of which one with a share of 1 would take ``area`` square points."""
    exact = 2 * np.sqrt(area * np.asarray(shares, dtype=float) / np.pi)
    with np.errstate(divide="ignore"):
        return np.exp(STEP * np.round(np.log(exact) / STEP))


def rows(sizes: Sequence[float], width: float) -> np.ndarray:
    """Return the middles of discs of falling diameters in rows of ``width``: (n, 2) points right and down of a corner.

    Examples
    --------
    >>> rows([4, 2, 2], width=8.2).tolist()
    [[2.0, 2.0], [6.1, 2.0], [1.0, 6.1]]
    """
    places, x, top, height = [], 0.0, 0.0, sizes[0]
    for size in sizes:
        if x > 0 and x + size > width:
            x, top, height = 0.0, top + height + GAP, size
        places.append((x + size / 2, top + height / 2))
        x += size + GAP
    return np.round(places, 3)


def packed(ax, shares, real, *, corner: tuple[float, float], width: float, area: float, color=style.SYNTHETIC):
    """Draw items in rows, by what they really are, as pale discs, and over them discs of the shares that they have.

    Parameters
    ----------
    ax
        axes whose units are points, downward.
    shares, real
        of the items, the largest real one first. An item with no share shows its pale disc alone.
    corner
        left upper corner of the first row.
    area
        square points of a share of 1.
    """
    true = diameters(real, area)
    places = rows(true, width) + corner
    for sizes, hue, alpha in ((true, style.REAL, 0.3), (diameters(shares, area), color, 0.9)):
        for size in np.unique(sizes[sizes > 0]):
            plots.dots(ax, *places[sizes == size].T, color=hue, size=size, alpha=alpha)
