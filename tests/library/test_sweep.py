"""A sweep's result depends on its grid and its seed, and on nothing else."""

import importlib
import importlib.util

import joblib
import numpy as np
import pandas as pd
import pytest
from modelcollapse import sweep
from modelcollapse.chains.gaussian import chain

GRID = {"n": [5, 20], "estimator": ["unbiased", "mle"]}


def final_log_variance(n, estimator, rng):
    history = chain(n_samples=n, generations=10, replicates=500, estimator=estimator, rng=rng)
    return {"mean": history.mean("log_variance")[-1], "error": history.standard_error("log_variance")[-1]}


def test_the_number_of_workers_changes_nothing():
    alone = sweep(final_log_variance, GRID, rng=0, n_jobs=1)
    pd.testing.assert_frame_equal(alone, sweep(final_log_variance, GRID, rng=0, n_jobs=2))
    pd.testing.assert_frame_equal(alone, sweep(final_log_variance, GRID, rng=np.random.default_rng(0)))
    with joblib.parallel_config(backend="threading", n_jobs=2):
        pd.testing.assert_frame_equal(alone, sweep(final_log_variance, GRID, rng=0))
    assert not alone["mean"].equals(sweep(final_log_variance, GRID, rng=1)["mean"])


def test_a_row_is_a_point_of_the_grid_and_what_was_found_there():
    table = sweep(final_log_variance, GRID, rng=0)
    assert list(table.columns) == ["n", "estimator", "mean", "error"]
    assert list(zip(table["n"], table["estimator"], strict=True)) == [
        (5, "unbiased"),
        (5, "mle"),
        (20, "unbiased"),
        (20, "mle"),
    ]
    law = table.set_index(["n", "estimator"])["mean"]
    assert law[5, "mle"] < law[5, "unbiased"] < law[20, "mle"] < law[20, "unbiased"]


def test_every_point_has_a_stream_of_its_own_whatever_comes_after_it():
    def draw(a, rng):
        return rng.random()

    few, many = sweep(draw, {"a": [1, 2]}, rng=3)["value"], sweep(draw, {"a": [1, 2, 3, 4]}, rng=3)["value"]
    assert many.nunique() == 4
    assert few.tolist() == many[:2].tolist()


def test_a_grid_is_read_once_so_iterators_will_do():
    table = sweep(lambda a, b, rng: a * b, {"a": iter([1, 2]), "b": range(3)}, rng=0)
    assert table["value"].tolist() == [0, 1, 2, 0, 2, 4]


@pytest.mark.parametrize(
    "grid", [{}, {"n": []}, {"n": [1], "m": []}, {"n": 5}, {"policy": "replace"}, {"rng": [0]}, [1, 2], None]
)
def test_an_impossible_grid_is_refused_before_the_function_is_called(grid):
    with pytest.raises(ValueError, match="^grid must be a mapping .*; got "):
        sweep(lambda **point: pytest.fail("called"), grid, rng=0)


@pytest.mark.parametrize("found", [{"n": 0.5, "mean": 1.0}, {"mean": 1.0, "estimator": "mle"}])
def test_a_result_never_hides_a_parameter(found):
    called = []
    with pytest.raises(ValueError, match="grid must be without '(n|estimator)': the function returns something"):
        sweep(lambda n, estimator, rng: called.append(n) or found, GRID, rng=0)
    assert called == [5], "the other points were worked on for nothing"
    with pytest.raises(ValueError, match="grid must be without 'value'"):
        sweep(lambda value, rng: 2.0 * value, {"value": [1, 2]}, rng=0)


def test_the_function_does_not_shadow_a_module():
    assert importlib.util.find_spec("modelcollapse.sweep") is None
    assert importlib.import_module("modelcollapse.grid").sweep is sweep
