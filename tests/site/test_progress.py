"""What was read and solved is remembered on this device, shown in the contents, saved as a file, and forgotten."""

import json
import re

import pytest
from modelcollapse.book import publishing
from modelcollapse.book.answers import check, find, names

from tests.site import conftest
from tests.site.browser import serve

pytestmark = pytest.mark.site
SCRIPTS = "".join(
    f"<script>{(publishing.STATIC / f'{name}.js').read_text(encoding='utf-8')}</script>"
    for name in ("exercises", "progress")
)
NAME = names()[0]
PLACE = re.search(
    r'<div class="mc-progress".*?</div>', (conftest.ROOT / "chapters/back/your_progress.md").read_text("utf-8"), re.S
)[0]
PAGE = """<!DOCTYPE html><html lang="en" data-content_root="../"><meta charset="utf-8"><title>A page</title><body>
<nav class="contents"><a href="{here}">1. First</a><ul><li><a href="#summary">Summary</a></li></ul><a href="second.html">2. Second</a></nav>
{form}<div style="height: 3000px"></div><section id="summary"><h2>Summary</h2><p>The end.</p></section>{place}{scripts}</body></html>"""


@pytest.fixture
def page(browser, tmp_path, monkeypatch):
    """A small book of two chapters and the page on progress."""
    monkeypatch.setenv(publishing.BUILD_VARIABLE, "1")
    (tmp_path / "loop").mkdir()
    forms = {"first": check(NAME)._repr_html_(), "second": "", "progress": ""}
    for name, form in forms.items():
        text = PAGE.format(
            here="#" if name == "first" else "first.html",
            form=form,
            place=PLACE if name == "progress" else "",
            scripts=SCRIPTS,
        )
        (tmp_path / "loop" / f"{name}.html").write_text(text, encoding="utf-8")
    with serve(tmp_path) as address:
        context = browser.new_context(accept_downloads=True)
        found = context.new_page()
        found.errors = []
        found.on("pageerror", lambda error: found.errors.append(str(error)))
        found.visit = lambda name: found.goto(f"{address}/loop/{name}.html")
        found.visit("first")
        yield found
        context.close()


def solve(page):
    page.get_by_label("Your answer").fill(str(find(NAME).answer))
    page.get_by_role("button", name="Check").click()


def read(page):
    page.locator("#summary p").scroll_into_view_if_needed()
    page.wait_for_function("localStorage.getItem('modelcollapse-progress')?.includes('loop/first')")


def test_a_chapter_is_read_when_its_summary_was_on_the_screen(page):
    page.wait_for_timeout(2500)
    assert page.locator(".mc-done").count() == 0, "read, and nobody has scrolled"
    read(page)
    link = page.locator("nav.contents a").first
    assert "✓" in link.inner_text()
    assert link.locator(".mc-unseen").inner_text().strip() == "(read)"
    assert page.locator("nav.contents a").nth(2).inner_text() == "2. Second"
    page.visit("second")
    assert "✓" in page.locator("nav.contents a").first.inner_text()


def test_a_solved_exercise_is_remembered(page):
    page.get_by_label("Your answer").fill("-123456")
    page.get_by_role("button", name="Check").click()
    assert page.locator(".mc-done").count() == 0, "a wrong answer was remembered"
    solve(page)
    assert "1 solved" in page.locator("nav.contents a").first.inner_text()
    page.visit("first")
    assert re.fullmatch(r"Solved on \w+ \d+, \d{4}\.", page.get_by_role("status").inner_text())


def test_progress_is_shown_saved_and_forgotten(page):
    page.visit("progress")
    assert page.locator(".mc-progress [role=status]").inner_text() == "Nothing is remembered on this device."
    assert page.locator(".mc-progress button:visible").count() == 0
    page.visit("first")
    solve(page)
    page.visit("progress")
    cells = page.locator(".mc-progress tbody tr").first.locator("th, td").all_inner_texts()
    assert cells == ["1. First", "not to the end", NAME]
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    saved = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [(each["chapter"], each["exercise"]) for each in saved["solved"]] == [("loop/first", NAME)]
    assert (saved["version"], saved["read"]) == (1, [])
    assert "verified" in saved["note"]
    page.evaluate("localStorage.setItem('modelcollapse guess x', '1'); localStorage.setItem('another', '1')")
    page.get_by_role("button", name="Forget everything").click()
    assert page.locator(".mc-progress tbody tr").count() == 1, "forgotten without asking"
    page.get_by_role("button", name="Really forget everything?").click()
    assert page.locator(".mc-progress tbody tr").count() == 0
    assert page.evaluate("Object.keys(localStorage)") == ["another"]
    assert page.locator(".mc-done").count() == 0


@pytest.mark.parametrize(
    "nonsense",
    [
        "{",
        "null",
        "7",
        '{"version": 99, "read": {"loop/first": "2026-01-01"}}',
        '{"version": 1, "read": {"loop/first": 5}, "solved": {"x": null, "y": {"when": "never", "chapter": 3}}}',
        '{"version": 1, "read": "all", "solved": [1, 2]}',
    ],
)
def test_nonsense_in_storage_disables_nothing(page, nonsense):
    page.evaluate("text => localStorage.setItem('modelcollapse-progress', text)", nonsense)
    page.visit("first")
    assert page.locator(".mc-done").count() == 0
    solve(page)
    assert page.get_by_role("status").inner_text().startswith("✓")
    assert "1 solved" in page.locator("nav.contents a").first.inner_text()
    assert page.errors == []


def test_a_browser_that_keeps_nothing_still_answers(page):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    page.visit("first")
    solve(page)
    assert page.get_by_role("status").inner_text().startswith("✓")
    assert page.errors == []
