"""The player alone, on a page of its own: the order of states, several explorers, hostile words."""

from pathlib import Path

import pytest
from modelcollapse.book import explore, figure

pytestmark = pytest.mark.site
PLAYER = Path(__file__).resolve().parents[2] / "_static" / "explorer.js"
HOSTILE = '</script><img src=x onerror="window.hacked = true"> & <b>bold</b>'


def draw(ax, **params):
    ax.set_title(HOSTILE + str(params))


def words(**params):
    return "; ".join(f"{name} = {value}" for name, value in params.items())


def page_with(browser, *figures):
    page = browser.new_page()
    stages = "".join(each.to_html(interactive=True) for each in figures)
    page.set_content(f"<!DOCTYPE html><html><body>{stages}<script>{PLAYER.read_text()}</script></body></html>")
    page.wait_for_load_state("load")
    return page


def test_controls_pick_the_state_of_the_library(browser):
    made = explore(draw, alt=words, labels={"kind": "sort"}, n=[10, 20], kind=["a", "b", "c"], generation=range(4))
    page = page_with(browser, made)
    for state in made.states():
        page.locator("[name=n]").fill(str(made.controls["n"].index(state["n"])))
        page.locator("[name=kind]").select_option(state["kind"])
        page.locator("[name=generation]").fill(str(state["generation"]))
        assert page.locator(".mc-alt").inner_text() == words(**state)
        shown = [
            page.locator("[name=n] + output").inner_text(),
            page.locator("[name=generation] + output").inner_text(),
        ]
        assert shown == [str(state["n"]), str(state["generation"])]
    page.close()


def test_two_explorers_do_not_disturb_each_other(browser):
    one = explore(draw, alt=lambda n: f"one {n}", n=[1, 2, 3])
    other = explore(draw, alt=lambda n: f"other {n}", n=[1, 2, 3])
    page = page_with(browser, one, figure(lambda ax: ax.plot([1]), alt="still"), other)
    page.locator(f"#{one.id} input").fill("2")
    assert page.locator(f"#{one.id} .mc-alt").inner_text() == "one 3"
    assert page.locator(f"#{other.id} .mc-alt").inner_text() == "other 1"
    page.close()


def test_words_never_become_markup(browser):
    made = explore(draw, alt=lambda n: f"{HOSTILE} {n}", text=lambda n: [HOSTILE], labels={"n": HOSTILE}, n=[1, 2])
    page = page_with(browser, made)
    for position in ("1", "0"):
        page.locator("input[name=n]").fill(position)
        assert page.locator("img, .mc-explorer b").count() == 0
        assert page.locator(".mc-alt").inner_text() == f"{HOSTILE} {int(position) + 1}"
        assert page.locator(".mc-text p").inner_text() == HOSTILE
    assert page.locator("label").inner_text() == HOSTILE
    assert not page.evaluate("window.hacked")
    page.close()


def test_texts_with_headings_stand_side_by_side(browser):
    made = explore(draw, alt=lambda n: f"{n}", text=lambda n: {"human": ["one"], HOSTILE: [f"{n}", HOSTILE]}, n=[1, 2])
    page = page_with(browser, made)
    page.locator("input[name=n]").fill("1")
    assert page.locator(".mc-text > div").count() == 2
    assert page.locator(".mc-text p").all_inner_texts() == ["human", "one", HOSTILE, "2", HOSTILE]
    assert page.locator(".mc-heading").all_inner_texts() == ["human", HOSTILE]
    page.close()


def test_explorer_starts_where_it_was_told(browser):
    page = page_with(browser, explore(draw, alt=words, start={"n": 20, "kind": "b"}, n=[10, 20], kind=["a", "b"]))
    assert page.locator(".mc-alt").inner_text() == "n = 20; kind = b"
    assert page.locator("figure").get_attribute("data-state") == "3"
    page.close()


def test_reloaded_positions_are_respected(browser):
    """A browser restores the sliders of a reloaded page before the player starts."""
    made = explore(draw, alt=words, n=[10, 20, 30])
    page = browser.new_page()
    restored = "<script>document.querySelector('input').value = 2</script>"
    page.set_content(f"{made.to_html(interactive=True)}{restored}<script>{PLAYER.read_text()}</script>")
    assert page.locator(".mc-alt").inner_text() == "n = 30"
    page.close()
