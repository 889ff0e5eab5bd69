"""The browser tests find the browsers that people have."""

from pathlib import Path

import pytest

from tests.site import browser


@pytest.mark.parametrize("home", ["", "Users/someone"])
def test_chrome_on_a_mac_is_found(home, tmp_path, monkeypatch):
    chrome = tmp_path / home / "Applications" / "Google Chrome.app" / "Contents" / "MacOS" / "Google Chrome"
    chrome.parent.mkdir(parents=True)
    chrome.write_text("#!/bin/sh\n")
    chrome.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(browser, "HOMES", (tmp_path, tmp_path / home))
    assert browser.chromium() == str(chrome)


def test_a_machine_without_one_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "HOMES", (Path(tmp_path),))
    assert browser.chromium() is None
