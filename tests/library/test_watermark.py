"""Watermarks: the published numbers, marks that any language model writes, detectors whose p-values are true."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from modelcollapse._words import codes
from modelcollapse.defenses.watermark import gumbel, hashing, kgw, synthid
from modelcollapse.defenses.watermark.detection import numbered, numbers_as_codes
from modelcollapse.defenses.watermark.marks import tournament
from modelcollapse.models import NgramModel
from modelcollapse.samplers import Context, compose, temperature
from modelcollapse.sources import Birds
from modelcollapse.theory import watermark as watermark_law
from scipy.stats import binom, chisquare, kstest

BIRDS = Birds(24)
TEXT = BIRDS.sample(400, rng=0)
MARKS = [kgw(17), gumbel(17), synthid(17)]
every_mark = pytest.mark.parametrize("mark", MARKS, ids=["kgw", "gumbel", "synthid"])
TWELVE = np.array([0.30, 0.20, 0.14, 0.10, 0.08, 0.06, 0.04, 0.03, 0.02, 0.01, 0.01, 0.01])


def contexts(n, words):
    """As many contexts of one word as there are, and the words to choose from."""
    return Context(numbers_as_codes(np.arange(1000, 1000 + n))[:, None], numbers_as_codes(np.arange(words)))


def said(mark, probabilities, n):
    """How a mark lets a model of these probabilities speak after n different words, shape (n, V)."""
    p = np.asarray(probabilities)
    return np.exp(mark(np.tile(np.log(p), (n, 1)), contexts(n, len(p))))


def test_the_published_numbers_of_green_lists():
    law = watermark_law
    assert law.z_score(50, 100, 0.25) == pytest.approx(5.7735027, abs=1e-7)
    assert law.normal_p_value(50, 100, 0.25) == pytest.approx(3.88202e-9, rel=1e-6)
    assert law.p_value(50, 100, 0.25) == pytest.approx(6.63850e-8, rel=1e-6)
    assert law.z_score(120, 200, 0.5) == pytest.approx(2.8284271, abs=1e-7)
    assert law.normal_p_value(120, 200, 0.5) == pytest.approx(0.002338867, abs=1e-9)
    assert law.p_value(120, 200, 0.5) == pytest.approx(0.002842578, abs=1e-9)
    assert law.modulus(0.25, 2) == pytest.approx(1.844938, abs=1e-6)
    assert law.green_share(0.25, 2) == pytest.approx(0.711235, abs=1e-6)
    assert law.spike_entropy(TWELVE, law.modulus(0.25, 2)) == pytest.approx(0.773048, abs=1e-6)
    assert law.least_green(TWELVE, 0.25, 2) == pytest.approx(0.549818, abs=1e-6)
    assert law.z_score(150, 200, 0.5) == pytest.approx(7.0710678, abs=1e-7)


def test_a_list_of_exactly_three_words_has_the_published_rate():
    lists = itertools.combinations(TWELVE, 3)
    rate = np.mean([watermark_law.green_share(sum(words), 2) for words in lists])
    assert rate == pytest.approx(0.658345, abs=1e-6)
    assert rate >= watermark_law.least_green(TWELVE, 0.25, 2)


def test_the_published_numbers_of_gumbel_and_tournaments():
    law = watermark_law
    assert law.gumbel_p_value(130, 100) == pytest.approx(0.0027504084, abs=1e-10)
    assert law.gumbel_p_value(20, 5) == pytest.approx(1.694474e-5, rel=1e-6)
    assert law.gumbel_score([0.1] * 10) == pytest.approx(2.928968, abs=1e-6)
    p, bits = np.array([0.5, 0.25, 0.125, 0.125]), np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(tournament(p, bits[:, :1]), [0.6875, 0.09375, 0.171875, 0.046875], atol=1e-12)
    twice = [0.50488281, 0.16259766, 0.29809570, 0.03442383]
    np.testing.assert_allclose(tournament(p, bits[:, :2]), twice, atol=1e-8)


def test_what_passes_is_counted_document_by_document():
    """Without false alarms it is s(1 - cτ)/(s(1 - cτ) + 1 - s); with them, what is not marked is flagged as well."""
    found = watermark_law.residual(0.5, [1, 0.8, 0.5], 0.99, 0)
    np.testing.assert_allclose(found, [0.01 / 1.01, 0.208 / 1.208, 0.505 / 1.505])
    # 1,000 documents, 500 by models, 400 of these marked, 396 of them and 1% of all others flagged
    assert watermark_law.residual(0.5, 0.8, 0.99, 0.01) == pytest.approx((4 + 99) / (4 + 99 + 495))
    assert watermark_law.residual(0.5, 1, 0.99, 0.01) == pytest.approx(0.01)
    coverage = watermark_law.needed_coverage(0.5, 0.1, 0.9)
    assert watermark_law.residual(0.5, coverage, 0.9, 0) == pytest.approx(0.1)


distributions = arrays(float, st.integers(2, 7), elements=st.floats(0, 1)).filter(lambda p: p.sum() > 0.1)


@settings(deadline=None)
@given(weights=distributions, gamma=st.floats(0.05, 0.95), delta=st.floats(0, 6))
def test_no_distribution_has_fewer_green_words_than_the_bound(weights, gamma, delta):
    p = weights / weights.sum()
    rate = watermark_law.green_rate(p, gamma, delta)
    assert watermark_law.least_green(p, gamma, delta) - 1e-12 <= rate <= watermark_law.green_share(gamma, delta) + 1e-12


def test_power_counts_the_texts_above_the_alarm():
    law = watermark_law
    for tokens in (5, 12, 20, 60):
        counts = np.arange(tokens + 1)
        alarm = law.p_value(counts, tokens, 0.25) <= 0.01
        assert law.power(tokens, 0.25, 0.6, 0.01) == pytest.approx(binom.pmf(counts[alarm], tokens, 0.6).sum())


def test_the_hash_is_the_one_that_a_page_computes():
    """MurmurHash3's last step and FNV-1a, by plain integers; the page of the chapter is compared in a browser."""

    def stirred(x):
        x = (x ^ (x >> 16)) * 0x85EBCA6B % 2**32
        x = (x ^ (x >> 13)) * 0xC2B2AE35 % 2**32
        return x ^ (x >> 16)

    for key, before, word in [(0, [0], 0), (17, [3], 9), (2**32 - 1, [2**31, 5], 2**32 - 1)]:
        seed = stirred(key ^ 0x9E3779B9)
        for code in before:
            seed = stirred(seed ^ code)
        found = hashing.seeds(key, np.array([before], np.uint32))
        assert found.tolist() == [seed]
        assert hashing.draws(found, np.array([word], np.uint32)).tolist() == [stirred(seed ^ word)]
    assert codes(["", "a", "foobar"]).tolist() == [0x811C9DC5, 0xE40C292C, 0xBF9CF968]


