"""The self-consuming loop: fit a model, sample it, let a policy build the next training set, measure, repeat."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from modelcollapse import _validation as valid
from modelcollapse import checkpoints
from modelcollapse.history import History
from modelcollapse.policies import Corpus, Policy, named


@dataclass(frozen=True)
class Generation:
    """What a measure may look at.

    ``number`` counts fits. Generation 0 is the real world: its model is the source, and both of its data sets
    are the first real sample. ``training`` is what the model was fitted to, ``synthetic`` are new samples from it,
    both of shape (replicates, items, ...).
    """

    number: int
    model: object
    training: np.ndarray
    synthetic: np.ndarray


Measure = Callable[[Generation], np.ndarray]


def of_model(attribute: str) -> Measure:
    """Measure a fitted parameter: ``of_model("variance_")`` reads ``model.variance_`` each generation."""

    def measure(generation):
        value = np.asarray(getattr(generation.model, attribute))
        if generation.number > 0:
            return value
        # The source is one for all replicates, even where the length of its mean happens to equal their number.
        return np.broadcast_to(value, (len(generation.training), *value.shape))

    return measure


def of_samples(function: Callable[[np.ndarray], np.ndarray]) -> Measure:
    """Measure what the model produces: ``function`` maps (replicates, items, ...) to (replicates, ...)."""

    def measure(generation):
        return function(generation.synthetic)

    return measure


DEFAULT_MEASURES: Mapping[str, Measure] = {
    "mean": of_samples(lambda X: _points(X).mean(axis=(1, 2))),
    "variance": of_samples(lambda X: _points(X).var(axis=1, ddof=1).mean(axis=-1)),
}
"""Mean and variance of the synthetic data, averaged over dimensions: measures that any continuous model has."""


def run(
    model,
    source,
    policy: Policy | str = "replace",
    *,
    generations: int,
    n_samples,
    replicates: int = 1,
    measures: Mapping[str, Measure] | None = None,
    rng=None,
    checkpoint: str | Path | None = None,
    progress: bool = True,
) -> History:
    """Run a self-consuming loop and return what was measured.

    Parameters
    ----------
    model
        anything with ``fit(X)`` and ``sample(n)``: a batched model of this library, or a scikit-learn estimator,
        which is copied and fitted once a replicate. It is not changed.
    source
        anything with ``sample((replicates, n), rng=...)``: where real data comes from.
    policy
        what the next generation trains on; see `modelcollapse.policies`.
    generations
        number of fits.
    n_samples
        samples a generation: an int, a sequence with one entry a generation, or a function of the generation.
    replicates
        number of independent loops, run at once.
    measures
        name → function from a `Generation` to an array of shape (replicates, ...). By default `DEFAULT_MEASURES`.
    rng
        `numpy.random.Generator` or int seed.
    checkpoint
        file to which the state is written after every generation. If it exists, the loop continues from it and
        ends with the identical result. With one number for ``n_samples`` it may be extended to more generations.
    progress
        show a bar once a run has taken two seconds (never when TQDM_DISABLE is set, as in builds and tests).

    Raises
    ------
    ValueError
        naming the parameter that is wrong, before any work; `modelcollapse.checkpoints.CheckpointError`, a
        ValueError, if the checkpoint is damaged or belongs to another run. The file is then left as it is.

    Examples
    --------
    >>> from modelcollapse.models import GaussianModel
    >>> from modelcollapse.sources import Gaussian
    >>> history = run(GaussianModel(), Gaussian(), generations=30, n_samples=10, replicates=200, rng=0)
    >>> bool(np.median(history["variance"][-1]) < 0.3)
    True
    """
    generations = valid.integer("generations", generations)
    replicates = valid.integer("replicates", replicates, minimum=1)
    valid.methods("model", model, "fit", "sample")
    valid.methods("source", source, "sample")
    policy = named(policy)
    sizes = valid.schedule("n_samples", n_samples, max(generations, 1), minimum=2)
    measures = _checked(DEFAULT_MEASURES if measures is None else measures)
    if checkpoint is not None and rng is None:
        raise valid.refuse("rng", rng, "a seed or a Generator when there is a checkpoint: only then can a run continue")
    checkpoint = None if checkpoint is None else checkpoints.writable(checkpoint)
    rng = valid.generator(rng)

    settings = {"model": model, "source": source, "policy": policy, "n_samples": n_samples}
    state = None
    if checkpoint is not None:
        # With one number for n_samples, more generations continue the same run; a schedule belongs to its length.
        schedule = sizes[:1] if np.ndim(n_samples) == 0 and not callable(n_samples) else sizes
        decisive = {**settings, "n_samples": schedule.tolist(), "replicates": replicates, "measures": sorted(measures)}
        fingerprint = checkpoints.fingerprint(decisive, rng)
        state = checkpoints.load(checkpoint, fingerprint, rng)
    model = deepcopy(model) if getattr(model, "batched", False) else Replicated(model)
    if state is None:
        real = source.sample((replicates, int(sizes[0])), rng=rng)
        corpus, records, done = Corpus(real, real), {name: [] for name in measures}, 0
        _record(records, measures, Generation(0, source, real, real))
    else:
        corpus, records, done = state

    for t in _counted(done, generations, progress):
        _fit(model, corpus.training, rng)
        n_next = int(sizes[min(t, len(sizes) - 1)])
        synthetic = _sample(model, n_next, rng)
        _record(records, measures, Generation(t, model, corpus.training, synthetic))
        if t < generations or checkpoint is not None:
            generate = _tap(synthetic, lambda k: _sample(model, k, rng))
            corpus = policy.step(corpus, generate, lambda k: source.sample((replicates, k), rng=rng), n_next, rng)
        if checkpoint is not None:
            checkpoints.save(checkpoint, fingerprint, rng, corpus, records, t)
    return History({name: np.stack(values[: generations + 1]) for name, values in records.items()}, settings)


def _counted(done, generations, progress):
    """Count the generations still to do, with a bar once that has taken two seconds."""
    # In a notebook tqdm forgets TQDM_DISABLE; elsewhere an explicit False would overrule it.
    quiet = {} if progress and not os.environ.get("TQDM_DISABLE") else {"disable": True}
    return tqdm(range(done + 1, generations + 1), initial=done, total=generations, unit="generation", delay=2, **quiet)


class Replicated:
    """Fits one copy of an ordinary estimator a replicate, so that it looks like a batched model.

    Attributes
    ----------
    estimators_
        the fitted copies.

    Examples
    --------
    >>> from sklearn.neighbors import KernelDensity
    >>> Replicated(KernelDensity(bandwidth=0.2)).fit(np.zeros((3, 5, 1)), rng=0).sample(4, rng=0).shape
    (3, 4, 1)
    """

    def __init__(self, estimator):
        self.estimator = estimator

    def __repr__(self) -> str:
        return repr(self.estimator)

    def __getattr__(self, name):
        # A fitted attribute, such as means_, of all copies: what `of_model` asks for.
        if name.startswith("_") or "estimators_" not in vars(self):
            raise AttributeError(name)
        return np.stack([getattr(estimator, name) for estimator in self.estimators_])

    def fit(self, X, *, rng=None) -> Replicated:
        """Fit a copy to each of ``X[0], X[1], …``."""
        seeds = _seeds(valid.generator(rng), len(X))
        self.estimators_ = [_seeded(deepcopy(self.estimator), seed) for seed in seeds]
        for estimator, x, seed in zip(self.estimators_, X, seeds, strict=True):
            _fit(estimator, x, seed)
        return self

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` items from each copy, shape (replicates, n, ...)."""
        seeds = _seeds(valid.generator(rng), len(self.estimators_))
        return np.stack(
            [
                _sample(_seeded(estimator, seed), n, seed)
                for estimator, seed in zip(self.estimators_, seeds, strict=True)
            ]
        )


