"""Closed form for a curve refitted to its own values: what each of three sources of error adds up to."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


def error(coefficients, learned, t, noise=0.0, n_points=1):
    """Return the mean squared error after t fits: Σ (1 - sᵗ)² w² + (noise²/n) Σ s²(1 - s^{2t})/(1 - s²).

    Each wave is an autoregression: a fit learns the share s of the last coefficient w and of fresh noise. With s = 1
    the noise adds up, t·noise²/n a wave (statistical error). A wave with s = 0 is lost at the first fit and nothing
    more happens (expressivity). With 0 < s < 1 it fades, and its noise is bounded (approximation).

    Parameters
    ----------
    coefficients
        of the real curve, shape (K,).
    learned
        the share s of each wave that a fit learns, shape (K,).

    Notes
    -----
    Source: derived here; the three sources are named by Shumailov et al. (2024).

    Examples
    --------
    >>> error(np.ones(2), np.ones(2), t=10, noise=1.0, n_points=20)
    1.0
    >>> [float(error(np.ones(2), np.array([1, 0]), t=t)) for t in (1, 10)]
    [1.0, 1.0]
    """
    coefficients, learned = valid.finite_array("coefficients", coefficients), valid.finite_array("learned", learned)
    if coefficients.shape != learned.shape:
        raise valid.refuse("learned", learned.shape, f"of shape {coefficients.shape}, like coefficients")
    if (learned < 0).any() or (learned > 1).any():
        raise valid.refuse("learned", learned.tolist(), "shares from 0 to 1")
    t, n_points = valid.integer("t", t), valid.integer("n_points", n_points, minimum=1)
    noise = valid.number("noise", noise, low=0)
    squared = learned**2
    safe = np.where(squared < 1, 1 - squared, 1)
    rounds = np.where(squared < 1, squared * (1 - squared**t) / safe, t)
    return ((1 - learned**t) ** 2 * coefficients**2).sum() + noise**2 / n_points * rounds.sum()
