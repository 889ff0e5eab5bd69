"""Every built page: silent, self-contained, light, readable on a phone, in the dark, on paper and without scripts."""

import gzip
import re
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.browser import PHONE

pytestmark = pytest.mark.site
HEAVIEST = 600 * 1024
"""Bytes of a page and the data of its figures, compressed."""


def test_page_is_silent(opened, page_name):
    assert opened(page_name).console == []


def test_every_request_succeeds(opened, page_name):
    assert opened(page_name).failed == []


def test_nothing_comes_from_another_host(opened, page_name, address):
    strangers = [url for url in opened(page_name).requested if not url.startswith((address, "data:", "blob:"))]
    assert strangers == [], f"{page_name} asks {sorted({urlsplit(url).netloc for url in strangers})}"


def test_page_is_light(opened, page_name, built):
    files = [built / f"{page_name}.html", *built.glob(f"_figures/{page_name}-mc-*.js")]
    html = sum(len(gzip.compress(path.read_bytes())) for path in files)
    total = sum(opened(page_name).transferred.values())
    print(f"{page_name}: {html / 1024:.0f} KB of HTML and figures, {total / 1024:.0f} KB of everything, compressed")
    assert html <= HEAVIEST, f"{page_name} weighs {html / 1024:.0f} KB, the budget is {HEAVIEST // 1024}"


CAPTIONS = """() => {
    const folds = [...document.querySelectorAll("details:not([open])")].filter((fold) => fold.querySelector(".mc-stage"));
    folds.forEach((fold) => { fold.open = true; });
    const found = [...document.querySelectorAll(".mc-figure, .mc-explorer")].map((figure) => {
        const caption = figure.querySelector(".mc-caption"), place = caption.getBoundingClientRect();
        return {
            figure: figure.id,
            words: caption.innerText.trim().split(/\\s+/).length,
            seen: caption.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && getComputedStyle(caption).clipPath === "none",
            below: place.top - figure.querySelector(".mc-stage").getBoundingClientRect().bottom,
            height: place.height,
            margin: Math.min(place.left, innerWidth - place.right),
        };
    });
    folds.forEach((fold) => { fold.open = false; });
    return found;
}"""


@pytest.mark.parametrize("screen", [{}, {"viewport": PHONE}], ids=["desktop", "phone"])
def test_every_figure_has_its_caption_below_it(opened, page_name, screen):
    """Which line is dashed, and what the marks are, is said there, and it is said to everybody."""
    for found in opened(page_name, **screen).page.evaluate(CAPTIONS):
        assert found["words"] >= 3, found
        assert found["seen"], found
        assert found["below"] >= 0, found
        assert found["height"] >= 14, found
        assert found["margin"] >= 5, found


def test_mathematics_is_rendered(opened, page_name):
    page = opened(page_name).page
    raw = page.evaluate("""() => {
        const article = document.querySelector("article") ?? document.body;
        const skipped = "pre, code, script, style, textarea, mjx-container, .mc-states";
        const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
            const text = walker.currentNode;
            if (!text.parentElement.closest(skipped) && /\\\\\\(|\\\\\\[|\\$[^$]+\\$|\\\\[a-z]{2,}/.test(text.data)) found.push(text.data.trim());
        }
        return found;
    }""")
    assert raw == [], f"{page_name} shows raw mathematics"
    empty = page.eval_on_selector_all(
        ".math", "all => all.filter(each => !each.querySelector('mjx-container')).map(each => each.textContent)"
    )
    assert empty == [], f"{page_name}: MathJax left these alone"
    errors = page.eval_on_selector_all("mjx-merror", "all => all.map(each => each.title || each.textContent)")
    assert errors == [], f"{page_name}: MathJax refuses"


