"""Two ways to the same result, timed one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter

import pandas as pd


@dataclass(frozen=True)
class Race:
    """What the library does, against what one would do without it.

    Parameters
    ----------
    task
        what both do, with its size.
    ours, other
        functions without arguments.
    against
        what ``other`` is.
    share
        part of the work that ``other`` does where all of it would take minutes; its time is divided by this.
    """

    task: str
    ours: Callable[[], object]
    against: str
    other: Callable[[], object]
    share: float = 1.0


def seconds(function: Callable[[], object], *, repeats: int = 3) -> float:
    """Return the shortest of ``repeats`` timings after a warm-up."""
    function()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        function()
        times.append(perf_counter() - start)
    return min(times)


def results(races: Iterable[Race]) -> pd.DataFrame:
    """Return a tidy table: one row a race, times in seconds, and how many times faster the library is."""
    rows = []
    for race in races:
        ours, other = seconds(race.ours), seconds(race.other) / race.share
        rows.append(
            {"task": race.task, "library": ours, "against": race.against, "other": other, "ratio": other / ours}
        )
    return pd.DataFrame(rows)
