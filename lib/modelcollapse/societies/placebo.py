"""Studies of before and after in which nobody has become better or worse: what chance and drift find all the same."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


def unchanged(
    *,
    share: float,
    before: int,
    after: int,
    replicates: int,
    readers: int = 19,
    spread: float = 0.05,
    drift=0.0,
    rng=None,
) -> np.ndarray:
    """Return the difference of two observed shares, after minus before, in studies of readers whose skill stays as it is.

    Parameters
    ----------
    share, spread
        mean and standard deviation, over readers, of the share of cases in which they find something.
    before, after
        cases in the two periods, which fall to the readers by lot.
    replicates, readers
        how many studies, and readers in each.
    drift
        standard deviation of what case mix, season and load do to the difference of two periods, the same for all readers.

    Returns
    -------
    numpy.ndarray
        of shape (replicates,).

    Examples
    --------
    >>> found = unchanged(share=0.26, before=795, after=648, replicates=2000, drift=0.02, rng=0)
    >>> bool(0.01 < (found < -0.06).mean() < 0.05)
    True
    """
    rng, drift = valid.generator(rng), valid.number("drift", drift, low=0)
    share = valid.number("share", share, low=0, high=1, include_low=False, include_high=False)
    most = np.sqrt(share * (1 - share))
    spread = valid.number("spread", spread, low=0, high=most, include_high=False)
    sizes = [valid.integer(name, n, minimum=1) for name, n in (("before", before), ("after", after))]
    shape = tuple(valid.integer(name, n, minimum=1) for name, n in (("replicates", replicates), ("readers", readers)))
    own = np.full(shape, share)
    if spread:
        own = rng.beta(*(part * (most**2 / spread**2 - 1) for part in (share, 1 - share)), size=shape)
    moved = rng.normal(0, drift / np.sqrt(2), (2, shape[0], 1))
    chances = np.clip(own + moved, 0, 1)
    lots = [rng.multinomial(n, np.full(shape[1], 1 / shape[1]), size=shape[0]) for n in sizes]
    first, second = (rng.binomial(lot, p).sum(axis=1) / n for lot, p, n in zip(lots, chances, sizes, strict=True))
    return second - first
