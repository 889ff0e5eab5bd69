"""The self-consuming loop: fit a model, sample it, let a policy build the next training set, measure, repeat."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from modelcollapse import _validation as valid
from modelcollapse import policies
from modelcollapse._values import Value
from modelcollapse.checkpoints import Checkpoint, State, stacked
from modelcollapse.history import History, Plan
from modelcollapse.models.replicated import Replicated, fit, sample
from modelcollapse.policies import Corpus, Policy, Turn


@dataclass(frozen=True, eq=False)
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


@dataclass(frozen=True, repr=False)
class of_model(Value):
    """Measure a fitted parameter: ``of_model("variance_")`` reads ``model.variance_`` each generation.

    Generation 0 is NaN where the source does not have that attribute.

    Examples
    --------
    >>> of_model("variance_")
    of_model('variance_')
    """

    attribute: str

    def __call__(self, generation: Generation) -> np.ndarray:
        model = generation.model
        if not hasattr(model, self.attribute):
            if generation.number == 0:
                return np.nan
            fitted = [name for name in dir(model) if name.endswith("_") and not name.startswith("_")]
            allowed = f"an attribute of {model!r}{valid.suggestion(self.attribute, fitted)}"
            raise valid.refuse("attribute", self.attribute, allowed)
        value = np.asarray(getattr(model, self.attribute))
        # The source is one for all replicates, even where the length of its mean happens to equal their number.
        return value if generation.number else np.broadcast_to(value, (len(generation.training), *value.shape))


@dataclass(frozen=True, repr=False)
class of_samples(Value):
    """Measure what the model produces: ``function`` maps (replicates, items, ...) to (replicates, ...).

    Examples
    --------
    >>> of_samples(np.median)
    of_samples(median)
    """

    function: Callable[[np.ndarray], np.ndarray]

    def __call__(self, generation: Generation) -> np.ndarray:
        return self.function(generation.synthetic)


def mean(X: np.ndarray) -> np.ndarray:
    """Return the mean of the points ``X``, of shape (replicates, n, d), averaged over dimensions."""
    return _points(X).mean(axis=(1, 2))


def variance(X: np.ndarray) -> np.ndarray:
    """Return the variance of the points ``X``, of shape (replicates, n, d), averaged over dimensions."""
    return _points(X).var(axis=1, ddof=1).mean(axis=-1)


DEFAULT_MEASURES: Mapping[str, Measure] = {"mean": of_samples(mean), "variance": of_samples(variance)}
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
        what the next generation trains on: one of `modelcollapse.policies`, or any function from a `Turn` to a `Corpus`.
    generations
        number of fits.
    n_samples
        samples a generation: an int, a sequence with one entry a generation, or a function of the generation.
    replicates
        number of independent loops, run at once.
    measures
        name → function from a `Generation` to an array of shape (replicates, ...), or to one number for all
        replicates. By default `DEFAULT_MEASURES`.
    rng
        `numpy.random.Generator` or int seed.
    checkpoint
        file to which the state is written after every generation. If it exists, the loop continues from it and
        ends with the identical result; model, source, policy and measures must then be what they were, down to the
        code of your own functions. With one number for ``n_samples`` it may be extended to more generations.
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
    plan = Plan(generations, replicates, rng)
    valid.methods("model", model, "fit", "sample")
    valid.methods("source", source, "sample")
    policy = policies.named(policy)
    sizes = valid.schedule("n_samples", n_samples, max(plan.generations, 1), minimum=2)
    for n in np.unique(sizes[1:]):
        policies.check(policy, int(n))
    measures = _checked(DEFAULT_MEASURES if measures is None else measures)
    settings = {"model": model, "source": source, "policy": policy, "n_samples": n_samples}
    if checkpoint is not None and rng is None:
        raise valid.refuse("rng", rng, "a seed or a Generator when there is a checkpoint: only then can a run continue")
    # With one number for n_samples, more generations continue the same run; a schedule belongs to its length.
    schedule = sizes[:1] if np.ndim(n_samples) == 0 and not callable(n_samples) else sizes
    decisive = {"n_samples": schedule, "replicates": plan.replicates, "measures": sorted(measures.items())}
    file = None if checkpoint is None else Checkpoint(checkpoint, settings | decisive, plan.rng)
    state = None if file is None else file.load()

    loop = _Loop(model, source, policy, measures, plan, sizes)
    if state is None:
        state = loop.begin()
        if file is not None:
            file.save(state)
    for t in _counted(state.generation, plan.generations, progress):
        loop.advance(state, goes_on=t < plan.generations or file is not None)
        if file:
            file.save(state)
    measured = {name: _per_replicate(values[: plan.generations + 1], plan) for name, values in state.records.items()}
    return plan.history(measured, **settings)


class _Loop:
    """One run: its parts, which stay, beside its `State`, which changes."""

    def __init__(self, model, source, policy, measures, plan, sizes):
        self.model = deepcopy(model) if getattr(model, "batched", False) else Replicated(model)
        self.source, self.policy, self.measures, self.sizes = source, policy, measures, sizes
        self.replicates, self.rng = plan.replicates, plan.rng

    def begin(self) -> State:
        """Draw the first real data and measure them: generation 0."""
        real = self._draw_real(int(self.sizes[0]))
        state = State(Corpus(pool=real, training=real), {name: [] for name in self.measures})
        self._record(state, Generation(0, self.source, real, real))
        return state

    def advance(self, state: State, *, goes_on: bool) -> None:
        """Fit, sample and measure one generation; if the run goes on, let the policy build the next corpus."""
        training, t = state.corpus.training, state.generation + 1
        n = int(self.sizes[min(t, len(self.sizes) - 1)])

        def generate(k):
            return _checked_items("model", sample(self.model, k, self.rng), (self.replicates, k, *training.shape[2:]))

        fit(self.model, training, self.rng)
        synthetic = generate(n)
        self._record(state, Generation(t, self.model, training, synthetic))
        if goes_on:
            turn = Turn(state.corpus, n, self.rng, _tap(synthetic, generate), self._draw_real)
            state.corpus = _checked_corpus(self.policy(turn), training)
        state.generation = t

    def _draw_real(self, k):
        real = self.source.sample((self.replicates, k), rng=self.rng)
        return _checked_items("source", real, (self.replicates, k))

    def _record(self, state, generation):
        """Append what the measures say of a generation: one number, or an array with replicates first."""
        for name, measure in self.measures.items():
            value, before = np.asarray(measure(generation)), state.records[name]
            if value.ndim:
                _require_replicates_first(name, value.shape, self.replicates, before)
            before.append(value)


def _require_replicates_first(name, shape, replicates, before):
    if shape[0] != replicates:
        allowed = f"one number, or of shape (replicates, ...) with {replicates} replicates: {name!r} is not"
        raise valid.refuse("measures", shape, allowed)
    first = next((one.shape for one in before if one.ndim), shape)
    if shape != first:
        raise valid.refuse("measures", shape, f"of one shape in every generation: {name!r} began with {first}")


def _checked_items(name, items, shape):
    """Return ``items`` as an array if its shape begins with ``shape``."""
    items = np.asarray(items)
    if items.shape[: len(shape)] != shape:
        wanted = ", ".join(map(str, shape))
        raise valid.refuse(name, items.shape, f"one whose sample() returns shape ({wanted}, ...) (its shape is shown)")
    return items


def _checked_corpus(corpus, training):
    """Return what a policy returned if the next model can be fitted to it."""
    if not isinstance(corpus, Corpus):
        raise valid.refuse("policy", corpus, "a function from a Turn to a Corpus (what it returned is shown)")
    shape = np.shape(corpus.training)
    if len(shape) != training.ndim or shape[0] != len(training) or shape[1] == 0 or shape[2:] != training.shape[2:]:
        wanted = ", ".join(["", *map(str, training.shape[2:])])
        allowed = f"one whose training set has shape ({len(training)}, items{wanted}) (the shape is shown)"
        raise valid.refuse("policy", shape, allowed)
    return corpus


def _per_replicate(values, plan):
    """Stack a measure over generations; one number for all replicates is repeated."""
    values = stacked(values)
    return values if values.ndim > 1 else np.broadcast_to(values[:, None], (len(values), plan.replicates))


def _counted(done, generations, progress):
    """Count the generations still to do, with a bar once that has taken two seconds."""
    # In a notebook tqdm forgets TQDM_DISABLE; elsewhere an explicit False would overrule it.
    quiet = {} if progress and not os.environ.get("TQDM_DISABLE") else {"disable": True}
    return tqdm(range(done + 1, generations + 1), initial=done, total=generations, unit="generation", delay=2, **quiet)


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


def _checked(measures):
    """Return ``measures`` as a dict, or refuse what is not a mapping from names to functions."""
    good = isinstance(measures, Mapping) and measures and all(isinstance(name, str) for name in measures)
    if not good or not all(callable(measure) and not isinstance(measure, type) for measure in measures.values()):
        raise valid.refuse("measures", measures, "a mapping from at least one name to a function of a Generation")
    return dict(measures)


def _points(X):
    if X.ndim != 3:
        allowed = f"given: the default ones need points, of shape (replicates, items, d), but the data are {X.shape}"
        raise valid.refuse("measures", None, allowed)
    return X
