"""A notebook run as the grader will run it, with what its checks say: for a student before handing in, and for CI."""

from __future__ import annotations

from pathlib import Path

from modelcollapse.course import notebook as notebooks
from modelcollapse.course.sandbox import BrokenOffError, Sandbox

WORKFLOW = """\
# Runs the public checks of {title} at each push. They know usual mistakes, and no right answer: no grade comes from here.
name: public checks
on: [push]
jobs:
  checks:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install "{library}"
      - run: python -m modelcollapse.course check {name}.ipynb
"""
SAID = "said_by_the_check"


def rehearse(path: Path) -> tuple[list[str], bool]:
    """Run a notebook from top to bottom; return what to tell, and whether nothing is wrong.

    Raises
    ------
    UnreadableError
        if the file is no notebook.
    """
    lines, good = [], True
    with Sandbox() as sandbox, sandbox.open() as talk:
        for cell in notebooks.read(path)["cells"]:
            if cell["cell_type"] != "code" or not cell["source"].strip():
                continue
            checks = cell["name"].endswith("-check")
            source = f"{SAID} = repr({cell['source'].strip()})" if checks else cell["source"]
            try:
                reply = talk.ask(sandbox.limits.cell_seconds, cell=cell["name"], source=source)
                said = talk.ask(5, name=SAID).get("value", "") if checks and "error" not in reply else ""
            except BrokenOffError as broken:
                return [*lines, f"✗ {cell['name']}: {broken.why}"], False
            if "error" in reply:
                said = f"✗ {reply['error']}"
            good = good and not str(said).startswith("✗")
            lines += [f"{cell['name'].removesuffix('-check')}: {said}"] if said else []
    return lines, good
