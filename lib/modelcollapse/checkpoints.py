"""Saving a loop between generations, so that a killed run continues to the identical result."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse._identity import identity
from modelcollapse.history import versions
from modelcollapse.policies import Corpus

FORMAT = "modelcollapse checkpoint 2"


class CheckpointError(ValueError):
    """The file is damaged, or belongs to something else. It has not been changed."""


@dataclass
class State:
    """Where a loop stands between two generations.

    Attributes
    ----------
    corpus
        what the next model is fitted to, and what the policy remembers.
    records
        name → what was measured in generations 0, 1, …, ``generation``.
    generation
        number of fits so far.
    """

    corpus: Corpus
    records: dict[str, list]
    generation: int = 0


class Checkpoint:
    """The file that holds the state of one run, and of no other.

    Parameters
    ----------
    path
        in a folder that exists.
    decisive
        name → whatever decides the outcome of the run, apart from its length and its random numbers.
    rng
        the generator of the run, in the state in which the run begins.

    Raises
    ------
    ValueError
        if the path is none, or if something decisive cannot be recognized again.
    """

    def __init__(self, path, decisive: Mapping[str, object], rng: np.random.Generator):
        if not isinstance(path, str | os.PathLike):
            raise valid.refuse("checkpoint", path, "a path, or None")
        self.path = Path(path)
        if not self.path.parent.is_dir():
            missing = str(self.path.parent)
            raise valid.refuse("checkpoint", str(path), f"in a folder that exists ({missing!r} does not)")
        # Of Python's version the identity of functions takes care; numpy may change what a generator draws.
        needed = {name: version for name, version in versions().items() if name != "python"}
        decisive = {**decisive, "rng": rng.bit_generator.state, "versions": needed}
        self.identity = {name: identity(name, value) for name, value in decisive.items()}
        self.rng = rng

    def save(self, state: State) -> None:
        """Write ``state``. The old file is replaced only once the new one is complete."""
        arrays = {f"measure {name}": stacked(values) for name, values in state.records.items()}
        arrays["training"] = state.corpus.training
        if state.corpus.pool is not state.corpus.training:
            arrays["pool"] = state.corpus.pool
        header = {
            "format": FORMAT,
            "identity": self.identity,
            "generation": state.generation,
            "rng": _listed(self.rng.bit_generator.state),
            "text": [name for name, array in arrays.items() if array.dtype == object],
        }
        plain = {name: _plain(name, array) for name, array in arrays.items()}
        partial = self.path.with_name(self.path.name + ".partial")
        with open(partial, "wb") as file:
            np.savez(file, header=np.array(json.dumps(header)), **plain)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, self.path)

    def load(self) -> State | None:
        """Return the state in the file, with the generator set to where the run stopped; None if there is no file.

        Raises
        ------
        CheckpointError
            if the file is not a complete checkpoint, or is one of another run.
        """
        if not self.path.exists():
            return None
        header, arrays = self._read()
        if header["identity"] != self.identity:
            other = [name for name in self.identity if header["identity"].get(name) != self.identity[name]]
            raise CheckpointError(
                f"checkpoint {str(self.path)!r} belongs to another run (its {', '.join(other)} differ); "
                "it was left as it is: repeat that run's parameters, or choose another path"
            )
        self.rng.bit_generator.state = _revived(header["rng"])
        measures = {name.removeprefix("measure "): list(arrays[name]) for name in arrays if name.startswith("measure ")}
        training = arrays["training"]
        return State(Corpus(arrays.get("pool", training), training), measures, header["generation"])

    def _read(self):
        try:
            with open(self.path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
                header = json.loads(str(file["header"]))
                if header["format"] != FORMAT:
                    raise KeyError("format")
                arrays = {name: file[name] for name in file.files if name != "header"}
                text = {name: arrays[name].astype(object) for name in header["text"]}
        except Exception as error:  # zipfile, zlib, numpy and json each refuse damage in ways of their own
            raise CheckpointError(
                f"checkpoint {str(self.path)!r} is not a complete checkpoint of this library "
                f"({type(error).__name__}); it was left as it is: move it away, or choose another path"
            ) from error
        return header, arrays | text


def stacked(values: list[np.ndarray]) -> np.ndarray:
    """Stack what was measured in each generation; one number for all replicates is repeated if others are arrays."""
    shape = max((np.shape(value) for value in values), key=len)
    return np.stack([np.broadcast_to(value, shape) for value in values])


def _plain(name, array):
    """Return text held as Python objects as fixed-width characters: a file of arrays has no other objects."""
    if array.dtype != object:
        return array
    plain = array.astype(str)
    if not all(isinstance(item, str) for item in array.flat) or (plain != array).any():
        raise valid.refuse("checkpoint", name, "None where a measure or the data hold Python objects other than text")
    return plain


def _listed(state):
    """Return a generator's state with arrays as lists: some bit generators keep them."""
    return json.loads(json.dumps(state, default=lambda value: {"array": value.tolist(), "dtype": str(value.dtype)}))


def _revived(state):
    if isinstance(state, dict):
        if set(state) == {"array", "dtype"}:
            return np.array(state["array"], dtype=state["dtype"])
        return {name: _revived(value) for name, value in state.items()}
    return state
