"""Closed forms for a field of ideas from which a panel funds what resembles what it has funded.

Ideas lie in a space of some dimensions, and all variances are those along one of them. The panel takes an idea at distance
r from the center of what it knows with a weight exp(-r²/2ω²); ω is how wide its ``taste`` is.
"""

from __future__ import annotations

import numpy as np

from modelcollapse.theory._law import AT_LEAST_0, ITEMS, POSITIVE, SHARE, TIME, law, number

BELOW_1 = number(0, 1, include_high=False)
GRID = 1500
"""Steps of the grid of variances on which a mixture of bell curves is followed."""


@law(variance=AT_LEAST_0, taste=POSITIVE, lottery=SHARE, spread=AT_LEAST_0, newcomers=SHARE)
def next_variance(variance, taste, lottery=0.0, spread=0.0, newcomers=0.0):
    """Return the variance of the next proposals, if the last ones were a bell curve around the center.

    (1 - ι) [(1 - ℓ) V ω²/(V + ω²) + ℓ V + η²] + ι: a share ℓ is drawn by lot, each winner is varied by η, and a share ι
    comes from outside, where the variance is 1. It is exact for one round, for what it returns is no bell curve any more.

    Source: derived.

    Examples
    --------
    >>> next_variance(1.0, 1.0), next_variance(1.0, 1.0, 0.5)
    (0.5, 0.75)
    """
    chosen = variance * taste**2 / (variance + taste**2)
    funded = (1 - lottery) * chosen + lottery * variance
    return (1 - newcomers) * (funded + spread**2) + newcomers


@law(variance=AT_LEAST_0, taste=POSITIVE, t=TIME)
def undisturbed(variance, taste, t):
    """Return V / (1 + tV/ω²), the variance after ``t`` rounds in which nothing new comes: each adds 1/ω² to 1/V.

    Source: derived; the product of bell curves.

    Examples
    --------
    >>> undisturbed(1.0, 1.0, 3)
    0.25
    """
    return variance / (1 + t * variance / taste**2)


@law(taste=POSITIVE, lottery=BELOW_1, spread=AT_LEAST_0, newcomers=BELOW_1)
def resting_variance(taste, lottery=0.0, spread=0.0, newcomers=0.0):
    """Return the variance that `next_variance` leaves as it is.

    The field is taken for a bell curve in every round. The exact one is `exact_variance`.

    Source: derived; the positive root of a quadratic equation.

    Examples
    --------
    >>> [round(resting_variance(1.0, share, 0.1), 3) for share in (0, 0.25, 0.5, 0.9)]
    [0.105, 0.122, 0.152, 0.37]
    """
    kept, new = (1 - newcomers) * lottery, (1 - newcomers) * spread**2 + newcomers
    # V (V + ω²) = a V ω² + b V (V + ω²) + c (V + ω²), with a + b = 1 - ι
    square, linear, constant = 1 - kept, newcomers * taste**2 - new, -new * taste**2
    return (-linear + np.sqrt(linear**2 - 4 * square * constant)) / (2 * square)


@law(
    t=TIME,
    taste=POSITIVE,
    lottery=SHARE,
    spread=AT_LEAST_0,
    newcomers=SHARE,
    dimensions=ITEMS,
    each=["t", "taste", "lottery", "spread", "newcomers", "dimensions"],
)
def exact_variance(t, taste, lottery=0.0, spread=0.0, newcomers=0.0, dimensions=2):
    """Return the variance after ``t`` rounds of a field without end that begins as a bell curve of variance 1.

    The field is a mixture of bell curves around one center. A round changes the variance v of each, by panel to
    vω²/(v + ω²) + η² and by lot to v + η²; and the panel takes of each the share (1 + v/ω²)^(-d/2).

    Source: derived; the mixture is followed on a grid of variances, each split between its two neighbors.

    Examples
    --------
    >>> round(exact_variance(1, 1.0), 4), round(exact_variance(400, 1.0, 0.9, 0.1, dimensions=1), 3)
    (0.5, 0.356)
    """
    v = np.linspace(0, 1 + t * spread**2, GRID + 1)
    chosen = v * taste**2 / (v + taste**2) + spread**2
    liked = (1 + v / taste**2) ** (-dimensions / 2)
    weight = start = _split(np.ones(1), np.ones(1), v)
    for _ in range(t):
        by_panel = weight * liked
        field = (1 - lottery) * _split(chosen, by_panel / by_panel.sum(), v) + lottery * _split(
            v + spread**2, weight, v
        )
        weight = (1 - newcomers) * field + newcomers * start
    return weight @ v


def _split(variances, weight, grid):
    """Put each weight on the two points of the grid beside its variance, so that the mean variance stays what it is."""
    place = np.minimum(variances / grid[1], len(grid) - 1)
    low = np.minimum(place.astype(int), len(grid) - 2)
    upper = weight * (place - low)
    found = np.bincount(low, weight - upper, minlength=len(grid))
    return found + np.bincount(low + 1, upper, minlength=len(grid))
