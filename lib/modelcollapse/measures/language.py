"""How well a language model predicts text, and how varied text is. Sentences have shape (..., n), results (...)."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words


def perplexity(log_probabilities, sentences) -> np.ndarray:
    """Return e to the mean log-loss a word, the end of a sentence counting as one, shape (...).

    Parameters
    ----------
    log_probabilities
        of each sentence under some model, shape (..., n); -inf gives infinity.
    sentences
        the sentences themselves.

    Examples
    --------
    >>> float(perplexity(np.log([0.25, 0.25]), ["a", "b"]))
    2.0
    """
    texts = words.sentences("sentences", sentences)
    logs = np.asarray(log_probabilities, dtype=float)
    if logs.shape != texts.shape or np.isnan(logs).any() or (logs > 1e-9).any():
        raise valid.refuse("log_probabilities", logs.shape, f"of shape {texts.shape}, at most 0 (their shape is shown)")
    return np.exp(-logs.sum(axis=-1) / (_lengths(texts) + 1).sum(axis=-1))


def perplexity_by_band(log_probabilities, bands, n_bands: int) -> np.ndarray:
    """Return the perplexity of words or sentences band by band, e to the mean log-loss in each, shape (n_bands,).

    Parameters
    ----------
    log_probabilities
        one a word, or one a sentence divided by its words; shape (n,).
    bands
        which band each belongs to, integers below ``n_bands``; negative ones are left out. An empty band gives NaN.

    Examples
    --------
    >>> perplexity_by_band(np.log([0.5, 0.5, 0.1]), [0, 0, 1], 2)
    array([ 2., 10.])
    """
    n_bands = valid.integer("n_bands", n_bands, minimum=1)
    logs, bands = np.asarray(log_probabilities, dtype=float), np.asarray(bands)
    if logs.shape != bands.shape or logs.ndim != 1 or bands.dtype.kind not in "iu" or (bands >= n_bands).any():
        raise valid.refuse(
            "bands", bands.shape, f"integers below {n_bands}, one for each of {logs.shape} (shape shown)"
        )
    chosen = bands >= 0
    counts = np.bincount(bands[chosen], minlength=n_bands)
    sums = np.bincount(bands[chosen], logs[chosen], minlength=n_bands)
    return np.where(counts > 0, np.exp(-sums / np.maximum(counts, 1)), np.nan)


def held_out_perplexity(sentences, bands=None) -> Callable:
    """Return a measure for `modelcollapse.loop.run`: the perplexity of held-out human text under each model.

    With ``bands``, an integer from 0 for each sentence, it measures one perplexity a band. The models need
    ``log_probability(sentences)``; a source without it, whose probabilities nobody knows, measures NaN.
    """
    texts = words.sentences("sentences", sentences).ravel()
    bands = np.zeros(len(texts), int) if bands is None else np.asarray(bands)
    if bands.shape != texts.shape or (bands < 0).any():
        raise valid.refuse("bands", bands.shape, f"{len(texts)} integers from 0, one a sentence (their shape is shown)")
    tokens = np.bincount(bands, _lengths(texts) + 1)

    def log_probabilities_under(model):
        known = getattr(model, "log_probability", None)
        return known(texts).reshape(-1, len(texts)) if known else np.full((1, len(texts)), np.nan)

    def measure(generation):
        models = getattr(generation.model, "estimators_", [generation.model])
        logs = np.concatenate([log_probabilities_under(model) for model in models])
        values = np.exp(-np.stack([np.bincount(bands, row) for row in logs]) / tokens)
        values = values[:, 0] if len(tokens) == 1 else values
        # The source, in generation 0, is one for all replicates.
        return np.broadcast_to(values, (len(generation.training), *values.shape[1:]))

    return measure


def frequency_band(counts, n_bands: int = 3) -> np.ndarray:
    """Return the band of each word: the commonest words that make up 1/n_bands of all text are band 0, and so on.

    A word that never occurs is in the last band.

    Examples
    --------
    >>> frequency_band([50, 20, 20, 5, 5, 0], 2)
    array([0, 1, 1, 1, 1, 1])
    """
    counts = valid.finite_array("counts", counts, max_ndim=1)
    n_bands = valid.integer("n_bands", n_bands, minimum=1)
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    band = np.empty(len(counts), int)
    band[order] = np.minimum((before / max(counts.sum(), 1) * n_bands + 1e-9).astype(int), n_bands - 1)
    return band


def distinct_n(sentences, n: int = 2) -> np.ndarray:
    """Return different n-grams over all n-grams, shape (...); 1 if no n words follow each other in them.

    It falls with the amount of text, so compare sets of one size only. Source: Li et al. (2016).

    Examples
    --------
    >>> float(distinct_n(["a b a b", "a b"], 2))
    0.5
    """
    n = valid.integer("n", n, minimum=1)
    return _for_each_set(sentences, lambda texts: _share_distinct([g for w in texts for g in _ngrams(w, n)]))


def repetition(sentences, n: int = 2) -> np.ndarray:
    """Return the mean share of n-grams inside a sentence that it has already said, shape (...).

    Sentences shorter than n words count as 0. Source: Welleck et al. (2020), who call it seq-rep-n.

    Examples
    --------
    >>> float(repetition(["a b a b a", "c d"], 2))
    0.25
    """
    n = valid.integer("n", n, minimum=1)
    return _for_each_set(
        sentences, lambda texts: float(np.mean([1 - _share_distinct(list(_ngrams(w, n))) for w in texts]))
    )


def duplication(sentences) -> np.ndarray:
    """Return the share of sentences that another one in the set said before, shape (...).

    Examples
    --------
    >>> float(duplication(["a b", "a b", "c", "d"]))
    0.25
    """
    texts = words.sentences("sentences", sentences)
    rows = texts.reshape(-1, texts.shape[-1]).tolist()
    return np.array([1 - len(set(row)) / len(row) for row in rows]).reshape(texts.shape[:-1])


def compression_ratio(sentences) -> np.ndarray:
    """Return bytes of the text over bytes after compression, shape (...): the larger, the more it repeats itself.

    The text is one sentence a line in UTF-8, compressed by DEFLATE at level 9. It sees repetition within 32 KB.

    Examples
    --------
    >>> bool(compression_ratio(["a b c"] * 100) > compression_ratio([f"a {i} c" for i in range(100)]))
    True
    """
    texts = words.sentences("sentences", sentences)
    rows = ["\n".join(row).encode() for row in texts.reshape(-1, texts.shape[-1]).tolist()]
    return np.array([len(row) / len(zlib.compress(row, 9)) for row in rows]).reshape(texts.shape[:-1])


def self_bleu(sentences, n: int = 4) -> np.ndarray:
    """Return the mean BLEU score of each sentence with all others as references, shape (...).

    The larger, the more the sentences resemble each other. A sentence with no n-gram in common with the others scores
    0. Every sentence is compared with every other, but only the two largest counts of each n-gram matter, so the cost
    grows with the amount of text, not with its square. Source: Zhu et al. (2018).

    Examples
    --------
    >>> float(self_bleu(["a b c d", "a b c d", "e f g h"]).round(3))
    0.667
    """
    n = valid.integer("n", n, minimum=1)
    texts = words.sentences("sentences", sentences)
    if texts.shape[-1] < 2:
        raise valid.refuse("sentences", texts.shape, "at least two in a set (their shape is shown)")
    return _for_each_set(texts, lambda split: _self_bleu(split, n))


def _self_bleu(texts, n):
    logs = np.zeros(len(texts))
    for k in range(1, n + 1):
        counted = [Counter(_ngrams(w, k)) for w in texts]
        most: dict = {}
        for counts in counted:
            for gram, c in counts.items():
                first, second = most.get(gram, (0, 0))
                most[gram] = (c, first) if c > first else (first, max(second, c))
        hits = np.empty(len(texts))
        for i, counts in enumerate(counted):
            # The best reference for an n-gram, this sentence itself excepted.
            hits[i] = sum(min(c, most[g][1] if c == most[g][0] else most[g][0]) for g, c in counts.items())
        totals = np.array([max(len(w) - k + 1, 1) for w in texts])
        with np.errstate(divide="ignore"):
            logs += np.log(hits / totals) / n
    return float(np.mean(np.exp(logs + _brevity([len(w) for w in texts]))))


def _brevity(lengths):
    """Log of BLEU's penalty for a sentence shorter than the reference nearest to it in length."""
    lengths, counts = np.array(lengths), Counter(lengths)
    penalty = {}
    for length, how_many in counts.items():
        others = [other for other in counts if other != length or how_many > 1]
        nearest = min(others, key=lambda other: (abs(other - length), other))
        penalty[length] = min(0.0, 1 - nearest / length) if length else -np.inf
    return np.array([penalty[length] for length in lengths.tolist()])


def _lengths(texts):
    return np.array([len(text.split()) for text in texts.ravel().tolist()]).reshape(texts.shape)


def _ngrams(split, n):
    return zip(*(split[i:] for i in range(n)), strict=False)


def _share_distinct(grams):
    return len(set(grams)) / len(grams) if grams else 1.0


def _for_each_set(sentences, function):
    """Apply ``function`` to each set of sentences, split into words."""
    texts = words.sentences("sentences", sentences)
    rows = texts.reshape(-1, texts.shape[-1]).tolist()
    return np.array([function([text.split() for text in row]) for row in rows]).reshape(texts.shape[:-1])
