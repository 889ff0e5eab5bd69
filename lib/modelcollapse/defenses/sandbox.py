"""Programs that a model wrote, run where they can do no harm: the verifier of code.

Each program gets a process of its own, with limits on time, memory, files and processes, no network and no rights; what
it does ends with it. This protects against accidents and against what a language model is likely to write. It is no
prison for an attacker who knows the kernel: run code of strangers in a virtual machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse._values import Value

WORKER = Path(__file__).with_name("_sandboxed.py")
OUTCOMES = (
    "passed", "failed a test", "does not compile", "broke off", "out of time", "out of memory", "not allowed",
)  # fmt: skip
"""What may become of a program. One that ends by itself before its tests have run has broken off."""


def run_all(
    programs: Iterable[str], tests: str = "", *, seconds: float = 1.0, megabytes: int = 256, batch_seconds: float = 600
) -> list[str]:
    """Run each program, then ``tests`` in the same namespace, and return one of `OUTCOMES` for each.

    Parameters
    ----------
    programs
        Python source texts.
    tests
        statements, usually assertions, about the names that a program defines.
    seconds
        time that one program may take with its tests, by the clock on the wall.
    megabytes
        memory that it may address.
    batch_seconds
        time for all programs together.

    Raises
    ------
    ValueError
        if a parameter is wrong, or the tests do not compile.
    OSError
        on a system without ``fork`` and resource limits, such as Windows: nothing is run there.
    TimeoutError
        if all programs together take too long.

    Examples
    --------
    >>> run_all(["f = lambda x: 2 * x", "f = lambda x: x * x", "f = lambda"], "assert f(3) == 6")
    ['passed', 'failed a test', 'does not compile']
    """
    programs = list(programs)
    if not all(isinstance(program, str) for program in programs):
        raise valid.refuse("programs", programs, "texts")
    limits = {
        "seconds": valid.number("seconds", seconds, low=0, include_low=False),
        "megabytes": valid.integer("megabytes", megabytes, minimum=64),
    }
    if not is_python(tests):
        raise valid.refuse("tests", tests, "Python")
    if sys.platform not in ("linux", "darwin"):
        raise OSError("running programs of a model needs fork and resource limits, which this system lacks")
    # -I and -S: no environment, no site packages, no current directory on the path.
    job = json.dumps({"programs": programs, "tests": tests} | limits)
    command = [sys.executable, "-I", "-S", str(WORKER)]
    try:
        done = subprocess.run(command, input=job, capture_output=True, text=True, timeout=batch_seconds, check=True)
    except subprocess.TimeoutExpired as late:
        raise TimeoutError(f"{len(programs)} programs took more than {batch_seconds:g} s") from late
    return json.loads(done.stdout)


@dataclass(frozen=True, repr=False)
class compiles(Value):
    """Keep the programs that compile: a verifier that runs nothing. Each stands in ``template`` in place of the braces.

    Examples
    --------
    >>> compiles("f = lambda x: {}")(np.array([["x + 1", "x +"]]))
    array([[ True, False]])
    """

    template: str = "{}"

    def __call__(self, items: np.ndarray) -> np.ndarray:
        return _each(items, lambda programs: [is_python(self.template.format(one)) for one in programs])


@dataclass(frozen=True, repr=False)
class passes(Value):
    """Keep the programs that pass ``tests``, run by `run_all`: a verifier with a sandbox.

    A program is run once in the life of the interpreter, however often a model writes it.

    Examples
    --------
    >>> passes("assert f(3) == 6", "f = lambda x: {}")(np.array([["x + x", "x + 1", "x +"]]))
    array([[ True, False, False]])
    """

    tests: str
    template: str = "{}"

    def __call__(self, items: np.ndarray) -> np.ndarray:
        return _each(items, self._verdicts)

    def _verdicts(self, programs):
        known = _known(self.tests)
        whole = [self.template.format(one) for one in programs]
        new = [program for program in whole if program not in known]
        known.update(zip(new, run_all(new, self.tests) if new else [], strict=True))
        return [known[program] == "passed" for program in whole]


@cache
def _known(tests):
    """Program → outcome, for all that were run with these tests."""
    return {}


def _each(items, verdicts):
    """Ask for the verdict on each different item once."""
    different, place = np.unique(items, return_inverse=True)
    return np.array(verdicts(different.tolist()), dtype=bool)[place].reshape(np.shape(items))


def is_python(source: str) -> bool:
    """Return whether a text compiles. That is safe: compiling runs nothing.

    Examples
    --------
    >>> is_python("while True: pass"), is_python("while True")
    (True, False)
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as "perhaps you missed a comma"
        try:
            compile(source, "program", "exec")
        except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
            return False
    return True
