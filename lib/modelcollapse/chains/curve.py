"""A curve fitted again and again to its own values: three sources of error that can be switched on one at a time.

The curve is periodic, a sum of 21 waves. Each generation labels the same evenly spaced points with the last curve, and
fits a new one. *Statistical* error is noise in the labels. *Expressivity* error is a model with too few waves.
*Approximation* error is a training that stops early. With all three off, the fit is exact for ever.
"""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan

N_WAVES = 21
"""A constant, and a cosine and a sine of each frequency from 1 to 10."""

FREQUENCIES = np.concatenate([[0], np.repeat(np.arange(1, 11), 2)])
LEARNING_RATES = 1.0 / (1 + FREQUENCIES) ** 2
"""How far one step of gradient descent goes toward the target, per wave: fine detail is learned last."""


def waves(x) -> np.ndarray:
    """Return the value of every wave at ``x``, shape (..., 21); their mean square over a period is 1.

    Examples
    --------
    >>> waves(0.0)[:4].round(3)
    array([1.   , 1.414, 0.   , 1.414])
    """
    angle = valid.finite_array("x", x, min_ndim=0)[..., None] * FREQUENCIES
    is_sine = (np.arange(N_WAVES) % 2 == 0) & (FREQUENCIES > 0)
    scale = np.where(FREQUENCIES == 0, 1, np.sqrt(2))
    return scale * np.where(is_sine, np.sin(angle), np.cos(angle))


def real_curve() -> np.ndarray:
    """Return the coefficients of the real curve: one broad wave and a narrow peak, its rare detail.

    Examples
    --------
    >>> real_curve().shape
    (21,)
    """
    x = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    heights = np.sin(x) + 2 * np.exp(-0.5 * ((x - 4.2) / 0.25) ** 2)
    return waves(x).T @ heights / len(x)


def chain(
    *,
    generations: int,
    replicates: int = 1,
    noise: float = 0.0,
    n_waves: int = N_WAVES,
    steps: int | None = None,
    n_points: int = 48,
    rng=None,
) -> History:
    """Refit the curve to its own values by the exact law: every wave is on its own.

    On evenly spaced points the waves are orthogonal, so least squares leaves noise of variance noise²/n_points in each
    coefficient, and s steps of gradient descent from 0 multiply it by 1 - (1 - rate)^s.

    Parameters
    ----------
    noise
        standard deviation of a label's noise; 0 switches the statistical error off.
    n_waves
        waves the model may use, 1 to 21; 21 switches the expressivity error off.
    steps
        steps of gradient descent in each fit; None is the exact fit and switches the approximation error off.
    n_points
        labeled points, at least 22.

    Returns
    -------
    History
        ``coefficients`` of shape (generations + 1, replicates, 21) and ``error``, the mean square over a period.

    Examples
    --------
    >>> chain(generations=5)["error"].round(12).tolist()
    [[0.0], [0.0], [0.0], [0.0], [0.0], [0.0]]
    """
    plan, settings = Plan(generations, replicates, rng), _checked(noise, n_waves, steps, n_points)
    learned = learned_share(n_waves=n_waves, steps=steps)
    real = real_curve()
    coefficients = np.empty((*plan.shape, N_WAVES))
    coefficients[0] = real
    for t in range(1, generations + 1):
        # Drawn even when the noise is 0, so that the switches share their random numbers.
        labels = coefficients[t - 1] + noise / np.sqrt(n_points) * plan.rng.standard_normal((replicates, N_WAVES))
        coefficients[t] = learned * labels
    return plan.history(_measures(coefficients), **settings)


def literal_chain(
    *,
    generations: int,
    replicates: int = 1,
    noise: float = 0.0,
    n_waves: int = N_WAVES,
    steps: int | None = None,
    n_points: int = 48,
    rng=None,
) -> History:
    """Run the same loop as `chain` on actual labels, with least squares or actual gradient descent.

    Slow, and in the open: this is what the exact law is tested against. Takes and returns what `chain` does.

    Examples
    --------
    >>> literal_chain(generations=2, steps=3)["coefficients"].shape
    (3, 1, 21)
    """
    plan, settings = Plan(generations, replicates, rng), _checked(noise, n_waves, steps, n_points)
    X = waves(np.linspace(0, 2 * np.pi, n_points, endpoint=False))
    features = X[:, :n_waves] * np.sqrt(LEARNING_RATES[:n_waves])
    coefficients = np.zeros((*plan.shape, N_WAVES))
    coefficients[0] = real_curve()
    for t in range(1, generations + 1):
        labels = coefficients[t - 1] @ X.T + noise * plan.rng.standard_normal((replicates, n_points))
        if steps is None:
            theta = np.linalg.lstsq(features, labels.T, rcond=None)[0].T
        else:
            theta = np.zeros((replicates, n_waves))
            for _ in range(steps):
                theta += (labels - theta @ features.T) @ features / n_points
        coefficients[t, :, :n_waves] = theta * np.sqrt(LEARNING_RATES[:n_waves])
    return plan.history(_measures(coefficients), **settings)


def learned_share(*, n_waves: int = N_WAVES, steps: int | None = None) -> np.ndarray:
    """Return the share of each wave that one noiseless fit learns, shape (21,).

    Examples
    --------
    >>> learned_share(n_waves=4, steps=1)[:5]
    array([1.        , 0.25      , 0.25      , 0.11111111, 0.        ])
    """
    _checked(0.0, n_waves, steps, N_WAVES + 1)
    share = np.ones(N_WAVES) if steps is None else 1 - (1 - LEARNING_RATES) ** steps
    return np.where(np.arange(N_WAVES) < n_waves, share, 0.0)


def _checked(noise, n_waves, steps, n_points):
    valid.number("noise", noise, low=0)
    if valid.integer("n_waves", n_waves, minimum=1) > N_WAVES:
        raise valid.refuse("n_waves", n_waves, f"an integer from 1 to {N_WAVES}")
    if steps is not None:
        valid.integer("steps", steps, minimum=1)
    valid.integer("n_points", n_points, minimum=N_WAVES + 1)
    return {"noise": noise, "n_waves": n_waves, "steps": steps, "n_points": n_points}


def _measures(coefficients):
    return {"coefficients": coefficients, "error": ((coefficients - coefficients[0]) ** 2).sum(axis=2)}
