"""Filters: what gets through a verifier, what it costs, and what a quota protects."""

import pickle

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.defenses.filters import (
    balanced,
    by_kind,
    commonness,
    effective_share,
    effective_share_of,
    near,
    quota,
    rarity,
    verified,
    yield_of,
)
from modelcollapse.defenses.statements import BLIND, KINDS, TRUE, WRONG, misremember
from modelcollapse.loop import of_samples
from modelcollapse.models import CategoricalModel, GaussianModel
from modelcollapse.policies import Corpus, Turn, accumulate, filtered, fresh, replace
from modelcollapse.sources import Gaussian, Species
from modelcollapse.theory import verification as verification_law

REPLICATES = 3


def over_one(items):
    return items > 1


def turn(generate, *, n=6, first=None, rng=0):
    """A turn whose model is ``generate`` and whose first real data are ``first``."""
    first = np.zeros((REPLICATES, n), dtype=int) if first is None else first
    return Turn(Corpus(first, first), n, np.random.default_rng(rng), generate, lambda k: np.full((len(first), k), -1))


def counter():
    """A model that writes 0, 1, 2, … in every replicate."""
    written = 0

    def generate(k):
        nonlocal written
        written += k
        return np.tile(np.arange(written - k, written), (REPLICATES, 1))

    return generate


def test_a_model_writes_until_enough_is_kept():
    even = verified(replace(), lambda items: items % 2 == 0)
    assert even(turn(counter())).training.tolist() == [[0, 2, 4, 6, 8, 10]] * REPLICATES


def test_real_data_are_never_judged():
    nothing_real = verified(fresh(0.5), lambda items: items >= 0)
    assert nothing_real(turn(counter())).training.tolist() == [[-1, -1, -1, 0, 1, 2]] * REPLICATES


def test_every_replicate_gets_its_fill():
    uneven = verified(replace(), lambda items: (items % np.array([[1], [2], [3]])) == 0)
    assert uneven(turn(counter(), n=3)).training.tolist() == [[0, 1, 2], [0, 2, 4], [0, 3, 6]]


def test_filters_compose_with_policies_and_with_each_other():
    both = filtered(verified("accumulate", over_one), lambda items: -items, keep=0.5)
    # The outer one sees the output first: of 0 … 3 it hands on 0 and 1, which are dropped, of 4 … 7 it hands on 4 and 5.
    assert both(turn(counter(), n=2)).training.tolist() == [[0, 0, 4, 5]] * REPLICATES
    points = verified(replace(), near(0, 1))(turn(lambda k: np.ones((REPLICATES, k, 2)), n=4)).training
    assert points.shape == (REPLICATES, 4, 2)


def test_kept_shares_are_those_of_the_law():
    verifier = by_kind(0.8, 0.3, 0.3)
    draw = np.random.default_rng(1)
    loop = turn(lambda k: draw.integers(0, 3, size=(200, k)), n=2000, first=np.zeros((200, 1)))
    kept = (verified(replace(), verifier)(loop).training == 0).mean()
    assert abs(kept - 0.8 / 1.4) < 4 * np.sqrt(0.245 / 400_000)


@pytest.mark.parametrize(
    ("verifier", "reason"),
    [
        (lambda items: items[0], "of shape"),
        (lambda items: items + 2.0, r"in \[0, 1\]"),
        (lambda items: items + np.nan, r"in \[0, 1\]"),
        (lambda items: 0.0 * items, "that keeps at least 6 of 6000 items"),
    ],
)
def test_a_verifier_that_says_nothing_usable_is_refused(verifier, reason):
    with pytest.raises(ValueError, match=f"verifier must be .*{reason}"):
        verified(replace(), verifier)(turn(counter()))


@pytest.mark.parametrize("verifier", [near, None, 0.5])
def test_a_verifier_is_a_function(verifier):
    with pytest.raises(ValueError, match="verifier must be a function"):
        verified(replace(), verifier)


def test_the_wrapped_policy_refuses_before_any_work():
    with pytest.raises(ValueError, match="share must be 0"):
        run(GaussianModel(), Gaussian(), verified(fresh(0.01), near(0, 1)), generations=2, n_samples=10, rng=0)


