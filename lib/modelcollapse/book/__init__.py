"""Presentation: what the chapters use to show what the library computes. Nothing else imports it."""

from modelcollapse.book import plots
from modelcollapse.book.cards import card, ledger
from modelcollapse.book.check import check
from modelcollapse.book.explore import explore, figure

__all__ = ["card", "check", "explore", "figure", "ledger", "plots"]