def _tap(batch, draw_more):
    """Hand out the items of ``batch`` first, each once, then newly drawn ones.

    So the samples a measure looked at are the samples the next generation trains on, and none is drawn twice.
    """
    used = 0

    def generate(k):
        nonlocal used
        ready = batch[:, used : used + k]
        used += ready.shape[1]
        missing = k - ready.shape[1]
        return ready if missing == 0 else np.concatenate([ready, draw_more(missing)], axis=1)

    return generate


def _seeds(rng, count):
    """Seeds drawn before any work, so that a replicate's stream does not depend on what the others do."""
    return [int(seed) for seed in rng.integers(2**32, size=count)]


def _seeded(estimator, seed):
    if hasattr(estimator, "random_state"):
        estimator.random_state = seed
    # A copied generator would hand every replicate, and every generation, the same noise.
    for name, value in getattr(estimator, "__dict__", {}).items():
        if isinstance(value, np.random.Generator):
            setattr(estimator, name, np.random.default_rng(seed))
    return estimator


def _accepts(method, name):
    return name in inspect.signature(method).parameters


def _fit(model, X, rng):
    return model.fit(X, rng=valid.generator(rng)) if _accepts(model.fit, "rng") else model.fit(X)


def _sample(model, n, rng):
    """Sample our models (``rng``) or scikit-learn's (``random_state``, or an attribute set before)."""
    if _accepts(model.sample, "rng"):
        return _only_samples(model.sample(n, rng=valid.generator(rng)))
    if _accepts(model.sample, "random_state"):
        return _only_samples(model.sample(n, random_state=rng))
    return _only_samples(model.sample(n))


def _only_samples(drawn):
    # GaussianMixture.sample returns the component labels as well.
    return drawn[0] if isinstance(drawn, tuple) else drawn


def _checked(measures):
    """Return ``measures`` as a dict, or refuse what is not a mapping from names to functions."""
    if not isinstance(measures, Mapping) or not measures or not all(callable(m) for m in measures.values()):
        raise valid.refuse("measures", measures, "a mapping from at least one name to a function of a Generation")
    return dict(measures)


def _record(records, measures, generation):
    """Append what ``measures`` say of a generation, replicates first; one value for all is repeated."""
    replicates = len(generation.training)
    for name, measure in measures.items():
        values = np.asarray(measure(generation))
        if values.ndim == 0 or values.shape[0] != replicates:
            values = np.broadcast_to(values, (replicates, *values.shape))
        if records[name] and values.shape != records[name][0].shape:
            allowed = f"of one shape in every generation: {name!r} began with {records[name][0].shape}"
            raise valid.refuse("measures", values.shape, allowed)
        records[name].append(values)


def _points(X):
    if X.ndim != 3:
        allowed = f"given: the default ones need points, of shape (replicates, items, d), but the data are {X.shape}"
        raise valid.refuse("measures", None, allowed)
    return X
