"""A run of the mutants that was interrupted goes on where it was, and tries again what may have changed."""

from pathlib import Path

import pytest

from tests.mutants import remembered
from tests.mutants.remembered import Reached, Verdicts

TESTS = {"test_mean": "1", "test_variance": "1"}


@pytest.fixture
def module(tmp_path):
    remembered.version.cache_clear()
    path = tmp_path / "law.py"
    path.write_text("mean = 1")
    yield path
    remembered.version.cache_clear()


@pytest.fixture
def store(tmp_path):
    return tmp_path / "_build" / "mutants.jsonl"


def test_a_verdict_outlives_the_run(store, module):
    verdicts = Verdicts(store)
    assert not verdicts.stands("1 → 2", module, TESTS)
    verdicts.add("1 → 2", "test_mean", module, TESTS)
    verdicts.add("1 → 0", None, module, TESTS)
    again = Verdicts(store)
    assert again.stands("1 → 2", module, TESTS)
    assert again.stands("1 → 0", module, TESTS)
    assert [again.noticed_by(mutant) for mutant in ("1 → 2", "1 → 0")] == ["test_mean", None]


def test_a_verdict_falls_with_what_it_rests_on(store, module):
    verdicts = Verdicts(store)
    verdicts.add("noticed", "test_mean", module, TESTS)
    verdicts.add("unnoticed", None, module, TESTS)
    other_test, same_test = TESTS | {"test_variance": "2"}, TESTS | {"test_mean": "2"}
    assert verdicts.stands("noticed", module, other_test), "the test that noticed is the same"
    assert not verdicts.stands("noticed", module, same_test)
    assert not verdicts.stands("unnoticed", module, other_test), "another test may notice now"
    assert not verdicts.stands("unnoticed", module, TESTS | {"test_new": "1"})
    module.write_text("mean = 2")
    remembered.version.cache_clear()
    assert not verdicts.stands("noticed", module, TESTS)


def test_a_line_that_was_cut_off_is_no_verdict(store, module):
    verdicts = Verdicts(store)
    verdicts.add("1 → 2", "test_mean", module, TESTS)
    store.write_text(store.read_text() + '\n{"mutant": "1 → 0", "noticed')
    verdicts = Verdicts(store)
    verdicts.add("1 → 3", None, module, TESTS)
    assert set(Verdicts(store).rows) == {"1 → 2", "1 → 3"}


def test_a_test_is_timed_again_when_its_file_changes(tmp_path):
    Reached(tmp_path / "mutants.json").add([("test_mean", "1", 0.1, ["law.py:mean"])])
    reached = Reached(tmp_path / "mutants.json")
    assert not reached.is_new("test_mean", "1")
    assert reached.is_new("test_mean", "2")
    assert reached.is_new("test_variance", "1")


def test_what_was_timed_outlives_a_run_that_is_killed_while_it_writes(tmp_path, monkeypatch):
    def cut_off(path, text, **_):
        path.write_bytes(text[:9].encode())
        raise KeyboardInterrupt

    Reached(tmp_path / "mutants.json").add([("test_mean", "1", 0.1, [])])
    monkeypatch.setattr(Path, "write_text", cut_off)
    with pytest.raises(KeyboardInterrupt):
        Reached(tmp_path / "mutants.json").add([("test_variance", "1", 0.1, [])])
    assert not Reached(tmp_path / "mutants.json").is_new("test_mean", "1")
