"""The loop that weighs new real items against those of the last model, for words and for a mean, by its exact law."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan


def chain(
    probabilities,
    *,
    n_real,
    n_synthetic: int,
    generations: int,
    replicates: int,
    weight="pooled",
    mistaken: float = 0.0,
    rng=None,
) -> History:
    """Run the counting loop with ``n_real`` new real items beside ``n_synthetic`` of the last model.

    Parameters
    ----------
    probabilities
        the real distribution over K items, shape (K,).
    n_real
        new real items a generation: an int, a sequence with one entry a generation, or a function of the generation.
    n_synthetic
        items of the last model a generation. The first generation sees so many real ones instead.
    weight
        share of the fit that the real items have: one number, used wherever there are any, or one a generation; by
        default their share among all items. `modelcollapse.theory.worth.best_weight` is the best.
    mistaken
        share of the items taken for real that are by the last model too.

    Returns
    -------
    History
        ``probabilities`` of shape (generations + 1, replicates, K).

    Notes
    -----
    Source: Wright's island model (1931), with weights; its laws are in `modelcollapse.theory.worth`.

    Examples
    --------
    >>> loop = {"n_real": 1, "n_synthetic": 99, "generations": 100, "replicates": 1000, "rng": 0}
    >>> shares = chain([0.5, 0.5], **loop, weight=0.0913)["probabilities"][-1]
    >>> bool(abs(1 - 2 * (1 - (shares**2).sum(axis=1).mean()) - 0.0913) < 0.02)
    True
    """
    plan = Plan(generations, replicates, rng)
    real = valid.probabilities("probabilities", probabilities, max_ndim=1)
    n = valid.integer("n_synthetic", n_synthetic, minimum=1)
    bought = valid.schedule("n_real", n_real, generations, minimum=0)
    weights, mistaken = _weights(weight, bought, n), valid.share("mistaken", mistaken)
    history = np.empty((*plan.shape, len(real)))
    history[0] = real
    for t, (new, share) in enumerate(zip(bought, weights, strict=True), start=1):
        last = history[t - 1] / history[t - 1].sum(axis=1, keepdims=True)
        history[t] = (1 - share) * plan.rng.multinomial(n, last) / n
        if new:
            taken = (1 - mistaken) * real + mistaken * last
            history[t] += share * plan.rng.multinomial(new, taken, size=replicates) / new
    settings = {"probabilities": real, "n_real": n_real, "n_synthetic": n, "weight": weight, "mistaken": mistaken}
    return plan.history({"probabilities": history}, **settings)


def mean_chain(
    *,
    n_real: int,
    n_synthetic: int,
    weight: float,
    generations: int,
    replicates: int,
    start: float = 0.0,
    rng=None,
) -> History:
    """Run the loop that estimates the mean of a distribution whose variance, 1, is known.

    Parameters
    ----------
    weight
        share of the estimate that the real items have.
    start
        error of generation 0.

    Returns
    -------
    History
        ``error`` of the estimate, of shape (generations + 1, replicates).

    Notes
    -----
    Source: the setting of He, Xu and Cheng (2026).

    Examples
    --------
    >>> loop = {"n_real": 10, "n_synthetic": 10, "generations": 20, "replicates": 20_000, "rng": 0}
    >>> bool(abs((mean_chain(**loop, weight=0.618)["error"][-1] ** 2).mean() - 0.0618) < 0.003)
    True
    """
    plan = Plan(generations, replicates, rng)
    real = valid.integer("n_real", n_real, minimum=1)
    synthetic = valid.integer("n_synthetic", n_synthetic, minimum=1)
    weight, start = valid.share("weight", weight), valid.number("start", start)
    noise = np.sqrt(weight**2 / real + (1 - weight) ** 2 / synthetic)  # of both means, which are independent
    error = np.full(plan.shape, start)
    for t in range(1, generations + 1):
        error[t] = (1 - weight) * error[t - 1] + noise * plan.rng.standard_normal(replicates)
    settings = {"n_real": real, "n_synthetic": synthetic, "weight": weight, "start": start}
    return plan.history({"error": error}, **settings)


def archive_chain(
    weights, *, n_archive: int, n_new: int, synthetic: float, change: float, replicates: int, rng=None
) -> History:
    """Run the loop that keeps an archive from before, in a world that moves, beside new items of unknown origin.

    Parameters
    ----------
    weights
        of the archive in each generation, shape (generations,).
    n_archive
        real items of generation 0, which are kept.
    n_new
        new items a generation.
    synthetic
        share of the new items that is by the last model; nobody can tell which.
    change
        mean squared step of the true mean a generation, in variances of an item.

    Returns
    -------
    History
        ``error`` of the estimated mean, of shape (generations + 1, replicates).

    Examples
    --------
    >>> loop = {"n_archive": 100, "n_new": 100, "synthetic": 0.0, "change": 0.0, "replicates": 20_000, "rng": 0}
    >>> bool(abs((archive_chain([0.5], **loop)["error"][-1] ** 2).mean() - 0.005) < 0.0003)
    True
    """
    weights = valid.finite_array("weights", weights, max_ndim=1)
    if ((weights < 0) | (weights > 1)).any():
        raise valid.refuse("weights", weights[(weights < 0) | (weights > 1)][0], "shares from 0 to 1 (the first other)")
    plan = Plan(len(weights), replicates, rng)
    n_archive = valid.integer("n_archive", n_archive, minimum=1)
    n_new = valid.integer("n_new", n_new, minimum=1)
    synthetic, change = valid.share("synthetic", synthetic), valid.number("change", change, low=0)
    archive = plan.rng.standard_normal(replicates) / np.sqrt(n_archive)
    error = np.empty(plan.shape)
    error[0] = archive
    for t, weight in enumerate(weights, start=1):
        moved = np.sqrt(change) * plan.rng.standard_normal(replicates)
        archive = archive - moved
        new = synthetic * (error[t - 1] - moved) + plan.rng.standard_normal(replicates) / np.sqrt(n_new)
        error[t] = weight * archive + (1 - weight) * new
    settings = {"n_archive": n_archive, "n_new": n_new, "synthetic": synthetic, "change": change}
    return plan.history({"error": error}, weights=weights, **settings)


def _weights(weight, bought, n):
    """The weight of the real items in every generation."""
    if isinstance(weight, str):
        valid.choice("weight", weight, ("pooled",))
        return bought / (bought + n)
    weights = valid.numbers("weight", weight, low=0, high=1)
    if np.shape(weights) not in {(), bought.shape}:
        raise valid.refuse("weight", np.shape(weights), f"one number, or {len(bought)}, one a generation (shape shown)")
    return np.where(bought > 0, weights, 0.0)
