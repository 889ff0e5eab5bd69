"""What was measured is kept: found again, measured again when anything it depends on changed, never half written."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from joblib import Parallel, cpu_count, delayed
from modelcollapse import claims
from modelcollapse.claims import records
from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.records import FOLDER_VARIABLE, Record, outdated, read, recall, write
from modelcollapse.claims.verdict import Claim


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


class Coin:
    """A claim that notes each time it is measured; ``state`` stands for all that it depends on."""

    def __init__(self, monkeypatch, id="coin.fair"):
        self.measured, self.state = 0, "first"
        self.claim = Claim(id, "A coin is fair.", "own", "derived", "coins", self.throw)
        monkeypatch.setattr(records, "key", lambda claim: self.state)

    def throw(self, rng):
        self.measured += 1
        return Evidence.of(rng.integers(2, size=(2, 50)), 0.5, cases=("heads", "tails"), setting="50 throws")


@pytest.fixture
def coin(monkeypatch):
    return Coin(monkeypatch)


def same(one: Evidence, other: Evidence):
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        and np.shape(getattr(one, field.name)) == np.shape(getattr(other, field.name))
        for field in fields(Evidence)
    )


@pytest.mark.usefixtures("folder")
def test_a_claim_is_measured_once_on_each_seed(coin):
    first, again, other = recall(coin.claim, 1), recall(coin.claim, 1), recall(coin.claim, 2)
    assert coin.measured == 2
    assert same(first.evidence, again.evidence)
    assert again.seconds == pytest.approx(first.seconds, abs=1e-3)
    assert not same(first.evidence, other.evidence)


@pytest.mark.usefixtures("folder")
def test_a_claim_is_measured_again_when_what_it_depends_on_changed(coin):
    recall(coin.claim, 1)
    coin.state = "second"
    recall(coin.claim, 1)
    assert coin.measured == 2


@pytest.mark.parametrize("seed", [1, np.random.default_rng(1)])
def test_nothing_is_kept_without_a_folder(coin, seed, monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    recall(coin.claim, seed)
    recall(coin.claim, seed)
    assert coin.measured == 2


def test_what_cannot_be_known_again_is_not_kept(coin, folder):
    recall(coin.claim, np.random.default_rng(1))
    coin.state = None
    recall(coin.claim, 1)
    assert not list(folder.iterdir())


@given(cut=st.integers(0, 400), junk=st.sampled_from(["", "}", "[1]", '{"key": "first"}', "\x00"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_a_damaged_record_is_measured_again(cut, junk, folder, coin):
    sound = recall(coin.claim, 1)
    (path,) = folder.iterdir()
    path.write_text(path.read_text(encoding="utf-8")[:cut] + junk, encoding="utf-8")
    assert same(recall(coin.claim, 1).evidence, sound.evidence)
    assert read(path) is not None


numbers = st.floats(-1e300, 1e300)


@given(
    measured=arrays(float, array_shapes(min_dims=0, max_dims=2, max_side=4), elements=numbers),
    seconds=st.floats(0, 1e4),
    rounding=st.floats(1e-9, 1),
    replicates=st.one_of(st.just(np.inf), st.integers(2, 10**9), st.just(np.int64(7))),
    setting=st.text(max_size=20),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_evidence_is_read_as_it_was_written(measured, seconds, rounding, replicates, setting, tmp_path):
    cases = tuple(f"case {i}" for i in range(measured.size))
    evidence = Evidence(measured, 0.0, 0.1, rounding=rounding, replicates=replicates, setting=setting, cases=cases)
    write(tmp_path / "record.json", Record("key", evidence, seconds))
    found = read(tmp_path / "record.json")
    assert found.key == "key"
    assert same(found.evidence, evidence)
    assert found.evidence.measured.dtype == evidence.measured.dtype


def test_a_reader_never_finds_half_a_record(tmp_path):
    path = tmp_path / "record.json"
    evidence = Evidence(np.arange(500.0), np.arange(500.0), 1.0)
    write(path, Record("0", evidence, 0.0))

    def use(i):
        if i % 2:
            write(path, Record(str(i), evidence, 0.0))
        return read(path)

    with ThreadPoolExecutor(4) as pool:
        assert all(same(found.evidence, evidence) for found in pool.map(use, range(60)))
    assert [left.name for left in tmp_path.iterdir()] == ["record.json"]


@pytest.mark.usefixtures("folder")
def test_what_is_not_on_record_comes_first_then_the_longest(monkeypatch, folder):
    coins = [Coin(monkeypatch, f"coin.{name}") for name in ("slow", "new", "quick", "sound", "newer")]
    slow, new, quick, sound, newer = (coin.claim for coin in coins)
    for claim, key, seconds in ((slow, "old", 9.0), (quick, "old", 1.0), (sound, "first", 5.0)):
        write(folder / f"{claim.id}.1.json", Record(key, recall(claim, 2).evidence, seconds))
    waiting = outdated((claim, 1) for claim in (quick, slow, sound, new, newer))
    assert [claim.id for claim, _ in waiting] == ["coin.newer", "coin.new", "coin.slow", "coin.quick"]


def test_every_claim_of_the_book_can_be_kept():
    keys = {claim.id: records.key(claim) for claim in claims.registered().values()}
    assert None not in keys.values()
    assert len(set(keys.values())) == len(keys)


def test_a_claim_made_on_the_spot_cannot_be_kept():
    assert records.key(Claim("a.b", "A.", "own", "derived", "a", lambda rng: Evidence(1.0, 1.0, 0.1))) is None


@pytest.mark.usefixtures("folder")
def test_a_record_says_what_a_fresh_measurement_says(monkeypatch):
    id = "gaussian.log-variance-drift"
    claims.evaluate(id)
    kept = claims.evaluate(id)
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert same(kept.evidence, claims.evaluate(id).evidence)
    assert repr(kept) == repr(claims.evaluate(id))


def test_claims_are_measured_side_by_side_and_once(tmp_path, monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    Parallel(n_jobs=cpu_count())(delayed(abs)(i) for i in range(8))  # workers that know of no folder
    folder = tmp_path / "records"
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    ids = [id for id in claims.registered() if id.startswith("gaussian.")][:2]
    assert claims.measure_outdated(ids) == 2
    assert claims.measure_outdated(ids) == 0
    assert len(list(folder.iterdir())) == 2
