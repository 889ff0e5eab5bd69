"""Hostile programs, and what becomes of them."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from modelcollapse.defenses.sandbox import OUTCOMES, compiles, passes, run_all
from modelcollapse.sources import EvenExpressions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and resource limits")

DOUBLE = "assert f(0) == 0 and f(3) == 6"

ORDINARY = {
    "def f(x):\n    return 2 * x": "passed",
    "import math\nf = lambda x: int(math.fsum([x, x]))": "passed",
    "print('text goes nowhere')\nf = lambda x: x + x": "passed",
    "f = lambda x: x * x": "failed a test",
    "f = lambda x": "does not compile",
    "(" * 5000: "does not compile",
    "\0": "does not compile",
    "": "broke off",
    "1 / 0": "broke off",
    "raise KeyboardInterrupt": "broke off",
    "def f(x): return f(x)": "broke off",
}
HOSTILE = {
    "while True: pass": "out of time",
    "import signal\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass": "out of time",
    "f = lambda x: 9 ** 9 ** 9 ** 9": "out of time",
    "x = ' ' * 10 ** 12": "out of memory",
    "x = [0]\nwhile True: x = x + x": "out of memory",
    "import os\nwhile True: os.fork()": "not allowed",
    "import os\nos.system('true')": "not allowed",
    "import os\nos.kill(os.getppid(), 9)": "not allowed",
    "import subprocess": "not allowed",
    "import socket": "not allowed",
    "open('/etc/passwd')": "not allowed",
    "open('file', 'w').write('x' * 100)": "not allowed",
    "import sys\nsys.exit(0)": "broke off",
    "import os\nos._exit(0)": "broke off",
    "import os\nfor file in range(64):\n    try: os.write(file, b'p' * 64)\n    except OSError: pass\nos._exit(0)": "broke off",
    "import sys\nsys._getframe(1)": "not allowed",
    "try: 1 / 0\nexcept ZeroDivisionError as e: e.__traceback__.tb_frame": "not allowed",
    "import gc\ngc.get_objects()": "not allowed",
    "import sys\nsys.modules['__main__'].refuse = lambda *_: None\nopen('/etc/passwd')": "not allowed",
}


@pytest.mark.parametrize(("program", "outcome"), [*ORDINARY.items(), *HOSTILE.items()], ids=repr)
def test_a_program_ends_as_it_must(program, outcome):
    seconds = 0.3 if outcome == "out of time" else 30  # nothing else needs long, and a busy machine is slow
    assert run_all([program], DOUBLE, seconds=seconds) == [outcome]


def test_no_program_disturbs_the_next():
    good = "def f(x): return x + x"
    hostile = [program for program, outcome in HOSTILE.items() if outcome != "out of time"]
    mixed = [program for bad in hostile for program in (bad, good)]
    assert run_all(mixed, DOUBLE, seconds=30)[1::2] == ["passed"] * len(hostile)


def test_what_a_program_starts_dies_with_it(tmp_path):
    """The audit hook forbids forks; the limit on processes holds even without it."""
    if os.geteuid() != 0:
        pytest.skip("the limit counts all processes of a user, who has some")
    alone = (
        "import importlib.util as u, os, sys\n"
        f"spec = u.spec_from_file_location('s', {str(worker())!r})\n"
        "s = u.module_from_spec(spec); spec.loader.exec_module(s)\n"
        "s.limit(256, 1)\n"
        "try: os.fork()\n"
        "except BlockingIOError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.stdout.strip() == "refused", done.stderr


def worker():
    from modelcollapse.defenses.sandbox import WORKER

    return WORKER


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    run_all(["open('file', 'w')", "f = 1"])
    assert list(tmp_path.iterdir()) == []


def test_thousands_of_programs_share_one_interpreter():
    begun = time.process_time()
    found = run_all([f"f = lambda x: x * {i}" for i in range(300)], DOUBLE, seconds=30)
    assert found.count("passed") == 1
    assert time.process_time() - begun < 5
    assert set(found) <= set(OUTCOMES)


def test_no_program_no_outcome():
    assert run_all([]) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"programs": [b"1"]}, "programs must be texts"),
        ({"tests": "assert"}, "tests must be Python"),
        ({"seconds": 0}, "seconds must be"),
        ({"megabytes": 1}, "megabytes must be"),
    ],
)
def test_bad_input_is_refused(wrong, reason):
    with pytest.raises(ValueError, match=reason):
        run_all(**{"programs": ["1"], "tests": ""} | wrong)


def test_a_batch_that_takes_too_long_is_given_up():
    with pytest.raises(TimeoutError, match="3 programs took more than"):
        run_all(["while True: pass"] * 3, seconds=5, batch_seconds=0.3)


FUNCTION = "f = lambda x: {}"


def test_verifiers_of_code():
    items = np.array([["x + x", "x *", "x * 3"], ["x * 3", "2 * x", "1 ( 2 )"]])
    assert compiles(FUNCTION)(items).tolist() == [[True, False, True], [True, True, True]]
    verifier = passes(DOUBLE, FUNCTION)
    for _ in range(2):  # the second time from memory
        assert verifier(items).tolist() == [[True, False, False], [False, True, False]]
    assert verifier == passes(DOUBLE, FUNCTION)


def test_tests_do_not_share_their_memory():
    assert passes("assert f(1) == 1", FUNCTION)(np.array([["x"]])).all()
    assert not passes("assert f(1) == 2", FUNCTION)(np.array([["x"]])).any()


def test_every_human_expression_is_even():
    """The source knows without running anything; the sandbox runs them."""
    found = EvenExpressions().sample((2, 150), rng=0)
    assert passes("assert not any(f(x) % 2 for x in range(-3, 4))", FUNCTION)(found).all()
    assert len(np.unique(found)) > 100
    assert (EvenExpressions(0).sample(50, rng=0) == EvenExpressions(0).sample(50, rng=0)).all()
    assert not any("(" in one for one in EvenExpressions(0).sample(50, rng=0))
    with pytest.raises(ValueError, match="nesting must be"):
        EvenExpressions(0.5)
