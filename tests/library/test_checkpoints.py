"""A loop that is killed continues to the identical result."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelcollapse import run
from modelcollapse.loop import DEFAULT_MEASURES, of_model
from modelcollapse.models import CategoricalModel, GaussianModel, MixtureModel, NgramModel
from modelcollapse.policies import (
    accumulate,
    accumulate_fresh,
    accumulate_subsample,
    filtered,
    fresh,
    keep,
    replace,
    revisit,
)
from modelcollapse.sources import Gaussian, Mixture, Species
from sklearn.mixture import GaussianMixture

POLICIES = [
    replace(),
    accumulate(),
    accumulate_subsample(2),
    accumulate_fresh(0.2),
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


def last(seen):
    """Measure the generation, or die in the one that the environment names: the measure itself stays the same."""
    if seen.number == int(os.environ.get("DIES_IN_GENERATION", -1)):
        raise KeyboardInterrupt
    return seen.number


MEASURES = {**DEFAULT_MEASURES, "last": last}


@pytest.fixture
def die(monkeypatch):
    """Start a run that ends in the middle of a generation."""

    def start(generation, *arguments, **settings):
        with monkeypatch.context() as patch:
            patch.setenv("DIES_IN_GENERATION", str(generation))
            with pytest.raises(KeyboardInterrupt):
                run(*arguments, **settings)
        assert settings["checkpoint"].exists()

    return start


def assert_identical(one, other):
    assert set(one.measures) == set(other.measures)
    for name in one.measures:
        np.testing.assert_array_equal(one[name], other[name])


@pytest.mark.parametrize("policy", POLICIES, ids=repr)
@pytest.mark.parametrize(("model", "source"), MODELS, ids=lambda part: type(part).__name__)
def test_a_killed_run_continues_to_the_identical_result(tmp_path, die, model, source, policy):
    path = tmp_path / "loop.npz"
    die(3, model, source, policy, **LOOP, measures=MEASURES, rng=0, checkpoint=path)
    resumed = run(model, source, policy, **LOOP, measures=MEASURES, rng=0, checkpoint=path)
    assert_identical(resumed, run(model, source, policy, **LOOP, measures=MEASURES, rng=0))
    assert os.listdir(tmp_path) == ["loop.npz"]


@pytest.mark.parametrize("kind", [np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM])
def test_every_bit_generator_continues(tmp_path, die, kind):
    path = tmp_path / "loop.npz"
    words = CategoricalModel(3), Species([0.5, 0.3, 0.2])
    loop = {**LOOP, "measures": {"probabilities": of_model("probabilities_"), "last": last}}
    die(2, *words, **loop, rng=np.random.Generator(kind(5)), checkpoint=path)
    resumed = run(*words, **loop, rng=np.random.Generator(kind(5)), checkpoint=path)
    assert_identical(resumed, run(*words, **loop, rng=np.random.Generator(kind(5))))


class Letters:
    """A source of text, held as Python objects."""

    def sample(self, size, *, rng):
        return rng.choice(np.array(["a", "b b", "", "ü c a b"], dtype=object), size)


def some_text(seen):
    return seen.synthetic[:, :2].astype(object)


def text_so_far(seen):
    return " ".join(seen.synthetic[0, :3])


def bands_after_the_first(seen):
    return np.nan if seen.number < 3 else np.ones((3, 2))


@settings(max_examples=40, deadline=None)
@given(deaths=st.lists(st.integers(0, 5), min_size=1, max_size=4), policy=st.sampled_from(POLICIES[:-1]))
def test_text_and_late_measures_survive_any_number_of_deaths(deaths, policy):
    measures = {"text": some_text, "line": text_so_far, "bands": bands_after_the_first, "last": last}
    loop = {**LOOP, "measures": measures, "rng": 1}
    whole = run(NgramModel(2), Letters(), policy, **loop)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for generation in deaths:
            patch.setenv("DIES_IN_GENERATION", str(generation))
            with suppress(KeyboardInterrupt):
                run(NgramModel(2), Letters(), policy, **loop, checkpoint=Path(folder) / "loop.npz")
        patch.delenv("DIES_IN_GENERATION")
        resumed = run(NgramModel(2), Letters(), policy, **loop, checkpoint=Path(folder) / "loop.npz")
    assert resumed["text"].dtype == object
    np.testing.assert_array_equal(np.isnan(resumed["bands"]), np.isnan(whole["bands"]))
    assert_identical(resumed, whole)


def test_a_death_while_saving_leaves_the_file_before(tmp_path, monkeypatch):
    path, loop = tmp_path / "loop.npz", {**LOOP, "measures": MEASURES, "rng": 0}
    run(GaussianModel(), Gaussian(), **loop | {"generations": 2}, checkpoint=path)
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", mock.Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(GaussianModel(), Gaussian(), **loop, checkpoint=path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    resumed = run(GaussianModel(), Gaussian(), **loop, checkpoint=path)
    assert_identical(resumed, run(GaussianModel(), Gaussian(), **loop))
    assert os.listdir(tmp_path) == ["loop.npz"]


SCRIPT = """
import os, signal, sys
from modelcollapse import run
from modelcollapse.loop import of_model
from modelcollapse.models import GaussianModel
from modelcollapse.sources import Gaussian
path = sys.argv[1]
def variance(seen):
    if seen.number == int(os.environ["VICTIM"]):
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
    assert subprocess.run(command, env=os.environ | {"VICTIM": "4"}).returncode == -signal.SIGKILL
    assert path.exists()
    second = subprocess.run(command, env=os.environ | {"VICTIM": "-1"}, capture_output=True, text=True, check=True)
    loop = {"generations": 6, "n_samples": 10, "replicates": 4, "measures": {"variance": of_model("variance_")}}
    whole = run(GaussianModel(), Gaussian(), "accumulate", **loop, rng=1)
    assert second.stdout.strip() == whole["variance"].tobytes().hex()


@pytest.mark.parametrize("policy", POLICIES, ids=repr)
def test_an_extended_run_is_one_long_run(tmp_path, policy):
    loop = {"n_samples": 10, "replicates": 3, "rng": 2, "checkpoint": tmp_path / "loop.npz"}
    for generations in (0, 2, 6):
        history = run(GaussianModel(), Gaussian(), policy, generations=generations, **loop)
    assert_identical(history, run(GaussianModel(), Gaussian(), policy, generations=6, **loop | {"checkpoint": None}))
    shorter = run(GaussianModel(), Gaussian(), policy, generations=1, **loop)
    np.testing.assert_array_equal(shorter["mean"], history["mean"][:2])


def test_growing_samples_continue_too(tmp_path, die):
    loop = {"generations": 5, "n_samples": lambda t: 5 * t, "replicates": 3, "rng": 3, "measures": MEASURES}
    die(3, GaussianModel(), Gaussian(), "accumulate", **loop, checkpoint=tmp_path / "loop.npz")
    resumed = run(GaussianModel(), Gaussian(), "accumulate", **loop, checkpoint=tmp_path / "loop.npz")
    assert_identical(resumed, run(GaussianModel(), Gaussian(), "accumulate", **loop))
