"""What holds of every law: each argument is one number or an array, arrays broadcast, and bad input is refused by name."""

import inspect
import itertools

import numpy as np
import pytest
from modelcollapse import _validation as valid
from modelcollapse import theory
from modelcollapse.theory import accumulation as accumulation_law
from modelcollapse.theory import before_after as before_after_law
from modelcollapse.theory import charts as charts_law
from modelcollapse.theory import contagion as contagion_law
from modelcollapse.theory import curve as curve_law
from modelcollapse.theory import detection as detection_law
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import drift as drift_law
from modelcollapse.theory import gaussian as gaussian_law
from modelcollapse.theory import hiring as hiring_law
from modelcollapse.theory import inbreeding as inbreeding_law
from modelcollapse.theory import knowledge as knowledge_law
from modelcollapse.theory import regression as regression_law
from modelcollapse.theory import sampling as sampling_law
from modelcollapse.theory import scaling as scaling_law
from modelcollapse.theory import selection as selection_law
from modelcollapse.theory import shapes as shapes_law
from modelcollapse.theory import skill as skill_law
from modelcollapse.theory import stock as stock_law
from modelcollapse.theory import summaries as summaries_law
from modelcollapse.theory import verification as verification_law
from modelcollapse.theory import watermark as watermark_law
from modelcollapse.theory import worth as worth_law
from modelcollapse.theory._law import ITEMS, SHARE, TIME
from modelcollapse.theory._law import law as declare

N, T, SHARES, PAIR = (5, 12), (3, 1), (0.3, 0.8), ([0.5, 0.3, 0.2], [0.7, 0.3, 0.0])
FIT = {"d": (2, 3), "n": (9, 6)}
DETECTOR = {"sensitivity": (0.9, 0.6), "false_positives": (0.05, 0.2)}
VERIFIER = {"right": (0.9, 0.7), "wrong": (0.5, 0.2)}
COUNTED = {"green": (9, 4), "tokens": (12, 30), "gamma": (0.25, 0.5)}
MARKED = {"gamma": (0.25, 0.5), "delta": (1, 2.5)}
PANEL = {"taste": (1.0, 2.5), "lottery": SHARES, "spread": (0.1, 0.0), "newcomers": (0.1, 0.4)}
GROUPS = {"weights": PAIR, "means": ([0, 3, -3.5], [1, 0, 2]), "sds": ([1, 0.6, 0.5], [2, 1, 1]), "width": (2, 1.5)}
LEAK = FIT | {"synthetic_share": SHARES}
MIXED = {"n_real": (1, 4), "n_synthetic": N}
PERIODS = {"share": SHARES, "before": (795, 20), "after": (648, 30)}
PERSON = {"manual": (0.1, 0.4), "sharpness": (12, 6)}
RATES = {"learn": (0.2, 0.5), "forget": (0.05, 0.1)}
BESIDE = {"skill": SHARES, "quality": (0.6, 0.9)} | PERSON
MARKET = {"accuracy": (0.6, 0.9), "elasticity": (0.5, 2), "reward": (2, 1.5), "aggregation": (1, 0.8)}
ARCHIVE = {"n_archive": (4, 9), "n_new": N, "synthetic": SHARES, "change": (0.1, 0), "t": T}
CHART = {"appeal": PAIR, "influence": SHARES, "start": (0.5, 2), "sold": N}

