"""Two firms and their rankings: single seasons by hand, payoffs against their law, what an algorithm in common costs."""

import numpy as np
import pytest
from modelcollapse.societies.hiring import hire
from modelcollapse.theory import hiring as hiring_law

MEAN_LARGEST = {2: 1 / np.sqrt(np.pi), 3: 1.5 / np.sqrt(np.pi)}
"""Of two and of three standard normal numbers."""


def told(accuracy):
    return accuracy / np.sqrt(1 + accuracy**2)


def test_a_season_step_by_step():
    """With the same random numbers, one season and one firm after another."""
    accuracy, reads, seasons = [0.5, 2.0], [0, 1, 0], 300
    found = hire(accuracy=accuracy, reads=reads, candidates=4, seasons=seasons, rng=3)
    rng = np.random.default_rng(3)
    value = rng.standard_normal((seasons, 4))
    errors = rng.standard_normal((2, seasons, 4))
    turns = rng.permuted(np.tile(np.arange(3), (seasons, 1)), axis=1)
    for s in range(seasons):
        free, got = set(range(4)), {}
        for firm in turns[s].tolist():
            ranking = reads[firm]
            got[firm] = max(free, key=lambda c: value[s, c] + errors[ranking, s, c] / accuracy[ranking])
            free.remove(got[firm])
        assert [got[firm] for firm in range(3)] == found.hired[s].tolist()
        assert found.payoff[s].tolist() == [value[s, got[firm]] for firm in range(3)]
        assert found.best_passed_over[s] == (value[s].argmax() not in got.values())


def test_everybody_chooses_first_as_often():
    """A ranking that is nearly perfect: the firm that chooses first gets the best, each in a third of the seasons."""
    found = hire(accuracy=[1e6], reads=[0, 0, 0], candidates=3, seasons=9000, rng=0)
    best = found.hired == found.value.argmax(axis=1)[:, None]
    np.testing.assert_allclose(best.mean(axis=0), 1 / 3, atol=4 * np.sqrt(2 / 9 / 9000))
    assert not found.best_passed_over.any()
    np.testing.assert_allclose(found.payoff.sum(axis=1), found.value.sum(axis=1))


@pytest.mark.parametrize("candidates", [2, 3, 7])
@pytest.mark.parametrize(("accuracy", "other"), [(0.5, 0.5), (0.4, 3.0), (2.0, 0.7)])
def test_two_rankings(candidates, accuracy, other, agrees):
    found = hire(accuracy=[accuracy, other], reads=[0, 1], candidates=candidates, seasons=40_000, rng=0).payoff
    agrees(found[:, 0], hiring_law.independent(candidates, accuracy, other))
    agrees(found[:, 1], hiring_law.independent(candidates, other, accuracy))


@pytest.mark.parametrize("candidates", [2, 3, 7])
def test_one_ranking(candidates, agrees):
    found = hire(accuracy=0.8, reads=[0, 0], candidates=candidates, seasons=40_000, rng=0).payoff.mean(axis=1)
    agrees(found, hiring_law.shared(candidates, 0.8))


def test_a_shared_ranking_of_two_and_of_three_in_closed_form():
    accuracy = np.array([0.1, 0.5, 10])
    np.testing.assert_allclose(hiring_law.shared(3, accuracy), told(accuracy) * MEAN_LARGEST[3] / 2)
    np.testing.assert_allclose(hiring_law.shared(2, accuracy), 0, atol=1e-12)


def test_who_chooses_second_of_two_gets_the_other():
    for own, other in ((0.3, 0.8), (10, 10), (10, 0.01), (2, 2)):
        expected = MEAN_LARGEST[2] * (told(own) - told(other)) / 2
        assert hiring_law.independent(2, own, other) == pytest.approx(expected, abs=1e-10)


def test_who_knows_nothing_gets_what_the_other_leaves():
    """Of three candidates whose mean is 0 the first firm takes one, and the rest share what is left."""
    expected = -told(2.0) * MEAN_LARGEST[3] / 2 / 2
    assert hiring_law.independent(3, 1e-9, 2.0) == pytest.approx(expected, abs=1e-8)


def test_two_perfect_rankings_are_one():
    for candidates in (3, 10):
        one, two = hiring_law.shared(candidates, 10), hiring_law.independent(candidates, 10, 10)
        assert two == pytest.approx(one, abs=0.01)
        assert two >= one


def test_a_better_algorithm_that_both_firms_prefer_leaves_both_worse_off():
    """Kleinberg and Raghavan's paradox, with three candidates and our numbers, as four payoffs of one game."""
    own, algorithm = 0.5, 0.55
    both_alone, both_shared = hiring_law.independent(3, own, own), hiring_law.shared(3, algorithm)
    alone_against, against_alone = hiring_law.independent(3, algorithm, own), hiring_law.independent(3, own, algorithm)
    assert alone_against > both_alone > both_shared > against_alone
    assert both_alone - both_shared == pytest.approx(0.0074, abs=5e-5)


REFUSALS = [
    (
        hire,
        {"accuracy": [0.5, 1.0], "reads": [0, 1], "candidates": 3, "seasons": 2},
        {"accuracy": ("positive", [[0.5, 0.0], [0.5, np.nan], []]), "seasons": "an int from 1", "rng": "a seed"}
        | {"reads": [[0, 2], [-1, 0], [], 0, [0.0, 1.0], [0, 1, 0, 1]], "candidates": "an int from 1"},
    ),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
