"""Closed forms, each with its source: pure functions of parameters, which simulations are compared with."""

from modelcollapse.theory import diversity, gaussian, scaling, shapes

__all__ = ["diversity", "gaussian", "scaling", "shapes"]
