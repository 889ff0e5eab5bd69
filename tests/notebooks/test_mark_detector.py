"""The field that reads a pasted text: a table with a kernel, a form on a page."""

import json
import re
from pathlib import Path

import pytest
from modelcollapse.book import mark_detector, publishing
from modelcollapse.book.detector import said
from modelcollapse.defenses.watermark import gumbel, kgw
from modelcollapse.sources import Birds, as_prose

CHAPTER = Path(__file__).parents[2] / "chapters/mitigations/watermarking.ipynb"
BIRDS = " ".join(as_prose(sentence) for sentence in Birds().sample(30, rng=0))


def test_in_a_notebook_it_is_a_table(monkeypatch):
    monkeypatch.delenv(publishing.BUILD_VARIABLE, raising=False)
    shown = mark_detector(kgw(17), {"birds <b>": BIRDS})._repr_html_()
    assert "<table>" in shown
    assert "birds &lt;b&gt;" in shown
    assert said(kgw(17), BIRDS) in shown
    assert "form" not in shown


def test_on_a_page_it_is_a_form_that_knows_its_mark(monkeypatch):
    monkeypatch.setenv(publishing.BUILD_VARIABLE, "1")
    shown = mark_detector(kgw(17, window=2), {"birds": BIRDS})._repr_html_()
    assert json.dumps({"key": 17, "gamma": 0.25, "window": 2}).replace('"', "&quot;") in shown
    assert 'role="status"' in shown
    assert "<label>" in shown
    assert "<noscript>" in shown


@pytest.mark.parametrize("bad", [lambda: mark_detector(gumbel(1), {"a": "b"}), lambda: mark_detector(kgw(1), {})])
def test_bad_input_is_refused(bad):
    with pytest.raises(ValueError, match="must be"):
        bad()


def test_the_field_can_read_the_first_lines_of_its_chapter():
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]}
    first = re.sub(r"\{term\}`(\w+)`|\*\*", r"\1", cells["hook"])
    examples = re.sub(r'"\s+"', "", cells["paste"])
    assert first in examples
