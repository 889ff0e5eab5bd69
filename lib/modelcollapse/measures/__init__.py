"""Measures: distances between distributions, diversity of one, and the modes it still covers."""

from modelcollapse.measures import distances, diversity, modes

__all__ = ["distances", "diversity", "modes"]
