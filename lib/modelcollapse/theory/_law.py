"""What makes a formula a law: arguments that are checked by name, and that broadcast like any of numpy's.

`law` declares once what each argument may be. The formula below it then stands alone, and may rely on floats.
"""

from __future__ import annotations

import functools
import inspect
from functools import partial

import numpy as np

from modelcollapse import _validation as valid


def number(low=-np.inf, high=np.inf, **ends):
    """Declare an argument that is a finite number, or an array of them, from ``low`` to ``high``."""
    return partial(valid.numbers, low=low, high=high, **ends)


def whole(low):
    """Declare an argument that is a whole number of at least ``low``, or an array of them."""
    return partial(valid.numbers, low=low, whole=True)


def name(*allowed):
    """Declare an argument that is one of a few names; it does not broadcast."""
    return partial(valid.choice, allowed=allowed)


SHARE = number(0, 1)
POSITIVE = number(0, include_low=False)
AT_LEAST_0 = number(0)
ITEMS = whole(1)
SAMPLES = whole(2)  # one sample has no variance
TIME = whole(0)
FITS = whole(1)
VECTOR = valid.finite_array
DISTRIBUTION = valid.probabilities
"""A vector or a distribution lies along the last axis; the axes before it broadcast."""


def law(each=(), **domains):
    """Return a decorator that makes a formula a law: it refuses bad arguments by name, and broadcasts the good ones.

    Parameters
    ----------
    each
        names of arguments that the formula takes one at a time, as Python numbers, because it solves an equation or
        builds a matrix for each of their values. The other arguments come as arrays with one entry for each result.
    domains
        what each argument may be: a function of its name and value that returns the value or raises. None is
        allowed where it is the default.

    Notes
    -----
    Numbers reach the formula as floats, so that no product of sample sizes overflows. A law of single numbers returns
    one Python number.
    """

    def declare(formula):
        signature = inspect.signature(formula)
        if set(signature.parameters) != set(domains):
            raise TypeError(f"{formula.__name__} takes {list(signature.parameters)}, and declares {list(domains)}")

        @functools.wraps(formula)
        def checked(*args, **kwargs):
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            for key, value in given.arguments.items():
                if value is not None or signature.parameters[key].default is not None:
                    given.arguments[key] = _as_floats(domains[key](key, value))
            found = _grouped(formula, given.arguments, each, domains) if each else formula(**given.arguments)
            found = np.asarray(found)
            return found.item() if found.ndim == 0 else found

        checked.domains = domains
        return checked

    return declare


def accumulated(combine, term, t):
    """Combine term(1), term(2), … term(t) for every entry of ``t``: ``np.add`` gives sums, ``np.multiply`` products."""
    shape = np.broadcast_shapes(np.shape(term(1.0)), np.shape(t))
    found = total = np.full(shape, float(combine.identity))
    done = 0.0
    for until in np.unique(np.asarray(t)[np.asarray(t) > 0]):
        steps = np.arange(done + 1, until + 1).reshape(-1, *[1] * len(shape))
        total = combine(total, combine.reduce(term(steps), axis=0))
        found, done = np.where(t == until, total, found), until
    return found


def iterated(step, start, t):
    """Apply v ← step(s, v) for s = 1 … t, beginning with ``start``, for every entry of ``t``."""
    found = start
    for s in range(1, int(np.max(t)) + 1):
        found = np.where(s <= t, step(s, found), found)
    return found


def _as_floats(value):
    return value if isinstance(value, str) else np.asarray(value, dtype=float)[()]


def _grouped(formula, arguments, each, domains):
    """Call ``formula`` once for each distinct value of the arguments named in ``each``."""
    vectors = {key for key in arguments if domains[key] in (VECTOR, DISTRIBUTION)}
    arrays = {key: value for key, value in arguments.items() if value is not None}
    shape = np.broadcast_shapes(*(np.shape(v)[:-1] if key in vectors else np.shape(v) for key, v in arrays.items()))
    for key, value in arrays.items():
        arrays[key] = np.broadcast_to(value, shape + np.shape(value)[-1:] if key in vectors else shape)
    found = np.empty(shape)
    distinct, group = np.unique([arrays[key].ravel() for key in each], axis=1, return_inverse=True)
    for i, values in enumerate(distinct.T):
        here = (group == i).reshape(shape)
        alone = {key: _single(value, domains[key]) for key, value in zip(each, values, strict=True)}
        found[here] = formula(**arguments | {key: array[here] for key, array in arrays.items()} | alone)
    return found


def _single(value, domain):
    return int(value) if domain.keywords.get("whole") else float(value)
