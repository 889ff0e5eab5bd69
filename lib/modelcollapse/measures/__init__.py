"""Measures: distances between distributions, diversity of one, the modes it still covers, and language."""

from modelcollapse.measures import distances, diversity, language, modes

__all__ = ["distances", "diversity", "language", "modes"]
