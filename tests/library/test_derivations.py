"""Laws of continuous models, derived a second time: by quadrature, by recursion, or by a loop of a few samples."""

from math import e

import numpy as np
import pytest
from modelcollapse.chains import categorical, curve, regression
from modelcollapse.models import KDEModel
from modelcollapse.samplers import temperature
from modelcollapse.theory import contagion as contagion_law
from modelcollapse.theory import curve as curve_law
from modelcollapse.theory import gaussian as gaussian_law
from modelcollapse.theory import regression as regression_law
from modelcollapse.theory import sampling as sampling_law
from modelcollapse.theory import scaling as scaling_law
from modelcollapse.theory import shapes as shapes_law
from scipy.integrate import quad
from scipy.special import erfc, zeta
from scipy.stats import chi, chi2, kstest, norm

SMALL = pytest.mark.parametrize("n", [2, 3, 5, 30])


def log_moments(k):
    """Mean and variance of ln χ²_k, by quadrature over ln χ² itself, which has a density without a pole."""

    def integral(f):
        return quad(lambda x: f(x) * chi2.pdf(np.exp(x), k) * np.exp(x), -80, 8, limit=400, points=[0])[0]

    mean = integral(lambda x: x)
    return mean, integral(lambda x: (x - mean) ** 2)


@SMALL
def test_log_variance_moves_as_a_chi_square_over_its_divisor(n):
    mean, spread = log_moments(n - 1)
    assert gaussian_law.log_variance_drift(n) == pytest.approx(mean - np.log(n - 1), abs=1e-7)
    assert gaussian_law.log_variance_drift(n, "mle") == pytest.approx(mean - np.log(n), abs=1e-7)
    assert gaussian_law.log_variance_spread(n) == pytest.approx(spread, rel=1e-6)
    assert gaussian_law.half_life(n, "mle") == pytest.approx(np.log(2) / (np.log(n) - mean), rel=1e-6)
    assert shapes_law.fair_divisor(n) == pytest.approx(np.exp(mean), rel=1e-6)


@pytest.mark.parametrize("estimator", ["unbiased", "mle"])
@pytest.mark.parametrize(("n", "d"), [(3, 2), (6, 3)])
def test_log_determinant_is_a_product_of_chi_squares(n, d, estimator):
    divisor = {"unbiased": n - 1, "mle": n}[estimator]
    expected = sum(log_moments(n - i)[0] for i in range(1, d + 1)) - d * np.log(divisor)
    assert gaussian_law.log_det_drift(n, d, estimator) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("n", [3, 10])
@pytest.mark.parametrize("x", [-1.5, 0.2])
def test_log_variance_cdf_of_one_and_of_two_generations(n, x):
    k = n - 1
    assert gaussian_law.log_variance_cdf(x, n, 1) == pytest.approx(chi2.cdf(k * np.exp(x), k), abs=1e-5)
    two, _ = quad(lambda u: chi2.cdf(k * np.exp(x) / (chi2.ppf(u, k) / k), k), 0, 1)
    assert gaussian_law.log_variance_cdf(x, n, 2) == pytest.approx(two, abs=1e-6)


@pytest.mark.parametrize("z", [-1.0, 0.0, 0.7])
def test_log_variance_cdf_of_many_samples_and_of_many_generations(z):
    """Narrow, and wide: the inversion has to look where the distribution is."""

    def cdf(n, t):
        x = t * gaussian_law.log_variance_drift(n) + z * np.sqrt(t * gaussian_law.log_variance_spread(n))
        return gaussian_law.log_variance_cdf(x, n, t), x

    narrow, x = cdf(1000, 1)
    assert narrow == pytest.approx(chi2.cdf(999 * np.exp(x), 999), abs=1e-9)
    assert cdf(10, 1_000_000)[0] == pytest.approx(norm.cdf(z), abs=1e-4)


