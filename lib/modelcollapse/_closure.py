"""What a piece of code depends on: the closure of its imports, read from the source without importing anything.

A result that was computed once can be used again as long as its fingerprint is the same: a hash of the code, of every
file of our own that it imports, directly or not, of the data files that these name, and of the versions of Python and
of the other packages imported along the way.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[1]
"""The folder that holds this package."""

LOOKS_UP = "resources.files"
"""How a module of ours opens its data files."""


@dataclass
class Closure:
    """What code depends on.

    Attributes
    ----------
    files
        our own modules and data files.
    packages
        names of the other packages imported, Python's own among them.
    """

    files: set[Path] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Import:
    """``from module import name``, or ``import module`` when there is no name."""

    module: str
    name: str | None = None


def closure(
    code: str | ast.Module, root: Path = LIBRARY, *, registries: Collection[str] = (), without: Collection[str] = ()
) -> Closure:
    """Return what ``code`` depends on.

    Parameters
    ----------
    code
        the source of a script or notebook, or its syntax tree.
    root
        the folder in which our own packages and modules lie. What is not found there is another package.
    registries
        names of modules whose dynamic imports are not followed, for the caller accounts for what they load.
    without
        names of modules and data files that do not matter, or that the caller accounts for in another way.

    Raises
    ------
    ValueError
        if a module imports something by a name that cannot be read from its source.
    """
    tree = ast.parse(code) if isinstance(code, str) else code
    found, waiting, seen = Closure(), list(imports(tree, "", root)), set()
    found.files |= data_files(texts(tree), root, without)
    while waiting:
        wanted = waiting.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        for name in definers(wanted, root):
            path = module_file(name, root)
            if path is None:
                found.packages.add(name.partition(".")[0])
            elif name not in without and path not in found.files:
                wants, says = read(path, name, root, name not in registries)
                found.files |= {path} | data_files(says, root, without)
                waiting += wants
    return found


def fingerprint(
    code: str | ast.Module, root: Path = LIBRARY, *, registries: Collection[str] = (), without: Collection[str] = ()
) -> str:
    """Return a hash of ``code`` and of all that it depends on; see `closure`."""
    tree = ast.parse(code) if isinstance(code, str) else code
    needed = closure(tree, root, registries=registries, without=without)
    digest = hashlib.sha256(f"{sys.version}\0{ast.dump(tree)}".encode())
    for path in sorted(needed.files):
        digest.update(b"\0" + str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    for package in sorted(needed.packages - sys.stdlib_module_names):
        digest.update(f"\0{package}=={version(package)}".encode())
    return digest.hexdigest()[:32]


def sliced(tree: ast.Module, name: str) -> ast.Module:
    """Return the statements of a module that the definition of ``name`` needs, in their order.

    Imports are kept when what they bind is used. A statement that binds nothing, for instance a call, is always kept.

    Raises
    ------
    ValueError
        if the module does not define ``name``.
    """
    wanted, kept = {name}, set()
    statements = [node for node in tree.body if not is_docstring(node)]
    if not any(name in bound(node) for node in statements):
        raise ValueError(f"there is nothing named {name!r} in the module")
    while True:
        new = {i for i, node in enumerate(statements) if i not in kept and (not bound(node) or bound(node) & wanted)}
        if not new:
            return ast.Module([narrowed(statements[i], wanted) for i in sorted(kept)], [])
        kept |= new
        wanted |= {name for i in new for name in used(statements[i])}


@cache
def read(path: Path, module: str, root: Path, dynamic: bool) -> tuple[list[Import], set[str]]:
    """Return what a file imports, and the texts that stand in it."""
    return list(imports(parsed(path), module, root, dynamic)), texts(parsed(path))


def imports(tree: ast.AST, module: str, root: Path, dynamic: bool = True) -> Iterator[Import]:
    """Yield what a module imports, inside functions too; ``module`` is its name, which relative imports start from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = absolute(node, module, root)
            yield from (Import(start, alias.name) for alias in node.names)
        elif dynamic and isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            yield from dynamic_imports(node, module, root)


def absolute(node: ast.ImportFrom, module: str, root: Path) -> str:
    """Return the full name of the module that a ``from … import`` names."""
    if not node.level:
        return node.module
    path = module_file(module, root)
    up = node.level - (path is not None and path.name == "__init__.py")
    return ".".join(filter(None, [*module.split(".")[: len(module.split(".")) - up], node.module]))


def dynamic_imports(node: ast.Call, module: str, root: Path) -> Iterator[Import]:
    """Yield what `import_module` may load: the module named, or all in the package that an f-string begins with."""
    argument = node.args[0] if node.args else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield Import(argument.value)
        return
    start = argument.values[0] if isinstance(argument, ast.JoinedStr) and argument.values else None
    package = start.value.removesuffix(".") if isinstance(start, ast.Constant) else ""
    folder = root.joinpath(*package.split("."))
    if not package or not start.value.endswith(".") or not folder.is_dir():
        raise ValueError(
            f"line {node.lineno} of {module or 'the code'} imports {ast.unparse(node)}, which could be anything; "
            "allowed are a name, or an f-string that begins with the name of a package and a dot"
        )
    yield from (Import(f"{package}.{path.stem}") for path in sorted(folder.glob("*.py")) if path.stem != "__init__")