def test_draws_are_uniform_over_words_and_over_contexts():
    draws = MARKS[0].draws(contexts(2000, 500))
    for values in (hashing.uniform(draws), hashing.uniform(draws[:, 0]), hashing.uniform(draws[0])):
        assert kstest(values.ravel(), "uniform").pvalue > 1e-3
    bits = np.array([(draws >> bit) & 1 for bit in range(32)], dtype=float).reshape(32, -1)
    assert np.abs(np.corrcoef(bits) - np.eye(32)).max() < 5 / np.sqrt(bits.shape[1])


def test_green_words_are_said_as_often_as_the_law_says():
    p, mark = TWELVE, kgw(3, gamma=0.25, delta=2)
    n = 40_000
    green = mark.scores(mark.draws(contexts(n, 12)))
    rates = (said(mark, p, n) * green).sum(axis=1)
    assert rates.mean() == pytest.approx(watermark_law.green_rate(p, 0.25, 2), abs=5 * rates.std() / np.sqrt(n))


def test_a_tournament_may_have_more_rounds_than_a_number_has_bits():
    draws = synthid(5).draws(contexts(300, 50))
    for layers in (5, 32, 33, 100):
        mark = synthid(5, layers=layers)
        bits = mark.bits(draws)
        assert bits.shape == (300, 50, layers)
        np.testing.assert_array_equal(mark.scores(draws), bits.sum(axis=-1))
    assert np.abs(np.corrcoef(bits.reshape(-1, 100).T) - np.eye(100)).max() < 5.5 / np.sqrt(300 * 50)


@pytest.mark.parametrize("mark", [gumbel(5), synthid(5), synthid(5, layers=3)], ids=["gumbel", "synthid", "three"])
def test_over_keys_every_word_is_said_as_often_as_the_model_wants(mark):
    p, n = np.array([0.6, 0.25, 0.1, 0.05]), 40_000
    found = said(mark, p, n)
    np.testing.assert_allclose(found.mean(axis=0), p, atol=5 * 0.5 / np.sqrt(n))
    one_context = said(mark, p, 1)[0]
    assert abs(one_context - p).max() > 0.05, "with one key and one context the words are not as the model wants"