@SMALL
def test_sd_is_a_chi_variable(n):
    c4 = chi.mean(n - 1) / np.sqrt(n - 1)
    assert gaussian_law.c4(n) == pytest.approx(c4)
    assert gaussian_law.mean_sd([n, 7, n]) == pytest.approx(c4**2 * chi.mean(6) / np.sqrt(6))
    for t in (0, 1, 4):
        # E μ² and E σ² grow and stay as for any unbiased chain: E(σ − 1)² = E σ² − 2 E σ + 1
        assert gaussian_law.squared_wasserstein(n, t) == pytest.approx(t / n + 1 - 2 * c4**t + 1)


@SMALL
def test_survival_bound_is_the_published_one_and_bounds(n):
    """Suresh, Thangaraj and Khandavally, Theorem 3: it falls by a factor e in 4n − 1 generations, and like 1/ε."""
    assert gaussian_law.survival_bound(n, 4 * n - 1, 0.5) == pytest.approx(2 / e)
    assert gaussian_law.survival_bound(n, 0, 0.1) == pytest.approx(10)
    assert np.log(chi.mean(n - 1) / np.sqrt(n - 1)) < -1 / (4 * n - 1)  # Markov: P(σ_k > ε) ≤ E σ_k/ε


def kde_loop(n, bandwidth, generations, keep, rng):
    """Variance, over n, of the training data of each of ``generations`` KDEs; 40,000 loops with plain numpy."""
    data, variances = rng.standard_normal((40_000, n)), []
    for _ in range(generations):
        variances.append(data.var(axis=1))
        points = np.take_along_axis(data, rng.integers(data.shape[1], size=(40_000, n)), axis=1)
        new = points + bandwidth * rng.standard_normal((40_000, n))
        data = np.concatenate([data, new], axis=1) if keep else new
    return variances


@pytest.mark.parametrize(("keep", "law"), [
    (False, gaussian_law.kde_variance), (True, gaussian_law.kde_accumulating_variance),
])  # fmt: skip
def test_kde_variance_of_three_points(keep, law, agrees):
    for t, variance in enumerate(kde_loop(3, 0.8, 5, keep, np.random.default_rng(0)), start=1):
        agrees(variance, law(3, 0.8, t))


@pytest.mark.parametrize("n", [2, 5])
def test_kde_variance_recursions(n):
    h, replaced, kept = 0.7, 1 - 1 / n, 1 - 1 / n
    for t in range(1, 8):
        assert gaussian_law.kde_variance(n, h, t) == pytest.approx(replaced)
        assert gaussian_law.kde_accumulating_variance(n, h, t) == pytest.approx(kept)
        replaced = (replaced + h**2) * (1 - 1 / n)
        # Variance of a pool of tn + n: within the parts and between their means, those of the new ones being random.
        share = 1 / (t + 1)
        within = (1 - share) * kept + share * (kept + h**2) * (1 - 1 / n)
        kept = within + share * (1 - share) * (kept + h**2) / n


def test_relative_kde_factor(agrees):
    """Drawn from a KDE of three points, whose bandwidth is in units of their sd over n − 1."""
    rng, data = np.random.default_rng(1), np.array([-1.0, 0.5, 2.0])
    kernel = 0.4 * data.std(ddof=1) * rng.standard_normal((60_000, 3))
    points = data[rng.integers(3, size=(60_000, 3))] + kernel
    agrees(points.var(axis=1) / data.var(), shapes_law.relative_kde_factor(3, 0.4))


def test_interpolation_factor(agrees):
    """Two points to draw, and a place between them, from a training set of three."""
    rng, data = np.random.default_rng(2), np.array([-1.0, 0.5, 2.0])
    a, b = data[rng.integers(3, size=(2, 60_000, 3))]
    points = a + rng.random(a.shape) * (b - a)
    agrees(points.var(axis=1, ddof=1) / data.var(ddof=1), shapes_law.interpolation_factor(3))


