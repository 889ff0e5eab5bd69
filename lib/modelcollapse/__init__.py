"""Model Collapse: the simulation library behind the interactive textbook.

A self-consuming loop is a model, a data policy and some measures:

>>> from modelcollapse import run
>>> from modelcollapse.models import GaussianModel
>>> from modelcollapse.sources import Gaussian
>>> history = run(GaussianModel(), Gaussian(), policy="accumulate", generations=5, n_samples=20, replicates=3, rng=0)
>>> history["variance"].shape
(6, 3)
"""

from modelcollapse._version import __version__
from modelcollapse.grid import sweep
from modelcollapse.history import History
from modelcollapse.loop import run

__all__ = ["History", "__version__", "run", "sweep"]
