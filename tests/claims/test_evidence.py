"""Evidence: what chance may move, what a reader would call small, and how often a true effect is seen."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from modelcollapse.claims.evidence import FALSE_ALARM, RELATIONS, SMALL, Evidence
from scipy.stats import norm
from scipy.stats import t as student

numbers = st.floats(-1e6, 1e6)
errors = st.floats(1e-6, 1e3)


@given(predicted=numbers, error=errors, share=st.floats(-0.99, 0.99))
def test_evidence_holds_within_its_tolerance(predicted, error, share):
    tolerance = Evidence(0.0, predicted, error).tolerance
    assert Evidence(predicted + share * tolerance, predicted, error).holds


@given(predicted=numbers, error=errors, times=st.floats(1.01, 100), side=st.sampled_from([-1, 1]))
def test_evidence_fails_outside_its_tolerance(predicted, error, times, side):
    tolerance = Evidence(0.0, predicted, error).tolerance
    assert not Evidence(predicted + side * times * tolerance, predicted, error).holds


@given(predicted=numbers, error=errors, distance=st.floats(1.01, 1e3))
def test_a_bound_fails_on_one_side_only(predicted, error, distance):
    far = distance * Evidence(0.0, predicted, error, "at most").tolerance
    assert Evidence(predicted - far, predicted, error, "at most").holds
    assert not Evidence(predicted + far, predicted, error, "at most").holds
    assert Evidence(predicted + far, predicted, error, "at least").holds
    assert not Evidence(predicted - far, predicted, error, "at least").holds


@given(error=errors, rounding=st.floats(0, 1e3), size=st.integers(1, 20))
def test_tolerance_is_a_false_alarm_rate_plus_rounding(error, rounding, size):
    tolerance = Evidence(np.zeros(size), np.zeros(size), np.full(size, error), rounding=rounding).tolerance
    false_alarm = size * 2 * norm.sf((tolerance - rounding) / error)
    np.testing.assert_allclose(false_alarm, FALSE_ALARM, rtol=1e-6)


@given(error=errors, replicates=st.integers(2, 1000))
def test_few_replicates_are_allowed_for(error, replicates):
    few, many = Evidence(0.0, 0.0, error, replicates=replicates), Evidence(0.0, 0.0, error)
    assert few.tolerance > many.tolerance
    np.testing.assert_allclose(2 * student.sf(few.tolerance / error, replicates - 1), FALSE_ALARM, rtol=1e-6)


def test_true_claims_of_few_replicates_rarely_fail(monkeypatch):
    """Four replicates, 4,000 times: with the normal quantile nearly three times as many would fail."""
    monkeypatch.setattr("modelcollapse.claims.evidence.FALSE_ALARM", 0.05)
    samples = np.random.default_rng(0).normal(size=(4000, 4))
    failed = np.mean([not Evidence.of(each, 0.0).holds for each in samples])
    assert abs(failed - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 4000)


def test_evidence_of_samples_is_their_mean_error_and_number():
    samples = np.random.default_rng(0).normal(size=(3, 8))
    listed = Evidence.of(list(samples), np.zeros(3), "at most", setting="three of eight")
    along, across = Evidence.of(samples, np.zeros(3)), Evidence.of(samples.T, np.zeros(3), axis=0)
    for evidence in (listed, along, across):
        np.testing.assert_allclose(evidence.measured, samples.mean(axis=1))
        np.testing.assert_allclose(evidence.standard_error, samples.std(axis=1, ddof=1) / np.sqrt(8))
        assert np.all(np.asarray(evidence.replicates) == 8)
    assert (listed.relation, listed.setting) == ("at most", "three of eight")


def test_each_comparison_may_have_its_own_number_of_samples():
    evidence = Evidence.of([np.array([1.0, 3.0]), np.arange(5.0)], [2, 2])
    np.testing.assert_allclose(evidence.measured, [2, 2])
    assert evidence.replicates.tolist() == [2, 5]


@pytest.mark.parametrize("samples", [[1.0], np.ones((3, 1)), [np.ones(3), np.ones(1)], [], np.nan, ["many"]])
def test_evidence_needs_samples(samples):
    with pytest.raises(ValueError, match="samples"):
        Evidence.of(samples, 0.0)


def test_evidence_refuses_cases_that_do_not_match():
    with pytest.raises(ValueError, match="cases must be one for each of the 2 numbers"):
        Evidence([1.0, 1.0], 1.0, 0.1, cases=("first", "second", "third"))


@pytest.mark.parametrize("replicates", [1, 0, -3, np.nan, [5, 1]])
def test_evidence_refuses_a_single_replicate(replicates):
    with pytest.raises(ValueError, match="replicates"):
        Evidence([1.0, 1.0], 1.0, 0.1, replicates=replicates)


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_every_comparison_has_to_hold(right):
    measured = np.where(right, 1.0, 2.0)
    assert Evidence(measured, np.ones(len(right)), np.full(len(right), 0.01)).holds == all(right)


@pytest.mark.parametrize("name", ["measured", "predicted", "standard_error"])
@given(bad=st.sampled_from([np.nan, np.inf, -np.inf, [1.0, np.nan], "seven", [], None]))
def test_evidence_refuses_what_is_not_a_number(name, bad):
    good = {"measured": 1.0, "predicted": 1.0, "standard_error": 0.1}
    with pytest.raises(ValueError, match=name):
        Evidence(**{**good, name: bad})


@given(measured=st.integers(1, 5), predicted=st.integers(2, 5))
def test_evidence_refuses_arrays_of_different_shapes(measured, predicted):
    assume(measured != predicted)
    with pytest.raises(ValueError, match=r"measured|predicted"):
        Evidence(np.ones(measured), np.ones(predicted), 0.1)


@given(st.floats(-1e6, -1e-9))
def test_evidence_refuses_negative_errors(negative):
    with pytest.raises(ValueError, match="standard_error"):
        Evidence(1.0, 1.0, negative)
    with pytest.raises(ValueError, match="rounding"):
        Evidence(1.0, 1.0, 0.1, rounding=negative)


def test_evidence_that_tolerates_nothing_is_refused():
    with pytest.raises(ValueError, match="standard_error"):
        Evidence([1.0, 2.0], [1.0, 2.0], [0.1, 0.0])


@given(st.text().filter(lambda text: text not in RELATIONS))
def test_evidence_refuses_unknown_relations(relation):
    with pytest.raises(ValueError, match="relation"):
        Evidence(1.0, 1.0, 0.1, relation)


effects = st.sampled_from(["above", "below"])


@given(numbers, numbers, st.just(0.0) | errors, st.sampled_from(sorted(RELATIONS)), st.floats(0, 1e3))
def test_strain_is_one_at_the_limit_and_decides(measured, predicted, error, relation, rounding):
    assume(error + rounding > 0 or relation != "equal")
    found = Evidence(measured, predicted, error, relation, rounding)
    beyond = {"equal": abs(measured - predicted), "at most": measured - predicted, "at least": predicted - measured}
    gained = {"above": measured - predicted, "below": predicted - measured}
    if relation in beyond:
        assume(abs(beyond[relation] - found.tolerance) > 1e-9 * found.tolerance)
        assert found.holds == (found.strain <= 1) == (beyond[relation] <= found.tolerance)
    else:
        assume(abs(gained[relation] - found.tolerance) > 1e-9 * found.tolerance)
        assert found.holds == (found.strain <= 1) == (gained[relation] > found.tolerance)


def test_strain_is_the_share_of_the_allowance_used_up():
    within = Evidence([1.5, 0.0], [1.0, 0.0], [1.0, 1.0])
    np.testing.assert_allclose(within.strain * within.tolerance, [0.5, 0.0])
    below_the_bound, effect = Evidence(0.5, 1.0, 0.1, "at most"), Evidence(3.0, 1.0, 0.1, "above")
    assert below_the_bound.strain == 0
    np.testing.assert_allclose(effect.strain, effect.tolerance / 2)


@given(relation=effects)
def test_no_effect_is_not_an_effect(relation):
    assert not Evidence(1.0, 1.0, 0.0, relation).holds
    assert not Evidence(1.0, 1.0, 0.1, relation).holds


def test_a_loose_comparison_does_not_hide_behind_a_large_one():
    error = 0.01
    assert Evidence([1.0, 0.02], [1.0, 0.02], error, cases=("common", "rare")).is_sharp.tolist() == [True, False]
    stated = Evidence([1.0, 0.02], [1.0, 0.02], error, cases=("common", "rare"), scale=0.05)
    assert stated.is_sharp.all()


@given(predicted=st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3), share=st.floats(0.01, 10))
def test_small_is_a_share_of_the_prediction_unless_stated(predicted, share):
    found = Evidence(predicted, predicted, rounding=share * SMALL * abs(predicted))
    assert found.is_sharp == (found.tolerance <= SMALL * abs(predicted))
    assert Evidence(predicted, predicted, rounding=1.0, scale=1.0).is_sharp
    assert not Evidence(predicted, predicted, rounding=1.0, scale=0.99).is_sharp


def test_about_zero_nothing_is_small_until_it_is_said():
    assert not Evidence(0.0, 0.0, 1e-9).is_sharp
    assert Evidence(0.0, 0.0, 1e-9, scale=1e-6).is_sharp


@pytest.mark.parametrize("scale", [-1.0, np.nan, np.inf, [1.0, 2.0, 3.0], "small"])
def test_evidence_refuses_a_scale_that_is_none(scale):
    with pytest.raises(ValueError, match="scale"):
        Evidence([1.0, 2.0], 1.0, 0.1, scale=scale)


@pytest.mark.parametrize(("replicates", "effect"), [(10, 2.2), (10, 3.0), (300, 0.25), (300, 0.31)])
def test_power_is_how_often_a_new_seed_sees_a_true_effect(replicates, effect):
    """Normal samples of sd 1 about ``effect``: the share of 4,000 experiments that see it beyond 0."""
    samples = np.random.default_rng(replicates).normal(effect, size=(4000, replicates))
    seen = np.mean([Evidence.of(each, 0.0, "above").holds for each in samples])
    power = Evidence(effect, 0.0, 1 / np.sqrt(replicates), "above", replicates=replicates).power
    assert abs(seen - power) < 4 * np.sqrt(power * (1 - power) / 4000) + 1e-3


def test_power_of_several_effects_is_that_of_all_together():
    one = Evidence(1.0, 0.5, 0.08, "above").power
    two = Evidence([1.0, 1.0], 0.5, 0.08, "above", cases=("a", "b")).power
    assert 0.9 < two < 1 - 2 * (1 - one) < one


@given(effect=st.floats(-5, 0.3))
def test_an_effect_that_was_not_seen_has_no_power(effect):
    assert Evidence(effect, 0.0, 0.1, "above").power == 0


@pytest.mark.parametrize("error", [0.0, 1e-17])
def test_a_computed_effect_has_full_power(error):
    assert Evidence(2.0, 1.0, error, "above", replicates=10).power == 1
