"""A web on which most documents are by the last model, some or all of them marked, and scrapers that may filter them.

The language is the simplest that a mark can live in: each word depends on the one before it.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import NamedTuple

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse._values import Value
from modelcollapse.defenses.watermark.detection import Watermark, numbers_as_codes
from modelcollapse.samplers import Context, compose, temperature

OF_A_PAIR = 0.1
"""What is added to the count of each pair of words, so that no pair is impossible."""


class Generations(NamedTuple):
    """What became of a loop, generation by generation, arrays of shape (generations, replicates).

    Attributes
    ----------
    loss
        nats a word by which a model is worse than the human language itself.
    pairs
        different pairs of words in what it was trained on.
    residual
        share of its training documents that are by models.
    """

    loss: np.ndarray
    pairs: np.ndarray
    residual: np.ndarray


@dataclass(frozen=True, repr=False)
class Web(Value):
    """Where a scraper finds documents, a ``share`` of which is by the last model.

    Parameters
    ----------
    documents, length
        a crawl: so many documents of so many words. The first model learns from one crawl of human documents.
    share
        by models, to whole documents.
    coverage
        share of the models' documents that carries the mark, if there is one.
    edited
        share of the words of the models' documents that people replace with any other word.
    tau
        temperature at which models speak.
    rotated
        whether each generation has a key of its own, which the filter knows.
    """

    _: KW_ONLY
    documents: int = 60
    length: int = 120
    share: float = 0.9
    coverage: float = 1.0
    edited: float = 0.0
    tau: float = 1.0
    rotated: bool = False

    def __post_init__(self):
        self._set(
            documents=valid.integer("documents", self.documents, minimum=1),
            length=valid.integer("length", self.length, minimum=2),
            tau=valid.number("tau", self.tau, low=0, include_low=False),
            **{name: valid.share(name, getattr(self, name)) for name in ("share", "coverage", "edited")},
        )

    def found(self, language, models, marked_models, crawls, rng):
        """Return documents of so many crawls, shape (replicates, documents, length), and which are by models."""
        synthetic = round(self.documents * self.share) * crawls
        human = self.documents * crawls - synthetic
        with_mark = round(synthetic * self.coverage)
        parts = [(np.broadcast_to(language, models.shape), human), (marked_models, with_mark)]
        parts += [(models, synthetic - with_mark)]
        text = np.concatenate([write(speaker, n, self.length, rng=rng) for speaker, n in parts if n], axis=1)
        made = text[:, human:]
        other = rng.integers(len(language), size=made.shape)
        text[:, human:] = np.where(rng.random(made.shape) < self.edited, other, made)
        return text, np.arange(text.shape[1]) >= human


def pairs(n_words: int = 48, *, exponent: float = 1.0, rng=None) -> np.ndarray:
    """Return a human language: after each word all words in an order of its own, the i-th with probability ∝ i^-exponent.

    Returns
    -------
    numpy.ndarray
        shape (n_words, n_words): row i has the probabilities of the words after word i.
    """
    n_words, rng = valid.integer("n_words", n_words, minimum=2), valid.generator(rng)
    exponent = valid.number("exponent", exponent, low=0)
    falling = np.arange(1, n_words + 1) ** -exponent
    rows = np.stack([rng.permutation(n_words) for _ in range(n_words)])
    return (falling / falling.sum())[rows]


def write(language: np.ndarray, documents: int, length: int, *, rng=None) -> np.ndarray:
    """Return documents in languages of shape (..., V, V), as word numbers of shape (..., documents, length)."""
    rng = valid.generator(rng)
    edges = np.cumsum(language, axis=-1)
    edges /= edges[..., -1:]
    *leading, words, _ = language.shape
    flat = (edges.reshape(-1, words, words) + np.arange(words)[:, None]).reshape(
        len(edges.reshape(-1, words, words)), -1
    )
    flat = (flat + words * np.arange(len(flat))[:, None]).ravel()  # row r of replicate k lies in [kV + r, kV + r + 1)
    replicate = np.repeat(np.arange(len(flat) // words**2), documents)
    text = np.empty((len(replicate), length), dtype=int)
    text[:, 0] = rng.integers(words, size=len(replicate))
    for step in range(1, length):
        row = words * replicate + text[:, step - 1]
        place = np.searchsorted(flat, row + rng.random(len(row)), side="right") - words * row
        text[:, step] = np.clip(place, 0, words - 1)
    return text.reshape(*leading, documents, length)


def learn(text: np.ndarray, weight: np.ndarray, words: int) -> np.ndarray:
    """Return the language fitted to documents, shape (replicates, documents, length), that have weights (0: left out)."""
    replicate, document = np.indices(text.shape[:2])
    pair = (replicate[..., None] * words + text[..., :-1]) * words + text[..., 1:]
    times = np.broadcast_to(weight[..., None], pair.shape).ravel()
    counts = np.bincount(pair.ravel(), times, minlength=len(text) * words**2).reshape(-1, words, words)
    return (counts + OF_A_PAIR) / (counts + OF_A_PAIR).sum(axis=-1, keepdims=True)


def spoken_with(language: np.ndarray, tau: float, mark: Watermark | None) -> np.ndarray:
    """Return how a model of shape (V, V) speaks at a temperature, with a mark that looks at one word, or without."""
    codes = numbers_as_codes(np.arange(len(language)))
    sampler = compose(temperature(tau), *([] if mark is None else [mark]))
    with np.errstate(divide="ignore"):
        return np.exp(sampler(np.log(language), Context(codes[:, None], codes)))


def loop(
    language: np.ndarray,
    web: Web | None = None,
    *,
    mark: Watermark | None = None,
    filtered: bool = False,
    crawls: int = 1,
    false_positives: float = 0.01,
    generations: int = 10,
    replicates: int = 20,
    rng=None,
) -> Generations:
    """Return what becomes of models that learn from a web on which the last one writes.

    Parameters
    ----------
    language
        what people speak, shape (V, V), see `pairs`.
    mark
        of the models' text, if any: it looks at one word. Replicate k has the key of the mark plus k.
    filtered
        whether the scraper leaves out every document with a p-value of at most ``false_positives``.
    crawls
        how many crawls a generation reads: ten find ten times as many human documents, and synthetic ones.
    generations
        fits, the first of them to a crawl of human documents alone.
    """
    web, rng = web or Web(), valid.generator(rng)
    language = valid.probabilities("language", language, max_ndim=2)
    generations, replicates = (
        valid.integer(name, value, minimum=1)
        for name, value in {"generations": generations, "replicates": replicates}.items()
    )
    crawls, level = valid.integer("crawls", crawls, minimum=1), valid.share("false_positives", false_positives)
    if filtered and mark is None:
        raise valid.refuse("mark", None, "given where the scraper filters by it")
    if mark is not None and mark.window != 1:
        raise valid.refuse("mark", mark, "one that looks at one word: the language does")
    humans = np.broadcast_to(language, (replicates, *language.shape))
    text = write(humans, web.documents, web.length, rng=rng)
    kept, made, record = np.ones(text.shape[:2], bool), np.zeros(web.documents, bool), []
    for generation in range(generations):
        models = learn(text, kept, len(language))
        record.append((excess_loss(language, models), different_pairs(text, kept), (kept * made).sum(1) / kept.sum(1)))
        if generation == generations - 1:
            break
        keys = [k + replicates * generation * web.rotated for k in range(replicates)]
        marks = [mark and replace(mark, key=(mark.key + key) % 2**32) for key in keys]
        spoken = np.stack([spoken_with(model, web.tau, each) for model, each in zip(models, marks, strict=True)])
        plain = spoken if mark is None else np.stack([spoken_with(model, web.tau, None) for model in models])
        text, made = web.found(language, plain, spoken, crawls, rng)
        kept = np.ones(text.shape[:2], bool)
        if filtered:
            kept = np.stack([m.detect_numbers(t).p > level for m, t in zip(marks, text, strict=True)])
    return Generations(*(np.array(values) for values in zip(*record, strict=True)))


def excess_loss(language: np.ndarray, models: np.ndarray) -> np.ndarray:
    """Return the nats a word by which models, shape (..., V, V), are worse than ``language`` on its own text."""
    often = np.linalg.matrix_power(language, 256)[0]
    logs = np.log(np.where(language > 0, language, 1))
    return (often[:, None] * language * (logs - np.log(models))).sum(axis=(-1, -2))


def different_pairs(text: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return how many different pairs of words the kept documents of each replicate hold."""
    pair = text[..., :-1] * (text.max() + 1) + text[..., 1:]
    return np.array([len(np.unique(each[rows])) for each, rows in zip(pair, kept, strict=True)])
