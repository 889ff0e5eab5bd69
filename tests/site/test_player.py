"""The player alone, on a page of its own: the order of states, several explorers, hostile words, one word a change."""

import pytest
from modelcollapse.book import Slider, explore, figure, guess
from modelcollapse.book.publishing import player

from tests.site.browser import serve
from tests.site.small import document

pytestmark = pytest.mark.site
HOSTILE = '</script><img src=x onerror="window.hacked = true"> & <b>bold</b><!--<script>'
SPOKEN = """() => {
    window.spoken = [];
    const live = [...document.querySelectorAll("[aria-live]:not([aria-live=off]), [role=status], [role=alert], output")];
    const watch = new MutationObserver((changes) => spoken.push(...changes.map((each) => each.target.textContent)));
    live.forEach((each) => watch.observe(each, { childList: true, characterData: true, subtree: true }));
}"""


def draw(ax, **state):
    ax.set_xlabel(HOSTILE + str(state))


def say(**state):
    words = "; ".join(f"{name} = {value}" for name, value in state.items())
    return f"State {words}", f"{words}."


def make(**controls):
    return explore(draw, say, controls=controls)


def test_controls_pick_the_state_of_the_library(shown):
    made = make(n=Slider([10, 20], "samples"), kind=["a", "b", "c"], generation=range(4))
    page = shown(made)
    for state in made.states():
        page.locator("[name=n]").fill(str([10, 20].index(state["n"])))
        page.locator("[name=kind]").select_option(state["kind"])
        page.locator("[name=generation]").fill(str(state["generation"]))
        title, caption = say(**state)
        assert page.locator(".mc-title").inner_text() == title
        assert page.locator(".mc-caption").inner_text() == caption
        assert page.locator(".mc-value").all_inner_texts() == [str(state["n"]), str(state["generation"])]


def test_two_explorers_do_not_disturb_each_other(shown):
    one, other = make(n=[1, 2, 3]), make(m=[1, 2, 3])
    page = shown(one, figure(lambda ax: ax.plot([1]), lambda: ("Still", "One point.")), other)
    page.locator(f"#{one.id} input").fill("2")
    assert page.locator(f"#{one.id} .mc-caption").inner_text() == "n = 3."
    assert page.locator(f"#{other.id} .mc-caption").inner_text() == "m = 1."


def test_a_broken_explorer_does_not_stop_the_next(shown):
    one, other = make(n=[1, 2]), make(m=[1, 2])
    broken = "<script>document.querySelector('script.mc-states').textContent = '{'</script>"
    page = shown(one, other, after=broken)
    page.locator(f"#{other.id} input").fill("1")
    assert page.locator(f"#{other.id} .mc-caption").inner_text() == "m = 2."
    assert not page.locator(f"#{one.id} .mc-controls").is_visible(), "dead controls are shown"
    assert "could not be read" in page.locator(f"#{one.id} .mc-note:visible").inner_text()
    assert page.locator(f"#{one.id} .mc-title").inner_text() == "State n = 1", "its first state has gone"


def test_the_player_may_stand_on_a_page_twice(shown):
    page = shown(make(n=[1, 2, 3]), after=f"<script>{player()}</script>")
    assert page.locator(".mc-status").count() == 1
    page.locator("input").fill("1")
    assert page.locator(".mc-caption").inner_text() == "n = 2."


def test_words_never_become_markup(shown):
    made = explore(
        draw,
        lambda n: (f"{HOSTILE} {n}", f"{HOSTILE} {n}"),
        controls={"n": Slider([1, 2], HOSTILE)},
    )
    page = shown(made)
    for position in ("1", "0"):
        page.locator("input[name=n]").fill(position)
        assert page.locator("img, .mc-explorer b").count() == 0
        for part in ("title", "caption"):
            assert page.locator(f".mc-{part}").inner_text() == f"{HOSTILE} {int(position) + 1}"
    assert page.locator("label").inner_text() == HOSTILE
    assert not page.evaluate("window.hacked")


