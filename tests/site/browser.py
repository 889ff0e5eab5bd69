"""A server for the built book and a Chromium to look at it with."""

from __future__ import annotations

import gzip
import io
import shutil
import threading
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CHROMIUMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
"""The first opens no window: a page takes 0.6 of the time."""
APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")
HOMES = (Path("/"), Path.home())
"""A Mac keeps programs in the Applications of these, where no PATH leads."""
COMPRESSED = {".html", ".css", ".js", ".json", ".svg"}
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, compresses text as any server of pages does, and says nothing."""

    def log_message(self, *_):
        pass

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            return super().send_head()
        body = packed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)


@lru_cache(maxsize=64)
def packed(path: Path, _changed: int) -> bytes:
    """A file compressed, once for each of its versions."""
    return gzip.compress(path.read_bytes())


@contextmanager
def serve(folder: Path):
    """Serve ``folder`` on a free port of this machine; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    server.handle_error = lambda *_: None  # a page that is left before all of it has come
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium() -> str | None:
    """The path of an installed Chromium or one of its kin."""
    on_a_mac = (home / f"Applications/{name}.app/Contents/MacOS/{name}" for home in HOMES for name in APPLICATIONS)
    return next(filter(None, map(shutil.which, [*CHROMIUMS, *map(str, on_a_mac)])), None)


DRAWN = """() => new Promise((done) => {
    requestAnimationFrame(() => done(true));
    setTimeout(() => done(false), 3000);
})"""


def drawn(page) -> bool:
    """Whether the browser draws the page. Of many windows Chromium forgets one at times: nothing on it is ever still."""
    return page.evaluate(DRAWN)


def until_drawn(open_page, scripts: bool = True):
    """Return what ``open_page`` opens, anew if the browser does not draw it; without scripts nobody can tell."""
    for _ in range(3):
        page = open_page()
        if not scripts or drawn(page):
            break
        page.context.close()
    return page


@contextmanager
def browser():
    """Start the installed Chromium, or playwright's own; yields None where there is neither."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=chromium())
        except Error:
            yield None
            return
        yield started
        started.close()
