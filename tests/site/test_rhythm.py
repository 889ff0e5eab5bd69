"""What a reader sees first, and how long until the next picture: each chapter measured in a browser."""

import json

import pytest
from modelcollapse.contents import chapters

from tests.site.browser import DESKTOP, PHONE

pytestmark = pytest.mark.site
WITHOUT_PICTURE = 1800
"""Pixels on a desktop, before the exercises."""
QUESTION = 70
"""Pixels on a desktop of a question with the form below it."""

PICTURES = """() => {
    const shown = (each) => each.checkVisibility() && !each.closest("details:not([open])");
    const place = (each) => { const { top, bottom } = each.getBoundingClientRect(); return [top + scrollY, bottom + scrollY]; };
    const article = document.querySelector("article");
    const end = [...article.querySelectorAll("h2")].find((each) => each.textContent.includes("Exercises"));
    return {
        begin: place(article)[0],
        end: place(end)[0],
        pictures: [...article.querySelectorAll(".mc-stage, article img")].filter(shown).map(place),
        theorems: [...article.querySelectorAll("div.proof.theorem")].filter(shown).map((each) => each.id),
    };
}"""


@pytest.fixture(scope="module", params=chapters())
def chapter(request):
    return f"chapters/{chapters()[request.param]['url']}"


def measured(opened, chapter, **settings):
    page = opened(chapter, **settings).page
    page.evaluate("scrollTo(0, 0)")
    return page.evaluate(PICTURES)


def test_the_first_plot_is_seen_before_anything_is_done(opened, chapter):
    """On a desktop all of it: most readers decide there whether to read on."""
    bottom = measured(opened, chapter)["pictures"][0][1]
    assert bottom <= DESKTOP["height"], f"the first plot ends at {bottom:.0f} px"


def test_the_first_question_is_on_the_first_screen_of_a_phone(opened, chapter):
    page = opened(chapter, viewport=PHONE).page
    page.evaluate("scrollTo(0, 0)")
    top = page.locator("figure.mc-explorer").first.bounding_box()["y"]
    assert top + 100 <= PHONE["height"], f"the first figure begins at {top:.0f} px"


def test_a_chapter_asks_before_it_tells(opened, chapter):
    assert opened(chapter).page.locator("figure.mc-explorer").first.locator(".mc-question").is_visible()


def test_a_question_is_a_line_and_its_form_another(opened, chapter):
    heights = opened(chapter).page.eval_on_selector_all(
        ".mc-asking", "all => all.map(each => [each.closest('figure').id, each.getBoundingClientRect().height])"
    )
    assert [(id, height) for id, height in heights if height > QUESTION] == []


def test_no_long_way_without_a_picture(opened, chapter):
    found = measured(opened, chapter)
    last, gaps = found["begin"], []
    for top, bottom in [*(each for each in found["pictures"] if each[0] < found["end"]), (found["end"], found["end"])]:
        gaps.append((round(top - last), f"from {round(last)} px"))
        last = max(last, bottom)
    assert max(gaps)[0] <= WITHOUT_PICTURE, max(gaps)


def test_at_most_two_theorems_stand_in_the_main_line(opened, chapter):
    theorems = measured(opened, chapter)["theorems"]
    assert len(theorems) <= 2, json.dumps(theorems)
