"""The book's claims: every theorem and published number it states, as code that checks it.

Importing this package registers them all, in the order of the book: each chapter has a module of its own
name, or a package where they are of more than one subject.
"""

from importlib import import_module

from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.registry import ClaimError, claim, evaluate, measure_outdated, registered, show
from modelcollapse.contents import chapters

for _chapter in chapters():
    import_module(f"modelcollapse.claims.{_chapter}")

__all__ = ["ClaimError", "Evidence", "claim", "evaluate", "measure_outdated", "registered", "show"]
