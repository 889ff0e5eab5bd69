"""The bird language: its exact probabilities against its own samples, and its judgment of right and wrong text."""

from time import perf_counter

import numpy as np
import pytest
from modelcollapse.sources import Birds
from modelcollapse.sources import bird_words as lexicon
from modelcollapse.sources.birds import INVENTED, NOBODY, effective_number

BIRDS = Birds()
TEXT = BIRDS.sample((2, 5000), rng=0)


def words(text):
    return np.array([len(sentence.split()) + 1 for sentence in np.ravel(text)])


def test_a_seed_fixes_world_and_text():
    assert (Birds().sample(50, rng=1) == Birds().sample(50, rng=1)).all()
    assert Birds(seed=1).names_ != BIRDS.names_
    assert len(set(BIRDS.names_)) == 1000


def test_human_text_is_true_and_grammatical():
    reading = BIRDS.read(TEXT)
    assert reading.species.shape == TEXT.shape
    assert reading.grammatical.all()
    assert not reading.false.any()
    assert (reading.species >= 0).all()
    assert (reading.style >= 0).all()


def test_every_pattern_can_be_read_back():
    reading = BIRDS.read(BIRDS.sample(20_000, rng=1))
    assert set(reading.pattern) == set(range(len(lexicon.PATTERNS)))
    styles = np.array([list(lexicon.STYLES).index(pattern.style) for pattern in lexicon.PATTERNS])
    assert (styles[reading.pattern] == reading.style).all()


def test_no_two_derivations_look_alike():
    assert len(BIRDS._grammar) == len(BIRDS._shapes)
    vocabulary = BIRDS.vocabulary_
    assert len(vocabulary) == len(set(vocabulary))


def test_probabilities_of_styles_and_patterns_sum_to_one():
    assert sum(lexicon.STYLES.values()) == pytest.approx(1)
    for style in lexicon.STYLES:
        assert sum(p.probability for p in lexicon.PATTERNS if p.style == style) == pytest.approx(1)


def test_entropy_is_the_mean_of_minus_log_probability():
    text = BIRDS.sample(100_000, rng=2)
    surprise = -BIRDS.log_probability(text)
    assert abs(surprise.mean() - BIRDS.entropy_) < 4 * surprise.std() / np.sqrt(len(text))
    length = words(text)
    assert abs(length.mean() - BIRDS.mean_length_) < 4 * length.std() / np.sqrt(len(text))


def test_probabilities_of_a_small_world_sum_to_one():
    """Every sentence of one pattern, listed: their probabilities add up to that of the pattern."""
    birds = Birds(24)
    total = 0.0
    for name in birds.names_:
        heads = [f"the {name} nests in {h} , as does the {o}" for h in lexicon.FACTS["habitat"] for o in birds.names_]
        total += np.exp(birds.log_probability(heads)).sum()
    assert total == pytest.approx(lexicon.STYLES["guide"] * 0.02)


def test_what_a_human_would_not_say_is_impossible():
    name = BIRDS.names_[0]
    habitat, food, _, year = (values[i] for values, i in zip(lexicon.FACTS.values(), BIRDS.facts_[0], strict=True))
    wrong = next(h for h in lexicon.FACTS["habitat"] if h != habitat)
    invented = next(f"{m} {n}" for m in lexicon.MODIFIERS for n in lexicon.NOUNS if f"{m} {n}" not in set(BIRDS.names_))
    sentences = [
        f"the {name} nests in {habitat}",
        f"the {name} nests in {wrong}",
        f"the {name} reportedly nests in {wrong}",
        f"the {invented} nests in {habitat}",
        f"the {name} nests in",
        f"what does the {name} eat ? {food}",
        f"the {name} was first recorded in {year} , the",
        "",
        "xyzzy plugh",
    ]
    reading = BIRDS.read(sentences)
    assert np.isfinite(BIRDS.log_probability(sentences)).tolist() == [True, *[False] * 4, True, *[False] * 3]
    assert reading.grammatical.tolist() == [True, True, True, True, False, True, False, False, False]
    assert reading.false.tolist() == [False, True, True, True, False, False, False, False, False]
    assert reading.confidently_false.tolist() == [False, True, False, True, *[False] * 5]
    assert reading.species.tolist() == [0, 0, 0, INVENTED, 0, 0, 0, NOBODY, NOBODY]
    assert reading.statements.tolist() == [1, 1, 1, 1, 0, 1, 1, 0, 0]
    assert reading.correct.tolist() == [1, 0, 0, 0, 0, 1, 1, 0, 0]


def test_neighbors_must_live_together():
    home = BIRDS.facts_[:, 0]
    near = next(i for i in range(1, 1000) if home[i] == home[0])
    far = next(i for i in range(1, 1000) if home[i] != home[0])
    habitat = lexicon.FACTS["habitat"][home[0]]
    names = BIRDS.names_
    reading = BIRDS.read([f"the {names[0]} nests in {habitat} , as does the {names[i]}" for i in (near, far, 0)])
    assert reading.agrees.tolist() == [True, False, False]
    assert reading.rare.tolist() == [True, False, False]


def test_rarer_birds_are_hedged_more():
    reading = BIRDS.read(TEXT)
    shares = [reading.hedged[BIRDS.band_[reading.species] == band].mean() for band in range(3)]
    assert shares[0] < shares[1] < shares[2]


def test_the_four_measures_are_one_for_human_text():
    history_like = type("Generation", (), {"synthetic": TEXT})
    values = {name: measure(history_like) for name, measure in BIRDS.measures().items()}
    for name in ("distribution", "error", "diversity", "capability"):
        assert values[name].shape == (2,)
        assert values[name] == pytest.approx(1, abs=0.15)
    assert values["coverage"].shape == (2, 3)
    assert values["confidently_false"].tolist() == [0, 0]


def test_expected_species_matches_counting():
    found = [
        np.bincount(BIRDS.band_[np.unique(BIRDS.read(BIRDS.sample(500, rng=seed)).species)], minlength=3)
        for seed in range(40)
    ]
    named = 1 - (1 - BIRDS.probabilities_) ** 500
    error = np.sqrt(np.bincount(BIRDS.band_, named * (1 - named)) / 40)
    assert (abs(np.mean(found, axis=0) - BIRDS.expected_species(500)) < 4 * error).all()


def test_ten_thousand_sentences_take_less_than_two_seconds():
    start = perf_counter()
    text = BIRDS.sample(10_000, rng=3)
    BIRDS.read(text)
    BIRDS.log_probability(text)
    assert perf_counter() - start < 2 * 3  # three times the budget: other work may share the machine


def test_effective_number_of_nothing_is_zero():
    assert effective_number(np.array([[0.0, 0.0], [1.0, 1.0]])).tolist() == [0.0, 2.0]


@pytest.mark.parametrize("n_species", [0, 23, 2401, 10.0, True])
def test_impossible_worlds_are_refused(n_species):
    with pytest.raises(ValueError, match="n_species"):
        Birds(n_species)


@pytest.mark.parametrize("text", [[], "one sentence", [1, 2], [["a"], [None]], np.zeros(3)])
def test_only_sentences_can_be_read(text):
    with pytest.raises(ValueError, match="sentences"):
        BIRDS.read(text)


@pytest.mark.parametrize("n_species", [24, 100])
def test_a_language_without_rare_birds_cannot_measure_them(n_species):
    with pytest.raises(ValueError, match="n_species must be more than 100"):
        Birds(n_species).measures()
    assert Birds(101).measures().keys() >= {"distribution", "coverage"}
