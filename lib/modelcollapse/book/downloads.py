"""What a reader can take home: the source of the book as one archive, and each chapter as a notebook. A Sphinx extension."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import nbformat

from modelcollapse import __version__
from modelcollapse.book.portable import portable

ARCHIVE = f"modelcollapse-{__version__}.zip"
PARTS = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-TEXT", "Makefile"),
    *("_config.yml", "_toc.yml", "pyproject.toml", "requirements.txt", "references.bib", ".gitignore"),
    *(".pre-commit-config.yaml", ".ci", "_static", "benchmarks", "chapters", "lib", "tests"),
)
"""What the archive holds: all that `make` needs."""
LEFT_OUT = ("__pycache__", ".ipynb_checkpoints", ".hypothesis", ".pytest_cache")


def source_files(root: Path) -> Iterator[Path]:
    """Yield the files of the book's source, in a fixed order."""
    for part in PARTS:
        path = root / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path] * path.exists():
            made = any(name in LEFT_OUT or name.endswith(".egg-info") for name in file.relative_to(root).parts)
            if file.is_file() and not made:
                yield file


def write_archive(root: Path, target: Path) -> None:
    """Pack the source into a zip whose bytes depend on nothing but the source. pip can install from it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in source_files(root):
            entry = zipfile.ZipInfo(f"{target.stem}/{file.relative_to(root).as_posix()}")
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, (file.stat().st_mode & 0xFFFF) << 16
            archive.writestr(entry, file.read_bytes())


def write(app, exception) -> None:
    """Put the archive beside the pages, and in place of each page's source a notebook that works elsewhere."""
    if exception is not None or app.builder.name != "html":
        return
    target = Path(app.outdir)
    write_archive(Path(app.srcdir), target / ARCHIVE)
    for name in app.env.found_docs:
        source, offered = Path(app.env.doc2path(name)), target / "_sources" / f"{name}.ipynb"
        if source.suffix == ".ipynb" and offered.exists():
            notebook = nbformat.read(source, as_version=4)
            nbformat.write(portable(notebook, urljoin(app.config.html_baseurl, ARCHIVE)), offered)


def setup(app):
    """Register with Sphinx."""
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