TYPICAL = {
    accumulation_law.random_errors: {"t": T},
    accumulation_law.systematic_errors: {"t": T, "share": SHARES},
    accumulation_law.on_a_budget: {"t": (9, 1), "batches": (2, 5)},
    accumulation_law.on_a_budget_limit: {"batches": (1, 4)},
    accumulation_law.with_fresh: {"n": N, "t": T, "share": SHARES},
    before_after_law.chance_of_a_drop: {"drop": (0.06, 0.01)} | PERIODS | {"drift": (0, 0.03)},
    before_after_law.drift_to_explain: {"drop": (0.3, 0.4)} | PERIODS,
    before_after_law.share_of_the_rest: {"share": SHARES, "ratio": (3.6, 1), "part": (0.5, 0.2)},
    charts_law.concentration: CHART,
    charts_law.disagreement: CHART,
    charts_law.urn_concentration: {"titles": N, "start": (0.5, 2)},
    charts_law.urn_largest_share: {"titles": N},
    contagion_law.false_majority: {"n_true": N},
    contagion_law.checked_share: {"n_pages": N, "false_pages": (1, 4), "written": T, "checkers": SHARES},
    contagion_law.repeats_majority: {"share": SHARES, "conformity": (2.0, 1.5)},
    contagion_law.verification_threshold: {"conformity": (1, 2.5)},
    contagion_law.escape: {"copies": (0.7, 1.4)},
    contagion_law.answer_false: {"false_share": SHARES, "top_k": (1, 5), "hallucination": SHARES},
    contagion_law.retrieval_false_majority: {"human_pages": (2, 3), "written": (4, 9), "source_bias": (3, 1)}
    | {"top_k": (1, 5), "hallucination": SHARES, "recognized": (0.1, 0.9), "false_pages": (0, 1)},
    curve_law.error: {"coefficients": ([1.0, 0.5], [2.0, 0.1]), "learned": ([1.0, 0.5], [0.0, 0.9]), "t": T}
    | {"noise": (0.1, 2), "n_points": N},
    detection_law.flagged_share: {"share": SHARES} | DETECTOR,
    detection_law.true_share: {"flagged": SHARES} | DETECTOR,
    detection_law.true_share_error: {"share": SHARES, "n": N} | DETECTOR,
    detection_law.wrong_flags: {"share": SHARES} | DETECTOR,
    diversity_law.replacing: {"n": N, "t": T},
    diversity_law.replacing_growing: {"sizes": ([5, 10], [7, 2])},
    diversity_law.accumulating: {"n": N, "t": T},
    diversity_law.accumulating_risk: {"n": N, "t": T},
    diversity_law.fixation_bound: {"n": N, "t": T, "diversity": SHARES},
    diversity_law.accumulating_limit: {"n": N},
    diversity_law.accumulating_subsampled: {"n": N, "t": (4, 0), "of": ("model", "corpus"), "batches": (1, 3)},
    diversity_law.fresh_blood: {"n_real": (1, 0), "n_synthetic": N, "t": (4, 0)},
    diversity_law.kept_sample: {"n_real": (1, 0), "n_synthetic": N},
    diversity_law.immigration_identity: {"n": N, "share": SHARES, "t": T},
    diversity_law.fixation_time: {"n": N, "p": SHARES},
    diversity_law.coalescence_time: {"n": N},
    diversity_law.survival_rate: {"t": T},
    diversity_law.survival_bound: {"n": N, "p": SHARES, "t": T},
    diversity_law.ewens_species: {"n": N, "theta": (0.5, 3)},
    diversity_law.log_series_alpha: {"n_items": (40, 100), "n_species": (5, 20.5)},
    diversity_law.log_series_species: {"n_items": N, "alpha": (0.5, 3)},
    diversity_law.unseen_mass: {"n": N, "probabilities": PAIR},
    drift_law.survival_probability: {"n": N, "p": SHARES, "t": T},
    drift_law.fixation_time: {"n": N, "copies": (1, 4)},
    drift_law.common_ancestor_time: {"n": N},
    drift_law.types_at_balance: {"n": N, "novelty": SHARES},
    drift_law.species_at_balance: {"n": N, "share": SHARES, "probabilities": PAIR},
    gaussian_law.log_variance_drift: {"n": N, "estimator": ("unbiased", "mle")},
    gaussian_law.log_variance_spread: {"n": N},
    gaussian_law.log_variance_cdf: {"x": (-1.0, 0.3), "n": N, "t": T},
    gaussian_law.half_life: {"n": N, "estimator": ("unbiased", "mle")},
    gaussian_law.c4: {"n": N},
    gaussian_law.mean_sd: {"sizes": ([5, 10], [7, 2])},
    gaussian_law.squared_wasserstein: {"n": N, "t": T},
    gaussian_law.sample_variance: {"n": N, "t": T},
    gaussian_law.survival_bound: {"n": N, "k": T, "epsilon": (0.1, 2)},
    gaussian_law.log_det_drift: {"n": N, "d": (3, 1), "estimator": ("unbiased", "mle")},
    gaussian_law.kde_variance: {"n": N, "bandwidth": (0.1, 2), "t": T},
    gaussian_law.kde_accumulating_variance: {"n": N, "bandwidth": (0.1, 2), "t": T},
    regression_law.base_risk: FIT | {"noise": (0.1, 2)},
    regression_law.replacing: FIT | {"t": T, "noise": (0.1, 2), "shift": (-2, 0.5)},
    regression_law.accumulating_same_inputs: FIT | {"t": T, "noise": (0.1, 2), "shift": (-2, 0.5)},
    regression_law.accumulating_fresh_inputs: FIT | {"t": T, "noise": (0.1, 2)},
    regression_law.growing: FIT | {"t": T, "noise": (0.1, 2)},
    regression_law.handed_down: FIT | {"t": T, "noise": (0.1, 2), "n_generator": (7, 30), "noise_generator": (0.2, 1)},
    regression_law.forgetting: {"d": (3, 9), "n": (2, 20), "t": T},
    regression_law.label_leak: LEAK,
    regression_law.label_leak_limit: LEAK,
    regression_law.strong_collapse: LEAK | {"shift": (-2, 0.5), "noise": (0.1, 2)},
    regression_law.mixing: LEAK | {"noise": (0.1, 2)},
    sampling_law.biased_replacing: {"bias": (0.5, 1.2), "t": T},
    sampling_law.biased_accumulating: {"bias": (0.5, 1.2), "n": N, "t": T},
    sampling_law.biased_fresh: {"bias": (0.5, 1), "n_real": N, "n_synthetic": (7, 0)},
    sampling_law.tempered: {"probabilities": PAIR, "tau": (0.5, 1.4), "t": T},
    sampling_law.nucleus_survivors: {"p": (0.8, 0.35)},
    scaling_law.power_law: {"n_items": (7,), "beta": (0.0, 1.5)},
    scaling_law.memorizer_error: {"n": N, "probabilities": PAIR, "known": PAIR[::-1]},
    scaling_law.slope: {"beta": (1, 1.5)},
    scaling_law.cut_slope: {"beta": (1, 1.5)},
    scaling_law.polluted: {"probabilities": PAIR, "cut": (2, 1), "real_share": SHARES},
    scaling_law.memorizer_asymptote: {"n": N, "beta": (1.5, 3)},
    scaling_law.plateau: {"cut": N, "beta": (1.5, 3)},
    scaling_law.takeoff: {"cut": N, "beta": (1.5, 3), "real_share": SHARES},
    shapes_law.scale_drift: {"family": tuple(shapes_law.FAMILIES), "n": N},
    shapes_law.fair_divisor: {"n": N},
    shapes_law.relative_kde_factor: {"n": N, "bandwidth": (0.1, 2)},
    shapes_law.interpolation_factor: {"n": N},
    shapes_law.accumulating_kde_density: {"x": (0.3, -2), "bandwidth": (0.5, 2), "t": T},
    shapes_law.silverman_bandwidth: {"n": N},
    shapes_law.silverman_accumulating_bound: {"n": N, "t": T},
    shapes_law.mode_survival: {"n": N, "weight": SHARES, "t": T},
    shapes_law.mode_half_life: {"samples_of_mode": (0.4, 5)},
    shapes_law.mean_tail: {"a": (0, 2)},
    shapes_law.mean_tail_slope: {"a": (0, 2)},
    shapes_law.mean_tail_after_one: {"n": N, "a": (0.5, 2)},
    hiring_law.shared: {"candidates": (3, 5), "accuracy": (0.5, 2)},
    hiring_law.independent: {"candidates": (3, 5), "accuracy": (0.5, 2), "other": (1, 0.3)},
    selection_law.next_variance: {"variance": (1.0, 0.2)} | PANEL,
    selection_law.undisturbed: {"variance": (1.0, 0.2), "taste": (1.0, 2.5), "t": T},
    selection_law.resting_variance: PANEL,
    selection_law.exact_variance: {"t": T, "dimensions": (1, 2)} | PANEL,
    inbreeding_law.random_mating: {"size": N, "t": T},
    inbreeding_law.two_parents: {"size": N, "t": T},
    inbreeding_law.with_migrants: {"size": N, "migrants": (0.5, 3)},
    inbreeding_law.realized_size: {"first": (0.1, 0.0), "last": (0.3, 0.2), "t": T},
    inbreeding_law.survival: {"load": (0.5, 4), "inbreeding": SHARES},
    inbreeding_law.log_fitness: {
        "inbreeding": SHARES,
        "loci": N,
        "frequency": SHARES,
        "harm": SHARES,
        "dominance": SHARES,
    },
    knowledge_law.effort: {"knowledge": (0.6, 0.3)}
    | {name: MARKET[name] for name in ("accuracy", "elasticity", "reward")},
    knowledge_law.stock: {"start": (1, 0.5), "t": T, "fade": (0.1, 0.3)} | MARKET,
    knowledge_law.lasting: MARKET,
    knowledge_law.tipping_accuracy: {"reward": (2, 3), "aggregation": (1, 2)},
    skill_law.by_hand: BESIDE,
    skill_law.kept: {"hand": SHARES} | RATES,
    skill_law.practice_for: {"skill": SHARES} | RATES,
    skill_law.quality_at: {"skill": (0.6, 0.45)} | PERSON | RATES,
    skill_law.least_manual: {"sharpness": (12, 9)} | RATES,
    skill_law.team_accuracy: BESIDE,
    skill_law.errors_out: BESIDE,
    skill_law.by_lot: {"start": SHARES, "manual": (0.2, 0.5), "t": T, "cases": N} | RATES,
    skill_law.tool_taught: {"hand": SHARES, "skill": (0.5, 0.7), "noise": (0.02, 0.1)},
    summaries_law.raw_left: {"replaced": SHARES, "t": T},
    summaries_law.lower_limit: GROUPS | {"t": T},
    summaries_law.upper_limit: GROUPS | {"t": T},
    summaries_law.admitted: GROUPS | {"center": (3, -1), "spread": (0.6, 2), "t": T},
    summaries_law.patients_per_arm: {
        "effect": (1.06, 0.3),
        "share": SHARES,
        "power": (0.8, 0.9),
        "alpha": (0.05, 0.01),
    },
    summaries_law.power: {"n_patients": (9.5, 400), "effect": (1.06, 0.3), "share": SHARES, "alpha": (0.05, 0.01)},
    worth_law.heard: {"worth": (1.5, 9), "n": N},
    worth_law.weighted_loss: MIXED | {"weight": SHARES, "mistaken": (0.4, 0)},
    worth_law.best_worth: MIXED,
    worth_law.best_weight: MIXED,
    worth_law.golden_weight: {"ratio": (0.5, 2)},
    worth_law.mean_error: MIXED | {"weight": SHARES},
    worth_law.upkeep: {"worth": (1.5, 9), "n": N},
    worth_law.aged: {"n": N, "change": (0.1, 0), "t": T},
    worth_law.archive_weight: ARCHIVE,
    worth_law.archive_error: ARCHIVE,
    verification_law.truth: VERIFIER | {"error": SHARES, "blind": (0.2, 0.6), "t": T},
    verification_law.settled_truth: VERIFIER | {"error": (0.05, 0.3)},
    verification_law.least_accuracy: {"error": SHARES},
    verification_law.blind_truth: {"error": SHARES, "blind": (0.2, 0.6), "t": T},
    verification_law.breakdown: VERIFIER,
    verification_law.learned_accuracy: VERIFIER | {"wrong_share": SHARES, "d": (2, 9), "n": (20, 50)},
    verification_law.likeliest_variance: {"keep": (0.3, 1)},
    verification_law.verified_mean: {"mean": (0.0, 0.4), "center": (0.3, -1.0), "radius": (1.0, 2.0)},
    verification_law.best_of_two_variance: {"t": T},
    verification_law.best_of_two_gain: {"t": T},
    verification_law.weighted_share: {"exponent": (0.5, 2), "human": (3, 1.5), "machine": (2, 3)},
    verification_law.weighted_effective_share: {"exponent": (1, 2), "human": (3, 1.5), "machine": (2, 3)},
    watermark_law.z_score: COUNTED,
    watermark_law.p_value: COUNTED,
    watermark_law.normal_p_value: COUNTED,
    watermark_law.power: {"tokens": (20, 90), "gamma": (0.25, 0.5), "rate": (0.6, 0.7), "false_positives": (0.01, 0.1)},
    watermark_law.green_share: {"mass": SHARES, "delta": (1, 2.5)},
    watermark_law.green_rate: {"probabilities": PAIR} | MARKED,
    watermark_law.modulus: MARKED,
    watermark_law.spike_entropy: {"probabilities": PAIR, "z": (0.5, 2)},
    watermark_law.least_green: {"probabilities": PAIR} | MARKED,
    watermark_law.gumbel_p_value: {"score": (9, 30.5), "tokens": (5, 12)},
    watermark_law.gumbel_score: {"probabilities": PAIR},
    watermark_law.first_round: {"probabilities": PAIR},
    watermark_law.edited_rate: {"rate": (0.6, 0.9), "gamma": (0.25, 0.5), "replaced": SHARES, "window": (1, 2)},
    watermark_law.residual: {"share": SHARES, "coverage": (0.5, 1), "sensitivity": (0.9, 0.6)}
    | {"false_positives": (0.05, 0.2)},
    watermark_law.needed_coverage: {"share": SHARES, "wanted": (0.1, 0.2), "sensitivity": (0.9, 0.6)},
}
"""Every law → two typical values of each argument. The first ones, together, are a case that the law accepts."""

