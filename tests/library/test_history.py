"""The record of a loop cannot be changed, and says what it holds."""

import pickle
import platform
from copy import deepcopy
from dataclasses import FrozenInstanceError

import modelcollapse
import numpy as np
import pytest
from modelcollapse import History

VALUES = np.array([[1.0, 1.0, 1.0], [0.5, 0.7, 0.9], [0.2, 0.9, 0.4]])


@pytest.fixture
def history():
    return History({"variance": VALUES, "p": np.ones((3, 3, 4))}, {"n_samples": 10})


def test_nothing_in_it_can_be_changed(history):
    with pytest.raises(ValueError, match="read-only"):
        history["variance"][0, 0] = 2
    with pytest.raises(TypeError):
        history.measures["variance"] = VALUES
    with pytest.raises(TypeError):
        history.settings["n_samples"] = 20
    with pytest.raises(FrozenInstanceError):
        history.settings = {}
    assert VALUES.flags.writeable, "a history must not lock its maker's array"


def test_changing_what_it_was_made_from_does_not_change_its_keys():
    measures, settings = {"a": VALUES}, {"n": 1}
    history = History(measures, settings)
    measures["b"], settings["n"] = VALUES, 2
    assert list(history.measures) == ["a"]
    assert history.settings["n"] == 1


def test_its_summaries_run_over_replicates(history):
    assert (history.generations, history.replicates) == (2, 3)
    np.testing.assert_allclose(history.mean("variance"), [1, 0.7, 0.5])
    np.testing.assert_allclose(history.median("variance"), [1, 0.7, 0.4])
    np.testing.assert_allclose(history.quantile("variance", 0), VALUES.min(axis=1))
    np.testing.assert_allclose(history.quantile("variance", 0.25), [1, 0.6, 0.3])
    np.testing.assert_allclose(history.standard_error("variance"), VALUES.std(axis=1, ddof=1) / np.sqrt(3))
    assert history.mean("p").shape == (3, 4)


def test_its_table_has_a_row_a_generation_and_replicate(history):
    table = history.to_frame()
    assert list(table.columns) == ["generation", "replicate", "variance"]
    assert len(table) == 9
    for row in table.itertuples():
        assert row.variance == VALUES[row.generation, row.replicate]


def test_it_survives_copying_and_pickling(history):
    for copy in (deepcopy(history), pickle.loads(pickle.dumps(history))):
        np.testing.assert_array_equal(copy["variance"], VALUES)
        assert copy.settings == history.settings
        assert copy.versions == history.versions
        assert not copy["variance"].flags.writeable


def test_it_names_what_it_holds_and_what_it_lacks(history):
    assert repr(history) == "<History of variance, p: 2 generations × 3 replicates; n_samples=10>"
    with pytest.raises(KeyError, match="no measure 'varience'; this history holds variance, p"):
        history["varience"]
    with pytest.raises(ValueError, match="replicates must be at least 2 for a standard error; got 1"):
        History({"a": [[1.0]]}).standard_error("a")


@pytest.mark.parametrize("measures", [{}, {"a": 1.0}, {"a": [1.0]}, {"a": [[1.0]], "b": [[1.0, 2.0]]}, [[1.0]], None])
def test_what_is_not_a_record_is_refused(measures):
    with pytest.raises(ValueError, match="measures must be .*; got"):
        History(measures)


def test_it_reads_like_a_mapping_from_measures_to_arrays(history):
    assert "variance" in history
    assert "varience" not in history
    assert list(history) == ["variance", "p"]
    assert len(history) == 2
    np.testing.assert_array_equal(dict(history)["variance"], VALUES)
    assert history == history
    assert history != deepcopy(history), "equality of arrays is a question for numpy.testing"


def test_it_carries_the_versions_that_made_it_even_when_others_read_it(history, monkeypatch):
    assert history.versions == {
        "modelcollapse": modelcollapse.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }
    stored = pickle.dumps(history)
    monkeypatch.setattr(np, "__version__", "9.9")
    assert pickle.loads(stored).versions == history.versions
    assert History({"a": [[1.0]]}).versions["numpy"] == "9.9"


def test_long_settings_are_printed_short():
    history = History(
        {"a": [[1.0]]}, {"n_samples": list(range(1000)), "seed": np.random.default_rng(0).bit_generator.state}
    )
    assert len(repr(history)) < 250
