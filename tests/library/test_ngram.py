"""Interpolated Kneser-Ney: by hand, against nltk, and its sampler against its own probabilities."""

from collections import Counter
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelcollapse import run
from modelcollapse.measures import language
from modelcollapse.models import NgramModel
from modelcollapse.samplers import temperature, top_k
from modelcollapse.sources import Birds
from scipy.stats import ks_2samp

BIRDS = Birds()
SMALL = ["a b", "a c", "a b"]


def test_two_words_by_hand():
    """Order 2, discount 1/2, "a b" twice and "a c" once.

    Different left neighbors: a 1, b 1, c 1, end 2, so the unigrams are .2, .2, .2, .4.
    P(a|start) = 2.5/3 + (.5 · 1/3) · .2;  P(b|a) = 1.5/3 + (.5 · 2/3) · .2;  P(end|b) = 1.5/2 + (.5 · 1/2) · .4.
    """
    by_hand = np.array([2.5 / 3 + 0.2 / 6, 1.5 / 3 + 0.2 / 3, 1.5 / 2 + 0.4 / 4])
    logs, sentence, word = NgramModel(2, discount=0.5).fit(SMALL).token_log_probabilities(["a b"])
    assert np.exp(logs) == pytest.approx(by_hand)
    assert sentence.tolist() == [0, 0, 0]
    assert word.tolist() == [0, 1, 3]


def test_a_fixed_vocabulary_by_hand():
    """The unigrams give up half a count each, 4 · .5/5 = .4 in all, which five possible items share: .08 each."""
    model = NgramModel(1, discount=0.5, vocabulary=["a", "b", "c", "d"]).fit(["a b", "c"])
    # order 1 counts words: a 1, b 1, c 1, end 2
    expected = np.array([0.5 / 5, 0.5 / 5, 0.5 / 5, 0.0, 1.5 / 5]) + 0.4 / 5
    assert np.exp(model.next_log_probabilities(np.zeros((1, 0), int)))[0] == pytest.approx(expected)


def test_the_discount_is_estimated_from_sequences_seen_once_and_twice():
    model = NgramModel(2).fit(["a b", "a b", "a c", "d"])
    # bigrams: start-a 3, start-d 1, a-b 2, a-c 1, b-end 2, c-end 1, d-end 1: four once, two twice
    assert model.discounts_[1] == pytest.approx(4 / (4 + 2 * 2))


@pytest.mark.parametrize("order", [2, 3])
def test_against_nltk(order):
    from nltk.lm import KneserNeyInterpolated
    from nltk.lm.vocabulary import Vocabulary

    text = BIRDS.sample(150, rng=1)
    reference = KneserNeyInterpolated(order=order, discount=0.6, vocabulary=Vocabulary(["</s>"], unk_cutoff=1))
    padded = [["<s>"] * (order - 1) + sentence.split() + ["</s>"] for sentence in text]
    # Every sequence that ends in a word or in the end: nothing predicts a beginning.
    grams = [
        tuple(words[i - k : i + 1]) for words in padded for i in range(order - 1, len(words)) for k in range(order)
    ]
    reference.vocab.update(word for words in padded for word in words)
    reference.counts.update([grams])
    ours, sentence, _ = NgramModel(order, discount=0.6).fit(text).token_log_probabilities(text[:25])
    theirs = [
        reference.score(words[i], tuple(words[i - order + 1 : i]))
        for words in padded[:25]
        for i in range(order - 1, len(words))
    ]
    assert np.exp(ours) == pytest.approx(np.array(theirs), rel=1e-12)
    assert len(sentence) == len(theirs)


texts = st.lists(st.lists(st.sampled_from("abcd"), max_size=5).map(" ".join), min_size=1, max_size=8)


