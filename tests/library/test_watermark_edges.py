"""Watermarks where they end: words that are never said, as many words as can be listed, contexts of any rank."""

from itertools import product
from math import comb, exp, prod

import numpy as np
import pytest
from modelcollapse.defenses.watermark import kgw
from modelcollapse.defenses.watermark.detection import numbers_as_codes
from modelcollapse.samplers import Context
from modelcollapse.theory import watermark as watermark_law


def test_a_word_that_is_never_said_has_no_score():
    assert watermark_law.gumbel_score([0.3, 0.7, 0.0]) == pytest.approx(watermark_law.gumbel_score([0.3, 0.7]))


def test_fourteen_even_words():
    """If k of fourteen words are green they have k/14 of the probability, and e^δ times their weight."""
    gamma, alpha = 0.3, exp(1.5)
    chances = [comb(14, k) * gamma**k * (1 - gamma) ** (14 - k) for k in range(15)]
    green = sum(chance * alpha * k / (alpha * k + 14 - k) for k, chance in enumerate(chances))
    assert watermark_law.green_rate(np.full(14, 1 / 14), gamma, 1.5) == pytest.approx(green)


@pytest.mark.parametrize("window", [0, 1, 3])
def test_a_mark_survives_where_a_word_and_its_window_do(window):
    rate, gamma, replaced = 0.65, 0.25, 0.2
    green = 0.0
    for survives in product([True, False], repeat=window + 1):
        chance = prod(1 - replaced if one else replaced for one in survives)
        green += chance * (rate if all(survives) else gamma)
    assert watermark_law.edited_rate(rate, gamma, replaced, window) == pytest.approx(green)


def test_a_thousand_texts_before_a_filter():
    """Of 200 by models 160 are marked and 144 of these found; 4 of their other 40, and 80 of 800 by people, are taken for marked."""
    assert watermark_law.residual(0.2, 0.8, 0.9, 0.1) == pytest.approx((16 + 36) / (16 + 36 + 720))
    assert watermark_law.residual(0.0, 0.8, 0.9, 0.1) == 0
    assert watermark_law.residual(1.0, 0.8, 0.9, 0.1) == 1
    assert watermark_law.residual(1.0, 1.0, 1.0, 0.1) == 0, "nothing passes"


@pytest.mark.parametrize(("share", "wanted"), [(0.2, 0.05), (0.7, 0.3)])
def test_the_needed_coverage_leaves_what_is_wanted(share, wanted):
    coverage = watermark_law.needed_coverage(share, wanted, 0.9)
    assert watermark_law.residual(share, coverage, 0.9, 0.0) == pytest.approx(wanted)


def test_contexts_of_any_rank_are_cut_to_the_window():
    """Two replicates of one row, each after three words, of which the mark sees two."""
    mark, words = kgw(5, window=2), numbers_as_codes(np.arange(4))
    before = numbers_as_codes(np.array([[[7, 8, 9]], [[3, 2, 1]]]))
    logs = np.log([[[0.4, 0.3, 0.2, 0.1]], [[0.1, 0.2, 0.3, 0.4]]])
    marked = mark(logs, Context(before, words))
    for i in range(2):
        np.testing.assert_allclose(marked[i, 0], mark(logs[i, 0], Context(before[i, 0, 1:], words)))
