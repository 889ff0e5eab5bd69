"""A claim on a page is one line that says the verdict first, and unfolds to the evidence."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from modelcollapse import claims
from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.kinds import KINDS, MARKS, WORDS, mark, verdict_word
from modelcollapse.claims.line import code, found, unfolding
from modelcollapse.claims.verdict import Verdict

REGISTERED = claims.registered()
EVIDENCE = Evidence([0.5, 0.6], [0.5, 0.6], [0.01, 0.02], setting="two < three", cases=("first", "second"))


def verdict(id="gaussian.mean-sd", evidence=EVIDENCE, **changes):
    return Verdict(replace(REGISTERED[id], **changes), evidence)


class Outline(HTMLParser):
    """The words of a page inside and outside of what is folded."""

    def __init__(self, page):
        super().__init__()
        self.stack, self.line, self.folded = [], "", ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.stack.append(tag)
        if tag == "sup":
            self.handle_data("^(")

    def handle_endtag(self, tag):
        if tag == "sup":
            self.handle_data(")")
        assert self.stack.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, text):
        if "summary" in self.stack and self.stack.count("details") == 1:
            self.line += text
        else:
            self.folded += text


@pytest.mark.parametrize("id", REGISTERED)
def test_a_line_begins_with_its_verdict(id):
    shown = verdict(id)
    page = Outline(unfolding(shown))
    assert page.stack == []
    said = re.sub(r"\^(−?\w+)", r"^(\1)", REGISTERED[id].statement)  # raised on the page, to its last sign
    assert page.line.startswith(f"{mark(shown.word)} {shown.word} · {said} ")
    assert "measured 0.500 ± 0.010 · predicted 0.500" in page.line
    assert "second" not in page.line
    for told in ("second", "two < three", "±0.04", "chance allowed", KINDS[shown.claim.kind], REGISTERED[id].but):
        assert told in page.folded, f"{id} does not unfold to {told!r}"
    assert f"def {shown.claim.measure.__name__}(" in page.folded


def test_only_a_sentence_that_holds_without_a_condition_has_a_tick():
    for claim in REGISTERED.values():
        word = verdict_word(claim.kind, claim.verdict)
        assert (mark(word) == "✓") == (word == "holds"), claim.id
        assert (mark(word) == "✓") == (claim.kind in {"theorem", "own", "reproduced"}), claim.id
    assert set(MARKS.values()) == {"✓", "◐", "✗"}
    assert mark(WORDS["direction"]) == "◐"


def test_evidence_against_the_verdict_is_told_first():
    wrong = verdict(evidence=Evidence(2.0, 1.0, 0.1, setting="one loop"))
    assert Outline(unfolding(wrong)).line.startswith("✗ is not borne out · ")
    assert repr(wrong).startswith("✗ is not borne out")


def test_two_numbers_that_are_compared_are_both_in_the_line():
    pairs = ("+0.09 against +0.57 nats", "1 against 2", "3 against 4")
    evidence = Evidence([-0.5] * 3, -0.4, 0.01, "below", cases=("a", "b", "c"), compared=pairs)
    assert found(verdict(evidence=evidence)) == "a: +0.09 against +0.57 nats; b: 1 against 2; and 1 more"
    page = Outline(unfolding(verdict(evidence=evidence)))
    assert "3 against 4" in page.folded
    assert "side by side" in page.folded


def test_words_are_no_markup():
    shown = verdict(statement="a < b & c", but="<b>", evidence=replace(EVIDENCE, cases=("<i>", "&")))
    assert re.findall("<[bi]>", unfolding(shown)) == []
    assert "a < b & c" in Outline(unfolding(shown)).line


def test_code_that_is_in_no_file_is_left_out():
    assert code(eval("lambda rng: None")) == ""
    assert "@claim" not in code(REGISTERED["gaussian.mean-sd"].measure)
