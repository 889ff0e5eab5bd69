"""The numbers of a state as an author gives them to readers who save them."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import numpy as np

from modelcollapse import _validation as valid


def checked(given: Mapping[str, object], params: Mapping[str, object]) -> dict[str, list]:
    """Return the columns as plain lists, numbers with six digits.

    Raises
    ------
    ValueError
        if there is no column, they differ in length, or one holds what is neither a finite number nor a word.

    Examples
    --------
    >>> checked({"generation": range(3), "left": np.array([1, 0.5, 0.25])}, {})
    {'generation': [0, 1, 2], 'left': [1, 0.5, 0.25]}
    """
    columns = {name: list(values) for name, values in given.items()} if isinstance(given, Mapping) else {}
    if not columns or len({len(values) for values in columns.values()}) > 1:
        raise valid.refuse("table", given, f"a function that returns columns of equal length (here for {params})")
    return {str(name): [_plain(value, name) for value in values] for name, values in columns.items()}


def _plain(value, name):
    if isinstance(value, str):
        return value
    if not isinstance(value, Real) or not np.isfinite(value):
        raise valid.refuse(f"column {name} of table", value, "finite numbers or words")
    short = float(f"{float(value):.6g}")
    return int(short) if short == int(short) else short
