"""Closed forms, each with its source: pure functions of parameters, which simulations are compared with."""

from modelcollapse.theory import (
    contagion,
    curve,
    detection,
    diversity,
    drift,
    gaussian,
    regression,
    sampling,
    scaling,
    shapes,
    stock,
    worth,
)

__all__ = [
    "contagion", "curve", "detection", "diversity", "drift", "gaussian", "regression", "sampling", "scaling", "shapes",
    "stock", "worth",
]  # fmt: skip
