"""One function over a grid of parameters, each point with its own random stream, in as many processes as wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product

import pandas as pd
from joblib import Parallel, delayed

from modelcollapse import _validation as valid


def sweep(
    function: Callable[..., object], grid: Mapping[str, Iterable], *, rng=None, n_jobs: int | None = None
) -> pd.DataFrame:
    """Call ``function(**point, rng=...)`` at every point of a grid and return a tidy table.

    Every point gets a generator spawned from ``rng`` in grid order, so the result does not depend on how many workers
    there are. Inside ``with joblib.parallel_config(backend="dask"):`` the same call runs on a Dask cluster.

    Parameters
    ----------
    function
        returns a number, or a mapping from names that are no parameters to numbers.
    grid
        parameter name → values.
    n_jobs
        processes; None leaves it to joblib's configuration (one, unless you set it).

    Returns
    -------
    pandas.DataFrame
        one row a point: its parameters, then what the function returned (a bare number is called ``value``).

    Examples
    --------
    >>> sweep(lambda n, rng: float(n**2), {"n": [1, 2, 3]}, rng=0)
       n  value
    0  1    1.0
    1  2    4.0
    2  3    9.0
    """
    if not callable(function):
        raise valid.refuse("function", function, "callable")
    if not isinstance(grid, Mapping) or not all(_is_series(values) for values in grid.values()) or "rng" in grid:
        raise valid.refuse("grid", grid, "a mapping from parameters (not rng) to lists of values")
    grid = {name: list(values) for name, values in grid.items()}
    if not grid or not all(grid.values()):
        raise valid.refuse("grid", grid, "a mapping with at least one value for every parameter")
    points = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    streams = valid.generator(rng).spawn(len(points))
    rows = Parallel(n_jobs=n_jobs)(
        delayed(_row)(function, point, stream) for point, stream in zip(points, streams, strict=True)
    )
    return pd.DataFrame(rows)


def _row(function, point, rng):
    result = function(**point, rng=rng)
    found = result if isinstance(result, Mapping) else {"value": result}
    hidden = [name for name in found if name in point]
    if hidden:
        raise valid.refuse("grid", hidden, f"without {hidden[0]!r}: the function returns something of that name")
    return {**point, **found}


def _is_series(values):
    # A string is iterable too, but nobody means its letters.
    return isinstance(values, Iterable) and not isinstance(values, str)