def test_tournaments_of_more_than_two_change_what_is_said():
    p, n = np.array([0.6, 0.25, 0.1, 0.05]), 40_000
    bits = synthid(5, layers=1).bits(synthid(5).draws(contexts(n, 4)))
    two, four = (tournament(np.tile(p, (n, 1)), bits, leaves).mean(axis=0) for leaves in (2, 4))
    np.testing.assert_allclose(two, p, atol=0.01)
    assert four[0] < p[0] - 0.01


def test_a_tournament_is_what_it_is_called():
    """Draw the matches: N draws of the model, the winner one of those with the largest bit."""
    rng, p, bits = np.random.default_rng(0), np.array([0.5, 0.3, 0.2]), np.array([1, 0, 1])
    for leaves in (2, 3):
        drawn = rng.choice(3, size=(200_000, leaves), p=p)
        lots = bits[drawn] + rng.random(drawn.shape) / 2
        winner = drawn[np.arange(len(drawn)), lots.argmax(axis=1)]
        expected = tournament(p, bits[:, None], leaves)
        assert chisquare(np.bincount(winner, minlength=3), len(drawn) * expected).pvalue > 1e-3


def test_gumbel_and_first_round_score_as_the_laws_say():
    p, n = np.array([0.4, 0.3, 0.2, 0.1]), 40_000
    mark = gumbel(2)
    scores = mark.scores(mark.draws(contexts(n, 4)))[said(mark, p, n) > 0.5]
    assert scores.mean() == pytest.approx(watermark_law.gumbel_score(p), abs=5 * scores.std() / np.sqrt(n))
    one = synthid(2, layers=1)
    ones = (said(one, p, n) * one.scores(one.draws(contexts(n, 4)))).sum(axis=1)
    assert ones.mean() == pytest.approx(watermark_law.first_round(p), abs=5 * ones.std() / np.sqrt(n))


@every_mark
def test_p_values_of_human_text_are_exact_over_keys(mark):
    """A sum of coins takes whole values: its p-value is at most a level as often as the law says, a little less often."""
    found = mark.detect_with(np.arange(4000), TEXT[:20])
    p, tokens = found.p, found.tokens[0]
    for level in (0.01, 0.05, 0.2, 0.5):
        reached = level
        if not isinstance(mark, gumbel):
            coins = (tokens, 0.25) if isinstance(mark, kgw) else (30 * tokens, 0.5)
            reached = binom.sf(binom.isf(level, *coins), *coins)
        assert reached <= level
        assert (p <= level).mean() == pytest.approx(reached, abs=4 * np.sqrt(level / len(p)))


def test_p_values_are_those_of_the_laws():
    for mark in (kgw(1), gumbel(1)):
        found = mark.detect(TEXT.reshape(20, 20))
        law = {kgw: lambda f: watermark_law.p_value(f.total, f.tokens, 0.25)}.get(
            type(mark), lambda f: watermark_law.gumbel_p_value(f.total, f.tokens)
        )
        np.testing.assert_allclose(found.p, law(found), rtol=1e-12)
    found = synthid(1, layers=5).detect(TEXT.reshape(20, 20))
    np.testing.assert_allclose(found.p, binom.sf(found.total - 1, 5 * found.tokens, 0.5))


@every_mark
def test_many_keys_are_tried_at_once(mark):
    documents = TEXT.reshape(4, 5, 20)
    found = mark.detect_with([3, 17, 2**32 - 1], documents)
    assert found.p.shape == found.tokens.shape == (3, 4, 5)
    for key, total, tokens, p in zip([3, 17, 2**32 - 1], found.total, found.tokens, found.p, strict=True):
        alone = type(mark)(key).detect(documents)
        np.testing.assert_array_equal(tokens, alone.tokens)
        np.testing.assert_allclose(total, alone.total)
        np.testing.assert_allclose(p, alone.p)


@every_mark
def test_what_is_said_twice_counts_once(mark):
    once, twice = mark.detect(TEXT[:20]), mark.detect(np.tile(TEXT[:20], 3))
    assert (once.tokens, once.total) == (twice.tokens, pytest.approx(twice.total))
    counted = mark.detect(np.tile(TEXT[:20], 3), repeats=True)
    words = sum(len(sentence.split()) + 1 for sentence in TEXT[:20])
    assert counted.tokens == 3 * words > once.tokens


