"""Where a student's code runs: a process that knows no right answer, started once and forked for each submission.

It has imported what notebooks use, so that a fork costs milliseconds. Between it and the student's code stands one more
process, the guard, which ends all that the student started. Run by `modelcollapse.course.sandbox`, never imported by it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import types

from modelcollapse.course.fences import drop_rights, fence_files, limit, own_namespaces

PRELOADED = (
    "numpy", "pandas", "scipy.stats", "scipy.special", "matplotlib.pyplot", "sklearn.mixture", "sklearn.neighbors",
    "modelcollapse", "modelcollapse.chains.gaussian", "modelcollapse.chains.categorical", "modelcollapse.course.public",
    "modelcollapse.defenses.filters", "modelcollapse.measures", "modelcollapse.models", "modelcollapse.policies",
    "modelcollapse.sources", "modelcollapse.theory",
)  # fmt: skip
LONGEST_ERROR = 400
MOST_PARTS = 100_000
DEEPEST = 20
MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)
PR_SET_PDEATHSIG = 1


def main(control: socket.socket) -> None:
    """Answer each message of the grader, which brings a socket, with a process that talks on that socket."""
    for name in PRELOADED:
        with contextlib.suppress(ImportError):
            __import__(name)
    control.send(b"ready")
    while True:
        message, sockets, *_ = socket.recv_fds(control, 4096, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            try:
                guard(socket.socket(fileno=sockets[0]), json.loads(message))
            finally:
                os._exit(0)
        os.close(sockets[0])
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def guard(talk: socket.socket, settings: dict) -> None:
    """Fork the student's process, and end it and what it started when it is done, late, or no longer wanted."""
    _die_with_parent()
    os.setsid()
    place = settings["place"]  # where bubblewrap put it; "" without
    private = bool(place) and own_namespaces(place, settings["files_megabytes"])
    folder = place if private else tempfile.mkdtemp(prefix="submission-", dir=place or None)
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            _enter(folder, settings, talk.fileno())
            serve(talk)
        finally:
            os._exit(0)
    try:
        _watch(pid, talk, time.monotonic() + settings["seconds"])
    finally:
        _end(pid)
        if not private:
            shutil.rmtree(folder, ignore_errors=True)


def _watch(pid: int, talk: socket.socket, until: float) -> None:
    hung_up = select.poll()
    hung_up.register(talk, getattr(select, "POLLRDHUP", 0) | select.POLLHUP)
    while time.monotonic() < until and not hung_up.poll(10):
        if os.waitpid(pid, os.WNOHANG)[0]:
            return


def _end(pid: int) -> None:
    for kill, whom in ((os.killpg, pid), (os.kill, pid)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(whom, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _enter(folder: str, settings: dict, talk: int) -> None:
    """Give up, for good, what a student's code has no need of."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.closerange(3, talk)
    os.closerange(talk + 1, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 1 << 16 else 1 << 16)
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder, MPLCONFIGDIR=folder)
    tempfile.tempdir = folder
    user = settings["user"]
    if user:
        os.chown(folder, user, user)
    limit(settings["megabytes"], settings["seconds"], settings["files_megabytes"])
    drop_rights(user)
    _die_with_parent()  # a change of user had undone it
    if not settings["place"]:
        fence_files(folder)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def serve(talk: socket.socket) -> None:
    """Run cells and answer questions, a line of JSON each, until the grader hangs up."""
    stream = talk.makefile("rw", encoding="utf-8", newline="\n")
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = vars(module)
    names.update(display=Quiet(), get_ipython=Quiet())
    for line in stream:
        asked = json.loads(line)
        try:
            reply = json.dumps({"id": asked["id"]} | answer(asked, names))
        except (ValueError, TypeError) as error:  # such as an integer of thousands of digits
            reply = json.dumps(
                {"id": asked["id"], "error": f"the answer cannot be written down: {error}"[:LONGEST_ERROR]}
            )
        stream.write(reply + "\n")
        stream.flush()


class Quiet:
    """Stands for what only a notebook has: takes everything, does nothing."""

    def __getattr__(self, name):
        return self

    def __call__(self, *arguments, **options):
        return self


def answer(asked: dict, names: dict) -> dict:
    """Do what is asked: run a cell, give the value of a name, or call a function."""
    try:
        if "cell" in asked:
            exec(_compiled(asked["source"], asked["cell"]), names)
            return {"value": None}
        if asked["name"] not in names:
            return {"missing": True}
        value = names[asked["name"]]
        if "arguments" in asked:
            value = value(*asked["arguments"]) if callable(value) else ...
        return {"missing": True} if value is ... else {"value": _json(value)}
    except BaseException as error:  # a student's sys.exit, too
        return {"error": _told(error)}


def _compiled(source: str, name: str):
    """The code of a cell; what Python does not know may be for a notebook's ears alone, such as ``%matplotlib``."""
    try:
        return compile(source, name, "exec")
    except SyntaxError:
        return compile(MAGIC.sub(r"\1pass", source), name, "exec")


def _told(error: BaseException) -> str:
    lines = [frame for frame in _frames(error.__traceback__) if frame]
    where = f" (line {lines[-1]})" if lines else ""
    try:
        text = str(error)
    except BaseException:
        text = "an error that cannot be shown"
    return f"{type(error).__name__}: {text}"[:LONGEST_ERROR] + where


def _frames(trace):
    """Lines in cells that an error came through."""
    while trace is not None:
        if not os.path.isabs(trace.tb_frame.f_code.co_filename):
            yield trace.tb_lineno
        trace = trace.tb_next


def _json(value, depth=0):
    """Plain data, however a student made it; text for what is none."""
    if depth > DEEPEST:
        raise ValueError(f"the answer is nested more than {DEEPEST} levels deep")
    if hasattr(value, "tolist") and getattr(value, "size", 0) <= MOST_PARTS:
        value = value.tolist()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value if type(value) in (type(None), bool, int, float, str) else _base(value)
    if isinstance(value, (list, tuple)):
        if len(value) > MOST_PARTS:
            raise ValueError(f"the answer has more than {MOST_PARTS:,} parts")
        return [_json(each, depth + 1) for each in value]
    raise TypeError(f"the answer is a {type(value).__name__}")


def _base(value):
    """A number or text of a student's own class as what it inherits from, whatever it says of itself."""
    for kind in (int, float, str):
        if isinstance(value, kind):
            return getattr(kind, {int: "__int__", float: "__float__", str: "__str__"}[kind])(value)
    raise TypeError(f"the answer is a {type(value).__name__}")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
