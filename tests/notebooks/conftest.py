"""Where a figure is shown: on a page that is being built, or in a notebook with a kernel."""

import pytest
from modelcollapse.book.publishing import BUILD_VARIABLE


@pytest.fixture
def building(monkeypatch):
    monkeypatch.setenv(BUILD_VARIABLE, "1")


@pytest.fixture
def live(monkeypatch):
    monkeypatch.delenv(BUILD_VARIABLE, raising=False)
