"""Claims of the chapter on watermarks: the mark itself, and the web on which texts are marked and left out."""

from modelcollapse.claims.watermarking import marks, web

__all__ = ["marks", "web"]
