"""Pictures made of text: a sheet of paper that is written on, line by line, and names as large as their shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.book import style


def words(ax, names: Sequence[str], columns: Mapping[str, tuple[Sequence, str]], *, smallest=12.5, largest=32.0):
    """Write each name as large as its share in each column; one that is gone stays where it was, as a ghost.

    Parameters
    ----------
    names
        one a row, from the top.
    columns
        heading → (the share of each name, color).
    smallest, largest
        points of a share of 0 and of 1; a long name is written as large as its column is wide.
    """
    ax.set(xlim=(0, len(columns)), ylim=(len(names) - 0.4, -1.6), xticks=[], yticks=[])
    ax.axis("off")
    width = 72 * ax.figure.get_figwidth() / len(columns)
    for column, (heading, (shares, color)) in enumerate(columns.items()):
        place = {"ha": "center", "va": "center"}
        ax.text(column + 0.5, -1.2, heading, color=color, fontweight="bold", fontsize=style.TEXT, **place)
        for row, (name, share) in enumerate(zip(names, shares, strict=True)):
            size = min(smallest + (largest - smallest) * share**0.6, width / (0.58 * len(name)))
            alive = {"color": color, "alpha": 1.0} if share > 0 else {"color": style.MUTED, "alpha": 0.35}
            ax.text(column + 0.5, row, name, fontsize=np.round(2 * size) / 2, **alive, **place)


def page(ax, lines: float):
    """Turn the axes into a sheet of paper: x goes from 0 to 1, and y counts lines of text from the top."""
    ax.set(xlim=(0, 1), ylim=(lines, 0), xticks=[], yticks=[])
    ax.axis("off")


def sentences(ax, said: Iterable[tuple[str, str, str]], *, lines: float, width: int = 56, left: float = 0.045):
    """Write sentences below each other on a `page`, each after its mark, as many as fit.

    Parameters
    ----------
    said
        (mark, sentence, color) of each.
    lines
        how many lines they may take.
    width
        characters of a line.
    left
        where the sentences begin, right of their marks.
    """
    line = 0.0
    for mark, sentence, color in said:
        broken = wrap(sentence, width)
        if line + len(broken) > lines:
            return
        ax.text(0, line, mark, color=color, va="top")
        for i, part in enumerate(broken):
            ax.text(left, line + i, part, color=color, va="top")
        line += len(broken) + 0.3


NARROW = {
    letter: width
    for letters, width in (("Iijl'", 0.25), ("ft .,:?()", 0.28), ("r-", 0.33), ("ckszxvyJ", 0.5))
    for letter in letters
}
WIDE = {letter: width for letters, width in (("wABDEHNOQSC", 0.72), ("mMW", 0.86)) for letter in letters}


def _extent(text, bold):
    """About how wide a text is, in ems of the page's sans serif."""
    return (1.07 if bold else 1.0) * sum((NARROW | WIDE).get(letter, 0.56) for letter in text)


LEAST_APART, MOST_APART = 0.3, 1.2
"""Lines between two sentences of a passage."""


def passage(ax, said: Iterable[Sequence[tuple[str, str, bool]]], *, lines: float, top: float = 0.0):
    """Write sentences word by word on a `page`, each from a new line, and spread them over the page.

    Parameters
    ----------
    said
        for each sentence its words: (text, color, whether it is bold). A sign such as a comma stands close to its word.
    lines
        of the page, where they have to end.
    top
        the line of the page where they begin.

    Raises
    ------
    ValueError
        if they take more: a figure that counts words has to show all of them.
    """
    em = style.TEXT / (72 * (ax.figure.get_figwidth() - 0.3))  # a sheet has margins of 0.15 inches
    placed = [_broken(sentence, em) for sentence in said]
    rows = [words[-1][1] + 1 for words in placed]
    between = (lines - top - sum(rows)) / max(len(rows) - 1, 1)
    if between < LEAST_APART - 1e-9:
        least = top + sum(rows) + LEAST_APART * (len(rows) - 1)
        raise valid.refuse("lines", lines, f"at least {least:.1f} for these sentences")
    line = top
    for words, taken in zip(placed, rows, strict=True):
        for at, below, text, color, bold in words:
            ax.text(at, line + below, text, color=color, fontweight="bold" if bold else None, va="top")
        line += taken + min(between, MOST_APART)


def _broken(sentence, em):
    """The words of a sentence, each with its place in a line and the number of the line."""
    placed, x, row = [], 0.0, 0
    for text, color, bold in sentence:
        x -= 0.3 * em * (text in ".,:;?!" and x > 0)
        width = _extent(text, bold) * em
        if x + width > 1 and len(text) > 1:
            x, row = 0.0, row + 1
        placed.append((x, row, text, color, bold))
        x += width + 0.34 * em
    return placed


def gauges(ax, shares: Mapping[str, tuple[float, str]], *, line: float):
    """Draw shares as bars side by side on a `page`, each below its name and before its number.

    Parameters
    ----------
    shares
        name → (share, color). A share above 1 fills its bar.
    line
        where the names stand; the bars are a line lower.
    """
    for i, (name, (share, color)) in enumerate(shares.items()):
        left, full = gauge(i, len(shares))
        ax.text(left, line, name, va="center")
        for end, hue in ((1, style.GRID), (min(share, 1), color)):
            ax.fill_between([left, left + end * full], line + 0.75, line + 1.45, color=hue, linewidth=0)
        ax.text(left + full + 0.01, line + 1.1, f"{share:.0%}", color=color, va="center")


def gauge(i: int, n: int) -> tuple[float, float]:
    """Return where bar ``i`` of ``n`` `gauges` begins, and how long it is when full."""
    return i / n, 0.56 / n
