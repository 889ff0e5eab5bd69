"""Closed forms and measures refuse bad input too: a formula would return a number for anything."""

import numpy as np
from modelcollapse.measures import distances, diversity, modes
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import drift as drift_law
from modelcollapse.theory import gaussian as gaussian_law
from modelcollapse.theory import scaling as scaling_law
from modelcollapse.theory import shapes as shapes_law

P = [0.5, 0.3, 0.2]
N, T = "whole numbers from 2", "whole numbers from 0"
ITEMS = "whole numbers from 1"

GAUSSIAN_LAWS = [
    (gaussian_law.log_variance_drift, {"n": 10}, {"n": N, "estimator": "a name"}),
    (gaussian_law.log_variance_spread, {"n": 10}, {"n": N}),
    (gaussian_law.log_variance_cdf, {"x": 0.0, "n": 10, "t": 3}, {"x": "a number", "n": N, "t": "an int from 1"}),
    (gaussian_law.half_life, {"n": 10}, {"n": N, "estimator": "a name"}),
    (gaussian_law.c4, {"n": 10}, {"n": N}),
    (gaussian_law.mean_sd, {"sizes": [10, 10]}, {"sizes": N}),
    (gaussian_law.squared_wasserstein, {"n": 10, "t": 3}, {"n": N, "t": T}),
    (gaussian_law.sample_variance, {"n": 10, "t": 3}, {"n": N, "t": T}),
    (gaussian_law.survival_bound, {"n": 10, "k": 3, "epsilon": 0.1}, {"n": N, "k": T, "epsilon": "positive"}),
    (
        gaussian_law.log_det_drift,
        {"n": 10, "d": 3},
        {"n": "an int from 4", "d": "an int from 1", "estimator": "a name"},
    ),
    (
        gaussian_law.kde_variance,
        {"n": 10, "bandwidth": 0.1, "t": 3},
        {"n": N, "bandwidth": "at least 0", "t": "whole numbers from 1"},
    ),
    (
        gaussian_law.kde_accumulating_variance,
        {"n": 10, "bandwidth": 0.1, "t": 3},
        {"n": "an int from 2", "bandwidth": "at least 0", "t": "an int from 1"},
    ),
]
COPYING_LAWS = [
    (diversity_law.replacing, {"n": 10, "t": 3}, {"n": ITEMS, "t": T}),
    (diversity_law.accumulating, {"n": 10, "t": 3}, {"n": "an int from 1", "t": T}),
    (diversity_law.accumulating_limit, {"n": 10}, {"n": ITEMS}),
    (diversity_law.accumulating_subsampled, {"n": 10, "t": 3}, {"n": "an int from 1", "t": "an int from 0"}),
    (diversity_law.fresh_blood, {"n_real": 1, "n_synthetic": 9}, {"n_real": T, "n_synthetic": T}),
    (diversity_law.fresh_blood, {"n_real": 1, "n_synthetic": 0}, {"n_real": [0]}),
    (diversity_law.kept_sample, {"n_real": 1, "n_synthetic": 9}, {"n_real": T, "n_synthetic": ITEMS}),
    (diversity_law.immigration_identity, {"n": 10, "share": 0.1}, {"n": ITEMS, "share": "a share"}),
    (diversity_law.fixation_time, {"n": 10, "p": 0.5}, {"n": ITEMS, "p": ("a share", [0, 1])}),
    (diversity_law.coalescence_time, {"n": 10}, {"n": ITEMS}),
    (diversity_law.survival_rate, {"t": 3}, {"t": "an int from 1"}),
    (diversity_law.survival_bound, {"n": 10, "p": 0.1, "t": 3}, {"n": ITEMS, "p": "a share", "t": "an int from 1"}),
    (diversity_law.ewens_species, {"n": 10, "theta": 1.0}, {"n": "an int from 1", "theta": "positive"}),
    (
        diversity_law.log_series_alpha,
        {"n_items": 100, "n_species": 10},
        {"n_items": "an int from 2", "n_species": ("at least 1", [100, 1000])},
    ),
    (diversity_law.log_series_species, {"n_items": 100, "alpha": 10}, {"n_items": ITEMS, "alpha": "positive"}),
    (
        diversity_law.unseen_mass,
        {"n": 10, "probabilities": P},
        {"n": "an int from 0", "probabilities": "one distribution"},
    ),
]
DRIFT_LAWS = [
    (diversity_law.fixation_bound, {"n": 10, "t": 3, "diversity": 0.5}, {"n": N, "t": T, "diversity": "a share"}),
    (
        drift_law.survival_probability,
        {"n": 10, "p": 0.1, "t": 3},
        {"n": "an int from 1", "p": "a share", "t": "an int from 1"},
    ),
    (drift_law.fixation_time, {"n": 10, "copies": 3}, {"n": "an int from 2", "copies": ("an int from 1", [10, 11])}),
    (drift_law.common_ancestor_time, {"n": 10}, {"n": "an int from 1"}),
    (drift_law.types_at_balance, {"n": 10, "novelty": 0.1}, {"n": "an int from 1", "novelty": ("a share", [0])}),
    (
        drift_law.species_at_balance,
        {"n": 10, "share": 0.1, "probabilities": P},
        {"n": "an int from 1", "share": ("a share", [0]), "probabilities": "one distribution"},
    ),
]
SHAPE_LAWS = [
    (shapes_law.scale_drift, {"family": "exponential, the mean", "n": 10}, {"family": "a name", "n": N}),
    (shapes_law.fair_divisor, {"n": 10}, {"n": N}),
    (shapes_law.relative_kde_factor, {"n": 10, "bandwidth": 0.1}, {"n": N, "bandwidth": "at least 0"}),
    (shapes_law.silverman_bandwidth, {"n": 10}, {"n": N}),
    (shapes_law.silverman_accumulating_bound, {"n": 10, "t": 3}, {"n": "an int from 2", "t": "an int from 1"}),
    (
        shapes_law.mode_survival,
        {"n": 10, "weight": 0.1, "t": 3},
        {"n": "an int from 1", "weight": "a share", "t": "an int from 0"},
    ),
    (shapes_law.mode_half_life, {"samples_of_mode": 5}, {"samples_of_mode": "positive"}),
    (shapes_law.mean_tail, {"a": 1}, {"a": "at least 0"}),
    (shapes_law.mean_tail_slope, {"a": 1}, {"a": "at least 0"}),
    (shapes_law.mean_tail_after_one, {"n": 10, "a": 1}, {"n": "an int from 2", "a": "at least 0"}),
]
SCALING_LAWS = [
    (scaling_law.power_law, {"n_items": 10, "beta": 1.5}, {"n_items": "an int from 1", "beta": "at least 0"}),
    (
        scaling_law.memorizer_error,
        {"n": 10, "probabilities": P},
        {"n": T, "probabilities": "one distribution", "known": ("one distribution", [[0.5, 0.5]])},
    ),
    (scaling_law.slope, {"beta": 1.5}, {"beta": "at least 1"}),
    (scaling_law.cut_slope, {"beta": 1.5}, {"beta": "at least 1"}),
]
NOT_VECTOR = [[[1, 2]], [], None, "abc", [1, np.nan]]
NOT_COVARIANCE = [np.eye(3), -np.eye(2), [[1, 2], [0, 1]], [[1, 2], [2, 1]], [1, 2], np.nan, [[np.inf, 0], [0, 1]]]
NOT_POINTS = [[[1.0, np.nan]], 3.0, [1.0, 2.0], [], np.ones((3, 0)), "ab"]
MEASURES = [
    (
        distances.squared_wasserstein_normal,
        {"mean": 0, "sd": 1},
        {"mean": "a number", "sd": "at least 0", "other_mean": "a number", "other_sd": "at least 0"},
    ),
    (
        distances.wasserstein_samples,
        {"a": [1, 2], "b": [3, 4]},
        {"a": [[], None, "abc", [np.nan, 1]], "b": [[], [1, 2, 3], [np.inf, 1]]},
    ),
    (
        distances.frechet,
        {"mean": [0, 0], "covariance": np.eye(2), "other_mean": [1, 1], "other_covariance": np.eye(2)},
        {
            "mean": NOT_VECTOR,
            "other_mean": [*NOT_VECTOR, [1, 2, 3]],
            "covariance": NOT_COVARIANCE,
            "other_covariance": NOT_COVARIANCE,
        },
    ),
    *(
        (distance, {"p": P, "q": P}, {"p": "probabilities", "q": ("probabilities", [[0.5, 0.5], [1.0]])})
        for distance in (distances.total_variation, distances.jensen_shannon)
    ),
    (diversity.simpson, {"probabilities": P}, {"probabilities": "probabilities"}),
    (
        diversity.hill_number,
        {"probabilities": P, "order": 1},
        {"probabilities": "probabilities", "order": [-0.1, -np.inf, np.nan, None, "one", True, [1]]},
    ),
    (
        diversity.unseen_mass_estimate,
        {"counts": [1, 2]},
        {"counts": [[], [0, 0], [-1, 2], [0.5, 1], [np.nan, 1], "ab", 3, [[1, 2], [0, 0]]]},
    ),
    (
        modes.modes_alive,
        {"samples": [[1.0]], "centers": [[1.0]], "radius": 1, "least": 0.1},
        {"samples": NOT_POINTS, "centers": [*NOT_POINTS, [[1.0, 2.0]]], "radius": "positive", "least": "a share"},
    ),
]
REFUSALS = GAUSSIAN_LAWS + COPYING_LAWS + DRIFT_LAWS + SHAPE_LAWS + SCALING_LAWS + MEASURES


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
