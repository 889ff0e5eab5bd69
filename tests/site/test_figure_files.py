"""An explorer's states in a file beside the page: fetched when they are needed, also from a disk; and when the file is gone."""

import pytest
from modelcollapse.book import explore
from modelcollapse.book.figure_files import split
from modelcollapse.book.page import published
from modelcollapse.book.publishing import figure_styles, player

pytestmark = pytest.mark.site
FAR = '<div style="height: 6000px">Far below</div>'
HOSTILE = "</script><b>\"\\u003c'${1}`"


def made(name):
    return explore(
        lambda ax, n: ax.plot(range(n)),
        lambda n: (f"{n} points {HOSTILE}", f"A line of {n} points."),
        controls={"n": [2, 5, 9]},
        name=name,
    )


@pytest.fixture
def folder(tmp_path):
    """A page with an explorer in view and one far below, its states in files of their own."""
    body, files = split(published(made("near")) + FAR + published(made("far")), "part/page")
    page = f"<!DOCTYPE html><html lang=en><style>{figure_styles()}</style>{body}<script>{player()}</script></html>"
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "page.html").write_text(page, encoding="utf-8")
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def page(browser, folder):
    opened = browser.new_page()
    opened.faults = []
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    yield opened
    opened.close()


def loaded(page):
    return page.locator("script[src]").evaluate_all("all => all.map(each => each.src.match(/-mc-(\\w+)\\.js/)[1])")


def test_a_figure_moves_from_a_disk_and_a_far_one_waits(page, folder):
    page.goto((folder / "part" / "page.html").as_uri())
    page.locator("#mc-near input").fill("2")
    page.get_by_text(f"9 points {HOSTILE}").wait_for()
    assert page.locator("#mc-near .mc-caption").inner_text() == "A line of 9 points."
    assert loaded(page) == ["near"]
    page.locator("#mc-far").scroll_into_view_if_needed()
    page.locator("#mc-far input").fill("1")
    page.locator("#mc-far").get_by_text("A line of 5 points.").wait_for()
    assert page.faults == []


def test_who_acts_may_soon_print_so_all_figures_come(page, folder):
    page.goto((folder / "part" / "page.html").as_uri())
    page.keyboard.press("Control")
    page.locator("script.mc-states[data-src]").first.wait_for(state="detached")
    page.wait_for_function("!document.querySelector('script.mc-states[data-src]')")
    assert sorted(loaded(page)) == ["far", "near"]


def test_a_file_that_is_gone_leaves_a_figure_that_says_so(page, folder):
    (folder / "_figures" / "part" / "page-mc-near.js").unlink()
    page.goto((folder / "part" / "page.html").as_uri())
    page.locator("#mc-near .mc-note").get_by_text("could not be read").wait_for()
    assert not page.locator("#mc-near .mc-controls").is_visible()
    assert "could not be loaded" in page.faults[0]
    page.locator("#mc-far input").fill("2")
    page.locator("#mc-far").get_by_text("A line of 9 points.").wait_for()
