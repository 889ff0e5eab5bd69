"""The frame of a page: contents, search, colors, copying and mathematics, by hand and without scripts; and nothing else."""

import re

import pytest

from tests.site.browser import PHONE

pytestmark = pytest.mark.site
PAGE = "chapters/loop/losing_the_tails"
OURS = r"(book|modelcollapse-\w+|searchtools|language_data|searchindex|doctools|documentation_options|sphinx_highlight)\.js"


@pytest.fixture
def fresh(browser, address):
    """Open a page and do nothing: ``fresh(PAGE, viewport=PHONE)``."""
    contexts = []

    def open_page(name=PAGE, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.goto(f"{address}/{name}.html", wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_page_loads_no_script_or_style_of_another_theme(built, page_name):
    html = (built / f"{page_name}.html").read_text(encoding="utf-8")
    head = html.partition("</head>")[0]
    scripts = re.findall(r'<script[^>]* src="[^"]*?([\w.-]+\.js)[^"]*"', head)
    assert [name for name in scripts if not re.fullmatch(OURS, name)] == []
    styles = re.findall(r'<link rel="stylesheet"[^>]* href="[^"]*?([\w.-]+\.css)', head)
    assert styles == ["book.css", "modelcollapse-figures.css", "modelcollapse-parts.css"]
    assert ("doctools.js" in scripts) == (page_name == "search")
    assert ("modelcollapse-player.js" in scripts) == ("mc-explorer" in html)
    assert ("modelcollapse-exercises.js" in scripts) == ("mc-feedback" in html)


def test_the_reader_chooses_light_or_dark_and_finds_it_again(fresh):
    page = fresh(color_scheme="light")
    page.get_by_role("button", name="Dark colors").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="Light colors").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_colors_follow_the_system_until_then(fresh):
    page = fresh(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")


@pytest.mark.parametrize("scripts", [True, False])
def test_contents_open_on_a_phone(fresh, scripts):
    page = fresh(viewport=PHONE, java_script_enabled=scripts)
    contents = page.get_by_role("navigation", name="Contents")
    assert not contents.is_visible()
    page.get_by_role("button", name="Contents").click()
    assert contents.is_visible()
    assert contents.locator("[aria-current=page] + ul a").count() >= 4, "the sections of the open chapter"
    page.keyboard.press("Escape")
    assert not contents.is_visible()


def test_the_slash_leads_to_the_search(fresh):
    page = fresh()
    page.keyboard.press("/")
    page.keyboard.type("variance")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=variance")
    page.locator("#search-results ul.search > li").first.wait_for()


def test_code_is_copied_as_it_is_typed(fresh):
    page = fresh("chapters/back/library")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.eval_on_selector_all(".mc-entry", "all => all.forEach(each => { each.open = true; })")
    block = page.locator(".highlight:has(.gp)").first
    block.hover()
    block.get_by_role("button", name="Copy").click()
    copied = page.evaluate("window.copied")
    assert copied.strip()
    assert ">>>" not in copied


def test_solutions_are_folded_without_scripts(fresh):
    page = fresh(java_script_enabled=False)
    solution = page.locator("details.solution").first
    assert not solution.locator("section").is_visible()
    solution.locator("summary").click()
    assert solution.locator("section").is_visible()


def test_mathematics_is_set_when_it_comes_near(fresh):
    page = fresh("chapters/loop/shapes_of_collapse")
    unset = "[...document.querySelectorAll('.math')].filter((each) => !each.querySelector('mjx-container')).length"
    total = page.locator(".math").count()
    page.wait_for_timeout(500)
    assert page.evaluate(unset) > total / 2, "formulas far below were set at once"
    last = page.locator(".math").last
    last.evaluate(
        "each => { for (let up = each; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true; }"
    )
    last.scroll_into_view_if_needed()
    last.locator("mjx-container").wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(f"{unset} === 0")


def test_the_front_page_has_a_drawing_on_each_card(fresh):
    page = fresh("chapters/index")
    assert page.locator(".sd-card").count() == page.locator(".sd-card svg.mc-thumbnail").count()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_stands_on_the_ground_of_its_page(fresh, theme):
    page = fresh("chapters/loop/gaussian_resampling", color_scheme=theme)
    ground = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    assert page.evaluate(ground, ".mc-figure") == page.evaluate(ground, "body")
