"""Run the library tests and the claims against every mutant: ``python -m tests.mutants [PATTERN …] [--jobs 4]``.

Docstring examples do not count: a golden number is a record of a formula, and no check of it. Tests are collected
once; each mutant then lives in a process forked from that point, in which the tests that reach its function run, the
fastest first, until one fails. Each verdict is kept at once, and a mutant is tried again when it may have changed.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import signal
import sys
import time
import tomllib
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from modelcollapse import claims
from modelcollapse.claims.records import FOLDER_VARIABLE

from tests.mutants.mutations import ROOT, TARGETS, Mutant, living_functions, mutants
from tests.mutants.remembered import Reached, Verdicts, version

HERE = Path(__file__).parent
TESTS = ["tests/library", "tests/claims/test_claims.py"]
MEMORY = 8 * 2**30


class Mutation:
    """A pytest plugin that runs the collected tests once for each mutant instead of once."""

    def __init__(self, chosen: list[Mutant], jobs: int):
        self.chosen, self.jobs = chosen, jobs
        self.verdicts, self.reached = Verdicts(), Reached()

    @property
    def noticed(self) -> dict[str, str | None]:
        """The test that noticed each chosen mutant, of those that were tried."""
        return {m.key: self.verdicts.noticed_by(m.key) for m in self.chosen if m.key in self.verdicts.rows}

    def pytest_configure(self):
        # Not at the top: pytest asks to import its plugins itself.
        from hypothesis import Phase, settings

        quiet = {"database": None, "deadline": None, "derandomize": True}
        settings.register_profile("mutants", **quiet, phases=[Phase.explicit, Phase.generate])
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if "test_claims" not in item.nodeid or "test_claim_holds[" in item.nodeid]
        items[:] = [item for item in items if _sees_a_target(_source(item))]

    def pytest_runtestloop(self, session):
        os.environ.pop(FOLDER_VARIABLE, None)  # a stored verdict would not see the mistake
        items = {item.nodeid: item for item in session.items}
        self._time(items)
        tests = {mutant.key: self._able(mutant, items) for mutant in self.chosen}
        left = [m for m in self.chosen if not self.verdicts.stands(m.key, m.path, tests[m.key])]
        print(f"{len(self.chosen)} mutants, {len(left)} of them to be tried", flush=True)
        self.functions = living_functions()
        gc.freeze()  # a child that looks at what it has inherited copies it
        hunted = self._forked(left, lambda mutant: self._hunt(mutant, items, tests[mutant.key]))
        for count, (mutant, test) in enumerate(hunted, start=1):
            self.verdicts.add(mutant.key, test, mutant.path, tests[mutant.key])
            if test is None:
                print(f"[{count}/{len(left)}] nobody noticed {mutant.key}", flush=True)
            elif count % 100 == 0:
                print(f"[{count}/{len(left)}]", flush=True)
        return True

    def _time(self, items) -> None:
        """Find out which functions each test reaches, and its seconds; run what is new or has changed, unharmed."""
        new = [item for name, item in items.items() if self.reached.is_new(name, _version(item))]
        print(f"{len(items)} tests, {len(new)} of them to be timed", flush=True)
        parts = [new[start : start + 25] for start in range(0, len(new), 25)]
        for part, rows in self._forked(parts, lambda part: [_watched(item) for item in part]):
            self.reached.add((item.nodeid, _version(item), *row) for item, row in zip(part, rows, strict=True))
        if broken := [name for name in items if self.reached.tests[name]["seconds"] is None]:
            print(f"These fail without any mutant: {broken}", flush=True)

    def _able(self, mutant: Mutant, items) -> dict[str, str]:
        """Return the tests that could notice a mutant, each with its version."""
        place = _place(str(mutant.path), mutant.function)
        found = {name: self.reached.tests[name] for name in items}
        return {
            name: test["version"]
            for name, test in found.items()
            if test["seconds"] is not None and place in test["places"]
        }

    def _hunt(self, mutant: Mutant, items, able) -> str | None:
        """Make the mistake, in a process of its own, and return the first test that notices."""
        last, before = self.verdicts.noticed_by(mutant.key), set(self.noticed.values())
        seconds = {name: self.reached.tests[name]["seconds"] for name in able}
        # First the one that noticed last time, then those that noticed another mutant; bad input finds few mistakes.
        promise = {name: (name != last, name not in before, "refused" in name, seconds[name]) for name in able}
        mutant.make(self.functions)
        for name in sorted(able, key=promise.get):
            signal.alarm(60 + int(20 * seconds[name]))
            if not _passes(items[name]):
                return name
        return None

    def _forked(self, tasks, work):
        """Yield (task, work(task)), each done in a forked process, ``jobs`` at a time."""
        running, waiting = {}, list(reversed(tasks))
        while running or waiting:
            while waiting and len(running) < self.jobs:
                task, (reader, writer) = waiting.pop(), os.pipe()
                if (child := os.fork()) == 0:
                    _become_child(writer, task, work)
                os.close(writer)
                running[reader] = child, task
            reader = next(iter(running))
            child, task = running.pop(reader)
            with os.fdopen(reader) as answer:
                said = answer.read()
            os.waitpid(child, 0)
            yield task, json.loads(said) if said else "it crashed, or ran for ever"


def _source(item):
    """The module that a test is written in, or for a claim the one that measures it."""
    if "test_claim_holds[" in item.nodeid:
        return sys.modules[claims.registered()[item.callspec.params["id"]].measure.__module__]
    return item.module


def _version(item) -> str:
    return version(Path(_source(item).__file__))


def _sees_a_target(module) -> bool:
    """Whether a module imports anything that has mutants."""
    modules = {".".join(("modelcollapse", *path.relative_to(ROOT).with_suffix("").parts)) for path in TARGETS}
    return any(
        getattr(value, "__module__", getattr(value, "__name__", None)) in modules for value in vars(module).values()
    )


def _place(path: str, function: str) -> str:
    """A function, by names that are the same in every checkout."""
    return f"{path.removeprefix(f'{ROOT}/')}:{function.split('.<locals>')[0]}"


def _become_child(writer: int, task, work) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        os.write(writer, json.dumps(work(task)).encode())
    finally:
        os._exit(0)


def _passes(item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def _watched(item):
    watched, places = {str(path) for path in TARGETS}, set()

    def watch(frame, event, _):
        if event == "call" and frame.f_code.co_filename in watched:
            places.add(_place(frame.f_code.co_filename, frame.f_code.co_qualname))

    start = time.perf_counter()
    sys.setprofile(watch)
    passed = _passes(item)
    sys.setprofile(None)
    return time.perf_counter() - start if passed else None, sorted(places)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("patterns", nargs="*", help="only mutants whose names contain one of these, as theory.gaussian")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--tests", nargs="+", default=TESTS, help="by default those of the library and of the claims")
    options = parser.parse_args()
    every = [mutant for path in TARGETS for mutant in mutants(path)]
    chosen = [m for m in every if not options.patterns or any(part in m.key for part in options.patterns)]
    equivalent = tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))
    run = Mutation(chosen, options.jobs)
    start = time.perf_counter()
    quiet = ["-q", "-s", "--no-header", "-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider"]
    pytest.main([*quiet, *options.tests], plugins=[run])
    unnoticed = [key for key, test in run.noticed.items() if test is None and key not in equivalent]
    stale = [key for key in equivalent if run.noticed.get(key) is not None or key not in {m.key for m in every}]
    claims = sum("test_claims" in (test or "") for test in run.noticed.values())
    print(
        f"\n{len(chosen)} mutants in {(time.perf_counter() - start) / 60:.1f} minutes: "
        f"{sum(test is not None for test in run.noticed.values())} noticed ({claims} by a claim only or first), "
        f"{sum(m.key in equivalent for m in chosen)} equivalent, {len(unnoticed)} unnoticed"
    )
    for title, keys in (("Nobody noticed", unnoticed), ("Listed as equivalent, but noticed or gone", stale)):
        print("".join(f"{title}: {key}\n" for key in keys), end="")
    return bool(unnoticed or stale)


if __name__ == "__main__":
    sys.exit(main())
