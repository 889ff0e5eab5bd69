"""What earlier runs found, kept under ``_build``: a run that is interrupted goes on where it was.

The verdict on a mutant stands as long as the module it is in is the same, and the test that noticed it; where none
did, every test that reaches it. A test is the same while the file that it is written in is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

BUILD = Path(__file__).parents[2] / "_build"


class Verdicts:
    """Which test noticed each mutant, a line a mutant, written as soon as it is known; the last line counts."""

    def __init__(self, path: Path = BUILD / "mutants.jsonl"):
        self.path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.rows = {row["mutant"]: row for row in map(_read, lines) if row}

    def noticed_by(self, mutant: str) -> str | None:
        """Return the test that noticed a mutant last time, whatever has changed since; None if none did."""
        return self.rows.get(mutant, {}).get("noticed_by")

    def stands(self, mutant: str, module: Path, tests: dict[str, str]) -> bool:
        """Whether the verdict on a mutant in ``module`` still stands.

        ``tests`` are the versions of those that reach it.
        """
        row = self.rows.get(mutant)
        return bool(row) and row["state"] == _state(module, tests, row["noticed_by"])

    def add(self, mutant: str, noticed_by: str | None, module: Path, tests: dict[str, str]) -> None:
        """Keep a verdict."""
        row = {"mutant": mutant, "noticed_by": noticed_by, "state": _state(module, tests, noticed_by)}
        self.rows[mutant] = row
        self.path.parent.mkdir(exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            # A new line first: what was being written when the run was killed stays on a line of its own.
            file.write("\n" + json.dumps(row, ensure_ascii=False))


class Reached:
    """Which functions each test reaches, and its seconds: what it takes to choose the tests of a mutant."""

    def __init__(self, path: Path = BUILD / "mutants.json"):
        self.path = path
        self.tests = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def is_new(self, test: str, version: str) -> bool:
        """Whether a test was not timed, or has changed since."""
        return self.tests.get(test, {}).get("version") != version

    def add(self, rows: Iterable[tuple[str, str, float | None, list[str]]]) -> None:
        """Keep rows of test, version, seconds (None if it failed), places."""
        for test, version, seconds, places in rows:
            self.tests[test] = {"version": version, "seconds": seconds, "places": places}
        self.path.parent.mkdir(exist_ok=True)
        # Beside it first: a run that is killed while it writes leaves what was there.
        beside = self.path.with_suffix(".partial")
        beside.write_text(json.dumps(self.tests, indent=1), encoding="utf-8")
        beside.replace(self.path)


def _read(line: str) -> dict | None:
    """A line that was cut off, when the run was killed while it wrote, is no verdict."""
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


def _state(module: Path, tests: dict[str, str], noticed_by: str | None) -> str:
    versions = tests[noticed_by] if noticed_by in tests else sorted(tests.items())
    return hashlib.sha256(repr((version(module), versions)).encode()).hexdigest()[:16]


@cache
def version(path: Path) -> str:
    """Return a hash of what a file says now."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