def definers(wanted: Import, root: Path) -> Iterator[str]:
    """Yield the modules that an import runs and that matter: packages which only pass names on are looked through."""
    path = module_file(wanted.module, root)
    if path is None:
        yield wanted.module
        return
    yield from (parent for parent in parents(wanted.module) if not passes_on(module_file(parent, root)))
    if wanted.name is None or wanted.name == "*" or path.name != "__init__.py":
        yield wanted.module
        return
    if not passes_on(path):
        yield wanted.module
    passed = origin(path, wanted, root)
    if passed is not None:
        yield from definers(passed, root)
    elif module_file(f"{wanted.module}.{wanted.name}", root):
        yield f"{wanted.module}.{wanted.name}"
    else:
        yield wanted.module


def origin(path: Path, wanted: Import, root: Path) -> Import | None:
    """Return the import by which a package got a name, if it did not define it."""
    for node in parsed(path).body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                source = Import(absolute(node, wanted.module, root), alias.name)
                if (alias.asname or alias.name) == wanted.name and source != wanted:
                    return source
    return None


@cache
def passes_on(path: Path) -> bool:
    """Whether a package does nothing but pass names on: imports, a docstring, and names such as ``__all__``."""

    def harmless(node):
        names = bound(node)
        return (
            isinstance(node, ast.Import | ast.ImportFrom) or is_docstring(node) or names and all(map(is_dunder, names))
        )

    return all(harmless(node) for node in parsed(path).body)


def texts(tree: ast.AST) -> set[str]:
    """Return the texts that stand in code, and ``resources.files`` if it looks for data files."""
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    looks = any(isinstance(node, ast.Attribute) and ast.unparse(node) == LOOKS_UP for node in ast.walk(tree))
    return found | {LOOKS_UP} if looks else found


def data_files(said: set[str], root: Path, without: Collection[str]) -> set[Path]:
    """Return the data files of our packages that code names.

    Code that looks files up and names none depends on all those in the packages that it names, or in all packages.
    """
    names = {text.rpartition("/")[2] for text in said}
    known = {path for path in package_data(root) if path.name not in without}
    named = {path for path in known if path.name in names}
    if named or LOOKS_UP not in said or names & set(without):
        return named
    folders = {root.joinpath(*text.split(".")) for text in said if text.replace(".", "").isidentifier()}
    return {path for path in known if path.parent in folders} or known


@cache
def package_data(root: Path) -> tuple[Path, ...]:
    """Return the files in the packages under ``root`` that are no Python."""
    ours = (root / __name__.partition(".")[0],) if root == LIBRARY else root.glob("*")
    files = (path for package in ours if (package / "__init__.py").is_file() for path in package.rglob("*.*"))
    return tuple(sorted(path for path in files if path.is_file() and path.suffix not in {".py", ".pyc"}))


@cache
def module_file(name: str, root: Path) -> Path | None:
    """Return the file of a module of our own, or None."""
    # Where this library is installed, the packages of others may lie beside it.
    if not name or root == LIBRARY and name.partition(".")[0] != __name__.partition(".")[0]:
        return None
    stem = root.joinpath(*name.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def version(package: str) -> str:
    """Return the version of an imported package that is not ours, or ``absent``."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        names = metadata.packages_distributions().get(package, ())
        return ",".join(sorted(f"{name} {metadata.version(name)}" for name in set(names))) or "absent"


def parents(module: str) -> list[str]:
    """Return the packages that a module lies in, outermost first."""
    parts = module.split(".")
    return [".".join(parts[:i]) for i in range(1, len(parts))]


def bound(node: ast.stmt) -> frozenset[str]:
    """Return the names that a statement of a module binds there."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return frozenset({node.name})
    if isinstance(node, ast.Import | ast.ImportFrom):
        return frozenset((alias.asname or alias.name.partition(".")[0]) for alias in node.names)
    stores = (each for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
    inner = (name for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt) for name in bound(each))
    return frozenset({each.id for each in stores} | set(inner))


def used(node: ast.AST) -> set[str]:
    """Return the names that code refers to."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def narrowed(node: ast.stmt, wanted: set[str]) -> ast.stmt:
    """Return an import without the names that nobody wants; any other statement as it is."""
    if not isinstance(node, ast.ImportFrom):
        return node
    kept = [alias for alias in node.names if (alias.asname or alias.name) in wanted]
    return ast.ImportFrom(node.module, kept, node.level)


def called(node: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a bare text."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def is_dunder(name: str) -> bool:
    """Whether a name is one of Python's own, such as ``__all__``."""
    return name.startswith("__") and name.endswith("__")
