"""The store of experiments: results never stand under settings that are not their own, and nothing is run twice."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelcollapse.experiments import __main__ as command
from modelcollapse.experiments.store import Experiment

SIZES = ({"n": 1}, {"n": 2}, {"n": 3})


def walk(case):
    """A small stochastic experiment, decided by its settings alone."""
    steps = np.random.default_rng(case["n"]).normal(size=case["n"]).cumsum()
    return [{"step": t, "place": place} for t, place in enumerate(steps.tolist())]


@pytest.fixture
def experiment(tmp_path):
    def make(cases=SIZES, run=walk, **changes):
        return Experiment("walk", cases, run, folder=tmp_path, **changes)

    return make


def never(case):
    pytest.fail(f"ran {case}")


def test_results_are_rows_beside_the_settings_of_their_run(experiment):
    walks = experiment()
    assert walks.complete() == 3
    table = walks.results()
    assert list(table.columns) == ["n", "step", "place"]
    assert table["n"].tolist() == [1, 2, 2, 3, 3, 3]
    assert table[table["n"] == 3]["place"].tolist() == [row["place"] for row in walk({"n": 3})]


def test_what_is_in_the_file_is_not_run_again(experiment):
    experiment().complete()
    written = experiment().path.read_bytes()
    assert experiment(run=never).complete() == 0
    assert experiment().path.read_bytes() == written


def test_one_more_seed_is_one_more_run(experiment):
    ran = []
    experiment().complete()
    more = experiment((*SIZES, {"n": 4}), lambda case: ran.append(case["n"]) or walk(case))
    assert more.missing() == [{"n": 4}]
    assert more.complete() == 1
    assert ran == [4]


def test_a_changed_setting_leaves_no_old_row(experiment):
    experiment().complete()
    changed = experiment(({"n": 1}, {"n": 2, "network": {"width": 8}}))
    with pytest.raises(ValueError, match=r"walk\.jsonl must be complete: 1 of 2 runs are missing.*'width': 8"):
        changed.results()
    assert changed.complete() == 1
    assert [line["settings"] for line in changed.stored().values()] == list(changed.cases)


def test_another_version_of_the_code_makes_everything_anew(experiment):
    experiment().complete()
    assert len(experiment(version=2).missing()) == 3


def test_an_interrupted_experiment_continues_where_it_stopped(experiment):
    def fails_at_two(case):
        if case["n"] == 2:
            raise RuntimeError("the power went out")
        return walk(case)

    with pytest.raises(RuntimeError, match="the power went out"):
        experiment(run=fails_at_two).complete()
    assert experiment().missing() == [{"n": 2}, {"n": 3}]
    assert experiment().complete() == 2


def test_the_number_of_processes_changes_nothing(experiment, tmp_path):
    experiment().complete()
    alone = experiment().path.read_bytes()
    experiment().path.unlink()
    experiment().complete(jobs=2)
    assert experiment().path.read_bytes() == alone


def test_a_run_says_which_versions_made_it(experiment):
    experiment().complete()
    assert {line["versions"]["numpy"] for line in experiment().stored().values()} == {np.__version__}


def test_a_result_that_is_no_number_leaves_the_file_whole(experiment):
    experiment(SIZES[:1]).complete()
    before = experiment().path.read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        experiment(run=lambda case: [{"place": np.nan}]).complete()
    assert experiment().path.read_bytes() == before


values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v, max_size=3))
some_settings = st.dictionaries(st.text(min_size=1), values | st.floats(allow_nan=False, allow_infinity=False))


@given(one=some_settings, other=some_settings)
def test_runs_share_a_key_exactly_when_they_share_all_settings(one, other):
    keys = Experiment("any", [{}], walk)
    assert keys.key(json.loads(json.dumps(one))) == keys.key(dict(reversed(one.items())))
    assert (keys.key(one) == keys.key(other)) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


@pytest.mark.parametrize("cases", [[], [{"n": 1}, {"n": 1}], [{"n": np.nan}], [{"n": object()}], [{"n": {1, 2}}]])
def test_bad_cases_are_refused(cases):
    with pytest.raises(ValueError, match="cases must be"):
        Experiment("walk", cases, walk)


@settings(max_examples=5)
@given(st.integers(max_value=0) | st.sampled_from([1.5, None, "two"]))
def test_bad_jobs_are_refused(jobs):
    with pytest.raises(ValueError, match="jobs must be an integer of at least 1"):
        Experiment("walk", SIZES, walk).complete(jobs=jobs)


def test_the_command_lists_completes_and_knows_its_experiments(experiment, monkeypatch, capsys):
    monkeypatch.setattr(command, "found", lambda: {"walk": experiment()})
    command.main(["--list"])
    assert "walk: 0 of 3 runs are in walk.jsonl" in capsys.readouterr().out
    command.main(["walk"])
    command.main(["--list"])
    assert "walk: 3 of 3 runs" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        command.main(["talk"])
    assert "there is no experiment 'talk'; there are walk" in capsys.readouterr().err


@pytest.mark.parametrize("name", command.found())
def test_the_committed_results_are_those_of_todays_settings(name):
    experiment = command.found()[name]
    assert experiment.missing() == [], "run make experiments"
    assert list(experiment.stored()) == [experiment.key(case) for case in experiment.cases], "stale: make experiments"
    for key, line in experiment.stored().items():
        assert experiment.key(line["settings"]) == key
