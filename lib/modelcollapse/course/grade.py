"""Grade one submission: run it in the sandbox, ask for its answers, and compare them here."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from modelcollapse.course import notebook as notebooks
from modelcollapse.course.assignment import CHECKS, Assignment
from modelcollapse.course.plain import shown
from modelcollapse.course.questions import Form
from modelcollapse.course.release import prepared
from modelcollapse.course.rows import GRADED, MISSING, REVIEW, Row
from modelcollapse.course.sandbox import BrokenOffError, Sandbox, Talk
from modelcollapse.course.submissions import Submission

MOST_CRASHES = 6
"""After so many a submission is left to a human."""
SILENT = "from modelcollapse.course.public import silent_check as check"
UNANSWERED = "There is no answer."


class CannotGradeError(Exception):
    """Why a submission is left to a human, in words."""


@dataclass
class Attempt:
    """What came out of running a submission, and what was left out because it ended the process."""

    replies: dict[str, object] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    crashes: dict[str, str] = field(default_factory=dict)
    """Cell, or question that was being answered → how it ended the process. It is left out in the next attempt."""


def grade(assignment: Assignment, submission: Submission, numbers: Mapping, sandbox: Sandbox, state: str = "") -> Row:
    """Return the row of a submission; whatever happens, there is one.

    Parameters
    ----------
    numbers
        the student's, from the roster: what the notebook says of them counts for nothing.
    """
    file = shown(submission.files[0].name) if submission.files else ""
    try:
        if submission.trouble:
            raise CannotGradeError(submission.trouble)
        return _graded(assignment, submission.student, submission.files[0], numbers, sandbox, state)
    except (CannotGradeError, notebooks.UnreadableError) as error:
        status, why = (REVIEW if submission.files else MISSING), str(error)
    except Exception as error:  # a fault of the grader is never a student's
        status, why = REVIEW, f"the grader failed: {type(error).__name__}: {error}"
    return Row(submission.student, status, notes=[shown(why)], file=file, state=state)


def _graded(assignment, student, path: Path, numbers, sandbox, state) -> Row:
    notebook = notebooks.read(path)
    if notebooks.language(notebook) != "python":
        raise CannotGradeError(f"the notebook says that it is in {notebooks.language(notebook)[:40]}, not Python")
    forms = assignment.forms(numbers)
    if not {cell["name"] for cell in notebook["cells"]} & {*forms, *assignment.locked, CHECKS}:
        raise CannotGradeError(f"no cell of {assignment.name} is in the notebook: is it another one?")
    ours = prepared(assignment, numbers) | {CHECKS: SILENT}
    attempt = run(_cells(notebook, ours), forms, sandbox)
    if broken := [f"{name}: {attempt.errors[name]}" for name in ours if name in attempt.errors]:
        raise CannotGradeError(f"cells that are ours fail, perhaps for what ran before them: {broken[0]}")
    points, hints = {}, {}
    for question in assignment.questions:
        form = forms[question.id]
        if form.kind != "written":
            points[question.id], hints[question.id] = _judged(question, form, attempt)
    texts = {cell["name"]: cell["source"] for cell in notebook["cells"]}
    written = {id: shown(texts.get(id, "")) for id, form in forms.items() if form.kind == "written"}
    status = REVIEW if None in points.values() or not points else GRADED
    nothing = [] if points else ["nothing here is compared: all of it is read by a person"]
    notes = [*nothing, *_notes(notebook, attempt), *(f"the cell {id} is gone" for id in written if id not in texts)]
    told = {id: shown(hint) for id, hint in hints.items() if hint}
    return Row(student, status, points, notes, told, written, shown(path.name), state)


def _cells(notebook: dict, ours: Mapping[str, str]) -> list[tuple[str, str]]:
    """The cells to run, (name, source): those that are ours as we wrote them, first of all where they were deleted."""
    theirs = [(cell["name"], cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    present = {name for name, _ in theirs}
    missing = [(name, source) for name, source in ours.items() if name not in present]
    kept = [(name, ours.get(name, source)) for name, source in theirs if not name.endswith("-check")]
    return missing + [(name, source) for name, source in kept if source.strip()]


def run(cells: list[tuple[str, str]], forms: Mapping[str, Form], sandbox: Sandbox) -> Attempt:
    """Run cells and ask for the answers; what ends the process is left out, and the rest run again.

    Raises
    ------
    CannotGradeError
        if the process ends too often, or takes too long over all.
    """
    crashes: dict[str, str] = {}
    until = time.monotonic() + sandbox.limits.seconds
    for _ in range(MOST_CRASHES):
        attempt, doing = Attempt(crashes=crashes), ["the start"]
        try:
            with sandbox.open() as talk:
                for place, (name, source) in enumerate(cells):
                    doing = [f"cell {name}", place]
                    if place not in crashes:
                        reply = talk.ask(sandbox.limits.cell_seconds, cell=name, source=source)
                        if "error" in reply:
                            attempt.errors[name] = str(reply["error"])[:500]
                for id, form in forms.items():
                    doing = [f"question {id}", id]
                    if form.kind != "written" and id not in crashes:
                        attempt.replies[id] = _reply(talk, form, sandbox.limits.cell_seconds)
            return attempt
        except BrokenOffError as broken:
            if len(doing) == 1:
                raise CannotGradeError(f"the sandbox did not start: {broken.why}") from None
            crashes[doing[1]] = f"{doing[0]}: {broken.why}"
        if time.monotonic() > until:
            raise CannotGradeError(f"it took longer than {sandbox.limits.seconds:g} s over all")
    raise CannotGradeError(f"it ended its process {MOST_CRASHES} times: {'; '.join(crashes.values())[:300]}")


def _reply(talk: Talk, form: Form, seconds: float) -> dict:
    """What the student's process says when asked for an answer; of a function, the results of all hidden calls."""
    if form.kind != "function":
        return talk.ask(seconds, name=form.variable)
    each = [talk.ask(seconds, name=form.variable, arguments=json.loads(json.dumps(call))) for call in form.calls]
    if all(reply.get("missing") for reply in each):
        return {"missing": True}
    failed = next((str(reply["error"]) for reply in each if "error" in reply), "")
    return {"value": [reply.get("value") for reply in each], "failed": failed[:500]}


def _judged(question, form: Form, attempt: Attempt) -> tuple[float | None, str]:
    """Points and what to tell the student; no points where the grader cannot tell whose fault it is."""
    if question.id in attempt.crashes:
        return None, "Your answer could not be read. A person will look at it."
    reply = attempt.replies[question.id]
    if "value" in reply:
        share = form.earned(reply["value"])
        hint = "" if share == 1 else reply.get("failed") or form.hint(reply["value"])
        return round(share * question.points, 4), hint
    # A cell that was ended by a limit may have held the answer, and the limit may have been too low.
    if attempt.crashes or any("MemoryError" in error for error in attempt.errors.values()):
        return None, "A cell was ended before it was done. A person will look at it."
    return 0.0, str(reply.get("error") or attempt.errors.get(question.id) or UNANSWERED)


def _notes(notebook: dict, attempt: Attempt) -> list[str]:
    twice = [f"the cell {name} stands twice: the last one counts" for name in notebooks.repeated(notebook)]
    errors = [f"cell {name}: {error}" for name, error in attempt.errors.items()]
    return [shown(note[:500]) for note in (*attempt.crashes.values(), *twice, *errors)][:30]
