"""Closed forms for what becomes of errors when nothing is thrown away: two sums, and what a budget adds to them.

Each of t models is fitted to all data so far and adds a batch as large as the first, which is real. The newest of t
batches has 1/t of the weight. Squared errors are in units of that of one fit to real data, for many samples a batch
unless a law has an ``n``; exact forms for few samples stand with their models, in `diversity` and `regression`.
"""

from __future__ import annotations

import numpy as np
from scipy.special import polygamma

from modelcollapse.theory._law import FITS, ITEMS, SHARE, accumulated, iterated, law

CEILING = np.pi**2 / 6
"""1 + 1/4 + 1/9 + …: what random errors come to."""


@law(t=FITS)
def random_errors(t):
    """Return the mean squared error after t fits if batches err independently: 1 + 1/4 + … + 1/t², below π²/6.

    Source: Gerstgrasser et al. (2024) for regression; Dey and Donoho (2024) for many models with large samples.

    Examples
    --------
    >>> round(random_errors(10), 3), round(random_errors(1000), 3)
    (1.55, 1.644)
    """
    return accumulated(np.add, lambda s: 1 / s**2, t)


@law(t=FITS, share=SHARE)
def systematic_errors(t, share=0.0):
    """Return how far t fits have gone if every model errs by 1 in the same direction: 1/2 + 1/3 + … + 1/t, about ln t.

    The first batch is real and has no such error. If a ``share`` r of every batch is real and new, it comes to rest
    at (1 - r)/r.

    Source: derived here. Batch s + 1 is off by (1 - r)(v + 1), where v is how far fit s has gone.

    Examples
    --------
    >>> round(systematic_errors(10), 3), round(systematic_errors(1000), 3), round(systematic_errors(10**4, 0.5), 2)
    (1.929, 6.485, 0.99)
    """

    def one_more(s, gone):
        return gone + ((1 - share) - share * gone) / (s + 1)

    return iterated(one_more, np.zeros(np.broadcast_shapes(np.shape(t), np.shape(share))), t - 1)


@law(t=FITS, batches=ITEMS)
def on_a_budget(t, batches):
    """Return the mean squared error after t fits if each model sees only ``batches`` of the t, items drawn at random.

    The batch that a model writes passes on the luck of its draw besides its own, 1 + max(0, 1/k - 1/s) after fit s,
    and the last model adds the luck of its own draw.

    Source: derived here; `diversity.accumulating_subsampled` has the law for few samples.

    Examples
    --------
    >>> round(on_a_budget(100, 1), 3), round(on_a_budget(100, 10), 3), round(on_a_budget_limit(1), 3)
    (2.905, 1.729, 2.935)
    """

    def luck(s):
        return np.maximum(0, 1 / batches - 1 / s)

    return 1 + accumulated(np.add, lambda s: (1 + luck(s)) / (s + 1) ** 2, t - 1) + luck(t)


@law(batches=ITEMS)
def on_a_budget_limit(batches):
    """Return the limit of `on_a_budget`: π²/6 + (1 + 1/k)(1/(k+1)² + 1/(k+2)² + …). For one batch it is π²/2 - 2.

    Source: derived here. Of 1/(s(s+1)²) the sum from k on is 1/k less that of 1/(s+1)².

    Examples
    --------
    >>> on_a_budget_limit([1, 2, 10]).round(3)
    array([2.935, 2.237, 1.75 ])
    """
    return CEILING + (1 + 1 / batches) * polygamma(1, batches + 1)


@law(n=ITEMS, t=FITS, share=SHARE)
def with_fresh(n, t, share):
    """Return the mean squared error after t fits if a share of every batch is real and new: it falls like t^{-2r}.

    Of a Gaussian's mean, the variance being fitted by maximum likelihood. With v in units of that of one fit,
    (s + 1)² v' = (s + 1 - r)² v + 1 - (1 - r) v/n. From r = 1/2 on it falls like 1/t.

    Source: derived here.

    Examples
    --------
    >>> round(with_fresh(10**6, 100, 0.0), 3), round(with_fresh(10**6, 100, 0.1), 3), round(with_fresh(9, 7, 1.0), 3)
    (1.635, 0.777, 0.143)
    """
    kept = 1 - share

    def one_more(s, v):
        return ((s + kept) ** 2 * v + 1 - kept * v / n) / (s + 1) ** 2

    return iterated(one_more, np.ones(np.broadcast_shapes(np.shape(n), np.shape(t), np.shape(share))), t - 1)