@pytest.mark.parametrize("n", [20, 2000])
def test_silvermans_bandwidth_is_the_rule_the_model_uses(n):
    """0.9 min(sd, IQR/1.34) n^(-1/5): once where the sd decides, once where the quartiles do."""
    even = norm.ppf((np.arange(n) + 0.5) / n)
    flat = np.where(even < 0, -1.0, 1.0)[:, None]  # quartiles far apart: the sd is smaller
    sd = flat.std(ddof=1)
    assert KDEModel().fit(flat).bandwidth_ == pytest.approx(shapes_law.silverman_bandwidth(n) * sd)
    peaked = np.sinh(2 * even)[:, None]  # heavy tails: the quartiles decide
    low, high = np.quantile(peaked, [0.25, 0.75])
    assert (high - low) / 1.34 < peaked.std()
    assert KDEModel().fit(peaked).bandwidth_ == pytest.approx(0.9 * n**-0.2 * (high - low) / 1.34)


def test_silvermans_two_spreads_agree_for_a_gaussian():
    """1.34 is the width of the middle half of N(0, 1), cut to two decimals."""
    even = norm.ppf((np.arange(10**5) + 0.5) / 10**5)[:, None]
    by_quartiles = KDEModel().fit(np.concatenate([even, [[-1e4], [1e4]]])).bandwidth_.item()
    assert by_quartiles == pytest.approx(shapes_law.silverman_bandwidth(10**5), rel=0.01)


@pytest.mark.parametrize("n", [2, 50])
def test_silverman_accumulating_bound_drops_only_what_is_negative(n):
    """The pool's variance over n, from fit to fit, with h² = 0.81 (ns)^(-2/5) times its variance over n − 1."""
    bound = 1.0
    for t in range(1, 8):
        assert shapes_law.silverman_accumulating_bound(n, t) == pytest.approx(bound)
        pool = n * t
        kernel = (0.9 * pool**-0.2) ** 2 * bound * pool / (pool - 1)
        bound += kernel / (t + 1)


@pytest.mark.parametrize("samples", [0.2, 1.5, 5, 12])
def test_mode_half_life_is_where_the_branching_process_is_half_gone(samples):
    alive, rate, t = [1 - np.exp(-samples)], 1.0, 1
    while alive[-1] > 0.5:
        rate, t = 1 - np.exp(-rate), t + 1
        alive.append(1 - np.exp(-samples * rate))
    assert shapes_law.mode_half_life(samples) == t


@pytest.mark.parametrize("a", [0.4, 1.0, 3.0])
def test_mean_tail_and_its_slope(a):
    """Taylor: V has mean 1 + t/n and variance 2t/n to first order, so the slope is f' + f'' at V = 1."""

    def tail(v):
        return erfc(a / np.sqrt(2 * v))

    h = 1e-3
    first, second = (tail(1 + h) - tail(1 - h)) / (2 * h), (tail(1 + h) - 2 * tail(1) + tail(1 - h)) / h**2
    assert shapes_law.mean_tail(a) == pytest.approx(tail(1))
    assert shapes_law.mean_tail_slope(a) == pytest.approx(first + second, rel=1e-4, abs=1e-6)


def test_mean_tail_after_one_fit_to_three_points(agrees):
    data = np.random.default_rng(2).standard_normal((200_000, 3))
    mean, sd = data.mean(axis=1), data.std(axis=1, ddof=1)
    for a in (0.5, 2.0):
        beyond = norm.sf((a - mean) / sd) + norm.cdf((-a - mean) / sd)
        agrees(beyond, shapes_law.mean_tail_after_one(3, a))


