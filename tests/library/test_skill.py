"""A person beside a tool: the law of resting points and folds, and persons who do one case after another by it."""

import numpy as np
import pytest
from modelcollapse.societies import placebo, skills
from modelcollapse.theory import before_after as before_after_law
from modelcollapse.theory import knowledge as knowledge_law
from modelcollapse.theory import skill as skill_law
from scipy.integrate import solve_ivp
from scipy.stats import binom, chi2_contingency, norm

SETTINGS = [
    {"manual": 0.0, "sharpness": 12.0, "learn": 0.2, "forget": 0.05},
    {"manual": 0.1, "sharpness": 15.0, "learn": 0.3, "forget": 0.05},
    {"manual": 0.0, "sharpness": 7.0, "learn": 0.2, "forget": 0.02},
]


def drift(skill, quality, *, manual, sharpness, learn, forget):
    """What the definition says, written out: dS/dt."""
    handed_over = 1 / (1 + np.exp(-sharpness * (quality - skill)))
    return learn * (manual + (1 - manual) * (1 - handed_over)) * (1 - skill) - forget * skill


@pytest.mark.parametrize("person", SETTINGS)
def test_skill_rests_beside_the_tool_that_the_law_names(person):
    low = skill_law.kept(person["manual"], person["learn"], person["forget"])
    high = skill_law.kept(1, person["learn"], person["forget"])
    for skill in np.linspace(low, high, 9)[1:-1]:
        assert drift(skill, skill_law.quality_at(skill, **person), **person) == pytest.approx(0, abs=1e-12)
    assert np.isnan(skill_law.quality_at([high + 0.01, max(low - 0.01, 1e-9) if low else high + 0.02], **person)).all()


@pytest.mark.parametrize("person", SETTINGS)
def test_at_a_fold_two_resting_points_meet(person):
    back, lost = skill_law.folds(**person)
    assert back.skill < lost.skill
    assert back.quality < lost.quality
    for fold in (back, lost):
        beside = skill_law.quality_at(fold.skill + np.array([-1e-4, 0, 1e-4]), **person)
        assert np.ptp(beside) < 1e-6, "the curve of resting points is level there"
    counts = [len(skill_law.resting_points(A, **person)) for A in (back.quality - 0.01, back.quality + 0.01)]
    counts += [len(skill_law.resting_points(A, **person)) for A in (lost.quality - 0.01, lost.quality + 0.01)]
    assert counts == [1, 3, 3, 1]


@pytest.mark.parametrize("person", SETTINGS)
def test_resting_points_are_where_the_drift_changes_sign(person):
    grid = np.linspace(0, 1, 200_001)
    for quality in (0.2, 0.5, 0.66, 0.9):
        signs = np.sign(drift(grid, quality, **person))
        turns = np.flatnonzero(signs[:-1] != signs[1:])
        found = skill_law.resting_points(quality, **person)
        np.testing.assert_allclose([rest.skill for rest in found], grid[turns], atol=6e-6)
        assert [rest.stable for rest in found] == [bool(signs[i] > signs[i + 1]) for i in turns]


def test_who_does_everything_by_hand_rests_where_practice_leads():
    assert skill_law.resting_points(0.9, manual=1.0) == [(skill_law.kept(1.0), True)]


def test_the_numbers_of_the_chapter():
    back, lost = skill_law.folds()
    assert (back.quality, lost.quality) == pytest.approx((0.396, 0.672), abs=5e-4)
    assert skill_law.kept(1) == pytest.approx(0.8)
    assert skill_law.least_manual() == pytest.approx(7 / 32)
    assert skill_law.resting_points(0.7)[0].skill < 0.001


