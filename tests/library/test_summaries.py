"""What a mean and a standard deviation pass on, and what they do not."""

import numpy as np
import pytest
from modelcollapse.models.subgroups import subgroups
from modelcollapse.societies.summaries import (
    BINS,
    CLINIC,
    binned,
    clinic,
    eligibility,
    imputed,
    quantile_edges,
    regenerated,
)
from modelcollapse.sources import Mixture
from modelcollapse.sources.pictures import ANSCOMBE, PICTURES, picture, standardized
from modelcollapse.theory import summaries as summaries_law
from scipy.integrate import quad
from scipy.stats import kstest, norm
from sklearn.mixture import GaussianMixture

MIXED = (CLINIC.weights_, CLINIC.means_[:, 0], CLINIC.sds_)


def report(points):
    """Mean, standard deviations and correlation, as a paper would print them."""
    return [*points.mean(axis=0), *points.std(axis=0), np.corrcoef(points.T)[0, 1]]


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_the_same_report_to_the_last_digit(name):
    points = picture(name, 240, mean=(54, 132), sd=(9, 15), correlation=0.3, rng=1)
    np.testing.assert_allclose(report(points), [54, 132, 9, 15, 0.3], rtol=1e-12)


def test_the_pictures_differ():
    clouds = [picture(name, 240, rng=1) for name in PICTURES]
    for i, one in enumerate(clouds):
        for other in clouds[:i]:
            nearest = np.linalg.norm(one[:, None] - other, axis=-1).min(axis=1)
            assert np.mean(nearest > 0.1) > 0.4, "many points of one are far from all of the other"


def test_anscombes_quartet_has_the_summaries_that_he_printed():
    for x, y in ANSCOMBE.values():
        x, y = np.array(x, dtype=float), np.array(y)
        assert len(x) == len(y) == 11
        assert (x.mean(), round(x.var(ddof=1), 6)) == (9, 11)
        assert round(y.mean(), 2) == 7.5
        assert abs(y.var(ddof=1) - 4.125) < 0.005
        slope, intercept = np.polyfit(x, y, 1)
        assert (round(slope, 2), round(intercept, 1), round(np.corrcoef(x, y)[0, 1] ** 2, 2)) == (0.5, 3.0, 0.67)


def test_regenerated_records_have_the_report_exactly_or_on_average(agrees):
    records = np.random.default_rng(0).exponential(size=(50, 2)) @ [[1.0, 0.5], [0.0, 2.0]]
    again = regenerated(records, rng=1, exactly=True)
    np.testing.assert_allclose(report(again), report(records), rtol=1e-10)
    many = regenerated(np.broadcast_to(records, (4000, 50, 2)), rng=2)
    wanted = np.cov(records.T)
    agrees(many.mean(axis=1)[:, 0], records.mean(axis=0)[0])
    for i, j in ((0, 0), (0, 1), (1, 1)):
        agrees([np.cov(each.T)[i, j] for each in many], wanted[i, j])
    z = (many[..., 0] - records[:, 0].mean()) / np.sqrt(wanted[0, 0])
    assert kstest(z.ravel(), norm.cdf).pvalue > 0.001


def test_a_shape_goes_as_fast_as_the_raw_records():
    """Third moments and the excess of the fourth shrink with the share of raw records; mean and variance stand still."""
    records = np.random.default_rng(3).exponential(size=(3000, 1))
    history = imputed(records, replaced=0.25, generations=5, replicates=60, rng=4)
    x = history["records"][..., 0]
    np.testing.assert_allclose(x.mean(axis=-1), records.mean(), rtol=1e-10)
    np.testing.assert_allclose(x.var(axis=-1), records.var(), rtol=1e-10)
    third = ((x - records.mean()) ** 3).mean(axis=-1)
    fourth = ((x - records.mean()) ** 4).mean(axis=-1) - 3 * records.var() ** 2
    for t in (1, 2, 5):
        left = summaries_law.raw_left(0.25, t)
        assert abs(history["raw_share"][t].mean() - left) < 0.003
        assert abs(third[t].mean() / third[0, 0] - left) < 0.03
        assert abs(fourth[t].mean() / fourth[0, 0] - left) < 0.05


def test_with_nothing_lost_the_raw_records_stay_and_with_all_lost_none_does():
    records = np.random.default_rng(0).exponential(size=(40, 2))
    kept = imputed(records, replaced=0, generations=2, replicates=3, exactly=False, rng=0)
    np.testing.assert_array_equal(kept["records"], np.broadcast_to(records, (3, 3, 40, 2)))
    gone = imputed(records, replaced=1, generations=1, replicates=3, rng=0)
    assert not gone["raw"][1].any()
    assert gone["raw"][0].all()
    assert not np.isin(gone["records"][1], records).any()


