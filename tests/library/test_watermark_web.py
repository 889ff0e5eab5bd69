"""A web with a mark: what is written is what the language says, what is learned is what was counted, what a filter lets through."""

import numpy as np
import pytest
from modelcollapse.defenses.watermark import gumbel, kgw
from modelcollapse.defenses.watermark.attacks import paraphrased, replaced, steal
from modelcollapse.defenses.watermark.web import (
    Web,
    different_pairs,
    excess_loss,
    learn,
    loop,
    pairs,
    spoken_with,
    write,
)
from modelcollapse.models import NgramModel
from modelcollapse.samplers import compose
from modelcollapse.sources import Birds
from modelcollapse.theory import watermark as watermark_law
from scipy.stats import chisquare

LANGUAGE = pairs(12, rng=0)
BIRDS = Birds(24)


def test_documents_follow_their_language():
    languages = np.stack([LANGUAGE, pairs(12, rng=1)])
    text = write(languages, 300, 60, rng=0)
    assert text.shape == (2, 300, 60)
    for language, documents in zip(languages, text, strict=True):
        for word in (0, 7):
            after = documents[:, 1:][documents[:, :-1] == word]
            assert chisquare(np.bincount(after, minlength=12), len(after) * language[word]).pvalue > 1e-3


def test_what_is_learned_is_what_was_counted():
    text = np.array([[[0, 1, 1], [1, 0, 2]], [[2, 2, 2], [0, 0, 0]]])
    kept = np.array([[True, True], [True, False]])
    found = learn(text, kept, 3)
    np.testing.assert_allclose(found[0, 1], np.array([1.1, 1.1, 0.1]) / 2.3)
    np.testing.assert_allclose(found[1, 2], np.array([0.1, 0.1, 2.1]) / 2.3)
    np.testing.assert_allclose(found[1, 0], 1 / 3)
    assert different_pairs(text, kept).tolist() == [4, 1]


def test_the_loss_of_a_model_is_what_its_text_costs():
    model = learn(write(LANGUAGE[None], 50, 60, rng=1), np.ones((1, 50)), 12)[0]
    text = write(LANGUAGE[None], 4000, 60, rng=2)[0]
    logs = np.log(LANGUAGE / model)[text[:, 10:-1], text[:, 11:]].mean(axis=1)
    assert excess_loss(LANGUAGE, model) == pytest.approx(logs.mean(), abs=4 * logs.std() / np.sqrt(len(logs)))
    assert excess_loss(LANGUAGE, LANGUAGE) == pytest.approx(0)


def test_a_mark_on_a_language_is_the_mark_of_the_sampler():
    mark = kgw(4, delta=4)
    text = write(spoken_with(LANGUAGE, 1, mark)[None], 40, 120, rng=0)[0]
    assert (mark.detect_numbers(text).p < 0.01).mean() > 0.9
    np.testing.assert_allclose(spoken_with(LANGUAGE, 1, None), LANGUAGE)
    np.testing.assert_allclose(spoken_with(LANGUAGE, 0.5, None), LANGUAGE**2 / (LANGUAGE**2).sum(axis=1, keepdims=True))


def test_edits_wash_the_mark_out_as_the_law_says():
    """Over keys: every pair of a long document with many words is new, so that counting once changes nothing."""
    language, rng = pairs(400, exponent=0.5, rng=0), np.random.default_rng(0)
    rates = {share: [] for share in (0, 0.2, 0.5)}
    for key in range(40):
        mark = kgw(key)
        text = write(spoken_with(language, 1, mark)[None], 20, 100, rng=rng)[0]
        for share, found in rates.items():
            edited = np.where(rng.random(text.shape) < share, rng.integers(400, size=text.shape), text)
            found.append(mark.detect_numbers(edited, repeats=True).total.sum() / (20 * 99))
    unedited = np.mean(rates[0])
    for share in (0.2, 0.5):
        expected = watermark_law.edited_rate(unedited, 0.25, share, 1)
        assert np.mean(rates[share]) == pytest.approx(expected, abs=4 * np.std(rates[share]) / np.sqrt(40))


