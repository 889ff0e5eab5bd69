"""The pins are complete, and fit every Python that the README promises. `make resolve` asks the package index as well."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROMISED = ("3.11.0", "3.11.2", "3.12.0", "3.13.0")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = {
    canonicalize_name(pin.name): pin
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
    for pin in [Requirement(line)]
}
PART_OF_PYTHON = {"pip", "setuptools", "wheel"}
"""What ``pip freeze`` leaves out: every environment has its own."""


def applies(requirement: Requirement, **environment: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": "", **environment})


def needed(python: str) -> set[str]:
    """Every distribution that the book, its library and its tests require, directly or not; PyTorch is optional."""
    environment = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    extras = PROJECT["optional-dependencies"]
    waiting = [Requirement(line) for line in PROJECT["dependencies"] + extras["book"] + extras["test"]]
    found = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or name in PART_OF_PYTHON:
            continue
        found.add(name)
        if name in PINS:
            required = [Requirement(line) for line in distribution(name).requires or ()]
            for extra in ("", *requirement.extras):
                waiting += [each for each in required if applies(each, extra=extra, **environment)]
    return found


def test_every_pin_is_exact():
    loose = [str(pin) for pin in PINS.values() if not re.fullmatch(r"==[\w.]+", str(pin.specifier))]
    assert not loose


@pytest.mark.parametrize("name", sorted(PINS))
def test_the_pin_fits_every_promised_python(name):
    """By the metadata of what is installed, which is the pinned version."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        if applies(PINS[name]):
            pytest.fail(f"{name} is pinned but not installed: touch requirements.txt, then make quick", pytrace=False)
        pytest.skip(f"{name} is not for this computer")
    assert installed.version.partition("+")[0] in PINS[name].specifier, "run make quick, which sets up again"
    allowed = SpecifierSet(installed.metadata.get("Requires-Python", ""))
    assert not [version for version in PROMISED if version not in allowed], f"{name} asks for Python {allowed}"


@pytest.mark.parametrize("python", PROMISED)
def test_everything_that_is_needed_is_pinned(python):
    assert not needed(python) - set(PINS)


def test_the_promise_is_the_same_everywhere():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    minors = [version.rpartition(".")[0] for version in PROMISED if version.endswith(".0")]
    assert f"Python {minors[0]}, {minors[1]} or {minors[2]}" in readme
    assert PROJECT["requires-python"] == f">={minors[0]}"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"for version in {' '.join(v for v in PROMISED if v.endswith('.0'))};" in makefile


def test_a_user_of_the_library_may_choose_versions():
    """Exact versions belong into requirements.txt: a library that asks for them fits into nobody's environment."""
    extras = PROJECT["optional-dependencies"]
    exact = [line for line in [*PROJECT["dependencies"], *extras["language"]] if "==" in line]
    assert not exact
