"""Panels that fund what they know, and organizations that learn from themselves, against their laws and by hand."""

import itertools

import numpy as np
import pytest
from modelcollapse.societies import grants, mutual_learning
from modelcollapse.theory import selection as selection_law
from scipy.integrate import quad
from scipy.stats import norm, truncnorm

PANEL = {"proposals": 5000, "replicates": 40, "rng": 0}


@pytest.mark.parametrize(("lottery", "newcomers"), [(0.0, 0.0), (0.4, 0.0), (0.0, 0.2), (0.6, 0.1), (1.0, 0.0)])
def test_one_round_from_a_bell_curve(agrees, lottery, newcomers):
    setting = {"taste": 0.8, "lottery": lottery, "spread": 0.3, "newcomers": newcomers}
    field = grants.chain(**PANEL, generations=1, dimensions=3, **setting)["variance"][1]
    agrees(field, selection_law.next_variance(1.0, **setting))


@pytest.mark.parametrize("dimensions", [1, 3])
def test_many_rounds_follow_the_exact_mixture(agrees, dimensions):
    setting = {"taste": 0.8, "lottery": 0.5, "spread": 0.3, "newcomers": 0.1, "dimensions": dimensions}
    field = grants.chain(**PANEL, generations=6, **setting)["variance"]
    for t in (2, 6):
        agrees(field[t], selection_law.exact_variance(t, **setting))


def test_the_mixture_by_quadrature_after_two_rounds():
    """One dimension, half by lot: the density after a round is known, and its product with the panel's taste too."""

    def second(x):  # after a round: half of it as wide as before, half chosen
        return (norm.pdf(x) + norm.pdf(x, scale=np.sqrt(0.5))) / 2

    def moment(f):
        return 2 * quad(lambda x: x**2 * f(x), 0, 12)[0] / (2 * quad(f, 0, 12)[0])

    chosen = moment(lambda x: second(x) * np.exp(-(x**2) / 2))
    expected = 0.5 * chosen + 0.5 * moment(second)
    assert selection_law.exact_variance(2, 1.0, 0.5, dimensions=1) == pytest.approx(expected, rel=2e-4)


def test_a_panel_alone_keeps_a_bell_curve_so_that_all_laws_are_one():
    v = 1.0
    for t in range(1, 6):
        v = selection_law.next_variance(v, 0.7, spread=0.2)
        assert selection_law.exact_variance(t, 0.7, spread=0.2) == pytest.approx(v, rel=1e-3)
        assert selection_law.undisturbed(2.0, 0.7, t) == pytest.approx(1 / (1 / 2 + t / 0.49))


@pytest.mark.parametrize(("lottery", "newcomers"), [(0.0, 0.0), (0.3, 0.0), (0.0, 0.3), (0.5, 0.2)])
def test_where_the_variance_rests_it_stays(lottery, newcomers):
    setting = {"taste": 0.7, "lottery": lottery, "spread": 0.2, "newcomers": newcomers}
    rest = selection_law.resting_variance(**setting)
    assert selection_law.next_variance(rest, **setting) == pytest.approx(rest)


def test_all_by_lot_drifts_by_one_part_in_n_and_by_the_noise(agrees):
    """Without any taste at work the field is a loop that resamples: (1 - 1/N) a round."""
    field = grants.chain(proposals=10, generations=6, replicates=20_000, lottery=1.0, spread=0.0, rng=0)["variance"]
    agrees(field[6], (1 - 1 / 10) ** 7)


def test_quality_of_winners_chosen_and_drawn(agrees):
    """Weights e^{bq} move a normal number by b; the better half of normal numbers has the mean of a half-normal."""
    by_panel = grants.chain(**PANEL, generations=1, merit=0.7)["quality"][1]
    agrees(by_panel, 0.7)
    by_lot = grants.chain(**PANEL, generations=1, merit=0.7, lottery=1.0, fundable=0.25)["quality"][1]
    agrees(by_lot, truncnorm.mean(norm.isf(0.25), np.inf))
    agrees(grants.chain(**PANEL, generations=1, merit=0.7, lottery=0.4)["quality"][1], 0.6 * 0.7)


def test_a_watched_panel_shows_who_won():
    rounds = grants.watch(proposals=300, generations=8, lottery=0.5, rng=1)
    far = [np.linalg.norm(one.places[one.winners] - one.places.mean(axis=0), axis=1) for one in rounds]
    assert np.mean([one.by_lot.mean() for one in rounds]) == pytest.approx(0.5, abs=0.05)
    for one, r in zip(rounds, far, strict=True):
        assert r[one.by_lot].mean() > r[~one.by_lot].mean(), "lots go farther out than the panel"
    for one, after in itertools.pairwise(rounds):
        steps = after.places - one.places[one.winners]
        assert steps.std() == pytest.approx(0.1, abs=0.02), "each proposal is born beside a winner"


