"""Presentation: what the chapters use to show what the library computes. Nothing else imports it."""

from modelcollapse.book import guess, pedigrees, plots, sheet, style
from modelcollapse.book.answers import check
from modelcollapse.book.cards import card
from modelcollapse.book.controls import Choice, Roll, Slider
from modelcollapse.book.detector import mark_detector
from modelcollapse.book.explorer import explore, figure
from modelcollapse.book.fading import fading_text
from modelcollapse.book.ledger_page import claims_at_a_glance, ledger
from modelcollapse.book.numerals import plain
from modelcollapse.book.questions import ask
from modelcollapse.book.sentences import public_sentence, public_sentences

__all__ = [
    "Choice",
    "Roll",
    "Slider",
    "ask",
    "card",
    "check",
    "claims_at_a_glance",
    "explore",
    "fading_text",
    "figure",
    "guess",
    "ledger",
    "mark_detector",
    "plain",
    "pedigrees",
    "plots",
    "public_sentence",
    "public_sentences",
    "sheet",
    "style",
]
