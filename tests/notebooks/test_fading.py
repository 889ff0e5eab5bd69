"""The field that copies a pasted text: a table with a kernel, a form on a page, and words that die as the law says."""

import numpy as np
import pytest
from modelcollapse.book import fading_text, publishing
from modelcollapse.book.fading import SHARES, left, said

TEXT = "to be or not to be"


def test_in_a_notebook_it_is_a_table(monkeypatch):
    monkeypatch.delenv(publishing.BUILD_VARIABLE, raising=False)
    shown = fading_text({"a <b>": TEXT})._repr_html_()
    assert "<table>" in shown
    assert "a &lt;b&gt;" in shown
    assert said(TEXT) in shown
    assert "form" not in shown


def test_on_a_page_it_is_a_form_with_its_examples(monkeypatch):
    monkeypatch.setenv(publishing.BUILD_VARIABLE, "1")
    shown = fading_text({"a": 'one "word"'})._repr_html_()
    assert 'data-text="one &quot;word&quot;"' in shown
    assert shown.count("<option") == len(SHARES)
    assert "<noscript>" in shown


def test_after_one_copy_as_many_words_are_left_as_the_law_says():
    """A word that stands k times in n is missed with probability (1 - k/n)^n."""
    text = " ".join(["a"] * 5 + ["b"] * 2 + list("cdefgh"))
    n, counts = 13, np.array([5, 2, 1, 1, 1, 1, 1, 1])
    survival = 1 - (1 - counts / n) ** n
    rolls = 4000
    error = np.sqrt((survival * (1 - survival)).sum() / rolls)  # the counts of a multinomial are negatively correlated
    assert left(text, rolls=rolls)[1] == pytest.approx(survival.sum(), abs=4 * error)


@pytest.mark.parametrize("bad", [{}, {"a": " … "}, {"a": 3}])
def test_a_text_without_words_is_refused(bad):
    with pytest.raises(ValueError, match="examples must be a mapping"):
        fading_text(bad)