def test_the_panel_goes_where_its_winners_went():
    """With a taste far narrower than the field, a panel stays at its own center, not at that of the proposals."""
    rounds = grants.watch(proposals=5000, generations=2, taste=0.1, spread=0.0, rng=0)
    center = rounds[0].places[rounds[0].winners].mean(axis=0)
    assert np.linalg.norm(center) < 0.1
    assert np.linalg.norm(rounds[1].places[rounds[1].winners] - center, axis=1).mean() < 0.1


ALONE = {"generations": 1, "replicates": 4000, "rng": 0}


def test_a_lone_question_and_a_code_that_learns_at_once(agrees):
    """By the program: two people act, right or wrong by 1/2 each; the code, at 0, adopts what the right ones do."""
    found = mutual_learning.chain(**ALONE, learning=0.0, code_learning=1.0, people=2, questions=1)
    agrees(found["code"][1], 3 / 4)


def test_a_lone_question_by_the_printed_text(agrees):
    """Only who believes the right answer knows more than a code that believes nothing: 1/3 of the people do."""
    setting = {"people": 2, "questions": 1, "reading": "text"}
    found = mutual_learning.chain(**ALONE, learning=0.0, code_learning=1.0, **setting)
    agrees(found["code"][1], 1 - (2 / 3) ** 2)


def test_the_code_learns_the_faster_the_more_agree(agrees):
    setting = {"people": 3, "questions": 1, "reading": "text", "learning": 0.0, "code_learning": 0.4}
    found = mutual_learning.chain(**ALONE, **setting)["code"][1]
    right = [8 / 27, 12 / 27, 6 / 27, 1 / 27]  # how many of three believe the right answer
    agrees(found, sum(p * (1 - 0.6**k) for k, p in enumerate(right)))


@pytest.mark.parametrize(("reading", "opposite"), [("program", 0.0), ("text", 1.0)])
def test_a_step_toward_the_code(reading, opposite):
    from modelcollapse.societies.mutual_learning import _people_learn

    beliefs = np.array([[[-1.0, 0.0, 1.0, -1.0]]], dtype=np.float32)
    code = np.array([[1.0, 1.0, 1.0, 0.0]], dtype=np.float32)
    learned = _people_learn(beliefs, code, 1.0, reading, np.random.default_rng(0))
    assert learned[0, 0].tolist() == [opposite, 1.0, 1.0, -1.0]


def test_people_who_do_not_learn_stay_as_various_as_they_came(agrees):
    found = mutual_learning.chain(generations=3, replicates=500, learning=0.0, turnover=0.4, people=6, rng=0)
    for t in (0, 3):
        agrees(found["variety"][t], 2 / 3)
        agrees(found["people"][t], 0.0)


def test_everybody_new_every_period_and_a_world_that_turns_over(agrees):
    found = mutual_learning.chain(generations=4, replicates=800, learning=1.0, turnover=1.0, rng=0)
    assert found["variety"][4].mean() < 0.9 * 2 / 3, "newcomers learn from the code in the period in which they come"
    lost = mutual_learning.chain(generations=40, replicates=400, learning=0.5, turbulence=0.5, rng=0)
    agrees(lost["people"][40], 0.0)


def test_without_new_people_all_end_of_one_mind():
    found = mutual_learning.chain(generations=60, replicates=30, learning=0.9, rng=0)
    assert (found["variety"][-1] == 0).all()
    np.testing.assert_allclose(found["code"][-1], found["people"][-1], atol=1e-6)


def test_one_organization_watched_is_one_of_the_chain():
    setting = {"generations": 6, "learning": 0.3, "turnover": 0.2, "turbulence": 0.1, "rng": 5}
    seen = mutual_learning.watch(**setting)
    found = mutual_learning.chain(**setting, replicates=1)
    right = [(period.code * period.world).mean() for period in seen]
    np.testing.assert_allclose(right, found["code"][:, 0])
    assert found["code"][6] != found["code"][1]
    assert not np.array_equal(seen[0].beliefs, seen[1].beliefs), "each period keeps its own beliefs"


REFUSALS = [
    (
        grants.chain,
        {"proposals": 5, "generations": 2, "replicates": 2, "rng": 0},
        {
            "proposals": "an int from 2",
            "generations": "an int from 0",
            "replicates": "an int from 1",
            "lottery": "a share",
            "newcomers": "a share",
            "taste": [0, -1.0, None, np.nan],
            "fundable": [0, 1.5, None],
            "merit": [-0.1, None],
            "spread": [-0.1, np.inf],
            "dimensions": "an int from 1",
        },
    ),
    (
        mutual_learning.chain,
        {"generations": 2, "replicates": 2, "learning": 0.5, "rng": 0},
        {
            "learning": "a share",
            "code_learning": "a share",
            "turnover": "a share",
            "turbulence": "a share",
            "people": "an int from 2",
            "questions": "an int from 1",
            "reading": ["book", None],
        },
    ),
]


def test_bad_arguments_are_refused(refusal, refuses):
    refuses(*refusal)


def test_watching_no_round_is_refused():
    with pytest.raises(ValueError, match="generations must be an integer of at least 1"):
        grants.watch(proposals=4, generations=0)
