"""What a build of this book needs of Sphinx: outputs that are never stale, and a failure that stays a failure."""

from __future__ import annotations

import difflib
import hashlib
import os
from pathlib import Path

from myst_nb.core.read import create_nb_reader
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.index_entries import split_index_msg

from modelcollapse._closure import LIBRARY
from modelcollapse.book.execution import Outputs, Run, execute
from modelcollapse.book.fingerprints import fingerprint, shows_claims_of
from modelcollapse.book.publishing import BUILD_VARIABLE, register
from modelcollapse.claims.records import FOLDER_VARIABLE

PAGE_VARIABLE = "MODELCOLLAPSE_PAGE"
"""Environment variable that names the one page to bring up to date, e.g. ``gaussian_resampling``."""

log = logging.getLogger(__name__)


def prepare(app, config) -> None:
    """Tell the kernels that this is a build."""
    os.environ[BUILD_VARIABLE] = "1"
    os.environ["TQDM_DISABLE"] = "1"
    # Small arrays in several processes: threads that wait for each other cost more than they bring.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault(FOLDER_VARIABLE, str(Path(app.outdir).parent / "claims"))
    config.nb_execution_cache_path = str(Path(app.outdir).parent / ".jupyter_cache")
    config.modelcollapse_extension = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def notebooks(app, env) -> dict[str, Run]:
    """Return the pages with code to run, each with the fingerprint of what its outputs depend on."""
    found = {}
    if env.mystnb_config.execution_mode != "cache":
        return found
    for name in sorted(env.found_docs):
        path = Path(env.doc2path(name))
        source = [path.read_text(encoding="utf-8")]
        app.emit("source-read", name, source)  # other extensions may change what is read
        text = source[0]
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, text)
        if reader is not None:
            notebook = reader.read(text)
            found[name] = Run(name, path, notebook, fingerprint(notebook, path.stem, library(app)))
    return found


def library(app) -> Path:
    """Return the folder in which a book's own packages lie: beside it, or where this one is installed."""
    beside = Path(app.srcdir) / "lib"
    return beside if beside.is_dir() else LIBRARY


def find_outdated(app, env, added, changed, removed) -> list[str]:
    """Have Sphinx read the pages whose outputs, as they were when it last read them, may have changed."""
    app.modelcollapse_notebooks = notebooks(app, env)
    app.modelcollapse_added, read = frozenset(added), remembered(env)
    return [name for name in env.found_docs if read.get(name) != fingerprint_of(app, name)]


def run_notebooks(app, env, names) -> None:
    """Run the notebooks among the pages that are to be read."""
    wanted, outputs = wanted_page(env), Outputs(env.mystnb_config.execution_cache_path)
    if wanted:
        names[:] = [name for name in names if name == wanted or name in app.modelcollapse_added]
    runs = [app.modelcollapse_notebooks[name] for name in names if name in app.modelcollapse_notebooks]
    for other in runs:
        if wanted and other.name != wanted and outputs.fingerprint(other) is None:
            outputs.keep_empty(other)
    stale = [run for run in runs if outputs.fingerprint(run) != run.fingerprint and wanted in {None, run.name}]
    measure_claims(stale, app)
    failed = execute(stale, outputs, timeout=env.mystnb_config.execution_timeout, say=log.info)
    if failed:
        raise ExtensionError("\n".join(f"{name} failed:\n{error}" for name, error in failed.items()))
    # A page that was built alone is read again with the whole book.
    remembered(env).update({name: "" if wanted else fingerprint_of(app, name) for name in names})


def measure_claims(runs, app) -> None:
    """Put the claims that notebooks show on record, so that their kernels need not wait for them one by one."""
    shown = set().union(*(shows_claims_of(run.notebook, run.path.stem, library(app)) for run in runs))
    if shown:
        from modelcollapse import claims  # takes seconds, and is not needed when nothing has to run

        ids = [id for id, claim in claims.registered().items() if claim.chapter in shown]
        log.info("measured %d of %d claims, the others are on record", claims.measure_outdated(ids), len(ids))


def wanted_page(env) -> str | None:
    """Return the one page to be brought up to date, or None for the whole book."""
    name = os.environ.get(PAGE_VARIABLE)
    if not name:
        return None
    known = {page.rpartition("/")[2]: page for page in env.found_docs}
    if name.rpartition("/")[2] in known:
        return known[name.rpartition("/")[2]]
    near = difflib.get_close_matches(name, known, n=3) or sorted(known)
    raise ExtensionError(f"there is no page {name!r} in the book; there is {', '.join(near)}")


def remembered(env) -> dict[str, str]:
    """Return page → the fingerprint of its outputs when it was last read, as the environment remembers it."""
    if not hasattr(env, "modelcollapse_fingerprints"):
        env.modelcollapse_fingerprints = {}
    return env.modelcollapse_fingerprints


def fingerprint_of(app, name: str) -> str:
    """Return the fingerprint of a page; one that never runs has a constant one."""
    return app.modelcollapse_notebooks[name].fingerprint if name in app.modelcollapse_notebooks else "text"


def keep_index_entries(app) -> list:
    """Search finds the terms of every page: Sphinx forgets those of the pages that it does not write anew.

    This is its issue 12599, https://github.com/sphinx-doc/sphinx/issues/12599; adds no page.
    """
    known = app.builder.indexer._index_entries
    for name, entries in app.env.get_domain("index").entries.items():
        if name not in known:
            found = ((split_index_msg(kind, words), target, main) for kind, words, target, main, _ in entries)
            known[name] = sorted({(word, target, main) for words, target, main in found for word in words})
    return []


def finish(app, exception) -> None:
    """Say where a page is, and forget a build that failed or warned: the next must read, and complain, again."""
    page = wanted_page(app.env) if exception is None else None
    if page:
        print(f"The page: file://{app.outdir}/{page}.html")
    elif exception is not None or app._warncount:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def drop_thebe(app, pagename, templatename, context, doctree) -> None:
    """Leave out what Jupyter Book adds for live code, which we do not offer: one script declares a constant twice."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if "thebe" not in f"{file.filename}{file.attributes}"]


def setup(app):
    """Register with Sphinx."""
    # A changed value makes Sphinx read every page again; finished notebooks then come from the cache.
    app.add_config_value("modelcollapse_extension", "", "env")
    app.connect("config-inited", prepare, priority=100)
    app.connect("builder-inited", register)
    app.connect("env-get-outdated", find_outdated)
    app.connect("env-before-read-docs", run_notebooks)
    app.connect("html-collect-pages", keep_index_entries)
    app.connect("html-page-context", drop_thebe, priority=900)
    app.connect("build-finished", finish)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
