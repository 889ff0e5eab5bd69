"""A loop that is killed continues to the identical result."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.loop import DEFAULT_MEASURES, of_model
from modelcollapse.models import CategoricalModel, GaussianModel, MixtureModel
from modelcollapse.policies import accumulate, accumulate_subsample, filtered, fresh, keep, replace, revisit
from modelcollapse.sources import Gaussian, Mixture, Species
from sklearn.mixture import GaussianMixture

POLICIES = [
    replace(),
    accumulate(),
    accumulate_subsample(),
    fresh(0.2),
    keep(0.2),
    revisit(0.2),
    filtered(accumulate_subsample(), lambda X: -abs(X[..., 0]), keep=0.8),
]
MODELS = [
    (GaussianModel(), Gaussian([0, 1])),
    (MixtureModel(2, iterations=3), Mixture([0.5, 0.5], [-3, 3], 1)),
    (GaussianMixture(1, init_params="random"), Gaussian()),
]
LOOP = {"generations": 5, "n_samples": 10, "replicates": 3}


def killing(generation, measures=DEFAULT_MEASURES):
    """Return ``measures`` with one more, which ends the run in the middle of ``generation``."""

    def die(seen):
        if seen.number == generation:
            raise KeyboardInterrupt
        return seen.number

    return {**measures, "last": die}


def living(measures=DEFAULT_MEASURES):
    return {**measures, "last": lambda seen: seen.number}


def assert_identical(one, other):
    assert set(one.measures) == set(other.measures)
    for name in one.measures:
        np.testing.assert_array_equal(one[name], other[name])


@pytest.mark.parametrize("policy", POLICIES, ids=repr)
@pytest.mark.parametrize(("model", "source"), MODELS, ids=lambda part: type(part).__name__)
def test_a_killed_run_continues_to_the_identical_result(tmp_path, model, source, policy):
    path = tmp_path / "loop.npz"
    with pytest.raises(KeyboardInterrupt):
        run(model, source, policy, **LOOP, measures=killing(3), rng=0, checkpoint=path)
    assert path.exists()
    resumed = run(model, source, policy, **LOOP, measures=living(), rng=0, checkpoint=path)
    assert_identical(resumed, run(model, source, policy, **LOOP, measures=living(), rng=0))
    assert os.listdir(tmp_path) == ["loop.npz"]


@pytest.mark.parametrize("kind", [np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM])
def test_every_bit_generator_continues(tmp_path, kind):
    path = tmp_path / "loop.npz"
    words = CategoricalModel(3), Species([0.5, 0.3, 0.2])
    measures = {"probabilities": of_model("probabilities_")}
    with pytest.raises(KeyboardInterrupt):
        run(*words, **LOOP, measures=killing(2, measures), rng=np.random.Generator(kind(5)), checkpoint=path)
    resumed = run(*words, **LOOP, measures=living(measures), rng=np.random.Generator(kind(5)), checkpoint=path)
    whole = run(*words, **LOOP, measures=living(measures), rng=np.random.Generator(kind(5)))
    assert_identical(resumed, whole)


SCRIPT = """
import os, signal, sys
from modelcollapse import run
from modelcollapse.loop import of_model
from modelcollapse.models import GaussianModel
from modelcollapse.sources import Gaussian
path, victim = sys.argv[1], int(sys.argv[2])
def variance(seen):
    if seen.number == victim:
        os.kill(os.getpid(), signal.SIGKILL)
    return of_model("variance_")(seen)
history = run(GaussianModel(), Gaussian(), "accumulate", generations=6, n_samples=10, replicates=4,
              measures={"variance": variance}, rng=1, checkpoint=path)
print(history["variance"].tobytes().hex())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process that way")
def test_a_process_killed_by_the_system_continues_in_a_new_one(tmp_path):
    path = tmp_path / "loop.npz"
    command = [sys.executable, "-c", SCRIPT, str(path)]
    assert subprocess.run([*command, "4"]).returncode == -signal.SIGKILL
    assert path.exists()
    resumed = subprocess.run([*command, "-1"], capture_output=True, text=True, check=True).stdout.strip()
    loop = {"generations": 6, "n_samples": 10, "replicates": 4, "measures": {"variance": of_model("variance_")}}
    whole = run(GaussianModel(), Gaussian(), "accumulate", **loop, rng=1)
    assert resumed == whole["variance"].tobytes().hex()


@pytest.mark.parametrize("policy", POLICIES, ids=repr)
def test_an_extended_run_is_one_long_run(tmp_path, policy):
    loop = {"n_samples": 10, "replicates": 3, "rng": 2, "checkpoint": tmp_path / "loop.npz"}
    for generations in (0, 2, 6):
        history = run(GaussianModel(), Gaussian(), policy, generations=generations, **loop)
    assert_identical(history, run(GaussianModel(), Gaussian(), policy, generations=6, **loop | {"checkpoint": None}))
    shorter = run(GaussianModel(), Gaussian(), policy, generations=1, **loop)
    np.testing.assert_array_equal(shorter["mean"], history["mean"][:2])


def test_growing_samples_continue_too(tmp_path):
    path = tmp_path / "loop.npz"
    loop = {"generations": 5, "n_samples": lambda t: 5 * t, "replicates": 3, "rng": 3}
    with pytest.raises(KeyboardInterrupt):
        run(GaussianModel(), Gaussian(), "accumulate", **loop, measures=killing(3), checkpoint=path)
    resumed = run(GaussianModel(), Gaussian(), "accumulate", **loop, measures=living(), checkpoint=path)
    assert_identical(resumed, run(GaussianModel(), Gaussian(), "accumulate", **loop, measures=living()))
