"""Synthetic data that help: what they add to a few examples of a rare class, and to what people wrote.

Everything depends on what the maker of the data knows that the examples do not say.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.measures.language import perplexity
from modelcollapse.models import augmentation
from modelcollapse.models.ngram import NgramModel
from modelcollapse.sources import Birds
from modelcollapse.sources.digits import RareDigit, rare_digit
from modelcollapse.sources.rephrasing import rephrase, textbook

WAYS = ("nothing", "copied", "between", "moved", "borrowed", "real")
"""How a rare class is filled up, from the least to the most that is brought along."""


def filled(split: RareDigit, way: str, *, rng=None) -> np.ndarray:
    """Return the images, of shape (n, 64), that one of `WAYS` adds to the few of a `rare_digit`: as many as it lacks.

    Examples
    --------
    >>> filled(rare_digit(8, examples=5, rng=0), "copied", rng=0).shape
    (35, 64)
    """
    valid.choice("way", way, WAYS)
    n = len(split.spare)
    if way == "nothing":
        return split.few[:0]
    if way == "real":
        return split.spare
    if way == "borrowed":
        return augmentation.borrowed(split.few, n, others=split.others, classes=split.labels, rng=rng)
    return getattr(augmentation, way)(split.few, n, rng=rng)


def recognized(split: RareDigit, more) -> float:
    """Return the share of the test images of the rare digit that a support vector machine recognizes, with ``more`` to learn from."""
    from sklearn.svm import SVC  # half a second that nobody else should wait for

    images = np.concatenate([split.others, split.few, more])
    classes = np.concatenate([split.labels, np.full(len(split.few) + len(more), -1)])
    return float((SVC(C=10, gamma=0.001).fit(images, classes).predict(split.test) == -1).mean())


def recognition(ways: Iterable[str] = WAYS, *, draws: int, rng=None) -> np.ndarray:
    """Return the share of eights recognized after five examples, of shape (ways, draws): each way fills up the same draws."""
    draws, rng = valid.integer("draws", draws, minimum=1), valid.generator(rng)
    ways, found = tuple(ways), []
    for _ in range(draws):
        split = rare_digit(8, examples=5, rng=rng)
        found.append([recognized(split, filled(split, way, rng=rng)) for way in ways])
    return np.transpose(found)


MIXTURES = {
    "human alone": lambda birds, human, rng: human,
    "a third rephrased": lambda birds, human, rng: np.concatenate([human, rephrase(human[: len(human) // 2], rng=rng)]),
    "half textbook": lambda birds, human, rng: np.concatenate([human, textbook(birds, len(human), rng=rng)]),
    "half more human": lambda birds, human, rng: np.concatenate([human, birds.sample(len(human) // 2, rng=rng)]),
    "rephrased alone": lambda birds, human, rng: rephrase(human, rng=rng),
    "textbook alone": lambda birds, human, rng: textbook(birds, len(human), rng=rng),
}
"""What a model reads, by name: made from a world of birds, the human sentences and a generator."""


def text_losses(n: int, mixtures: Iterable[str], *, draws: int, rng=None) -> np.ndarray:
    """Return ln of the perplexity of new human text for a model of trigrams, of shape (mixtures, draws).

    Parameters
    ----------
    n
        human sentences from which each of the mixtures is made.
    mixtures
        names in `MIXTURES`.
    draws
        repetitions; all mixtures are made from the same human sentences.
    rng
        seed or generator.
    """
    n, draws = valid.integer("n", n, minimum=2), valid.integer("draws", draws, minimum=1)
    rng = valid.generator(rng)
    mixtures = [MIXTURES[valid.choice("mixture", name, tuple(MIXTURES))] for name in mixtures]
    birds, found = Birds(), []
    model = NgramModel(3, vocabulary=birds.vocabulary_)
    for _ in range(draws):
        human, test = (birds.sample(size, rng=rng) for size in (n, 1000))
        fits = (model.fit(mixture(birds, human, rng)) for mixture in mixtures)
        found.append([float(np.log(perplexity(fit.log_probability(test), test))) for fit in fits])
    return np.transpose(found)
