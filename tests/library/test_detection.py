"""Counting with a detector that errs: the closed forms against every outcome of three pages, and what they refuse."""

from itertools import product

import pytest
from modelcollapse.theory import detection as detection_law

SHARE, DETECTOR = 0.3, {"sensitivity": 0.8, "false_positives": 0.15}


def outcomes(pages):
    """Each way in which so many pages can be by models or people and flagged or not: chance, by a model, flagged."""
    for authors in product((True, False), repeat=pages):
        for flags in product((True, False), repeat=pages):
            chance = 1.0
            for by_model, flag in zip(authors, flags, strict=True):
                rate = DETECTOR["sensitivity" if by_model else "false_positives"]
                chance *= (SHARE if by_model else 1 - SHARE) * (rate if flag else 1 - rate)
            yield chance, authors, flags


def expected(of, pages=3):
    return sum(chance * of(authors, flags) for chance, authors, flags in outcomes(pages))


def corrected(flags):
    return detection_law.true_share(sum(flags) / len(flags), **DETECTOR)


def test_flags_of_all_outcomes():
    assert detection_law.flagged_share(SHARE, **DETECTOR) == pytest.approx(expected(lambda _, flags: sum(flags) / 3))


def test_the_correction_is_right_on_average_and_its_error_is_known():
    assert expected(lambda _, flags: corrected(flags)) == pytest.approx(SHARE)
    variance = expected(lambda _, flags: (corrected(flags) - SHARE) ** 2)
    assert detection_law.true_share_error(SHARE, n=3, **DETECTOR) == pytest.approx(variance**0.5)


def test_wrong_flags_of_all_outcomes():
    flagged = expected(lambda _, flags: flags[0], pages=1)
    wrong = expected(lambda authors, flags: flags[0] and not authors[0], pages=1)
    assert detection_law.wrong_flags(SHARE, **DETECTOR) == pytest.approx(wrong / flagged)


def test_a_detector_that_tells_nothing_apart_is_refused():
    with pytest.raises(ValueError, match="sensitivity must be more than false_positives"):
        detection_law.true_share(0.2, 0.1, 0.1)
    with pytest.raises(ValueError, match="sensitivity must be more than false_positives"):
        detection_law.true_share(0.2, [0.9, 0.1], 0.1)  # the other one would do
