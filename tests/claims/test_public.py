"""Sentences in circulation: quoted with a source, and judged by nothing but claims."""

import re
import tomllib
from importlib import resources

import pytest
from modelcollapse import claims
from modelcollapse.book import public_sentence, public_sentences
from modelcollapse.claims import public
from modelcollapse.claims.public import HOLDS, IF, NOBODY, NOT, OPEN, Sentence, sentences
from modelcollapse.contents import chapters

ANSWERED = [known for known in sentences().values() if known.verdict != OPEN]
REGISTERED = claims.registered()


def test_a_verdict_follows_from_the_claims(monkeypatch):
    kinds = {"true": ("own", ""), "half": ("qualified", "holds if n is large"), "wrong": ("disputed", "does not hold")}
    known = {id: claims.verdict.Claim(id, "", kind, "", "", None, "", word) for id, (kind, word) in kinds.items()}
    monkeypatch.setattr(public, "registered", lambda: known)

    def verdict(supported_by, refuted_by=()):
        return Sentence("id", "It is.", "somebody", supported_by=supported_by, refuted_by=refuted_by).verdict

    assert verdict(("true",)) == verdict((), ("wrong",)) == verdict(("true",), ("wrong",)) == HOLDS
    assert verdict(("wrong",)) == verdict((), ("true",)) == NOT
    assert verdict(("half",)) == verdict(("true",), ("true",)) == verdict(("true", "wrong")) == IF
    assert verdict(()) == OPEN
    assert Sentence("id", "It is.", "somebody", undecided_by=("true",)).verdict == NOBODY


@pytest.mark.parametrize("known", ANSWERED, ids=lambda known: known.id)
def test_what_is_answered_stands_on_claims(known):
    assert set(known.claims) <= set(REGISTERED)
    assert known.chapter in chapters()
    assert known.chapter in {REGISTERED[id].chapter for id in known.claims}, (
        "the chapter that answers has a claim on it"
    )
    assert bool(known.condition) == (known.verdict == IF), "a condition belongs to a sentence that holds under one"
    assert known.answer.endswith(".")


@pytest.mark.parametrize("known", ANSWERED, ids=lambda known: known.id)
def test_every_number_of_an_answer_stands_in_its_claims(known):
    stated = " ".join(f"{REGISTERED[id].statement} {REGISTERED[id].but}" for id in known.claims)
    for number in re.findall(r"\d[\d,.]*%?", known.answer):
        assert number.rstrip(".,") in stated, number


def test_quotes_are_closed_and_sources_used():
    text = resources.files("modelcollapse.data").joinpath("public_sentences.toml").read_text(encoding="utf-8")
    used = {entry["source"] for entry in tomllib.loads(text)["sentences"]}
    assert used == set(tomllib.loads(text)["sources"])
    for known in sentences().values():
        assert re.fullmatch(r"[^“”]*(“[^“”]+”[^“”]*)*", known.says), known.id
        assert known.url.startswith("https://") or not known.url


def test_the_page_shows_each_with_its_source_and_verdict():
    page = public_sentences(root="")
    for known in sentences().values():
        assert f"{known.says} ({known.source})\n{known.verdict}" in page.text
    html = page._repr_html_()
    assert html.count('class="mc-said"') == len(ANSWERED)
    for known in ANSWERED:
        assert f'href="{chapters()[known.chapter]["url"]}.html"' in html


def test_the_ledger_links_the_claims_that_decide():
    html = public_sentences(evidence=True)._repr_html_()
    assert {id for known in ANSWERED for id in known.claims} == set(re.findall(r'href="#([\w.-]+)"', html))


def test_one_sentence_can_stand_in_a_chapter():
    assert "“this process is inevitable" in public_sentence("inevitable")._repr_html_()
    with pytest.raises(ValueError, match="id must be one of"):
        public_sentence("inevitability")
