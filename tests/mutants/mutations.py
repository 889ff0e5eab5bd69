"""Small mistakes that a formula could have: where they can be made, and how one is made in the running library.

A mistake replaces one expression: a sign, a term or factor that is missing, a constant off by one, a comparison made
strict or not, a maximum for a minimum. Docstrings, error messages and checks of arguments are left alone.
"""

from __future__ import annotations

import ast
import copy
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import modelcollapse

ROOT = Path(modelcollapse.__file__).parent
TARGETS = [
    path
    for pattern in ("theory/*.py", "chains/*.py", "societies/*.py", "models/kde.py", "samplers.py")
    for path in sorted(ROOT.glob(pattern))
    if path.name != "__init__.py"
]
OTHER_SIGN = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
OTHER_END = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
OTHER_NAME = {"maximum": "minimum", "minimum": "maximum", "max": "min", "min": "max", "any": "all", "ceil": "floor"}
OTHER_NAME |= {"expm1": "exp", "log1p": "log", "add": "multiply", "multiply": "add", "argmax": "argmin"}
Functions = dict[tuple[str, str, int], list[FunctionType]]
NUMERICAL = {"xatol", "epsabs", "limit", "low", "high", "minimum", "axis"}
"""Keyword arguments that are no part of a formula."""


@dataclass(frozen=True)
class Mutant:
    """One mistake: the function it is in, and the expression that it replaces there."""

    path: Path
    function: str
    line: int
    node: ast.AST
    replacement: ast.AST
    count: int

    @property
    def key(self) -> str:
        """What the mutant is called in reports, and in the list of equivalent ones."""
        module = self.path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        again = f" #{self.count}" if self.count else ""
        return f"{module}.{self.function}: {ast.unparse(self.node)} → {ast.unparse(self.replacement)}{again}"

    def code(self) -> CodeType:
        """Compile the function with the mistake in it."""
        tree = _Replace(self.node, self.replacement).visit(ast.parse(self.path.read_text(encoding="utf-8")))
        module = compile(ast.fix_missing_locations(tree), str(self.path), "exec")
        return next(code for code in _nested(module) if place(code) == (str(self.path), self.function, self.line))

    def make(self, functions: Functions | None = None) -> None:
        """Make the mistake in this process: every reference to the function sees it, and all that it has returned."""
        functions = living_functions() if functions is None else functions
        for code in _nested(self.code()):
            for function in functions.get(place(code), ()):
                function.__code__ = code


def place(code: CodeType) -> tuple[str, str, int]:
    """Where a function is defined: what stays the same when its body changes."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def living_functions() -> Functions:
    """Return all functions of this process by the `place` of their code. To look at every object takes a while."""
    found: Functions = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType:
            found.setdefault(place(thing.__code__), []).append(thing)
    return found


def mutants(path: Path) -> list[Mutant]:
    """Every mistake that could be made in a module, in the order of its lines."""
    found, seen = [], {}
    for function, name, line in _functions(ast.parse(path.read_text(encoding="utf-8")).body):
        for node in _expressions(function):
            for replacement in _mistakes(node):
                mutant = Mutant(path, name, line, node, replacement, 0)
                count = seen[mutant.key] = seen.get(mutant.key, -1) + 1
                found.append(Mutant(path, name, line, node, replacement, count))
    return found


def _functions(body: list, prefix: str = "") -> Iterator[tuple[ast.AST, str, int]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield node, prefix + node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)])
        else:
            lambdas = (inner for inner in ast.walk(node) if isinstance(inner, ast.Lambda))
            yield from ((inner, f"{prefix}<lambda>", inner.lineno) for inner in lambdas)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a formula: all but its signature, docstring, messages, and checks of arguments."""
    for field, value in ast.iter_fields(node):
        if field in ("decorator_list", "args", "returns", "annotation") and not isinstance(node, ast.Call):
            continue
        for child in value if isinstance(value, list) else [value]:
            checks = isinstance(child, ast.Call) and ast.unparse(child.func).startswith("valid.")
            skipped = checks or isinstance(child, ast.Raise | ast.JoinedStr)
            if not isinstance(child, ast.AST) or skipped or getattr(child, "arg", None) in NUMERICAL:
                continue
            yield child
            yield from _expressions(child)


def _mistakes(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, op, right):
            if type(op) in OTHER_SIGN:
                yield ast.BinOp(left, OTHER_SIGN[type(op)](), right)
                yield left
            if isinstance(op, ast.Add | ast.Mult | ast.Sub):
                yield right
        case ast.AugAssign(target, op, value) if type(op) in OTHER_SIGN:
            yield ast.AugAssign(target, OTHER_SIGN[type(op)](), value)
            yield ast.Pass()
        case ast.UnaryOp(ast.USub(), operand):
            yield operand
        case ast.Compare(left, [op], right) if type(op) in OTHER_END:
            yield ast.Compare(left, [OTHER_END[type(op)]()], right)
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Attribute(value, name, context) if name in OTHER_NAME:
            yield ast.Attribute(value, OTHER_NAME[name], context)
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            yield ast.Constant(number + 1 if number == round(number) else 1.1 * number)


class _Replace(ast.NodeTransformer):
    """Put one expression in the place of another, which is known by where it stands."""

    def __init__(self, old: ast.AST, new: ast.AST):
        self.old, self.new = old, new

    def visit(self, node):
        span = ("lineno", "col_offset", "end_lineno", "end_col_offset")
        if type(node) is type(self.old) and all(getattr(node, s, 0) == getattr(self.old, s, 1) for s in span):
            return copy.deepcopy(self.new)
        return self.generic_visit(node)


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)
