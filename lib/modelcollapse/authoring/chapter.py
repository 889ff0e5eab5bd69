"""Start a chapter: ``make chapter NAME=part/name TITLE="A question?"`` writes everything that a chapter needs."""

from __future__ import annotations

import argparse
import json
import keyword
import re
import sys
import tomllib
from itertools import chain, product
from pathlib import Path
from string import Template, ascii_uppercase

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from modelcollapse import _validation as valid
from modelcollapse.authoring import template

ENTRIES = "lib/modelcollapse/data/chapters.toml"
CONTENTS = "_toc.yml"
WORD = "[a-z][a-z0-9]*(_[a-z0-9]+)*"
NOT_PARTS = {"verdict", "back"}


def create(root: Path, name: str, question: str, caption: str = "") -> list[Path]:
    """Write a chapter that runs and says what is left to write, under the ``root`` of the repository.

    Parameters
    ----------
    name
        ``"part/name"``: the folder under ``chapters/`` and the name of the notebook.
    question
        the title of the chapter.
    caption
        the title of the part, if it is new.

    Returns
    -------
    files
        what was written or changed.

    Raises
    ------
    ValueError
        if the name or the title will not do, or something of that name exists. Nothing is written then.
    """
    entries = tomllib.loads((root / ENTRIES).read_text(encoding="utf-8"))
    part, stem = _names(root, entries, name, question, caption)
    words = {
        "name": stem,
        "topic": stem.replace("_", "-"),
        "question": question,
        "url": name,
        "title": stem.replace("_", " ").capitalize(),
        "letters": _letters(entries, stem),
    }
    texts = {
        f"chapters/{name}.ipynb": _notebook(words),
        f"lib/modelcollapse/claims/{stem}.py": Template(template.CLAIMS).substitute(words),
        f"lib/modelcollapse/book/exercises/{stem}.py": Template(template.EXERCISES).substitute(words),
        ENTRIES: _with_entry((root / ENTRIES).read_text(encoding="utf-8"), entries, part, words),
        CONTENTS: _with_line((root / CONTENTS).read_text(encoding="utf-8"), part, stem, caption),
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return [root / path for path in texts]


def _names(root, entries, name, question, caption):
    """Return part and name of a chapter that can be, or refuse it."""
    if not re.fullmatch(f"{WORD}/{WORD}", name) or keyword.iskeyword(name.partition("/")[2]):
        raise valid.refuse("NAME", name, "part/name in lower-case letters, digits and single underscores, no keyword")
    part, stem = name.split("/")
    if part in NOT_PARTS:
        raise valid.refuse("NAME", name, f"a chapter of a part; {part} has none")
    places = (f"claims/{stem}.py", f"claims/{stem}", f"book/exercises/{stem}.py")
    taken = [path for path in (root / "lib/modelcollapse" / place for place in places) if path.exists()]
    taken += [*(root / "chapters").glob(f"*/{stem}.*")]
    if taken or stem in entries:
        found = ", ".join(str(path.relative_to(root)) for path in taken) or ENTRIES
        raise valid.refuse("NAME", name, f"new; that name is taken by {found}")
    if not re.fullmatch(r"\S.*\S\?", question):
        raise valid.refuse("TITLE", question, "a question on one line, which ends with a question mark")
    known = sorted({entry["url"].partition("/")[0] for entry in entries.values()})
    if part not in known and not caption:
        raise valid.refuse("NAME", name, f'in one of the parts {", ".join(known)}, unless PART="..." titles a new one')
    return part, stem


def _letters(entries, stem: str) -> str:
    """Return one to three capitals for the ids of outcomes that no other chapter uses."""
    used = {re.sub(r"\d+$", "", outcome["id"]) for entry in entries.values() for outcome in entry["outcomes"]}
    initials = "".join(word[0] for word in stem.split("_")).upper()
    start = stem.replace("_", "").upper()
    pairs = map("".join, product(ascii_uppercase, repeat=3))
    return next(
        each for each in chain([initials[:3], start[:1], start[:2], start[:3]], pairs) if each not in used | {""}
    )


def _notebook(words) -> str:
    notebook = new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for id, kind, tags, source in template.CELLS:
        new = new_code_cell if kind == "code" else new_markdown_cell
        metadata = {"tags": list(tags)} if tags else {}
        notebook.cells.append(new(Template(source).substitute(words), id=id, metadata=metadata))
    return nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"


def _with_entry(text: str, entries, part: str, words) -> str:
    """Return the entries of all chapters with the new one after the last of its part, or at the end."""
    names = list(entries)
    own = [i for i, name in enumerate(names) if entries[name]["url"].startswith(f"{part}/")]
    rest = names[own[-1] + 1 :] if own else []
    entry = Template(template.ENTRY).substitute(words)
    if not rest:
        return f"{text.rstrip()}\n\n{entry}"
    return text.replace(f"\n[{rest[0]}]\n", f"\n{entry}\n[{rest[0]}]\n")


def _with_line(text: str, part: str, stem: str, caption: str) -> str:
    """Return the contents with the new chapter at the end of its part, or in a part of its own before the verdict."""
    line = f"      - file: chapters/{part}/{stem}\n"
    last = [found.end() for found in re.finditer(rf"^      - file: chapters/{part}/.*\n", text, flags=re.MULTILINE)]
    if last:
        return text[: last[-1]] + line + text[last[-1] :]
    head = f"  - caption: {json.dumps(caption, ensure_ascii=False)}\n    numbered: true\n    chapters:\n"
    return text.replace("  - caption: Verdict\n", f"{head}{line}  - caption: Verdict\n")


def main(arguments: list[str] | None = None) -> int:
    """Start a chapter in the working directory; return the exit status."""
    parser = argparse.ArgumentParser(
        "make chapter", usage='make chapter NAME=part/name TITLE="A question?" [PART="..."]'
    )
    parser.add_argument("name")
    parser.add_argument("title")
    parser.add_argument("part", nargs="?", default="")
    options = parser.parse_args(arguments)
    try:
        files = create(Path.cwd(), options.name, options.title, options.part)
    except ValueError as error:
        parser.error(str(error))
    print("\n".join(f"wrote {path.relative_to(Path.cwd())}" for path in files))
    print(f"Now `make page NAME={options.name.partition('/')[2]}` shows it. What is left to write: `make quick`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
