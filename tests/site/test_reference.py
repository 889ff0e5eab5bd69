"""The page on the library: a line for each name, which unfolds; whoever follows a link to a name finds it open."""

from urllib.parse import urldefrag

import pytest
from sphinx.util.inventory import InventoryFile

from tests.site.browser import DESKTOP
from tests.site.test_pages import accessibility_faults

pytestmark = pytest.mark.site
PAGE = "chapters/back/library"
TALLEST = 75
"""Pixels on a desktop for each name, headings and all; with all that is said of a name it was three hundred."""
NARROW = {"width": 320, "height": 740}
LINES = """() => [...document.querySelectorAll("dl.py")].filter(each => !each.parentElement.closest("dl.py")).map(each => {
    const fold = each.querySelector(":scope > dd > details.mc-entry");
    return {
        id: each.querySelector("dt").id,
        module: each.closest("section").querySelector("h3 code")?.innerText,
        name: each.querySelector("dt").innerText.replace("#", "").trim(),
        line: fold?.querySelector("summary").innerText.trim() ?? "",
        open: !fold || fold.open,
        height: each.getBoundingClientRect().height,
    };
})"""


@pytest.fixture(scope="module")
def names(built):
    """Name of the library → its address, as another project's links find it."""
    with (built / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, uri: uri)
    kinds = ("py:function", "py:class", "py:method", "py:property", "py:data", "py:attribute")
    return {name: item[2] for kind in kinds for name, item in inventory[kind].items()}


def test_each_name_is_a_line_that_says_what_it_is_for(opened):
    lines = opened(PAGE).page.evaluate(LINES)
    assert len(lines) >= 200
    assert [each for each in lines if each["open"]] == []
    assert [each for each in lines if each["id"].rpartition(".")[2] != each["name"]] == []
    assert [each for each in lines if len(each["line"].split()) < 2] == []
    assert [each for each in lines if each["height"] > 90] == []
    assert [each for each in lines if each["id"] != f"{each['module']}.{each['name']}"] == [], "add a heading"


def test_the_page_can_be_scanned(opened, names):
    page = opened(PAGE).page
    assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST * len(names)
    modules = page.locator("article h3 code").all_inner_texts()
    assert "modelcollapse.theory.gaussian" in modules
    assert len(modules) >= 40


def test_every_name_of_the_inventory_is_on_the_page(opened, names):
    assert len(names) >= 300
    assert {urldefrag(address).url for address in names.values()} == {f"{PAGE}.html"}
    ids = opened(PAGE).page.eval_on_selector_all("dt[id]", "all => all.map(each => each.id)")
    assert {urldefrag(address).fragment for address in names.values()} <= set(ids)


@pytest.mark.parametrize("name", ["modelcollapse.theory.gaussian.c4", "modelcollapse.history.History.to_frame"])
def test_a_link_to_a_name_opens_it(visit, address, names, name):
    page = visit(PAGE).page
    page.goto(f"{address}/{names[name]}")
    page.wait_for_load_state("load")
    target = page.locator(f"[id='{name}']")
    assert target.is_visible()
    assert 0 <= target.bounding_box()["y"] < DESKTOP["height"]
    entry = page.locator(f"[id='{name}'] + dd > details")
    assert entry.get_attribute("open") is not None
    assert f"{name.rpartition('.')[2]}(" in entry.locator(".mc-signature").first.inner_text()
    page.context.close()


def test_what_unfolds_is_accessible_and_fits_a_narrow_screen(visit):
    page = visit(PAGE, viewport=NARROW).page
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert inner <= outer
    assert not accessibility_faults(page)
    page.context.close()
