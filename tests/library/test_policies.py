"""What each policy puts into the next training set. Items carry their origin: real ones below 100, synthetic above."""

import pickle
from dataclasses import FrozenInstanceError
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelcollapse import run
from modelcollapse.models import GaussianModel
from modelcollapse.policies import (
    Corpus,
    Turn,
    accumulate,
    accumulate_fresh,
    accumulate_subsample,
    filtered,
    fresh,
    keep,
    named,
    replace,
    revisit,
)
from modelcollapse.sources import Gaussian

REPLICATES, N = 2, 10


class World:
    """A corpus and the two taps of a policy, which number what they hand out."""

    def __init__(self, n=N, replicates=REPLICATES):
        self.replicates = replicates
        real = np.tile(np.arange(n), (replicates, 1))
        self.corpus = Corpus(real, real)
        self.real, self.synthetic = count(50), count(100)
        self.rng = np.random.default_rng(0)

    def draw_real(self, k):
        return self._tap(self.real, k)

    def generate(self, k):
        return self._tap(self.synthetic, k)

    def _tap(self, source, k):
        return np.tile([next(source) for _ in range(k)], (self.replicates, 1))

    def advance(self, policy, n=N):
        return self.advance_all(policy, n)[0].tolist()

    def advance_all(self, policy, n=N):
        self.corpus = policy(Turn(self.corpus, n, self.rng, self.generate, self.draw_real))
        assert self.corpus.training.shape[0] == self.replicates
        return self.corpus.training


def test_replace_trains_on_the_newest_generation_alone():
    world = World()
    assert world.advance(replace()) == list(range(100, 110))
    assert world.advance(replace(), n=4) == list(range(110, 114))


def test_accumulate_trains_on_everything_in_order():
    world = World()
    world.advance(accumulate())
    assert world.advance(accumulate()) == [*range(10), *range(100, 120)]


@pytest.mark.parametrize("batches", [1, 3])
def test_accumulate_subsample_keeps_everything_and_trains_on_different_items_within_its_budget(batches):
    world = World()
    for t in range(1, 6):
        training = world.advance(accumulate_subsample(batches))
        assert len(training) == min(batches, t + 1) * N
        assert len(set(training)) == len(training), "an item was repeated"
        assert world.corpus.pool[0].tolist() == [*range(10), *range(100, 100 + 10 * t)]
        assert set(training) <= set(world.corpus.pool[0])


def test_accumulate_subsample_draws_every_item_equally_often_and_every_replicate_its_own():
    pool = np.tile(np.arange(20), (4000, 1))
    corpus = Corpus(pool, pool)
    turn = Turn(corpus, 10, np.random.default_rng(1), lambda k: np.tile(np.arange(20, 20 + k), (4000, 1)), None)
    training = accumulate_subsample()(turn).training
    times = np.bincount(training.ravel(), minlength=30)
    assert abs(times - 4000 / 3).max() < 4 * np.sqrt(4000 * (1 / 3) * (2 / 3))
    assert len({tuple(sorted(row)) for row in training}) > 3900


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "1", None])
def test_a_budget_is_a_whole_number_of_batches(wrong):
    with pytest.raises(ValueError, match=r"batches must be .*got"):
        accumulate_subsample(wrong)


@pytest.mark.parametrize(("share", "n_real"), [(0, 0), (0.1, 1), (0.5, 5), (1, 10)])
def test_accumulate_fresh_keeps_everything_and_adds_new_real_items_beside_synthetic_ones(share, n_real):
    world, batches = World(), [list(range(10))]
    for t in range(3):
        first, made = 50 + n_real * t, 100 + (10 - n_real) * t
        batches.append([*range(first, first + n_real), *range(made, made + 10 - n_real)])
        assert world.advance(accumulate_fresh(share)) == sum(batches, [])


@pytest.mark.parametrize(("share", "n_real"), [(0, 0), (0.1, 1), (0.5, 5), (1, 10)])
def test_fresh_mixes_new_real_items_with_synthetic_ones(share, n_real):
    world = World()
    assert world.advance(fresh(share)) == [*range(50, 50 + n_real), *range(100, 110 - n_real)]
    again = world.advance(fresh(share))
    assert again[:n_real] == list(range(50 + n_real, 50 + 2 * n_real))
    assert len(again) == N