@pytest.mark.parametrize("width", [360, 768])
def test_page_does_not_scroll_sideways(opened, page_name, width):
    page = opened(page_name, viewport=PHONE).page
    page.set_viewport_size(PHONE | {"width": width})
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    wide = page.evaluate("""() => [...document.querySelectorAll("main *")]
        .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .filter(each => !each.closest("pre, .mc-scroll, svg, mjx-assistive-mml, math"))
        .slice(0, 3).map(each => each.outerHTML.slice(0, 120))""")
    page.set_viewport_size(PHONE)
    assert inner <= outer, f"{page_name} is {inner} px wide on a screen of {outer}; look at {wide}"


def test_nothing_is_cut_off_on_a_phone(opened, page_name):
    """What is wider than the screen scrolls in a box of its own."""
    page = opened(page_name, viewport=PHONE).page
    cut = page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        const scrolls = (each) => /auto|scroll/.test(getComputedStyle(each).overflowX);
        return [...document.querySelectorAll("article p, article li, article table, article mjx-container, article button, article input, article select")]
            .filter(each => each.offsetParent && each.getBoundingClientRect().right > width + 1)
            .filter(each => { for (let box = each; box; box = box.parentElement) if (scrolls(box)) return false; return true; })
            .map(each => `${each.tagName}: ${each.textContent.trim().slice(0, 80)}`);
    }""")
    assert cut == [], f"{page_name} at 360 px"


def test_code_and_output_are_not_cut_off(opened, page_name):
    page = opened(page_name).page
    cut = page.eval_on_selector_all(
        "article pre",
        """all => all.filter(each => each.offsetParent && each.scrollWidth > each.clientWidth + 1)
            .map(each => each.textContent.slice(0, 80))""",
    )
    assert cut == [], f"{page_name}: {len(cut)} blocks go on beyond their right edge"


def test_a_formula_is_no_tab_stop(opened, page_name):
    formulas = opened(page_name).page.locator("mjx-container[tabindex='0']").count()
    assert formulas == 0, f"{page_name}: {formulas} stops on the way to the next control"


def test_page_reads_without_scripts(opened, page_name):
    if page_name == "search":
        pytest.skip("the search page is nothing but a script")
    page = opened(page_name, java_script_enabled=False).page
    text = page.locator("article").inner_text()
    assert len(text.split()) >= 5 or page_name == "genindex", f"{page_name} is empty without scripts"
    for selector in (".mc-controls", "form.mc-check", "form.mc-quiz", ".mc-filters"):
        for dead in page.locator(selector).all():
            assert not dead.is_visible(), f"{page_name}: {selector} is visible but dead"
    checks, notes = page.locator("form.mc-check").count(), page.locator("form.mc-check + noscript .mc-note")
    assert notes.count() == checks, f"{page_name}: {checks} exercises, {notes.count()} notes about scripts"
    for fold in page.locator("details.mc-more > summary").all():
        fold.click()
    figures = page.locator("figure.mc-explorer")
    for i in range(figures.count()):
        figure = figures.nth(i)
        assert figure.locator(".mc-stage svg").is_visible(), f"{page_name}: explorer {i} shows nothing"
        assert figure.locator(".mc-title").inner_text().strip()
        assert figure.locator(".mc-caption").inner_text().strip()
        assert "JavaScript" in figure.locator("noscript").inner_text()


@pytest.fixture
def printed(opened):
    """Show a page as on paper, and leave it as it was."""
    found = []

    def find(name):
        found.append(opened(name).page)
        found[0].emulate_media(media="print")
        return found[0]

    yield find
    for page in found:
        page.emulate_media(media="screen")


def test_page_prints(printed, page_name):
    page = printed(page_name)
    for selector in (".mc-controls", "form.mc-check", "form.mc-quiz button", ".solution", ".copybtn"):
        for control in page.locator(selector).all():
            assert not control.is_visible(), f"{page_name}: {selector} is printed"
    figures = page.locator("figure.mc-explorer, figure.mc-figure")
    for i in range(figures.count()):
        assert figures.nth(i).locator(".mc-stage svg").is_visible(), f"{page_name}: figure {i} is not printed"
    for fold in page.locator("details.sd-dropdown").all():
        assert fold.locator(".sd-summary-content").bounding_box()["height"] > 20, f"{page_name}: {fold.inner_text()}"
    for claim in page.locator(".mc-claim").all():
        assert claim.locator(".mc-evidence").is_visible(), f"{page_name}: {claim.inner_text()}"
        assert not claim.locator(".mc-code").is_visible(), f"{page_name} prints the code of a claim"


SHOWN = """figures => figures.map(figure => [figure.id, figure.dataset.state, figure.querySelector(".mc-stage").innerHTML])"""
TELLING = """figure => {
    const asked = figure.querySelector("script.mc-asked"), plays = figure.querySelector(".mc-moving input");
    if (asked) return Number(figure.dataset.state) === JSON.parse(asked.textContent).at;
    return !plays || plays.value === plays.max;
}"""


def test_explorers_are_printed_in_a_telling_state(opened, page_name):
    """The one that answers the question, else the end of what Play shows; afterwards all is as it was."""
    page = opened(page_name).page
    began = page.eval_on_selector_all("figure.mc-explorer", SHOWN)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for figure in page.locator("figure.mc-explorer").all():
        assert figure.evaluate(TELLING), f"{page_name}#{figure.get_attribute('id')}"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.eval_on_selector_all("figure.mc-explorer", SHOWN) == began


def test_the_ledger_is_compact_on_paper(visit):
    page = visit("chapters/verdict/ledger").page
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    claims = page.locator(".mc-ledger tr[data-kind]").count()
    assert 0 < sheets <= 2 + claims / 12, f"{sheets} sheets for {claims} claims"
    page.context.close()


THEME_FAULTS = [
    # Sphinx writes a bibliography as role=list of doc-biblioentry, which is what older versions of ARIA asked for.
    ("aria-required-children", "citation-list"),
    ("aria-allowed-role", 'class="citation"'),
    ("aria-deprecated-role", 'class="citation"'),
]
"""Rule and part of the HTML of what axe finds in parts that are not ours."""


@pytest.fixture
def themed(opened):
    """Show a page in one of its themes, and leave it as it was."""
    found = []

    def find(name, theme):
        found.append(opened(name).page)
        found[0].emulate_media(color_scheme=theme)
        found[0].wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)
        return found[0]

    yield find
    found[0].emulate_media(color_scheme="light")
    found[0].wait_for_function("document.documentElement.dataset.theme === 'light'")


OF_COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules of axe whose answer depends on the theme."""


