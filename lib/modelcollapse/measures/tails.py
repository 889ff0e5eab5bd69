"""How much of a distribution lies far out."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from modelcollapse import _validation as valid


def normal_tail(mean, sd, *, beyond: float) -> np.ndarray:
    """Return ``P(|x| > beyond)`` for Gaussians with the given means and standard deviations.

    Examples
    --------
    >>> normal_tail([0.0, 1.0], 1.0, beyond=3).round(4)
    array([0.0027, 0.0228])
    """
    mean, sd = valid.numbers("mean", mean), valid.numbers("sd", sd, low=0, include_low=False)
    beyond = valid.number("beyond", beyond, low=0)
    return norm.cdf(np.divide(np.subtract(-beyond, mean), sd)) + norm.sf(np.divide(np.subtract(beyond, mean), sd))
