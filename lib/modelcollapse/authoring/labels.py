"""The names of sources in prose, from the bibliography: ``make labels`` writes them.

They are committed as data, because the library must know them without a BibTeX parser.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from pybtex.database import Entry, parse_file
from pybtex.richtext import Text


def label(entry: Entry) -> str:
    """Return authors and year of an entry: up to three names, otherwise the first and "et al."."""
    people = entry.persons["author"]
    names = [str(Text.from_latex(" ".join(person.prelast_names + person.last_names))) for person in people]
    shown = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if len(names) <= 3 else f"{names[0]} et al."
    return f"{shown} {entry.fields['year']}"


def written(bibliography: Path) -> str:
    """Return what belongs into ``sources.json``: the label of every entry, by key."""
    entries = parse_file(str(bibliography)).entries
    return json.dumps({key: label(entries[key]) for key in sorted(entries)}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    store = Path(str(resources.files("modelcollapse.data"))) / "sources.json"
    store.write_text(written(Path("references.bib")), encoding="utf-8")
