"""The book's claims: every theorem and published number it states, as code that checks it.

Importing this package registers them all, in the order of the book.
"""

from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.registry import ClaimError, claim, evaluate, registered, show

# Registration order is reading order, so these imports are not sorted.
from modelcollapse.claims import the_loop  # noqa: F401 isort: skip
from modelcollapse.claims import gaussian_resampling  # noqa: F401 isort: skip
from modelcollapse.claims import losing_the_tails  # noqa: F401 isort: skip
from modelcollapse.claims import shapes_of_collapse  # noqa: F401 isort: skip
from modelcollapse.claims import compounding_error  # noqa: F401 isort: skip
from modelcollapse.claims import feeding_on_the_mode  # noqa: F401 isort: skip
from modelcollapse.claims import a_date_that_never_was  # noqa: F401 isort: skip
from modelcollapse.claims import a_language_of_birds  # noqa: F401 isort: skip
from modelcollapse.claims import a_toy_transformer  # noqa: F401 isort: skip

__all__ = ["ClaimError", "Evidence", "claim", "evaluate", "registered", "show"]
