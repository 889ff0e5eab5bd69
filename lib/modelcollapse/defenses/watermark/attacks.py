"""What is done to a mark: words replaced, the same said by another model, its green words learned and forged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words
from modelcollapse.defenses.watermark.detection import numbered
from modelcollapse.samplers import ContextSampler


def replaced(sentences, share: float, vocabulary: Sequence[str], *, rng=None) -> np.ndarray:
    """Return sentences in which each word is, with probability ``share``, replaced by any of ``vocabulary``."""
    texts, share, rng = words.sentences("sentences", sentences), valid.share("share", share), valid.generator(rng)
    flat, lengths = words.split(texts)
    choice = np.array(list(vocabulary), dtype=object)
    if len(choice) == 0:
        raise valid.refuse("vocabulary", vocabulary, "at least one word")
    new = np.where(rng.random(len(flat)) < share, choice[rng.integers(len(choice), size=len(flat))], flat)
    parts = np.split(new, np.cumsum(lengths)[:-1])
    return words.as_texts([" ".join(part) for part in parts]).reshape(texts.shape)


def paraphrased(sentences, pool, meaning: Callable[[np.ndarray], np.ndarray], *, rng=None) -> np.ndarray:
    """Return for each sentence one of ``pool``, what another model says, that means the same.

    Parameters
    ----------
    meaning
        function from sentences to one integer each. A sentence whose meaning is nowhere in the pool stays.
    """
    texts, pool = words.sentences("sentences", sentences), words.sentences("pool", pool).ravel()
    rng, wanted, found = valid.generator(rng), np.ravel(meaning(texts)), np.ravel(meaning(pool))
    order = np.argsort(found, kind="stable")
    start, end = (np.searchsorted(found[order], wanted, side=side) for side in ("left", "right"))
    chosen = start + (rng.random(len(wanted)) * (end - start)).astype(int)
    kept = start == end
    said = pool[order[np.minimum(chosen, len(pool) - 1)]].astype(object)
    return np.where(kept, texts.ravel().astype(object), said).reshape(texts.shape)


@dataclass(frozen=True, repr=False, eq=False)
class stolen(ContextSampler):
    """Prefer what somebody believes to be green words: a forged mark, made without the key.

    Attributes
    ----------
    pairs
        sorted numbers of pairs of a word and the next, see `steal`.
    delta
        how much they are preferred.
    """

    pairs: np.ndarray
    delta: float = 2.0

    window = 1

    def transform(self, logs, context):
        return logs + self.delta * self.believed(context.before[..., -1:], context.words)

    def believed(self, before: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """Return which words, by their codes, are believed to be green after those before them."""
        pair = _pair(before, codes)
        place = np.minimum(np.searchsorted(self.pairs, pair), max(len(self.pairs) - 1, 0))
        return self.pairs[place] == pair if len(self.pairs) else np.zeros(pair.shape, bool)


def steal(marked, plain, *, delta: float = 2.0, prior: float = 2.0) -> stolen:
    """Return a forged mark, learned from marked text and from text without the mark.

    A pair of words is believed to be green if its second word follows the first more often in the marked text.

    Parameters
    ----------
    marked, plain
        sentences, of the same kind but for the mark.
    prior
        pairs of the plain text that are added to each context of the marked one: a pair seen once proves little.
    """
    delta, prior = valid.number("delta", delta, low=0), valid.number("prior", prior, low=0)
    seen = [_counted(words.sentences(name, texts)) for name, texts in (("marked", marked), ("plain", plain))]
    pairs = np.union1d(seen[0][0], seen[1][0])
    (times, after), (usual, usually) = (_aligned(pairs, *counted) for counted in seen)
    share = np.where(usually > 0, usual / np.maximum(usually, 1), 0)
    more = (times + prior * share) * np.maximum(usually, 1) > usual * (after + prior)
    return stolen(pairs[more], delta)


def _pair(before, codes):
    return before.astype(np.uint64) << np.uint64(32) | codes


def _counted(texts):
    found = numbered(texts.reshape(1, -1), 1)
    return np.unique(_pair(found.before[:, 0], found.code), return_counts=True)


def _aligned(pairs, known, counts):
    """How often each of ``pairs`` occurs, and how often its first word does."""
    times = np.zeros(len(pairs))
    times[np.searchsorted(pairs, known)] = counts
    _, first = np.unique(pairs >> np.uint64(32), return_inverse=True)
    return times, np.bincount(first, times)[first]
