"""Every question of every page: guessed by mouse and by keyboard, answered, remembered, forgotten, or just shown."""

import json

import pytest

from tests.site.browser import DESKTOP, PHONE
from tests.site.conftest import source

pytestmark = pytest.mark.site
CALM = {"reduced_motion": "reduce"}
MOVING = {"clock": True, "everything": False}
JOURNEY = 15_000
"""Milliseconds, more than any takes: they pass at once on a page with a clock."""
PLAIN = {"everything": False}
"""Formulas and other figures come when they come near: where no place is measured they need not be there."""

KEEP = "(figure, kept) => localStorage.setItem(`modelcollapse guess ${location.pathname}#${figure.id}`, kept)"


@pytest.fixture
def all_at(visit):
    """Open a page with questions in a browser that remembers nothing yet: the figure of each."""
    opened = []

    def open_page(asking, **settings):
        opened.append(visit(asking[0].split("#")[0], **settings))
        return [opened[-1].page.locator(f"figure#{each.split('#')[1]}") for each in asking]

    yield open_page
    for each in opened:
        assert each.console == []
        each.page.context.close()


def data(figure):
    return json.loads(figure.locator("script.mc-asked").text_content())


def enter_by_mouse(figure):
    mouse, kind = figure.page.mouse, data(figure)["kind"]
    if kind == "number":
        box = figure.locator(".mc-entry").bounding_box()
        mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
    elif kind == "choice":
        figure.locator(".mc-options label").last.click()
    else:
        box = figure.locator(".mc-knots").bounding_box()
        mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.7 * box["height"])
        mouse.down()
        mouse.move(box["x"] + 0.95 * box["width"], box["y"] + 0.3 * box["height"])
        mouse.up()


def enter_by_keyboard(figure):
    figure.locator(".mc-entry, .mc-knot").first.focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowUp"):
        figure.page.keyboard.press(key)


def is_open(figure):
    figure.page.wait_for_function(
        "id => document.getElementById(id).dataset.guess === 'open'", arg=figure.get_attribute("id")
    )
    return True


def replied(figure):
    return figure.locator(".mc-replied").inner_text()


def assert_answered(figure):
    assert is_open(figure)
    assert figure.get_attribute("data-state") == str(data(figure)["at"])
    assert replied(figure) in map("".join, data(figure)["replies"])
    assert figure.locator(".mc-controls").is_visible()


def assert_asked(figure):
    assert figure.get_attribute("data-guess") == "asked"
    assert figure.get_attribute("data-state") == str(data(figure)["start"])
    assert not figure.locator(".mc-controls").is_visible(), "the answer is one press of Play away"


def commit(figure):
    figure.locator(".mc-commit").press("Enter")
    figure.page.clock.run_for(JOURNEY)


def test_a_guess_by_keyboard_is_answered(all_at, asking):
    for figure in all_at(asking, **MOVING):
        figure.scroll_into_view_if_needed()
        enter_by_keyboard(figure)
        commit(figure)
        assert_answered(figure)


def test_guesses_by_mouse_are_answered_remembered_and_forgotten(all_at, asking):
    figures, known = all_at(asking, **MOVING), []
    for figure in figures:
        figure.scroll_into_view_if_needed()
        assert_asked(figure)
        enter_by_mouse(figure)
        commit(figure)
        assert_answered(figure)
        known.append((replied(figure), mark(figure).inner_html()))
    figures[0].page.reload()
    for figure, before in zip(figures, known, strict=True):
        figure.scroll_into_view_if_needed()
        assert_answered(figure)
        assert (replied(figure), mark(figure).inner_html()) == before
        figure.locator(".mc-again").press("Enter")
        assert_asked(figure)
    figures[0].page.reload()
    for figure in figures:
        assert_asked(figure)


def test_who_just_looks_sees_the_same(all_at, asking):
    figures = all_at(asking, **CALM, **PLAIN)
    for figure in figures:
        figure.scroll_into_view_if_needed()
        figure.locator(".mc-look").click()
        assert is_open(figure)
        assert figure.get_attribute("data-state") == str(data(figure)["at"])
        assert replied(figure) == data(figure)["answer"]
    figures[0].page.reload()
    assert all(is_open(figure) for figure in figures)


def test_nonsense_on_the_device_disables_nothing(all_at, asking):
    figures = all_at(asking, **CALM, **PLAIN)
    for nonsense in ("{", '{"guess": 1e9}', "7"):
        for whole in (True, False):
            for figure in figures:
                kept = nonsense if whole else json.dumps({"question": data(figure)["question"], "guess": [nonsense]})
                figure.evaluate(KEEP, kept)
            figures[0].page.reload()
            for figure in figures:
                assert_asked(figure)
    for figure in figures:
        figure.scroll_into_view_if_needed()
        enter_by_mouse(figure)
        figure.locator(".mc-commit").click()
        assert_answered(figure)


def test_every_reply_is_a_sentence(asked):
    name, id = asked.split("#")
    stored = source(name).split(f'id="{id}"', 1)[1].split('class="mc-asked">', 1)[1].split("</script>", 1)[0]
    replies = [reply for _, reply in json.loads(stored)["replies"]]
    assert len(replies) >= 2
    assert all(reply.strip()[-1] in ".!?" and len(reply.split()) >= 5 for reply in replies)
    assert len(set(replies)) > 1, "every guess gets the same reply"


def mark(figure):
    return figure.locator(".mc-guess-mark")


def assert_marked(figure):
    stored = data(figure)
    if not stored["layers"] and stored["kind"] != "line":
        assert mark(figure).inner_html() == ""
        return
    assert mark(figure).bounding_box() == figure.locator(".mc-stage svg").bounding_box()
    assert mark(figure).locator(":is(path, polyline, use, text)").count() >= 1


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_jumps_when_the_answer_comes_and_the_mark_lies_on_the_picture(all_at, asking, screen):
    for figure in all_at(asking, viewport=screen, **CALM):
        figure.scroll_into_view_if_needed()
        before = figure.bounding_box()
        enter_by_mouse(figure)
        figure.locator(".mc-commit").click()
        assert_answered(figure)
        assert figure.bounding_box() == before
        assert_marked(figure)


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves_when_the_player_comes(browser, address, all_at, beginning, screen):
    """On a slow line a page is read before its scripts run."""
    context = browser.new_context(viewport=screen)
    context.route("**/modelcollapse-player.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{address}/{beginning.split('#')[0]}.html")
    figure = page.locator(f"figure#{beginning.split('#')[1]}")
    assert not figure.locator(".mc-guess").is_visible()
    before = figure.bounding_box(), figure.locator(".mc-stage").bounding_box()
    context.close()
    (figure,) = all_at([beginning], viewport=screen)
    figure.scroll_into_view_if_needed()
    figure.page.evaluate("scrollTo(0, 0)")
    assert figure.locator(".mc-guess").is_visible()
    assert (figure.bounding_box(), figure.locator(".mc-stage").bounding_box()) == before
