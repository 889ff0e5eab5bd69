"""Problem sets from the command line: ``python -m modelcollapse.course --help``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from joblib import cpu_count

from modelcollapse.course import author, export, feedback, gradescope, notebook, progress, rehearsal, release, roster
from modelcollapse.course.assignment import Assignment, load
from modelcollapse.course.batch import JOURNAL, grade_all, numbers_by_student
from modelcollapse.course.results import Result, results
from modelcollapse.course.rows import REVIEW, Journal
from modelcollapse.course.sandbox import Limits, Sandbox, works
from modelcollapse.course.submissions import find
from modelcollapse.course.summary import summary
from modelcollapse.course.tables import BY_HAND, GRADES, write

HELP = """\
Problem sets that can be assigned tonight: handed out without solutions, graded in a
sandbox, returned with hints. An assignment is a folder such as coursework/ps1_resampling,
with solutions: keep it private.
"""
ORDER = """\
in the order of a course:
  python -m modelcollapse.course release coursework/ps1_resampling --roster roster.csv
      writes released/ps1_resampling.zip, a notebook without solutions for each student, with
      numbers of their own. The roster is a CSV file with a column id (and name, email, …).

  python -m modelcollapse.course grade coursework/ps1_resampling submissions --roster roster.csv
      runs every notebook in a sandbox and writes graded/ps1_resampling/grades.csv, a row for
      each student, and by_hand.csv, where you fill in the points of what a human reads. If it
      is interrupted, say it again: it goes on. Folders or file names say whose a file is.

  python -m modelcollapse.course feedback coursework/ps1_resampling
  python -m modelcollapse.course export coursework/ps1_resampling canvas --roster roster.csv --canvas-id 4711
      write a page for each student, and a file that Canvas imports. Whoever has an answer that
      nobody has read yet has no grade there.

say `python -m modelcollapse.course COMMAND --help` for each command.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except (ValueError, OSError, notebook.UnreadableError) as error:
        parser.exit(2, f"{error}\n")


def _release(options) -> int:
    assignment = load(options.assignment)
    students = list(roster.read(options.roster)) if options.roster else []
    target, record = release.write(assignment, options.to, students, library=options.library)
    whose = f"{len(students)} students, each with numbers of their own" if students else "all, with the same numbers"
    print(f"{target}: {assignment.title}, for {whose}")
    print(f"{record}: keep it; the grader needs it to know the numbers")
    return 0


def _grade(options) -> int:
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
    return 1 if any(row.status == REVIEW for row in rows) else 0


def _found(options, assignment: Assignment, students) -> list[Result]:
    """What is known of each student: the grader's rows, and what a human filled in."""
    folder = options.graded / assignment.name
    rows = Journal(folder / JOURNAL).read()
    if not rows:
        raise ValueError(f"{folder / JOURNAL} is not there, or empty: say `grade` first")
    return results(assignment, [row for id, row in rows.items() if id in students], folder)


def _feedback(options) -> int:
    assignment = load(options.assignment)
    folder = options.graded / assignment.name / "feedback"
    found = _found(options, assignment, Journal(folder.parent / JOURNAL).read())
    print(f"{folder}: pages for {feedback.write(assignment, found, folder)} students")
    open_ones = [result.student for result in found if result.score is None]
    print(f"{len(open_ones)} have no score yet: {', '.join(open_ones[:20])}" if open_ones else "all have a score")
    return 0


def _export(options) -> int:
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


def _gradescope(options) -> int:
    assignment = load(options.assignment)
    options.to.mkdir(parents=True, exist_ok=True)
    target = options.to / f"{assignment.name}.gradescope.zip"
    gradescope.write(assignment, options.roster, options.released, target)
    print(f"{target}: upload it as the autograder. It holds the solutions: nobody else should have it.")
    return 0


def _progress(options) -> int:
    students = roster.read(options.roster)
    table = progress.collect(options.files, students, about=options.chapters, read=options.read, solved=options.solved)
    write(options.to, table)
    done = [line[progress.COLUMNS.index("complete")] for line in table[1:]]
    print(
        f"{options.to}: {done.count('yes')} complete, {done.count('no')} not, {done.count('')} without a file. Nothing of it is verified."
    )
    return 0


def _check(options) -> int:
    lines, good = rehearsal.rehearse(options.notebook)
    print("\n".join(lines))
    return 0 if good else 1


def _workflow(options) -> int:
    assignment = load(options.assignment)
    print(rehearsal.WORKFLOW.format(title=assignment.title, name=assignment.name, library=options.library), end="")
    return 0


def _author(options) -> int:
    sets = [load(folder) for folder in options.assignments]
    for each in sets:
        author.tag_source(each)
        print(f"{each.name}: {len(each.questions)} questions, {each.points:g} points")
    for folder in sorted({each.folder.parent for each in sets}):
        beside = [load(path.parent) for path in sorted(folder.glob("*/questions.py"))]
        (folder / "outcomes.yml").write_text(author.outcomes_map(beside), encoding="utf-8")
        print(f"{folder / 'outcomes.yml'}: the outcomes of {len(beside)} problem sets")
    return 0


