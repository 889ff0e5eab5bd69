"""The immutable record of a loop: what was measured, generation by generation, in every replicate, and how."""

from __future__ import annotations

import platform
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from modelcollapse import _validation as valid
from modelcollapse._version import __version__

BRIEF = reprlib.Repr()
"""How settings are printed: a schedule of a thousand generations, or a generator's state, by its beginning."""
BRIEF.maxlevel, BRIEF.maxother = 1, 80


@dataclass(frozen=True, repr=False, eq=False)
class History(Mapping):
    """What a self-consuming loop measured: a mapping from names to arrays.

    Generation 0 is the real distribution, generation t the t-th fit. Arrays are read-only views, not copies.

    Parameters
    ----------
    measures
        name → array of shape (generations + 1, replicates, ...).
    settings
        name → value: all parameters that produced it. ``seed`` is the seed, or the state of the generator, that it
        began with.
    versions
        of this library, numpy and Python, name → version. By default those that run now.

    Examples
    --------
    >>> history = History({"variance": [[1.0, 1.0], [0.5, 0.9]]}, {"n_samples": 10})
    >>> history.generations, history.replicates
    (1, 2)
    >>> history["variance"][-1].tolist()
    [0.5, 0.9]
    >>> history.to_frame()
       generation  replicate  variance
    0           0          0       1.0
    1           0          1       1.0
    2           1          0       0.5
    3           1          1       0.9
    """

    measures: Mapping[str, np.ndarray]
    settings: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=lambda: versions())

    def __post_init__(self):
        if not isinstance(self.measures, Mapping):
            raise valid.refuse("measures", self.measures, "a mapping from names to arrays")
        arrays = {name: np.asarray(values).view() for name, values in self.measures.items()}
        if not arrays:
            raise valid.refuse("measures", arrays, "a mapping with at least one measure")
        shapes = {array.shape[:2] for array in arrays.values()}
        if len(shapes) != 1 or any(len(shape) < 2 for shape in shapes):
            raise valid.refuse(
                "measures",
                sorted(shapes),
                "arrays of one shape (generations + 1, replicates, ...) (their shapes are shown)",
            )
        for array in arrays.values():
            array.flags.writeable = False
        object.__setattr__(self, "measures", MappingProxyType(arrays))
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))
        object.__setattr__(self, "versions", MappingProxyType(dict(self.versions)))

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.measures:
            raise KeyError(f"no measure {name!r}; this history holds {', '.join(self.measures)}")
        return self.measures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.measures)

    def __len__(self) -> int:
        return len(self.measures)

    # Two histories are equal only if they are one: arrays have no single answer to ==.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __reduce__(self):
        # A read-only mapping cannot be pickled, but a history must be: to be stored, or to come back from a worker.
        return History, (dict(self.measures), dict(self.settings), dict(self.versions))

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={BRIEF.repr(value)}" for name, value in self.settings.items())
        size = f"{self.generations} generations × {self.replicates} replicates"
        return f"<History of {', '.join(self.measures)}: {size}; {settings}>"

    @property
    def generations(self) -> int:
        """Number of fits."""
        return next(iter(self.measures.values())).shape[0] - 1

    @property
    def replicates(self) -> int:
        """Number of independent runs."""
        return next(iter(self.measures.values())).shape[1]

    def mean(self, name: str) -> np.ndarray:
        """Average over replicates, shape (generations + 1, ...)."""
        return self[name].mean(axis=1)

    def standard_error(self, name: str) -> np.ndarray:
        """Monte Carlo standard error of `mean`, shape (generations + 1, ...); needs two replicates."""
        if self.replicates < 2:
            raise valid.refuse("replicates", self.replicates, "at least 2 for a standard error")
        return self[name].std(axis=1, ddof=1) / np.sqrt(self.replicates)

    def quantile(self, name: str, q: float) -> np.ndarray:
        """Quantile over replicates, shape (generations + 1, ...)."""
        return np.quantile(self[name], valid.share("q", q), axis=1)

    def median(self, name: str) -> np.ndarray:
        """The typical replicate, shape (generations + 1, ...)."""
        return self.quantile(name, 0.5)

    def to_frame(self) -> pd.DataFrame:
        """Tidy table, one row per generation and replicate, one column per scalar measure.

        Measures with further axes (a whole probability vector, say) do not fit a tidy row and are left out.
        """
        index = pd.MultiIndex.from_product(
            [range(self.generations + 1), range(self.replicates)], names=["generation", "replicate"]
        )
        scalars = {name: values.ravel() for name, values in self.measures.items() if values.ndim == 2}
        return pd.DataFrame(scalars, index=index).reset_index()


def versions() -> dict[str, str]:
    """Return the versions on which a result may depend."""
    return {"modelcollapse": __version__, "numpy": np.__version__, "python": platform.python_version()}


@dataclass(frozen=True, eq=False)
class Plan:
    """How long and how often a simulation runs, and on which random numbers: checked, and remembered for its history.

    Parameters
    ----------
    generations, replicates
        integers of at least 0 and 1.
    rng
        `numpy.random.Generator`, int seed, or None for a seed nobody chose.
    called
        what the simulation calls its generations, if they are something else, such as pages written.

    Attributes
    ----------
    seed
        the int seed, or the state in which the given generator was.

    Examples
    --------
    >>> plan = Plan(2, 3, 0)
    >>> history = plan.history({"noise": plan.rng.random(plan.shape)}, scale=1.0)
    >>> dict(history.settings)
    {'scale': 1.0, 'generations': 2, 'replicates': 3, 'seed': 0}
    """

    generations: int
    replicates: int
    rng: np.random.Generator
    called: str = "generations"
    seed: int | dict = field(init=False)

    def __post_init__(self):
        generations = valid.integer(self.called, self.generations)
        replicates = valid.integer("replicates", self.replicates, minimum=1)
        seed = np.random.SeedSequence().entropy if self.rng is None else self.rng
        rng = valid.generator(seed)
        seed = rng.bit_generator.state if rng is seed else int(seed)
        for name, value in {"generations": generations, "replicates": replicates, "rng": rng, "seed": seed}.items():
            object.__setattr__(self, name, value)

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of a measure with one number a replicate: (generations + 1, replicates)."""
        return self.generations + 1, self.replicates

    def history(self, measures: Mapping[str, np.ndarray], **settings) -> History:
        """Return the record of what was measured under these and the simulation's own settings."""
        for name in ("n_samples", "n_real"):
            if callable(size := settings.get(name)):  # a record of what it gave can be stored and compared
                settings[name] = [size(t) for t in range(1, self.generations + 1)]
        plan = {self.called: self.generations, "replicates": self.replicates, "seed": self.seed}
        return History(measures, {**settings, **plan})