SCALES = {
    "exponential, the mean": lambda n: log_moments(2 * n)[0] - np.log(2 * n),
    "Laplace, mean absolute deviation": lambda n: log_moments(2 * n)[0] - np.log(2 * n),
    "uniform, the largest": lambda n: quad(lambda u: np.log(u) * n * u ** (n - 1), 0, 1)[0],
    "uniform, the largest × (n+1)/n": lambda n: quad(lambda u: np.log(u * (n + 1) / n) * n * u ** (n - 1), 0, 1)[0],
    "Gaussian, divide by n": lambda n: (log_moments(n - 1)[0] - np.log(n)) / 2,
    "Gaussian, divide by n − 1": lambda n: (log_moments(n - 1)[0] - np.log(n - 1)) / 2,
}


@pytest.mark.parametrize("family", shapes_law.FAMILIES)
def test_scale_drift_by_quadrature(family):
    for n in (2, 7):
        assert shapes_law.scale_drift(family, n) == pytest.approx(SCALES[family](n), abs=1e-6)


def test_label_leak_of_one_weight_is_a_beta_variable():
    """With d = 1 the share of XᵀX that is synthetic is Beta(pn/2, (1 − p)n/2)."""
    for n, p in ((4, 0.5), (12, 0.25), (12, 2 / 3)):
        synthetic = p * n
        assert regression_law.label_leak(1, n, p) == pytest.approx(synthetic * (synthetic + 2) / (n * (n + 2)))


@pytest.mark.parametrize(("d", "n", "share"), [(3, 12, 0.5), (2, 9, 1 / 3), (4, 20, 0.7)])
def test_label_leak_of_a_few_points(d, n, share, agrees):
    """Drawn and fitted in the open: real labels 0, synthetic ones x·Δ with ‖Δ‖ = 3."""
    X = np.random.default_rng(n).standard_normal((60_000, n, d))
    labels = np.where(np.arange(n) < round(share * n), 3 * X[..., 0], 0.0)
    weights = np.linalg.solve(np.swapaxes(X, 1, 2) @ X, np.swapaxes(X, 1, 2) @ labels[..., None])[..., 0]
    agrees((weights**2).sum(axis=1) / 9, regression_law.label_leak(d, n, share))


def test_label_leak_limit_keeps_the_ratio_of_weights_to_points():
    for p in (0.2, 0.9):
        limit = regression_law.label_leak_limit(3 * 10**6, 10**7, p)
        assert limit == pytest.approx(regression_law.label_leak(3 * 10**6, 10**7, p), rel=1e-5)


def test_strong_collapse_adds_the_leak_of_a_shift_of_any_length():
    d, n, p = 3, 12, 0.5
    leak, base = regression_law.label_leak(d, n, p), 0.25 * d / (n - d - 1)
    for shift in (-3, 0, 0.5, 2):
        assert regression_law.strong_collapse(d, n, p, shift, 0.5) == pytest.approx(base + shift**2 * leak)


def test_mixing_passes_on_the_share_that_leaks():
    """The stationary risk is what one more round of the loop leaves as it is."""
    for d, n, p in ((3, 12, 0.5), (10, 40, 0.8)):
        rest = regression_law.mixing(d, n, p, 0.7)
        again = 0.49 * regression_law.base_risk(d, n) + regression_law.label_leak(d, n, p) * rest
        assert rest == pytest.approx(again)


def test_sums_of_risks_term_by_term():
    d, n, noise = 3, 6, 0.5
    one = noise**2 * d / (n - d - 1)
    for t in range(5):
        times = range(1, t + 1)
        assert regression_law.replacing(d, n, t, noise) == pytest.approx(t * one)
        assert regression_law.accumulating_same_inputs(d, n, t, noise) == pytest.approx(sum(one / i**2 for i in times))
        fits = [noise**2 * d / (i * n - d - 1) for i in times]
        assert regression_law.growing(d, n, t, noise) == pytest.approx(sum(fits))
        fresh = sum(fit / i for i, fit in zip(times, fits, strict=True))
        assert regression_law.accumulating_fresh_inputs(d, n, t, noise) == pytest.approx(fresh)
        assert regression_law.handed_down(d, n, t, noise, 9, 2.0) == pytest.approx(one + t * 4 * d / (9 - d - 1))