@pytest.mark.parametrize(("share", "n_real"), [(0, 0), (0.1, 1), (0.5, 5), (1, 10)])
def test_keep_mixes_the_same_real_items_with_synthetic_ones(share, n_real):
    world = World()
    for _ in range(3):
        training = world.advance(keep(share))
        assert training[:n_real] == list(range(n_real))
        assert all(item >= 100 for item in training[n_real:])
        assert len(training) == N


@pytest.mark.parametrize(("share", "n_real"), [(0, 0), (0.1, 1), (0.5, 5), (1, 10)])
def test_revisit_mixes_different_items_of_the_first_real_data_with_synthetic_ones(share, n_real):
    world = World()
    for _ in range(3):
        training = world.advance(revisit(share))
        assert len(set(training)) == len(training) == N
        assert set(training[:n_real]) <= set(range(N))
        assert all(item >= 100 for item in training[n_real:])


def test_revisit_draws_every_real_item_equally_often_and_anew_each_time():
    replicates = 4000
    world = World(replicates=replicates)
    first, second = (np.sort(world.advance_all(revisit(0.3))[:, :3], axis=1) for _ in range(2))
    for drawn in (first, second):
        times = np.bincount(drawn.ravel(), minlength=N)
        assert abs(times - 0.3 * replicates).max() < 4 * np.sqrt(replicates * 0.3 * 0.7)
    # Two draws of 3 out of 10 are the same set once in 120 times.
    same = (first == second).all(axis=1).sum()
    assert abs(same - replicates / 120) < 4 * np.sqrt(replicates / 120)


@pytest.mark.parametrize("policy", [keep(0.5), revisit(0.5)], ids=repr)
def test_old_real_items_run_out_when_n_outgrows_the_first_sample(policy):
    training = World(n=4).advance(policy, n=20)
    assert sorted(training) == [*range(4), *range(100, 116)]


def test_filtered_keeps_the_best_share_of_what_is_generated():
    asked = []

    def score(items):
        asked.append(items.shape)
        return -abs(items - 107.1)

    training = World().advance(filtered(replace(), score, keep=0.5))
    assert asked == [(REPLICATES, 20)]
    assert sorted(training) == list(range(103, 113))


def test_filtered_judges_each_replicate_by_itself():
    scores = np.array([[1, 2, 3, 4], [4, 3, 2, 1]])
    corpus = Corpus(np.zeros((2, 2)), np.zeros((2, 2)))
    turn = Turn(corpus, 2, None, lambda k: np.tile(np.arange(k), (2, 1)), None)
    training = filtered(replace(), lambda items: scores, keep=0.5)(turn).training
    assert training.tolist() == [[3, 2], [0, 1]]


@pytest.mark.parametrize(("keep_share", "wanted", "asked"), [(1, 7, 7), (0.7, 63, 90), (0.9, 9, 10), (0.3, 2, 7)])
def test_filtered_asks_for_no_more_than_it_needs(keep_share, wanted, asked):
    world = World()
    world.advance(filtered(replace(), lambda items: items, keep=keep_share), n=wanted)
    assert next(world.synthetic) == 100 + asked


def test_filters_touch_synthetic_items_alone_and_wrap_any_policy():
    best = {"score": lambda items: items, "keep": 0.5}
    assert World().advance(filtered("accumulate", **best)) == [*range(10), *range(119, 109, -1)]
    assert World().advance(filtered(fresh(0.5), **best)) == [*range(50, 55), *range(109, 104, -1)]
    twice = filtered(filtered(replace(), **best), lambda items: -items, keep=0.5)
    assert World().advance(twice, n=5) == [109, 108, 107, 106, 105]  # the largest 5 of the smallest 10 of 20


def test_items_with_coordinates_stay_whole():
    points = np.arange(24.0).reshape(2, 4, 3)
    corpus = Corpus(points, points)
    turn = Turn(corpus, 4, np.random.default_rng(0), lambda k: -points[:, :k], None)
    training = accumulate_subsample()(turn).training
    rows = {tuple(row) for row in np.concatenate([points, -points], axis=1).reshape(-1, 3)}
    assert training.shape == (2, 4, 3)
    assert {tuple(row) for row in training.reshape(-1, 3)} <= rows


