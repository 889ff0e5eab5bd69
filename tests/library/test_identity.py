"""Two things have one identity if and only if nothing tells them apart."""

import subprocess
import sys
import threading
from functools import cached_property, lru_cache, partial
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from modelcollapse._identity import identity
from sklearn.mixture import GaussianMixture


def same(one, other):
    return identity("it", one) == identity("it", other)


leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
things = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner))


def typed(thing):
    """The thing with all types written out: 1, 1.0 and True are equal to Python."""
    if isinstance(thing, list | tuple):
        return type(thing).__name__, [typed(item) for item in thing]
    if isinstance(thing, dict):
        return "dict", [(typed(key), typed(value)) for key, value in thing.items()]
    return type(thing).__name__, repr(thing)


@given(things, things)
def test_data_are_told_apart_by_type_and_value(one, other):
    assert same(one, other) == (typed(one) == typed(other))


@given(arrays(float, st.integers(0, 5)), arrays(float, st.integers(0, 5)))
def test_arrays_are_told_apart_by_type_shape_and_bytes(one, other):
    assert same(one, other) == (one.shape == other.shape and one.tobytes() == other.tobytes())
    assert same(np.stack([one, one]).T, np.ascontiguousarray(np.stack([one, one]).T))
    assert not same(one, one.reshape(-1, 1))
    assert not same(one, one.astype(complex))


def make(k, default=0):
    def inner(x, y=default, *, z=default):
        return x + k + y + z

    return inner


def recursive(n):
    return 0 if n == 0 else recursive(n - 1)


class Own:
    def __init__(self, k):
        self.k = k

    @cached_property
    def slow(self):
        return self.k

    def method(self):
        return self.k


circle = []
circle.append(circle)
SAME = {
    "closures": lambda: make(1),
    "a recursive function": lambda: recursive,
    "partial": lambda: partial(make, 2),
    "bound methods": lambda: Own(1).method,
    "what a list can do": lambda: [1].append,
    "ufuncs and numpy's functions": lambda: [np.add, np.mean, np.ndarray.sum],
    "estimators": lambda: GaussianMixture(2),
    "generators": lambda: np.random.default_rng(3),
    "sets": lambda: {"a", "b", "c", "d"},
    "mappings": lambda: MappingProxyType({"a": np.array(["x", 3], dtype=object)}),
    "circles": lambda: circle,
    "caches": lambda: lru_cache(make),
}


@pytest.mark.parametrize("maker", SAME.values(), ids=SAME)
def test_what_is_made_twice_is_the_same(maker):
    assert same(maker(), maker())


def test_the_same_in_every_process():
    code = "from tests.library.test_identity import SAME, identity; print([identity('it', m()) for m in SAME.values()])"
    found = []
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        found.append(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True))
    assert found[0].stdout == found[1].stdout != b""


DIFFERENT = {
    "closures": (make(1), make(2)),
    "defaults": (make(1, 0), make(1, 1)),
    "constants": (lambda x: x + 1, lambda x: x + 2),
    "operations": (lambda x: x + 1, lambda x: x - 1),
    "attributes": (lambda x: x.min(), lambda x: x.max()),
    "globals": (lambda: np.add, lambda: np.abs),
    "parts of functions": (lambda: lambda: 1, lambda: lambda: 2),
    "partial": (partial(make, 1), partial(make, 2)),
    "methods": (Own(1).method, Own(2).method),
    "estimators": (GaussianMixture(2, tol=0.1), GaussianMixture(2, tol=0.2)),
    "generators": (np.random.default_rng(3), np.random.default_rng(4)),
    "order": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "bytes and their parts": ([b"ab", b"c"], [b"a", b"bc"]),
    "caches": (lru_cache(make), lru_cache(recursive)),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_somewhere_inside_differs(one, other):
    assert not same(one, other)


def test_a_value_that_is_computed_later_changes_nothing():
    one, other = Own(1), Own(1)
    assert one.slow == 1
    assert same(one, other)
    assert not same(one, Own(2))


def test_what_has_no_identity_is_refused_and_told_how_to_get_one():
    class Locked(Own):
        def __init__(self, k):
            super().__init__(k)
            self.lock = threading.Lock()

    class Told(Locked):
        def __getstate__(self):
            return {"k": self.k}

    with pytest.raises(ValueError, match=r"^source must be made of .* it holds <unlocked _thread.lock.*__getstate__"):
        identity("source", [Locked(1)])
    assert same(Told(1), Told(1))
    assert not same(Told(1), Told(2))
