"""Whoever follows a link into a fold finds it open: a law, a proof, a state of a figure, and with the Back button too."""

import pytest
from modelcollapse.book import explore, publishing

from tests.site.browser import PHONE, serve
from tests.site.small import document

pytestmark = pytest.mark.site
FOLDS = (publishing.STATIC / "folds.js").read_text(encoding="utf-8")
FIGURE = explore(
    lambda ax, n: ax.plot([n]), lambda n: (f"State {n}", f"It is {n} here."), controls={"n": [1, 2]}, name="folded"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("folds")
    before = """<a href="#law">law</a> <a href="#proof">proof</a> <a href="#top">top</a><p id="top" style="height: 200vh">Long.</p>
        <details class="mc-more"><summary>More theory</summary><h3 id="law">A law</h3>
        <details><summary>Proof</summary><p id="proof">So it is.</p></details>"""
    page = document(FIGURE, before=before, after=f"</details><script>{FOLDS}</script>")
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "other.html").write_text("<!DOCTYPE html><title>Other</title>")
    with serve(folder) as found:
        yield f"{found}/page.html"


@pytest.fixture
def page(browser, address):
    context = browser.new_context(viewport=PHONE)
    found = context.new_page()
    found.errors = []
    found.on("pageerror", lambda error: found.errors.append(str(error)))
    yield found
    assert found.errors == []
    context.close()


def on_screen(page, selector):
    box = page.locator(selector).bounding_box()
    return page.locator(selector).is_visible() and 0 <= box["y"] < PHONE["height"]


@pytest.mark.parametrize("target", ["law", "proof"])
def test_a_link_from_elsewhere_opens_every_fold_around(page, address, target):
    page.goto(f"{address}#{target}")
    assert on_screen(page, f"#{target}")


def test_a_link_to_a_state_opens_the_fold_around_its_figure(page, address):
    page.goto(f"{address}#mc-folded?n=2")
    assert on_screen(page, "#mc-folded .mc-title")
    assert page.locator(".mc-title").inner_text() == "State 2"


def test_a_link_on_the_page_opens_it_again_and_again(page, address):
    page.goto(address)
    assert not page.locator("#proof").is_visible()
    for _ in range(2):
        page.get_by_text("proof", exact=True).click()
        page.locator("#proof:visible").wait_for()
        assert on_screen(page, "#proof")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false; })")
        page.evaluate("scrollTo(0, 0)")


def test_back_leads_into_a_fold(page, address):
    page.goto(f"{address}#proof")
    page.goto(address.replace("page", "other"))
    page.go_back()
    page.locator("#proof:visible").wait_for()
    page.evaluate("location.hash = 'top'")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false; })")
    page.go_back()
    page.locator("#proof:visible").wait_for()


@pytest.mark.parametrize("fragment", ["", "#", "#%", "#%E0%A4%A", "#nowhere", "#mc-nothing?n=2"])
def test_other_addresses_open_nothing(page, address, fragment):
    page.goto(address + fragment)
    assert page.locator("details[open]").count() == 0
