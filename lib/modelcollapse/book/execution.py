"""Notebooks run side by side, and only those whose outputs may have changed.

Their outputs are kept in a jupyter-cache, where MyST-NB looks for them. It knows a notebook by its own code only;
beside each we keep the fingerprint of all that the outputs depend on.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import joblib
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config


@dataclass(frozen=True)
class Run:
    """A notebook to be run, or that was.

    Parameters
    ----------
    name
        the page's name.
    path
        its source; it runs in that folder.
    notebook
        what to run.
    fingerprint
        of all that its outputs depend on.
    """

    name: str
    path: Path
    notebook: NotebookNode
    fingerprint: str


class Outputs:
    """The outputs of notebooks, in a folder."""

    def __init__(self, folder: Path):
        self._cache = get_cache(str(folder))

    def fingerprint(self, run: Run) -> str | None:
        """Return the fingerprint beside the outputs of this code, or None if there are no outputs."""
        with suppress(KeyError):
            return self._cache.match_cache_notebook(run.notebook).data.get("fingerprint")
        return None

    def keep(self, run: Run, seconds: float) -> None:
        """Keep the outputs of a run, in place of older ones of the same code."""
        data = {"execution_seconds": seconds, "fingerprint": run.fingerprint}
        bundle = CacheBundleIn(run.notebook, str(run.path), data=data)
        self._cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    def keep_empty(self, run: Run) -> None:
        """Note that a notebook did not run, so that its page can be read nevertheless."""
        run.notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
        self.keep(replace(run, fingerprint="did not run"), 0.0)

    def seconds(self) -> dict[str, float]:
        """Source → how long it took when it last ran."""
        records = sorted(self._cache.list_cache_records(), key=lambda record: record.created)
        return {record.uri: record.data.get("execution_seconds", 0.0) for record in records}


def execute(runs: Iterable[Run], outputs: Outputs, *, timeout: float, say=print) -> dict[str, str]:
    """Run notebooks on all cores, the longest first, and keep their outputs.

    Parameters
    ----------
    runs
        the notebooks; they are filled with their outputs.
    outputs
        where to keep them. A notebook that fails is not kept.
    timeout
        seconds that a cell may take.
    say
        called with a line about each notebook that ran.

    Returns
    -------
    dict
        page → what went wrong, for those that failed.
    """
    known = outputs.seconds()
    # Without experience, long code is taken to run long.
    ordered = sorted(runs, key=lambda run: (-known.get(str(run.path), 0.0), -len(str(run.notebook.cells))))
    return asyncio.run(_execute_all(ordered, outputs, timeout, say))


async def _execute_all(runs, outputs, timeout, say):
    free, failed = asyncio.Semaphore(joblib.cpu_count()), {}

    async def one(run):
        async with free:
            start = time.perf_counter()
            try:
                await _execute(run, timeout)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                failed[run.name] = str(error)
                return
            seconds = time.perf_counter() - start
            outputs.keep(run, seconds)
            say(f"ran {run.name} in {seconds:.1f} seconds")

    await asyncio.gather(*(one(run) for run in runs))
    return failed


async def _execute(run, timeout):
    # Sockets in a folder of our own: no ports, which others could read. Windows has no such sockets.
    with tempfile.TemporaryDirectory(prefix="mc", ignore_cleanup_errors=True) as folder:
        settings = Config(KernelManager={"connection_file": str(Path(folder) / "k.json")})
        if os.name == "posix":
            settings.KernelManager.transport = "ipc"
        where = {"metadata": {"path": str(run.path.parent)}}
        await NotebookClient(
            run.notebook, timeout=timeout, resources=where, config=settings, record_timing=False
        ).async_execute()
