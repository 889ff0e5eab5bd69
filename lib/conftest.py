"""Doctests print numbers the way people write them, and know numpy as np."""

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def plain_numpy(doctest_namespace):
    doctest_namespace["np"] = np
    with np.printoptions(legacy="1.25"):
        yield
