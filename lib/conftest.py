"""Doctests print numbers the way people write them, and know numpy as np. Modules on PyTorch have none without it."""

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def plain_numpy(doctest_namespace):
    doctest_namespace["np"] = np
    with np.printoptions(legacy="1.25"):
        yield


HERE = Path(__file__).parent
collect_ignore = [
    str(path)
    for path in HERE.rglob("*.py")
    if find_spec("torch") is None and re.search(r"^\s*(?:>>> )?(?:import|from) torch\b", path.read_text("utf-8"), re.M)
]
