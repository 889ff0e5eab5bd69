"""The grader's side of a student's process: what is started, what is asked, and what is believed of the replies.

Nothing that comes back is trusted: lines are bounded in size and time, JSON in depth, and a reply that was not asked for
ends the talk. Right answers stay on this side.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from modelcollapse.course.fences import FIRST_USER

PACKAGE = Path(__file__).resolve().parent.parent
PLACE = "/submission"
"""Where a submission may write, inside bubblewrap; its own and empty."""
LONGEST_LINE = 2_000_000
"""Bytes of a reply."""
START_SECONDS = 120
PATIENCE = 2
"""Seconds to start, and to end."""
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
RIGHTS = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_KILL", "CAP_DAC_OVERRIDE")
"""What the guard needs, as root, to give each submission a world of its own; the submission gets none of it."""
LOUD = (
    "WITHOUT BUBBLEWRAP: submissions run as processes with limits on time, memory and files, and Python refuses them "
    "files, sockets and processes. Code that knows how can get around that and read this disk. Install bubblewrap "
    "(apt-get install bubblewrap), or grade on a machine that holds nothing else."
)


class BrokenOffError(Exception):
    """A talk that ended early: the process died, was late, or said what nobody asked."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Limits:
    """What a submission may use."""

    cell_seconds: float = 30
    seconds: float = 300
    megabytes: int = 4096
    files_megabytes: int = 64


DEFAULT = Limits()


class Sandbox:
    """A process that forks one for each submission. Use as a context manager.

    Parameters
    ----------
    limits
        what each submission may use.
    bubblewrap
        whether to use it; by default where it is installed and works.
    """

    def __init__(self, limits: Limits = DEFAULT, *, bubblewrap: bool | None = None):
        self.limits = limits
        self.bubblewrap = works() if bubblewrap is None else bubblewrap
        self._users = count()
        self._process = None

    @property
    def warning(self) -> str:
        """What whoever grades must be told; "" if nothing."""
        return "" if self.bubblewrap else LOUD

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process and all that it started."""
        if self._process:
            self._control.close()  # it ends by itself when nobody is there to ask
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def open(self) -> Talk:
        """Start a process for a submission."""
        for attempt in (1, 2):
            if self._process is None or self._process.poll() is not None:
                self._start()
            try:
                return self._opened()
            except OSError:  # the forking process is gone: a new one, once
                self.stop()
                if attempt == 2:
                    raise
        raise AssertionError

    def _opened(self) -> Talk:
        ours, theirs = socket.socketpair()
        root = os.geteuid() == 0 and (self.bubblewrap or _others_can_read())
        settings = {
            "place": PLACE if self.bubblewrap else "",
            "seconds": self.limits.seconds,
            "megabytes": self.limits.megabytes,
            "files_megabytes": self.limits.files_megabytes,
            "user": FIRST_USER + next(self._users) % 1000 if root else 0,
        }
        with theirs:
            socket.send_fds(self._control, [json.dumps(settings).encode()], [theirs.fileno()])
        return Talk(ours, time.monotonic() + self.limits.seconds)

    def _start(self) -> None:
        if sys.platform not in ("linux", "darwin"):
            raise OSError("grading needs fork and resource limits, which this system lacks: use Linux, a Mac, or WSL")
        kind = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
        self._control, theirs = socket.socketpair(socket.AF_UNIX, kind)
        command = [sys.executable, "-m", "modelcollapse.course.worker", str(theirs.fileno())]
        environment = {
            "PATH": "/usr/bin:/bin", "PYTHONPATH": str(PACKAGE.parent), "MPLBACKEND": "agg", "TQDM_DISABLE": "1",
            "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "PYTHONSAFEPATH": "1",
            "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "JOBLIB_MULTIPROCESSING": "0",
        }  # fmt: skip
        if self.bubblewrap:
            environment |= {"HOME": PLACE, "TMPDIR": PLACE}
        with theirs:
            self._process = subprocess.Popen(
                [*(_bubble() if self.bubblewrap else ()), *command],
                env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/",
            )  # fmt: skip
        if not select.select([self._control], [], [], START_SECONDS)[0] or self._control.recv(64) != b"ready":
            self.stop()
            raise OSError("the process for submissions did not start; see what it printed above")


class Talk:
    """Questions to a student's process, one at a time, and its replies. Use as a context manager."""

    def __init__(self, stream: socket.socket, until: float):
        self._stream, self._until, self._ids, self._rest = stream, until, count(1), b""

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_) -> None:
        self._stream.close()  # the guard notices, and ends the process

    def ask(self, seconds: float, **question) -> dict:
        """Ask, and return the reply: a dict with one of ``value``, ``error`` and ``missing``.

        Raises
        ------
        BrokenOffError
            if no proper reply comes in time.
        """
        id = next(self._ids)
        until = min(self._until, time.monotonic() + seconds)
        try:
            self._stream.settimeout(max(0.01, until - time.monotonic()))
            self._stream.sendall(json.dumps({"id": id} | question).encode() + b"\n")
            reply = json.loads(self._line(until))
        except (ValueError, RecursionError):
            raise BrokenOffError("it answered what cannot be read") from None
        except TimeoutError:
            raise BrokenOffError(f"it took longer than {seconds:g} s") from None
        except OSError:
            raise BrokenOffError("its process ended") from None
        if not isinstance(reply, dict) or type(reply.get("id")) is not int or reply["id"] != id:
            raise BrokenOffError("it sent a reply that was not asked for")
        return reply

    def _line(self, until: float) -> bytes:
        parts, size = [self._rest], len(self._rest)
        while b"\n" not in parts[-1]:
            self._stream.settimeout(max(0.01, until - time.monotonic()))
            parts.append(self._stream.recv(65536))
            size += len(parts[-1])
            if not parts[-1]:
                raise ConnectionResetError
            if size > LONGEST_LINE:
                raise BrokenOffError("its answer is larger than 2 MB")
            if time.monotonic() > until:
                raise TimeoutError
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line


