"""Text to read beside an explorer: escaped on the page, complete in the payload, live in the widget."""

import json
import re

import pytest
from modelcollapse.book import explore

HOSTILE = '</script><img src=x onerror="alert(1)"> & <b>bold</b>'


def draw(ax, generation):
    ax.set_title(f"Generation {generation}")


def with_text(text):
    return explore(draw, alt=lambda generation: f"generation {generation}", text=text, generation=[0, 1])


def test_every_state_has_its_passages():
    figure = with_text(lambda generation: [f"sentence {i} of {generation}" for i in range(2)])
    assert figure.payload()["text"] == [
        [["", ["sentence 0 of 0", "sentence 1 of 0"]]],
        [["", ["sentence 0 of 1", "sentence 1 of 1"]]],
    ]


def test_one_string_is_one_passage():
    assert with_text(lambda generation: "only one").columns({"generation": 0}) == [["", ["only one"]]]


def test_texts_with_headings_stand_side_by_side():
    figure = with_text(lambda generation: {"human": ["a", "b"], "<model>": (str(generation),)})
    assert figure.payload()["text"][1] == [["human", ["a", "b"]], ["<model>", ["1"]]]
    page = figure.to_html(interactive=False)
    assert '<div><p class="mc-heading">human</p><p>a</p><p>b</p></div>' in page
    assert '<div><p class="mc-heading">&lt;model&gt;</p><p>0</p></div>' in page


def test_the_page_shows_the_starting_text_without_a_script():
    page = with_text(lambda generation: f"state {generation}").to_html(interactive=False)
    assert '<div class="mc-text"' in page
    assert "<p>state 0</p>" in page
    assert "state 1" not in page


@pytest.mark.parametrize("interactive", [False, True])
def test_generated_text_cannot_become_markup(interactive):
    page = with_text(lambda generation: HOSTILE).to_html(interactive=interactive)
    assert "<img" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert page.count("</script>") == (1 if interactive else 0)
    if interactive:
        payload = re.search(r'class="mc-states">(.*?)</script>', page, flags=re.DOTALL).group(1)
        assert json.loads(payload)["text"] == [[["", [HOSTILE]]], [["", [HOSTILE]]]]


def test_the_widget_shows_the_text_of_the_state_chosen():
    widget = with_text(lambda generation: f"<i>state {generation}</i>").widget()
    slider, stage = widget.children
    assert "&lt;i&gt;state 0&lt;/i&gt;" in stage.value
    slider.value = 1
    assert "&lt;i&gt;state 1&lt;/i&gt;" in stage.value


def test_a_figure_without_text_has_no_reading_block():
    figure = explore(draw, alt=lambda generation: "x", generation=[0, 1])
    assert "mc-text" not in figure.to_html(interactive=True)
    assert "text" not in figure.payload()
