"""The front page: a card for each chapter in the order of the book, then the ledger."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from modelcollapse.book.front_page import grid
from modelcollapse.contents import chapters

ROOT = Path(__file__).resolve().parents[2]


def test_the_grid_has_a_card_for_each_chapter_in_order():
    links = re.findall(r"^:link: /chapters/(.+)$", grid(), flags=re.MULTILINE)
    assert links == [*(known["url"] for known in chapters().values()), "verdict/ledger"]
    for known in chapters().values():
        assert f"{{grid-item-card}} {known['title']}\n" in grid()
        assert f"\n{known['teaser']}\n" in grid()


def test_the_front_page_shows_the_grid_once_and_names_no_chapter_by_hand():
    page = (ROOT / "chapters/index.md").read_text(encoding="utf-8")
    assert page.count("{chapters}") == 1
    assert "grid-item-card" not in page


def test_a_teaser_is_one_or_two_short_sentences():
    for name, known in chapters().items():
        assert known["teaser"].endswith("."), name
        assert len(known["teaser"]) <= 100, name


@pytest.mark.slow
def test_sphinx_makes_a_linked_card_of_each(tmp_path):
    """A book of empty chapters: the cards are drawn, and a link to nowhere would be a warning, hence an error."""
    (tmp_path / "conf.py").write_text(
        'extensions = ["myst_nb", "sphinx_design", "modelcollapse.book.front_page"]\n'
        'myst_enable_extensions = ["colon_fence"]\nroot_doc = "chapters/index"\nhtml_theme = "basic"\n'
    )
    for url in (*(known["url"] for known in chapters().values()), "verdict/ledger"):
        page = tmp_path / f"chapters/{url}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("---\norphan: true\n---\n# A chapter\n")
    (tmp_path / "chapters/index.md").write_text("# A book\n\n:::{chapters}\n:::\n")
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q", tmp_path, tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "out/chapters/index.html").read_text(encoding="utf-8")
    for known in chapters().values():
        assert re.search(rf'<a class="[^"]*sd-stretched-link[^"]*" href="{known["url"]}\.html', page), known["url"]
        assert html.escape(known["teaser"], quote=False) in html.unescape(page)
