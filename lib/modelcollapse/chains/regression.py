"""The loop of linear regression by its exact law: each generation is fitted to labels that an earlier one wrote.

Inputs x are N(0, I_d), labels y = x·w + noise. Only y given x is learned. The real weights are ``signal`` times the
first unit vector; by symmetry no direction is special.
"""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan

REGIMES = ("replace", "accumulate", "accumulate, same inputs", "growing")
"""What a generation is fitted to: the last model's labels on n new points; all labels so far, on new or on the same
points each generation; the last model's labels on t·n new points in generation t."""


def chain(
    *,
    dimension: int,
    n_samples,
    generations: int,
    replicates: int,
    regime: str = "replace",
    noise: float = 1.0,
    ridge: float = 0.0,
    signal: float = 1.0,
    shift: float = 0.0,
    rng=None,
) -> History:
    """Run the regression loop by its exact law: least squares sees the inputs through XᵀX and Xᵀy only.

    XᵀX is a Wishart matrix LLᵀ, and given it Xᵀ(noise) is Lz with z standard normal. A generation costs O(d³)
    whatever n is.

    Parameters
    ----------
    dimension
        number of weights d.
    n_samples
        labeled points a generation, above d: an int, a sequence, or a function of the generation.
    regime
        one of `REGIMES`.
    ridge
        penalty on ‖w‖² of each fit, divided by nothing: the fit solves (XᵀX + ridge I) w = Xᵀy.
    signal
        length of the real weights; matters with a ridge only.
    shift
        how far off the labels of every model are, as a distance of weights, and always in the same direction: that of
        the real weights. The first labels are real and have none.

    Returns
    -------
    History
        ``risk`` = ‖ŵ - w‖², of shape (generations + 1, replicates).

    Notes
    -----
    Source: Bartlett's decomposition of the Wishart distribution; Anderson (2003), section 7.2.

    Examples
    --------
    >>> history = chain(dimension=10, n_samples=50, generations=10, replicates=2000, rng=0)
    >>> bool(abs(history["risk"][-1].mean() - 2.564) < 0.15)
    True
    """
    plan = Plan(generations, replicates, rng)
    valid.choice("regime", regime, REGIMES)
    d = valid.integer("dimension", dimension, minimum=1)
    sizes = valid.schedule("n_samples", n_samples, generations, minimum=2)
    if (sizes <= d).any():
        raise valid.refuse("n_samples", int(sizes.min()), f"larger than dimension={d}; see forgetting_chain for fewer")
    noise, ridge = valid.number("noise", noise, low=0), valid.number("ridge", ridge, low=0)
    real = np.zeros(d)
    real[0] = valid.number("signal", signal)
    off = valid.number("shift", shift) * np.eye(d)[0]
    settings = {"dimension": d, "n_samples": n_samples, "regime": regime, "noise": noise, "ridge": ridge}

    weights = np.broadcast_to(real, (replicates, d))
    gram, moment, root = np.zeros((replicates, d, d)), np.zeros((replicates, d)), None
    risk = [np.zeros(replicates)]
    for t, n in enumerate(sizes, start=1):
        if root is None or regime != "accumulate, same inputs":
            root = wishart_root(t * n if regime == "growing" else n, d, replicates, plan.rng)
        scatter = root @ np.swapaxes(root, 1, 2)
        written = weights if t == 1 else weights + off
        labels = _times(scatter, written) + noise * _times(root, plan.rng.standard_normal((replicates, d)))
        kept = 1 if regime.startswith("accumulate") else 0
        gram, moment = kept * gram + scatter, kept * moment + labels
        weights = np.linalg.solve(gram + ridge * np.eye(d), moment[..., None])[..., 0]
        risk.append(((weights - real) ** 2).sum(axis=1))
    return plan.history({"risk": risk}, **settings, signal=signal, shift=shift)