@pytest.mark.parametrize("regime", ["growing", "accumulate", "accumulate, same inputs"])
def test_regimes_of_few_points(regime, agrees):
    """n = 2d, where a law that is right for many points only would show."""
    laws = {
        "growing": regression_law.growing,
        "accumulate": regression_law.accumulating_fresh_inputs,
        "accumulate, same inputs": regression_law.accumulating_same_inputs,
    }
    loop = {"dimension": 3, "n_samples": 9, "generations": 4, "replicates": 40_000, "rng": 5}
    history = regression.chain(**loop, regime=regime)
    for t in (1, 2, 4):
        agrees(history["risk"][t], laws[regime](3, 9, t))


def test_curve_error_wave_by_wave():
    """Each wave by its recursion c ← s (c + ξ), in mean and variance."""
    w, s, noise, n = np.array([1.0, -0.5, 2.0]), np.array([1.0, 0.4, 0.0]), 0.3, 7
    mean, variance = w.copy(), np.zeros(3)
    for t in range(5):
        expected = ((mean - w) ** 2 + variance).sum()
        assert curve_law.error(w, s, t, noise, n) == pytest.approx(expected)
        mean, variance = s * mean, s**2 * (variance + noise**2 / n)


def test_fine_waves_are_learned_last():
    """A step of gradient descent goes 1/(1 + frequency)² of the way that is left."""
    for steps in (1, 4):
        left = np.ones(21)
        for _ in range(steps):
            left -= left / (1 + np.array([0, *np.repeat(np.arange(1, 11), 2)])) ** 2
        np.testing.assert_allclose(curve.learned_share(steps=steps), 1 - left)


def test_biased_accumulating_starts_with_one_honest_fit(agrees):
    """Three points, then three biased ones beside them: both fits in the open."""
    rng = np.random.default_rng(3)
    data = rng.standard_normal((60_000, 3))
    agrees(data.var(axis=1), sampling_law.biased_accumulating(0.4, 3, 1))
    for t in (2, 3):
        spread = np.sqrt(0.4 * data.var(axis=1, keepdims=True))
        new = data.mean(axis=1, keepdims=True) + spread * rng.standard_normal((60_000, 3))
        data = np.concatenate([data, new], axis=1)
        agrees(data.var(axis=1), sampling_law.biased_accumulating(0.4, 3, t))


def test_biased_fresh_solves_its_two_equations():
    for bias, N, n in ((0.5, 1, 3), (0.9, 4, 2), (1.2, 5, 5)):
        M, mean_square, variance = N + n, 0.0, 1.0
        for _ in range(400):
            following = (N + n**2 * mean_square + n * bias * variance) / M**2
            variance = (N + n * (mean_square + bias * variance)) / M - following
            mean_square = following
        assert sampling_law.biased_fresh(bias, N, n) == pytest.approx(variance)


def test_biased_fresh_data_in_the_open(agrees):
    rng = np.random.default_rng(4)
    mean, variance = np.zeros(30_000), np.ones(30_000)
    for _ in range(12):
        spoken = mean + np.sqrt(0.5 * variance) * rng.standard_normal((2, 30_000))
        data = np.concatenate([rng.standard_normal((1, 30_000)), spoken])
        mean, variance = data.mean(axis=0), data.var(axis=0)
    agrees(variance, sampling_law.biased_fresh(0.5, 1, 2))


def test_power_law_and_its_slope():
    p = scaling_law.power_law(10, 1.5)
    np.testing.assert_allclose(p / p[0], np.arange(1, 11) ** -1.5)
    assert p.sum() == pytest.approx(1)


