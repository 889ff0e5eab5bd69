"""Claims of the chapter on filters: verifiers and the truth, the rare, and filters of texts."""

from modelcollapse.claims.filtering import tails, texts, verifiers

__all__ = ["tails", "texts", "verifiers"]
