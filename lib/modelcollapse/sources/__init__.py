"""Sources: where "human" data comes from. A source has ``sample(size, rng=...)`` and never changes.

``size`` is a number of items, or (replicates, number of items). A source is the model of generation 0, so it
carries the attributes that a fitted model has: ``mean_``, ``covariance_``, ``probabilities_``.
"""

from modelcollapse._words import as_prose
from modelcollapse.sources.birds import Birds
from modelcollapse.sources.continuous import Gaussian, Linear, Mixture, ring
from modelcollapse.sources.digits import Digits
from modelcollapse.sources.expressions import EvenExpressions
from modelcollapse.sources.species import Species, zipf
from modelcollapse.sources.text import Text, own_text, python_documentation

__all__ = [
    "Birds",
    "Digits",
    "EvenExpressions",
    "Gaussian",
    "Linear",
    "Mixture",
    "Species",
    "Text",
    "as_prose",
    "own_text",
    "python_documentation",
    "ring",
    "zipf",
]