LISTS = (
    {
        contagion_law.resting_points: "its result has no, one or two entries",
        skill_law.folds: "its result has no or two entries",
        skill_law.resting_points: "its result has one or three entries",
        skill_law.course: "its result is a path of two",
    }
    | dict.fromkeys((before_after_law.difference, before_after_law.odds_ratio), "a share is a pair of counts")
    | dict.fromkeys(
        (stock_law.worth_of_plan, stock_law.mean_loss, stock_law.best_plan, stock_law.whole), "a plan is one sequence"
    )
    | dict.fromkeys((stock_law.kept_weights, stock_law.worth_of_kept), "weights are one sequence, a generation each")
)
"""Functions of the theory that take single numbers, and why."""


def first(law):
    return {name: values[0] for name, values in TYPICAL[law].items()}


every_law = pytest.mark.parametrize("law", TYPICAL, ids=lambda law: f"{law.__module__.split('.')[-1]}.{law.__name__}")


def test_no_law_is_left_out():
    modules = [getattr(theory, name) for name in theory.__all__]
    public = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and name != "one_whole"
    }
    assert public == TYPICAL.keys() | LISTS.keys()


def broadcasts(domain):
    return domain is not scaling_law.one_whole and getattr(domain, "func", None) is not valid.choice


@every_law
def test_arrays_give_what_their_elements_give(law):
    """Each argument gets an axis of its own, so the result is a table over all combinations."""
    typical = TYPICAL[law]
    axes = [name for name in typical if broadcasts(law.domains[name])]
    for fixed in itertools.product(*(typical[name] for name in typical if name not in axes)):
        names = dict(zip((name for name in typical if name not in axes), fixed, strict=True))
        along = {}
        for i, name in enumerate(axes):
            values = np.array(typical[name])
            along[name] = values.reshape([2 if j == i else 1 for j in range(len(axes))] + list(values.shape[1:]))
        together = law(**names, **along)
        for at in itertools.product((0, 1), repeat=len(axes)):
            alone = law(**names, **{name: typical[name][i] for name, i in zip(axes, at, strict=True)})
            assert isinstance(alone, float | int) or alone.ndim == 1
            np.testing.assert_allclose(together[at], alone, rtol=1e-12, atol=1e-14, err_msg=f"{names} {axes} {at}")


