"""What is said in public, beside what the book's claims say of it: on the front page, in the ledger, in a chapter."""

from __future__ import annotations

from collections import Counter
from html import escape

from modelcollapse import _validation as valid
from modelcollapse.book.cards import Page
from modelcollapse.claims.public import HOLDS, IF, NOBODY, NOT, OPEN, Sentence, sentences
from modelcollapse.contents import chapters

SQUARES = {HOLDS: "mc-holds", IF: "mc-part", NOT: "mc-not", NOBODY: "mc-unknown"}
"""Verdict → the square of the ledger's wall that stands before it."""


def public_sentence(id: str) -> Page:
    """Return one sentence in circulation with its source and the verdict, where a chapter answers it.

    Examples
    --------
    >>> print(public_sentence("error-stays-bounded").text.splitlines()[1])
    holds if the models are unbiased and the average error is all you count
    """
    found = sentences()[valid.choice("id", id, sentences())]
    page = f'<div class="mc-said mc-alone">{_said(found)}{_answer(found, "")}</div>'
    return Page(_text(found), page)


def public_sentences(*, root: str = "../", evidence: bool = False, fold: bool = False) -> Page:
    """Return all sentences: those that a chapter answers, with the verdicts, and then those that are open.

    Parameters
    ----------
    root
        what leads from the page to the chapters.
    evidence
        whether to link the claims that decide each, which stand on the same page.
    fold
        whether those that are not prominent wait to be unfolded.
    """
    answered = [found for found in sentences().values() if found.verdict != OPEN]
    left = [found for found in sentences().values() if found.verdict == OPEN]
    shown = [found for found in answered if found.prominent or not fold]
    folded = [found for found in answered if found not in shown]
    rest = "".join(f"<li>{escape(found.says)} <cite>{_source(found)}</cite></li>" for found in left)
    many = Counter(found.verdict for found in answered)
    tally = " ".join(
        f'<span class="mc-square {square}" aria-hidden="true"></span> {verdict}: {many[verdict]}'
        for verdict, square in SQUARES.items()
        if many[verdict]
    )
    page = (
        f'<p class="mc-key">{tally}</p>'
        + _rows(shown, root, evidence)
        + (_unfold(f"{len(folded)} more with an answer", _rows(folded, root, evidence)) if folded else "")
        + (_unfold(f"{len(left)} that are open", f"<ul>{rest}</ul>") if left else "")
    )
    return Page("\n\n".join(_text(found) for found in (*answered, *left)), page)


def _rows(found, root, evidence):
    rows = "".join(
        f'<li class="mc-said" id="said-{each.id}">{_said(each)}'
        f"<div>{_answer(each, _chapter(each, root))}{_claims(each) if evidence else ''}</div></li>"
        for each in found
    )
    return f'<ul class="mc-sentences" role="list">{rows}</ul>'


def _unfold(summary, inside):
    return f'<details class="mc-open"><summary>{summary}</summary>{inside}</details>'


def _words(found: Sentence):
    return f"{found.verdict} {found.condition}" if found.verdict == IF else found.verdict


def _text(found):
    return f"{found.says} ({found.source})\n{_words(found)}" + (f"\n{found.answer}" if found.answer else "")


def _source(found):
    return f'<a href="{escape(found.url)}">{escape(found.source)}</a>' if found.url else escape(found.source)


def _said(found):
    return f"<blockquote><p>{escape(found.says)}</p><p><cite>{_source(found)}</cite></p></blockquote>"


def _answer(found, link):
    kind = {IF: "mc-if", NOBODY: "mc-if", NOT: "mc-not"}.get(found.verdict, "")
    square = f'<span class="mc-square {SQUARES[found.verdict]}" aria-hidden="true"></span>'
    words = f'{square} <strong class="mc-word {kind}">{found.verdict.capitalize()}</strong>'
    condition = f" {escape(found.condition)}" if found.condition else ""
    return f'<p class="mc-answer">{words}{condition}. {escape(found.answer)}{link}</p>'


def _chapter(found, root):
    known = chapters()[found.chapter]
    return f' <a href="{root}{known["url"]}.html">{escape(known["title"])}</a>'


def _claims(found):
    both = [id for id in found.supported_by if id in found.refuted_by]
    links = [
        f"{word} {', '.join(f'<a href={chr(34)}#{id}{chr(34)}>{id}</a>' for id in ids)}"
        for word, ids in (
            ("for it", [id for id in found.supported_by if id not in both]),
            ("for and against it", both),
            ("against it", [id for id in found.refuted_by if id not in both]),
            ("that cannot tell", found.undecided_by),
        )
        if ids
    ]
    return f'<p class="mc-deciding">Claims {"; ".join(links)}</p>'
