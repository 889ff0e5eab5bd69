"""What a thing is, beyond its name: a hash of all its parameters, the same in every process.

A file of results belongs to the settings that made it. Names and reprs do not tell settings apart: a notebook redefines
``score``, a vocabulary shows its length alone. So everything is followed down to numbers and text, and functions to
their code, their defaults and the variables they close over. What is installed, and this library, goes by its name:
its version is for the caller to add. What cannot be followed is refused.
"""

from __future__ import annotations

import copyreg
import dis
import hashlib
import pickle
import sys
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from types import CodeType, FunctionType, MappingProxyType, MethodType, ModuleType

import numpy as np

from modelcollapse import _validation as valid


def identity(name: str, value: object) -> str:
    """Return a hash of ``value`` and all that it holds: equal if and only if these are.

    Raises
    ------
    ValueError
        naming the parameter ``name``, if ``value`` holds something that has no identity, such as an open file.

    Examples
    --------
    >>> identity("score", lambda x: x + 1) == identity("score", lambda x: x + 1)
    True
    >>> identity("score", lambda x: x + 1) == identity("score", lambda x: x + 2)
    False
    """
    try:
        return _digest(value, ()).hex()
    except NoIdentityError as found:
        raise valid.refuse(
            name,
            value,
            f"made of numbers, text, functions and objects that can be pickled, to be recognized later; it holds "
            f"{found.args[0]!r}: give its class a __reduce__ or __getstate__ that returns what tells it from others",
        ) from found


class NoIdentityError(TypeError):
    """Holds the value that cannot be told from others of its kind."""


def _digest(value, above):
    """Hash a value; ``above`` are the ids of the objects that hold it, so that a circle ends."""
    digest = hashlib.sha256(type(value).__qualname__.encode())
    if id(value) in above:
        digest.update(b"circle of %d" % (len(above) - above.index(id(value))))
        return digest.digest()
    made_of = (_class_parts if isinstance(value, type) else PARTS.get(type(value), _object_parts))(value)
    if isinstance(made_of, bytes):
        digest.update(made_of)
    else:
        for part in made_of:
            digest.update(_digest(part, (*above, id(value))))
    return digest.digest()


def _written(value):
    return repr(value).encode()


def _array_parts(array):
    return repr(array.dtype), array.shape, array.tolist() if array.dtype.hasobject else array.tobytes()


def _code_parts(code):
    yield from (code.co_code, code.co_exceptiontable, code.co_consts, code.co_names, code.co_varnames)
    yield from (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)


def _function_parts(function):
    if _installed(function.__module__) and "<" not in function.__qualname__:
        yield from (function.__module__, function.__qualname__)
        return
    yield from (function.__code__, function.__defaults__, function.__kwdefaults__)
    yield from map(_content, function.__closure__ or ())
    if not _installed(function.__module__):
        used = sorted(_global_names(function.__code__).intersection(function.__globals__))
        yield {name: function.__globals__[name] for name in used}


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # a variable that has no value yet
        return None


def _global_names(code):
    """Names of the module that a function, or a function in it, reads."""
    names = {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return names.union(*(_global_names(const) for const in code.co_consts if isinstance(const, CodeType)))


def _class_parts(cls):
    yield from (cls.__module__, cls.__qualname__)
    if not _installed(cls.__module__):
        yield from cls.__bases__
        yield {name: value for name, value in sorted(vars(cls).items()) if _decides(name, value)}


def _decides(name, value):
    """Whether an attribute of a class is its author's, not Python's bookkeeping."""
    if name.startswith("_abc_") or hasattr(value, "__objclass__"):
        return False
    return not name.startswith("__") or isinstance(value, FunctionType)


def _object_parts(value):
    """What pickle would write of any other object, but for values that it has computed and keeps."""
    try:
        registered = copyreg.dispatch_table.get(type(value))
        reduced = registered(value) if registered else value.__reduce_ex__(4)
    except (TypeError, AttributeError, pickle.PicklingError) as error:
        raise NoIdentityError(value) from error
    if isinstance(reduced, str):  # something that lives in a module under that name
        yield from (getattr(value, "__module__", None), reduced)
        return
    make, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    if isinstance(state, dict):
        state = {k: v for k, v in state.items() if not isinstance(getattr(type(value), k, None), cached_property)}
    yield from (make, arguments, state, list(items or ()), list(pairs or ()))


def _installed(module):
    """Whether a module belongs to Python, to this library, or to a package that was installed."""
    name = module or "builtins"
    if name.partition(".")[0] in {*sys.stdlib_module_names, "modelcollapse"}:
        return True
    file = getattr(sys.modules.get(name), "__file__", None) or ""
    # A notebook or script is its user's, even where the program that runs it is installed.
    return name != "__main__" and not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)


PARTS: dict[type, Callable[[object], bytes | Iterable]] = {
    **dict.fromkeys([type(None), bool, int, float, complex, str], _written),
    bytes: bytes,
    **dict.fromkeys([tuple, list], iter),
    **dict.fromkeys([set, frozenset], lambda items: sorted(_digest(item, ()) for item in items)),
    **dict.fromkeys([dict, MappingProxyType], lambda mapping: mapping.items()),
    np.ndarray: _array_parts,
    ModuleType: lambda module: [module.__name__],
    CodeType: _code_parts,
    FunctionType: _function_parts,
    MethodType: lambda method: (method.__func__, method.__self__),
    **dict.fromkeys([staticmethod, classmethod], lambda method: [method.__func__]),
    property: lambda value: (value.fget, value.fset, value.fdel),
    cached_property: lambda value: [value.func],
    type(lru_cache(len)): lambda cached: [cached.__wrapped__],
}
"""Type → what an object of exactly this type is made of: bytes, or further values. Others: `_object_parts`."""
