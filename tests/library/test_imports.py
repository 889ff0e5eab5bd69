"""The library's shape: arrows that point one way, a light import, and no global randomness."""

import ast
import subprocess
import sys
from pathlib import Path

import modelcollapse
import pytest

ROOT = Path(modelcollapse.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py"))
FOUNDATION = {"history", "samplers"}
"""What any module may import, beside those whose names begin with an underscore."""

LAYERS = {
    "samplers": set(),
    "history": set(),
    "sources": set(),
    "models": set(),
    "chains": {"models"},
    "measures": set(),
    "theory": set(),
    "policies": set(),
    "grid": set(),
    "checkpoints": {"policies"},
    "loop": {"models", "sources", "measures", "policies", "checkpoints"},
    # A filter wraps a policy; data that help know something of the world they are about.
    "defenses": {"sources", "models", "measures", "theory", "policies"},
    "societies": {"sources", "measures", "theory"},
    "data": set(),
    "contents": set(),
    "authoring": {"contents"},
    "course": {"contents"},
}
LAYERS["experiments"] = set(LAYERS)
"""Part of the library → the other parts it may import. Claims may import all but the book, the book everything."""


def part(path):
    """The part of the library a file belongs to: its package, or its own name at the top."""
    inside = path.relative_to(ROOT).with_suffix("").parts
    return inside[0] if len(inside) > 1 or inside[0] != "__init__" else "modelcollapse"


EXPORTED = {"run": "loop", "History": "history"}


def imported_parts(path):
    """Parts of the library that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            names = ["modelcollapse.relative"]
        elif isinstance(node, ast.ImportFrom) and node.module == "modelcollapse":
            names = [f"modelcollapse.{EXPORTED.get(alias.name, alias.name)}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("modelcollapse."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    here = part(path)
    imported = {there for there in imported_parts(path) if there != here and not there.startswith("_")}
    if here.startswith("_"):
        assert not imported
    elif here in ("claims", "modelcollapse"):
        assert "book" not in imported
    elif here != "book":
        assert here in LAYERS, f"{here} is new: say in LAYERS what it may import"
        assert imported <= LAYERS[here] | FOUNDATION - {here}


def test_the_reader_of_imports_sees_them(tmp_path):
    file = tmp_path / "module.py"
    file.write_text(
        "import modelcollapse.book.plots\nfrom modelcollapse import run\n"
        "def f():\n    from modelcollapse.chains.gaussian import chain\n    from . import x\n"
    )
    assert sorted(imported_parts(file)) == ["book", "chains", "loop", "relative"]


def test_importing_the_library_is_light():
    code = "import sys, modelcollapse, modelcollapse.models, modelcollapse.sources, modelcollapse.measures; "
    heavy = ["torch", "ipywidgets", "IPython", "matplotlib.pyplot", "sklearn.mixture", "modelcollapse.book"]
    found = subprocess.run(
        [sys.executable, "-c", code + f"print([name for name in {heavy} if name in sys.modules])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"
    assert found.stderr == ""


LOCAL_RANDOMNESS = {"Generator", "BitGenerator", "SeedSequence", "default_rng", "RandomState"}


def global_randomness(path):
    """Uses of numpy's or Python's global random state in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random"):
            if node.attr not in LOCAL_RANDOMNESS:
                yield ast.unparse(node)
        elif (
            isinstance(node, ast.Import)
            and any(alias.name == "random" for alias in node.names)
            or isinstance(node, ast.ImportFrom)
            and node.module in ("random", "numpy.random")
        ):
            yield ast.unparse(node)


def test_nothing_touches_global_randomness(tmp_path):
    assert {str(path.relative_to(ROOT)): list(global_randomness(path)) for path in MODULES} == {
        str(path.relative_to(ROOT)): [] for path in MODULES
    }
    guilty = tmp_path / "guilty.py"
    guilty.write_text("import numpy as np, random\nnp.random.seed(0)\nnp.random.default_rng(0)\nrandom.random()\n")
    assert len(list(global_randomness(guilty))) == 2


def hidden_modules(package):
    """Submodules that a package hides behind something of the same name, so that ``import a.b`` finds another b."""
    name = ".".join(package.parent.relative_to(ROOT.parent).parts)
    for node in ast.parse(package.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module != name:
            for alias in node.names:
                bound = alias.asname or alias.name
                if (package.parent / f"{bound}.py").exists() or (package.parent / bound).is_dir():
                    yield f"{name}.{bound}"


def test_no_function_hides_a_module():
    packages = [path for path in MODULES if path.name == "__init__.py"]
    assert [hidden for package in packages for hidden in hidden_modules(package)] == []