BESIDE_PICTURES = {"exclude": [[".mc-explorer .mc-stage > svg"]]}


def accessibility_faults(page, rules=MappingProxyType({})):
    """What axe finds by some or by all of its rules; the words in pictures are read by tests of explorers."""
    found = Axe().run(page, context=BESIDE_PICTURES, options={"resultTypes": ["violations"], **rules})
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(node['html'].split())[:200]} {' '.join(node['failureSummary'].split())[:300]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
        if not any(rule["id"] == fault and part in node["html"] for fault, part in THEME_FAULTS)
    ]


def test_page_begins_in_the_colors_of_the_system(browser, address, page_name):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/{page_name}.html", wait_until="domcontentloaded")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()


@pytest.mark.parametrize(("theme", "rules"), [("light", {}), ("dark", OF_COLORS)], ids=["light", "dark"])
def test_page_is_accessible(themed, page_name, theme, rules):
    faults = accessibility_faults(themed(page_name, theme), rules)
    assert not faults, f"{page_name}, {theme}:\n" + "\n".join(faults)


def test_page_says_what_it_is(opened, page_name):
    page = opened(page_name).page
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1:visible").count() == 1, f"{page_name}: {page.locator('h1:visible').all_inner_texts()}"
    own = page.title().removesuffix("Model Collapse: An Interactive Textbook")
    assert re.search(r"\S — $", own) if page_name != "chapters/index" else own == "", page.title()
