"""The field that copies a pasted text: the page and the library see the same words, which die as fast."""

import numpy as np
import pytest
from modelcollapse.book import publishing
from modelcollapse.book.fading import COPIES, SHARES, left, words_of

pytestmark = pytest.mark.site
SCRIPT = "".join((publishing.STATIC / name).read_text(encoding="utf-8") for name in ("pasted.js", "fading.js"))
TEXTS = [
    "It's 1885. The lighthouse-keeper, it's said… the the THE",
    "Ça coûte 5 €, n'est-ce pas ? L’été – naïve – STRASSE ß; «Straße».",
    "日本語のテキスト。 Ελληνικά κείμενο! Русский текст? 🐦 birds 🐦",
]
ROLLS = 400


@pytest.fixture(scope="module")
def page(browser):
    opened = browser.new_page()
    opened.set_content("<!doctype html><title>t</title>")
    opened.add_script_tag(content=SCRIPT)
    yield opened
    opened.close()


@pytest.mark.parametrize("text", TEXTS)
def test_a_page_and_the_library_read_the_same_words(page, text):
    assert page.evaluate("(text) => wordsIn(text).map(({ word }) => word)", text) == words_of(text)


@pytest.mark.parametrize("share", SHARES)
def test_words_die_as_fast_on_a_page_as_in_the_library(page, share):
    text = " ".join(word * 1 for i, word in enumerate("abcdefghijklmnop") for _ in range(1 + i % 4))
    found = page.evaluate(
        "([text, ...rest]) => copied(text, ...rest).rolls.map((counts) => counts.map(alive))",
        [text, COPIES, share, ROLLS],
    )
    mean, error = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(ROLLS)
    expected = left(text, share, rolls=4 * ROLLS)
    spread = np.sqrt(1.25) * np.maximum(error, 0.02)  # of the library's mean too, from four times as many rolls
    assert (abs(mean - expected) < 4.5 * spread).all()
    assert mean[0] == len(set(words_of(text)))


def test_a_reader_copies_a_text_by_keyboard_and_is_told(opened):
    page = opened("chapters/back/bring_your_own", everything=False).page
    form = page.locator("form.mc-fading")
    told = form.get_by_role("status")
    form.get_by_label("Your text").fill("heron heron heron gale")
    page.wait_for_function("told => told.textContent.startsWith('Your text has 4 words, 2 of them')",
                           arg=told.element_handle())  # fmt: skip
    assert form.locator(".mc-lost").count() == 0
    slider = form.get_by_label("copies of copies")
    slider.focus()
    slider.press("End")
    assert told.inner_text().startswith(f"After {COPIES} copies 1 of 2 different words")
    assert form.locator(".mc-lost").count() >= 1
    form.get_by_label("of each, new from yours").select_option("50%")
    before = told.inner_text()
    assert "After 30 copies" in before
    rolled = set()
    for _ in range(6):
        form.get_by_role("button", name="Roll again").press("Enter")
        rolled.add(told.inner_text())
    assert len(rolled) > 1, "another roll is another history"
