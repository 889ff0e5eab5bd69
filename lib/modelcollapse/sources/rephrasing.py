"""Two ways in which a helper makes text from what people wrote about birds: it says it again, or writes a textbook."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words
from modelcollapse.sources import bird_words as lexicon
from modelcollapse.sources.birds import Birds

SLOT = re.compile(r"\{(\w+)\}")


def rephrase(sentences, *, rng=None) -> np.ndarray:
    """Say each sentence of the bird language again in another pattern, with no fact that it does not state.

    The helper knows how people write, their patterns and the words for the free slots, and nothing about birds. A
    sentence that follows no pattern, or is the only way to say what it says, stays as it is.

    Parameters
    ----------
    sentences
        of shape (..., n), or a list.

    Returns
    -------
    sentences
        an array of strings of the same shape.

    Examples
    --------
    >>> rephrase(["the hill mistgleaner nests in meadows"], rng=3).tolist()
    ['march : three hill mistgleaners in meadows']
    """
    texts = words.sentences("sentences", sentences)
    rng = valid.generator(rng)
    said = [_again(text, rng) for text in texts.ravel().tolist()]
    return words.as_texts(said).reshape(texts.shape)


def textbook(birds: Birds, n: int, *, rng=None) -> np.ndarray:
    """Write ``n`` sentences of a textbook: true, in one style, without a rare construction, about well-known birds.

    Parameters
    ----------
    birds
        the world that it is about; only birds of rank 1 to 100 are in the book.

    Returns
    -------
    sentences
        array of strings of shape (n,).

    Examples
    --------
    >>> textbook(Birds(), 2, rng=0).tolist()
    ['the hill mistgleaner nests in meadows', 'the spotted fenpiper is green and lives in cliffs']
    """
    n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
    known = lexicon.BANDS["known"]
    found: list[str] = []
    while len(found) < n:
        drawn = birds.sample(4 * n, rng=rng)
        read = birds.read(drawn)
        fits = (read.style == birds.styles_.index("guide")) & ~read.rare & ~read.hedged & (read.species < known)
        found += drawn[fits].tolist()
    return words.as_texts(found[:n])


def _again(text, rng):
    """One sentence in another pattern that needs no more than it states."""
    read = _read(text)
    if read is None:
        return text
    own, values = read
    possible = [i for i, needs in enumerate(_needs()) if i != own and needs <= values.keys()]
    # What it states is said again, where there is a way; a sentence of its bird alone is the last resort.
    facts = values.keys() & lexicon.FACTS.keys()
    full = [i for i in possible if _needs()[i] >= facts]
    possible = full or possible
    if not possible:
        return text
    odds = np.array([lexicon.STYLES[lexicon.PATTERNS[i].style] * lexicon.PATTERNS[i].probability for i in possible])
    pattern = lexicon.PATTERNS[possible[rng.choice(len(possible), p=odds / odds.sum())]]
    free = {slot: options[rng.integers(len(options))] for slot, options in lexicon.FREE.items()}
    filled = SLOT.sub(lambda slot: values.get(slot[1]) or free.get(slot[1], ""), pattern.text)
    return " ".join(filled.split())


@cache
def _needs():
    """Of each pattern, what a sentence has to state to be said in it."""
    givens = {"bird", "birds", "other"} | lexicon.FACTS.keys()
    return [{"bird" if slot == "birds" else slot for slot in SLOT.findall(p.text)} & givens for p in lexicon.PATTERNS]


@cache
def _expressions():
    """Of each pattern, the regular expression that recognizes its sentences."""
    name = r"(?P<bird>\w+ \w+)"
    parts = {
        "bird": name,
        "birds": name + "s",
        "other": r"(?P<other>\w+ \w+)",
        "hedge": rf"(?P<hedge>{lexicon.HEDGE})?",
    }
    expressions = []
    for pattern in lexicon.PATTERNS:
        text = re.escape(pattern.text).replace(r"\{", "{").replace(r"\}", "}").replace(r"\ ", " ")
        text = SLOT.sub(lambda slot: parts.get(slot[1], rf"(?P<{slot[1]}>\w+)"), text)
        expressions.append(
            re.compile(text.replace(r"(?P<hedge>" + lexicon.HEDGE + ")? ", rf"(?:(?P<hedge>{lexicon.HEDGE}) )?"))
        )
    return expressions


def _read(text):
    """The pattern of a sentence, and what it states: its bird and facts; None if it follows no pattern."""
    for i, expression in enumerate(_expressions()):
        match = expression.fullmatch(text)
        if match:
            values = {slot: value for slot, value in match.groupdict().items() if value}
            kept = {slot: value for slot, value in values.items() if slot not in lexicon.FREE}
            return i, kept | {"birds": kept["bird"] + "s"}
    return None
