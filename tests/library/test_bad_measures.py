"""Measures refuse bad input too: a formula would return a number for anything."""

import numpy as np
from modelcollapse.measures import distances, diversity, modes

P = [0.5, 0.3, 0.2]
NOT_VECTOR = [[[1, 2]], [], None, "abc", [1, np.nan]]
NOT_COVARIANCE = [np.eye(3), -np.eye(2), [[1, 2], [0, 1]], [[1, 2], [2, 1]], [1, 2], np.nan, [[np.inf, 0], [0, 1]]]
NOT_POINTS = [[[1.0, np.nan]], 3.0, [1.0, 2.0], [], np.ones((3, 0)), "ab"]
REFUSALS = [
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


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
