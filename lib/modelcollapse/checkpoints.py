"""Saving a loop between generations, so that a killed run continues to the identical result."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
from pathlib import Path

import joblib
import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.policies import Corpus

FORMAT = "modelcollapse checkpoint 1"


class CheckpointError(ValueError):
    """The file is damaged, or belongs to something else. It has not been changed."""


def writable(path) -> Path:
    """Return ``path`` as a Path, refusing one that no checkpoint could be written to."""
    if not isinstance(path, str | os.PathLike):
        raise valid.refuse("checkpoint", path, "a path, or None")
    path = Path(path)
    if not path.parent.is_dir():
        raise valid.refuse("checkpoint", str(path), f"in a folder that exists ({str(path.parent)!r} does not)")
    return path


def fingerprint(settings: dict, rng: np.random.Generator) -> str:
    """Return a hash of everything that decides a run's outcome, apart from its length."""
    described = {name: [_description(value), _contents(value)] for name, value in settings.items()}
    state = json.dumps([described, _random_state(rng)], sort_keys=True)
    return hashlib.sha256(state.encode()).hexdigest()


def save(path, fingerprint: str, rng: np.random.Generator, corpus: Corpus, records: dict, generation: int) -> None:
    """Write the state after ``generation``. The old file is replaced only once the new one is complete."""
    header = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "generation": generation,
        "rng": _random_state(rng),
        "measures": list(records),
    }
    arrays = {f"measure_{i}": np.stack(values) for i, values in enumerate(records.values())}
    if corpus.pool is not corpus.training:
        arrays["pool"] = _plain(corpus.pool)
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as file:
        np.savez(file, header=np.array(json.dumps(header)), training=_plain(corpus.training), **arrays)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def load(path, fingerprint: str, rng: np.random.Generator):
    """Return (corpus, records, generation) and set ``rng`` to where the run stopped; None if there is no file.

    Raises
    ------
    CheckpointError
        if the file is not a complete checkpoint, or is one of a run with other parameters.
    """
    path = Path(path)
    if not path.exists():
        return None
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            header = json.loads(str(file["header"]))
            if header["format"] != FORMAT:
                raise KeyError("format")
            training = file["training"]
            corpus = Corpus(file.get("pool", training), training)
            records = {name: list(file[f"measure_{i}"]) for i, name in enumerate(header["measures"])}
    except Exception as error:  # zipfile, zlib, numpy and json each refuse damage in ways of their own
        raise CheckpointError(
            f"checkpoint {str(path)!r} is not a complete checkpoint of this library ({type(error).__name__}); "
            "it was left as it is: move it away, or choose another path"
        ) from error
    if header["fingerprint"] != fingerprint:
        raise CheckpointError(
            f"checkpoint {str(path)!r} belongs to a run with other parameters or another seed; "
            "it was left as it is: repeat that run's parameters, or choose another path"
        )
    rng.bit_generator.state = _revived(header["rng"])
    return corpus, records, header["generation"]


def _description(value):
    # An object without a repr of its own shows its memory address, which differs from run to run.
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def _contents(value):
    """Return a hash of all that an object holds, which its repr may not show; None for a function, or what has one."""
    try:
        return joblib.hash(value)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None


def _plain(array):
    # Text is held as Python objects; a file without pickles needs it as fixed-width characters.
    return array.astype(str) if array.dtype == object else array


def _random_state(rng):
    """The generator's state with arrays as lists: some bit generators keep them."""
    return json.loads(
        json.dumps(rng.bit_generator.state, default=lambda value: {"array": value.tolist(), "dtype": str(value.dtype)})
    )


def _revived(state):
    if isinstance(state, dict):
        if set(state) == {"array", "dtype"}:
            return np.array(state["array"], dtype=state["dtype"])
        return {name: _revived(value) for name, value in state.items()}
    return state
