"""One store for the results of experiments that are too long for a page.

A file in ``data/`` holds one run a line, as JSON: its *settings*, which alone decide the result; their *key*, a hash;
the *versions* it was made with; and its *rows* of numbers. So a result can never stand under settings that are not its
own: change one, and the key is another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.util import find_spec
from pathlib import Path

import joblib
import pandas as pd
from tqdm.auto import tqdm

from modelcollapse import _validation as valid

DATA = Path(str(resources.files("modelcollapse.data")))
LIBRARIES = ("numpy", "scipy", "torch")
"""Whose versions are noted with each run. They are no part of the key: another version may change luck, not law."""


@dataclass(frozen=True)
class Experiment:
    """Runs that belong together, and the file that keeps what they found.

    Parameters
    ----------
    name
        of the file, ``name.jsonl``.
    cases
        settings of each run: mappings of JSON values, all different.
    run
        function from the settings to the rows of a run: a list of mappings of JSON values. It lives in a module, so
        that other processes find it.
    version
        of the code. Raise it when ``run`` gives other results for other reasons than chance: all runs are then made
        anew.
    folder
        where the file lies.

    Examples
    --------
    >>> import tempfile
    >>> squares = Experiment("squares", [{"x": 2}, {"x": 3}], lambda case: [{"square": case["x"] ** 2}],
    ...                      folder=tempfile.mkdtemp())
    >>> squares.complete(progress=False)
    2
    >>> squares.results()
       x  square
    0  2       4
    1  3       9
    """

    name: str
    cases: Sequence[Mapping]
    run: Callable[[Mapping], list[dict]]
    version: int = 1
    folder: Path | str = DATA

    def __post_init__(self):
        keys = [self.key(case) for case in self.cases]
        if not keys or len(set(keys)) < len(keys):
            raise valid.refuse("cases", len(keys), "at least one, and all different (their number is shown)")

    @property
    def path(self) -> Path:
        """Where the results are kept."""
        return Path(self.folder) / f"{self.name}.jsonl"

    def key(self, settings: Mapping) -> str:
        """Return the hash of a run's settings and of the version of the code."""
        try:
            text = json.dumps({"version": self.version, "settings": settings}, sort_keys=True, allow_nan=False)
        except (TypeError, ValueError):
            raise valid.refuse("cases", settings, "mappings of JSON values") from None
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def stored(self) -> dict[str, dict]:
        """Return what the file holds, by key: runs that are asked for and others."""
        if not self.path.exists():
            return {}
        lines = map(json.loads, self.path.read_text(encoding="utf-8").splitlines())
        return {line["key"]: line for line in lines}

    def missing(self) -> list[Mapping]:
        """Return the settings of the runs that the file lacks."""
        found = self.stored()
        return [case for case in self.cases if self.key(case) not in found]

    def complete(self, *, jobs: int = 1, progress: bool = True) -> int:
        """Run what the file lacks, drop what no case asks for, and return how many runs that took.

        The file is written anew after every run, whole or not at all: an interrupted experiment continues where it
        stopped. The order of its lines is that of the cases, however many processes work.

        Parameters
        ----------
        jobs
            processes at work.
        progress
            show a bar.
        """
        jobs = valid.integer("jobs", jobs, minimum=1)
        lines, lacking = self.stored(), self.missing()
        made = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")(
            joblib.delayed(_line)(self.run, self.key(case), case) for case in lacking
        )
        quiet = {} if progress else {"disable": True}  # an explicit False would overrule TQDM_DISABLE
        for line in tqdm(made, total=len(lacking), unit="run", desc=self.name, **quiet):
            lines[line["key"]] = line
            self._write(lines)
        self._write(lines)
        return len(lacking)

    def _write(self, lines):
        wanted = [lines[key] for key in map(self.key, self.cases) if key in lines]
        partial = self.path.with_name(self.path.name + ".partial")
        text = "".join(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in wanted)
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, self.path)

    def results(self) -> pd.DataFrame:
        """Return all rows, each beside the settings of its run, in the order of the cases.

        Raises
        ------
        ValueError
            if a run is missing. Rows of other settings are never returned.
        """
        found, lacking = self.stored(), self.missing()
        if lacking:
            allowed = f"complete: {len(lacking)} of {len(self.cases)} runs are missing; make experiments runs them"
            raise valid.refuse(self.path.name, dict(lacking[0]), allowed + " (the first is shown)")
        return pd.DataFrame([{**case, **row} for case in self.cases for row in found[self.key(case)]["rows"]])


def _line(run, key, settings):
    return {"key": key, "settings": dict(settings), "versions": _versions(), "rows": run(settings)}


def _versions():
    return {name: metadata.version(name) for name in LIBRARIES if find_spec(name)}
