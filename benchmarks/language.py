"""Counting language and measuring text, against the library of record."""

from __future__ import annotations

import warnings

from modelcollapse.measures import diversity, language
from modelcollapse.models import NgramModel
from modelcollapse.sources import Birds
from nltk.lm import KneserNeyInterpolated
from nltk.lm.preprocessing import padded_everygram_pipeline
from nltk.translate.bleu_score import sentence_bleu
from sklearn.feature_extraction.text import CountVectorizer
from vendi_score import vendi

from benchmarks.race import Race

ORDER, DISCOUNT = 3, 0.7
BIRDS = Birds()
TEXT = BIRDS.sample(1000, rng=0).tolist()
HELD_OUT = BIRDS.sample(100, rng=1).tolist()


def fitted_nltk() -> KneserNeyInterpolated:
    """Return nltk's model of `TEXT`."""
    model = KneserNeyInterpolated(ORDER, discount=DISCOUNT)
    model.fit(*padded_everygram_pipeline(ORDER, [sentence.split() for sentence in TEXT]))
    return model


def fitted_ours() -> NgramModel:
    """Return our model of `TEXT`, with the same discount."""
    return NgramModel(ORDER, discount=DISCOUNT).fit(TEXT)


def score_nltk(model: KneserNeyInterpolated, sentences: list[str]) -> float:
    """Return the log-probability of all words in their contexts."""
    padded = [["<s>"] * (ORDER - 1) + sentence.split() + ["</s>"] for sentence in sentences]
    return sum(
        model.logscore(words[i], words[i - ORDER + 1 : i]) for words in padded for i in range(ORDER - 1, len(words))
    )


def self_bleu_nltk(sentences: list[str]) -> list[float]:
    """Return the BLEU of each sentence against all others."""
    words = [sentence.split() for sentence in sentences]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [sentence_bleu(words[:i] + words[i + 1 :], words[i]) for i in range(len(words))]


def vendi_dense(sentences: list[str]) -> float:
    """Return the Vendi score of counts of words and pairs, as a dense matrix."""
    counts = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\S+").fit_transform(sentences).toarray()
    return vendi.score_dual(counts.astype(float), normalize=True)


OURS, NLTK = fitted_ours(), fitted_nltk()
RACES = [
    Race("fit Kneser–Ney, order 3, to 1,000 sentences", fitted_ours, "nltk", fitted_nltk),
    Race(
        "log-probability of 100 sentences",
        lambda: OURS.log_probability(HELD_OUT),
        "nltk (measured on 2)",
        lambda: score_nltk(NLTK, HELD_OUT[:2]),
        2 / 100,
    ),
    Race(
        "1,000 sentences from the model",
        lambda: OURS.sample(1000, rng=0),
        "nltk (measured on one word)",
        lambda: NLTK.generate(1, random_seed=0),
        1 / (1000 * BIRDS.mean_length_),
    ),
    Race(
        "self-BLEU of 200 sentences",
        lambda: language.self_bleu(TEXT[:200]),
        "nltk",
        lambda: self_bleu_nltk(TEXT[:200]),
    ),
    Race(
        "Vendi score of 1,000 sentences",
        lambda: diversity.vendi_of_texts(TEXT),
        "vendi-score on dense counts",
        lambda: vendi_dense(TEXT),
    ),
]
