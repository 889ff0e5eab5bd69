"""Subliminal learning: the gradients are right, and only a shared beginning lets the digits through."""

import numpy as np
import pytest
from modelcollapse.defenses.subliminal import DIGITS, Networks, gradients, lesson, softmax, train


def small(rng):
    networks = Networks.begin(2, (5, 4, 3, DIGITS + 1), rng)
    return Networks(tuple(layer.astype(float) + 0.1 for layer in networks.layers))


def test_gradients_are_those_of_finite_differences():
    rng = np.random.default_rng(0)
    networks, X, slope = small(rng), rng.standard_normal((2, 6, 5)), rng.standard_normal((2, 6, DIGITS + 1))
    found = gradients(networks, networks.activations(X), slope)
    for i, layer in enumerate(networks.layers):
        for at in [(0, 0, 0), (1, layer.shape[1] - 1, layer.shape[2] - 1)]:
            ends = []
            for step in (1e-6, -1e-6):
                moved = [one.copy() for one in networks.layers]
                moved[i][at] += step
                ends.append((Networks(tuple(moved)).activations(X)[-1] * slope).sum())
            assert found[i][at] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-6)


def test_pairs_do_not_disturb_each_other():
    rng = np.random.default_rng(1)
    both, X = small(rng), rng.standard_normal((2, 6, 5))
    alone = Networks(tuple(layer[:1] for layer in both.layers))
    together = train(both, lambda _: (X, lambda outputs: outputs), 5)
    first = train(alone, lambda _: (X[:1], lambda outputs: outputs), 5)
    for one, other in zip(first.layers, together.layers, strict=True):
        np.testing.assert_allclose(one[0], other[0], rtol=1e-10)
    assert not np.allclose(both.layers[0], together.layers[0])


def test_training_lowers_the_loss():
    rng = np.random.default_rng(2)
    networks, X = small(rng), rng.standard_normal((2, 30, 5))
    after = train(networks, lambda _: (X, lambda outputs: outputs / 30), 200, rate=1e-2)
    assert (after.activations(X)[-1] ** 2).sum() < 0.5 * (networks.activations(X)[-1] ** 2).sum()


def test_softmax():
    np.testing.assert_allclose(softmax(np.array([[0.0, np.log(3)], [1000, 1000]])), [[0.25, 0.75], [0.5, 0.5]])


def test_digits_pass_through_noise_if_the_beginnings_agree():
    found = lesson(pairs=3, hidden=48, rng=0)
    assert (found.teacher > 0.8).all()
    assert (found.same_start > 0.35).all()
    assert (found.other_start < 0.25).all()
    again = lesson(pairs=3, hidden=48, rng=0)
    np.testing.assert_array_equal(found.same_start, again.same_start)


def test_a_teacher_that_learned_nothing_teaches_nothing():
    found = lesson(pairs=3, hidden=16, teacher_steps=0, student_steps=30, rng=0)
    assert (found.same_start < 0.3).all()


@pytest.mark.parametrize(
    "wrong", [{"pairs": 0}, {"hidden": 0}, {"extra": 0}, {"batch": 0}, {"teacher_steps": -1}, {"rng": -1}]
)
def test_bad_input_is_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be"):
        lesson(**{"pairs": 1} | wrong)