@pytest.mark.parametrize("beta", [1.5, 2.5])
def test_memorizers_asymptote_and_slope_are_those_of_the_sum(beta):
    items = np.arange(1, 10**6 + 1) ** -beta / zeta(beta)

    def error(n):
        tail = zeta(beta, 10**6 + 1) / zeta(beta)  # beyond a million items hardly any is seen
        return (items * np.exp(n * np.log1p(-items))).sum() + tail

    assert scaling_law.memorizer_asymptote(3000, beta) == pytest.approx(error(3000), rel=0.02)
    slope = np.log(error(4000) / error(2000)) / np.log(2)
    assert scaling_law.slope(beta) == pytest.approx(slope, abs=0.01)
    ratio = scaling_law.memorizer_asymptote(4000, beta) / scaling_law.memorizer_asymptote(2000, beta)
    assert np.log2(ratio) == pytest.approx(scaling_law.slope(beta))


@pytest.mark.parametrize("beta", [1.5, 3.0])
def test_plateau_is_the_share_of_the_tail(beta):
    for cut in (200, 5000):
        tail = zeta(beta, cut + 1) / zeta(beta)
        assert scaling_law.plateau(cut, beta) == pytest.approx(tail, rel=1.5 / cut * beta)
    ratio = scaling_law.plateau(2000, beta) / scaling_law.plateau(1000, beta)
    assert np.log2(ratio) == pytest.approx(scaling_law.cut_slope(beta))


@pytest.mark.parametrize("beta", [1.5, 3.0])
def test_takeoff_is_where_the_real_share_alone_has_the_plateaus_error(beta):
    end = scaling_law.takeoff(300, beta, 0.05)
    assert scaling_law.memorizer_asymptote(0.05 * end, beta) == pytest.approx(scaling_law.plateau(300, beta))


def test_answers_are_majorities():
    for share in (0.1, 0.6):
        assert contagion_law.answer_false(share, 1) == pytest.approx(share)
        three = share**3 + 3 * share**2 * (1 - share)
        assert contagion_law.answer_false(share, 3, 0.2) == pytest.approx(0.2 + 0.8 * three)


@pytest.mark.parametrize("immigration", [0.3, 1.0])
def test_a_sampler_cools_what_the_model_says_and_no_immigrant(immigration, agrees):
    p = np.array([0.6, 0.3, 0.1])
    loop = {"n_samples": 40, "generations": 1, "replicates": 20_000, "sampler": temperature(0.5)}
    first = categorical.chain(p, **loop, immigration=immigration, rng=6)["probabilities"][1]
    for item, expected in enumerate((1 - immigration) * p**2 / (p**2).sum() + immigration * p):
        agrees(first[:, item], expected)


def test_two_points_more_than_weights_are_enough():
    """One weight: the risk is the mean of 1/Σx², and Σx² of three points is χ²₃. With two points it is infinite."""
    mean, _ = quad(lambda x: chi2.pdf(x, 3) / x, 0, np.inf)
    assert regression_law.base_risk(1, 3) == pytest.approx(mean)


def test_a_density_of_sixty_fits_is_a_density_with_the_variance_of_its_blurs():
    """Sixty blurs are possible; the least likely are left out, and what is left must still be whole."""
    h, t = 0.5, 60

    def moment(power):
        return quad(lambda x: x**power * shapes_law.accumulating_kde_density(x, h, t), -20, 20)[0]

    assert moment(0) == pytest.approx(1)
    assert moment(2) == pytest.approx(1 + h**2 * sum(1 / s for s in range(1, t + 1)))


@pytest.mark.parametrize("loop", [curve.chain, curve.literal_chain])
def test_the_noise_of_one_fit_to_a_curve_is_normal(loop):
    """Its squared error is noise²/n times the sum of as many squares of normal numbers as there are waves."""
    error = loop(generations=1, noise=0.2, n_points=48, replicates=500, rng=0)["error"][1]
    assert kstest(error * 48 / 0.2**2, chi2(curve.N_WAVES).cdf).pvalue > 1e-3