@every_law
def test_time_begins_where_the_law_says(law):
    """The first t that a law admits needs no special case: an empty sum is 0, an empty product 1."""
    if (time := law.domains.get("t")) is not None:
        start = time.keywords["low"]
        alone = [law(**first(law) | {"t": t}) for t in (start, start + 1)]
        if np.ndim(alone[0]) == 0:
            np.testing.assert_allclose(law(**first(law) | {"t": [start, start + 1]}), alone, rtol=1e-12)


@every_law
def test_no_argument_is_ignored(law):
    """A law that forgot an argument would broadcast too."""
    for name, values in TYPICAL[law].items():
        changed = [law(**first(law) | {name: value}) for value in values[1:]]
        assert not changed or any(not np.array_equal(found, law(**first(law))) for found in changed), name


def test_a_law_declares_every_argument_once():
    for domains in ({"n": ITEMS}, {"n": ITEMS, "t": TIME, "p": SHARE}):
        with pytest.raises(TypeError, match="declares"):
            declare(**domains)(lambda n, t: n * t)


def test_an_optional_argument_may_be_left_out_of_an_array():
    stationary = diversity_law.immigration_identity([5, 12], 0.3)
    np.testing.assert_allclose(stationary, diversity_law.immigration_identity([5, 12], 0.3, t=10_000))


