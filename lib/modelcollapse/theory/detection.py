"""Closed forms for counting with a test that errs: what a detector flags, and what follows for the pages.

A detector flags a share ``sensitivity`` of what models wrote and, falsely, a share ``false_positives`` of what people wrote.
"""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.theory._law import ITEMS, SHARE, law, number

SOMETIMES = number(0, 1, include_low=False)


@law(share=SHARE, sensitivity=SHARE, false_positives=SHARE)
def flagged_share(share, sensitivity, false_positives):
    """Return the expected share of flagged pages where a ``share`` is by models: s τ + (1 - s) f.

    Source: Rogan and Gladen (1978).

    Examples
    --------
    >>> round(flagged_share(0.05, 0.994, 0.042), 4)
    0.0896
    """
    return share * sensitivity + (1 - share) * false_positives


@law(flagged=SHARE, sensitivity=SHARE, false_positives=SHARE)
def true_share(flagged, sensitivity, false_positives):
    """Return the share of pages by models that a share of flags means: (q - f)/(τ - f).

    Of a sample it is right on average, and may itself lie below 0 or above 1.

    Source: Rogan and Gladen (1978).

    Examples
    --------
    >>> round(true_share(0.52, 0.994, 0.042), 4)
    0.5021
    """
    return (flagged - false_positives) / _told_apart(sensitivity, false_positives)


@law(share=SHARE, sensitivity=SHARE, false_positives=SHARE, n=ITEMS)
def true_share_error(share, sensitivity, false_positives, n):
    """Return the standard error of `true_share` from n pages: √(q(1 - q)/n)/(τ - f), with q the expected share of flags.

    Source: Rogan and Gladen (1978), for a detector whose error rates are known.

    Examples
    --------
    >>> round(true_share_error(0.05, 0.994, 0.042, 1000), 4)
    0.0095
    """
    flagged = share * sensitivity + (1 - share) * false_positives
    return np.sqrt(flagged * (1 - flagged) / n) / _told_apart(sensitivity, false_positives)


@law(share=SHARE, sensitivity=SHARE, false_positives=SOMETIMES)
def wrong_flags(share, sensitivity, false_positives):
    """Return the share of flags that are wrong: (1 - s) f/(s τ + (1 - s) f), by Bayes' rule.

    Examples
    --------
    >>> round(wrong_flags(0.02, 0.994, 0.042), 3)
    0.674
    """
    return (1 - share) * false_positives / (share * sensitivity + (1 - share) * false_positives)


def _told_apart(sensitivity, false_positives):
    """How much more often a detector flags a model's page than a person's."""
    difference = sensitivity - false_positives
    if np.any(difference <= 0):
        raise valid.refuse("sensitivity", np.min(sensitivity), "more than false_positives, or the flags say nothing")
    return difference
