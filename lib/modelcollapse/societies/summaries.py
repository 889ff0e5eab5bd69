"""What is passed on when reports are: records regenerated from a mean and a covariance, rules made of a mean and an SD, bins."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan
from modelcollapse.sources.continuous import Mixture
from modelcollapse.sources.pictures import with_moments

CLINIC = Mixture([0.94, 0.04, 0.02], [0.0, 3.0, -3.5], [1.0, 0.6, 0.5])
"""Patients of whom 4% react strongly and 2% badly; the others are the unit of measure. Our own example."""
BINS = np.array([-np.inf, *np.linspace(-6.5, 6.5, 53), np.inf])
"""Edges of bins of a quarter, in which a raw record of the clinic is counted."""


def clinic(share: float = 0.04) -> Mixture:
    """Return the clinic with another share of patients who react strongly, from 0 to 0.9.

    Examples
    --------
    >>> clinic(0.1).weights_.round(2).tolist()
    [0.88, 0.1, 0.02]
    """
    share = valid.number("share", share, low=0, high=0.9)
    return Mixture([0.98 - share, share, 0.02], CLINIC.means_, CLINIC.sds_)


def regenerated(records, *, rng=None, exactly: bool = False) -> np.ndarray:
    """Return as many records again, drawn from the Gaussian with the mean and the covariance of ``records``.

    Parameters
    ----------
    records
        of shape (..., n, d), with n > d.
    exactly
        whether the new records are moved and stretched until they have that mean and covariance to the last digit.
        Otherwise they have them on average, with the covariance divided by n - 1.

    Examples
    --------
    >>> again = regenerated([[0.0], [1.0], [5.0]], rng=0, exactly=True)
    >>> round(float(again.mean()), 9), round(float(again.var()), 9)
    (2.0, 4.666666667)
    """
    records = valid.finite_array("records", records, min_ndim=2)
    *_, n, d = records.shape
    if n <= d:
        raise valid.refuse("records", records.shape, "of shape (..., n, d) with n > d (its shape is shown)")
    noise = valid.generator(rng).standard_normal(records.shape)
    mean = records.mean(axis=-2, keepdims=True)
    centered = records - mean
    covariance = np.swapaxes(centered, -1, -2) @ centered / n
    if exactly:
        return with_moments(noise, mean, covariance)
    root = np.linalg.cholesky(covariance * n / (n - 1))
    return mean + noise @ np.swapaxes(root, -1, -2)


def imputed(
    records, *, replaced: float, generations: int, replicates: int = 1, exactly: bool = True, rng=None
) -> History:
    """Lose a share of the records in each generation, and fill the gaps from the report on all of them.

    The report of a generation is the mean and the covariance of its records. Which records are lost is drawn at random
    each time, among all, raw or not.

    Parameters
    ----------
    records
        the raw ones, of shape (n, d).
    replaced
        share of the records lost in each generation; they are round(n × share).
    exactly
        whether all records are then moved and stretched a little, so that the report stays what it was.

    Returns
    -------
    History
        ``records`` of shape (generations + 1, replicates, n, d); ``raw``, which of them have never been lost, of shape
        (generations + 1, replicates, n); and ``raw_share``.

    Examples
    --------
    >>> history = imputed(np.random.default_rng(0).exponential(size=(500, 1)), replaced=0.2, generations=10, rng=0)
    >>> history["raw_share"][10].round(2).tolist()
    [0.09]
    """
    plan = Plan(generations, replicates, rng)
    records = valid.finite_array("records", records, min_ndim=2, max_ndim=2)
    n, d = records.shape
    lost = round(n * valid.share("replaced", replaced))
    if n <= d:
        raise valid.refuse("records", records.shape, "of shape (n, d) with n > d (its shape is shown)")
    now, raw = np.broadcast_to(records, (replicates, n, d)), np.ones((replicates, n), dtype=bool)
    seen, kept = [now], [raw]
    mean, covariance = records.mean(axis=0), np.atleast_2d(np.cov(records.T, bias=True))
    for _ in range(generations):
        gone = plan.rng.random((replicates, n)).argsort(axis=-1) < lost
        now = np.where(gone[..., None], regenerated(now, rng=plan.rng), now)
        if exactly:
            now = with_moments(now, mean, covariance)
        raw = raw & ~gone
        seen.append(now)
        kept.append(raw)
    kept = np.array(kept)
    measures = {"records": np.array(seen), "raw": kept, "raw_share": kept.mean(axis=-1)}
    return plan.history(measures, records=records, replaced=replaced, exactly=exactly)


def eligibility(
    source: Mixture = CLINIC, *, n_patients: int, generations: int, replicates: int, width: float = 2.0, rng=None
) -> History:
    """Let each trial admit whom the last report calls normal: within mean ± ``width`` standard deviations.

    The first report is on everybody. Each later one is on those whom its trial admitted, out of ``n_patients`` who came;
    they are drawn anew from ``source``, which has one dimension.

    Returns
    -------
    History
        ``low`` and ``high``, the limits, which are infinite in generation 0, and ``admitted`` of shape (generations + 1,
        replicates, groups): the share of those who came from each group; 0 where none came.

    Examples
    --------
    >>> history = eligibility(n_patients=20_000, generations=8, replicates=1, rng=0)
    >>> bool(history["admitted"][8, 0, 1] < 0.03)
    True
    """
    plan = Plan(generations, replicates, rng)
    n = valid.integer("n_patients", n_patients, minimum=2)
    width = valid.number("width", width, low=0, include_low=False)
    if source.means_.shape[1] != 1:
        raise valid.refuse("source", source, "a mixture in one dimension")
    groups = np.arange(len(source.weights_))
    low, high = np.full(plan.shape, -np.inf), np.full(plan.shape, np.inf)
    admitted = np.ones((*plan.shape, len(groups)))
    for t in range(generations + 1):
        group = plan.rng.choice(len(groups), size=(replicates, n), p=source.weights_)
        values = source.means_[group, 0] + source.sds_[group] * plan.rng.standard_normal((replicates, n))
        inside = (values >= low[t, :, None]) & (values <= high[t, :, None])
        there = group[..., None] == groups
        admitted[t] = (there & inside[..., None]).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        if t < generations:
            low[t + 1], high[t + 1] = _limits(values, inside, width)
    settings = {"source": source, "n_patients": n, "width": width}
    return plan.history({"low": low, "high": high, "admitted": admitted}, **settings)


def _limits(values, inside, width):
    """Mean ± ``width`` standard deviations of those inside, a replicate."""
    number = np.maximum(inside.sum(axis=-1), 1)
    mean = (values * inside).sum(axis=-1) / number
    sd = np.sqrt(((values - mean[:, None]) ** 2 * inside).sum(axis=-1) / number)
    return mean - width * sd, mean + width * sd


def binned(values, edges=BINS) -> np.ndarray:
    """Count values of shape (..., n) in bins with these edges, shape (..., bins). Counts of two clinics can be added.

    Examples
    --------
    >>> binned([[0.5, 1.5, 1.7], [2.5, 0.1, 0.2]], [0, 1, 2, 3]).tolist()
    [[1, 2, 0], [2, 0, 1]]
    """
    values = valid.finite_array("values", values, min_ndim=1)
    edges = np.asarray(edges, dtype=float)
    if edges.ndim != 1 or len(edges) < 2 or not (np.diff(edges) > 0).all():
        raise valid.refuse("edges", edges, "at least two numbers that rise")
    if (values < edges[0]).any() or (values >= edges[-1]).any():
        raise valid.refuse(
            "values", float(values.max()), f"from {edges[0]:g} to below {edges[-1]:g} (the largest is shown)"
        )
    bins = len(edges) - 1
    place = np.searchsorted(edges, values, side="right") - 1
    rows = np.arange(int(np.prod(values.shape[:-1]))).reshape(*values.shape[:-1], 1)
    return np.bincount((rows * bins + place).ravel(), minlength=rows.size * bins).reshape(*values.shape[:-1], bins)


def quantile_edges(bins: int) -> np.ndarray:
    """Return the probabilities at which a sketch of ``bins`` bins keeps a quantile: close in the tails, wide in the middle.

    Source: the scale of the t-digest, Dunning and Ertl (2019).

    Examples
    --------
    >>> quantile_edges(4).round(3).tolist()
    [0.0, 0.146, 0.5, 0.854, 1.0]
    """
    bins = valid.integer("bins", bins, minimum=1)
    return (1 - np.cos(np.pi * np.arange(bins + 1) / bins)) / 2