RANGES = {(0, 1): "a share", (0, np.inf): "at least 0", (1, np.inf): "at least 1", (-np.inf, np.inf): "a number"}


def kind(domain):
    """What to refuse, by the declaration of an argument."""
    if domain is valid.finite_array:
        return [[np.nan], "ab", None, [], [[1, 2], [3]]]
    if domain is valid.probabilities:
        return "probabilities"
    if domain is scaling_law.one_whole:
        return "an int from 1"
    if domain.func is valid.choice:
        return "a name"
    limits = domain.keywords
    if limits.get("whole"):
        return f"whole numbers from {limits['low']}"
    ends = [limits[end] for end in ("low", "high") if not limits.get(f"include_{end}", True)]
    return (RANGES[limits["low"], limits["high"]], ends) if ends else RANGES[limits["low"], limits["high"]]


TOGETHER = [
    (contagion_law.checked_share, "false_pages", [6, [1, 6]]),
    (contagion_law.answer_false, "top_k", [2, 10, [1, 2]]),
    (contagion_law.retrieval_false_majority, "top_k", [2, 10]),
    (curve_law.error, "learned", [[1.5, 0.5], [-0.1, 0.5], [0.5], [0.1, 0.2, 0.3]]),
    (diversity_law.log_series_alpha, "n_species", [40, 1000]),
    (drift_law.fixation_time, "copies", [5, 6, [1, 5]]),
    (gaussian_law.log_det_drift, "n", [2, 3, [9, 3]]),
    (regression_law.base_risk, "n", [2, 3, [9, 3]]),
    (regression_law.growing, "n", [3]),
    (regression_law.handed_down, "n_generator", [3]),
    *((law, "n", [3]) for law in (regression_law.label_leak, regression_law.label_leak_limit)),
    (regression_law.mixing, "synthetic_share", [1, [0.5, 1]]),
    (scaling_law.memorizer_error, "known", [[0.5, 0.5], [1.0]]),
    *(
        (law, "sds", [[1, 0, 2], [1, -1, 2]])
        for law in (summaries_law.lower_limit, summaries_law.upper_limit, summaries_law.admitted)
    ),
    (diversity_law.replacing_growing, "sizes", [[5, 0.5], [0], [-3, 4]]),
]
"""What an argument must not be beside the others."""

