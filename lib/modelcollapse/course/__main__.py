"""Problem sets from the command line: ``python -m modelcollapse.course --help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from modelcollapse.course import author, release, roster
from modelcollapse.course.assignment import load

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
    whose = (
        f"for {len(students)} students, each with numbers of their own"
        if students
        else "for all, with the same numbers"
    )
    print(f"{target}: {assignment.title}, {whose}")
    print(f"{record}: keep it; the grader needs it to know the numbers")
    return 0


def _author(options) -> int:
    sets = [load(folder) for folder in options.assignments]
    for each in sets:
        author.tag_source(each)
        print(f"{each.name}: {len(each.questions)} questions, {each.points:g} points")
    together = {each.folder.parent for each in sets}
    for folder in together:
        (folder / "outcomes.yml").write_text(author.outcomes_map(map(load, _sets(folder))), encoding="utf-8")
        print(f"{folder / 'outcomes.yml'}: the outcomes of {len(_sets(folder))} problem sets")
    return 0


def _sets(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/questions.py"))


def _parser() -> argparse.ArgumentParser:
    kind = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m modelcollapse.course", description=HELP, epilog=ORDER, formatter_class=kind
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("release", help="write what students get", description=release.__doc__)
    one.add_argument("assignment", type=Path, help="the folder with questions.py and the notebook with solutions")
    one.add_argument("--roster", type=Path, help="a CSV file with a column id: each student gets numbers of their own")
    one.add_argument("--to", type=Path, default=Path("released"), help="folder to write to (default: released)")
    one.add_argument(
        "--library", default=release.LIBRARY,
        help="what students install with pip: an address, or a file, which is then put beside the notebook",
    )  # fmt: skip
    one.set_defaults(run=_release)

    one = commands.add_parser(
        "author", help="after editing questions: write what follows from them", description=author.__doc__
    )
    one.add_argument("assignments", type=Path, nargs="+", help="folders of problem sets that lie side by side")
    one.set_defaults(run=_author)
    return parser


if __name__ == "__main__":
    sys.exit(main())
