"""Run the library tests and the claims against every mutant: ``python -m tests.mutants [PATTERN …] [--jobs 2]``.

Docstring examples do not count: a golden number is a record of a formula, and no check of it. Tests are collected
once; each mutant then lives in a process forked from that point, in which the tests that reach its function run, the
fastest first, until one fails.
"""

from __future__ import annotations

import argparse
import hashlib
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

from tests.mutants.mutations import ROOT, TARGETS, Mutant, mutants

HERE = Path(__file__).parent
REMEMBERED = HERE.parents[1] / "_build" / "mutants.json"
TESTS = ["tests/library", "tests/claims/test_claims.py"]
MEMORY = 8 * 2**30


class Mutation:
    """A pytest plugin that runs the collected tests once for each mutant instead of once."""

    def __init__(self, chosen: list[Mutant], jobs: int):
        self.chosen, self.jobs = chosen, jobs
        self.noticed: dict[str, str | None] = {}

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
        known = json.loads(REMEMBERED.read_text()) if REMEMBERED.exists() else {"reached": {}, "noticed": {}}
        reached = self._reached(session.items, known)
        hints = known["noticed"]
        for mutant, test in self._forked(self.chosen, lambda mutant: self._hunt(mutant, session.items, reached, hints)):
            self.noticed[mutant.key] = test
            if test is None:
                print(f"[{len(self.noticed)}/{len(self.chosen)}] nobody noticed {mutant.key}", flush=True)
            elif len(self.noticed) % 100 == 0:
                print(f"[{len(self.noticed)}/{len(self.chosen)}]", flush=True)
        _remember(known | {"noticed": hints | self.noticed})
        return True

    def _reached(self, items, known) -> dict:
        """Return which functions each test reaches, and its seconds; run what is new or has changed, unharmed."""
        now = {item.nodeid: _version(item) for item in items}
        new = [item for item in items if known["reached"].get(item.nodeid, {}).get("version") != now[item.nodeid]]
        print(f"{len(items)} tests, {len(new)} of them to be timed", flush=True)
        parts = [new[start : start + 25] for start in range(0, len(new), 25)]
        for _, part in self._forked(parts, lambda part: [_watched(item) for item in part]):
            for name, seconds, places in part:
                known["reached"][name] = {"version": now[name], "seconds": seconds, "places": places}
            _remember(known)
        tests = {name: known["reached"][name] for name in now}
        if broken := [name for name, test in tests.items() if test["seconds"] is None]:
            print(f"These fail without any mutant: {broken}", flush=True)
        return {name: test for name, test in tests.items() if test["seconds"] is not None}

    def _hunt(self, mutant: Mutant, items, reached, hints) -> str | None:
        """Make the mistake, in a process of its own, and return the first test that notices."""
        tests, before = {item.nodeid: item for item in items}, set(self.noticed.values())
        able = [name for name, test in reached.items() if _place(mutant.code()) in test["places"]]
        # First the one that noticed last time, then those that noticed another mutant; bad input finds few mistakes.
        promise = {name: (name != hints.get(mutant.key), name not in before, "refused" in name) for name in able}
        mutant.make()
        for name in sorted(able, key=lambda name: (*promise[name], reached[name]["seconds"])):
            signal.alarm(60 + int(20 * reached[name]["seconds"]))
            if not _passes(tests[name]):
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


def _remember(known) -> None:
    REMEMBERED.parent.mkdir(exist_ok=True)
    REMEMBERED.write_text(json.dumps(known, indent=1))


def _source(item):
    """The module that a test is written in, or for a claim the one that measures it."""
    if "test_claim_holds[" in item.nodeid:
        return sys.modules[claims.registered()[item.callspec.params["id"]].measure.__module__]
    return item.module


def _version(item) -> str:
    return hashlib.sha256(Path(_source(item).__file__).read_bytes()).hexdigest()[:16]


def _sees_a_target(module) -> bool:
    """Whether a module imports anything that has mutants."""
    modules = {".".join(("modelcollapse", *path.relative_to(ROOT).with_suffix("").parts)) for path in TARGETS}
    return any(
        getattr(value, "__module__", getattr(value, "__name__", None)) in modules for value in vars(module).values()
    )


def _place(code) -> str:
    return f"{code.co_filename}:{code.co_qualname.split('.<locals>')[0]}"


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
            places.add(_place(frame.f_code))

    start = time.perf_counter()
    sys.setprofile(watch)
    passed = _passes(item)
    sys.setprofile(None)
    return item.nodeid, time.perf_counter() - start if passed else None, sorted(places)


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
