"""An explorer works in any Sphinx project that runs notebooks: scripts and styles come with the extension."""

import os
import re
import subprocess
import sys

import pytest

from tests.site.browser import serve

pytestmark = [pytest.mark.site, pytest.mark.slow]
CONFIGURATION = 'extensions = ["myst_nb", "modelcollapse.book.sphinx_extension"]\nproject = "Notes"\n'
PAGE = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# Notes

```{code-cell}
from modelcollapse.book import explore
explore(lambda ax, n: ax.plot(range(n)), lambda n: (f"{n} points", f"A line of {n} points."), controls={"n": [2, 5, 9]})
```
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """A project of one page with the theme that Sphinx brings, built."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "conf.py").write_text(CONFIGURATION)
    (folder / "index.md").write_text(PAGE)
    command = [sys.executable, "-m", "sphinx", "-W", "-b", "html", str(folder), str(folder / "html")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


def test_each_script_and_style_is_loaded_once_and_late(notes):
    html = (notes / "index.html").read_text(encoding="utf-8")
    for kind, name in (("src", "player.js"), ("src", "exercises.js"), ("href", "figures.css"), ("href", "parts.css")):
        assert len(re.findall(rf'{kind}="[^"]*modelcollapse-{name}', html)) == 1, name
        assert (notes / "_static" / f"modelcollapse-{name}").exists()
    assert re.search(r'<script defer="defer" src="[^"]*modelcollapse-player\.js', html)


def test_the_slider_moves_the_picture(notes, browser):
    with serve(notes) as address:
        page = browser.new_page()
        page.goto(f"{address}/index.html")
        before = page.locator(".mc-stage").inner_html()
        page.locator("input[name=n]").press("End")
        assert page.locator(".mc-title").inner_text() == "9 points"
        assert page.locator(".mc-stage").inner_html() != before
        assert page.locator(".mc-explorer").bounding_box()["width"] <= 560
        page.close()
