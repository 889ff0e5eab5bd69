"""Guesses on a page of their own: by mouse, finger and keyboard, with nonsense on the device, on paper, without a script."""

import json

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from modelcollapse.book import explore, guess, style

from tests.site.browser import PHONE, serve, until_drawn
from tests.site.small import document
from tests.site.test_player import SPOKEN

pytestmark = pytest.mark.site
X = [0, 5, 10, 15, 20]
DRESSED = """theme => {
    document.documentElement.dataset.theme = theme;
    Object.assign(document.body.style, { background: "var(--mc-paper)", color: "var(--mc-ink)" });
}"""
KEPT = "Object.entries(localStorage).filter(([key]) => key.startsWith('modelcollapse guess'))"


def draw(ax, generation, n):
    ax.plot(np.sqrt(np.arange(generation + 1) / n), color=style.SYNTHETIC)
    ax.set(xlim=(0, 20), ylim=(0, 2))


def say(generation, n):
    return (
        f"Refit {generation} of n = {n}",
        f"The error after {generation} refits of {n} is {(generation / n) ** 0.5:.2f}.",
    )


def make(predict):
    return explore(
        draw, say, controls={"n": [10, 20], "generation": [0, 3, 8, 12, 16, 20]}, name="errors", predict=predict
    )


def reply(guess, n):
    return f"You said {guess}. With n = {n} the error is 1.41, and it grows fast at first."


AT = {"at": {"generation": 20}, "reply": reply}
NUMBER = guess.number("How large is the error?", values=[0.5, 1, 1.5, 2], along="y", answer=lambda: 2**0.5, **AT)
CHOICE = guess.choice("Which grows?", options=["the error", "the bias"], answer=lambda: "the error", **AT)
LINE = guess.line(
    "Draw the error over twenty refits.",
    x=X,
    limits=(0, 2),
    at={"generation": 20},
    answer=lambda n: np.sqrt(np.array(X) / n),
    reply=lambda guess: f"You end at {guess.end:.2f} and get there {guess.when}.",
)
ASKED = {"number": NUMBER, "choice": CHOICE, "line": LINE}
KINDS = pytest.mark.parametrize("kind", ASKED)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """A server with a page for each kind of question; only there does a browser remember."""
    folder = tmp_path_factory.mktemp("guesses")
    for kind, asked in ASKED.items():
        text = document(make(asked), before="<main><h1>A page</h1>", after="</main>")
        (folder / f"{kind}.html").write_text(text, encoding="utf-8")
    before, stored, after = (folder / "number.html").read_text(encoding="utf-8").partition('class="mc-asked">')
    (folder / "broken.html").write_text(before + stored + after.replace("{", "", 1), encoding="utf-8")
    with serve(folder) as address:
        yield {kind: f"{address}/{kind}.html" for kind in (*ASKED, "broken")}


@pytest.fixture
def shown(browser, addresses):
    """Open a page, with something already kept on the device if need be."""
    contexts = []

    def open_page(kind, kept=None, **settings):
        def once():
            contexts.append(browser.new_context(**settings))
            page = contexts[-1].new_page()
            page.errors = []
            page.on("pageerror", lambda error: page.errors.append(str(error)))
            if kept is not None:
                contexts[-1].add_init_script(kept)
            page.goto(addresses[kind])
            return page

        return until_drawn(once, settings.get("java_script_enabled", True))

    yield open_page
    for context in contexts:
        context.close()


def state(page):
    return page.locator("figure").get_attribute("data-guess")


def arrive(page):
    page.locator("figure[data-guess=open]").wait_for()


def replied(page):
    return page.locator(".mc-replied").inner_text()


def caption(page):
    return page.locator(".mc-caption").inner_text()


def marks(page):
    return page.locator(".mc-guess-mark").inner_html()


def enter(page, kind):
    """Enter a guess with the mouse."""
    if kind == "number":
        box = page.locator(".mc-guess input").bounding_box()
        page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    if kind == "choice":
        page.get_by_text("the bias").click()
    if kind == "line":
        box = page.locator(".mc-knots").bounding_box()
        page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.8 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"])
        page.mouse.move(box["x"] + 0.99 * box["width"], box["y"] - 50)
        page.mouse.up()


