"""What keeps a student's process in: limits, rights, namespaces, and, without bubblewrap, refusals of Python itself."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import sys

FIRST_USER = 61_000
"""Users of no name, one a submission: two that run at the same time cannot touch each other."""
MOST_PROCESSES = 64
NEW_MOUNTS, NEW_USER, NEW_PROCESSES, NEW_IPC = 0x20000, 0x10000000, 0x20000000, 0x08000000
NO_SUID, NO_DEVICES, READ_ONLY = 2, 4, 1
PR_SET_NO_NEW_PRIVS = 38


def limit(megabytes: int, seconds: float, files_megabytes: int) -> None:
    """Bound memory, time, the size of a file and the number of processes, for good."""
    memory, written = megabytes << 20, files_megabytes << 20
    most = {"AS": memory, "FSIZE": written, "CORE": 0, "CPU": math.ceil(seconds) + 1, "NPROC": MOST_PROCESSES}
    for name, value in most.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def drop_rights(user: int) -> None:
    """Become a user of no rights, if this is root, and forbid that any program gives them back."""
    if user:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def own_namespaces(place: str, megabytes: int) -> bool:
    """Give this process mounts and, for its children, processes of their own; return whether the system allows it.

    The next child is the first process of a world in which it sees only what it starts, and with which that ends.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    kinds = NEW_MOUNTS | NEW_PROCESSES | NEW_IPC | (NEW_USER if user else 0)
    if libc.unshare(kinds):
        return False
    if user:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    flags, options = NO_SUID | NO_DEVICES, f"size={megabytes}m,mode=0777".encode()
    mounted = [libc.mount(b"tmpfs", where, b"tmpfs", flags, options) for where in (place.encode(), b"/dev/shm")]
    # What the processes of the outer world look like is nobody's business.
    mounted.append(libc.mount(b"tmpfs", b"/proc", b"tmpfs", flags | READ_ONLY, b"size=0"))
    return not any(mounted)


REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.kill", "os.chmod", "os.chown",
           "os.link", "os.symlink", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.listdir", "os.scandir", "os.chdir",
           "os.truncate", "os.utime", "ctypes.", "pty.", "shutil.", "glob.", "gc.", "mmap.", "sqlite3.")  # fmt: skip
"""Beginnings of the names of events that Python reports and that end a student's cell where nothing else stops them."""


def fence_files(folder: str) -> None:
    """Have Python itself refuse files, sockets and processes. A fence for honest code: machine code can leap over it."""
    libraries = {each for path in (sys.prefix, sys.base_prefix, _package()) for each in (path, os.path.realpath(path))}
    readable = (folder + "/", *(each + "/" for each in libraries))
    # Names of its own: what a student's code assigns to modules and builtins changes nothing here.
    text, kind, refused, error = str, type, REFUSED, PermissionError
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

    def refuse(event, arguments):
        if event == "open":
            path, mode, flags = arguments
            if kind(path) is not text:
                raise error("a submission opens files by their name")
            whole = path if path[:1] == "/" else folder + "/" + path
            ours = whole.startswith(readable[0])
            if "/.." in whole or not (ours or (whole.startswith(readable) and not flags & writing)):
                raise error("a submission may not open " + whole)
        elif event.startswith(refused):
            path = arguments[0] if arguments else None
            if kind(path) is not text or "/.." in path or not (path + "/").startswith(readable):
                raise error("a submission may not use " + event)

    sys.addaudithook(refuse)


def _package():
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
