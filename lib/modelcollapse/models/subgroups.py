"""Do the data hold more than one group? Gaussian mixtures fitted to counts in bins, and BIC to choose between them.

Hundreds of studies are fitted at once, and what a fit costs depends on the bins and not on the patients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from modelcollapse import _validation as valid

MOST = 3
"""Components that are tried: 1, 2 and 3."""
SIDES = {1: [()], 2: [(2.6,), (-2.8,), (0.0,)], 3: [(2.6, -2.8)]}
"""Number of components → where each fit begins to look for small groups, in standard deviations from the mean."""
NARROWEST = 0.1
"""Smallest standard deviation of a component, in those of all data: a narrower one would be a single value."""
TINY = 1e-300


@dataclass(frozen=True)
class Found:
    """The mixture that BIC prefers for each of many studies; a component that is not there has weight 0.

    Attributes
    ----------
    components
        how many, of shape (...).
    weights, means, sds
        of shape (..., 3), the heaviest first.
    """

    components: np.ndarray
    weights: np.ndarray
    means: np.ndarray
    sds: np.ndarray

    @property
    def several(self) -> np.ndarray:
        """Whether BIC prefers more than one group."""
        return self.components > 1

    def near(self, mean: float, within: float, lightest: float, heaviest: float) -> np.ndarray:
        """Return whether a group is found with such a mean and a weight between these two."""
        light = (self.weights >= lightest) & (self.weights <= heaviest)
        return (light & (np.abs(self.means - mean) <= within)).any(axis=-1)


def subgroups(counts, edges, *, iterations: int = 60) -> Found:
    """Fit one, two and three Gaussians to counts in bins by expectation-maximization, and choose by BIC.

    The likelihood is that of the counts: bins may be wide, or of different widths, and the first and the last may have no
    end. Each fit begins with small groups in the tails, and the likeliest end is kept.

    Parameters
    ----------
    counts
        of shape (..., bins): how many values lie in each bin.
    edges
        of shape (bins + 1,), or (..., bins + 1) if each study has its own.
    iterations
        steps of expectation-maximization.

    Raises
    ------
    ValueError
        if counts are negative or a study has none, or edges fall.

    Notes
    -----
    BIC = (3k - 1) ln n - 2 ln L for k components and n values. Source: Schwarz (1978).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> edges = [-np.inf, *np.linspace(-5, 6, 56), np.inf]
    >>> bell = np.histogram(rng.normal(0, 1, 1000), edges)[0]
    >>> second = np.histogram(rng.normal(4, 0.5, 50), edges)[0]
    >>> subgroups([bell, bell + second], edges).components
    array([1, 2])
    """
    counts, edges = _checked(counts, edges)
    iterations = valid.integer("iterations", iterations, minimum=1)
    shape = counts.shape[:-1]
    studies = counts.reshape(-1, counts.shape[-1])
    borders = np.broadcast_to(edges, (*shape, edges.shape[-1])).reshape(len(studies), -1)
    fits = [_best(studies, borders, k, iterations) for k in range(1, MOST + 1)]
    log_n = np.log(studies.sum(axis=-1))
    bic = np.stack([(3 * k - 1) * log_n - 2 * fit[0] for k, fit in enumerate(fits, 1)])
    chosen = bic.argmin(axis=0)
    padded = [np.stack([np.pad(fit[i], ((0, 0), (0, MOST - k))) for k, fit in enumerate(fits, 1)]) for i in (1, 2, 3)]
    weights, means, sds = (values[chosen, np.arange(len(studies))] for values in padded)
    order = np.argsort(-weights, axis=-1, kind="stable")
    sorted_ = [np.take_along_axis(values, order, -1).reshape(*shape, MOST) for values in (weights, means, sds)]
    return Found(chosen.reshape(shape) + 1, *sorted_)


def _checked(counts, edges):
    counts = valid.finite_array("counts", counts, min_ndim=1)
    edges = np.asarray(edges, dtype=float)
    if edges.shape[-1:] != (counts.shape[-1] + 1,) or edges.shape[:-1] not in ((), counts.shape[:-1]):
        raise valid.refuse(
            "edges", edges.shape, f"of shape (..., {counts.shape[-1] + 1}), one more than bins (its shape is shown)"
        )
    with np.errstate(invalid="ignore"):
        if np.isnan(edges).any() or not (np.diff(edges, axis=-1) >= 0).all() or not np.isfinite(edges[..., 1:-1]).all():
            raise valid.refuse(
                "edges", edges, "numbers that do not fall, of which the first and the last may be infinite"
            )
    if counts.shape[-1] < 2 * MOST:
        raise valid.refuse("counts", counts.shape, f"of at least {2 * MOST} bins (its shape is shown)")
    if (counts < 0).any() or (counts.sum(axis=-1) <= 0).any():
        raise valid.refuse("counts", float(counts.min()), "non-negative, with at least one value a study")
    return counts, edges


def _best(counts, edges, k, iterations):
    """Return log likelihood, weights, means and sds of each study's likeliest fit of ``k`` components."""
    inner = np.clip(edges, edges[:, 1:2], edges[:, -2:-1])
    centers, n = (inner[:, 1:] + inner[:, :-1]) / 2, counts.sum(axis=-1)
    mean = (counts * centers).sum(axis=-1) / n
    width = inner[:, -1] - inner[:, 0]
    sd = np.sqrt((counts * (centers - mean[:, None]) ** 2).sum(axis=-1) / n) + 1e-9 * width + TINY
    best = None
    for places in SIDES[k]:
        spread = np.array([0.87, *[2.0 if place == 0 else 0.4 for place in places]])
        start = [
            np.broadcast_to([1 - 0.06 * len(places), *[0.06] * len(places)], (len(n), k)),
            mean[:, None] + sd[:, None] * np.array([0.0, *places]),
            sd[:, None] * spread,
        ]
        fit = _climbed(counts, edges, start, NARROWEST * sd[:, None], iterations if k > 1 else 30)
        better = True if best is None else fit[0] > best[0]
        best = fit if best is None else [_chosen(better, new, old) for new, old in zip(fit, best, strict=True)]
    return best


