"""Your own family: persons and parents from a GEDCOM file, the format that genealogy programs exchange.

Of its hundred tags kinship needs seven, so they are read here: the readers there are bring calendars and codecs that add
megabytes to every installation.
"""

from __future__ import annotations

import re
from pathlib import Path

from modelcollapse import _validation as valid
from modelcollapse.societies.pedigree import Pedigree

LINE = re.compile(r"\s*(\d+)\s+(?:(@[^@]+@)\s+)?(\w+)(?: (.*))?$")
"""Level, the record's own name if it begins one, tag, value."""
YEAR = re.compile(r"\b\d{3,4}\b")
BY_BIRTH = {"", "birth"}
"""What ties a child to a family by blood; adopted, foster and sealed children are no kin."""


def read_gedcom(path) -> Pedigree:
    """Return the pedigree in a GEDCOM file (5.5, 5.5.1 or 7), as nearly every genealogy program writes one.

    Adopted and foster children are kept, without the parents who brought them up.

    Parameters
    ----------
    path
        a file in UTF-8, UTF-16 or, failing that, Latin-1. The persons of the pedigree are the file's own names for them,
        such as "@I1@"; ``titles`` are their names.

    Raises
    ------
    ValueError
        if the file is no GEDCOM file, a line of it cannot be read, a family names somebody who is not there, a child has two
        families by birth, or the pedigree is impossible. The message says which line or which persons.

    Examples
    --------
    >>> import tempfile
    >>> lines = ["0 HEAD", "0 @I1@ INDI", "1 NAME Ann /Lee/", "0 @I2@ INDI", "0 @F1@ FAM", "1 WIFE @I1@", "1 CHIL @I2@"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "family.ged"
    ...     _ = file.write_text("\\n".join(lines))
    ...     family = read_gedcom(file)
    >>> family.titles, family.parents("@I2@")
    (['Ann Lee', '@I2@'], (None, '@I1@'))
    """
    persons, families = _records(_lines(Path(path).expanduser()))
    if not persons:
        raise valid.refuse("path", str(path), "a GEDCOM file with persons in it; there is no INDI record")
    parents = dict.fromkeys(persons, (None, None))
    for family in families.values():
        for member in [family.get("HUSB"), family.get("WIFE"), *family["CHIL"]]:
            if member is not None and member not in persons:
                missing = f"{member} of family {family['id']}"
                raise valid.refuse("path", missing, "a file in which every member of a family is a person")
        for child in family["CHIL"]:
            if persons[child]["families"].get(family["id"], "") not in BY_BIRTH:
                continue
            if parents[child] != (None, None):
                twice = persons[child]["name"] or child
                raise valid.refuse("path", twice, "a file in which nobody has two families by birth (one has)")
            parents[child] = (family.get("HUSB"), family.get("WIFE"))
    return Pedigree(
        list(persons),
        *zip(*parents.values(), strict=True),
        sex=[person["sex"] for person in persons.values()],
        birth=[person["birth"] for person in persons.values()],
        titles=[person["name"] or key for key, person in persons.items()],
    )


def _lines(path):
    """Level, record name, tag and value of each line of the file, with its number."""
    if not path.is_file():
        raise valid.refuse("path", str(path), f"a file that exists (the current folder is {Path.cwd()})")
    text = _text(path.read_bytes())
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = LINE.match(line)
        if found is None or (number == 1 and found[3] != "HEAD"):
            allowed = (
                "a GEDCOM file, which begins with '0 HEAD'" if number == 1 else "a file of lines: level, tag, value"
            )
            raise valid.refuse("path", f"line {number}: {line.strip()}", allowed)
        yield int(found[1]), found[2], found[3].upper(), (found[4] or "").strip()


def _text(raw):
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _records(lines):
    """The persons and the families of a file, by their names in it."""
    persons, families, record, above = {}, {}, {}, None
    for level, name, tag, value in lines:
        if level == 0:
            record = {"id": name, "name": "", "sex": None, "birth": None, "families": {}, "CHIL": []}
            kept = {"INDI": persons, "FAM": families}.get(tag)
            if kept is not None:
                if name is None or name in kept:
                    raise valid.refuse("path", f"0 {name} {tag}", "a file in which every record has a name of its own")
                kept[name] = record
        elif level == 1:
            above = (tag, value)
            _take(record, tag, value)
        elif level == 2 and above is not None:
            if above[0] == "BIRT" and tag == "DATE" and record["birth"] is None:
                record["birth"] = _year(value)
            elif above[0] == "FAMC" and tag == "PEDI":
                record["families"][above[1]] = value.lower()
    return persons, families


def _take(record, tag, value):
    if tag == "NAME" and not record["name"]:
        record["name"] = " ".join(value.replace("/", " ").split())
    elif tag == "SEX":
        record["sex"] = value[:1].upper() if value[:1].upper() in ("M", "F") else None
    elif tag == "FAMC":
        record["families"].setdefault(value, "")
    elif tag in ("HUSB", "WIFE"):
        record[tag] = value
    elif tag == "CHIL":
        record["CHIL"].append(value)


def _year(date):
    """The year of a date that is certain enough to compare: "ABT 1650" and "BET 1640 AND 1650" are not."""
    uncertain = date[:3].upper() in ("ABT", "BEF", "AFT", "BET", "CAL", "EST", "INT")
    found = None if uncertain or "B.C" in date.upper() else YEAR.findall(date)
    return float(found[-1]) if found else None
