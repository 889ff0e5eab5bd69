"""A field into which a reader pastes a text, and sees which of its words are green and how likely that is by chance."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from modelcollapse import _validation as valid
from modelcollapse.book.pasted import PastedText
from modelcollapse.defenses.watermark import kgw
from modelcollapse.defenses.watermark.plain import to_sentences

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FOUND = 0.01
"""The largest p-value at which the field says that the mark is there."""
CERTAIN = 1e-6
"""The largest p-value at which the field no longer speaks of chance."""
FEW = 60
"""Pairs of words below which a text without a sign of the mark is called short."""


@dataclass(frozen=True, repr=False)
class MarkDetector(PastedText):
    """What `mark_detector` shows."""

    mark: kgw

    def said(self, text: str) -> str:
        return said(self.mark, text)

    def form(self) -> str:
        settings = {"key": self.mark.key, "gamma": self.mark.gamma, "window": self.mark.window}
        told = '<div role="status"><p class="mc-feedback"></p><p class="mc-changed"></p></div>'
        return self._form("detector", "Text to read", told, mark=json.dumps(settings))


def mark_detector(mark: kgw, examples: Mapping[str, str]) -> MarkDetector:
    """Return a field that looks for a mark of green words in what is pasted there, on the page itself.

    Parameters
    ----------
    mark
        with its key, which everybody can then read on the page.
    examples
        name → text, each behind a button. The first stands in the field.
    """
    if not isinstance(mark, kgw):
        raise valid.refuse("mark", mark, "a kgw: its green words can be seen")
    if not examples or not all(isinstance(text, str) for text in examples.values()):
        raise valid.refuse("examples", examples, "a mapping from names to texts, with at least one")
    return MarkDetector(dict(examples), mark)


def said(mark: kgw, text: str) -> str:
    """Return what the page says of a text.

    Examples
    --------
    >>> said(kgw(17), "The hill fendart nests in moors. The hill fendart feeds on moths.")
    '4 of 11 pairs of words are green, by chance about 2.8: p = 0.29. No sign of this key, but the text is short.'
    >>> said(kgw(17), "")
    'Nothing to read yet.'
    """
    found = mark.detect(to_sentences(text))
    green, tokens, p = int(found.total), int(found.tokens), float(found.p)
    if not re.search(r"[^.\s]", text):
        return "Nothing to read yet."
    chance = by_chance(mark.gamma * tokens)
    return f"{green} of {tokens} pairs of words are green, by chance about {chance}: p = {written(p)}. {verdict(p, tokens)}"


def by_chance(mean: float) -> str:
    """Return in whole numbers what chance makes green, and in tenths below ten.

    Examples
    --------
    >>> [by_chance(mean) for mean in (0.5, 2.25, 9.75, 12.5)]
    ['0.5', '2.3', '9.8', '13']
    """
    return f"{int(10 * mean + 0.5) / 10:g}" if mean < 9.95 else str(int(mean + 0.5))


def verdict(p: float, tokens: int) -> str:
    """Return in words what a p-value of so many pairs says.

    Examples
    --------
    >>> verdict(0.4, 300)
    'No sign of this key. Who wrote it, a person or a model without this key, that does not tell.'
    >>> verdict(0.004, 300)
    'Found: marked with the key of this chapter, or forged, or chance: one key in 250 finds as much.'
    """
    if p <= CERTAIN:
        return "Found: marked with the key of this chapter, or forged. Chance is no explanation."
    if p <= FOUND:
        often = f"{float(f'{1 / p:.2g}'):,.0f}"
        return f"Found: marked with the key of this chapter, or forged, or chance: one key in {often} finds as much."
    if tokens < FEW:
        return "No sign of this key, but the text is short."
    return "No sign of this key. Who wrote it, a person or a model without this key, that does not tell."


def written(p: float) -> str:
    """Return a p-value in two digits, as a power of ten below a thousandth.

    Examples
    --------
    >>> [written(p) for p in (1.0, 0.125, 0.00012, 3.4e-12)]
    ['1.0', '0.13', '1.2 × 10⁻⁴', '3.4 × 10⁻¹²']
    """
    if p >= 0.001:
        return f"{p * (1 + 1e-12):.2}" if p < 1 else "1.0"  # 0.125 is rounded up, as the page does it
    if p == 0:
        return "0"
    digits, power = f"{p:.1e}".split("e")
    return f"{digits} × 10⁻{str(-int(power)).translate(RAISED)}"
