"""What claims measured, kept in a folder: nothing is measured twice in the same state of what it depends on.

The build and the tests name a folder in the environment variable `FOLDER_VARIABLE`. Without it, as in a notebook that
a reader opens, every claim is measured there and then.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from modelcollapse import _closure
from modelcollapse import _validation as valid
from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.verdict import Claim

FOLDER_VARIABLE = "MODELCOLLAPSE_RECORDS"
"""Environment variable that names the folder of records."""

REGISTRY = {"modelcollapse.claims", "modelcollapse.claims.registry"}
"""Modules that every claim is entered in. What they do has no part in what it measures."""


@dataclass(frozen=True)
class Record:
    """The evidence of a claim on a seed, and how long it took to measure, in seconds."""

    key: str
    evidence: Evidence
    seconds: float


@cache
def definition(module: str, name: str) -> str | None:
    """Return a hash of a function and of all that it depends on.

    That is the function itself, what it uses of its own module, and the closure of what these import. None if the
    function cannot be found in the source by its name, or imports what cannot be told from it.

    Parameters
    ----------
    module, name
        where the function is defined, and what it is called there.
    """
    path = _closure.module_file(module, _closure.LIBRARY)
    if path is None or not name.isidentifier():
        return None
    code = _closure.sliced(_closure.parsed(path), name)
    return _closure.fingerprint(code, without=REGISTRY)


def key(claim: Claim) -> str | None:
    """Return what tells whether evidence of a claim is still good, or None for a claim that cannot be kept."""
    return definition(claim.measure.__module__, claim.measure.__qualname__)


def recall(claim: Claim, seed) -> Record:
    """Return the record of a claim on a seed: kept, if there is a folder and nothing changed, or else measured now.

    Parameters
    ----------
    claim
        which one.
    seed
        an integer; or a generator, whose evidence is never kept.
    """
    path = _file(claim, seed)
    kept = path and read(path)
    wanted = key(claim) if path else None
    if kept is None or kept.key != wanted:
        start = time.perf_counter()
        evidence = claim.measure(valid.generator(seed))
        kept = Record(wanted, evidence, time.perf_counter() - start)
        if path is not None:
            write(path, kept)
    return kept


def outdated(claims: Iterable[tuple[Claim, int]]) -> list[tuple[Claim, int]]:
    """Return the claims and seeds that `recall` would measure, the longest first, so that no core waits at the end.

    What was never measured may be the longest, and that of later chapters, which train networks, before all.
    """
    found = []
    for claim, seed in reversed(list(claims)):
        path = _file(claim, seed)
        kept = path and read(path)
        if kept is None or kept.key != key(claim):
            found.append((kept.seconds if kept else np.inf, claim, seed))
    return [(claim, seed) for _, claim, seed in sorted(found, key=lambda each: -each[0])]


def _file(claim, seed):
    """Where the record of a claim on a seed is kept, or None."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder or not isinstance(seed, int) or key(claim) is None:
        return None
    return Path(folder) / f"{claim.id}.{seed}.json"


def read(path: Path) -> Record | None:
    """Return the record in a file, or None if there is none or it is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        values = {name: _decoded(value) for name, value in found["evidence"].items()}
        return Record(found["key"], Evidence(**values), float(found["seconds"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # it is measured again


def write(path: Path, record: Record) -> None:
    """Write a record at once: who reads it meanwhile finds the old one or the new one."""
    values = {field.name: _encoded(getattr(record.evidence, field.name)) for field in fields(Evidence)}
    text = json.dumps({"key": record.key, "seconds": round(record.seconds, 3), "evidence": values}, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
        file.write(text)
    os.replace(file.name, path)


def _encoded(value):
    if isinstance(value, np.ndarray | np.generic):
        return {"dtype": str(value.dtype), "array": value.tolist()}
    return {"tuple": list(value)} if isinstance(value, tuple) else value


def _decoded(value):
    if isinstance(value, dict) and "array" in value:
        return np.array(value["array"], dtype=value["dtype"])
    return tuple(value["tuple"]) if isinstance(value, dict) else value
