"""What a reader takes along from an explorer: a link, the picture, its numbers, the figure alone."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import numpy as np
import pytest
from modelcollapse.book import explore, plots

from tests.site.browser import serve
from tests.site.small import document

pytestmark = pytest.mark.site
T = np.arange(11)


def curve(n):
    return 100 * np.exp(-T / n)


def draw(ax, n, generation, kind):
    ax.set(xlim=(0, 10), ylim=(1, 200), yscale="log", xlabel="generation", ylabel="items, left")
    plots.growing(ax, {"curve": (curve(n), "#0072b2")}, generation)


def say(n, generation, kind):
    return f"{n} < {generation} & {kind}", f"With n = {n} and {kind}, generation {generation}."


def make(**settings):
    controls = {"n": [2, 5, 9], "generation": [0, 3, 7, 10], "kind": ["one & two", "three"]}
    return explore(draw, say, controls=controls, name="decay", **settings)


@pytest.fixture(scope="module")
def address():
    """Serve a page with three explorers, drawn once."""
    other = explore(lambda ax, m: ax.plot([m]), lambda m: (f"m = {m}", f"It is {m}."), controls={"m": [1, 2]})
    exact = explore(
        draw,
        say,
        controls={"n": [5], "generation": [10], "kind": ["x"]},
        name="exact",
        table=lambda n: {"t": T, "left": curve(n)},
    )
    text = document(other, make(), exact, before="<h1>Above</h1>", after="<p id=below>Below</p>")
    with TemporaryDirectory() as folder:
        Path(folder, "page.html").write_text(text, encoding="utf-8")
        with serve(Path(folder)) as found:
            yield found


@pytest.fixture
def opened_at(browser, address):
    """Open the page at an address that ends in ``where``."""
    context = browser.new_context(accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])

    def open_page(where=""):
        page = context.new_page()
        page.goto(f"{address}/page.html{where}")
        return page

    yield open_page
    context.close()


def test_a_link_restores_its_state(opened_at):
    page = opened_at()
    figure = page.locator("#mc-decay")
    figure.locator("[name=n]").fill("1")
    figure.locator("[name=generation]").fill("2")
    figure.locator("[name=kind]").select_option("three")
    figure.locator("summary").click()
    figure.get_by_role("button", name="Copy link").click()
    page.wait_for_function("document.querySelector('#mc-decay .mc-sharing p').textContent === 'Link copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("page.html#mc-decay?n=5&generation=7&kind=three")
    again = opened_at(copied.partition("page.html")[2])
    assert again.locator("#mc-decay .mc-title").inner_text() == say(5, 7, "three")[0]
    assert again.evaluate("document.querySelector('#mc-decay').getBoundingClientRect().top < innerHeight")
    again.evaluate("location.hash = '#mc-decay?n=7&generation=99&kind=one+%26+two&stranger=1'")
    again.wait_for_function("document.querySelector('#mc-decay').dataset.state !== '13'")
    assert again.locator("#mc-decay .mc-title").inner_text() == say(5, 10, "one & two")[0], "the nearest below"


@pytest.mark.parametrize("where", ["#mc-decay?", "#mc-decay?n=x&n=&generation=%", "#nobody?n=1", "#mc-decay?kind=four"])
def test_a_link_to_nowhere_does_no_harm(opened_at, where):
    page = opened_at(where)
    assert page.locator("#mc-decay .mc-title").inner_text() == say(2, 0, "one & two")[0]
    page.locator("#mc-decay [name=n]").press("End")
    assert page.locator("#mc-decay .mc-title").inner_text() == say(9, 0, "one & two")[0]


def saved(page, figure, name):
    figure = page.locator(figure)
    figure.locator("summary").click()
    with page.expect_download() as found:
        figure.get_by_role("button", name=name).click()
    return found.value.suggested_filename, found.value.path().read_text(encoding="utf-8")


def test_numbers_are_those_of_the_picture(opened_at):
    page = opened_at("#mc-decay?n=5&generation=10&kind=three")
    name, text = saved(page, "#mc-decay", "Save numbers")
    assert name == "decay-n-5-generation-10-kind-three.csv"
    notes, rows = text.splitlines()[:2], list(csv.reader(io.StringIO("\n".join(text.splitlines()[2:]))))
    assert notes[0].startswith("# Read off the picture, and rounded to what it resolves")
    assert notes[1] == "# panel 1: x is generation, y is items, left"
    assert rows[0] == ["panel", "series", "x", "y"]
    points = np.array([[float(x), float(y)] for panel, series, x, y in rows[1:] if series == "curve"])
    assert len(points) >= 2
    assert np.abs(np.log(np.interp(points[:, 0], T, curve(5)) / points[:, 1])).max() < 0.02
    assert points[0] == pytest.approx([0, 100], rel=0.01)
    assert points[-1] == pytest.approx([10, curve(5)[-1]], rel=0.02)


def test_an_authors_table_is_exact(opened_at):
    _, text = saved(opened_at(), "#mc-exact", "Save numbers")
    rows = list(csv.reader(io.StringIO("\n".join(text.splitlines()[1:]))))
    assert rows[0] == ["t", "left"]
    assert [float(left) for _, left in rows[1:]] == pytest.approx(curve(5), rel=1e-5)


def test_the_picture_stands_alone(opened_at, browser, tmp_path):
    page = opened_at("#mc-decay?n=9&generation=10&kind=three")
    name, text = saved(page, "#mc-decay", "Save picture")
    assert name.endswith(".svg")
    assert "var(" not in text, "colors that only our page knows"
    words = "".join(ElementTree.fromstring(text).itertext())  # well-formed
    for part in say(9, 10, "three"):
        assert words.replace(" ", "").count(part.replace(" ", "")) >= 2, "in the picture, and for who cannot see it"
    (tmp_path / "picture.svg").write_text(text, encoding="utf-8")
    shown = browser.new_page()
    shown.goto((tmp_path / "picture.svg").as_uri())
    inside = "[...document.querySelectorAll('text')].every(each => { const { left, right, bottom } = each.getBoundingClientRect(), all = document.documentElement.getBoundingClientRect(); return left >= 0 && right <= all.right + 1 && bottom <= all.bottom + 1; })"  # fmt: skip
    assert shown.evaluate(inside)
    shown.close()


def test_one_figure_alone(opened_at):
    page = opened_at("?only=mc-decay#mc-decay?n=9&generation=3&kind=three")
    assert page.locator("#mc-decay .mc-title").inner_text() == say(9, 3, "three")[0]
    assert page.locator("#mc-decay .mc-caption").is_visible()
    for gone in ("h1", "#below", "#mc-exact"):
        assert not page.locator(gone).is_visible(), gone
    source = page.locator(".mc-source")
    assert source.inner_text() == "From: Small"
    assert source.get_attribute("href").endswith("page.html#mc-decay")
    page.locator("#mc-decay [name=n]").press("Home")
    assert page.locator("#mc-decay .mc-title").inner_text() == say(2, 3, "three")[0]
    everything = opened_at("?only=nobody")
    assert everything.locator("h1").is_visible()


def test_code_to_embed_shows_the_figure_alone(opened_at):
    page = opened_at("#mc-decay?n=9&generation=3&kind=three")
    page.locator("#mc-decay summary").click()
    page.locator("#mc-decay").get_by_role("button", name="Copy code to embed").click()
    page.wait_for_function("document.querySelector('#mc-decay .mc-sharing p').textContent === 'Code copied'")
    page.evaluate("async () => { document.body.innerHTML = await navigator.clipboard.readText(); }")
    frame = page.frame_locator("iframe")
    assert frame.locator("#mc-decay .mc-title").inner_text() == say(9, 3, "three")[0]
    assert not frame.locator("h1").is_visible()
    assert page.locator("iframe").get_attribute("title") == say(9, 3, "three")[0]


def test_the_menu_takes_no_room_and_closes(opened_at):
    page = opened_at()
    figure = page.locator("#mc-decay")
    before = figure.bounding_box()["height"]
    figure.locator("summary").press("Enter")
    assert figure.get_by_role("button", name="Save picture").is_visible()
    assert figure.bounding_box()["height"] == before
    figure.locator("summary").press("Escape")
    assert not figure.get_by_role("button", name="Save picture").is_visible()
    assert figure.locator("summary").evaluate("each => document.activeElement === each")
    figure.locator(".mc-share").evaluate("each => each.remove()")
    assert figure.bounding_box()["height"] == before, "it takes room when closed"


def test_a_swipe_that_begins_on_a_slider_moves_nothing(opened_at):
    page = opened_at()
    slider = page.locator("#mc-decay [name=generation]")
    assert slider.evaluate("each => getComputedStyle(each).touchAction") == "pan-y"
    slider.evaluate(
        """each => {
            each.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
            each.value = 7;
            each.dispatchEvent(new Event("input", { bubbles: true }));
            each.dispatchEvent(new PointerEvent("pointercancel", { bubbles: true }));
        }"""
    )
    assert page.locator("#mc-decay .mc-title").inner_text() == say(2, 0, "one & two")[0]
