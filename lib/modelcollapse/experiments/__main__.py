"""Run what the files of results lack: ``python -m modelcollapse.experiments [NAME ...] [--jobs 4] [--list]``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from joblib import cpu_count

from modelcollapse import experiments
from modelcollapse.experiments.store import Experiment


def found() -> dict[str, Experiment]:
    """Return all experiments, by name."""
    modules = [import_module(f"{experiments.__name__}.{module.name}") for module in iter_modules(experiments.__path__)]
    return {module.EXPERIMENT.name: module.EXPERIMENT for module in modules if hasattr(module, "EXPERIMENT")}


def main(arguments: Iterable[str] | None = None) -> None:
    """Complete the experiments named, or all."""
    known = found()
    parser = argparse.ArgumentParser(prog="python -m modelcollapse.experiments", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}; all by default")
    parser.add_argument("--jobs", type=int, default=cpu_count(), help="processes at work (default: all cores)")
    parser.add_argument("--list", action="store_true", help="say what is missing, and run nothing")
    chosen = parser.parse_args(arguments)
    for name in chosen.names:
        if name not in known:
            parser.error(f"there is no experiment {name!r}; there are {', '.join(known)}")
    for experiment in (known[name] for name in chosen.names or known):
        lacking, total = len(experiment.missing()), len(experiment.cases)
        print(f"{experiment.name}: {total - lacking} of {total} runs are in {experiment.path.name}", flush=True)
        if not chosen.list:
            experiment.complete(jobs=chosen.jobs)


if __name__ == "__main__":
    main()
