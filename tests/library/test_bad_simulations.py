"""What a simulation is built from refuses bad input before any work: parameter, value and what is allowed, by name."""

import numpy as np
import pytest
from modelcollapse import History, run, sweep
from modelcollapse.chains import categorical, gaussian
from modelcollapse.loop import of_model
from modelcollapse.models import CategoricalModel, GaussianModel, KDEModel, MixtureModel
from modelcollapse.models.categorical import counts_of, draw
from modelcollapse.policies import filtered, fresh, keep, revisit
from modelcollapse.sources import Digits, Gaussian, Linear, Mixture, Species, ring, zipf

P = [0.5, 0.3, 0.2]
LOOP = {"n_samples": 10, "generations": 3, "replicates": 2}
COUNTS = {"generations": "an int from 0", "replicates": "an int from 1", "rng": "a seed"}
GAUSSIAN_CHAIN = {"n_samples": "a schedule from 2", "estimator": "a name", **COUNTS}
DRAWS = {"n": "an int from 1", "rng": "a seed"}
NOT_POINTS = [[[1.0, np.nan]] * 2, [[np.inf], [0.0]], 3.0, [1.0, 2.0], [], np.ones((3, 0)), "ab", [[1.0], [2.0, 3.0]]]
NOT_ITEMS = [[], 3, [0.5], [-1], [0, 3], [[0, 9]], ["a"], [True], np.array([np.nan])]
NOT_CALLABLE = [None, 3, "variance", [len]]

