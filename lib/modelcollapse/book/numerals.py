"""Numbers as a reader reads them: no exponents, no more digits than matter."""

from __future__ import annotations

import math

import numpy as np

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(value: float, digits: int = 2) -> str:
    """Return a number with so many significant digits, in full.

    Examples
    --------
    >>> [plain(value) for value in (0.000092, 0.5, 13_465, 2.28e6, 0)]
    ['0.000092', '0.5', '13,000', '2.3 million', '0']
    """
    rounded = float(f"{value:.{digits}g}")
    if abs(rounded) >= 1e6:
        return f"{np.format_float_positional(rounded / 1e6, trim='-')} million"
    whole, point, rest = np.format_float_positional(rounded, trim="-").partition(".")
    return f"{int(whole):,}{point}{rest}" if abs(rounded) >= 1 else whole + point + rest


def power(value: float) -> str:
    """Return a power of ten as plain text.

    Examples
    --------
    >>> [power(value) for value in (0.001, 1, 1000, 1e6, 1e-5)]
    ['0.001', '1', '1,000', '10⁶', '10⁻⁵']
    """
    if 1e-4 < value < 1e5:
        return f"{value:,.10g}"
    return "10" + str(round(math.log10(value))).translate(SUPERSCRIPTS)