OPTIONAL = {
    (diversity_law.immigration_identity, "t"): [-1, 2.5, "ten", True, np.nan, [], [3, -1]],
    (diversity_law.fresh_blood, "t"): [-1, 2.5, "ten", True, np.nan, [], [3, -1]],
    (scaling_law.memorizer_error, "known"): ["ab", 0.5, [0.5, 0.5, 0.5], [1.5, -0.5, 0.0]],
}
"""Arguments that may be None, and what they must not be."""


REFUSALS = [
    *(
        (law, first(law), {name: kind(law.domains[name]) for name in first(law) if (law, name) not in OPTIONAL})
        for law in TYPICAL
    ),
    *((law, first(law), {name: bad}) for (law, name), bad in OPTIONAL.items()),
    *((law, first(law), {name: bad}) for law, name, bad in TOGETHER),
    (diversity_law.fresh_blood, {"n_real": 1, "n_synthetic": 0}, {"n_real": [0]}),
    (contagion_law.resting_points, {"checkers": 0.1}, {"checkers": "a share", "conformity": "at least 1"}),
    (skill_law.folds, {}, {"manual": "a share", "sharpness": "positive"}),
    (skill_law.resting_points, {"quality": 0.5}, {"quality": "a share", "manual": "a share", "sharpness": "positive"}),
    (
        skill_law.course,
        {"weeks": 3, "start": 0.8, "quality": 0.5, "noise": 0.1},
        {"weeks": "an int from 1", "noise": [-0.1, 2, "ab", np.nan], "pace": "at least 0", "sharpness": "positive"}
        | dict.fromkeys(("start", "quality", "manual"), "a share"),
    ),
    *(
        (
            law,
            {"before": (3, 10), "after": (4, 10)},
            dict.fromkeys(("before", "after"), [(11, 10), (-1, 10), (0.5, 10), (0, 0)]),
        )
        for law in (before_after_law.difference, before_after_law.odds_ratio)
    ),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
