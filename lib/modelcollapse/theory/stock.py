"""A finite stock of real data: spent over the generations, by any plan or the best one, or kept and read in each."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from modelcollapse import _validation as valid


def worth_of_plan(purchases, n_synthetic: int) -> np.ndarray:
    """Return the worth of the model, generation by generation, when ``purchases`` real items are bought in each.

    The first generation sees ``n_synthetic`` real items beside what it buys. Every later one hears the last model
    through ``n_synthetic`` of its items, `worth.heard`, and adds what it buys, with the best weight.

    Parameters
    ----------
    purchases
        real items bought in each generation, not necessarily whole; generations lie along the last axis.
    n_synthetic
        items of the last model in each generation. In a world that moves by v a generation, an archive that is kept
        is worth as much as this for 1/v items, nearly.

    Returns
    -------
    worth
        of the shape of ``purchases``. One over it is the share of the diversity that is lost.

    Examples
    --------
    >>> worth_of_plan([0, 2, 2], 3).round(2)
    array([3.  , 3.8 , 3.97])
    """
    bought = _purchases(purchases)
    n = valid.integer("n_synthetic", n_synthetic, minimum=1)
    worth = np.empty_like(bought)
    left = float(n)
    for t in range(bought.shape[-1]):
        worth[..., t] = bought[..., t] + left
        left = worth[..., t] * n / (worth[..., t] + n - 1)
    return worth


def mean_loss(purchases, n_synthetic: int) -> np.ndarray:
    """Return the loss of diversity of a plan, averaged over its generations; the parameters are those of `worth_of_plan`.

    Examples
    --------
    >>> round(float(mean_loss([0, 2, 2], 3)), 4)
    0.2829
    """
    return (1 / worth_of_plan(purchases, n_synthetic)).mean(axis=-1)


def best_plan(stock: float, generations: int, n_synthetic: int) -> np.ndarray:
    """Return the purchases with the least `mean_loss`, of ``stock`` items in all.

    The problem is convex, so there is one answer: worth is a concave function of the purchases, because what is heard
    is a concave, growing function of the worth, and the loss is convex and falling in the worth.

    Parameters
    ----------
    stock
        real items to buy over all generations.

    Returns
    -------
    purchases
        shape (generations,): nothing at first, then the same number in each generation, then nothing.

    Examples
    --------
    >>> plan = best_plan(40, 40, 50)
    >>> plan[[0, 10, 20, 39]].round(2) + 0.0
    array([0.  , 1.27, 1.27, 0.  ])
    """
    stock = valid.number("stock", stock, low=0)
    generations = valid.integer("generations", generations, minimum=1)
    n = valid.integer("n_synthetic", n_synthetic, minimum=1)
    if stock == 0:
        return np.zeros(generations)
    # In shares of the stock, so that the steps of the search do not depend on its size.
    found = minimize(
        lambda shares: _loss_and_slope(stock * shares, n, stock),
        np.full(generations, 1 / generations),
        jac=True,
        bounds=[(0, 1)] * generations,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 1, "jac": np.ones_like},
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-13},
    )
    return stock * np.clip(found.x, 0, None) / np.clip(found.x, 0, None).sum()


def kept_weights(stock: int, n_synthetic: int, generations: int) -> np.ndarray:
    """Return the weights with which a stock that is read in every generation leaves each the least loss.

    Each weighs for itself, not for those that come later. It combines two estimates with correlated errors: the stock,
    whose loss is 1/N, and what it hears of the last model, whose loss is Q. With the best weights the covariance of the
    two is Q itself, so that hearing adds v = (1 - Q)/n to a lead of u = 1/N - Q over the stock alone; the weight is
    v/(u + v), and a lead of u²/(u + v) is left. It fades: in the end the copies get no weight, and the stock is worth
    its size.

    Source: derived here.

    Examples
    --------
    >>> kept_weights(40, 50, 4).round(3)
    array([0.444, 0.587, 0.774, 0.938])
    """
    stock = valid.integer("stock", stock, minimum=1)
    n = valid.integer("n_synthetic", n_synthetic, minimum=1)
    weights = np.empty(valid.integer("generations", generations, minimum=1))
    lead = 1 / stock
    for t in range(len(weights)):
        noise = (1 - 1 / stock + lead) / n
        weights[t] = noise / (lead + noise) if lead else 1.0  # it fades below the smallest number
        lead *= 1 - weights[t]
    return weights


def worth_of_kept(weights, stock: int, n_synthetic: int) -> np.ndarray:
    """Return the worth of the model, generation by generation, when the same ``stock`` real items are read in each.

    Parameters
    ----------
    weights
        of the stock in each generation, along the last axis; the rest is that of ``n_synthetic`` items of the last
        model. The first generation sees so many other real ones instead.

    Source: derived here, from the variance of the model and its covariance with the stock. Weighted by the numbers,
    N/(N + n), it settles at one over 1 - (1 - 1/N) `diversity.kept_sample`.

    Examples
    --------
    >>> worth_of_kept([40 / 90, 1, 1], 40, 50).round(1), worth_of_kept(np.full(40, 40 / 90), 40, 50)[-1].round(1)
    (array([90., 40., 40.]), 29.7)
    """
    weights = valid.finite_array("weights", weights)
    if ((weights < 0) | (weights > 1)).any():
        raise valid.refuse("weights", weights[(weights < 0) | (weights > 1)][0], "shares from 0 to 1 (the first other)")
    stock = valid.integer("stock", stock, minimum=1)
    n = valid.integer("n_synthetic", n_synthetic, minimum=1)
    loss, shared = np.empty_like(weights), 0.0  # what model and stock have wrong in common
    last = 0.0
    for t in range(weights.shape[-1]):
        weight = weights[..., t]
        heard = last + (1 - last) / n
        last = weight**2 / stock + (1 - weight) ** 2 * heard + 2 * weight * (1 - weight) * shared
        shared = weight / stock + (1 - weight) * shared
        loss[..., t] = last
    return 1 / loss


def whole(purchases) -> np.ndarray:
    """Return whole purchases that never differ from ``purchases`` by more than half an item in total, so far.

    Examples
    --------
    >>> whole([0, 1.5, 1.5, 1.0])
    array([0, 2, 1, 1])
    """
    so_far = np.floor(np.cumsum(_purchases(purchases), axis=-1) + 0.5 + 1e-9).astype(int)
    return np.diff(so_far, prepend=0, axis=-1)


def _purchases(purchases):
    bought = valid.finite_array("purchases", purchases)
    if (bought < 0).any():
        raise valid.refuse("purchases", float(bought.min()), "non-negative everywhere (the smallest is shown)")
    return bought


def _loss_and_slope(purchases, n, scale):
    """The mean loss of a plan, and its derivative by each purchase times ``scale``, from the last back to the first."""
    worth = worth_of_plan(np.maximum(purchases, 0), n)
    passed_on = n * (n - 1) / (worth + n - 1) ** 2  # of one more item of worth, to the next generation
    slope = np.empty_like(worth)
    later = 0.0
    for t in range(len(worth) - 1, -1, -1):
        later = slope[t] = -1 / worth[t] ** 2 + passed_on[t] * later
    return (1 / worth).mean(), slope * scale / len(worth)