@pytest.mark.parametrize(("sharpness", "learn", "forget"), [(12, 0.2, 0.05), (9, 0.4, 0.05), (20, 0.1, 0.03)])
def test_above_the_least_share_by_hand_nothing_jumps(sharpness, learn, forget):
    least = skill_law.least_manual(sharpness, learn, forget)
    assert skill_law.folds(least + 1e-6, sharpness, learn, forget) == []
    assert len(skill_law.folds(least - 1e-3, sharpness, learn, forget)) == 2
    skill = np.linspace(0, skill_law.kept(1, learn, forget), 2001)[1:-1]
    beside = skill_law.quality_at(
        skill[skill > skill_law.kept(least + 1e-6, learn, forget)], least + 1e-6, sharpness, learn, forget
    )
    assert (np.diff(beside[np.isfinite(beside)]) < 1e-9).all(), (
        "a better tool always means less skill, and never a jump"
    )


def test_people_who_hardly_know_who_is_better_never_jump():
    assert skill_law.folds(sharpness=4.9) == []
    assert skill_law.least_manual(4.9) == 0


def test_practice_and_skill_are_inverse():
    assert skill_law.kept(skill_law.practice_for(0.6)) == pytest.approx(0.6)
    assert skill_law.practice_for(0.8) == pytest.approx(1)


def test_the_tool_settles_where_a_fit_changes_nothing():
    hand, skill, noise = 0.3, 0.7, 0.05
    tool = skill_law.tool_taught(hand, skill, noise)
    assert tool == pytest.approx((1 - noise) * (hand * skill + (1 - hand) * tool))
    assert skill_law.tool_taught(0, 0.8, 0) == 0


def test_the_course_is_that_of_the_equations():
    setting = {"manual": 0.1, "sharpness": 9.0, "learn": 0.3, "forget": 0.04}
    found = skill_law.course(60, start=0.7, quality=0.8, noise=0.05, pace=0.5, **setting)

    def moves(_, pair):
        S, A = pair
        hand = 0.1 + 0.9 / (1 + np.exp(9 * (A - S)))
        return [drift(S, A, **setting), 0.5 * (0.95 * (hand * S + (1 - hand) * A) - A)]

    other = solve_ivp(moves, (0, 60), [0.7, 0.8], t_eval=np.arange(61), method="RK45", rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found, other.y, atol=1e-5)
    still = skill_law.course(60, start=0.7, quality=0.8)
    assert (still.quality == 0.8).all()
    assert still.skill[-1] < 0.05


def test_one_case_moves_skill_by_hand_or_not():
    """One case a week: skill is one of two numbers, with the chance of the law."""
    staff = skills.careers(quality=0.6, weeks=1, replicates=40_000, cases=1, start=0.5, manual=0.2, rng=0)
    by_hand, handed_over = 0.5 + 0.2 * 0.5 - 0.05 * 0.5, 0.5 - 0.05 * 0.5
    mine = staff["by_hand"][1] == 1
    np.testing.assert_allclose(staff["skill"][1], np.where(mine, by_hand, handed_over))
    chance = 0.2 + 0.8 / (1 + np.exp(12 * 0.1))
    assert binom.sf(mine.sum(), 40_000, chance) > 1e-3
    assert binom.cdf(mine.sum(), 40_000, chance) > 1e-3
    assert set(np.unique(staff["errors"][1])) == {0, 1}
    for kind, wrong in ((mine, 0.4 * 0.5), (~mine, 0.4)):
        assert binom.sf(staff["errors"][1][kind].sum(), kind.sum(), wrong) > 1e-3
        assert binom.cdf(staff["errors"][1][kind].sum(), kind.sum(), wrong) > 1e-3


def test_skill_by_lot_has_its_exact_mean(agrees):
    """Beside a tool that everybody prefers at once, only the lot decides who practises."""
    staff = skills.careers(quality=1.0, sharpness=5000, manual=0.3, cases=3, weeks=8, replicates=20_000, rng=1)
    for week in (1, 4, 8):
        agrees(staff["skill"][week], skill_law.by_lot(0.8, 0.3, week, 3))


