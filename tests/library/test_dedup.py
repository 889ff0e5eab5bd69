"""Near-duplicates: MinHash against the exact resemblance, and what is kept."""

import itertools

import numpy as np
import pytest
from modelcollapse.defenses.dedup import first_of_each, minhash, resemblance, shingles


def test_shingles_are_runs_of_words():
    assert shingles("a b c d") == {"a b c", "b c d"}
    assert shingles("a b", words=3) == {"a b"}
    assert shingles("") == {""}
    assert shingles("a  b\n c") == {"a b c"}


def test_resemblance_is_jaccards():
    assert resemblance(frozenset(), frozenset()) == 1
    for first, second in itertools.product([frozenset("abc"), frozenset("bcd"), frozenset("x")], repeat=2):
        either = [item in first or item in second for item in "abcdx"]
        both = [item in first and item in second for item in "abcdx"]
        assert resemblance(first, second) == resemblance(second, first) == sum(both) / sum(either)


@pytest.mark.parametrize("shared", [10, 50, 90])
def test_minhash_estimates_the_exact_resemblance(shared):
    """Over many seeds the estimate is unbiased, with the variance of a share of 64 throws."""
    first = frozenset(f"a{i}" for i in range(100))
    second = frozenset(f"a{i}" for i in range(100 - shared, 200 - shared))
    exact = resemblance(first, second)
    seeds = range(1, 121)
    found = [minhash(first, hashes=64, seed=s).jaccard(minhash(second, hashes=64, seed=s)) for s in seeds]
    deviation = np.sqrt(exact * (1 - exact) / 64)
    assert abs(np.mean(found) - exact) < 4 * deviation / np.sqrt(len(seeds))
    assert 0.7 < np.std(found) / deviation < 1.3


def test_of_near_duplicates_the_first_is_kept():
    original = "the gray heron was seen at dawn near the old mill on the river by two people with a telescope"
    edited = original.replace("telescope", "camera")
    texts = [original, edited, "a robin sang in the garden all day", original]
    assert first_of_each(texts).tolist() == [0, 2]
    assert first_of_each(texts, threshold=0.95).tolist() == [0, 1, 2]
    assert first_of_each([]).tolist() == []


def test_no_two_that_are_kept_are_exact_copies_and_no_text_is_dropped_by_mistake():
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(list("abcdef"), size=6)) for _ in range(200)]
    kept = first_of_each(texts, threshold=0.5)
    own = [shingles(texts[place]) for place in kept]
    assert len(set(own)) == len(own)
    for place in set(range(200)) - set(kept.tolist()):
        assert max(resemblance(shingles(texts[place]), shingles(texts[other])) for other in kept if other < place) > 0.5


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1}, {"threshold": None}])
def test_bad_input_is_refused(wrong):
    with pytest.raises(ValueError, match="threshold must be"):
        first_of_each(["a"], **wrong)
    with pytest.raises(ValueError, match="words must be"):
        shingles("a", words=0)
    with pytest.raises(ValueError, match="hashes must be"):
        minhash("a", hashes=1)
