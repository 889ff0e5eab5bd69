"""Sampling bias: a model that speaks more narrowly than it has learned, or off to one side."""

from __future__ import annotations

from copy import copy

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.models.replicated import fit


class Biased:
    """A Gaussian or mixture model whose samples have λ times the variance it was fitted with.

    λ = 1 is honest sampling; λ < 1 is what truncation, guidance and low temperature do: typical samples, cleaner
    ones, and fewer different ones. In a mixture each component narrows around its own mean.

    Parameters
    ----------
    model
        a model of this library with ``covariance_`` or ``variances_``. It is fitted itself, not a copy.
    bias
        λ, a positive number.
    shift
        added to every sample: an error that is the same in every generation.

    Notes
    -----
    Source: Alemohammad et al. (2024), who write λ for the sampling bias of a Gaussian.

    Examples
    --------
    >>> from modelcollapse.models import GaussianModel
    >>> model = Biased(GaussianModel(), 0.25).fit(np.array([[-1.0], [1.0]] * 500))
    >>> round(float(model.variance_)), round(float(model.sample(100_000, rng=0).std()), 2)
    (1, 0.5)
    """

    batched = True

    def __init__(self, model, bias: float, *, shift: float = 0.0):
        self.model = valid.methods("model", model, "fit", "sample")
        self.bias = valid.number("bias", bias, low=0, include_low=False)
        self.shift = valid.number("shift", shift)

    def __repr__(self) -> str:
        shift = f", shift={self.shift!r}" if self.shift else ""
        return f"Biased({self.model!r}, {self.bias!r}{shift})"

    def fit(self, X: np.ndarray, *, rng=None) -> Biased:
        """Fit the model to ``X``; the bias plays no part."""
        fit(self.model, X, rng)
        return self

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` points a replicate from the narrowed and shifted model, shape (..., n, d)."""
        narrowed = copy(self.model)
        widths = [name for name in ("covariance_", "variances_") if hasattr(narrowed, name)]
        if not widths:
            raise valid.refuse("model", self.model, "fitted, with covariance_ or variances_")
        for name in widths:
            setattr(narrowed, name, self.bias * getattr(narrowed, name))
        return narrowed.sample(n, rng=rng) + self.shift

    def __getattr__(self, name):
        # What was learned is the model's: measures that read a fitted attribute find it here.
        if name.endswith("_") and not name.startswith("_"):
            return getattr(self.model, name)
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __dir__(self):
        return {*super().__dir__(), *(name for name in dir(self.model) if name.endswith("_"))}
