"""The book in JupyterLab: ``python -m modelcollapse.book.lab`` opens its contents, a page with a link to each chapter."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from modelcollapse.contents import chapters

SETTINGS = {
    # A page of text is there to be read; its source is one click away.
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
ABSENT = {"disabledExtensions": {"@jupyter/nbgrader": True}}
"""What the tests install and no reader needs: nbgrader's menus."""
PAGE = """\
# Model Collapse: An Interactive Textbook

Each chapter is a notebook. Run its cells from top to bottom, with Shift and Enter, to wake its sliders. Change what you like: `git checkout chapters` brings the original back.

{chapters}

[The ledger](verdict/ledger.ipynb) lists every claim of the book. Then [bring your own model](back/bring_your_own.md).
"""


def contents() -> str:
    """Return the page of contents, in Markdown."""
    lines = [
        f"{number}. [{known['title']}]({known['url']}.ipynb): {known['teaser']} {known['minutes']} minutes."
        for number, known in enumerate(chapters().values(), start=1)
    ]
    return PAGE.format(chapters="\n".join(lines))


def prepare(folder: Path, environment: Path) -> Path:
    """Write the contents into the folder of chapters, and our settings beside those of JupyterLab; return the page."""
    settings = environment / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(SETTINGS, indent=1), encoding="utf-8")
    config = environment / "etc" / "jupyter" / "labconfig" / "page_config.json"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(json.dumps(ABSENT, indent=1), encoding="utf-8")
    page = folder / "contents.md"
    page.write_text(contents(), encoding="utf-8")
    return page


def main() -> None:
    """Open the contents in JupyterLab, in place of this program."""
    page = prepare(Path("chapters"), Path(sys.prefix))
    arguments = ["--notebook-dir=chapters", f"--LabApp.default_url=/lab/tree/{page.name}", *sys.argv[1:]]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *arguments])


if __name__ == "__main__":
    main()