def test_limits_are_those_of_numerical_integration():
    weights, means, sds = MIXED
    low, high = -np.inf, np.inf
    density = CLINIC.score_samples
    for t in range(1, 5):
        ends = max(low, -12), min(high, 12)
        mass, first, second = (
            quad(lambda x, k=k: x**k * np.exp(density([[x]])[0]), *ends, limit=200)[0] for k in range(3)
        )
        mean, sd = first / mass, np.sqrt(second / mass - (first / mass) ** 2)
        low, high = mean - 2 * sd, mean + 2 * sd
        assert summaries_law.lower_limit(*MIXED, 2, t) == pytest.approx(low, abs=1e-6)
        assert summaries_law.upper_limit(*MIXED, 2, t) == pytest.approx(high, abs=1e-6)
        inside = norm.cdf(high, 3, 0.6) - norm.cdf(low, 3, 0.6)
        assert summaries_law.admitted(*MIXED, 3, 0.6, 2, t) == pytest.approx(inside, abs=1e-6)


def test_trials_of_many_patients_admit_what_the_law_says():
    history = eligibility(n_patients=40_000, generations=3, replicates=60, rng=0)
    for t in (1, 3):
        for group, (mean, sd) in enumerate(zip(MIXED[1], MIXED[2], strict=True)):
            law = summaries_law.admitted(*MIXED, mean, sd, 2, t)
            measured = history["admitted"][t, :, group]
            assert abs(measured.mean() - law) < 5 * measured.std() / np.sqrt(60) + 2e-4, (t, group)
    assert (history["admitted"][0] == 1).all()
    assert np.isinf(history["low"][0]).all()


def test_a_rule_on_five_patients_by_hand():
    """One group of one value: its SD is the noise's, and with it the rule is mean ± 1.5 SD of exactly these."""
    history = eligibility(Mixture([1.0], [0.0], 1.0), n_patients=5, generations=1, replicates=400, width=1.5, rng=3)
    width = (history["high"][1] - history["low"][1]) / 3
    draws = np.random.default_rng(5).standard_normal((4000, 5)).std(axis=1)
    assert abs(width.mean() - draws.mean()) < 0.06


def test_a_trial_of_the_computed_size_has_the_computed_power(agrees):
    rng = np.random.default_rng(0)
    for share, effect in ((1.0, 0.5), (0.2, 1.5)):
        n = int(np.ceil(summaries_law.patients_per_arm(effect, share)))
        treated = rng.standard_normal((4000, n)) + effect * (rng.random((4000, n)) < share)
        control = rng.standard_normal((4000, n))
        error = np.sqrt((treated.var(axis=1, ddof=1) + control.var(axis=1, ddof=1)) / n)
        shown = np.abs(treated.mean(axis=1) - control.mean(axis=1)) > norm.isf(0.025) * error
        agrees(shown, summaries_law.power(n, effect, share))
        assert summaries_law.power(n, effect, share) == pytest.approx(0.8, abs=0.01)


def test_a_diluted_trial_grows_with_the_square_of_the_share():
    ratio = summaries_law.patients_per_arm(0.01, 0.05) / summaries_law.patients_per_arm(0.01, 1.0)
    assert ratio == pytest.approx(400, rel=1e-4)


def test_scikit_learn_stays_where_our_fit_ends_and_finds_nothing_likelier():
    x = CLINIC.sample(5000, rng=1)
    found = subgroups(binned(x[:, 0]), BINS, iterations=200)
    assert found.components == 3
    begin = {
        "means_init": found.means[:, None],
        "weights_init": found.weights,
        "precisions_init": found.sds[:, None, None] ** -2,
    }
    stays = GaussianMixture(3, tol=1e-9, max_iter=800, **begin).fit(x)
    np.testing.assert_allclose(stays.weights_, found.weights, atol=0.002)
    np.testing.assert_allclose(stays.means_[:, 0], found.means, atol=0.06)
    np.testing.assert_allclose(np.sqrt(stays.covariances_[:, 0, 0]), found.sds, atol=0.04)
    others = [GaussianMixture(k, n_init=2, tol=1e-6, max_iter=300, random_state=1).fit(x) for k in (1, 2, 3)]
    assert stays.bic(x) < min(fit.bic(x) for fit in others) + 0.1