LOOPS = [
    (
        run,
        {"model": GaussianModel(), "source": Gaussian(), **LOOP},
        {
            "model": [None, "gaussian", GaussianModel, Gaussian(), 3],
            "source": [None, "gaussian", Gaussian, [1, 2, 3], np.ones((3, 1))],
            "policy": "a name",
            "measures": [{}, "mean", ["mean"], {"mean": 3}, {"mean": of_model}, {3: len}, of_model("mean_")],
            "checkpoint": [3, True, ["a"], "no/such/folder/loop.npz"],
            "n_samples": "a schedule from 2",
            **COUNTS,
        },
    ),
    (gaussian.chain, LOOP, GAUSSIAN_CHAIN),
    (gaussian.literal_chain, LOOP, GAUSSIAN_CHAIN),
    (
        gaussian.log_det_chain,
        {"dimension": 3, **LOOP},
        GAUSSIAN_CHAIN | {"n_samples": "a schedule from 4", "dimension": "an int from 1"},
    ),
    (
        categorical.chain,
        {"probabilities": P, **LOOP},
        {"probabilities": "one distribution", "n_samples": "an int from 1", "immigration": "a share", **COUNTS},
    ),
    (
        categorical.novelty_chain,
        {"novelty": 0.1, **LOOP},
        {"n_samples": "an int from 1", "novelty": "a share", "initial_types": "an int from 1", **COUNTS},
    ),
    (
        sweep,
        {"function": lambda a, rng: a, "grid": {"a": [1]}},
        {"function": NOT_CALLABLE, "rng": "a seed"},
    ),
]
MODELS = [
    (CategoricalModel, {"n_categories": 3}, {"n_categories": "an int from 1", "smoothing": "at least 0"}),
    (CategoricalModel(3).fit, {"X": [0, 1]}, {"X": NOT_ITEMS}),
    (CategoricalModel(3).fit([0, 1]).sample, {"n": 3}, DRAWS),
    (counts_of, {"X": [0, 1], "n_categories": 3}, {"X": NOT_ITEMS, "n_categories": "an int from 1"}),
    (draw, {"probabilities": P, "n": 3, "rng": 0}, {"probabilities": "probabilities", **DRAWS}),
    (GaussianModel, {}, {"estimator": "a name"}),
    (GaussianModel().fit, {"X": [[1.0], [2.0]]}, {"X": [*NOT_POINTS, [[1.0, 2.0]]]}),
    (GaussianModel().fit([[1.0], [2.0]]).sample, {"n": 3}, DRAWS),
    (KDEModel, {}, {"bandwidth": ["scott", "", None, True, -1, -0.1, np.nan, np.inf, [1.0]]}),
    (KDEModel().fit, {"X": [[1.0], [2.0]]}, {"X": NOT_POINTS}),
    (KDEModel().fit([[1.0], [2.0]]).sample, {"n": 3}, DRAWS),
    (
        MixtureModel,
        {"n_components": 2},
        {"n_components": "an int from 1", "iterations": "an int from 1", "floor": "positive"},
    ),
    (MixtureModel(2).fit, {"X": [[1.0], [2.0]]}, {"X": [*NOT_POINTS, [[1.0, 2.0]]], "rng": "a seed"}),
    (MixtureModel(1).fit([[1.0], [2.0]]).sample, {"n": 3}, DRAWS),
]
NOT_VECTOR = [[[0.5, 0.5]], [], None, "abc", [1, np.nan], np.inf]
SOURCES = [
    (Linear, {"weights": [1, 2]}, {"weights": NOT_VECTOR, "noise": "at least 0"}),
    (Gaussian, {"mean": [1, 2]}, {"mean": NOT_VECTOR, "sd": [*NOT_VECTOR, [1, 2, 3], [1, 0], -1, 0]}),
    (
        Mixture,
        {"weights": [0.5, 0.5], "means": [-1, 1], "sds": 1},
        {
            "weights": "one distribution",
            "means": [[], [1], [1, 2, 3], np.ones((2, 1, 1)), [1, np.nan], "ab", None],
            "sds": [0, -1, np.nan, [1, 2, 3], [[1, 2]], [1, -1], "a", None],
        },
    ),
    (ring, {}, {"n_modes": "an int from 1", "radius": "at least 0", "sd": "positive"}),
    (Species, {"probabilities": P}, {"probabilities": "one distribution"}),
    (
        zipf,
        {"n_species": 3},
        {"n_species": "an int from 1", "exponent": "at least 0", "shift": ("a number", [-1, -1.0, -7.5])},
    ),
    (Digits, {}, {"components": ("an int from 1", [65, 1000]), "digit": [-1, 10, 1.5, "3", True]}),
    (Digits(3).sample, {"size": 3}, {"size": ("a size", [184, (2, 184)]), "rng": "a seed"}),
    (Digits(3).to_images, {"points": np.ones(16)}, {"points": [np.ones(15), [], 3, [np.nan] * 16, None]}),
    *((source.sample, {"size": 3}, {"size": "a size", "rng": "a seed"}) for source in (Gaussian(), Species(P), ring())),
]
RESULTS = [
    (History({"a": [[1.0]]}).quantile, {"name": "a", "q": 0.5}, {"q": "a share"}),
]
POLICIES = [
    (fresh, {"share": 0.1}, {"share": "a share"}),
    (keep, {"share": 0.1}, {"share": "a share"}),
    (revisit, {"share": 0.1}, {"share": "a share"}),
    (
        filtered,
        {"policy": "replace", "score": len, "keep": 0.5},
        {"policy": "a name", "score": NOT_CALLABLE, "keep": ("a share", [0, 0.0])},
    ),
]
REFUSALS = LOOPS + MODELS + SOURCES + RESULTS + POLICIES


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)


@pytest.mark.parametrize(
    ("simulate", "arguments"),
    [
        (gaussian.chain, {"n_samples": 10}),
        (gaussian.literal_chain, {"n_samples": 10}),
        (gaussian.log_det_chain, {"n_samples": 10, "dimension": 2}),
        (categorical.chain, {"probabilities": P, "n_samples": 10}),
        (categorical.novelty_chain, {"novelty": 0.1, "n_samples": 10}),
    ],
)
def test_no_generations_are_allowed_and_leave_the_beginning(simulate, arguments):
    none = simulate(**arguments, generations=0, replicates=3, rng=0)
    two = simulate(**arguments, generations=2, replicates=3, rng=0)
    for name, values in none.measures.items():
        assert values.shape[:2] == (1, 3)
        np.testing.assert_array_equal(values[0], two[name][0])


def test_a_measure_that_changes_its_shape_is_refused_at_once():
    measures = {"odd": lambda seen: np.zeros((2, seen.number + 1))}
    with pytest.raises(ValueError, match=r"measures must be of one shape in every generation.*'odd'"):
        run(GaussianModel(), Gaussian(), **LOOP, measures=measures)


def test_default_measures_say_that_they_need_points():
    with pytest.raises(ValueError, match=r"measures must be given.*\(2, 10\)"):
        run(CategoricalModel(3), Species(P), **LOOP)
