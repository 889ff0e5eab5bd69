"""Closed form for a curve refitted to its own values: what each of three sources of error adds up to."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.theory._law import AT_LEAST_0, ITEMS, TIME, VECTOR, law


@law(coefficients=VECTOR, learned=VECTOR, t=TIME, noise=AT_LEAST_0, n_points=ITEMS)
def error(coefficients, learned, t, noise=0.0, n_points=1):
    """Return the mean squared error after t fits: Σ (1 - sᵗ)² w² + (noise²/n) Σ s²(1 - s^{2t})/(1 - s²).

    Each wave is an autoregression: a fit learns the share s of the last coefficient w and of fresh noise. With s = 1
    the noise adds up, t·noise²/n a wave (statistical error). A wave with s = 0 is lost at the first fit and nothing
    more happens (expressivity). With 0 < s < 1 it fades, and its noise is bounded (approximation).

    Parameters
    ----------
    coefficients
        of the real curve, shape (…, K).
    learned
        the share s of each wave that a fit learns, shape (…, K).

    Notes
    -----
    Source: derived here; the three sources are named by Shumailov et al. (2024).

    Examples
    --------
    >>> error(np.ones(2), np.ones(2), t=10, noise=1.0, n_points=20)
    1.0
    >>> error(np.ones(2), np.array([1, 0]), t=[1, 10]).tolist()
    [1.0, 1.0]
    """
    if learned.shape[-1] != coefficients.shape[-1]:
        raise valid.refuse("learned", learned.shape, f"of {coefficients.shape[-1]} waves, like coefficients")
    if (learned < 0).any() or (learned > 1).any():
        raise valid.refuse("learned", learned.tolist(), "shares from 0 to 1")
    fits = np.expand_dims(t, -1)
    squared = learned**2
    safe = np.where(squared < 1, 1 - squared, 1)
    rounds = np.where(squared < 1, squared * (1 - squared**fits) / safe, fits)
    faded = ((1 - learned**fits) ** 2 * coefficients**2).sum(axis=-1)
    return faded + noise**2 / n_points * rounds.sum(axis=-1)
