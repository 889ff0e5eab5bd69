"""Closed forms, each with its source: pure functions of parameters, which simulations are compared with."""

from modelcollapse.theory import (
    accumulation,
    before_after,
    charts,
    contagion,
    curve,
    detection,
    diversity,
    drift,
    gaussian,
    hiring,
    inbreeding,
    knowledge,
    regression,
    sampling,
    scaling,
    selection,
    shapes,
    skill,
    stock,
    summaries,
    verification,
    watermark,
    worth,
)

__all__ = [
    "accumulation", "before_after", "charts", "contagion", "curve", "detection", "diversity", "drift", "gaussian",
    "hiring", "inbreeding", "knowledge", "regression", "sampling", "scaling", "selection", "shapes", "skill", "stock",
    "summaries", "verification", "watermark", "worth",
]  # fmt: skip
