"""A file that is not the checkpoint of this very run is refused by name, and left as it is."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.checkpoints import CheckpointError
from modelcollapse.loop import of_model
from modelcollapse.models import CategoricalModel, GaussianModel, MixtureModel, NgramModel
from modelcollapse.policies import Corpus, filtered, fresh
from modelcollapse.samplers import temperature
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


def near_zero(X):
    return -abs(X[..., 0])


def within(width):
    """Scores as one writes them in a notebook: a closure over a parameter."""
    return lambda X: -abs(X[..., 0]) / width


def forgetting(k):
    """A policy as one writes it in a notebook."""

    def policy(turn):
        training = turn.generate(turn.n + k)
        return Corpus(pool=training, training=training)

    return policy


def mean_measure(order):
    return {"mean": lambda seen: (seen.synthetic**order).mean()}


class Coin:
    """A source without a repr."""

    def __init__(self, p):
        self.p = p

    def sample(self, size, *, rng):
        return (rng.random((*size, 1)) < self.p).astype(float)


def redefined(body):
    """Define the measure ``mean`` and the model ``Own`` in a notebook of their own, where ``POWER`` is a global."""
    notebook = {"__name__": "__main__", "np": np}
    exec(body, notebook)
    return notebook


NOTEBOOK = """
POWER = 2
def mean(seen):
    return (seen.synthetic ** POWER).mean()
class Own:
    batched = True
    def fit(self, X):
        self.X = X
    def sample(self, n, *, rng):
        return self.X[:, rng.integers(self.X.shape[1], size=n)] + 1
"""


def words(**settings):
    corpus = {"model": NgramModel(2, **{"vocabulary": ["a", "b"], **settings}), "source": Letters()}
    return corpus | {"measures": {"empty": lambda seen: (seen.synthetic == "").mean(axis=1)}}


class Letters:
    def sample(self, size, *, rng):
        return rng.choice(["a", "b", "a b"], size)


def counts(model, source):
    return {"model": model, "source": source, "measures": mean_measure(1)}


# What differs → one run and another, of which the second must not go on from the first.
OTHERS = {
    "rng": ({}, {"rng": 1}),
    "rng of another kind": ({}, {"rng": np.random.Generator(np.random.MT19937(0))}),
    "n_samples": ({}, {"n_samples": 11}),
    "n_samples as a schedule": ({"n_samples": [10] * 5}, {"n_samples": [10, 10, 10, 10, 11]}),
    "replicates": ({}, {"replicates": 4}),
    "policy": ({}, {"policy": "accumulate"}),
    "policy with another share": ({"policy": fresh(0.2)}, {"policy": fresh(0.20000001)}),
    "policy of one's own": ({"policy": forgetting(3)}, {"policy": forgetting(5)}),
    "policy with another score": (
        {"policy": filtered("replace", within(1), keep=0.5)},
        {"policy": filtered("replace", within(2), keep=0.5)},
    ),
    "model": ({}, {"model": GaussianModel("mle")}),
    "model's iterations": ({"model": MixtureModel(2, iterations=3)}, {"model": MixtureModel(2, iterations=4)}),
    "model's vocabulary": (words(), words(vocabulary=["b", "a"])),
    "model's discount": (words(discount=0.10000001), words(discount=0.10000002)),
    "model's sampler": (words(sampler=temperature(1.0000001)), words(sampler=temperature(1.0000002))),
    "model's smoothing": (
        counts(CategoricalModel(2, smoothing=0.10000001), Species([0.5, 0.5])),
        counts(CategoricalModel(2, smoothing=0.10000002), Species([0.5, 0.5])),
    ),
    "model of one's own": (
        {"model": redefined(NOTEBOOK)["Own"]()},
        {"model": redefined(NOTEBOOK.replace("+ 1", "+ 2"))["Own"]()},
    ),
    "source": ({}, {"source": Gaussian(0, 2)}),
    "source whose repr is the same": (
        counts(CategoricalModel(2), Species([0.5, 0.5])),
        counts(CategoricalModel(2), Species([0.9, 0.1])),
    ),
    "source without a repr": ({"source": Coin(0.5)}, {"source": Coin(0.4)}),
    "measures": ({}, {"measures": {"mean": of_model("mean_")}}),
    "measures with another parameter": ({"measures": mean_measure(1)}, {"measures": mean_measure(2)}),
    "measures redefined": (
        {"measures": {"mean": redefined(NOTEBOOK)["mean"]}},
        {"measures": {"mean": redefined(NOTEBOOK.replace(".mean()", ".max()"))["mean"]}},
    ),
    "measures that read another global": (
        {"measures": {"mean": redefined(NOTEBOOK)["mean"]}},
        {"measures": {"mean": redefined(NOTEBOOK.replace("POWER = 2", "POWER = 3"))["mean"]}},
    ),
}


@pytest.mark.parametrize("difference", OTHERS)
def test_the_checkpoint_of_another_run_is_refused_and_left_alone(tmp_path, difference):
    one, other = OTHERS[difference]
    finished(tmp_path / "loop.npz", **one)
    finished(tmp_path / "loop.npz", **one)
    parameter = difference.split()[0].split("'")[0]
    assert_refused(tmp_path / "loop.npz", rf"another run \(its {parameter}.* differ\)", **other)


def test_what_is_written_anew_in_the_same_words_is_the_same_run(tmp_path):
    for _ in range(2):
        notebook = redefined(NOTEBOOK)
        finished(
            tmp_path / "loop.npz",
            model=notebook["Own"](),
            policy=filtered(forgetting(3), within(2), keep=0.5),
            measures={"mean": notebook["mean"]},
        )


def test_a_run_of_another_version_is_another_run(tmp_path, monkeypatch):
    finished(tmp_path / "loop.npz")
    monkeypatch.setattr(np, "__version__", "1.0")
    assert_refused(tmp_path / "loop.npz", r"\(its versions differ\)")


def test_what_cannot_be_recognized_again_is_refused_before_any_work(tmp_path):
    with open(__file__) as opened:
        with pytest.raises(ValueError, match=r"measures must be made of .* it holds <_io.TextIOWrapper.*__reduce__"):
            finished(tmp_path / "loop.npz", measures={"mean": lambda seen: len(opened.name)})
        with pytest.raises(ValueError, match=r"source must be made of .* it holds <_io.TextIOWrapper"):
            finished(tmp_path / "loop.npz", source=Coin(opened))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("thing", [{"a": 1}, 1, None, b"a"], ids=repr)
def test_a_measure_that_no_file_can_hold_is_refused_before_the_first_fit(tmp_path, thing):
    class NeverFitted(GaussianModel):
        def fit(self, X):
            pytest.fail("a model was fitted before the refusal")

    values = np.array([thing, "text", "text"], dtype=object)
    with pytest.raises(ValueError, match="checkpoint must be None where .*; got 'measure odd'"):
        finished(tmp_path / "loop.npz", model=NeverFitted(), measures={"odd": lambda seen: values})
    assert not list(tmp_path.iterdir())


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
