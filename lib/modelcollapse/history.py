"""The immutable record of a loop: what was measured, generation by generation, in every replicate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from modelcollapse import _validation as valid


@dataclass(frozen=True, repr=False, eq=False)
class History(Mapping):
    """What a self-consuming loop measured: a mapping from names to arrays.

    Generation 0 is the real distribution, generation t the t-th fit. Arrays are read-only views, not copies.

    Parameters
    ----------
    measures
        name → array of shape (generations + 1, replicates, ...).
    settings
        name → value: the parameters that produced it, for captions and records.

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
        return History, (dict(self.measures), dict(self.settings))

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
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