GUESSED = {
    "number": "You said 2. With n = 10 the error is 1.41, and it grows fast at first.",
    "choice": "You said the bias. With n = 10 the error is 1.41, and it grows fast at first.",
    "line": "You end at 2.00 and get there early.",
}
AFTER_20 = "The error after 20 refits of 10 is 1.41."
PRINTED = "dispatchEvent(new Event('beforeprint'))"
AFTER_PRINTING = "dispatchEvent(new Event('afterprint'))"


@KINDS
def test_a_guess_by_mouse_is_answered_and_kept(shown, kind):
    page = shown(kind)
    assert state(page) == "asked"
    assert caption(page) == "The error after 0 refits of 10 is 0.00."
    assert not page.locator(".mc-controls").is_visible(), "Play would give the answer away"
    enter(page, kind)
    page.locator(".mc-commit").click()
    arrive(page)
    assert (replied(page), caption(page)) == (GUESSED[kind], AFTER_20)
    assert page.locator(".mc-controls").is_visible()
    assert not page.locator(".mc-asking").is_visible()
    mark = marks(page)
    page.reload()
    assert (state(page), replied(page), caption(page), marks(page)) == ("open", GUESSED[kind], AFTER_20, mark)
    page.locator(".mc-again").click()
    assert state(page) == "asked"
    assert caption(page) == "The error after 0 refits of 10 is 0.00."
    assert page.evaluate(KEPT) == []
    page.reload()
    assert state(page) == "asked"
    assert page.errors == []


KEYS = {"number": ["Tab", "End"], "choice": ["Tab", "ArrowDown"], "line": ["Tab"] + ["ArrowUp"] * 9}


@KINDS
def test_a_guess_by_keyboard_is_answered(shown, kind):
    page = shown(kind)
    if kind == "line":
        for i in range(len(X)):
            page.locator(".mc-knot").nth(i).focus()
            page.keyboard.press("End" if i else "ArrowUp")
    else:
        for key in KEYS[kind]:
            page.keyboard.press(key)
    page.locator(".mc-commit").focus()
    page.keyboard.press("Enter")
    arrive(page)
    assert replied(page) == GUESSED[kind]
    assert page.evaluate("document.activeElement.name") == "generation", "the focus is lost with the form"
    page.locator(".mc-again").focus()
    page.keyboard.press("Enter")
    assert state(page) == "asked"
    assert page.evaluate("document.activeElement.closest('.mc-guess, .mc-knots') !== null")


@KINDS
def test_tab_reaches_every_part_of_a_question(shown, kind):
    page = shown(kind)
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className"))
    wanted = {"number": ["mc-entry"], "choice": ["mc-entry"], "line": ["mc-knot"] * len(X)}[kind]
    assert reached.count("mc-look") >= 1
    assert [each for each in reached if each == wanted[0]][: len(wanted)] == wanted
    assert not {"mc-again", "mc-play"} & set(reached), "what is hidden takes the focus"


@KINDS
def test_just_show_me_is_as_easy(shown, kind):
    page = shown(kind)
    look, commit = (page.locator(f".mc-{name}").bounding_box() for name in ("look", "commit"))
    assert look["height"] == commit["height"]
    page.locator(".mc-look").click()
    arrive(page)
    assert replied(page).startswith("The answer")
    assert caption(page) == AFTER_20
    assert marks(page) == ""
    assert page.locator(".mc-again").inner_text() == "Guess after all"
    page.reload()
    assert state(page) == "open"


@pytest.mark.parametrize("kind", ["number", "line"])
def test_the_mark_follows_the_hand_and_stays(shown, kind):
    page = shown(kind)
    before = marks(page)
    enter(page, kind)
    chosen = marks(page)
    assert chosen != before
    page.locator(".mc-commit").click()
    arrive(page)
    page.locator("[name=generation]").fill("1")
    page.locator("[name=n]").fill("1")
    assert caption(page) == "The error after 3 refits of 20 is 0.39."
    assert marks(page) == chosen
    box, plot = (page.locator(each).bounding_box() for each in (".mc-guess-mark", ".mc-stage svg"))
    assert box == plot, "the mark lies beside the plot"


def test_a_word_without_a_mark_is_not_said_twice(shown):
    page = shown("choice")
    enter(page, "choice")
    page.locator(".mc-commit").click()
    arrive(page)
    assert replied(page).count("the bias") == 1


def test_who_has_chosen_nothing_cannot_commit(shown):
    page = shown("choice")
    assert page.locator(".mc-commit").is_disabled()
    page.locator(".mc-options label").first.click()
    assert page.locator(".mc-commit").is_enabled()


