"""How long the book takes: ``python -m benchmarks.build``, with the environment of the book.

It builds a copy of the book, so the one at hand stays as it is, and prints seconds on the wall and of processors: cold;
unchanged; after a sentence more in every chapter, as when others' edits are pulled; one page, and the whole book, after an
edit of one module of claims. On a busy machine the seconds of processors are the ones to compare.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "_config.yml",
    "_toc.yml",
    "_static",
    "chapters",
    "lib",
    "pyproject.toml",
    "references.bib",
    "requirements.txt",
)
PAGE = "gaussian_resampling"
BUILD = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-n"]
STRICT = ["-W", "--keep-going"]


@contextmanager
def copy_of_the_book() -> Iterator[Path]:
    """Yield a folder with all that a build reads."""
    with tempfile.TemporaryDirectory(prefix="book-") as name:
        for part in PARTS:
            source, target = ROOT / part, Path(name) / part
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
            else:
                shutil.copyfile(source, target)
        yield Path(name)


def build(book: Path, *options: str, **variables: str) -> tuple[float, float]:
    """Build and return seconds on the wall and of processors, those of the kernels included."""
    environment = {**os.environ, "PYTHONPATH": str(book / "lib"), **variables}
    before, start = _processor_seconds(), perf_counter()
    subprocess.run([*BUILD, *options], cwd=book, env=environment, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start, _processor_seconds() - before


def _processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def edit(book: Path) -> None:
    """Change what every claim of a chapter depends on."""
    path = book / "lib" / "modelcollapse" / "claims" / f"{PAGE}.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n\nprint(end='')\n", encoding="utf-8")


def reword(book: Path) -> None:
    """Add a sentence to every chapter, and nothing to its code."""
    for path in (book / "chapters").rglob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        last = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"][-1]
        last["source"] = [*last["source"], "\n", "\n", "One sentence more."]
        path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


TASKS = (
    ("cold", None, STRICT, {}),
    ("unchanged", None, STRICT, {}),
    ("a sentence more in each chapter", reword, STRICT, {}),
    (f"one page after an edit of claims, {PAGE}", edit, [], {"MODELCOLLAPSE_PAGE": PAGE}),
    ("the book after an edit of these claims", edit, STRICT, {}),
)
"""What is built: its name, what is changed before it, options of the command, variables of the environment."""


def main() -> None:
    """Build the book in each state and print a table."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores\n{'':55}wall, s  processors, s")
    with copy_of_the_book() as book:
        for task, prepare, options, variables in TASKS:
            if prepare:
                prepare(book)
            wall, processors = build(book, *options, **variables)
            print(f"{task:55}{wall:7.1f}{processors:15.1f}", flush=True)


if __name__ == "__main__":
    main()