def mixing_chain(
    *,
    dimension: int,
    n_samples: int,
    synthetic_share: float,
    generations: int,
    replicates: int,
    shift: float | None = None,
    noise: float = 1.0,
    rng=None,
) -> History:
    """Refit on fresh real points and a fixed share of synthetic ones, by the same exact law as `chain`.

    Parameters
    ----------
    synthetic_share
        share of the ``n_samples`` points whose labels are synthetic; both parts must exceed ``dimension`` or be empty.
    shift
        None for a true loop: the last model writes the synthetic labels. A number for labels that always come from
        weights this far from the real ones: then there is no recursion, and every generation is alike.

    Returns
    -------
    History
        ``risk`` = ‖ŵ - w‖², of shape (generations + 1, replicates).

    Examples
    --------
    >>> loop = {"dimension": 10, "n_samples": 5000, "generations": 1, "replicates": 500, "rng": 0}
    >>> bool(abs(mixing_chain(**loop, synthetic_share=0.5, shift=1.0)["risk"][1].mean() - 0.2526) < 0.01)
    True
    """
    plan = Plan(generations, replicates, rng)
    d = valid.integer("dimension", dimension, minimum=1)
    n = valid.integer("n_samples", n_samples, minimum=2)
    n_synthetic = round(valid.share("synthetic_share", synthetic_share) * n)
    parts = [size for size in (n - n_synthetic, n_synthetic) if size > 0]
    if min(parts) <= d:
        raise valid.refuse("synthetic_share", synthetic_share, f"such that each part has more than {d} points, or none")
    noise = valid.number("noise", noise, low=0)
    settings = {"dimension": d, "n_samples": n, "synthetic_share": synthetic_share, "shift": shift, "noise": noise}

    error = np.zeros((replicates, d))
    risk = [np.zeros(replicates)]
    for _ in range(generations):
        if shift is not None:
            error[:, 0], error[:, 1:] = valid.number("shift", shift), 0
        gram, moment = np.zeros((replicates, d, d)), np.zeros((replicates, d))
        for size, target in ((n - n_synthetic, 0), (n_synthetic, error)):
            if size:
                root = wishart_root(size, d, replicates, plan.rng)
                scatter = root @ np.swapaxes(root, 1, 2)
                gram += scatter
                moment += _times(scatter, target + np.zeros((replicates, d)))
                moment += noise * _times(root, plan.rng.standard_normal((replicates, d)))
        error = np.linalg.solve(gram, moment[..., None])[..., 0]
        risk.append((error**2).sum(axis=1))
    return plan.history({"risk": risk}, **settings)


def forgetting_chain(*, dimension: int, n_samples: int, generations: int, replicates: int, rng=None) -> History:
    """Run the loop without noise and with fewer points than weights: each fit of least norm is a projection.

    Returns
    -------
    History
        ``risk`` = ‖ŵ - w‖² for real weights of length 1, of shape (generations + 1, replicates).

    Examples
    --------
    >>> forgetting_chain(dimension=4, n_samples=4, generations=3, replicates=2, rng=0)["risk"].round(12).tolist()
    [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]
    """
    plan = Plan(generations, replicates, rng)
    d = valid.integer("dimension", dimension, minimum=1)
    n = valid.integer("n_samples", n_samples, minimum=1)
    weights = np.zeros((replicates, d))
    weights[:, 0] = 1
    risk = [np.zeros(replicates)]
    for _ in range(generations):
        # The rows of X span a random space; its orthonormal basis is all that a noiseless fit depends on.
        basis = np.linalg.qr(plan.rng.standard_normal((replicates, d, min(n, d))))[0]
        weights = _times(basis, _times(np.swapaxes(basis, 1, 2), weights))
        risk.append(((weights - np.eye(d)[0]) ** 2).sum(axis=1))
    return plan.history({"risk": risk}, dimension=d, n_samples=n)


def wishart_root(n, dimension: int, replicates: int, rng: np.random.Generator) -> np.ndarray:
    """Draw lower triangular L such that LLᵀ is distributed as XᵀX for n standard normal points.

    Source: Bartlett's decomposition; Anderson (2003), section 7.2.

    Examples
    --------
    >>> L = wishart_root(10**6, 2, 1, np.random.default_rng(0))[0]
    >>> (L @ L.T / 10**6).round(2)
    array([[1., 0.],
           [0., 1.]])
    """
    root = np.tril(rng.standard_normal((replicates, dimension, dimension)), -1)
    root[:, np.arange(dimension), np.arange(dimension)] = np.sqrt(
        rng.chisquare(n - np.arange(dimension), (replicates, dimension))
    )
    return root


def _times(matrices, vectors):
    return (matrices @ vectors[..., None])[..., 0]
