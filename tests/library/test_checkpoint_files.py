"""A file that is not the checkpoint of this very run is refused by name, and left as it is."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.checkpoints import CheckpointError
from modelcollapse.loop import of_model
from modelcollapse.models import CategoricalModel, GaussianModel, MixtureModel
from modelcollapse.policies import filtered
from modelcollapse.sources import Gaussian, Species

LOOP = {"model": GaussianModel(), "source": Gaussian(), "generations": 5, "n_samples": 10, "replicates": 3, "rng": 0}


def finished(path, **changes):
    return run(**LOOP | changes, checkpoint=path)


def assert_refused(path, reason="not a complete checkpoint", **changes):
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CheckpointError, match=reason) as refusal:
        finished(path, **changes)
    assert str(path) in str(refusal.value)
    assert before is None or path.read_bytes() == before
    assert not list(path.parent.glob("*.partial"))


DAMAGE = {
    "empty": lambda whole: b"",
    "truncated": lambda whole: whole[: len(whole) // 2],
    "one byte short": lambda whole: whole[:-1],
    "text": lambda whole: b"generation,mean\n0,1.0\n",
    "a pickle": lambda whole: pickle.dumps({"generation": 3}),
    "a bit flipped": lambda whole: whole[:200] + bytes([whole[200] ^ 64]) + whole[201:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_refused_and_left_alone(tmp_path, damage):
    path = tmp_path / "loop.npz"
    finished(path)
    path.write_bytes(damage(path.read_bytes()))
    assert_refused(path)


def test_a_foreign_array_file_is_refused_and_left_alone(tmp_path):
    np.savez(tmp_path / "foreign.npz", X=np.arange(3))
    np.savez(tmp_path / "header.npz", header=np.array('{"format": "another"}'))
    np.savez(tmp_path / "objects.npz", header=np.array([{"a": 1}], dtype=object))
    np.save(tmp_path / "array.npy", np.arange(3))
    for path in tmp_path.iterdir():
        assert_refused(path)
    assert_refused(tmp_path)


def test_no_flipped_byte_goes_unnoticed(tmp_path):
    path = tmp_path / "loop.npz"
    whole = finished(path)
    intact = path.read_bytes()
    rng = np.random.default_rng(4)
    for place in rng.integers(len(intact), size=200):
        path.write_bytes(intact[:place] + bytes([intact[place] ^ 1 << rng.integers(8)]) + intact[place + 1 :])
        try:
            again = finished(path)
        except CheckpointError:
            continue
        for name in whole.measures:  # zip files have bytes that nobody reads
            np.testing.assert_array_equal(again[name], whole[name])


CHANGES = {
    "seed": {"rng": 1},
    "bit generator": {"rng": np.random.Generator(np.random.MT19937(0))},
    "n_samples": {"n_samples": 11},
    "schedule": {"n_samples": [10, 10, 10, 10, 11]},
    "replicates": {"replicates": 4},
    "policy": {"policy": "accumulate"},
    "model": {"model": GaussianModel("mle")},
    "source": {"source": Gaussian(0, 2)},
    "measures": {"measures": {"mean": of_model("mean_")}},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_the_checkpoint_of_another_run_is_refused_and_left_alone(tmp_path, changes):
    finished(tmp_path / "loop.npz")
    assert_refused(tmp_path / "loop.npz", "another", **changes)


class Coin:
    def __init__(self, p):
        self.p = p

    def sample(self, size, *, rng):
        return (rng.random((*size, 1)) < self.p).astype(float)


@pytest.mark.parametrize(
    ("model", "before", "after"),
    [
        (CategoricalModel(2), Species([0.5, 0.5]), Species([0.9, 0.1])),
        (GaussianModel(), Coin(0.5), Coin(0.4)),
    ],
    ids=["species", "a class without a repr"],
)
def test_a_source_that_differs_where_its_repr_does_not_is_refused(tmp_path, model, before, after):
    path, measures = tmp_path / "loop.npz", {"mean": lambda seen: seen.synthetic.mean()}
    finished(path, model=model, source=before, measures=measures)
    assert repr(before).split(" at ")[0] == repr(after).split(" at ")[0]
    assert_refused(path, "another", model=model, source=after, measures=measures)


def test_model_settings_are_part_of_a_run(tmp_path):
    finished(tmp_path / "loop.npz", model=MixtureModel(2, iterations=3))
    assert_refused(tmp_path / "loop.npz", "another", model=MixtureModel(2, iterations=4))


def near_zero(X):
    return -abs(X[..., 0])


def far_from_zero(X):
    return abs(X[..., 0])


def test_a_filter_with_another_score_is_another_run(tmp_path):
    finished(tmp_path / "loop.npz", policy=filtered("replace", near_zero, keep=0.5))
    assert_refused(tmp_path / "loop.npz", "another", policy=filtered("replace", far_from_zero, keep=0.5))


def test_a_folder_that_does_not_exist_is_refused_before_any_work(tmp_path):
    rng = np.random.default_rng(0)
    state = rng.bit_generator.state
    with pytest.raises(ValueError, match="checkpoint must be in a folder that exists") as refusal:
        finished(tmp_path / "nowhere" / "loop.npz", rng=rng)
    assert "nowhere" in str(refusal.value)
    assert rng.bit_generator.state == state
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_needs_a_path_and_a_seed(tmp_path):
    with pytest.raises(ValueError, match="checkpoint must be a path"):
        finished(3)
    with pytest.raises(ValueError, match="rng must be a seed or a Generator"):
        finished(tmp_path / "loop.npz", rng=None)
    assert not list(tmp_path.iterdir())


def test_paths_may_be_text_and_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.testing.assert_array_equal(finished("loop")["mean"], finished(Path("loop"))["mean"])
    assert os.listdir() == ["loop"]