def test_yield_and_effective_size_are_measured_in_the_loop():
    weights = by_kind(1, 0.5)
    loop = {"generations": 3, "n_samples": 4000, "replicates": 5, "rng": 0}
    measures = {"yield": yield_of(weights), "effective": effective_share_of(weights)}
    history = run(CategoricalModel(2), Species([0.5, 0.5]), verified(replace(), weights), **loop, measures=measures)
    np.testing.assert_allclose(history.mean("yield")[:3], [0.75, 0.75, 5 / 6], atol=0.02)
    np.testing.assert_allclose(history.mean("effective")[:3], [0.9, 0.9, (5 / 6) ** 2 / 0.75], atol=0.02)


def test_effective_share():
    assert effective_share([2, 2, 2]) == 1
    np.testing.assert_allclose(effective_share([[1, 0], [3, 1]]), [0.5, 0.8])
    for wrong in ([0, 0], [-1, 2], [np.nan], []):
        with pytest.raises(ValueError, match="weights must be"):
            effective_share(wrong)


def test_commonness_counts_within_a_replicate():
    items = np.array([[3, 3, 3, 0], [3, 0, 0, 0]])
    assert commonness(items).tolist() == [[3, 3, 3, 1], [1, 3, 3, 3]]
    assert rarity(items).tolist() == (-commonness(items)).tolist()


@pytest.mark.parametrize("target", [0, 0.2, 0.5, 0.9, 1])
def test_balancing_restores_a_share(target):
    items = np.random.default_rng(0).integers(0, 10, size=(4, 5000))
    weights = balanced(over_one, target)(items)
    share = (weights * over_one(items)).sum(axis=1) / weights.sum(axis=1)
    np.testing.assert_allclose(share, target, atol=1e-12)
    assert weights.max() == 1


def test_a_group_that_died_out_is_not_weighed_up():
    assert balanced(over_one, 0.5)(np.zeros((1, 4), dtype=int)).tolist() == [[1, 1, 1, 1]]


def test_a_quota_comes_from_the_shelf_and_never_runs_out():
    first = np.array([[0, 5, 0, 7], [9, 0, 0, 0], [1, 2, 3, 4]])
    drawn = np.concatenate(
        [quota(0.5, over_one)(turn(counter(), n=20, first=first, rng=i)).training for i in range(9)], 1
    )
    real = drawn.reshape(3, 9, 20)[:, :, :10].reshape(3, -1)
    assert [sorted(set(row)) for row in real] == [[5, 7], [9], [2, 3, 4]]
    assert abs((real[0] == 5).mean() - 0.5) < 4 * np.sqrt(0.25 / 90)
    policy = quota(0.5, over_one)
    assert policy(turn(counter(), n=20, first=first)).pool is first
    assert policy(turn(counter(), n=20, first=first)).training[0, 10:].tolist() == list(range(10))


def test_a_quota_needs_a_shelf():
    with pytest.raises(ValueError, match="belongs must be true of a real item"):
        quota(0.5, over_one)(turn(counter()))
    with pytest.raises(ValueError, match="share must be"):
        quota(1.5, over_one)


@pytest.mark.parametrize(
    "make",
    [
        lambda: verified(replace(), by_kind(0.9, 0.2)),
        lambda: verified(accumulate(), near(0.3, 1.0)),
        lambda: quota(0.1, over_one),
        lambda: verified("replace", balanced(over_one, 0.2)),
        lambda: yield_of(near(0, 1)),
        lambda: misremember(0.1, 0.2),
    ],
)
def test_filters_are_values(make):
    assert make() == make()
    assert pickle.loads(pickle.dumps(make())) == make()
    assert repr(eval(repr(make()), globals())) == repr(make())


