"""Models: things with ``fit(X)`` and ``sample(n)``, after scikit-learn's convention.

The models here are *batched*: they fit every replicate at once, with replicates on the leading axes. Any
scikit-learn estimator with ``fit`` and ``sample`` serves as well; `modelcollapse.loop.run` fits one a replicate.
"""

from modelcollapse.models.biased import Biased
from modelcollapse.models.categorical import CategoricalModel
from modelcollapse.models.gaussian import GaussianModel
from modelcollapse.models.kde import KDEModel
from modelcollapse.models.mixture import MixtureModel
from modelcollapse.models.ngram import NgramModel
from modelcollapse.models.regression import LinearModel

__all__ = ["Biased", "CategoricalModel", "GaussianModel", "KDEModel", "LinearModel", "MixtureModel", "NgramModel"]