@every_mark
def test_a_text_and_its_words_score_the_same(mark):
    scores = {}
    for sentence in TEXT[:20]:
        words, each = mark.read(sentence)
        pairs = zip(["", *words[:-1]], words, strict=True)
        scores |= dict(zip(pairs, each.tolist(), strict=True))
    found = mark.detect(TEXT[:20])
    assert (found.tokens, found.total) == (len(scores), pytest.approx(sum(scores.values())))


@pytest.mark.parametrize("window", [1, 3])
@pytest.mark.parametrize("make", [kgw, gumbel, synthid])
def test_every_mark_is_found_in_what_a_model_writes_with_it(make, window):
    mark = make(7, window=window)
    text = NgramModel(3, vocabulary=BIRDS.vocabulary_, sampler=mark).fit(TEXT).sample((400), rng=1)
    assert mark.detect(text).p < 1e-4
    assert make(8, window=window).detect(text).p > 1e-3, "another key finds nothing"


def test_replicates_are_marked_alike_and_leading_axes_are_kept():
    mark = kgw(7)
    model = NgramModel(2, vocabulary=BIRDS.vocabulary_, sampler=compose(temperature(0.9), mark))
    text = model.fit(TEXT.reshape(2, 200)).sample(200, rng=1)
    found = mark.detect(text)
    assert found.p.shape == found.tokens.shape == (2,)
    assert (found.p < 1e-6).all()
    assert mark.detect(text.reshape(2, 10, 20)).p.shape == (2, 10)


def test_a_transformer_writes_a_mark_too():
    torch = pytest.importorskip("torch")
    assert torch.get_num_threads() > 0
    from modelcollapse.models.transformer import TransformerModel

    for window in (1, 3):
        mark = kgw(7, window=window, delta=6)
        model = TransformerModel(
            BIRDS.vocabulary_, width=16, layers=1, heads=2, steps=5, context=12, sampler=mark, device="cpu"
        )
        text = model.fit(TEXT, rng=0).sample(30, rng=1)
        found = mark.detect(text)
        # A sentence that is cut has no full stop of its own; all other words were chosen with the mark.
        assert found.total / found.tokens > 0.9


def test_words_are_numbered_with_their_contexts():
    found = numbered(np.array([["a b", ""], ["b", "a"]], dtype=object), 2)
    name = dict(zip(codes(["", ".", "a", "b"]).tolist(), ["^", ".", "a", "b"], strict=True))
    rows = [f"{d}{name[x]}{name[y]}{name[w]}" for d, (x, y), w in zip(found.document, found.before.tolist(), found.code.tolist(), strict=True)]  # fmt: skip
    assert rows == ["0^^a", "0^ab", "0ab.", "0^^.", "1^^b", "1^b.", "1^^a", "1^a."]


def test_numbers_are_read_like_words():
    rng = np.random.default_rng(0)
    documents = rng.integers(50, size=(3, 4, 40))
    mark = kgw(3, window=2)
    found = mark.detect_numbers(documents)
    assert found.p.shape == (3, 4)
    triples = {tuple(documents[1, 2, i : i + 3]) for i in range(38)}
    assert found.tokens[1, 2] == len(triples)


@pytest.mark.parametrize(
    "bad",
    [lambda: kgw(-1), lambda: kgw(2**32), lambda: kgw(1.5), lambda: kgw(1, gamma=0), lambda: kgw(1, gamma=1)]
    + [lambda: kgw(1, delta=-1), lambda: kgw(1, window=0), lambda: synthid(1, layers=257), lambda: synthid(1, layers=0)]
    + [lambda: kgw(1).detect([]), lambda: kgw(1).detect([3]), lambda: kgw(1).detect("one")]
    + [lambda: kgw(1).detect_with([2**32], ["a"]), lambda: kgw(1).detect_with([], ["a"])]
    + [lambda: kgw(1).detect_numbers([[0.5, 1]]), lambda: kgw(1).detect_numbers([[1]])]
    + [lambda: kgw(1)(np.zeros(3)), lambda: watermark_law.green_rate(np.full(15, 1 / 15), 0.25, 2)],
)
def test_bad_input_is_refused_by_name(bad):
    with pytest.raises(ValueError, match="must be"):
        bad()


def test_marks_are_values():
    assert kgw(17, delta=1) == kgw(17, delta=1) != kgw(18, delta=1)
    assert repr(kgw(17, delta=1)) == "kgw(17, window=1, gamma=0.25, delta=1.0)"
    assert hash(synthid(1)) != hash(gumbel(1))
