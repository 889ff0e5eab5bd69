"""What students get: the notebook without solutions, with the numbers of each, and a note on how to start."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from joblib import cpu_count

from modelcollapse.course import notebook as notebooks
from modelcollapse.course.assignment import CHECKS, Assignment
from modelcollapse.course.draws import EVERYBODY
from modelcollapse.course.public import packed

LIBRARY = "modelcollapse"
"""What pip is told to install, unless the instructor names an address or a file."""
LINE = "%pip install --quiet {library}"
START = """\
# {title}

Open {name}.ipynb in JupyterLab, VS Code or Colab. If the library is not there, run this line first, in a cell:

    {line}

Answer where a cell says "YOUR CODE HERE" or "YOUR ANSWER HERE". The checks in the notebook recognize usual mistakes; they do not
know the right answers, which are compared after you hand in. Before you do, restart the kernel and run all cells:

    python -m modelcollapse.course check {name}.ipynb

Hand in the notebook alone. You may rename it. Your numbers are yours: a classmate's answers are wrong for you.
"""


def for_student(assignment: Assignment, student: str = EVERYBODY, *, library: str = LIBRARY) -> dict:
    """Return the notebook that a student gets.

    Parameters
    ----------
    student
        an id from the roster, or "" for the numbers that all share.
    library
        what pip installs: a name, an address, or the name of a file that lies beside the notebook.
    """
    numbers = assignment.numbers(student)
    points = {question.id: question.points for question in assignment.questions}
    ours = prepared(assignment, numbers) | {CHECKS: checks_cell(assignment, numbers)}
    written = {id for id, form in assignment.forms(numbers).items() if form.kind == "written"}
    cells = []
    for cell in assignment.notebook["cells"]:
        name = cell["name"]
        clean = notebooks.cleared(cell, whole=name in written and cell["cell_type"] == "markdown")
        clean = {**clean, "source": ours.get(name, clean["source"]).replace("{library}", library)}
        locked = name in ours or name.endswith("-check")
        clean = notebooks.tagged(clean, points.get(name), locked=locked) if locked or name in points else clean
        cells.append(clean)
    return {**assignment.notebook, "cells": cells}


def prepared(assignment: Assignment, numbers: dict) -> dict[str, str]:
    """Return the cells that are ours, name → source, with a student's numbers in them."""
    sources = {cell["name"]: cell["source"] for cell in assignment.notebook["cells"]}
    filled = {
        assignment.own_cells(question): "\n".join(f"{name} = {numbers[name]!r}" for name in question.draws)
        for question in assignment.questions
        if question.draws
    }
    return {name: filled.get(name, sources[name]) for name in assignment.locked}


def checks_cell(assignment: Assignment, numbers: dict) -> str:
    """Return the source of the cell that makes ``check``."""
    whose = sha256(json.dumps([assignment.name, *numbers.items()]).encode()).hexdigest()[:16]
    known = {
        id: {"kind": form.kind, "variable": form.variable, **form.public(salt=f"{whose} {id}")}
        for id, form in assignment.forms(numbers).items()
        if form.kind != "written"
    }
    text = packed(known)
    return f"from modelcollapse.course import public_checks\n\ncheck = public_checks({text!r})"


def write(
    assignment: Assignment, folder: Path, students: Iterable[str] = (), *, library: str = LIBRARY
) -> tuple[Path, Path]:
    """Write the zip for students, and the record that the instructor keeps; return where they are.

    With ``students`` the zip has a folder for each, to be handed out one by one; without, one notebook for all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    students = list(students)
    file = Path(library)
    target = folder / f"{assignment.name}.zip"
    told = file.name if file.is_file() else library
    line = LINE.format(library=told)
    whose = students or [EVERYBODY]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, ThreadPoolExecutor(cpu_count()) as each:
        # Sealing the mistakes takes seconds a student, in which Python waits.
        notebooks_made = each.map(lambda student: for_student(assignment, student, library=told), whose)
        for student, made in zip(whose, notebooks_made, strict=True):
            place = f"{assignment.name}/{student}".rstrip("/")
            _put(archive, f"{place}/{assignment.name}.ipynb", notebooks.text_of(made).encode())
            _put(
                archive,
                f"{place}/README.md",
                START.format(title=assignment.title, name=assignment.name, line=line).encode(),
            )
            if file.is_file():
                _put(archive, f"{place}/{file.name}", file.read_bytes())
    record = record_of(assignment, folder)
    known = {
        "assignment": assignment.name,
        "personal": bool(students),
        "source": assignment.digest,
        "students": students,
    }
    record.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    return target, record


def record_of(assignment: Assignment, folder: Path) -> Path:
    """Return where the record of a release lies."""
    return folder / f"{assignment.name}.release.json"


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Bytes that depend on nothing but the content, not on the clock."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, content)
