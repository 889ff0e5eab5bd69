"""Looking for a mark in many documents, against reading them word by word."""

from __future__ import annotations

from modelcollapse.defenses.watermark import kgw
from modelcollapse.sources import Birds
from scipy.stats import binom

from benchmarks.race import Race

MARK = kgw(17)
DOCUMENTS = Birds().sample((10_000, 20), rng=0)
"""Of some 200 words, their full stops counted."""
FEW = 100


def stirred(x: int) -> int:
    """Return the last step of MurmurHash3 of one number."""
    x = (x ^ (x >> 16)) * 0x85EBCA6B & 0xFFFFFFFF
    x = (x ^ (x >> 13)) * 0xC2B2AE35 & 0xFFFFFFFF
    return x ^ (x >> 16)


def numbered(word: str) -> int:
    """Return the hash FNV-1a of a word."""
    code = 0x811C9DC5
    for byte in word.encode():
        code = (code ^ byte) * 0x01000193 & 0xFFFFFFFF
    return code


def word_by_word(documents) -> list[float]:
    """Return the p-value of each document, from a set of its pairs of words."""
    found = []
    for document in documents:
        pairs = set()
        for sentence in document:
            words = ["", *sentence.split(), "."]
            pairs |= set(zip(words[:-1], words[1:], strict=True))
        seed = stirred(MARK.key ^ 0x9E3779B9)
        draws = (stirred(stirred(seed ^ numbered(before)) ^ numbered(word)) for before, word in pairs)
        green = sum((draw + 0.5) / 2**32 < MARK.gamma for draw in draws)
        found.append(binom.sf(green - 1, len(pairs), MARK.gamma))
    return found


RACES = [
    Race(
        "p-values of 10,000 documents of 200 words",
        lambda: MARK.detect(DOCUMENTS),
        "word by word (measured on 100)",
        lambda: word_by_word(DOCUMENTS[:FEW]),
        FEW / len(DOCUMENTS),
    )
]
