"""Models: things with ``fit(X)`` and ``sample(n)``, after scikit-learn's convention.

The models here are *batched*: they fit every replicate at once, with replicates on the leading axes. Any
scikit-learn estimator with ``fit`` and ``sample`` serves as well; `modelcollapse.loop.run` fits one a replicate.
"""

from modelcollapse.models.categorical import CategoricalModel
from modelcollapse.models.gaussian import GaussianModel
from modelcollapse.models.kde import KDEModel
from modelcollapse.models.mixture import MixtureModel

__all__ = ["CategoricalModel", "GaussianModel", "KDEModel", "MixtureModel"]