@KINDS
def test_a_reply_is_spoken_once(shown, kind):
    page = shown(kind)
    page.evaluate(SPOKEN)
    enter(page, kind)
    page.locator(".mc-commit").click()
    arrive(page)
    page.wait_for_timeout(900)
    assert page.evaluate("spoken") == [f"{GUESSED[kind]} Refit 20 of n = 10. {AFTER_20}"]


def test_opening_a_remembered_page_speaks_not_at_all(shown):
    page = shown("number")
    page.locator(".mc-look").click()
    arrive(page)
    page.reload()
    page.wait_for_timeout(700)
    assert page.locator(".mc-status").inner_text() == ""


@pytest.mark.parametrize("size", [None, PHONE])
@KINDS
def test_nothing_jumps(shown, kind, size):
    page = shown(kind, **({"viewport": size, "has_touch": True, "is_mobile": True} if size else {}))
    height = page.locator("figure").bounding_box()["height"]
    enter(page, kind)
    page.locator(".mc-commit").click()
    assert page.locator("figure").bounding_box()["height"] == height
    arrive(page)
    assert page.locator("figure").bounding_box()["height"] == height
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_short_answer_leaves_no_hole(shown):
    """What it leaves of the room for the longest is below the caption."""
    page = shown("number", reduced_motion="reduce", viewport={"width": 320, "height": 740})
    page.locator(".mc-look").click()
    said, longest, reply, words = (
        page.locator(each).bounding_box() for each in (".mc-replied", ".mc-reserve", ".mc-reply", ".mc-caption")
    )
    assert said["height"] < longest["height"] / 1.5
    assert 0 < words["y"] - (reply["y"] + reply["height"]) < 12
    assert page.evaluate("getComputedStyle(document.querySelector('.mc-replied')).borderLeftStyle") == "dotted"
    assert page.evaluate("getComputedStyle(document.querySelector('.mc-reply')).borderLeftWidth") == "0px"


@KINDS
def test_an_answer_says_where_it_holds_once_the_reader_is_elsewhere(shown, kind):
    page = shown(kind, reduced_motion="reduce")
    page.locator(".mc-look").click()
    height = page.locator("figure").bounding_box()["height"]
    before = "getComputedStyle(document.querySelector('.mc-replied'), '::before').content"
    assert page.evaluate(before) == "none"
    slider = page.get_by_label("generation")
    slider.press("Home")
    assert page.evaluate(before) == '"Asked for n 10, generation 20: "'
    assert page.locator("figure").bounding_box()["height"] == height
    slider.press("End")
    assert page.evaluate(before) == "none"


def test_a_finger_draws_and_scrolls(shown):
    """A stroke to the side draws; the browser keeps upward ones for scrolling."""
    page = shown("line", viewport=PHONE, has_touch=True, is_mobile=True)
    assert page.locator(".mc-knots").evaluate("each => getComputedStyle(each).touchAction") == "pan-y"
    box = page.locator(".mc-knots").bounding_box()
    before = marks(page)
    page.touchscreen.tap(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.2)
    assert marks(page) != before


def test_the_figure_plays_to_its_answer_in_good_time(shown):
    page = shown("number")
    page.evaluate("""() => {
        window.seen = [];
        new MutationObserver(() => seen.push(document.querySelector("figure").dataset.state))
            .observe(document.querySelector("figure"), { attributes: true, attributeFilter: ["data-state"] });
        window.began = performance.now();
    }""")
    page.locator(".mc-commit").click()
    arrive(page)
    assert page.evaluate("performance.now() - began") < 6000
    seen = page.evaluate("seen.map(Number)")
    assert seen == [1, 2, 3, 4, 5], "it jumps instead of playing"


def test_a_second_press_is_enough(shown):
    page = shown("number")
    page.locator(".mc-commit").click()
    assert state(page) == "moving"
    page.locator(".mc-commit").click()
    assert (state(page), caption(page)) == ("open", AFTER_20)


def test_nothing_plays_where_motion_is_reduced(shown):
    page = shown("number", reduced_motion="reduce")
    page.locator(".mc-commit").click()
    assert (state(page), caption(page)) == ("open", AFTER_20)


NONSENSE = [
    "{",
    "null",
    "[]",
    "7",
    json.dumps({"question": "another", "guess": 1}),
    *(
        json.dumps({"question": "QUESTION", "guess": guess})
        for guess in (99, -1, 1.5, "1", [1], [0, 1, 2, 3, 99], {}, True)
    ),
]