def test_without_a_tool_skill_goes_its_way_to_the_practised_one():
    staff = skills.careers(quality=0.0, sharpness=5000, start=0.3, cases=4, weeks=30, replicates=2, rng=0)
    weeks = np.arange(31)
    np.testing.assert_allclose(staff["skill"][:, 0], skill_law.by_lot(0.3, 1.0, weeks, 4))


def test_many_cases_a_week_follow_the_law():
    for start in (0.4, 0.65):
        staff = skills.careers(quality=0.62, start=start, weeks=40, cases=2000, replicates=20, rng=0)
        course = skill_law.course(40, start=start, quality=0.62)
        np.testing.assert_allclose(staff.mean("skill"), course.skill, atol=0.01)
    staffs = skills.taught_by_staff(quality=0.9, weeks=60, cases=200, persons=100, replicates=1, rng=0)
    pair = skill_law.course(60, start=0.8, quality=0.9, noise=0.02)
    np.testing.assert_allclose(staffs["quality"][:, 0], pair.quality, atol=0.02)
    np.testing.assert_allclose(staffs["skill"][:, 0].mean(axis=1), pair.skill, atol=0.02)


def test_a_schedule_of_tools_is_followed_week_by_week():
    ups = skills.careers(quality=[0.2, 0.9, 0.9], weeks=3, replicates=5, sharpness=5000, rng=0)
    assert (ups["by_hand"][1] == 1).all()
    assert (ups["by_hand"][2:] == 0).all()
    with pytest.raises(ValueError, match=r"quality must be one number, or one a week, 3 in all"):
        skills.careers(quality=[0.2, 0.9], weeks=3, replicates=5)


def test_the_records_of_a_staff_are_right_as_often_as_who_made_them():
    alone = skills.taught_by_staff(
        weeks=1, replicates=4000, persons=1, cases=1, manual=1.0, start=0.6, noise=0.1, rng=0
    )
    assert (alone["people"] == 1).all()
    assert alone["right"][1].mean() == pytest.approx(0.6, abs=0.03)
    np.testing.assert_allclose(alone["quality"][1], 0.5 + 0.25 * (0.9 * alone["right"][1] - 0.5))
    never = skills.taught_by_staff(
        weeks=1, replicates=4000, persons=1, cases=1, start=0.1, quality=0.9, sharpness=5000, rng=0
    )
    assert (never["people"][1] == 0).all()
    assert never["right"][1].mean() == pytest.approx(0.9, abs=0.02)


def test_a_staff_divides_into_experts_and_others():
    """Beside a tool that two persons in three keep good, one case after another decides who goes on practising."""
    staffs = skills.taught_by_staff(weeks=400, replicates=10, rng=0)
    rests = [rest.skill for rest in skill_law.resting_points(staffs["quality"][-50:].mean())]
    nearest = np.abs(staffs["skill"][-1][..., None] - rests).argmin(axis=-1)
    assert set(np.unique(nearest)) >= {0, 2}
    assert (nearest == 1).mean() < 0.15, "the one in between is not stable"
    assert 0.1 < (nearest == 2).mean() < 0.5


def test_two_shares_compare_as_in_a_table_of_counts():
    found = before_after_law.difference((226, 795), (145, 648))
    table = [[226, 569], [145, 503]]
    assert found.p == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert found.low < found.difference < found.high
    assert before_after_law.difference((5, 10), (5, 10)).p == 1
    assert before_after_law.difference((10, 10), (10, 10)) == (0, 0, 0, 1)
    ratio, low, high = before_after_law.odds_ratio((226, 795), (145, 648))
    assert ratio == pytest.approx(145 * 569 / (503 * 226))
    assert low * high == pytest.approx(ratio**2)


def test_the_interval_of_two_shares_covers_their_difference():
    rng = np.random.default_rng(0)
    counts = zip(rng.binomial(300, 0.3, 2000), rng.binomial(200, 0.2, 2000), strict=True)
    covered = [(d := before_after_law.difference((int(a), 300), (int(b), 200))).low < -0.1 < d.high for a, b in counts]
    assert 0.93 < np.mean(covered) < 0.97


