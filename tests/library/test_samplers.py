"""Samplers: what they keep, what they forbid, and that they compose."""

import pickle

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from modelcollapse.samplers import (
    Context,
    ContextSampler,
    applied,
    compose,
    normalized,
    nucleus,
    temperature,
    top_k,
    window,
)

logits = arrays(float, st.tuples(st.integers(0, 3), st.integers(1, 6)), elements=st.floats(-20, 20))


@pytest.mark.parametrize("sampler", [temperature(0.3), temperature(3), top_k(2), nucleus(0.9), compose(top_k(3))])
@settings(deadline=None)
@given(logs=logits)
def test_every_sampler_returns_distributions_of_the_same_shape(sampler, logs):
    result = sampler(logs)
    assert result.shape == logs.shape
    np.testing.assert_allclose(np.exp(result).sum(axis=-1), 1)


@settings(deadline=None)
@given(logs=logits, tau=st.floats(0.1, 5))
def test_temperature_is_a_power(logs, tau):
    power = np.exp(normalized(logs)) ** (1 / tau)
    np.testing.assert_allclose(np.exp(temperature(tau)(logs)), power / power.sum(axis=-1, keepdims=True))


@settings(deadline=None)
@given(logs=logits, k=st.integers(1, 8))
def test_top_k_keeps_k_items_and_their_odds(logs, k):
    kept = np.exp(top_k(k)(logs))
    assert ((kept > 0).sum(axis=-1) == min(k, logs.shape[-1])).all()
    before = np.where(kept > 0, np.exp(normalized(logs)), 0)
    np.testing.assert_allclose(kept, before / before.sum(axis=-1, keepdims=True))


@settings(deadline=None)
@given(logs=logits, p=st.floats(0, 1, exclude_min=True, exclude_max=True) | st.floats(0, 1e-9, exclude_min=True))
@example(logs=np.log([0.3, 0.7]), p=1e-13)
@example(logs=np.array([0, 1.25, 0, 19, 0, -19]), p=1 - 1e-9)
def test_nucleus_is_the_smallest_set_that_reaches_p(logs, p):
    kept = np.exp(nucleus(p)(logs)) > 0
    mass = np.exp(normalized(logs))
    for row, probabilities in zip(kept.reshape(-1, logs.shape[-1]), mass.reshape(-1, logs.shape[-1]), strict=True):
        least_first = np.sort(probabilities[row])
        assert least_first.sum() >= p - 1e-9
        assert least_first[1:].sum() < p, "the least likely item was not needed"


@settings(deadline=None)
@given(logs=logits)
@example(logs=np.array([0, 1.25, 0, 19, 0, -19]))
def test_a_nucleus_of_everything_keeps_even_what_rounding_loses(logs):
    np.testing.assert_array_equal(nucleus(1)(logs), normalized(normalized(logs)))


def test_ties_are_broken_by_position():
    assert np.isfinite(top_k(2)(np.zeros(4))).tolist() == [True, True, False, False]
    assert np.isfinite(nucleus(0.5)(np.zeros(4))).tolist() == [True, True, False, False]


def test_composition_applies_the_first_first():
    logs = np.log([0.5, 0.3, 0.2])
    np.testing.assert_allclose(compose(nucleus(0.7), temperature(0.5))(logs), temperature(0.5)(nucleus(0.7)(logs)))
    np.testing.assert_allclose(compose()(logs), logs)
    # Order matters: sharpened first, the top item alone reaches 0.6.
    assert np.isfinite(compose(temperature(0.5), nucleus(0.6))(logs)).sum() == 1
    assert np.isfinite(compose(nucleus(0.6), temperature(0.5))(logs)).sum() == 2


def test_the_impossible_stays_impossible():
    logs = np.array([0.0, -np.inf, -1.0])
    for sampler in (temperature(5), top_k(3), nucleus(1)):
        assert np.isneginf(sampler(logs)[1])
        assert np.isfinite(sampler(logs)[[0, 2]]).all()


@pytest.mark.parametrize(
    "make",
    [lambda: temperature(0), lambda: temperature(np.nan), lambda: top_k(0), lambda: top_k(2.5)]
    + [lambda: nucleus(0), lambda: nucleus(1.1), lambda: compose("top_k"), lambda: compose(top_k)],
)
def test_bad_parameters_are_refused(make):
    with pytest.raises(ValueError, match="must be"):
        make()


def half(logs):
    return logs / 2


@pytest.mark.parametrize(
    "make",
    [lambda: temperature(0.5), lambda: top_k(3), lambda: nucleus(0.9), compose]
    + [lambda: compose(temperature(0.5), half)],
)
def test_a_sampler_is_a_value(make):
    sampler = make()
    assert sampler == make()
    assert hash(sampler) == hash(make())
    assert pickle.loads(pickle.dumps(sampler)) == sampler
    assert sampler not in (temperature(0.6), top_k(2), nucleus(0.8), compose(half), compose(half, temperature(0.5)))


def test_a_sampler_is_printed_as_it_was_written():
    written = ["temperature(0.5)", "top_k(3)", "nucleus(0.9)", "compose(top_k(3), half)"]
    samplers = [temperature(0.5), top_k(3), nucleus(0.9), compose(top_k(3), half)]
    assert [repr(sampler) for sampler in samplers] == written


@pytest.mark.parametrize("logs", [np.array([np.nan, 0]), np.array([np.inf, 0]), np.full(3, -np.inf), np.zeros((2, 0))])
def test_what_is_not_a_distribution_is_refused(logs):
    with pytest.raises(ValueError, match="log_probabilities"):
        temperature(1)(logs)


class echo(ContextSampler):
    """Says the last word again, or the one before it."""

    def __init__(self, window):
        object.__setattr__(self, "window", window)

    def transform(self, logs, context):
        return np.where(context.before[..., :1] == context.words, 0.0, -np.inf)


AFTER = Context(np.array([[1, 2], [2, 3]], np.uint32), np.array([1, 2, 3], np.uint32))


def test_a_sampler_with_a_window_sees_so_many_words():
    logs = np.zeros((2, 3))
    assert np.exp(echo(1)(logs, AFTER)).argmax(axis=1).tolist() == [1, 2]
    assert np.exp(echo(2)(logs, AFTER)).argmax(axis=1).tolist() == [0, 1]
    assert [window(sampler) for sampler in (top_k(1), echo(2), compose(top_k(1), echo(2), echo(1)), compose())] == [
        0,
        2,
        2,
        0,
    ]


def test_a_composition_hands_the_context_on_to_those_that_want_it():
    logs = np.zeros((2, 3))
    np.testing.assert_array_equal(compose(temperature(0.5), echo(2))(logs, AFTER), echo(2)(logs, AFTER))
    np.testing.assert_array_equal(applied(top_k(1), logs, AFTER), top_k(1)(logs))
    np.testing.assert_array_equal(applied(compose(echo(1)), logs, AFTER), echo(1)(logs, AFTER))


@pytest.mark.parametrize(
    "context",
    [None, Context(AFTER.before[:1], AFTER.words), Context(AFTER.before[:, :0], AFTER.words)]
    + [Context(AFTER.before, AFTER.words[:2]), Context(AFTER.before.astype(int), AFTER.words)],
)
@pytest.mark.parametrize("sampler", [echo(1), compose(top_k(2), echo(1))], ids=["alone", "composed"])
def test_a_context_that_does_not_fit_is_refused(sampler, context):
    with pytest.raises(ValueError, match="context must be"):
        sampler(np.zeros((2, 3)), context)
