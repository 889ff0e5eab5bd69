"""What each command does with its options; each returns an exit status."""

from __future__ import annotations

import sys
import time

from modelcollapse.course import author, export, feedback, gradescope, progress, reading, rehearsal, release, roster
from modelcollapse.course.assignment import Assignment, load
from modelcollapse.course.batch import JOURNAL, grade_all, numbers_by_student
from modelcollapse.course.results import Result, results
from modelcollapse.course.rows import REVIEW, Journal
from modelcollapse.course.sandbox import Limits, Sandbox, works
from modelcollapse.course.submissions import find
from modelcollapse.course.summary import summary
from modelcollapse.course.tables import BY_HAND, GRADES, write


def run_release(options) -> int:
    """Write what students get."""
    assignment = load(options.assignment)
    students = list(roster.read(options.roster)) if options.roster else []
    target, record = release.write(assignment, options.to, students, library=options.library)
    whose = f"{len(students)} students, each with numbers of their own" if students else "all, with the same numbers"
    print(f"{target}: {assignment.title}, for {whose}")
    print(f"{record}: keep it; the grader needs it to know the numbers")
    if options.library == release.LIBRARY:
        line = release.LINE.format(library=release.LIBRARY)
        print(
            f"Whoever lacks the library is told `{line}`. If pip does not find it there, name the archive by --library."
        )
    return 0


def run_grade(options) -> int:
    """Grade all submissions, and say what needs a human."""
    assignment = load(options.assignment)
    numbers = numbers_by_student(assignment, options.released)
    submissions = find(options.submissions, roster.read(options.roster))
    bubblewrap = works() and not options.no_bubblewrap
    if warning := Sandbox(bubblewrap=bubblewrap).warning:
        print(f"\n{warning}\n", file=sys.stderr, flush=True)
    folder, begun = options.to / assignment.name, time.monotonic()
    limits = Limits(options.cell_seconds, options.seconds, options.megabytes)
    rows, new = grade_all(
        assignment, submissions, numbers, folder, jobs=options.jobs, limits=limits, bubblewrap=bubblewrap
    )
    print(summary(assignment, rows, new, time.monotonic() - begun))
    print(f"{folder / GRADES}: a row for each student")
    print(f"{folder / BY_HAND}: for you to fill in, {len(assignment.read_by_a_human)} questions a student")
    if page := reading.write(assignment, rows, folder):
        print(f"{page}: their answers, beside the rubrics")
    return 1 if any(row.status == REVIEW for row in rows) else 0


def _found(options, assignment: Assignment, students) -> list[Result]:
    """What is known of each student: the grader's rows, and what a human filled in."""
    folder = options.graded / assignment.name
    rows = Journal(folder / JOURNAL).read()
    if not rows:
        raise ValueError(f"{folder / JOURNAL} is not there, or empty: say `grade` first")
    return results(assignment, [rows[id] for id in students if id in rows], folder)


def run_feedback(options) -> int:
    """Write a page for each student."""
    assignment = load(options.assignment)
    folder = options.graded / assignment.name / "feedback"
    found = _found(options, assignment, Journal(folder.parent / JOURNAL).read())
    print(f"{folder}: pages for {feedback.write(assignment, found, folder)} students")
    open_ones = [result.student for result in found if result.score is None]
    print(f"{len(open_ones)} have no score yet: {', '.join(open_ones[:20])}" if open_ones else "all have a score")
    return 0


def run_export(options) -> int:
    """Write grades for a learning platform."""
    assignment, students = load(options.assignment), roster.read(options.roster)
    found = _found(options, assignment, students)
    target = options.graded / assignment.name / f"{options.format}.csv"
    if options.format == "moodle":
        if not options.worksheet:
            raise ValueError(
                "name the grading worksheet that you downloaded from Moodle by --worksheet: it is filled in"
            )
        text, unknown = export.moodle(export.read_worksheet(options.worksheet), found, students, column=options.column)
        target.write_text(text, encoding="utf-8", newline="")
        print(f"not in the worksheet: {', '.join(unknown)}" if unknown else "all who have a score are in the worksheet")
        print(
            "Moodle skips rows that were graded since the download, and offers no worksheet where a rubric is in use."
        )
    elif options.format == "canvas":
        write(target, export.canvas(assignment, found, students, assignment_id=options.canvas_id))
        if not options.canvas_id:
            print(
                "WITHOUT --canvas-id Canvas makes a NEW assignment. The number is at the end of the assignment's address."
            )
    else:
        write(target, export.generic(assignment, found, students))
    missing = [result.student for result in found if result.score is None]
    print(f"{target}: {len(found) - len(missing)} students with a score, {len(missing)} without")
    return 0


def run_gradescope(options) -> int:
    """Write an autograder."""
    assignment = load(options.assignment)
    options.to.mkdir(parents=True, exist_ok=True)
    target = options.to / f"{assignment.name}.gradescope.zip"
    gradescope.write(assignment, options.roster, options.released, target)
    print(f"{target}: upload it as the autograder. It holds the solutions: nobody else should have it.")
    return 0


def run_progress(options) -> int:
    """Collect what readers saved."""
    students = roster.read(options.roster)
    table = progress.collect(options.files, students, about=options.chapters, read=options.read, solved=options.solved)
    write(options.to, table)
    done = [line[progress.COLUMNS.index("complete")] for line in table[1:]]
    print(
        f"{options.to}: {done.count('yes')} complete, {done.count('no')} not, {done.count('')} without a file. Nothing of it is verified."
    )
    return 0


def run_check(options) -> int:
    """Run a notebook as the grader will."""
    lines, good = rehearsal.rehearse(options.notebook)
    print("\n".join(lines))
    return 0 if good else 1


def run_workflow(options) -> int:
    """Print a workflow of public checks."""
    assignment = load(options.assignment)
    print(rehearsal.WORKFLOW.format(title=assignment.title, name=assignment.name, library=options.library), end="")
    return 0


def run_author(options) -> int:
    """Write what follows from questions."""
    sets = [load(folder) for folder in options.assignments]
    for each in sets:
        author.tag_source(each)
        print(f"{each.name}: {len(each.questions)} questions, {each.points:g} points")
    for folder in sorted({each.folder.parent for each in sets}):
        beside = [load(path.parent) for path in sorted(folder.glob("*/questions.py"))]
        (folder / "outcomes.yml").write_text(author.outcomes_map(beside), encoding="utf-8")
        print(f"{folder / 'outcomes.yml'}: the outcomes of {len(beside)} problem sets")
    return 0
