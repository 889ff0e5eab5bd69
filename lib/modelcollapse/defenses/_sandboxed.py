"""The far side of `modelcollapse.defenses.sandbox`: a script of the standard library alone, run in a bare interpreter.

It reads programs from its input and runs each in a forked child. The child gives up what it does not need, then tells
through a pipe how it fares, a letter at a time; the last one counts. That it passed it tells by a secret of its own, and
the parent does not trust its exit code: a program that writes to every file it finds gains nothing.
"""

import json
import math
import os
import resource
import select
import signal
import sys
import tempfile
import time

NOBODY = 65534
STARTED, COMPILED, MEMORY, REFUSED, FAILED = b"s", b"c", b"m", b"x", b"f"
SAYS = {STARTED: "does not compile", MEMORY: "out of memory", REFUSED: "not allowed", FAILED: "failed a test"}
ALLOWED = ("compile", "exec", "builtins.id", "import")
"""What a program may do of all that the interpreter reports to an audit hook. Not in it: files, processes, sockets, and
the frames of functions, through which it could find the secret."""


def limit(megabytes, seconds):
    """Give up memory, files, processes, time and rights, for good."""
    size = megabytes << 20
    most = {"AS": size, "DATA": size, "FSIZE": 0, "CORE": 0, "CPU": math.ceil(seconds) + 1}
    for name, value in most.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    if os.geteuid() == 0:  # no limit on processes holds for root
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def refuse(event, _):
    """Refuse whatever is not allowed, from now on: an audit hook cannot be taken off."""
    if event not in ALLOWED:
        raise PermissionError(event)


def child(program, tests, pipe, secret, job):
    """Run a program and its tests, and write down how far they came."""
    os.setsid()  # what it starts dies with it
    for stream in (0, 1, 2):
        os.dup2(NOWHERE, stream)
    os.write(pipe, STARTED)
    try:
        limit(job["megabytes"], job["seconds"])
        sys.addaudithook(refuse)
        compiled = compile(program, "program", "exec")
        os.write(pipe, COMPILED)
        names = {"__name__": "program"}
        exec(compiled, names)
        exec(tests, names)
        os.write(pipe, secret)
    except MemoryError:
        os.write(pipe, MEMORY)
    except AssertionError:
        os.write(pipe, FAILED)
    except (OSError, ImportError):
        os.write(pipe, REFUSED)


def outcome(program, tests, job):
    """Fork a child for a program, wait for it no longer than it may take, and say what became of it."""
    secret = os.urandom(16)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            child(program, tests, writing, secret, job)
        finally:
            os._exit(0)
    os.close(writing)
    said, late = listen(reading, time.monotonic() + job["seconds"])
    os.close(reading)
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    if said.endswith(secret):
        return "passed"
    return "out of time" if late else SAYS.get(said[-1:], "broke off")


def listen(pipe, until):
    """Return the last of what comes through the pipe before it closes, and whether time ran out first."""
    said = b""
    while (left := until - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        letters = os.read(pipe, 4096)
        if not letters:
            return said, False
        said = (said + letters)[-64:]
    return said, True


if __name__ == "__main__":
    NOWHERE = os.open(os.devnull, os.O_RDWR)
    job = json.load(sys.stdin)
    tests = compile(job["tests"], "tests", "exec")
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        found = [outcome(program, tests, job) for program in job["programs"]]
    json.dump(found, sys.stdout)