def test_explorer_starts_where_it_was_told(shown):
    page = shown(make(n=Slider([10, 20], start=20), kind=["a", "b"]))
    assert page.locator(".mc-caption").inner_text() == "n = 20; kind = a."
    assert page.locator("figure").get_attribute("data-state") == "2"


def test_reloaded_positions_are_respected(shown):
    """A browser restores the sliders of a reloaded page before the player starts."""
    page = shown(make(n=[10, 20, 30]), after="<script>document.querySelector('input').value = 2</script>")
    assert page.locator(".mc-caption").inner_text() == "n = 30."


def test_back_finds_figure_and_sliders_together(browser, tmp_path):
    """The Back button restores the sliders of a page that it loads again, after all scripts have run."""
    (tmp_path / "one.html").write_text(document(make(n=[10, 20, 30])), encoding="utf-8")
    (tmp_path / "other.html").write_text("<!DOCTYPE html><title>Other</title>")
    with serve(tmp_path) as address:
        page = browser.new_page()
        page.goto(f"{address}/one.html")
        page.locator("input").fill("2")
        page.goto(f"{address}/other.html")
        page.go_back()
        restored = int(page.locator("input").input_value())
        assert page.locator(".mc-caption").inner_text() == f"n = {[10, 20, 30][restored]}."
        assert page.locator(".mc-value").inner_text() == f"{[10, 20, 30][restored]}"
        assert restored == 2, "this browser restores nothing: the test has seen nothing"
        page.close()


def test_a_change_is_spoken_once(shown):
    page = shown(make(n=[10, 20, 30]))
    page.evaluate(SPOKEN)
    page.locator("input").press("ArrowRight")
    page.wait_for_function("spoken.length > 0")
    page.wait_for_timeout(700)
    assert page.evaluate("spoken") == ["State n = 20. n = 20."]


def test_play_is_spoken_once_at_its_end(shown):
    page = shown(make(generation=range(5)))
    page.evaluate(SPOKEN)
    page.locator(".mc-play").click()
    page.locator(".mc-play[aria-pressed=false]").wait_for()
    page.wait_for_timeout(700)
    assert page.evaluate("spoken") == ["State generation = 4. generation = 4."]


def test_opening_a_page_speaks_not_at_all(shown):
    page = shown(make(n=[10, 20]))
    page.wait_for_timeout(600)
    assert page.locator(".mc-status").inner_text() == ""


def test_what_a_caption_says_of_play_is_seen_where_play_is(shown):
    def words(generation):
        return f"Generation {generation}", f"{generation} are left." + " Move it, or press Play." * (generation == 0)

    asked = guess.number("How many?", values=[0, 1], at={"generation": 3}, answer=lambda: 3, reply=lambda guess: "No.")
    for question in (None, asked):
        page = shown(explore(draw, words, controls={"generation": range(4)}, predict=question))
        caption = page.locator(".mc-caption")
        if question:
            assert caption.inner_text() == "0 are left."
            page.locator(".mc-look").click()
            page.locator("figure[data-guess=open]").wait_for()
        page.locator("[name=generation]").fill("1")
        page.locator("[name=generation]").fill("0")
        assert caption.inner_text() == "0 are left. Move it, or press Play."
        page.emulate_media(media="print")
        assert caption.inner_text() == "0 are left."
    bare = shown(explore(draw, words, controls={"generation": range(4)}), java_script_enabled=False)
    assert bare.locator(".mc-caption").inner_text() == "0 are left."


def test_paper_shows_the_end_of_what_play_would_show(shown):
    page = shown(make(n=[1, 2], generation=range(4)))
    caption = page.locator(".mc-caption")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert caption.inner_text() == "n = 1; generation = 3."
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert caption.inner_text() == "n = 1; generation = 0."
    page.locator("[name=generation]").fill("1")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert caption.inner_text() == "n = 1; generation = 1.", "who has chosen a state prints that one"
