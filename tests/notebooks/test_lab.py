"""`make lab` opens the contents of the book, and its pages read as they are meant to."""

import json
import re
from importlib.metadata import distribution

from modelcollapse.book import lab
from modelcollapse.contents import chapters


def test_the_contents_lead_to_every_chapter(root):
    links = re.findall(r"\]\(([^)]+)\)", lab.contents())
    assert [f"{known['url']}.ipynb" for known in chapters().values()] == links[: len(chapters())]
    assert not [link for link in links if not (root / "chapters" / link).exists()]


def test_text_opens_as_text(tmp_path):
    chapters_folder, environment = tmp_path / "chapters", tmp_path / "environment"
    chapters_folder.mkdir()
    page = lab.prepare(chapters_folder, environment)
    assert page.read_text(encoding="utf-8") == lab.contents()
    (written,) = environment.rglob("overrides.json")
    viewers = json.loads(written.read_text())["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers == {"markdown": "Markdown Preview"}
    (written,) = environment.rglob("page_config.json")
    assert json.loads(written.read_text())["disabledExtensions"] == {"@jupyter/nbgrader": True}


def test_the_written_page_is_not_committed(root):
    assert "chapters/contents.md" in (root / ".gitignore").read_text().splitlines()


def test_theorems_and_folded_solutions_have_an_extension():
    files = [str(file) for file in distribution("jupyterlab-myst").files]
    assert any("labextensions/jupyterlab-myst/package.json" in file for file in files)
