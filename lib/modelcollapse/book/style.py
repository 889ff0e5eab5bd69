"""How the book's figures look: one palette with one meaning, one set of matplotlib settings.

The colors are those of Okabe and Ito, which people with any common color blindness can tell apart. On a page they
become CSS variables, so that a figure follows the reader's light or dark theme.
"""

from __future__ import annotations

from contextlib import contextmanager

import matplotlib

REAL = "#0072b2"
"""Real, human data."""
SYNTHETIC = "#d55e00"
"""Data made by a model."""
THEORY = "#333333"
"""A closed form; drawn dashed."""
REMEDY = "#009e73"
"""A loop that something protects: kept, fresh or accumulated real data."""
SECOND = "#9a5b8c"
"""A second thing of the kind that `SYNTHETIC` shows."""
MUTED = "#8a8a8a"
"""Context: single runs, earlier generations."""
GUESS = "#7818fc"
"""What the reader guessed; drawn dotted. The farthest from all others, also to the color-blind."""
GRID = "#dddddd"

CSS_VARIABLES = {
    REAL: "--mc-real",
    SYNTHETIC: "--mc-synthetic",
    THEORY: "--mc-ink",
    REMEDY: "--mc-remedy",
    SECOND: "--mc-second",
    MUTED: "--mc-muted",
    GUESS: "--mc-guess",
    GRID: "--mc-grid",
}

SIZE = (4.9, 2.65)
"""Inches."""
TEXT = 11.2
"""Points of all text. On a phone of 360 pixels, where a figure takes the whole width, they are 11 pixels."""

SETTINGS = {
    "axes.axisbelow": True,
    "axes.edgecolor": MUTED,
    "axes.grid": True,
    "axes.labelcolor": THEORY,
    "axes.labelsize": TEXT,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": TEXT,
    "axes.titley": 1.03,  # fixed, so that matplotlib need not measure every tick label to place it
    "axes.titleweight": "bold",
    "axes.titlecolor": THEORY,
    "figure.constrained_layout.use": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "figure.subplot.left": 0.13,
    "figure.subplot.right": 0.97,
    "font.size": TEXT,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": TEXT,
    "legend.labelcolor": THEORY,
    "lines.linewidth": 1.8,
    "path.simplify_threshold": 0.25,
    "svg.fonttype": "none",
    "text.color": THEORY,
    "xtick.color": MUTED,
    "xtick.labelcolor": THEORY,
    "ytick.color": MUTED,
    "ytick.labelcolor": THEORY,
}


@contextmanager
def applied():
    """Draw in the book's style inside this context, whatever the reader's own settings are."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield
