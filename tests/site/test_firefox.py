"""What a reader does, done in Firefox: figures are moved, guesses made, answers typed, claims looked for."""

import json

import pytest
from modelcollapse import claims

from tests.site import conftest
from tests.site.browser import serve
from tests.site.firefox import firefox
from tests.site.small import document
from tests.site.test_explorers import EVERY_CONTROL, OPENED
from tests.site.test_guess import AFTER_20, ASKED, GUESSED, KINDS, make

pytestmark = pytest.mark.site
LEDGER = "chapters/verdict/ledger"
MOVING = sorted({each.split("#")[0] for each in conftest.explorers()})
ANSWERING = [name for name in conftest.pages() if "data-exercise=" in conftest.source(name)]
OPEN_WAYS = f"""(figure => {{
    ({OPENED})(figure);
    const controls = [...figure.querySelectorAll("{EVERY_CONTROL}")];
    return [figure.dataset.state, controls.map(each =>
        [each.id, each.type === "button" ? "Enter" : each.value === each.max || each.selectedIndex === each.length - 1 ? "Home" : "ArrowRight"])];
}})"""
"""Where a figure stands once it is answered, every control of it, and the key that moves it."""
SHOWN = """(figure => {
    const { width, height } = figure.querySelector(".mc-stage svg").getBoundingClientRect();
    return [figure.dataset.state, width, height];
})"""
CAPTION = "document.querySelector('.mc-caption').textContent"
OPEN = "document.querySelector('figure').dataset.guess === 'open'"


@pytest.fixture(scope="module")
def fox():
    with firefox() as started:
        if started is None:
            pytest.skip("the pages were not looked at in Firefox, for there is none on this machine")
        yield started


@pytest.fixture
def small(fox, tmp_path):
    """Open a page with one explorer and a question of some kind."""
    with serve(tmp_path) as address:

        def open_page(kind):
            (tmp_path / "page.html").write_text(document(make(ASKED[kind])), encoding="utf-8")
            fox.open(f"{address}/page.html")
            return fox

        yield open_page
        fox.run("localStorage.clear()")
        assert fox.console == []


@pytest.fixture
def book(fox, address):
    """Open a page of the book with all its figures and formulas, unless the test before has left it open."""

    def open_page(name):
        if fox.run("location.href") != f"{address}/{name}.html":
            fox.open(f"{address}/{name}.html")
            fox.run(f"({conftest.ALL})()")
        return fox

    yield open_page
    assert fox.console == []


def test_a_slider_moves_the_figure_by_mouse_and_keyboard(small):
    page = small("number")
    page.click(".mc-look")
    page.wait(OPEN)
    assert page.text(".mc-caption") == AFTER_20
    page.click("[name=generation]", right=0.01)
    assert page.text(".mc-caption") == "The error after 0 refits of 10 is 0.00."
    page.press("[name=generation]", "ArrowRight")
    assert page.text(".mc-caption") == "The error after 3 refits of 10 is 0.55."
    page.press("[name=n]", "End")
    assert page.text(".mc-title") == "Refit 3 of n = 20"
    page.click(".mc-play")
    page.wait(f"{CAPTION} === 'The error after 20 refits of 20 is 1.00.'")


def enter_by_mouse(page, kind):
    if kind == "number":
        page.click(".mc-guess input", right=0.98)
    elif kind == "choice":
        page.click(".mc-options label:last-child")
    else:
        page.drag(".mc-knots", [(0.1, 0.8), (0.5, 0.3), (0.99, -0.1)])


@KINDS
def test_a_guess_is_answered_kept_and_forgotten(small, kind):
    page = small(kind)
    enter_by_mouse(page, kind)
    page.click(".mc-commit")
    page.wait(OPEN)
    assert page.text(".mc-replied") == GUESSED[kind]
    assert page.text(".mc-caption") == AFTER_20
    page.reload()
    assert page.text(".mc-replied") == GUESSED[kind], "who comes back finds it open"
    page.press(".mc-again", "Enter")
    assert page.run("document.querySelector('figure').dataset.guess") == "asked"
    assert page.run("localStorage.length") == 0


def test_a_number_is_guessed_by_keyboard(small):
    page = small("number")
    page.press(".mc-guess input", "End", "Tab", "Enter")
    page.wait(OPEN)
    assert page.text(".mc-replied") == GUESSED["number"]


@pytest.mark.parametrize("name", MOVING)
def test_every_explorer_moves(book, name):
    page = book(name)
    for id in (each.split("#")[1] for each in conftest.explorers() if each.startswith(f"{name}#")):
        figure = f"document.getElementById('{id}')"
        stood, ways = page.run(f"{OPEN_WAYS}({figure})")
        for control, key in ways:
            page.press(f"[id='{control}']", key)
        moved, width, height = page.run(f"{SHOWN}({figure})")
        assert moved != stood, f"{id} stands still"
        assert min(width, 2 * height) > 100, f"the picture of {id} is {width} x {height}"


@pytest.mark.parametrize("name", ANSWERING)
def test_right_answers_are_right(book, name):
    page = book(name)
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    forms = page.run("[...document.querySelectorAll('form[data-exercise]')].map(each => each.dataset.exercise)")
    for i, asked in enumerate(map(json.loads, forms)):
        page.run(f"document.querySelectorAll('form[data-exercise]')[{i}].id = 'form{i}'")
        if "right" in asked:
            page.click(f"#form{i} label:nth-of-type({asked['right'] + 1})")
            page.click(f"#form{i} button")
            wanted = asked["replies"][asked["right"]]
        else:
            page.press(f"#form{i} input", *str(asked["answer"]), "Enter")
            wanted = asked["praise"]
        assert page.text(f"#form{i} .mc-feedback") == f"✓ {wanted}"


def test_the_ledger_is_searched_and_sorted(book):
    page = book(LEDGER)
    shown = "[...document.querySelectorAll('.mc-ledger tr[data-kind]')].filter(row => !row.hidden).map(row => row.id)"
    assert 0 < len(page.run(shown)) < len(claims.registered()), "it begins with what does not hold"
    one = next(iter(claims.registered()))
    page.press("[data-filter=text]", *one)
    assert page.run(shown) == [one]
    page.press("[data-filter=text]", *["Backspace"] * len(one))
    page.press(".mc-ledger th:nth-child(2) button", "Enter")
    assert page.run(shown) == sorted(claims.registered(), key=str.lower)