def works() -> bool:
    """Return whether bubblewrap is installed and may do what it is for: some containers forbid it."""
    if not shutil.which("bwrap"):
        return False
    program = [*_bubble(), sys.executable, "-c", "pass"]
    return subprocess.run(program, capture_output=True, check=False, timeout=START_SECONDS).returncode == 0


def _bubble() -> list[str]:
    """The command that shows a process Python, this library and nothing else of this computer."""
    seen = {path: path for path in SYSTEM if os.path.exists(path)}
    for path in (sys.base_prefix, sys.prefix, str(PACKAGE)):
        seen[os.path.abspath(path)] = os.path.realpath(path)
    seen |= {str(PACKAGE): str(PACKAGE)}
    # Left to itself bubblewrap makes the folders above these for root alone.
    above = sorted({str(parent) for path in seen for parent in Path(path).parents} - {"/", "/tmp"})
    folders = [part for path in above for part in ("--perms", "0755", "--dir", path)]
    binds = [part for there, here in seen.items() for part in ("--ro-bind", here, there)]
    whose = [part for right in RIGHTS for part in ("--cap-add", right)] if os.geteuid() == 0 else ["--unshare-user"]
    return [
        "bwrap", "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
        *whose, "--perms", "0755", "--tmpfs", "/tmp", *folders, *binds, "--proc", "/proc", "--dev", "/dev", "--perms", "0777", "--tmpfs", PLACE,
        "--remount-ro", "/tmp", "--remount-ro", "/", "--chdir", "/",
    ]  # fmt: skip


def _others_can_read() -> bool:
    """Whether a user without rights could import what Python has not imported yet."""
    paths = [os.path.realpath(os.__file__), str(PACKAGE)]
    return all(os.stat(parent).st_mode & 0o001 for path in paths for parent in Path(path).parents)