def _parser() -> argparse.ArgumentParser:
    kind = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m modelcollapse.course", description=HELP, epilog=ORDER, formatter_class=kind
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_release, _add_grade, _add_returns, _add_elsewhere, _add_progress, _add_author):
        add(commands)
    return parser


def _command(commands, name: str, run, told: str, *, assignment: bool = True) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=told, description=told[0].upper() + told[1:] + ".")
    parser.set_defaults(run=run)
    if assignment:
        parser.add_argument(
            "assignment", type=Path, help="the folder with questions.py and the notebook with solutions"
        )
    return parser


def _add_release(commands) -> None:
    one = _command(commands, "release", _release, "write what students get: notebooks without solutions, in a zip")
    one.add_argument("--roster", type=Path, help="a CSV file with a column id: each student gets numbers of their own")
    one.add_argument("--to", type=Path, default=Path("released"), help="folder to write to (default: released)")
    told = "what students install with pip: an address, or a file, which is then put beside the notebook"
    one.add_argument("--library", default=release.LIBRARY, help=told)


def _add_grade(commands) -> None:
    one = _command(commands, "grade", _grade, "grade all submissions in a sandbox; say it again to go on")
    one.add_argument("submissions", type=Path, help="a folder with a folder for each student, or files that name them")
    one.add_argument("--roster", type=Path, required=True, help="the CSV file that was given to release")
    told = "folder to which release wrote: its record knows the numbers (default: released)"
    one.add_argument("--released", type=Path, default=Path("released"), help=told)
    one.add_argument("--to", type=Path, default=Path("graded"), help="folder to write to (default: graded)")
    one.add_argument("--jobs", type=int, default=cpu_count(), help="submissions at the same time (default: all cores)")
    one.add_argument("--cell-seconds", type=float, default=Limits.cell_seconds, help="for one cell (%(default)g)")
    one.add_argument("--seconds", type=float, default=Limits.seconds, help="for one submission (%(default)g)")
    one.add_argument("--megabytes", type=int, default=Limits.megabytes, help="of memory (%(default)s)")
    one.add_argument("--no-bubblewrap", action="store_true", help="do without, even where it works")


GRADED = {"type": Path, "default": Path("graded"), "help": "folder to which grade wrote (default: graded)"}
ROSTER = {"type": Path, "required": True, "help": "the CSV file that was given to release"}


def _add_returns(commands) -> None:
    one = _command(commands, "feedback", _feedback, "write a page for each student: points, hints, your comments")
    one.add_argument("--graded", **GRADED)
    one = _command(commands, "export", _export, "write grades for a learning platform")
    one.add_argument("format", choices=("generic", "canvas", "moodle"), help="for whom")
    one.add_argument("--roster", **ROSTER)
    one.add_argument("--graded", **GRADED)
    one.add_argument("--canvas-id", default="", help="number of the assignment in Canvas; without, it makes a new one")
    one.add_argument("--worksheet", type=Path, help="grading worksheet downloaded from Moodle, which is filled in")
    one.add_argument("--column", default="Grade", help="its column of grades, in your site's language (%(default)s)")


def _add_elsewhere(commands) -> None:
    one = _command(commands, "gradescope", _gradescope, "write an autograder for Gradescope")
    one.add_argument("--roster", **ROSTER)
    one.add_argument("--released", type=Path, default=Path("released"), help="folder to which release wrote")
    one.add_argument("--to", type=Path, default=Path("released"), help="folder to write to (default: released)")
    one = _command(
        commands, "run-gradescope", lambda o: gradescope.run(o.place), "what the autograder runs", assignment=False
    )
    one.add_argument("place", type=Path)
    one = _command(commands, "workflow", _workflow, "print a workflow for GitHub that runs the public checks")
    one.add_argument("--library", required=True, help="address from which pip installs the library")
    one = _command(commands, "check", _check, "for students: run a notebook as the grader will", assignment=False)
    one.add_argument("notebook", type=Path)


def _add_progress(commands) -> None:
    told = "collect what readers saved from the page Your progress: a grade for completion, not verified"
    one = _command(commands, "progress", _progress, told, assignment=False)
    one.add_argument("files", type=Path, help="a folder with a folder for each student, or files that name them")
    one.add_argument("--roster", **ROSTER)
    one.add_argument(
        "--chapters", nargs="*", default=[], metavar="NAME", help="that count, e.g. the_loop (default: all)"
    )
    one.add_argument("--read", type=int, default=0, help="chapters read that make it complete")
    one.add_argument("--solved", type=int, default=0, help="exercises solved that make it complete")
    one.add_argument("--to", type=Path, default=Path("progress.csv"), help="file to write (default: progress.csv)")


def _add_author(commands) -> None:
    told = "after editing questions, write what follows from them: nbgrader's metadata and the map of outcomes"
    one = _command(commands, "author", _author, told, assignment=False)
    one.add_argument("assignments", type=Path, nargs="+", help="folders of problem sets that lie side by side")


if __name__ == "__main__":
    sys.exit(main())
