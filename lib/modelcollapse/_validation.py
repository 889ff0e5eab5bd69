"""One way to refuse bad input: a ``ValueError`` that names the parameter, its value and what is allowed.

Every public function calls these before it does any work, so that nothing is lost when an argument is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from numbers import Integral, Real

import numpy as np


def refuse(name: str, value: object, allowed: str) -> ValueError:
    """Return the error to raise: ``name`` got ``value`` where only ``allowed`` will do."""
    shown = repr(value.item() if isinstance(value, np.generic) else value)
    if len(shown) > 80:
        shown = shown[:77] + "..."
    return ValueError(f"{name} must be {allowed}; got {shown}")


def integer(name: str, value: object, *, minimum: int = 0) -> int:
    """Return ``value`` as an int of at least ``minimum``."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < minimum:
        raise refuse(name, value, f"an integer of at least {minimum}")
    return int(value)


def shape(name: str, value: int | tuple[int, ...]) -> tuple[int, ...]:
    """Return ``value``, a number of items or (replicates, number of items), as a tuple of positive ints."""
    sizes = value if isinstance(value, tuple) else (value,)
    if not sizes:
        raise refuse(name, value, "a number of items, or (replicates, number of items)")
    return tuple(integer(name, size, minimum=1) for size in sizes)


def schedule(
    name: str, value: int | Sequence[int] | Callable[[int], int], generations: int, *, minimum: int
) -> np.ndarray:
    """Return ``value``, a number, one a generation, or a function of the generation, as one int a generation."""
    if callable(value):
        value = [value(t) for t in range(1, generations + 1)]
    if np.ndim(value) == 0:
        value = [value.item() if isinstance(value, np.ndarray) else value] * generations
    if len(value) != generations:
        raise refuse(name, len(value), f"one number, or one a generation, {generations} in all (its length is shown)")
    return np.array([integer(name, n, minimum=minimum) for n in value], dtype=int)


def number(
    name: str,
    value: object,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    include_low: bool = True,
    include_high: bool = True,
) -> float:
    """Return ``value`` as a finite float between ``low`` and ``high``."""
    largest = np.finfo(float).max
    is_real = isinstance(value, Real) and not isinstance(value, bool) and -largest <= value <= largest
    if not is_real or not _inside(value, low, high, include_low, include_high):
        raise refuse(name, value, "a finite number" + _bounds(low, high, include_low, include_high))
    return float(value)


