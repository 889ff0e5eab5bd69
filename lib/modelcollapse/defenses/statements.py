"""Statements that are true or false, and models that now and then misremember them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.samplers import Sampler

TRUE, WRONG, BLIND = range(3)
"""Kinds of statement: true, wrong, and wrong in a way that the verifier cannot see."""
KINDS = 3


@dataclass(frozen=True, repr=False)
class misremember(Sampler):
    """Write a wrong statement with probability ``error`` where another was meant; a share ``blind`` of errors cannot be seen.

    A sampler over the three kinds of statement, for ``CategoricalModel(KINDS, sampler=misremember(0.05))``. What is
    wrong and misremembered is wrong in another way: no error repairs another.

    Examples
    --------
    >>> np.exp(misremember(0.05, blind=0.2)(np.log([0.8, 0.1, 0.1]))).round(4)
    array([0.76 , 0.135, 0.105])
    """

    error: float
    blind: float = 0.0

    def __post_init__(self):
        self._set(error=valid.share("error", self.error), blind=valid.share("blind", self.blind))

    def transform(self, logs):
        if logs.shape[-1] != KINDS:
            raise valid.refuse(
                "log_probabilities", logs.shape, f"those of {KINDS} kinds of statement (its shape is shown)"
            )
        true, wrong, hidden = np.moveaxis(np.exp(logs), -1, 0)
        seen, unseen = self.error * (1 - self.blind), self.error * self.blind
        said = [
            (1 - self.error) * true,
            seen * (true + hidden) + (1 - unseen) * wrong,
            unseen * (true + wrong) + (1 - seen) * hidden,
        ]
        with np.errstate(divide="ignore"):
            return np.log(np.stack(said, axis=-1))
