"""What a build of this book needs of Sphinx: outputs that are never stale, and a failure that stays a failure."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

from modelcollapse.book.publishing import BUILD_VARIABLE, register

INPUTS = ("lib", "requirements.txt")
"""Besides its own code, a notebook's output depends on these. jupyter-cache knows only the notebook."""


def fingerprint(root: Path) -> str:
    """Return a hash of the Python version and of everything in `INPUTS` under ``root``."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (root / name for name in INPUTS if (root / name).exists()):
        files = sorted(f for f in path.rglob("*") if f.is_file()) if path.is_dir() else [path]
        for file in files:
            if "__pycache__" not in file.parts and not any(part.endswith(".egg-info") for part in file.parts):
                digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def prepare(app, config) -> None:
    """Tell the kernels that this is a build, and give this state of the library a cache of its own."""
    os.environ[BUILD_VARIABLE] = "1"
    os.environ["TQDM_DISABLE"] = "1"
    # Small arrays in several processes: threads that wait for each other cost more than they bring.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    config.modelcollapse_fingerprint = fingerprint(Path(app.srcdir))
    caches = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(caches / config.modelcollapse_fingerprint)
    for old in caches.glob("*"):
        if old.name != config.modelcollapse_fingerprint and old.is_dir():
            shutil.rmtree(old)


def forget_after_failure(app, exception) -> None:
    """Drop Sphinx's memory of a build that failed or warned: the next one must read, and complain, again."""
    if exception is not None or app._warncount:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def drop_thebe(app, pagename, templatename, context, doctree) -> None:
    """Leave out what Jupyter Book adds for live code, which we do not offer: one script declares a constant twice."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if "thebe" not in f"{file.filename}{file.attributes}"]


def setup(app):
    """Register with Sphinx."""
    # A changed value makes Sphinx read every page again; finished notebooks then come from the cache.
    app.add_config_value("modelcollapse_fingerprint", "", "env")
    app.connect("config-inited", prepare, priority=100)
    app.connect("builder-inited", register)
    app.connect("html-page-context", drop_thebe, priority=900)
    app.connect("build-finished", forget_after_failure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