@pytest.mark.parametrize(("error", "blind"), [(0.05, 0.0), (0.3, 0.25), (1, 1)])
def test_misremembering_makes_errors_and_mends_none(error, blind):
    for kind in (TRUE, WRONG, BLIND):
        meant = np.log(np.eye(KINDS)[kind] + 1e-300)
        said = np.exp(misremember(error, blind)(meant))
        np.testing.assert_allclose(said[TRUE], (1 - error) * (kind == TRUE), atol=1e-12)
        if kind == TRUE:
            np.testing.assert_allclose(said, [1 - error, error * (1 - blind), error * blind], atol=1e-12)
    assert np.exp(misremember(error, blind)(np.log([0.2, 0.3, 0.5]))).sum() == pytest.approx(1)


def test_misremembering_is_about_three_kinds():
    with pytest.raises(ValueError, match="3 kinds of statement"):
        misremember(0.1)(np.log([0.5, 0.5]))


@pytest.mark.parametrize(
    ("right", "wrong", "blind"), [(2 / 3, 1 / 3, 0.0), (0.9, 0.1, 0.3), (1, 0, 0.1), (0.4, 0.6, 0)]
)
def test_the_loop_of_statements_follows_its_law(right, wrong, blind):
    verifier = by_kind(right, wrong, right)
    loop = {"generations": 12, "n_samples": 20_000, "replicates": 12, "rng": 3}
    measures = {"true": of_samples(lambda X: (X == TRUE).mean(axis=1))}
    model, real = CategoricalModel(KINDS, sampler=misremember(0.05, blind)), Species([1, 0, 0])
    found = run(model, real, verified(replace(), verifier), measures=measures, **loop)["true"]
    error = found.std(axis=1, ddof=1) / np.sqrt(12)
    expected = verification_law.truth(right, wrong, 0.05, blind, np.arange(13))
    assert (abs(found.mean(axis=1) - expected) < 5 * error + 1e-12).all()


def test_truth_settles_where_it_should():
    right, wrong = np.array([0.9, 2 / 3, 0.6, 0.5, 0.3]), np.array([0.1, 1 / 3, 0.4, 0.5, 0.7])
    np.testing.assert_allclose(
        verification_law.truth(right, wrong, 0.05, 0, 2000),
        verification_law.settled_truth(right, wrong, 0.05),
        atol=1e-9,
    )
    edge = verification_law.least_accuracy(0.05)
    assert verification_law.settled_truth(edge + 1e-3, 1 - edge - 1e-3, 0.05) > 0.05
    assert verification_law.settled_truth(edge - 1e-9, 1 - edge + 1e-9, 0.05) == 0


def test_a_blind_spot_is_the_law_without_other_faults():
    kept = verification_law.blind_truth(0.05, 0.1, 7)  # what is written is worse by one more round of errors
    assert verification_law.truth(1, 0, 0.05, 0.1, 8) == pytest.approx(0.95 * kept)
    assert verification_law.blind_truth(0.05, 0, 50) == 1


def test_single_round_laws_against_samples():
    rng = np.random.default_rng(0)
    x = rng.standard_normal(2_000_000)
    inside = np.sort(abs(x))[: int(0.9 * len(x))]
    assert (inside**2).mean() == pytest.approx(verification_law.likeliest_variance(0.9), abs=0.002)
    kept = (x + 0.2)[abs(x + 0.2 - 0.5) <= 1]
    assert kept.mean() == pytest.approx(verification_law.verified_mean(0.2, 0.5, 1), abs=0.002)
    better = np.maximum(*x.reshape(2, -1))
    assert better.mean() == pytest.approx(verification_law.best_of_two_gain(1), abs=0.003)
    assert better.var() == pytest.approx(verification_law.best_of_two_variance(1), abs=0.003)
    human, machine = rng.beta(1, 3, 500_000), rng.beta(4, 1, 500_000)
    w = [(1 - scores) ** 1.5 for scores in (human, machine)]
    assert w[1].sum() / (w[0].sum() + w[1].sum()) == pytest.approx(verification_law.weighted_share(1.5, 3, 4), abs=1e-3)
    effective = verification_law.weighted_effective_share(1.5, 3, 4)
    assert effective_share(np.concatenate(w)) == pytest.approx(effective, abs=2e-3)
    assert verification_law.breakdown(0.8, 0.4) == pytest.approx(2 / 3)
