"""Problem sets from the command line: ``python -m modelcollapse.course --help``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from joblib import cpu_count

from modelcollapse.course import author, release, roster
from modelcollapse.course.assignment import load
from modelcollapse.course.batch import grade_all, numbers_by_student
from modelcollapse.course.rows import REVIEW
from modelcollapse.course.sandbox import Limits, Sandbox, works
from modelcollapse.course.submissions import find
from modelcollapse.course.summary import summary
from modelcollapse.course.tables import GRADES, TO_READ

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
      each student, and to_read.csv, where you fill in the points of what a human reads. If it
      is interrupted, say it again: it goes on. Folders or file names say whose a file is.

say `python -m modelcollapse.course COMMAND --help` for each command.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except (ValueError, OSError) as error:
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
    print(f"{folder / TO_READ}: for you to fill in, {len(assignment.read_by_a_human)} questions a student")
    return 1 if any(row.status == REVIEW for row in rows) else 0


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
    for add in (_add_release, _add_grade, _add_author):
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


def _add_author(commands) -> None:
    told = "after editing questions, write what follows from them: nbgrader's metadata and the map of outcomes"
    one = _command(commands, "author", _author, told, assignment=False)
    one.add_argument("assignments", type=Path, nargs="+", help="folders of problem sets that lie side by side")


if __name__ == "__main__":
    sys.exit(main())