def test_a_drift_explains_a_drop_in_one_study_of_twenty():
    setting = {"share": 0.257, "before": 795, "after": 648}
    drift = before_after_law.drift_to_explain(0.0605, **setting)
    assert 2 * before_after_law.chance_of_a_drop(0.0605, **setting, drift=drift) == pytest.approx(0.05)
    assert before_after_law.drift_to_explain(0.01, **setting) == 0


@pytest.mark.parametrize("drift", [0.0, 0.03])
def test_studies_of_unchanged_readers_scatter_by_the_law(drift):
    found = placebo.unchanged(share=0.257, before=795, after=648, spread=0.05, drift=drift, replicates=8000, rng=2)
    spread = 0.0605 / norm.isf(before_after_law.chance_of_a_drop(0.0605, 0.257, 795, 648, drift))
    assert found.mean() == pytest.approx(0, abs=4 * spread / np.sqrt(8000))
    assert found.std() == pytest.approx(spread, rel=0.04)


def test_readers_differ_as_much_as_they_are_said_to():
    alone = placebo.unchanged(share=0.3, before=10**7, after=1, readers=1, spread=0.1, replicates=4000, rng=0)
    after = (alone > 0).astype(float)
    own = after - alone  # what so many cases before show of the one reader's share
    assert own.std() == pytest.approx(0.1, rel=0.05)
    assert own.mean() == pytest.approx(0.3, abs=0.01)


def test_two_groups_together_have_the_share_of_all():
    rest = before_after_law.share_of_the_rest(0.284, [3.6, 1.0, 0.4], 0.5)
    odds = np.array([3.6, 1.0, 0.4]) * rest / (1 - rest)
    np.testing.assert_allclose(0.5 * rest + 0.5 * odds / (1 + odds), 0.284)


def test_knowledge_settles_where_the_law_says():
    for elasticity in (0.5, 2.0):
        for accuracy in (0.1, 0.45, 0.55, 0.9):
            left = knowledge_law.stock(1.0, 3000, accuracy, elasticity)
            assert left == pytest.approx(knowledge_law.lasting(accuracy, elasticity), abs=1e-6)


def test_effort_is_what_pays_best():
    """Maximize the reward r K (1 - A) e less the cost e^(1 + 1/η) / (1 + 1/η) by brute force."""
    efforts = np.linspace(0, 1, 100_001)
    for knowledge, accuracy, elasticity in ((0.8, 0.5, 2.0), (0.9, 0.7, 0.5), (1.0, 0.1, 3.0)):
        gain = 2.0 * knowledge * (1 - accuracy) * efforts - efforts ** (1 + 1 / elasticity) / (1 + 1 / elasticity)
        best = efforts[gain.argmax()]
        assert knowledge_law.effort(knowledge, accuracy, elasticity) == pytest.approx(best, abs=2e-5)


GOOD = {"quality": 0.6, "weeks": 2, "replicates": 2}
PERSONS = dict.fromkeys(("start", "manual"), "a share") | {
    "cases": "an int from 1",
    "rng": "a seed",
    "weeks": "an int from 0",
}
PERSONS |= {
    "replicates": "an int from 1",
    "sharpness": "positive",
    "learn": ("positive", [50]),
    "forget": ("positive", [50]),
}
REFUSALS = [
    (skills.careers, GOOD, PERSONS | {"quality": ("a share", [[0.5], [0.5, 1.2], [0.5, np.nan]])}),
    (
        skills.taught_by_staff,
        GOOD,
        PERSONS | {"quality": "a share", "persons": "an int from 1", "noise": "a share", "pace": "a share"},
    ),
    (
        placebo.unchanged,
        {"share": 0.3, "before": 9, "after": 9, "replicates": 2},
        {"share": ("a share", [0.0, 1.0]), "drift": "at least 0", "spread": [-0.1, 0.46, "ab", np.nan], "rng": "a seed"}
        | dict.fromkeys(("before", "after", "replicates", "readers"), "an int from 1"),
    ),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
