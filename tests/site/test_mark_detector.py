"""The field that reads a pasted text: the page and the library see the same words, the same green pairs, the same p-value."""

import pytest
from modelcollapse.book import publishing
from modelcollapse.book.detector import said, verdict, written
from modelcollapse.defenses.watermark import kgw
from modelcollapse.defenses.watermark.plain import to_sentences
from modelcollapse.models import NgramModel
from modelcollapse.sources import Birds, as_prose, python_documentation

pytestmark = pytest.mark.site
SCRIPT = "".join((publishing.STATIC / name).read_text(encoding="utf-8") for name in ("pasted.js", "mark_detector.js"))
BIRDS = " ".join(as_prose(sentence) for sentence in Birds().sample(30, rng=0))
MANUAL = "\n".join(python_documentation().sentences_[:60])
TEXTS = [
    "",
    ".",
    "One word",
    BIRDS,
    MANUAL,
    "Ça coûte 5 €, n'est-ce pas ? L’été – naïve – STRASSE ß; «Straße».",
    "日本語のテキスト。 Ελληνικά κείμενο! Русский текст? 🐦 birds 🐦",
    "a a a a a a. a a a a a a.\n\n\t a . . .",
]
MARKS = [kgw(17), kgw(0, gamma=0.5), kgw(2**32 - 1, window=3), kgw(2**31, gamma=0.1, window=2)]


@pytest.fixture(scope="module")
def page(browser):
    opened = browser.new_page()
    opened.set_content("<!doctype html><title>t</title>")
    opened.add_script_tag(content=SCRIPT)
    yield opened
    opened.close()


@pytest.mark.parametrize("mark", MARKS, ids=repr)
def test_a_page_and_the_library_read_the_same(page, mark):
    settings = {"key": mark.key, "gamma": mark.gamma, "window": mark.window}
    for text in TEXTS:
        found = page.evaluate("([mark, text]) => verdictOn(mark, text)", [settings, text])
        expected = mark.detect(to_sentences(text))
        if not text.strip(".\n"):  # nothing to read: the library reads an empty sentence, the page none
            assert (found["tokens"], found["said"]) == (0, said(mark, text))
            continue
        assert (found["tokens"], found["green"]) == (int(expected.tokens), int(expected.total)), text
        assert found["p"] == pytest.approx(float(expected.p), rel=1e-9)
        assert found["said"] == said(mark, text)


def test_a_page_reads_words_as_the_library_does(page):
    for text in TEXTS[2:]:
        sentences = page.evaluate("(text) => sentencesOf(text)", text)
        assert [" ".join(each["word"] for each in words[:-1]) for words in sentences] == to_sentences(text)
        for word in (each for words in sentences for each in words[:-1]):
            assert (
                text.encode("utf-16-le")[2 * word["begin"] : 2 * word["end"]].decode("utf-16-le").lower()
                == word["word"]
            )


def test_a_page_counts_the_words_that_a_reader_changes(page):
    before = "The hill fendart nests in moors. It feeds on moths."
    for after, changed in {
        before: 0,
        before.replace("moths", "Snails"): 1,
        before.replace("hill ", ""): 1,
        before + " So so.": 2,
    }.items():
        assert page.evaluate("([a, b]) => changedWords(a, b)", [before, after]) == {"changed": changed, "words": 10}


def test_a_page_says_when_a_mark_is_washed_out_or_forged(page):
    settings = {"key": 17, "gamma": 0.25, "window": 1}
    model = NgramModel(5, vocabulary=Birds().vocabulary_, sampler=kgw(17)).fit(Birds().sample(500, rng=0))
    marked = " ".join(as_prose(sentence) for sentence in model.sample(8, rng=1))
    words = marked.split(" ")
    for i in range(0, len(words), 2):  # every other word, until the mark is gone
        if kgw(17).detect(to_sentences(" ".join(words))).p > 0.01:
            break
        words[i] = f"x{i}"
    washed = " ".join(words)
    assert kgw(17).detect(to_sentences(marked)).p <= 0.01 < kgw(17).detect(to_sentences(washed)).p
    told = "([mark, a, b]) => changeSaid(mark, a, b)"
    assert "words: washed out. Your best: " in page.evaluate(told, [settings, marked, washed])
    assert "words: forged. Your best: " in page.evaluate(told, [settings, washed, marked])
    assert page.evaluate(told, [settings, marked, marked]) == ""
    assert page.evaluate(told, [settings, marked, BIRDS]) == "", "another text is no change of this one"


def test_a_page_keeps_the_fewest_words_of_a_game(page):
    settings = {"key": 17, "gamma": 0.25, "window": 1}
    model = NgramModel(5, vocabulary=Birds().vocabulary_, sampler=kgw(17)).fit(Birds().sample(500, rng=0))
    words = " ".join(as_prose(sentence) for sentence in model.sample(8, rng=1)).split(" ")
    tried = [
        " ".join(f"x{i}" if i % 2 == 0 and i < 2 * n else word for i, word in enumerate(words))
        for n in range(len(words) // 2)
    ]
    clean = [n for n, text in enumerate(tried) if kgw(17).detect(to_sentences(text)).p > 0.01]
    more, fewest = clean[1], clean[0]
    told = page.evaluate(
        "([mark, texts]) => { const best = new Map(); return texts.map((text) => changeSaid(mark, texts[0], text, best)); }",
        [settings, [tried[n] for n in (0, 1, more, fewest, more, 0)]],
    )
    assert "best" not in told[0] + told[1], "nothing is washed out yet"
    best = [int(each.rsplit("Your best: ", 1)[1].rstrip(".")) for each in told[2:]]
    assert best[0] > best[1] == best[2] == best[3]


def test_small_p_values_are_written_alike(page):
    for p in (1.0, 0.5, 0.125, 0.0341, 0.001, 0.00099, 1.24e-7, 3.456e-120):
        assert page.evaluate("written", p) == written(p)
    for p in (0.4, 0.01, 0.0099, 6.0e-4, 1.01e-6, 1e-6, 3e-9):
        assert page.evaluate("([p, n]) => inWords(p, n)", [p, 100]) == verdict(p, 100)


def test_what_is_underlined_is_what_is_counted(page):
    for text in (BIRDS, BIRDS + " " + BIRDS):
        settings = {"key": 17, "gamma": 0.25, "window": 1}
        assert page.evaluate("([mark, text]) => counted(mark, text).length", [settings, text]) == int(
            kgw(17).detect(to_sentences(text)).total
        )


def test_a_reader_pastes_a_text_by_keyboard_and_is_told(opened):
    page = opened("chapters/mitigations/watermarking", everything=False).page
    form = page.locator("form.mc-detector")
    field, told = form.get_by_label("Text to read"), form.get_by_role("status").locator(".mc-feedback")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(BIRDS)
    expected = said(kgw(17), BIRDS)
    page.wait_for_function("([told, text]) => told.textContent === text", arg=[told.element_handle(), expected])
    assert form.locator(".mc-read mark").count() > 10
    assert form.locator(".mc-read").get_attribute("aria-hidden") == "true", (
        "a screen reader is told the sum, not each word"
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert told.inner_text() != expected, "a button brings another text"
