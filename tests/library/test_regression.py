"""The regression loop: its exact law against real labels, every regime against its closed form, and its edges."""

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.chains import curve, regression
from modelcollapse.models import LinearModel
from modelcollapse.policies import accumulate, replace
from modelcollapse.sources import Linear
from modelcollapse.theory import curve as curve_law
from modelcollapse.theory import regression as regression_law
from modelcollapse.theory import scaling as scaling_law

LOOP = {"dimension": 5, "n_samples": 30, "generations": 6, "replicates": 4000, "rng": 3}


def risk(generation):
    return ((generation.model.weights_ - np.eye(5)[0]) ** 2).sum(axis=-1)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (replace(), regression_law.replacing(5, 30, 4)),
        (accumulate(), regression_law.accumulating_fresh_inputs(5, 30, 4)),
    ],
)
def test_real_labels_and_real_fits_obey_the_law(policy, expected, agrees):
    history = run(
        LinearModel(),
        Linear(np.eye(5)[0]),
        policy,
        generations=4,
        n_samples=30,
        replicates=1500,
        measures={"risk": risk},
        rng=1,
    )
    agrees(history["risk"][-1], expected)


@pytest.mark.parametrize(
    ("regime", "closed_form"),
    [
        ("replace", regression_law.replacing),
        ("accumulate", regression_law.accumulating_fresh_inputs),
        ("accumulate, same inputs", regression_law.accumulating_same_inputs),
        ("growing", regression_law.growing),
    ],
)
@pytest.mark.parametrize("t", [1, 3, 6])
def test_every_regime_lies_on_its_closed_form(regime, closed_form, t, agrees):
    agrees(regression.chain(**LOOP, regime=regime)["risk"][t], closed_form(5, 30, t))


def test_regimes_are_ordered_as_the_chapter_says():
    t = np.arange(2, 200)
    same, new = regression_law.accumulating_same_inputs(5, 30, t), regression_law.accumulating_fresh_inputs(5, 30, t)
    assert (new < same).all()
    assert (same < regression_law.base_risk(5, 30) * np.pi**2 / 6).all()
    assert (same < regression_law.growing(5, 30, t)).all()
    assert (regression_law.growing(5, 30, t) < regression_law.replacing(5, 30, t)).all()


@pytest.mark.parametrize(("n", "gap"), [(20, 0.25), (100, 0.04), (10_000, 1e-3)])
def test_both_ways_to_accumulate_meet_when_data_are_plenty(n, gap):
    ratio = regression_law.accumulating_fresh_inputs(10, n, 2000) / regression_law.accumulating_same_inputs(10, n, 2000)
    assert 1 - gap < ratio < 1


@pytest.mark.parametrize(
    ("regime", "closed_form"),
    [("replace", regression_law.replacing), ("accumulate, same inputs", regression_law.accumulating_same_inputs)],
)
@pytest.mark.parametrize("t", [1, 2, 6])
def test_models_that_err_in_one_direction_lie_on_their_closed_form(regime, closed_form, t, agrees):
    agrees(regression.chain(**LOOP, regime=regime, shift=0.4)["risk"][t], closed_form(5, 30, t, shift=0.4))


def test_without_noise_a_shift_adds_up_by_itself():
    quiet = LOOP | {"noise": 0.0, "replicates": 2}
    for regime, gone in {"replace": 5, "accumulate, same inputs": 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5 + 1 / 6}.items():
        risk = regression.chain(**quiet, regime=regime, shift=-0.4)["risk"]
        assert risk[1] == pytest.approx(0, abs=1e-20)  # people's labels are right
        assert risk[6] == pytest.approx((0.4 * gone) ** 2)


def test_noise_scales_the_risk_by_its_square(agrees):
    agrees(regression.chain(**LOOP, noise=0.5)["risk"][2], regression_law.replacing(5, 30, 2, noise=0.5))
    assert (regression.chain(**LOOP, noise=0.0)["risk"] < 1e-20).all()