def _chosen(better, new, old):
    return np.where(better if old.ndim == 1 else better[:, None], new, old)


def _climbed(counts, edges, start, narrowest, iterations):
    """Climb the likelihood of the counts from one start."""
    weights, means, sds = start
    n = counts.sum(axis=-1, keepdims=True)
    for _ in range(iterations):
        mass, first, second = _moments(edges, means, sds)
        joint = weights[..., None] * mass
        owed = counts / np.maximum(joint.sum(axis=1), TINY)  # what each unit of probability in a bin accounts for
        total = np.maximum((joint * owed[:, None]).sum(axis=-1), TINY)
        step = sds * weights * (first * owed[:, None]).sum(axis=-1) / total
        variances = sds**2 * weights * (second * owed[:, None]).sum(axis=-1) / total - step**2
        means = means + step
        sds = np.sqrt(np.maximum(variances, narrowest**2))
        weights = total / n
    likely = (weights[..., None] * _moments(edges, means, sds)[0]).sum(axis=1)
    return [(counts * np.log(np.maximum(likely, TINY))).sum(axis=-1), weights, means, sds]


def _moments(edges, means, sds):
    """Return the probability of each bin and its share of the first and second standardized moments, (studies, k, bins)."""
    z = (edges[:, None, :] - means[..., None]) / sds[..., None]
    size = np.abs(z)
    tail = ndtr(-size)  # differences of tails lose no digits
    low, high = z[..., :-1] < 0, z[..., 1:] < 0
    steps = tail[..., 1:] - tail[..., :-1]
    mass = np.where(high, steps, np.where(low, 1 - tail[..., 1:] - tail[..., :-1], -steps))
    density = np.exp(-0.5 * size**2) * (1 / np.sqrt(2 * np.pi))
    return mass, -np.diff(density), mass - np.diff(np.where(size < 40, z, 0.0) * density)
