"""What is derived from the questions, so that their author writes each thing once: nbgrader's metadata, and the map."""

from __future__ import annotations

from collections.abc import Iterable

from modelcollapse.contents import chapters
from modelcollapse.course import notebook as notebooks
from modelcollapse.course.assignment import CHECKS, Assignment

HEAD = (
    "# Outcome of a chapter's card → the chapter, and the questions that ask for it. Written by the command `author`.\n"
)


def tag_source(assignment: Assignment) -> None:
    """Give the author's notebook the metadata that nbgrader reads."""
    points = {question.id: question.points for question in assignment.questions}
    cells = []
    for cell in assignment.notebook["cells"]:
        locked = cell["name"] in (*assignment.locked, CHECKS) or cell["name"].endswith("-check")
        known = locked or cell["name"] in points
        cells.append(notebooks.tagged(cell, points.get(cell["name"]), locked=locked) if known else cell)
    notebooks.write(assignment.folder / f"{assignment.name}.ipynb", {**assignment.notebook, "cells": cells})


def outcomes_map(assignments: Iterable[Assignment]) -> str:
    """Return outcome → chapter and questions, in YAML, for all chapters that the assignments are about."""
    assignments = list(assignments)
    asked: dict[str, list[str]] = {}
    for each in assignments:
        for question in each.questions:
            for outcome in question.outcomes:
                asked.setdefault(outcome, []).append(f"{each.name} {question.id}")
    about = {chapter for each in assignments for chapter in each.chapters}
    lines = [
        f"{outcome['id']}: {{chapter: {chapter}, questions: [{', '.join(asked.get(outcome['id'], []))}]}}"
        for chapter, card in chapters().items()
        if chapter in about
        for outcome in card["outcomes"]
    ]
    return HEAD + "\n".join(lines) + "\n"