def test_a_policy_is_known_by_its_name():
    assert [repr(named(name)) for name in ("replace", "accumulate", "accumulate_subsample")] == [
        "replace()",
        "accumulate()",
        "accumulate_subsample(1)",
    ]
    policy = fresh(0.25)
    assert named(policy) is policy
    assert repr(policy) == "fresh(0.25)"
    assert repr(filtered(keep(0.5), len, keep=0.9)) == "filtered(keep(0.5), len, keep=0.9)"


@pytest.mark.parametrize("wrong", ["acumulate", "", None, 3, ["replace"]])
def test_an_unknown_policy_is_refused_with_the_known_ones(wrong):
    with pytest.raises(ValueError, match=r"policy must be one of 'replace', 'accumulate'.*got") as refusal:
        named(wrong)
    assert repr(wrong) in str(refusal.value)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("fresh", "fresh(0.1)"),
        (accumulate_fresh, "accumulate_fresh(0.1)"),
        (keep, "keep(0.1)"),
        ("filtered", "filtered('replace', score, keep=0.5)"),
    ]
    + [(replace, "write replace(...)"), ("acumulate", "did you mean 'accumulate'")],
)
def test_a_policy_without_its_parameters_is_told_how_to_write_it(wrong, hint):
    with pytest.raises(ValueError, match="^policy must be ") as refusal:
        named(wrong)
    assert hint in str(refusal.value)


def near_zero(X):
    return -abs(X)


MAKERS = [
    replace,
    accumulate,
    accumulate_subsample,
    lambda: accumulate_subsample(2),
    lambda: accumulate_fresh(0.1),
    lambda: fresh(0.1),
    lambda: keep(0.1),
    lambda: revisit(0.1),
    lambda: filtered(fresh(0.1), near_zero, keep=0.5),
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: repr(make()))
def test_a_policy_is_a_value(make):
    policy = make()
    assert policy == make()
    assert hash(policy) == hash(make())
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert sum(policy == other() for other in MAKERS) == 1
    with pytest.raises(FrozenInstanceError):
        policy.share = 0.5


@settings(deadline=None)
@given(share=st.floats(0, 1), n=st.integers(1, 40), kind=st.sampled_from([fresh, keep, revisit, accumulate_fresh]))
def test_a_share_is_the_nearest_number_of_items_or_refused(share, n, kind):
    policy, world = kind(share), World(n=n, replicates=1)
    try:
        training = world.advance(policy, n=n)[-n:]
    except ValueError as refusal:
        assert f"got {share}" in str(refusal)  # noqa: PT017
        assert (0 < share < 0.5001 / n) or (1 - 0.5001 / n < share < 1)
        return
    n_real = sum(item < 100 for item in training)
    assert len(training) == n
    assert abs(n_real - share * n) <= 0.5 + 1e-6
    assert (n_real > 0) == (share > 0)
    assert (n_real < n) == (share < 1)


@pytest.mark.parametrize(("share", "n", "n_real"), [(0.25, 10, 3), (0.05, 10, 1), (0.145, 100, 15), (0.3, 10, 3)])
def test_halves_go_up(share, n, n_real):
    assert fresh(share).check(n) == n_real


class NeverFitted(GaussianModel):
    def fit(self, X):
        pytest.fail("a model was fitted before the refusal")


@pytest.mark.parametrize("share", [0.04, 0.96])
@pytest.mark.parametrize("wrap", [lambda p: p, lambda p: filtered(p, near_zero, keep=0.5)], ids=["bare", "filtered"])
def test_a_share_without_a_single_item_is_refused_before_any_work(share, wrap):
    with pytest.raises(ValueError, match=rf"share must be [01], or .*among 10; got {share}"):
        run(NeverFitted(), Gaussian(), wrap(fresh(share)), generations=2, n_samples=10, rng=0)


@pytest.mark.parametrize(
    ("score", "reason"),
    [(lambda X: X + np.nan, "to numbers"), (lambda X: X[0], "of shape"), (lambda X: 1.0, "of shape")],
)
def test_a_score_that_says_nothing_lets_nothing_pass(score, reason):
    with pytest.raises(ValueError, match=f"score must be a function to .*{reason}|score must be a function {reason}"):
        World().advance(filtered(replace(), score, keep=0.5))
