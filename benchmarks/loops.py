"""The exact laws against the loops written out, and batches against one fit at a time."""

from __future__ import annotations

import numpy as np
from modelcollapse import run
from modelcollapse.chains import categorical, regression
from modelcollapse.chains.gaussian import chain, literal_chain, log_det_chain
from modelcollapse.loop import of_model
from modelcollapse.models import CategoricalModel, GaussianModel, LinearModel, MixtureModel
from modelcollapse.sources import Gaussian, Linear, ring, zipf
from sklearn.mixture import GaussianMixture

from benchmarks.race import Race


def gaussian_loop(n: int, *, replicates: int = 200, generations: int = 20, share: float = 1.0) -> Race:
    """The exact law of the Gaussian loop against drawing and fitting."""
    loop = {"n_samples": n, "generations": generations, "rng": 0}
    return Race(
        f"Gaussian loop, n = {n:,}, {replicates:,} chains × {generations} generations",
        lambda: chain(**loop, replicates=replicates),
        "drawing and fitting, vectorized" + ("" if share == 1 else f" (measured on {replicates * share:,.0f} chains)"),
        lambda: literal_chain(**loop, replicates=int(replicates * share)),
        share,
    )


def gaussian_volume(d: int, *, n: int = 170) -> Race:
    """The exact law of the log-determinant against drawing and fitting in d dimensions."""
    loop = {"n_samples": n, "generations": 20, "replicates": 50, "rng": 0}
    return Race(
        f"log-volume in {d} dimensions, n = {n}, 50 chains × 20 generations",
        lambda: log_det_chain(**loop, dimension=d),
        "drawing and fitting, batched",
        lambda: run(GaussianModel(), Gaussian(np.zeros(d)), **loop, **quietly("log_det_")),
    )


def counting_loop(n: int, *, n_species: int = 100) -> Race:
    """One multinomial draw a generation against drawing and counting every item."""
    loop = {"n_samples": n, "generations": 20, "replicates": 50, "rng": 0}
    source = zipf(n_species)
    return Race(
        f"counting loop, {n_species} species, n = {n:,}, 50 chains × 20 generations",
        lambda: categorical.chain(source.probabilities_, **loop),
        "drawing and counting, batched",
        lambda: run(CategoricalModel(n_species), source, **loop, **quietly("probabilities_")),
    )


def regression_loop(n: int, *, d: int = 10, replicates: int = 200) -> Race:
    """The exact law of the regression loop, which never draws a point, against drawing and fitting."""
    loop = {"n_samples": n, "generations": 10, "replicates": replicates, "rng": 0}
    return Race(
        f"regression loop, d = {d}, n = {n:,}, {replicates} chains × 10 generations",
        lambda: regression.chain(dimension=d, **loop),
        "drawing and fitting, batched",
        lambda: run(LinearModel(), Linear(np.eye(d)[0]), **loop, **quietly("weights_")),
    )


def quietly(attribute: str) -> dict:
    """Arguments that make `run` measure one fitted attribute and show no progress."""
    return {"measures": {attribute: of_model(attribute)}, "progress": False}


def mixture_fits(replicates: int, k: int, *, n: int = 100) -> Race:
    """One batch of mixture fits against scikit-learn, a replicate at a time."""
    X = ring(k).sample((replicates, n), rng=0)
    one = GaussianMixture(k, covariance_type="diag", init_params="k-means++", random_state=0)
    return Race(
        f"mixture of {k} fitted to {replicates} data sets of {n} points",
        lambda: MixtureModel(k).fit(X, rng=0),
        "scikit-learn's GaussianMixture, one at a time",
        lambda: [one.fit(x) for x in X],
    )


RACES = [
    gaussian_loop(100),
    gaussian_loop(1_000),
    gaussian_loop(10_000),
    gaussian_loop(100, replicates=100_000, generations=100, share=0.01),
    gaussian_volume(16),
    counting_loop(1_000),
    counting_loop(10_000),
    regression_loop(50),
    regression_loop(1_000),
    mixture_fits(200, 2),
    mixture_fits(200, 8),
]