def numbers(
    name: str,
    value: object,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    include_low: bool = True,
    include_high: bool = True,
    whole: bool = False,
):
    """Return ``value``, one number or an array of them, checked like `number`; a single one stays a Python number.

    ``whole`` asks for integers. A float may stand for one, so that 0.07 * 100 samples are seven.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise refuse(name, value, "an array of numbers") from None
    good = array.dtype.kind in "iuf" and array.size > 0 and np.isfinite(array).all()
    if good and whole:
        nearest = np.rint(array)
        good = np.allclose(array, nearest, rtol=1e-12, atol=1e-9)
        array = nearest.astype(int)
    if not good or not _inside(array, low, high, include_low, include_high):
        kind = "a whole number, or an array of them," if whole else "a finite number, or an array of them,"
        raise refuse(name, value, (kind + _bounds(low, high, include_low, include_high)).rstrip(","))
    return array.item() if array.ndim == 0 else array


def _inside(value, low, high, include_low, include_high) -> bool:
    above = value >= low if include_low else value > low
    below = value <= high if include_high else value < high
    return bool(np.all(above & below))


def _bounds(low, high, include_low, include_high) -> str:
    left = "[" if include_low and np.isfinite(low) else "("
    right = "]" if include_high and np.isfinite(high) else ")"
    return "" if np.isinf(low) and np.isinf(high) else f" in {left}{low:g}, {high:g}{right}"


def share(name: str, value: object) -> float:
    """Return ``value`` as a float in [0, 1]."""
    return number(name, value, low=0, high=1)


SHOWN = 8
"""Up to this many allowed names are listed; of more, the nearest alone."""


def choice(name: str, value: object, allowed: Iterable[str]) -> str:
    """Return ``value`` if it is one of ``allowed``; the refusal suggests the nearest."""
    allowed = list(allowed)
    if not isinstance(value, str) or value not in allowed:
        listed = f"one of {', '.join(map(repr, allowed))}" if len(allowed) <= SHOWN else f"one of {len(allowed)} names"
        raise refuse(name, value, listed + suggestion(value, allowed))
    return value


def suggestion(value: object, allowed: Iterable[str]) -> str:
    """Return the names that ``value`` may have meant, as the end of an error message; "" if there are none.

    Examples
    --------
    >>> suggestion("variance", ["mean_", "variance_"])
    " (did you mean 'variance_'?)"
    """
    near = get_close_matches(value, allowed) if isinstance(value, str) else []
    return f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""


def methods(name: str, value: object, *needed: str) -> object:
    """Return ``value`` if it is an object, not a class, that has the methods ``needed``."""
    if isinstance(value, type) and all(hasattr(value, method) for method in needed):
        raise refuse(name, value, f"an object, not its class: write {value.__name__}(...)")
    if not all(callable(getattr(value, method, None)) for method in needed):
        raise refuse(name, value, " and ".join(f"an object with {method}()" for method in needed))
    return value


def finite_array(name: str, value: object, *, min_ndim: int = 1, max_ndim: float = np.inf) -> np.ndarray:
    """Return ``value`` as a non-empty float array without NaN or infinity, of ``min_ndim`` to ``max_ndim`` axes."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise refuse(name, value, "an array of numbers") from None
    if array.ndim < min_ndim:
        raise refuse(name, array.shape, f"an array with at least {min_ndim} axes (its shape is shown)")
    if array.ndim > max_ndim:
        raise refuse(name, array.shape, f"an array with at most {max_ndim} axes (its shape is shown)")
    if array.size == 0:
        raise refuse(name, array.shape, "a non-empty array (its shape is shown)")
    if not np.isfinite(array).all():
        raise refuse(name, array[~np.isfinite(array)].flat[0], "free of NaN and infinity")
    return array


def probabilities(name: str, value: object, *, max_ndim: float = np.inf) -> np.ndarray:
    """Return ``value`` as a float array whose last axis holds probabilities that sum to 1."""
    array = finite_array(name, value, max_ndim=max_ndim)
    if (array < 0).any():
        raise refuse(name, array.min(), "non-negative everywhere (its smallest entry is shown)")
    totals = array.sum(axis=-1)
    if not np.allclose(totals, 1, rtol=0, atol=1e-8):
        raise refuse(
            name,
            float(np.ravel(totals)[np.argmax(np.abs(np.ravel(totals) - 1))]),
            "probabilities that sum to 1 (their sum is shown)",
        )
    return array


def categories(name: str, value: object, n_categories: int) -> np.ndarray:
    """Return ``value`` as an integer array with entries in 0 … ``n_categories`` - 1."""
    array = np.asarray(value)
    if array.ndim == 0 or array.size == 0:
        raise refuse(name, array.shape, "a non-empty array (its shape is shown)")
    if not np.issubdtype(array.dtype, np.integer):
        raise refuse(name, array.dtype, "an array of integers (its type is shown)")
    if array.min() < 0 or array.max() >= n_categories:
        worst = array.min() if array.min() < 0 else array.max()
        raise refuse(name, int(worst), f"categories from 0 to {n_categories - 1}")
    return array


def generator(rng: object) -> np.random.Generator:
    """Return a generator from ``rng``: a ``numpy.random.Generator``, an int seed, or None for fresh entropy."""
    if rng is None or isinstance(rng, np.random.Generator):
        return np.random.default_rng(rng)
    if isinstance(rng, bool) or not isinstance(rng, Integral) or rng < 0:
        raise refuse("rng", rng, "a numpy.random.Generator, a non-negative int seed, or None")
    return np.random.default_rng(int(rng))
