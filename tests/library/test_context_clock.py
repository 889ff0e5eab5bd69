"""The clock of a context, by enumeration: exact where it occurs at most once a sentence, and wrong where it recurs."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from modelcollapse.models import NgramModel

COUNTED = {"order": 2, "discount": 1e-9}
SENTENCES = ("x a", "x b", "y a", "y b")
"""Of two words each, and equally likely: so x is reached by half of all sentences, and then followed by a or b."""


def diversity_after_x(text):
    """How often x occurs in a text, and the Simpson diversity of what follows it."""
    following = [sentence[-1] for sentence in text if sentence[0] == "x"]
    a = np.mean([word == "a" for word in following])
    return len(following), 1 - a**2 - (1 - a) ** 2


def weighted_texts(chances, n=3):
    """Every text of ``n`` sentences, with its probability."""
    for drawn in product(range(len(SENTENCES)), repeat=n):
        chance = np.prod([chances[i] for i in drawn])
        if chance > 1e-12:
            yield [SENTENCES[i] for i in drawn], chance


def test_a_context_that_occurs_once_a_sentence_keeps_its_clock():
    """Two generations of all texts of three sentences. Given both counts, each costs its own part of the diversity."""
    found, weight = defaultdict(float), defaultdict(float)
    for first, chance in weighted_texts([0.25] * 4):
        model = NgramModel(**COUNTED).fit(first)
        for second, then in weighted_texts(np.exp(model.log_probability(SENTENCES))):
            if "x" in "".join(first) and "x" in "".join(second):
                (m, _), (n, diversity) = diversity_after_x(first), diversity_after_x(second)
                found[m, n] += chance * then * diversity
                weight[m, n] += chance * then
    assert len(found) == 7  # of the nine pairs, three and one or two cannot follow each other: nobody says y any more
    for (m, n), total in found.items():
        assert total / weight[m, n] == pytest.approx(0.5 * (1 - 1 / m) * (1 - 1 / n), abs=1e-6), (m, n)


@pytest.mark.parametrize(("m", "diversity", "clock"), [(4, 0, 3 / 8), (6, 4 / 9, 5 / 12)])
def test_a_context_that_recurs_does_not(m, diversity, clock):
    """Runs of a, ended with probability 1/2: in four sentences, a occurs m times and is followed by the end four times."""
    for lengths in product(range(1, m), repeat=4):
        if sum(lengths) == m:
            text = [" ".join(["a"] * length) for length in lengths]
            ends = np.exp(NgramModel(**COUNTED).fit(text).log_probability(["a"]))[0]
            assert 1 - ends**2 - (1 - ends) ** 2 == pytest.approx(diversity, abs=1e-6)
    assert clock == 0.5 * (1 - 1 / m)
    assert abs(clock - diversity) > 0.02