@given(texts, st.integers(1, 5), st.sampled_from([None, 0.3, 0.9]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_probabilities_sum_to_one_in_every_context(text, order, discount, closed):
    model = NgramModel(order, discount=discount, vocabulary="abcd" if closed else None).fit(text)
    n_words = len(model.words_)
    history = np.random.default_rng(0).integers(n_words + 2, size=(20, order - 1))
    p = np.exp(model.next_log_probabilities(history))
    assert p.sum(axis=1) == pytest.approx(np.ones(20))
    assert (p >= 0).all()


@given(texts, st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_both_ways_to_score_agree(text, order):
    model = NgramModel(order, vocabulary="abcd").fit(text)
    logs, _, word = model.token_log_probabilities(["a b c"])
    start = [model._begin] * (order - 1)
    path = [*start, *word]
    histories = np.array([path[i : i + order - 1] for i in range(len(word))], int).reshape(len(word), order - 1)
    dense = model.next_log_probabilities(histories)
    assert logs == pytest.approx(dense[np.arange(len(word)), word])


@pytest.mark.parametrize("vocabulary", [None, BIRDS.vocabulary_])
def test_backing_off_at_random_draws_from_the_interpolated_probabilities(vocabulary):
    text = BIRDS.sample(300, rng=2)
    model = NgramModel(3, vocabulary=vocabulary).fit(text)
    n = 40_000
    fast, dense = (
        Counter(sentence.split()[0] for sentence in sampled if sentence)
        for sampled in (
            model.sample(n, rng=3),
            NgramModel(3, vocabulary=vocabulary, sampler=temperature(1.0)).fit(text).sample(n, rng=4),
        )
    )
    p = np.exp(model.next_log_probabilities(np.full((1, 2), model._begin)))[0]
    expected = dict(zip(model.words_, p, strict=False))
    for counts in (fast, dense):
        common = [word for word in expected if expected[word] > 0.005]
        z = [(counts[w] / n - expected[w]) / np.sqrt(expected[w] / n) for w in common]
        assert np.abs(z).max() < 5


def test_a_sampler_changes_what_is_said_and_nothing_else():
    text = BIRDS.sample(500, rng=5)
    plain, greedy = NgramModel(4).fit(text), NgramModel(4, sampler=top_k(1)).fit(text)
    assert (plain.log_probability(text[:5]) == greedy.log_probability(text[:5])).all()
    assert len(set(greedy.sample(20, rng=0))) == 1
    assert len(set(plain.sample(20, rng=0))) > 10


def test_unseen_words():
    model = NgramModel(2, discount=0.5).fit(SMALL)
    assert model.log_probability(["a z"])[0] == -np.inf
    closed = NgramModel(2, discount=0.5, vocabulary=["a", "b", "c", "z"]).fit(SMALL)
    assert np.isfinite(closed.log_probability(["a z", "z z z"])).all()


def test_a_hundred_thousand_words_take_seconds():
    text = BIRDS.sample(10_000, rng=6)
    start = perf_counter()
    NgramModel(5, vocabulary=BIRDS.vocabulary_).fit(text).sample(10_000, rng=0)
    assert perf_counter() - start < 3 * 3  # three times the budget: other work may share the machine


def test_every_policy_and_the_checkpoint_take_sentences(tmp_path):
    def again(policy, **kwargs):
        model = NgramModel(3, vocabulary=BIRDS.vocabulary_)
        return run(
            model, BIRDS, policy, generations=3, n_samples=40, replicates=2, measures=BIRDS.measures(), rng=0, **kwargs
        )

    for policy in ("replace", "accumulate", "accumulate_subsample"):
        assert again(policy)["error"].shape == (4, 2)
    whole = again("replace")
    run(
        NgramModel(3, vocabulary=BIRDS.vocabulary_), BIRDS, generations=1, n_samples=40, replicates=2,
        measures=BIRDS.measures(), rng=0, checkpoint=tmp_path / "run.npz",
    )  # fmt: skip
    assert (again("replace", checkpoint=tmp_path / "run.npz")["error"] == whole["error"]).all()


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"order": 0}, "order"),
        ({"order": 9}, "order"),
        ({"discount": 0.0}, "discount"),
        ({"discount": 1.0}, "discount"),
        ({"sampler": 0.5}, "sampler"),
    ],
)
def test_bad_settings_are_refused(arguments, name):
    with pytest.raises(ValueError, match=name):
        NgramModel(**arguments)


@pytest.mark.parametrize("text", [[], [1], "a b"])
def test_bad_text_is_refused(text):
    with pytest.raises(ValueError, match="X must be"):
        NgramModel(2).fit(text)


def test_words_outside_the_vocabulary_are_refused_by_name():
    with pytest.raises(ValueError, match="'heron'"):
        NgramModel(2, vocabulary=["a"]).fit(["a heron"])


@pytest.mark.parametrize("how", [{}, {"discount": 0.3}, {"vocabulary": BIRDS.vocabulary_}])
@pytest.mark.parametrize("order", [1, 2, 5])
def test_replicates_fitted_at_once_are_the_models_fitted_one_by_one(order, how):
    texts, test = BIRDS.sample((3, 40), rng=4), BIRDS.sample(25, rng=5)
    together = NgramModel(order, **how).fit(texts)
    everything = together.log_probability(test)
    assert everything.shape == (3, 25)
    for r, text in enumerate(texts):
        alone = NgramModel(order, **how).fit(text)
        np.testing.assert_allclose(together.discounts_[r], alone.discounts_)
        np.testing.assert_allclose(everything[r], alone.log_probability(test))


@pytest.mark.parametrize("sampler", [None, temperature(0.5)])
def test_replicates_speak_each_for_itself(sampler):
    texts = np.array([["a b", "a b"], ["c", "c"], ["a d", "d"]], dtype=object)
    spoken = NgramModel(3, sampler=sampler).fit(texts).sample(50, rng=0)
    assert spoken.shape == (3, 50)
    for said, text in zip(spoken, texts, strict=True):
        assert set(" ".join(said).split()) <= set(" ".join(text).split())


def test_a_loop_at_once_is_a_loop_one_by_one():
    """Two fits and two texts: grammar and perplexity agree with those of models that are fitted one by one."""
    source, test = BIRDS, BIRDS.sample(100, rng=6)
    measures = {"perplexity": language.held_out_perplexity(test), "words": lambda g: _mean_words(g.synthetic)}
    loop = {"generations": 2, "n_samples": 100, "replicates": 40, "measures": measures, "progress": False}
    at_once = run(NgramModel(3, vocabulary=source.vocabulary_), source, **loop, rng=7)
    one_by_one = run(OneByOne(3, vocabulary=source.vocabulary_), source, **loop, rng=8)
    for name in measures:
        assert ks_2samp(at_once[name][2], one_by_one[name][2]).pvalue > 1e-4, name


class OneByOne(NgramModel):
    batched = False


def _mean_words(texts):
    return np.array([[len(text.split()) for text in row] for row in texts]).mean(axis=1)
