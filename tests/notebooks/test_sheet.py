"""Pictures made of text: all of it is written, in order, and ends where its page does."""

import re

import numpy as np
import pytest
from modelcollapse.book import sheet, style, svg


def drawn(draw):
    """The SVG of a figure."""
    return svg.draw_figure(draw, (4.9, 2.3), 1, "salt")


def texts(picture):
    """What stands in a picture, in order."""
    return re.findall(r"<text[^>]*>([^<]+)</text>", picture)


def test_sentences_are_broken_between_words_and_end_where_the_page_does():
    said = [("✓", "a heron nests in reedbeds", "#0072b2"), ("–", "heron the", "#8a8a8a"), ("✗", "no room", "#d55e00")]

    def draw(ax):
        sheet.page(ax, 5)
        sheet.sentences(ax, said, lines=3.5, width=15)

    picture = drawn(draw)
    assert texts(picture) == ["✓", "a heron nests", "in reedbeds", "–", "heron the"]
    assert "#d55e00" not in picture


def test_gauges_are_as_long_as_their_shares():
    lengths = {}

    def draw(ax):
        sheet.page(ax, 5)
        sheet.gauges(ax, {"true": (0.25, "#d55e00"), "rare": (1.04, "#d55e00")}, line=3)
        for i, (track, bar) in enumerate(zip(ax.collections[::2], ax.collections[1::2], strict=True)):
            whole, share = (np.ptp(shape.get_paths()[0].vertices[:, 0]) for shape in (track, bar))
            assert whole == pytest.approx(sheet.gauge(i, 2)[1])
            lengths[i] = share / whole

    assert texts(drawn(draw)) == ["true", "25%", "rare", "104%"]
    assert lengths == pytest.approx({0: 0.25, 1: 1}), "a share above 1 fills its bar"


def test_a_passage_is_written_word_by_word_and_all_of_it():
    sentence = [("Dear", style.REMEDY, True), ("ida", style.MUTED, False), (",", style.MUTED, False)]
    long = [(f"word{i}", style.MUTED, False) for i in range(30)]
    texts = []

    def draw(ax):
        sheet.page(ax, 10)
        sheet.passage(ax, [sentence, long, sentence], lines=9)
        texts.extend(ax.texts)

    drawn(draw)
    written = [(text.get_text(), *text.get_position()) for text in texts]
    assert [word for word, _, _ in written[:3]] == ["Dear", "ida", ","]
    assert texts[0].get_fontweight() == "bold"
    (_, x1, y1), (_, x2, y2), (_, x3, y3) = written[:3]
    assert x1 == 0 < x2 < x3
    assert y1 == y2 == y3 == 0
    places = [(x, y) for word, x, y in written if word.startswith("word")]
    assert len(places) == 30
    assert len({y for _, y in places}) > 2, "a long sentence goes on in the next line"
    assert all(0 <= x < 0.95 for x, _ in places)
    assert [word for word, _, _ in written].count("Dear") == 2
    with pytest.raises(ValueError, match="lines must be at least"):
        drawn(lambda ax: (sheet.page(ax, 10), sheet.passage(ax, [sentence, long, sentence], lines=3)))
