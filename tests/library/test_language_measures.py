"""Measures of language against nltk, vendi-score and definitions written out."""

import warnings
from time import process_time

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.loop import Generation
from modelcollapse.measures import diversity, language
from modelcollapse.models import NgramModel
from modelcollapse.sources import Birds

TEXT = Birds().sample(60, rng=0)


def test_distinct_n_against_nltk():
    from nltk.util import ngrams

    for n in (1, 2, 3):
        grams = [gram for sentence in TEXT for gram in ngrams(sentence.split(), n)]
        assert language.distinct_n(TEXT, n) == pytest.approx(len(set(grams)) / len(grams))


@pytest.mark.parametrize("n", [1, 2, 4])
def test_self_bleu_against_nltk(n):
    from nltk.translate.bleu_score import sentence_bleu

    words = [sentence.split() for sentence in TEXT]
    weights = [1 / n] * n
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about sentences without a common n-gram
        scores = [sentence_bleu(words[:i] + words[i + 1 :], words[i], weights) for i in range(len(words))]
    assert language.self_bleu(TEXT, n) == pytest.approx(np.mean(scores), abs=1e-12)


def test_self_bleu_of_copies_is_one_and_of_strangers_zero():
    assert language.self_bleu(["a b c d e"] * 3) == pytest.approx(1)
    assert language.self_bleu(["a b c d", "e f g h", "i j k l"]) == 0


def test_vendi_against_vendi_score():
    from vendi_score import vendi

    X = np.random.default_rng(0).normal(size=(40, 7))
    assert diversity.vendi_score(X) == pytest.approx(vendi.score_dual(X, normalize=True))
    assert diversity.vendi_score(X.T) == pytest.approx(vendi.score_dual(X.T, normalize=True))


def test_vendi_counts_what_is_different():
    assert diversity.vendi_score(np.eye(9)) == pytest.approx(9)
    assert diversity.vendi_score(np.ones((9, 3))) == pytest.approx(1)
    assert diversity.vendi_of_texts(["a b"] * 5) == pytest.approx(1)
    assert 30 < diversity.vendi_of_texts([f"{i}x {i}y" for i in range(40)]) <= 40


def test_repetition_and_duplication_by_definition():
    assert language.repetition(["a b a b a", "c d e"], 2) == pytest.approx(0.25)
    assert language.repetition(["a", ""], 2) == 0
    assert language.duplication([["a", "a", "a", "b"], ["a", "b", "c", "d"]]).tolist() == [0.5, 0.0]


def test_compression_sees_repetition():
    copies = np.array([TEXT[:1].repeat(60), TEXT])
    ratio = language.compression_ratio(copies)
    assert ratio[0] > 5 * ratio[1]


def test_perplexity_of_a_uniform_choice_is_the_number_of_choices():
    text = ["a b c", "d"]
    logs = np.log(7.0) * -np.array([4, 2])
    assert language.perplexity(logs, text) == pytest.approx(7)


def test_perplexity_by_band_leaves_out_and_marks_what_is_empty():
    found = language.perplexity_by_band(np.log([0.5, 0.25, 0.1]), np.array([0, 0, -1]), 2)
    assert found[0] == pytest.approx(np.sqrt(8))
    assert np.isnan(found[1])


def test_frequency_bands_hold_equal_shares_of_the_text():
    counts = np.sort(np.random.default_rng(0).pareto(1, 1000))[::-1] + 0.01
    band = language.frequency_band(counts, 4)
    shares = np.bincount(band, counts) / counts.sum()
    assert shares == pytest.approx(0.25, abs=counts.max() / counts.sum() + 0.01)
    assert (np.diff(band) >= 0).all()


def test_held_out_perplexity_of_the_source_is_near_its_floor():
    birds = Birds()
    test = birds.sample(2000, rng=1)
    real = np.tile(test[:5], (3, 1))
    generation = Generation(0, birds, real, real)
    value = language.held_out_perplexity(test)(generation)
    assert value == pytest.approx([birds.perplexity_floor_] * 3, rel=0.02)
    bands = birds.band_[birds.read(test).species]
    by_band = language.held_out_perplexity(test, bands)(generation)
    assert by_band.shape == (3, 3)
    assert (by_band[:, 0] < by_band[:, 1]).all()
    assert (by_band[:, 1] < by_band[:, 2]).all()


def test_a_run_measured_by_band_goes_on_from_its_checkpoint_with_the_same_measures(tmp_path):
    birds = Birds()
    test = birds.sample(50, rng=1)
    by_band = language.held_out_perplexity(test, birds.band_[birds.read(test).species])
    loop = {"n_samples": 60, "replicates": 3, "measures": {**birds.measures(), "perplexity": by_band}, "rng": 0}
    model = NgramModel(2, vocabulary=birds.vocabulary_)
    run(model, birds, generations=1, **loop, checkpoint=tmp_path / "birds.npz")
    resumed = run(model, birds, generations=2, **loop, checkpoint=tmp_path / "birds.npz")
    whole = run(model, birds, generations=2, **loop)
    for name in whole:
        np.testing.assert_array_equal(resumed[name], whole[name])


def test_sets_are_measured_one_by_one():
    two = TEXT.reshape(2, 30)
    for measure in (
        language.distinct_n,
        language.self_bleu,
        language.repetition,
        language.duplication,
        language.compression_ratio,
        diversity.vendi_of_texts,
    ):
        together = measure(two)
        assert together.shape == (2,)
        assert together[1] == pytest.approx(float(measure(two[1])))


def test_ten_thousand_sentences_take_seconds():
    text = Birds().sample(10_000, rng=2)
    start = process_time()
    for measure in (language.distinct_n, language.self_bleu, language.compression_ratio, diversity.vendi_of_texts):
        measure(text)
    assert process_time() - start < 5 * 3  # three times the budget: other work may share the machine


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: language.distinct_n([]), "sentences"),
        (lambda: language.distinct_n(["a"], 0), "n must"),
        (lambda: language.self_bleu(["alone"]), "sentences"),
        (lambda: language.perplexity([0.1], ["a"]), "log_probabilities"),
        (lambda: language.perplexity([np.nan], ["a"]), "log_probabilities"),
        (lambda: language.perplexity([-1.0, -1.0], ["a"]), "log_probabilities"),
        (lambda: language.perplexity_by_band([-1.0], [2], 2), "bands"),
        (lambda: language.frequency_band([1.0], 0), "n_bands"),
        (lambda: language.held_out_perplexity(["a"], [0, 1]), "bands"),
        (lambda: diversity.vendi_score([[0.0, 0.0]]), "features"),
        (lambda: diversity.vendi_of_texts(["a"], n_features=1), "n_features"),
    ],
)
def test_bad_input_is_refused(call, name):
    with pytest.raises(ValueError, match=name):
        call()
