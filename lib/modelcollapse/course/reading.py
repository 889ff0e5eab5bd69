"""What a human reads: every answer in words on one page, question by question, beside the rubric."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from modelcollapse.course import notebook as notebooks
from modelcollapse.course.assignment import Assignment
from modelcollapse.course.feedback import STYLE
from modelcollapse.course.questions import Written
from modelcollapse.course.rows import Row
from modelcollapse.course.tables import BY_HAND, shown

TO_READ = "to_read.html"
PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}: to read</title>
{style}
<h1>{title}: to read</h1>
<p>Points and comments go into {by_hand}. What an answer prints and draws, and cells that were added, stand in the student's notebook.</p>
{sections}
</html>
"""


def write(assignment: Assignment, rows: Sequence[Row], folder: Path) -> Path | None:
    """Write the page for whoever reads, and return where it is; None if nothing is to be read."""
    target = folder / TO_READ
    forms = assignment.forms(assignment.numbers())
    stubs = {cell["name"]: _stub(cell) for cell in assignment.notebook["cells"]}
    sections = [
        _section(assignment.heading(question), forms[question.id], question, rows, stubs[question.id])
        for question in assignment.questions
        if question.id in assignment.read_by_a_human
    ]
    if not sections:
        return None
    title = html.escape(assignment.title)
    text = PAGE.format(title=title, style=STYLE, by_hand=BY_HAND, sections="\n".join(sections))
    target.write_text(text, encoding="utf-8")
    return target


def _section(heading: str, form: Written, question, rows: Sequence[Row], stub: str) -> str:
    """One question: its rubric, the usual weaknesses with what to say to them, and each student's answer."""
    rubric = _listed(f"{shown(points)}: {criterion}" for criterion, points in form.rubric.items())
    usual = _listed(f"{weakness}: “{told}”" for weakness, told in form.mistakes.items())
    answers = [
        f"<section><h3>{html.escape(row.student)}</h3>{_answer(row.written[question.id], stub)}</section>"
        for row in rows
        if question.id in row.written
    ]
    head = f"<h2>{html.escape(heading)}, {shown(question.points)} points</h2>"
    return f"{head}\n<p>Points for</p>{rubric}<p>Usual weaknesses</p>{usual}\n" + "\n".join(answers)


def _stub(cell: dict) -> str:
    return notebooks.cleared(cell, whole=cell["cell_type"] == "markdown")["source"]


def _answer(text: str, stub: str) -> str:
    return "<p>Nothing written.</p>" if text.strip() == stub.strip() else f"<pre>{html.escape(text)}</pre>"


def _listed(items) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + "</ul>"
