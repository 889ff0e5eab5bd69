"""An assignment as its author keeps it: a folder with ``questions.py`` and a notebook with solutions."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from modelcollapse import _validation as valid
from modelcollapse.course import notebook as notebooks
from modelcollapse.course.draws import EVERYBODY, drawn
from modelcollapse.course.questions import Form, Question

SETUP, CHECKS = "setup", "public-checks"
"""Cells that every notebook has: the author's imports, and what the checks know, which the release fills in."""


@dataclass(frozen=True)
class Assignment:
    """A problem set: its name, the chapters that it is about, its questions and its notebook with solutions."""

    name: str
    title: str
    chapters: tuple[str, ...]
    questions: tuple[Question, ...]
    folder: Path

    @cached_property
    def notebook(self) -> dict:
        """The author's notebook, solutions and all."""
        return notebooks.read(self.folder / f"{self.name}.ipynb")

    @cached_property
    def digest(self) -> str:
        """What tells this state of the assignment from any other."""
        files = sorted(path for path in self.folder.rglob("*") if path.suffix in (".py", ".ipynb"))
        return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()

    @property
    def points(self) -> float:
        """All points that can be earned."""
        return sum(question.points for question in self.questions)

    @cached_property
    def read_by_a_human(self) -> dict[str, float]:
        """Question → points, of those whose answers a human reads."""
        forms = self.forms(self.numbers())
        return {question.id: question.points for question in self.questions if forms[question.id].kind == "written"}

    @property
    def graded(self) -> dict[str, float]:
        """Question → points, of those that the grader compares."""
        return {each.id: each.points for each in self.questions if each.id not in self.read_by_a_human}

    def numbers(self, student: str = EVERYBODY) -> dict[str, float]:
        """Return the numbers of a student, by name; without one those that all share."""
        wanted = {name: draw for question in self.questions for name, draw in question.draws.items()}
        return drawn(self.name, student, wanted)

    def forms(self, numbers: Mapping[str, float]) -> dict[str, Form]:
        """Return question → what is right and wrong for these numbers."""
        return {question.id: question.form(numbers) for question in self.questions}

    def own_cells(self, question: Question) -> str:
        """Return the name of the cell that holds the numbers of a question."""
        return f"{question.id}-numbers"

    def heading(self, question: Question) -> str:
        """Return how a question is called in the notebook, e.g. "1. A fund of six months"; its id if it has no heading."""
        texts = (cell["source"] for cell in self.notebook["cells"] if cell["name"] == f"{question.id}-text")
        lines = next(texts, "").splitlines()
        return lines[0].lstrip("# ") if lines and lines[0].startswith("#") else question.id

    @property
    def locked(self) -> list[str]:
        """Names of the cells that are ours: whatever a student makes of them, the grader runs its own."""
        numbered = [self.own_cells(question) for question in self.questions if question.draws]
        return [SETUP, *numbered]


def load(folder: Path | str) -> Assignment:
    """Read an assignment, and refuse one that is not complete.

    Raises
    ------
    ValueError
        if a file, a cell or a value is missing or does not fit; it says which.
    """
    folder = Path(folder).resolve()
    path = folder / "questions.py"
    if not path.is_file() or not (folder / f"{folder.name}.ipynb").is_file():
        raise valid.refuse("assignment", str(folder), f"a folder with questions.py and {folder.name}.ipynb")
    module = _run(path)
    questions = tuple(value for value in vars(module).values() if isinstance(value, Question))
    found = Assignment(folder.name, module.TITLE, tuple(module.CHAPTERS), questions, folder)
    for fault in faults(found):
        raise ValueError(f"{folder.name}: {fault}")
    return found


def _run(path: Path):
    """The module of questions, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"_questions_of_{path.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # beside the solutions nothing is left behind
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def faults(assignment: Assignment):
    """Yield what is wrong with an assignment, in words."""
    ids = [question.id for question in assignment.questions]
    names = [name for question in assignment.questions for name in question.draws]
    cells = {cell["name"]: cell for cell in assignment.notebook["cells"]}
    if not ids:
        yield "questions.py has no questions"
    yield from (f"two questions are called {each!r}" for each in sorted({each for each in ids if ids.count(each) > 1}))
    yield from (
        f"two numbers are called {each!r}" for each in sorted({each for each in names if names.count(each) > 1})
    )
    yield from (f"two cells are called {each!r}" for each in notebooks.repeated(assignment.notebook))
    needed = [SETUP, CHECKS, *assignment.locked, *ids]
    yield from (f"the notebook has no cell {each!r}" for each in needed if each not in cells)
    for question, form in zip(assignment.questions, assignment.forms(assignment.numbers()).values(), strict=True):
        cell = cells.get(question.id, {"source": ""})
        if form.kind != "written" and not notebooks.SOLUTION.search(cell["source"]):
            yield f"the cell {question.id!r} has no ### BEGIN SOLUTION … ### END SOLUTION"
        if form.variable and form.variable not in cell["source"]:
            yield f"the cell {question.id!r} does not name {form.variable!r}"
