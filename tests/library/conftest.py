"""What the library's tests share: how a simulation agrees with a law, and how a function refuses bad input."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture
def agrees():
    """Assert that the mean of independent draws is what a law says, within four of its standard errors."""

    def check(draws, law, *, errors=4):
        draws = np.asarray(draws, dtype=float)
        measured, error = draws.mean(), draws.std(ddof=1) / np.sqrt(len(draws))
        assert error > 0, "these draws do not vary, so their mean proves nothing"
        assert abs(measured - law) < errors * error, f"measured {measured:.5g} ± {error:.2g}, the law says {law:.5g}"

    return check


NOT_A_NUMBER = st.sampled_from([None, True, np.False_, "ten", "", [], {}, 3j, np.nan, np.inf, -np.inf])


def _not_int(minimum):
    return NOT_A_NUMBER | st.integers(max_value=minimum - 1) | st.floats()


def _not_whole(minimum):
    below, between = st.integers(-(10**6), minimum - 1), st.floats(minimum + 0.01, minimum + 0.99)
    return NOT_A_NUMBER | below | between | below.map(lambda n: [minimum + 5, n]) | between.map(lambda n: np.array([n]))


def _not_schedule(minimum):
    """No good as samples of three generations: as a number, in a sequence, from a function; or of another length."""
    wrong = _not_int(minimum)
    return wrong | wrong.map(lambda n: [10, n, 10]) | wrong.map(lambda n: lambda t: n) | st.just([10, 10])


def _above(high, **exclude):
    return st.floats(min_value=high, **exclude)


def _below(low, **exclude):
    return st.floats(max_value=low, **exclude)


NOT_PROBABILITIES = (
    st.lists(st.floats(0, 1), max_size=4).filter(lambda p: not np.isclose(sum(p), 1))
    | st.floats(1e-6, 1).map(lambda excess: [1 + excess, -excess])
    | st.sampled_from([[0.5, np.nan], [[0.5, 0.4], [0.5, 0.5]], "ab", 0.5, [[1.0], [0.5, 0.5]]])
)

NOT = {
    **{f"an int from {low}": _not_int(low) for low in range(5)},
    **{f"whole numbers from {low}": _not_whole(low) for low in range(3)},
    **{f"a schedule from {low}": _not_schedule(low) for low in (2, 4)},
    "a number": NOT_A_NUMBER,
    "a share": NOT_A_NUMBER | _below(0, exclude_max=True) | _above(1, exclude_min=True),
    "positive": NOT_A_NUMBER | _below(0),
    "at least 0": NOT_A_NUMBER | _below(0, exclude_max=True),
    "at least 1": NOT_A_NUMBER | _below(1, exclude_max=True),
    "probabilities": NOT_PROBABILITIES,
    "one distribution": NOT_PROBABILITIES | st.just([[0.5, 0.5], [0.5, 0.5]]),
    "a name": st.text(max_size=8) | st.sampled_from([None, 3, np.nan, ["replace"]]),
    "a seed": st.integers(max_value=-1) | st.sampled_from([1.5, True, "seed", [1], np.random.RandomState(0)]),
    "a size": _not_int(1) | _not_int(1).map(lambda n: (3, n)) | st.sampled_from([(), [3, 4]]),
}
"""Everything that is not …: bad input by the kind of good input."""


def _bad(kind):
    if isinstance(kind, tuple):
        return st.one_of(*map(_bad, kind))
    return NOT[kind] if isinstance(kind, str) else st.sampled_from(kind)


@pytest.fixture
def refuses():
    """Assert that a function which takes ``good`` refuses anything that is not ``kind`` as its argument ``name``.

    ``kind`` is a key of `NOT`, a list of bad values, or a tuple of these.
    """

    def check(function, good, name, kind):
        function(**good)
        takes_rng = "rng" in inspect.signature(function).parameters and name != "rng"

        @settings(max_examples=10, deadline=None, derandomize=True, database=None)
        @given(_bad(kind))
        def refuse(value):
            rng = np.random.default_rng(0)
            before = rng.bit_generator.state
            arguments = good | {name: value} | ({"rng": rng} if takes_rng else {})
            with pytest.raises(ValueError, match=rf"^{name} must be .+; got .+") as refusal:
                function(**arguments)
            message = str(refusal.value)
            assert rng.bit_generator.state == before, "something was drawn before the refusal"
            if np.isscalar(value) and "is shown" not in message:
                shown = repr(value.item() if isinstance(value, np.generic) else value)
                assert shown[:60] in message

        refuse()

    return check


def pytest_generate_tests(metafunc):
    """Make one test of every argument in a module's table ``REFUSALS``: (function, good arguments, name → kind)."""
    if "refusal" in metafunc.fixturenames:
        cases = [
            pytest.param(
                (function, good, name, kind), id=f"{function.__module__.split('.')[-1]}.{function.__qualname__}-{name}"
            )
            for function, good, kinds in metafunc.module.REFUSALS
            for name, kind in kinds.items()
        ]
        metafunc.parametrize("refusal", cases)