@KINDS
def test_nonsense_on_the_device_is_forgotten(shown, kind):
    page = shown(kind, reduced_motion="reduce")
    for nonsense in NONSENSE:
        text = nonsense.replace("QUESTION", ASKED[kind].question)
        page.locator("figure").evaluate(
            "(figure, text) => localStorage.setItem(`modelcollapse guess ${location.pathname}#${figure.id}`, text)",
            text,
        )
        page.reload()
        assert page.evaluate(KEPT), "nothing was kept: the test has seen nothing"
        assert state(page) == "asked", nonsense
    enter(page, kind)
    page.locator(".mc-commit").click()
    assert replied(page) == GUESSED[kind]
    assert page.errors == []


@KINDS
def test_a_browser_that_keeps_nothing_works(shown, kind):
    forbidden = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page = shown(kind, forbidden, reduced_motion="reduce")
    enter(page, kind)
    page.locator(".mc-commit").click()
    assert replied(page) == GUESSED[kind]
    page.locator(".mc-again").click()
    assert state(page) == "asked"
    assert page.errors == []


def test_a_broken_question_leaves_its_figure_open(shown):
    page = shown("broken")
    assert state(page) is None
    page.locator("[name=generation]").fill("5")
    assert caption(page) == AFTER_20
    assert len(page.errors) == 1


def test_a_restored_slider_does_not_give_the_answer_away(shown):
    """Firefox and the Back button put sliders where they stood, whatever the device remembers."""
    page = shown("number")
    page.evaluate("document.querySelector('[name=generation]').value = 5; dispatchEvent(new Event('pageshow'))")
    assert caption(page) == "The error after 0 refits of 10 is 0.00."


def test_a_link_to_a_state_shows_it_and_keeps_the_question(shown):
    page = shown("number")
    address = page.locator("figure").get_attribute("id") + "?n=20&generation=12"
    page.evaluate("to => document.body.insertAdjacentHTML('afterbegin', `<a href='#${to}'>a state</a>`)", address)
    page.get_by_text("a state").click()
    page.locator("figure[data-guess=open]").wait_for()
    assert caption(page) == "The error after 12 refits of 20 is 0.77."
    assert page.evaluate(KEPT) == []
    page.locator(".mc-again").click()
    assert state(page) == "asked"


@KINDS
def test_without_a_script_it_is_a_plain_question(shown, kind):
    page = shown(kind, java_script_enabled=False)
    assert page.locator(".mc-question").is_visible()
    assert page.locator("button:visible, input:visible").count() == 0
    assert page.locator(".mc-reply").is_hidden()
    assert page.locator(".mc-stage svg").is_visible()


@KINDS
def test_paper_has_the_question_and_the_guess(shown, kind):
    page = shown(kind)
    page.emulate_media(media="print")
    assert page.locator(".mc-question").is_visible()
    assert page.locator(".mc-reply, .mc-guess").locator("visible=true").count() == 0
    page.emulate_media(media="screen")
    enter(page, kind)
    page.locator(".mc-commit").click()
    arrive(page)
    page.emulate_media(media="print")
    assert page.locator(".mc-question").is_visible()
    assert page.locator(".mc-replied").inner_text() == GUESSED[kind]
    assert page.locator("button:visible").count() == 0


@KINDS
def test_axe_finds_nothing(shown, kind):
    page = shown(kind, reduced_motion="reduce")
    for done in (False, True):
        if done:
            enter(page, kind)
            page.locator(".mc-commit").click()
        for theme in ("light", "dark"):
            page.evaluate(DRESSED, theme)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{theme}, answered: {done}: {found.generate_report()}"


@KINDS
def test_paper_shows_the_answer_below_the_question(shown, kind):
    page = shown(kind)
    page.emulate_media(media="print")
    page.evaluate(PRINTED)
    assert caption(page) == AFTER_20
    assert page.locator(".mc-question").is_visible()
    assert not page.locator(".mc-guess, .mc-reply, .mc-controls").locator("visible=true").count()
    assert marks(page) == "", "a guess that nobody has made"
    page.evaluate(AFTER_PRINTING)
    page.emulate_media(media="screen")
    assert (state(page), caption(page)) == ("asked", "The error after 0 refits of 10 is 0.00.")
    enter(page, kind)
    page.locator(".mc-commit").click()
    arrive(page)
    page.evaluate(PRINTED)
    assert (caption(page), replied(page)) == (AFTER_20, GUESSED[kind])