def test_schedule_of_samples(agrees):
    history = regression.chain(**LOOP | {"n_samples": [20, 20, 20, 20, 20, 60]})
    agrees(history["risk"][-1], regression_law.handed_down(5, 60, 5, 1.0, 20, 1.0))


def test_ridge_shrinks_towards_nothing_generation_after_generation():
    risk = regression.chain(**LOOP | {"noise": 0.0, "replicates": 200}, ridge=30.0)["risk"].mean(axis=1)
    assert (np.diff(risk) > 0).all()
    assert risk[-1] > 0.9


@pytest.mark.parametrize(("n", "share", "d"), [(30, 0.5, 5), (100, 0.2, 5), (40, 0.7, 3)])
def test_label_leak_is_exact_at_small_samples(n, share, d, agrees):
    mix = {"dimension": d, "n_samples": n, "synthetic_share": share, "shift": 2.0, "noise": 0.0, "generations": 1}
    agrees(
        regression.mixing_chain(**mix, replicates=20_000, rng=0)["risk"][1], 4 * regression_law.label_leak(d, n, share)
    )


def test_label_leak_has_the_published_limit():
    for share in (0.01, 0.3, 0.9):
        exact, limit = (f(100, 10_000, share) for f in (regression_law.label_leak, regression_law.label_leak_limit))
        assert exact == pytest.approx(limit, rel=0.02)
    assert regression_law.label_leak(10, 50, 1.0) == pytest.approx(1)
    assert regression_law.label_leak(10, 50, 0.0) == 0


def test_a_shift_is_no_recursion(agrees):
    mix = {"dimension": 5, "n_samples": 100, "synthetic_share": 0.3, "generations": 4, "replicates": 5000}
    history = regression.mixing_chain(**mix, shift=1.0, rng=0)["risk"]
    for t in (1, 4):
        agrees(history[t], regression_law.strong_collapse(5, 100, 0.3, 1.0))


def test_mixing_settles(agrees):
    mix = {"dimension": 5, "n_samples": 100, "synthetic_share": 0.5, "generations": 12, "replicates": 5000}
    agrees(regression.mixing_chain(**mix, rng=0)["risk"][-1], regression_law.mixing(5, 100, 0.5))


def test_mixing_without_real_data_has_no_rest():
    with pytest.raises(ValueError, match="synthetic_share must be"):
        regression_law.mixing(5, 100, 1.0)


@pytest.mark.parametrize("t", [1, 3])
def test_forgetting(t, agrees):
    history = regression.forgetting_chain(dimension=12, n_samples=8, generations=3, replicates=3000, rng=0)
    agrees(history["risk"][t], regression_law.forgetting(12, 8, t))


def test_forgetting_is_what_fits_of_least_norm_do(agrees):
    model = LinearModel(noise=0.0)
    model.weights_ = np.broadcast_to(np.eye(12)[0], (2000, 12))
    rng = np.random.default_rng(0)
    for _ in range(2):
        model.fit(model.sample(8, rng=rng))
    agrees(((model.weights_ - np.eye(12)[0]) ** 2).sum(axis=1), regression_law.forgetting(12, 8, 2))


def test_enough_points_forget_nothing():
    assert regression_law.forgetting(10, 10, 5) == regression_law.forgetting(10, 20, 5) == 0


@pytest.mark.parametrize(
    "switches", [{"noise": 0.3}, {"n_waves": 7}, {"steps": 5}, {"noise": 0.3, "n_waves": 7, "steps": 5}]
)
def test_curve_obeys_its_law_literally(switches, agrees):
    learned = curve.learned_share(**{name: switches[name] for name in ("n_waves", "steps") if name in switches})
    for t in (1, 4):
        expected = curve_law.error(curve.real_curve(), learned, t, switches.get("noise", 0.0), 48)
        for simulate in (curve.chain, curve.literal_chain):
            errors = simulate(generations=4, replicates=300, rng=2, **switches)["error"][t]
            if "noise" in switches:
                agrees(errors, expected)
            else:
                np.testing.assert_allclose(errors, expected, rtol=1e-9)


