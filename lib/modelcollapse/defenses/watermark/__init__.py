"""Watermarks: samplers that leave a trace which only the holder of a key can see, their detectors, and attacks on them."""

from modelcollapse.defenses.watermark.detection import Detection, Watermark
from modelcollapse.defenses.watermark.marks import gumbel, kgw, synthid

__all__ = ["Detection", "Watermark", "gumbel", "kgw", "synthid"]
