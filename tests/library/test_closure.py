"""What code depends on is found in its source: all of it, and not more than that."""

import ast

import pytest
from modelcollapse._closure import closure, fingerprint, sliced

LIBRARY = {
    "pond/__init__.py": '"""A library."""\nfrom pond.fish import Carp\n__all__ = ["Carp"]\n',
    "pond/fish.py": "from pond.water import depth\nimport numpy\n\nclass Carp: pass\n",
    "pond/water.py": "depth = 3\n",
    "pond/birds.py": "class Heron: pass\n",
    "pond/counted.py": 'from importlib import resources\ntext = resources.files("pond").joinpath("counts.toml")\n',
    "pond/reads_all.py": "from importlib import resources\n\ndef read(name): return resources.files('pond').joinpath(name)\n",
    "pond/reads_its_own.py": "from importlib import resources\n\ndef read(x): return resources.files('pond.plants') / x\n",
    "pond/plants/heights.csv": "1\n",
    "pond/counts.toml": "carp = 3\n",
    "pond/weights.json": "[]\n",
    "pond/plants/__init__.py": "from .reed import Reed as Tall\nfrom pond.plants import lily\n",
    "pond/plants/reed.py": "from ..water import depth\n\nclass Reed: pass\n",
    "pond/plants/lily.py": "class Lily: pass\n",
    "pond/busy/__init__.py": "from pond.birds import Heron\nherons = [Heron()]\n",
    "pond/busy/quiet.py": "x = 1\n",
    "pond/loads.py": "import importlib\n\ndef load(name): return importlib.import_module(f'pond.plants.{name}')\n",
    "pond/loads_anything.py": "import importlib\n\ndef load(name): return importlib.import_module(name)\n",
}


@pytest.fixture
def root(tmp_path):
    for name, text in LIBRARY.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def files(code, root, **settings):
    return sorted(str(path.relative_to(root / "pond")) for path in closure(code, root, **settings).files)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import numpy", []),
        ("from pond import Carp", ["fish.py", "water.py"]),
        ("from pond import birds", ["birds.py"]),
        ("import pond.birds", ["birds.py"]),
        ("import pond", ["__init__.py", "fish.py", "water.py"]),
        ("from pond.fish import *", ["fish.py", "water.py"]),
        ("from pond.plants import Tall", ["plants/reed.py", "water.py"]),
        ("from pond.plants import lily", ["plants/lily.py"]),
        ("from pond import plants", ["plants/__init__.py", "plants/lily.py", "plants/reed.py", "water.py"]),
        ("from pond.busy import quiet", ["birds.py", "busy/__init__.py", "busy/quiet.py"]),
        ("def f():\n    if f:\n        from pond import birds", ["birds.py"]),
        ("from pond import counted", ["counted.py", "counts.toml"]),
        ("from pond import reads_all", ["counts.toml", "reads_all.py", "weights.json"]),
        ("from pond import reads_its_own", ["plants/heights.csv", "reads_its_own.py"]),
        ("open('pond/weights.json')", ["weights.json"]),
        ("import importlib\nimportlib.import_module('pond.birds')", ["birds.py"]),
        ("from pond import loads", ["loads.py", "plants/lily.py", "plants/reed.py", "water.py"]),
    ],
)
def test_closure(code, expected, root):
    assert files(code, root) == expected


def test_packages_of_others_are_named(root):
    assert closure("from pond import Carp\nimport re, sklearn.mixture", root).packages == {"numpy", "re", "sklearn"}


def test_an_import_that_could_be_anything_is_refused(root):
    with pytest.raises(ValueError, match=r"line 3 of pond\.loads_anything imports .* which could be anything"):
        closure("from pond import loads_anything", root)


def test_the_caller_may_account_for_what_a_registry_loads_and_for_data(root):
    assert files("from pond import loads", root, registries={"pond.loads"}) == ["loads.py"]
    assert files("from pond import loads_anything", root, registries={"pond.loads_anything"}) == ["loads_anything.py"]
    assert files("from pond import counted", root, without={"counts.toml"}) == ["counted.py"]


def changed(root, name, text):
    """A copy of the library with another text in one file: what is read is remembered for a process."""
    other = root.parent / f"{root.name}-{name.replace('/', '-')}"
    for file, old in LIBRARY.items():
        path = other / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if file == name else old, encoding="utf-8")
    return other


@pytest.mark.parametrize(
    ("name", "matters"), [("pond/water.py", True), ("pond/fish.py", True), ("pond/birds.py", False)]
)
def test_fingerprint_changes_with_what_is_imported_and_with_nothing_else(name, matters, root):
    code = "from pond import Carp"
    same = fingerprint(code, root) == fingerprint(code, changed(root, name, LIBRARY[name] + "more = 1\n"))
    assert same != matters


def test_fingerprint_changes_with_the_code_but_not_with_its_comments(root):
    assert fingerprint("x = 1", root) != fingerprint("x = 2", root)
    assert fingerprint("x = 1", root) == fingerprint("x = 1  # one", root)


def test_fingerprint_changes_with_the_version_of_a_package(root, monkeypatch):
    before = fingerprint("import numpy", root)
    monkeypatch.setattr("modelcollapse._closure.version", lambda package: "0.0")
    assert fingerprint("import numpy", root) != before
    assert fingerprint("x = 1", root) == fingerprint("x = 1", root)


MODULE = '''
"""Text."""
import json, re
from math import pi, tau
RADIUS = 2
register()

def area(r=RADIUS):
    return pi * r**2

@remember("x")
def volume():
    return area() * height()

def height():
    return len(json.dumps(1))

def other():
    return re.sub("a", "b", tau)
'''


def test_a_slice_holds_what_a_definition_needs():
    kept = ast.unparse(sliced(ast.parse(MODULE), "volume"))
    assert "def volume" in kept
    assert "def area" in kept
    assert "RADIUS = 2" in kept
    assert "import json" in kept
    assert "register()" in kept
    assert "from math import pi\n" in kept
    assert "other" not in kept
    assert "tau" not in kept
    assert "Text" not in kept


def test_a_slice_of_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="nothing named 'depth'"):
        sliced(ast.parse(MODULE), "depth")
