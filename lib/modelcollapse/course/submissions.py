"""Which file is whose: from folders and file names by the roster, never from inside a notebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from modelcollapse.course.notebook import LARGEST
from modelcollapse.course.plain import shown
from modelcollapse.course.roster import Student


@dataclass(frozen=True)
class Submission:
    """What a student handed in; without files it is missing, with several somebody has to choose."""

    student: str
    files: tuple[Path, ...] = ()
    trouble: str = ""
    """What keeps it from being graded, in words."""

    @property
    def digest(self) -> str:
        """What tells this content from any other."""
        parts = [path.read_bytes()[: LARGEST + 1] for path in self.files if path.is_file() and not path.is_symlink()]
        return sha256(b"\0".join([self.trouble.encode(), *parts])).hexdigest()


def find(folder: Path, students: Mapping[str, Student], *, endings: tuple[str, ...] = (".ipynb",)) -> list[Submission]:
    """Return what each student handed in, in the order of the roster, then the files that are nobody's.

    A file belongs to whom its folder, or its own name up to the first ``.`` or between ``_``, calls by a key of the
    roster: the id, the email, or an id of the learning platform. Any ending is taken, since a notebook may be renamed.

    Raises
    ------
    FileNotFoundError
        if the folder is not there.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    whose = {key: student.id for student in students.values() for key in student.called()}
    found: dict[str, list[Path]] = {id: [] for id in students}
    strangers = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if (path.is_dir() and not path.is_symlink()) or any(part.startswith((".", "__")) for part in inside.parts):
            continue
        owners = _owners(inside, whose)
        if len(owners) == 1:
            found[owners.pop()].append(path)
        elif path.suffix in endings:
            strangers.append((inside, "nobody on the roster" if not owners else "more than one student"))
    known = [_submission(student, files, endings) for student, files in found.items()]
    return known + [
        Submission(f"?{shown(str(inside))}", (folder / inside,), f"the file belongs to {who}")
        for inside, who in strangers
    ]


def _owners(inside: Path, whose: Mapping[str, str]) -> set[str]:
    """Whom the outermost folder that names anybody names, or the file: what a student calls a file counts last."""
    for part in (*inside.parts[:-1], inside.name):
        whole = part.lower()
        keys = {whole, Path(whole).stem, *re.split(r"[_.\s]", whole)}
        if owners := {whose[key] for key in keys if key in whose}:
            return owners
    return set()


def _submission(student: str, files: list[Path], endings: tuple[str, ...]) -> Submission:
    notebooks = [path for path in files if path.suffix in endings] or files
    trouble = "" if notebooks else "nothing was handed in"
    if len(notebooks) > 1:
        trouble = f"{len(notebooks)} files were handed in: {', '.join(shown(path.name) for path in notebooks)[:200]}"
    return Submission(student, tuple(notebooks), trouble)
