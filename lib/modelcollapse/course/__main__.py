"""Problem sets from the command line: ``python -m modelcollapse.course --help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from joblib import cpu_count

from modelcollapse.course import commands, gradescope, notebook, release
from modelcollapse.course.sandbox import Limits

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


def _parser() -> argparse.ArgumentParser:
    kind = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m modelcollapse.course", description=HELP, epilog=ORDER, formatter_class=kind
    )
    parsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_release, _add_grade, _add_returns, _add_elsewhere, _add_progress, _add_author):
        add(parsers)
    return parser


def _command(parsers, name: str, run, told: str, *, assignment: bool = True) -> argparse.ArgumentParser:
    parser = parsers.add_parser(name, help=told, description=told[0].upper() + told[1:] + ".")
    parser.set_defaults(run=run)
    if assignment:
        parser.add_argument(
            "assignment", type=Path, help="the folder with questions.py and the notebook with solutions"
        )
    return parser


def _add_release(parsers) -> None:
    one = _command(
        parsers, "release", commands.run_release, "write what students get: notebooks without solutions, in a zip"
    )
    one.add_argument("--roster", type=Path, help="a CSV file with a column id: each student gets numbers of their own")
    one.add_argument("--to", type=Path, default=Path("released"), help="folder to write to (default: released)")
    told = "what students install with pip: an address, or a file, which is then put beside the notebook"
    one.add_argument("--library", default=release.LIBRARY, help=told)


def _add_grade(parsers) -> None:
    one = _command(parsers, "grade", commands.run_grade, "grade all submissions in a sandbox; say it again to go on")
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


def _add_returns(parsers) -> None:
    one = _command(
        parsers, "feedback", commands.run_feedback, "write a page for each student: points, hints, your comments"
    )
    one.add_argument("--graded", **GRADED)
    one = _command(parsers, "export", commands.run_export, "write grades for a learning platform")
    one.add_argument("format", choices=("generic", "canvas", "moodle"), help="for whom")
    one.add_argument("--roster", **ROSTER)
    one.add_argument("--graded", **GRADED)
    one.add_argument("--canvas-id", default="", help="number of the assignment in Canvas; without, it makes a new one")
    one.add_argument("--worksheet", type=Path, help="grading worksheet downloaded from Moodle, which is filled in")
    one.add_argument("--column", default="Grade", help="its column of grades, in your site's language (%(default)s)")


def _add_elsewhere(parsers) -> None:
    one = _command(parsers, "gradescope", commands.run_gradescope, "write an autograder for Gradescope")
    one.add_argument("--roster", **ROSTER)
    one.add_argument("--released", type=Path, default=Path("released"), help="folder to which release wrote")
    one.add_argument("--to", type=Path, default=Path("released"), help="folder to write to (default: released)")
    one = _command(
        parsers, "run-gradescope", lambda o: gradescope.run(o.place), "what the autograder runs", assignment=False
    )
    one.add_argument("place", type=Path)
    one = _command(
        parsers, "workflow", commands.run_workflow, "print a workflow for GitHub that runs the public checks"
    )
    one.add_argument("--library", required=True, help="address from which pip installs the library")
    one = _command(
        parsers, "check", commands.run_check, "for students: run a notebook as the grader will", assignment=False
    )
    one.add_argument("notebook", type=Path)


def _add_progress(parsers) -> None:
    told = "collect what readers saved from the page Your progress: a grade for completion, not verified"
    one = _command(parsers, "progress", commands.run_progress, told, assignment=False)
    one.add_argument("files", type=Path, help="a folder with a folder for each student, or files that name them")
    one.add_argument("--roster", **ROSTER)
    one.add_argument(
        "--chapters", nargs="*", default=[], metavar="NAME", help="that count, e.g. the_loop (default: all)"
    )
    one.add_argument("--read", type=int, default=0, help="chapters read that make it complete")
    one.add_argument("--solved", type=int, default=0, help="exercises solved that make it complete")
    one.add_argument("--to", type=Path, default=Path("progress.csv"), help="file to write (default: progress.csv)")


def _add_author(parsers) -> None:
    told = "after editing questions, write what follows from them: nbgrader's metadata and the map of outcomes"
    one = _command(parsers, "author", commands.run_author, told, assignment=False)
    one.add_argument("assignments", type=Path, nargs="+", help="folders of problem sets that lie side by side")


if __name__ == "__main__":
    sys.exit(main())