def test_what_passes_a_filter_is_what_the_law_says():
    web = Web(coverage=0.5, share=0.8, documents=100)
    found = loop(LANGUAGE, web, mark=kgw(1, delta=6), filtered=True, generations=3, replicates=40, rng=0)
    assert found.residual.shape == (3, 40)
    assert (found.residual[0] == 0).all()
    expected = watermark_law.residual(0.8, 0.5, 1, 0.01)
    assert found.residual[1].mean() == pytest.approx(expected, abs=0.01)


def test_a_web_without_models_needs_no_filter():
    """Ten crawls of human documents only: the loss is that of a fit, and nothing is by models."""
    found = loop(LANGUAGE, Web(share=0), generations=3, replicates=5, rng=0)
    assert (found.residual == 0).all()
    alone = learn(write(np.broadcast_to(LANGUAGE, (200, 12, 12)), 60, 120, rng=1), np.ones((200, 60)), 12)
    expected = excess_loss(LANGUAGE, alone)
    assert found.loss.mean() == pytest.approx(expected.mean(), abs=4 * expected.std() / np.sqrt(15))


def test_a_mark_without_a_filter_makes_the_loop_worse():
    loops = {"generations": 6, "replicates": 6}
    plain, marked, rotated = (
        loop(pairs(rng=0), Web(rotated=turns), mark=mark, **loops, rng=0).loss[-1].mean()
        for mark, turns in ((None, False), (kgw(1), False), (kgw(1), True))
    )
    assert plain < rotated < marked


def test_a_paraphrase_keeps_the_meaning_and_loses_the_mark():
    text, pool = BIRDS.sample((4, 50), rng=0), BIRDS.sample(2000, rng=1)

    def meaning(sentences):
        return BIRDS.read(sentences).species

    other = paraphrased(text, pool, meaning, rng=2)
    assert other.shape == text.shape
    np.testing.assert_array_equal(meaning(other), meaning(text))
    assert (other != text).mean() > 0.9
    first = paraphrased(text, ["of the first"], lambda sentences: np.arange(np.size(sentences)))
    assert np.flatnonzero(first != text).tolist() == [0], "what the pool cannot say stays as it is"


def test_words_are_replaced_as_often_as_asked():
    text = BIRDS.sample((2, 300), rng=0)
    other = replaced(text, 0.3, ["x"], rng=1)
    assert other.shape == text.shape
    x = sum(sentence.split().count("x") for sentence in other.ravel())
    words = sum(len(sentence.split()) for sentence in text.ravel())
    assert x / words == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / words))
    np.testing.assert_array_equal(replaced(text, 0, ["x"], rng=1), text)


def test_a_stolen_mark_passes_the_detector_without_the_key():
    mark, human = kgw(17), BIRDS.sample(1000, rng=0)

    def speaks(sampler):
        return NgramModel(2, vocabulary=BIRDS.vocabulary_, sampler=sampler).fit(human)

    forged = steal(speaks(mark).sample(4000, rng=1), speaks(None).sample(4000, rng=2))
    text = speaks(compose(forged)).sample((1000), rng=3).reshape(20, 50)
    assert (mark.detect(text).p < 0.01).all()
    nothing = steal(speaks(None).sample(4000, rng=1), speaks(None).sample(4000, rng=2))
    text = speaks(nothing).sample((1000), rng=3).reshape(20, 50)
    assert (mark.detect(text).p < 0.01).mean() < 0.5


@pytest.mark.parametrize(
    "bad",
    [lambda: pairs(1), lambda: pairs(exponent=-1), lambda: Web(share=1.1), lambda: Web(documents=0), lambda: Web(tau=0)]
    + [lambda: loop(LANGUAGE, filtered=True), lambda: loop(LANGUAGE, mark=kgw(1, window=2)), lambda: loop([[0.5]])]
    + [lambda: loop(LANGUAGE, generations=0), lambda: loop(LANGUAGE, crawls=0), lambda: loop(LANGUAGE, mark=gumbel(-1))]
    + [lambda: replaced(["a"], 2, ["b"]), lambda: replaced(["a"], 0.5, []), lambda: steal([], ["a"])],
)
def test_bad_input_is_refused_by_name(bad):
    with pytest.raises(ValueError, match="must be"):
        bad()
