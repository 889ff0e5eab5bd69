"""Run every race and print the table."""

import os
import platform

import numpy as np

from benchmarks import language, loops, pedigree, watermark
from benchmarks.race import results

# A new part of the library adds a module with races of its own, and its name here.
RACES = [*loops.RACES, *language.RACES, *watermark.RACES, *pedigree.RACES]

if __name__ == "__main__":
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores; seconds, best of 3")
    formats = {"library": "{:.4f}".format, "other": "{:.4f}".format, "ratio": "{:,.1f}×".format}
    print(results(RACES).to_string(index=False, formatters=formats))