def test_one_bell_is_one_group_and_two_far_apart_are_two():
    rng = np.random.default_rng(0)
    bells = binned(rng.standard_normal((200, 1000)))
    assert subgroups(bells, BINS).several.mean() < 0.03
    far = binned(Mixture([0.7, 0.3], [-2, 2.5], [0.6, 0.5]).sample((50, 500), rng=1)[..., 0])
    found = subgroups(far, BINS)
    assert (found.components == 2).all()
    np.testing.assert_allclose(found.weights.mean(axis=0), [0.7, 0.3, 0], atol=0.02)
    np.testing.assert_allclose(found.means[:, :2].mean(axis=0), [-2, 2.5], atol=0.05)
    np.testing.assert_allclose(found.sds[:, :2].mean(axis=0), [0.6, 0.5], atol=0.05)
    assert found.near(2.5, 0.3, 0.2, 0.4).all()
    assert not found.near(2.5, 0.3, 0.01, 0.2).any()


def test_wide_bins_and_bins_of_each_study_are_fitted_as_counts():
    """A quarter of the values in each of ten unequal bins hold what a bell says: means and SDs come out unbiased."""
    x = Mixture([1.0], [1.0], 2.0).sample((100, 800), rng=0)[..., 0]
    wide = subgroups(binned(x, [-np.inf, -2, -1, 0, 1, 2, 4, np.inf]), [-np.inf, -2, -1, 0, 1, 2, 4, np.inf])
    at = np.quantile(x, quantile_edges(12), axis=-1).T
    sketch = subgroups(np.broadcast_to(800 * np.diff(quantile_edges(12)), (100, 12)), at)
    for found in (wide, sketch):
        assert found.several.mean() < 0.05
        one = ~found.several
        assert abs(found.means[one, 0].mean() - 1) < 0.05
        assert abs(found.sds[one, 0].mean() - 2) < 0.06


def test_counts_of_two_clinics_add_and_no_value_is_lost():
    x = CLINIC.sample((3, 500), rng=0)[..., 0]
    counts = binned(x)
    assert (counts.sum(axis=-1) == 500).all()
    np.testing.assert_array_equal(counts.sum(axis=0), binned(x.ravel()))
    np.testing.assert_array_equal(counts[1], np.histogram(x[1], BINS)[0])


POINTS, COUNTS, EDGES = [[0.0, 1.0], [2.0, 0.5], [1.0, 3.0]], np.ones(8), np.arange(9.0)
REFUSALS = [
    (
        standardized,
        {"points": POINTS, "mean": (0, 0), "sd": (1, 1), "correlation": 0.0},
        {"sd": [(0, 1), (-1, 1)], "correlation": [-1, 1, 2], "points": [[0.0, 1.0], [[1.0], [2.0]]]},
    ),
    (picture, {"name": "ring", "n": 20}, {"name": "a name", "n": [7, 2.5]}),
    (
        subgroups,
        {"counts": COUNTS, "edges": EDGES},
        {
            "counts": [-COUNTS, 0 * COUNTS],
            "edges": [EDGES[1:], -EDGES, [np.nan] * 9, [*EDGES[:7], np.inf, np.inf]],
            "iterations": "an int from 1",
        },
    ),
    (subgroups, {"counts": np.ones(6), "edges": np.arange(7)}, {"iterations": "an int from 1"}),
    (clinic, {}, {"share": [-0.1, 0.95]}),
    (binned, {"values": [0.5], "edges": [0, 1]}, {"values": [[1.5], [-1.0]], "edges": [[0], [1, 0]]}),
    (quantile_edges, {"bins": 4}, {"bins": "an int from 1"}),
    (regenerated, {"records": POINTS}, {"records": [[[0.0, 1.0]], "ab"]}),
    (
        imputed,
        {"records": POINTS, "replaced": 0.5, "generations": 1},
        {
            "replaced": "a share",
            "records": [[[0.0, 1.0]]],
            "generations": "an int from 0",
            "replicates": "an int from 1",
        },
    ),
    (
        eligibility,
        {"n_patients": 5, "generations": 1, "replicates": 1},
        {
            "n_patients": "an int from 2",
            "width": "positive",
            "source": [Mixture([1.0], [[0.0, 1.0]], 1.0)],
            "generations": "an int from 0",
            "replicates": "an int from 1",
        },
    ),
]


def test_bad_arguments_are_refused(refusal, refuses):
    refuses(*refusal)


def test_too_few_bins_hold_no_three_groups():
    with pytest.raises(ValueError, match="at least 6 bins"):
        subgroups(np.ones(5), np.arange(6))


def test_points_on_a_line_have_no_correlation_to_change():
    with pytest.raises(ValueError, match="not all on a line"):
        standardized([[0, 0], [1, 1], [2, 2]], (0, 0), (1, 1), 0.0)
