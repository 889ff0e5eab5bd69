"""What a student reads after grading: points, hints, and a human's comments; no right answer and no hidden check."""

from __future__ import annotations

import html
from pathlib import Path

from modelcollapse.course.assignment import Assignment
from modelcollapse.course.results import Result
from modelcollapse.course.rows import MISSING, REVIEW
from modelcollapse.course.tables import shown

STYLE = """\
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid #8888; padding: 0.5rem 0; }
h2 { font-size: 1.1rem; margin: 0.5rem 0; }
h3 { font-size: 1rem; margin: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>"""
PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}: {student}</title>
{style}
<h1>{title}</h1>
<p>{student}: <strong>{score}</strong></p>
{sections}
<p>If you think that a grade is wrong, name the question and say why. A person will look at it.</p>
</html>
"""
SECTION = "<section><h2>{heading} ({points})</h2>{told}</section>"


def page(assignment: Assignment, result: Result) -> str:
    """Return the page for a student."""
    score = (
        "not complete yet" if result.score is None else f"{shown(result.score)} of {shown(assignment.points)} points"
    )
    sections = [_section(assignment.heading(question), question, result) for question in assignment.questions]
    errors = [note for note in result.row.notes if note.startswith(("cell ", "the cell ", "question "))]
    if result.status == REVIEW:
        sections.insert(0, "<p>A person will look at your notebook.</p>")
    if errors:
        listed = "\n".join(errors)
        sections.append(f"<section><h2>When your notebook ran</h2><pre>{html.escape(listed)}</pre></section>")
    return PAGE.format(
        title=html.escape(assignment.title),
        style=STYLE,
        student=html.escape(result.student),
        score=score,
        sections="\n".join(sections),
    )


def _section(heading: str, question, result: Result) -> str:
    points = result.points[question.id]
    of = f"of {shown(question.points)}"
    head = f"{shown(points)} {of} points" if points is not None else f"not decided yet, {of} points"
    told = [
        result.comments.get(question.id, ""),
        result.row.hints.get(question.id, "") if points != question.points else "",
    ]
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in told if text)
    return SECTION.format(heading=html.escape(heading), points=head, told=paragraphs)


def write(assignment: Assignment, found: list[Result], folder: Path) -> int:
    """Write a page for each student who handed something in, and return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [result for result in found if result.row.status != MISSING and not result.student.startswith("?")]
    for result in written:
        (folder / f"{result.student}.html").write_text(page(assignment, result), encoding="utf-8")
    return len(written)
