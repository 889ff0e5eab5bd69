"""Claims of the chapter on compounding error: regression loops, three sources of error, scaling laws."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.chains import curve, regression
from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.registry import claim
from modelcollapse.theory import curve as curve_law
from modelcollapse.theory import regression as regression_law
from modelcollapse.theory import scaling as scaling_law

LOOP = {"dimension": 10, "n_samples": 50, "generations": 10}
SETTING = "d = 10, n = 50, generation 10"
TENTH = ("ten weights, 50 points, generation 10",)


def risk_of(regime, rng, *, replicates=8000, generation=-1, **changes):
    """Risk at a generation of the loop, one number a replicate."""
    history = regression.chain(**LOOP | changes, regime=regime, replicates=replicates, rng=rng)
    return history["risk"][generation]


def ratios_at_thirty(rng, *, n_samples):
    """Risk at generation 30 over that of one fit, with fresh and with the same inputs."""
    one = regression_law.base_risk(10, n_samples)
    return [
        risk_of(regime, rng, n_samples=n_samples, generations=30, replicates=1500) / one
        for regime in ("accumulate", "accumulate, same inputs")
    ]


@claim(
    "regression.one-fit",
    statement="One least-squares fit of d weights to n labeled points has risk σ²d/(n − d − 1).",
    kind="theorem",
    source="anderson2003",
)
def one_fit(rng):
    samples = risk_of("replace", rng, generations=1)
    return Evidence.of(
        samples, regression_law.base_risk(10, 50), setting="8,000 fits", cases=("ten weights, 50 points",)
    )


@claim(
    "regression.replace-is-linear",
    statement="When each model is fitted to the labels of the last one, the risk grows in proportion to the generation.",
    kind="theorem",
    source="gerstgrasser2024",
)
def replace_is_linear(rng):
    history = regression.chain(**LOOP, replicates=8000, rng=rng)
    samples = history["risk"][[1, 2, 5, 10]]
    return Evidence.of(
        samples,
        regression_law.replacing(10, 50, [1, 2, 5, 10]),
        setting="risk; d = 10, n = 50, 8,000 loops",
        cases=("generation 1", "2", "5", "10"),
    )


@claim(
    "regression.accumulate-same-inputs",
    statement="When all labels of the same points are kept, generation t has risk (1 + 1/4 + … + 1/t²) times that of one fit.",
    kind="theorem",
    source="gerstgrasser2024",
)
def accumulate_same_inputs(rng):
    samples = risk_of("accumulate, same inputs", rng)
    return Evidence.of(samples, regression_law.accumulating_same_inputs(10, 50, 10), setting=SETTING, cases=TENTH)


@claim(
    "regression.accumulate-fresh-inputs",
    statement="When every generation labels new points and all are kept, the risk is the sum of σ²d/(i(in − d − 1)): smaller still.",
    kind="own",
    source="derived",
)
def accumulate_fresh_inputs(rng):
    samples = risk_of("accumulate", rng)
    return Evidence.of(samples, regression_law.accumulating_fresh_inputs(10, 50, 10), setting=SETTING, cases=TENTH)


@claim(
    "regression.accumulate-is-bounded",
    statement="However long the loop runs, keeping all labels costs at most π²/6 = 1.645 times the risk of one fit.",
    kind="qualified",
    source="gerstgrasser2024",
    but="Bounded is not harmless, and the bound is about the mean squared error. It says nothing about tails, and needs labels without bias.",
    verdict="holds if the labels have no bias",
)
def accumulate_is_bounded(rng):
    samples = ratios_at_thirty(rng, n_samples=50)
    return Evidence.of(
        samples,
        np.pi**2 / 6,
        "at most",
        setting="× one fit; d = 10, n = 50, generation 30",
        cases=("fresh inputs", "same inputs"),
    )


@claim(
    "regression.pi-squared-needs-same-inputs",
    statement="The factor π²/6 is approached only if every generation labels the same inputs; with new inputs the limit is lower.",
    kind="own",
    source="derived",
    but="The two limits meet when n is much larger than d, which is the case that the universality results treat.",
)
def pi_squared_needs_same_inputs(rng):
    samples = ratios_at_thirty(rng, n_samples=20)
    limits = [regression_law.accumulating_fresh_inputs(10, 20, 30), regression_law.accumulating_same_inputs(10, 20, 30)]
    predicted = np.divide(limits, regression_law.base_risk(10, 20))
    return Evidence.of(
        samples, predicted, setting="× one fit; d = 10, n = 20, generation 30", cases=("fresh inputs", "same inputs")
    )


@claim(
    "regression.growing-is-logarithmic",
    statement="With ever more labels of the last model alone, t·n of them in generation t, the risk still grows, like ln t.",
    kind="theorem",
    source="gerstgrasser2024",
)
def growing_is_logarithmic(rng):
    samples = risk_of("growing", rng)
    return Evidence.of(samples, regression_law.growing(10, 50, 10), setting=SETTING)


@claim(
    "regression.handed-down-labels",
    statement="A fit to labels from the t-th of a line of generators pays the risk of every generator on top of its own.",
    kind="theorem",
    source="dohmatob2024regression",
)
def handed_down_labels(rng):
    sizes = [40] * 5 + [80]
    history = regression.chain(dimension=10, n_samples=sizes, generations=6, noise=0.5, replicates=8000, rng=rng)
    samples = history["risk"][-1]
    predicted = regression_law.handed_down(10, 80, 5, 0.5, 40, 0.5)
    return Evidence.of(samples, predicted, setting="d = 10, 5 generators on 40 points, fit to 80, σ = 0.5")


@claim(
    "regression.forgetting",
    statement="With fewer points than weights, noiseless fits forget: after t generations only (n/d)ᵗ of the truth is left.",
    kind="own",
    source="derived",
)
def forgetting(rng):
    history = regression.forgetting_chain(dimension=40, n_samples=20, generations=4, replicates=1000, rng=rng)
    samples = history["risk"][1:]
    predicted = regression_law.forgetting(40, 20, np.arange(1, 5))
    return Evidence.of(
        samples, predicted, setting="risk; d = 40, n = 20, 1,000 loops", cases=("generation 1", "2", "3", "4")
    )


@claim(
    "regression.strong-collapse",
    statement="If half the labels come from weights that are off by |Δ| = 2, even 5,000 points leave a risk of a quarter of |Δ|².",
    kind="qualified",
    source="dohmatob2025strong",
    but="The labels must err in one fixed direction, the learner must not tell the two kinds apart, and there is no recursion in it.",
    verdict="holds if the labels all err in one direction",
)
def strong_collapse(rng):
    mix = {"dimension": 10, "n_samples": 5000, "synthetic_share": 0.5, "shift": 2.0, "generations": 1}
    samples = regression.mixing_chain(**mix, replicates=10_000, rng=rng)["risk"][1]
    return Evidence.of(
        samples, regression_law.strong_collapse(10, 5000, 0.5, 2.0), setting="d = 10, n = 5,000, half synthetic"
    )


@claim(
    "regression.one-percent",
    statement="One synthetic label in a hundred that is off by |Δ| leaves a floor of |Δ|²/10,000 that no amount of data removes.",
    kind="disputed",
    source="dohmatob2025strong",
    but="“1% poisons everything” is true of the floor and misleading about its size: with |Δ| = 1 it equals the ordinary risk of ten weights at about 100,000 points, and is a tenth of it at 10,000.",
    verdict="holds, and adds a tenth at 10,000 points",
)
def one_percent(rng):
    mix = {"dimension": 10, "n_samples": 10**7, "synthetic_share": 0.01, "shift": 1.0, "generations": 1}
    samples = regression.mixing_chain(**mix, replicates=5000, rng=rng)["risk"][1]
    return Evidence.of(samples, 0.01**2, "at least", setting="d = 10, n = 10 million, 1% synthetic, |Δ| = 1")


@claim(
    "regression.label-leak",
    statement="At any n, the share of a label error that survives a mixed fit follows from the moments of the matrix beta distribution.",
    kind="own",
    source="derived",
)
def label_leak(rng):
    settings, samples = ((3, 12), (10, 50)), []
    for d, n in settings:
        mix = {"dimension": d, "n_samples": n, "synthetic_share": 0.5, "shift": 1.0, "noise": 0.0, "generations": 1}
        samples.append(regression.mixing_chain(**mix, replicates=20_000, rng=rng)["risk"][1])
    return Evidence.of(
        samples,
        [regression_law.label_leak(d, n, 0.5) for d, n in settings],
        setting="half synthetic, no noise, 20,000 fits",
        cases=("d = 3, n = 12", "d = 10, n = 50"),
    )


@claim(
    "regression.mixing-settles",
    statement="Refitting on half fresh real and half synthetic labels settles above the risk of one fit and stays there: 36% above with 200 points for ten weights, 62% with 30.",
    kind="own",
    source="derived",
)
def mixing_settles(rng):
    samples = []
    for n in (200, 30):
        loop = {"dimension": 10, "n_samples": n, "synthetic_share": 0.5, "generations": 12}
        samples.append(regression.mixing_chain(**loop, replicates=4000, rng=rng)["risk"][-1])
    return Evidence.of(
        [risk / regression_law.base_risk(10, n) for risk, n in zip(samples, (200, 30), strict=True)],
        [regression_law.mixing(10, n, 0.5) / regression_law.base_risk(10, n) for n in (200, 30)],
        setting="× one fit; d = 10, half synthetic, generation 12, 4,000 loops",
        cases=("n = 200", "n = 30"),
    )


def curve_evidence(rng, setting, **switches):
    """Error of the curve loop after 1, 5 and 20 fits against its closed form; without noise by actual fits."""
    t, noise = [1, 5, 20], switches.get("noise", 0.0)
    learned = curve.learned_share(n_waves=switches.get("n_waves", curve.N_WAVES), steps=switches.get("steps"))
    predicted = curve_law.error(curve.real_curve(), learned, t, noise, 48)
    cases = ("1 fit", "5 fits", "20 fits")
    if noise == 0:
        measured = curve.literal_chain(generations=20, **switches)["error"][t, 0]
        return Evidence(measured, predicted, rounding=1e-9, setting=setting, cases=cases)
    samples = curve.chain(generations=20, replicates=2000, rng=rng, **switches)["error"][t]
    return Evidence.of(samples, predicted, setting=setting, cases=cases)


@claim(
    "three-errors.statistical",
    statement="Noise in finite data alone: the error grows in proportion to the generation, without end.",
    kind="own",
    source="shumailov2024",
)
def statistical(rng):
    return curve_evidence(rng, "noise 0.2, 48 points", noise=0.2)


@claim(
    "three-errors.expressivity",
    statement="A model class that is too small, alone: the whole price is paid at the first fit, and then nothing more is lost.",
    kind="own",
    source="shumailov2024",
)
def expressivity(rng):
    return curve_evidence(rng, "7 of 21 waves", n_waves=7)


@claim(
    "three-errors.approximation",
    statement="Training that stops early, alone: each generation fades the details a little more, the finest first.",
    kind="own",
    source="shumailov2024",
)
def approximation(rng):
    return curve_evidence(rng, "40 steps of gradient descent", steps=40)


@claim(
    "three-errors.together",
    statement="Together the three do not simply add: stopping early also forgets old noise, so the total is less than the sum.",
    kind="own",
    source="derived",
)
def together(rng):
    return curve_evidence(rng, "all three on", noise=0.2, n_waves=7, steps=40)


@claim(
    "takeoff.plateau",
    statement="On a web that knows only the likeliest k items, more data stops helping: the error stays at the share of the rest.",
    kind="theorem",
    source="dohmatob2024tails",
)
def tail_plateau(rng):
    p = scaling_law.power_law(10**5, 2.0)
    web = scaling_law.polluted(p, 100, 0.0)
    sizes, learners = (3, 1000, 10**6), (20_000, 200, 40)
    # Items beyond k never occur on this web, so only the first k are drawn.
    seen = [
        rng.multinomial(n, web[:100] / web[:100].sum(), size=size) > 0 for n, size in zip(sizes, learners, strict=True)
    ]
    samples = [p[100:].sum() + (p[:100] * ~found).sum(axis=1) for found in seen]
    return Evidence.of(
        samples,
        scaling_law.memorizer_error(sizes, p, web),
        rounding=1e-6,  # with a million items hardly any of the 100 is ever missed, and the Monte Carlo error can be 0
        setting="β = 2, k = 100; 20,000, 200 and 40 learners",
        cases=("3 items", "1,000 items", "a million items"),
    )


@claim(
    "takeoff.grokking",
    statement="With a share r of real data the plateau ends, late, at a number of items that grows like k^β/r.",
    kind="qualified",
    source="dohmatob2024tails",
    but="The theory is of a learner that memorizes, and “grokking” names the shape of the curve only. The constant depends on β.",
    verdict="holds for a learner that memorizes",
)
def grokking(rng):
    half = {setting: items_at_half_the_plateau(*setting) for setting in ((200, 0.01), (800, 0.01), (200, 0.001))}
    measured = [
        np.log(half[800, 0.01] / half[200, 0.01]) / np.log(4),
        np.log(half[200, 0.001] / half[200, 0.01]) / np.log(0.1),
    ]
    # Exact computations, but the law is asymptotic: at these k the exponents come out to one decimal.
    return Evidence(
        measured,
        [2, -1],
        rounding=0.05,
        setting="β = 2, where half the plateau is left",
        cases=("exponent of k", "exponent of r"),
    )


def items_at_half_the_plateau(cut, real_share):
    """Items at which the error of a memorizer has fallen to half of the plateau, from one grid for every web."""
    p = scaling_law.power_law(200_000, 2.0)
    sizes = np.geomspace(1e6, 1e9, 25).round()
    left = scaling_law.memorizer_error(sizes, p, scaling_law.polluted(p, cut, real_share)) / p[cut:].sum()
    below = int(np.argmax(left < 0.5))
    if not left[0] > 0.5 > left[-1]:
        raise valid.refuse(
            "cut", cut, f"such that half of the plateau lies between {sizes[0]:g} and {sizes[-1]:g} items"
        )
    return np.exp(np.interp(0.5, left[[below, below - 1]], np.log(sizes[[below, below - 1]])))
