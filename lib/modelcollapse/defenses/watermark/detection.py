"""What every watermark does with a text: number its words, count each pair of context and word once, give a p-value."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words
from modelcollapse.defenses.watermark import hashing
from modelcollapse.samplers import ContextSampler


@dataclass(frozen=True)
class Detection:
    """What a detector found in each document.

    Attributes
    ----------
    tokens
        pairs of context and word that were counted.
    total
        sum of their scores.
    p
        how often a text that knows nothing of the key scores at least as much.
    """

    tokens: np.ndarray
    total: np.ndarray
    p: np.ndarray


@dataclass(frozen=True)
class Tokens:
    """All words of some documents in flat arrays: whose they are, the codes before each, its own code."""

    document: np.ndarray
    before: np.ndarray
    code: np.ndarray


@dataclass(frozen=True, repr=False)
class Watermark(ContextSampler):
    """Base of the watermarks: a random number that key, context and word decide, which a subclass scores.

    Parameters
    ----------
    key
        below 2³². Who has it can detect the mark, and write it.
    window
        words before the next that decide, with the key, which words are preferred.
    """

    key: int
    _: KW_ONLY
    window: int = 1

    def __post_init__(self):
        key = valid.integer("key", self.key)
        if key >= 2**32:
            raise valid.refuse("key", key, "an integer below 2³²")
        self._set(key=key, window=valid.integer("window", self.window, minimum=1))

    def draws(self, context) -> np.ndarray:
        """Return the random number of each word to choose from, uint32 of shape (..., V)."""
        return hashing.draws(hashing.seeds(self.key, context.before)[..., None], context.words)

    def scores(self, draws: np.ndarray) -> np.ndarray:
        """Return what each word adds to the total of a text, from its random number."""
        raise NotImplementedError

    def p_values(self, totals: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Return the p-value of each total of so many scores."""
        raise NotImplementedError

    def read(self, sentence: str) -> tuple[list[str], np.ndarray]:
        """Return the words of a sentence with its full stop, and what each scores."""
        found = numbered(np.array([[sentence]], dtype=object), self.window)
        draws = hashing.draws(hashing.seeds(self.key, found.before), found.code)
        return [*sentence.split(), words.END], self.scores(draws)

    def detect(self, sentences, *, repeats: bool = False) -> Detection:
        """Look for the mark in documents.

        Parameters
        ----------
        sentences
            shape (..., n): each document is n sentences, whose last words count with the full stop behind them.
        repeats
            whether to count a pair of context and word whenever it occurs. Then p is *wrong*: what a text says twice is
            no second evidence.

        Returns
        -------
        Detection
            arrays of shape (...).
        """
        texts = words.sentences("sentences", sentences)
        found = self._detected(numbered(texts, self.window), int(np.prod(texts.shape[:-1])), repeats)
        return Detection(*(each.reshape(texts.shape[:-1]) for each in found))

    def detect_with(self, keys, sentences) -> Detection:
        """Look for the mark with each of many keys: arrays of shape (keys, ...)."""
        texts = words.sentences("sentences", sentences)
        keys = valid.categories("keys", keys, 2**32).ravel()
        found, documents = numbered(texts, self.window), int(np.prod(texts.shape[:-1]))
        pair = hashing.seeds(0, found.before).astype(np.uint64) << np.uint64(32) | found.code
        pair = np.unique(pair, return_inverse=True)[1]
        _, first = np.unique(found.document * (pair.max() + 1) + pair, return_index=True)
        document, before, code = (each[first] for each in (found.document, found.before, found.code))
        totals = [
            np.bincount(document, self.scores(hashing.draws(hashing.seeds(key, before), code)), minlength=documents)
            for key in keys
        ]
        tokens = np.broadcast_to(np.bincount(document, minlength=documents), (len(keys), documents))
        parts = tokens, np.array(totals), self.p_values(np.array(totals), tokens)
        return Detection(*(each.reshape(len(keys), *texts.shape[:-1]) for each in parts))

    def detect_numbers(self, tokens, *, repeats: bool = False) -> Detection:
        """Look for the mark in documents of word numbers, shape (..., length); the first ``window`` have no context."""
        tokens = np.asarray(tokens)
        if tokens.dtype.kind not in "iu" or tokens.ndim == 0 or tokens.shape[-1] <= self.window:
            allowed = f"integers, more than {self.window} in a document (type and shape are shown)"
            raise valid.refuse("tokens", (tokens.dtype, tokens.shape), allowed)
        rows = numbers_as_codes(tokens.reshape(-1, tokens.shape[-1]))
        before = np.lib.stride_tricks.sliding_window_view(rows, self.window, axis=1)[:, :-1]
        document = np.repeat(np.arange(len(rows)), before.shape[1])
        flat = Tokens(document, before.reshape(-1, self.window), rows[:, self.window :].ravel())
        found = self._detected(flat, len(rows), repeats)
        return Detection(*(each.reshape(tokens.shape[:-1]) for each in found))

    def _detected(self, found, documents, repeats):
        document, seeds, code = found.document, hashing.seeds(self.key, found.before), found.code
        if not repeats:
            document, seeds, code = distinct(document, seeds, code)
        totals = np.bincount(document, self.scores(hashing.draws(seeds, code)), minlength=documents)
        tokens = np.bincount(document, minlength=documents)
        return tokens, totals, self.p_values(totals, tokens)


def numbers_as_codes(numbers: np.ndarray) -> np.ndarray:
    """Return word numbers as codes, which look as random as those of words."""
    return hashing.mixed(np.asarray(numbers).astype(np.uint32) + np.uint32(1))


def numbered(texts: np.ndarray, window: int) -> Tokens:
    """Return the words of documents, shape (..., n), each sentence with its beginnings before it and its full stop."""
    flat, lengths = words.split(texts)
    index = {word: i for i, word in enumerate(dict.fromkeys([words.BEGINNING, words.END, *flat]))}
    size = lengths + 1
    last = np.cumsum(size + window) - 1
    place = np.arange(int((size + window).sum()))
    inside = place - np.repeat(last - size - window + 1, size + window) >= window
    tokens = np.zeros(len(place), dtype=int)
    tokens[last] = 1
    inner = inside.copy()
    inner[last] = False
    tokens[inner] = np.fromiter(map(index.__getitem__, flat), int, len(flat))
    codes, at = words.codes(index)[tokens], np.flatnonzero(inside)
    before = codes[at[:, None] - np.arange(window, 0, -1)]
    return Tokens(np.repeat(np.arange(len(lengths)) // texts.shape[-1], size), before, codes[at])


def distinct(document: np.ndarray, seeds: np.ndarray, code: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return every pair of context and word that a document has, once: (document, seed, code of the word)."""
    pairs, pair = np.unique(seeds.astype(np.uint64) << np.uint64(32) | code, return_inverse=True)
    found = np.sort(document * len(pairs) + pair)  # np.unique would hash, which takes ten times as long
    document, pair = np.divmod(found[np.diff(found, prepend=-1) > 0], len(pairs))
    return document, (pairs[pair] >> np.uint64(32)).astype(np.uint32), pairs[pair].astype(np.uint32)
