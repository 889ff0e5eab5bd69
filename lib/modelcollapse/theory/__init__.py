"""Closed forms, each with its source: pure functions of parameters, which simulations are compared with."""

from modelcollapse.theory import (
    accumulation,
    contagion,
    curve,
    detection,
    diversity,
    drift,
    gaussian,
    inbreeding,
    regression,
    sampling,
    scaling,
    shapes,
    stock,
    verification,
    watermark,
    worth,
)

__all__ = [
    "accumulation", "contagion", "curve", "detection", "diversity", "drift", "gaussian", "inbreeding", "regression",
    "sampling", "scaling", "shapes", "stock", "verification", "watermark", "worth",
]  # fmt: skip
