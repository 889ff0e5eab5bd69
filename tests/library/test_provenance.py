"""Every simulation records what it takes to repeat it."""

import importlib
import inspect
import pickle
import pkgutil

import modelcollapse
import numpy as np
import pytest
from modelcollapse import samplers
from modelcollapse.sources import Mixture

ARGUMENTS = {
    "chains.gaussian.chain": {"n_samples": lambda t: 3 + t, "estimator": "mle"},
    "chains.gaussian.literal_chain": {"n_samples": [4, 5, 6], "estimator": "mle"},
    "chains.gaussian.log_det_chain": {"n_samples": 9, "dimension": 3, "estimator": "mle"},
    "chains.regression.chain": {
        "dimension": 2,
        "n_samples": lambda t: 3 + t,
        "regime": "accumulate",
        "ridge": 0.5,
        "noise": 2.0,
        "signal": 3.0,
        "shift": 0.5,
    },
    "chains.regression.mixing_chain": {
        "dimension": 2, "n_samples": 20, "synthetic_share": 0.3, "shift": 0.5, "noise": 2.0,
    },
    "chains.regression.forgetting_chain": {"dimension": 5, "n_samples": 2},
    "chains.curve.chain": {"noise": 0.1, "n_waves": 5, "steps": 3, "n_points": 30},
    "chains.curve.literal_chain": {"noise": 0.1, "n_waves": 5, "steps": 3, "n_points": 30},
    "chains.categorical.chain": {
        "probabilities": [0.5, 0.3, 0.2], "n_samples": 9, "immigration": 0.1, "sampler": samplers.temperature(0.5),
    },
    "chains.fresh.chain": {
        "probabilities": [0.5, 0.3, 0.2], "n_real": lambda t: t, "n_synthetic": 9, "weight": [0.1, 0.2, 0.3],
        "mistaken": 0.2,
    },
    "chains.fresh.mean_chain": {"n_real": 3, "n_synthetic": 9, "weight": 0.4, "start": 0.5},
    "chains.fresh.archive_chain": {
        "weights": [0.5, 0.4, 0.3], "n_archive": 5, "n_new": 4, "synthetic": 0.3, "change": 0.1,
    },
    "chains.categorical.novelty_chain": {"n_samples": 9, "novelty": 0.2, "initial_types": 3},
    "societies.contagion.polya": {"true_pages": 3, "false_pages": 2, "checkers": 0.1},
    "societies.contagion.consensus": {"checkers": [0.1, 0.2], "start": 0.4, "pages": 50, "conformity": 1.5},
    "societies.contagion.cascade": {"copies": 2.0, "checkers": 0.1, "enough": 5},
    "societies.genetic_load.chain": {
        "size": 4, "loci": 7, "frequency": 0.2, "harm": 0.4, "dominance": 0.1, "selected": False, "migrants": 1,
    },
    "societies.skills.careers": {
        "quality": [0.5, 0.7, 0.9], "cases": 3, "start": 0.7, "manual": 0.1, "sharpness": 8.0, "learn": 0.3, "forget": 0.1,
    },
    "societies.skills.taught_by_staff": {
        "persons": 3, "cases": 4, "start": 0.7, "quality": 0.6, "manual": 0.1, "noise": 0.1, "pace": 0.5,
        "sharpness": 8.0, "learn": 0.3, "forget": 0.1,
    },
    "societies.landscapes.search": {
        "network": "lattice", "agents": 6, "loci": 5, "interactions": 2, "contrast": 3.0,
    },
    "societies.charts.market": {
        "appeal": [0.5, 0.3, 0.2], "influence": 0.7, "buyers": 4, "advantage": 1.5, "start": 0.5,
    },
    "societies.grants.chain": {
        "proposals": 9, "taste": 2.0, "lottery": 0.3, "fundable": 0.5, "merit": 0.7, "spread": 0.2, "newcomers": 0.1,
        "dimensions": 3,
    },
    "societies.mutual_learning.chain": {
        "learning": 0.3, "code_learning": 0.7, "turnover": 0.1, "turbulence": 0.05, "people": 5, "questions": 4,
        "reading": "text",
    },
    "societies.summaries.imputed": {"records": [[0.0, 1.0], [3.0, 0.5], [1.0, 4.0], [2.0, 2.0]], "replaced": 0.5, "exactly": False},
    "societies.summaries.eligibility": {"source": Mixture([0.5, 0.5], [0, 2], 1), "n_patients": 20, "width": 1.5},
    "societies.contagion.retrieval": {
        "human_pages": 3,
        "false_pages": 1,
        "source_bias": 2.0,
        "top_k": 3,
        "hallucination": 0.3,
        "recognized": 0.2,
        "versions": 3,
    },
}  # fmt: skip
"""Simulation → values of all its parameters, none of them the default, but for its length, replicates and seed."""


def simulations():
    """Every public function of the exact chains and the societies that returns a History."""
    for package in ("chains", "societies"):
        folder = importlib.import_module(f"modelcollapse.{package}")
        for found in pkgutil.iter_modules(folder.__path__):
            module = importlib.import_module(f"modelcollapse.{package}.{found.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and function.__annotations__.get("return") == "History":
                    yield f"{package}.{found.name}.{name}", function


SIMULATIONS = dict(simulations())


def same(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("name", SIMULATIONS)
@pytest.mark.parametrize("rng", [3, None, "a generator"])
def test_a_simulation_can_be_repeated_from_its_record(name, rng):
    simulate, arguments = SIMULATIONS[name], ARGUMENTS[name]
    parameters = inspect.signature(simulate).parameters
    length = {"written", "generations", "weeks"} & set(parameters)
    begin = np.random.default_rng(5) if rng == "a generator" else rng
    history = simulate(**arguments, **dict.fromkeys(length, 3), replicates=2, rng=begin)
    settings = dict(pickle.loads(pickle.dumps(history)).settings)
    if not length:
        assert settings.pop("generations") == 3, "as many as it was given weights"
    assert {*settings, "rng"} == {*parameters, "seed"}
    again = seed = settings.pop("seed")
    if rng == "a generator":
        again = np.random.default_rng()
        again.bit_generator.state = seed
    assert same(simulate(**settings, rng=again), history)
    assert history.versions["modelcollapse"] == modelcollapse.__version__


@pytest.mark.parametrize("name", SIMULATIONS)
def test_the_record_holds_what_was_passed_and_no_default(name):
    signature = inspect.signature(SIMULATIONS[name]).parameters
    for parameter, value in ARGUMENTS[name].items():
        assert value is not signature[parameter].default
        assert signature[parameter].default is inspect.Parameter.empty or value != signature[parameter].default
    assert set(signature) - set(ARGUMENTS[name]) <= {"generations", "written", "weeks", "replicates", "rng"}