def test_waves_are_orthonormal_on_the_points():
    for n in (22, 48, 101):
        X = curve.waves(np.linspace(0, 2 * np.pi, n, endpoint=False))
        np.testing.assert_allclose(X.T @ X / n, np.eye(curve.N_WAVES), atol=1e-12)


def test_switches_share_their_random_numbers():
    noisy, noisy_and_small = (
        curve.chain(generations=3, noise=0.2, n_waves=waves, rng=5)["coefficients"] for waves in (21, 7)
    )
    np.testing.assert_array_equal(noisy[..., :7], noisy_and_small[..., :7])


def test_memorizer_tends_to_its_asymptote():
    p = scaling_law.power_law(10**6, 2.0)
    for n in (10**3, 10**5):
        assert scaling_law.memorizer_error(n, p) == pytest.approx(scaling_law.memorizer_asymptote(n, 2.0), rel=0.02)


def test_a_polluted_web_has_a_plateau_and_a_takeoff():
    p = scaling_law.power_law(10**6, 2.0)
    web = scaling_law.polluted(p, 100, 0.001)
    end = scaling_law.takeoff(100, 2.0, 0.001)
    before, on, after = scaling_law.memorizer_error(np.rint([end / 100, end / 10, end * 100]), p, web)
    assert on == pytest.approx(scaling_law.plateau(100, 2.0), rel=0.05)
    assert before < 1.3 * on
    assert after < 0.2 * on


def test_no_pollution_is_the_real_web():
    p = scaling_law.power_law(50, 1.5)
    np.testing.assert_allclose(scaling_law.polluted(p, 10, 1.0), p)
    assert (scaling_law.polluted(p, 10, 0.0)[10:] == 0).all()
    np.testing.assert_allclose(scaling_law.polluted(p, 50, 0.3), p)


def test_linear_model_refuses_rows_without_inputs():
    with pytest.raises(ValueError, match="X must be"):
        LinearModel().fit(np.ones((3, 1)))


D = "an int from 1"
COUNTS = {"generations": "an int from 0", "replicates": "an int from 1", "rng": "a seed"}
SMALL = {"generations": 2, "replicates": 2}
MIX = {"dimension": 3, "n_samples": 20, "synthetic_share": 0.5, **SMALL}
REFUSALS = [
    (LinearModel, {}, {"noise": "at least 0", "ridge": "at least 0"}),
    (
        regression.chain,
        {"dimension": 3, "n_samples": 10, "generations": 3, "replicates": 2},
        {"dimension": D, "n_samples": ("a schedule from 4",), "regime": "a name", **COUNTS}
        | {"noise": "at least 0", "ridge": "at least 0", "signal": "a number", "shift": "a number"},
    ),
    (
        regression.mixing_chain,
        MIX,
        {"dimension": D, "n_samples": "an int from 2", "synthetic_share": ("a share", [0.1, 0.95]), **COUNTS}
        | {"noise": "at least 0", "shift": ["far", np.nan, np.inf, True]},
    ),
    (
        regression.forgetting_chain,
        {"dimension": 3, "n_samples": 2, **SMALL},
        {"dimension": D, "n_samples": D, **COUNTS},
    ),
    (
        curve.chain,
        SMALL,
        {"noise": "at least 0", "n_waves": ("an int from 1", [22]), "n_points": ("an int from 1", [21]), **COUNTS}
        | {"steps": [0, -1, 2.5, "many", np.nan]},
    ),
    (curve.literal_chain, SMALL, {"noise": "at least 0", "n_waves": [0, 22], "steps": [0], **COUNTS}),
    (curve.learned_share, {}, {"n_waves": [0, 22, 1.5, None], "steps": [0, -1, 2.5, "many", np.nan]}),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
