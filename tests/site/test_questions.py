"""Every question of every page: guessed by mouse and by keyboard, answered, remembered, forgotten, or just shown."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice

import pytest
from playwright.sync_api import Locator, expect

from tests.site.browser import DESKTOP, PHONE
from tests.site.conftest import source

pytestmark = pytest.mark.site
CALM = {"reduced_motion": "reduce"}
MOVING = {"clock": True, "everything": False}
JOURNEY = 15_000
"""Milliseconds, more than any takes; on a page with a clock they need not pass."""
LEG = 500
NONSENSE = ("{", '{"guess": 1e9}', "7")
PLAIN = {"everything": False}
"""Formulas and other figures come when they come near: where no place is measured they need not be there."""

KEEP = "(figure, kept) => localStorage.setItem(`modelcollapse guess ${location.pathname}#${figure.id}`, kept)"


@cache
def stored(asked):
    """What a page keeps of a question, by ``page#id``."""
    name, id = asked.split("#")
    return json.loads(source(name).split(f'id="{id}"', 1)[1].split('class="mc-asked">', 1)[1].split("</script>", 1)[0])


SHOWN = """(figure) => ({
    state: Number(figure.dataset.state),
    controls: figure.querySelector(".mc-controls").checkVisibility({ visibilityProperty: true }),
    reply: figure.querySelector(".mc-replied").innerText, mark: figure.querySelector(".mc-guess-mark").innerHTML,
})"""


@dataclass
class Question:
    """A figure that asks, on an open page, and what the page keeps of it."""

    figure: Locator
    data: dict

    def find(self, selector):
        return self.figure.locator(selector)

    def shown(self, guess="open"):
        """What a reader sees of it once it is answered, or asked, in one message to the browser."""
        expect(self.figure).to_have_attribute("data-guess", guess)
        return self.figure.evaluate(SHOWN)

    def enter_by_mouse(self):
        """Enter a guess that is none of those where it begins."""
        mouse = self.figure.page.mouse
        self.figure.scroll_into_view_if_needed()
        if self.data["kind"] == "number":
            box = self.find(".mc-entry").bounding_box()
            mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
        elif self.data["kind"] == "choice":
            self.find(".mc-options label").last.click()
        else:
            box = self.find(".mc-knots").bounding_box()
            mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.7 * box["height"])
            mouse.down()
            mouse.move(box["x"] + 0.95 * box["width"], box["y"] + 0.3 * box["height"])
            mouse.up()

    def enter_by_keyboard(self):
        self.find(".mc-entry, .mc-knot").first.focus()
        for key in ("ArrowDown", "ArrowUp", "ArrowUp"):
            self.figure.page.keyboard.press(key)

    def commit(self):
        """Say that this is the guess, and let the time of a page with a clock pass until the answer has come."""
        self.find(".mc-commit").press("Enter")
        for _ in range(JOURNEY // LEG):
            self.figure.page.clock.run_for(LEG)
            if self.figure.get_attribute("data-guess") == "open":
                return

    def assert_answered(self):
        found = self.shown()
        assert found["state"] == self.data["at"]
        assert found["reply"] in map("".join, self.data["replies"])
        assert found["controls"]

    def assert_asked(self):
        found = self.shown("asked")
        assert found["state"] == self.data["start"]
        assert not found["controls"], "the answer is one press of Play away"

    def assert_marked(self):
        if not self.data["layers"] and self.data["kind"] != "line":
            assert self.shown()["mark"] == ""
            return
        mark = self.find(".mc-guess-mark")
        assert mark.bounding_box() == self.find(".mc-stage svg").bounding_box()
        assert mark.locator(":is(path, polyline, use, text)").count() >= 1


@pytest.fixture
def all_at(visit):
    """Open a page with questions in a browser that remembers nothing yet: each of them."""
    opened = []

    def open_page(asking, **settings):
        opened.append(visit(asking[0].split("#")[0], **settings))
        return [Question(opened[-1].page.locator(f"figure#{each.split('#')[1]}"), stored(each)) for each in asking]

    yield open_page
    for each in opened:
        assert each.console == []
        each.page.context.close()


def test_a_guess_by_keyboard_is_answered(all_at, asking):
    for question in all_at(asking, **MOVING):
        question.enter_by_keyboard()
        question.commit()
        question.assert_answered()


def test_guesses_by_mouse_are_answered_remembered_and_forgotten(all_at, asking):
    questions, known = all_at(asking, **MOVING), []
    for question in questions:
        question.assert_asked()
        question.enter_by_mouse()
        question.commit()
        question.assert_answered()
        known.append(question.shown())
    questions[0].figure.page.reload()
    for question, before in zip(questions, known, strict=True):
        question.figure.scroll_into_view_if_needed()
        question.assert_answered()
        assert question.shown() == before
        question.find(".mc-again").press("Enter")
        question.assert_asked()
    questions[0].figure.page.reload()
    for question in questions:
        question.assert_asked()


def test_who_just_looks_sees_the_same(all_at, asking):
    questions = all_at(asking, **CALM, **PLAIN)
    for question in questions:
        question.figure.scroll_into_view_if_needed()
        question.find(".mc-look").click()
        found = question.shown()
        assert (found["state"], found["reply"]) == (question.data["at"], question.data["answer"])
    questions[0].figure.page.reload()
    for question in questions:
        question.shown()


def test_nonsense_on_the_device_disables_nothing(all_at, asking):
    """A kind of it for each question, and on the second visit another one."""
    questions = all_at(asking, **CALM, **PLAIN)
    for visited in range(2):
        for question, kept in zip(questions, islice(cycle(NONSENSE), visited, None), strict=False):
            whole = json.dumps({"question": question.data["question"], "guess": [kept]})
            question.figure.evaluate(KEEP, whole if visited else kept)
        questions[0].figure.page.reload()
        for question in questions:
            question.assert_asked()
    for question in questions:
        question.enter_by_mouse()
        question.find(".mc-commit").click()
        question.assert_answered()


def test_every_reply_is_a_sentence(asked):
    replies = [reply for _, reply in stored(asked)["replies"]]
    assert len(replies) >= 2
    assert all(reply.strip()[-1] in ".!?" and len(reply.split()) >= 5 for reply in replies)
    assert len(set(replies)) > 1, "every guess gets the same reply"


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_jumps_when_the_answer_comes_and_the_mark_lies_on_the_picture(all_at, asking, screen):
    for question in all_at(asking, viewport=screen, **CALM):
        question.figure.scroll_into_view_if_needed()
        before = question.figure.bounding_box()
        question.enter_by_mouse()
        question.find(".mc-commit").click()
        question.assert_answered()
        assert question.figure.bounding_box() == before
        question.assert_marked()


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
    figure = all_at([beginning], viewport=screen)[0].figure
    figure.scroll_into_view_if_needed()
    figure.page.evaluate("scrollTo(0, 0)")
    assert figure.locator(".mc-guess").is_visible()
    assert (figure.bounding_box(), figure.locator(".mc-stage").bounding_box()) == before
