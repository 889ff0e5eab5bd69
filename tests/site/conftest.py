"""Every page of the built book, opened in a real browser that notes what goes wrong."""

import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page

from tests.site.browser import DESKTOP, drawn, serve, until_drawn
from tests.site.browser import browser as start_browser
from tests.site.small import document

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "_build" / "html"


@cache
def pages() -> list[str]:
    """The pages of the book as `_toc.yml` lists them, and the two that the theme adds."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"]), "search", "genindex"]


@cache
def source(name: str) -> str:
    path = BUILT / f"{name}.html"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def explorers() -> list[str]:
    """``page#id`` of every explorer."""
    found = r'<figure class="mc-explorer" id="([^"]+)"'
    return [f"{name}#{id}" for name in pages() for id in re.findall(found, source(name))]


def asked() -> list[str]:
    """``page#id`` of every explorer that asks for a guess."""
    figures = ((each, source(each.split("#")[0]).split(f'id="{each.split("#")[1]}"', 1)[1]) for each in explorers())
    return [each for each, rest in figures if 'class="mc-question"' in rest.split("</figure>", 1)[0]]


def begun() -> list[str]:
    """``page#id`` of the explorer that a page begins with, where it asks for a guess."""
    first = {each.split("#")[0]: each for each in reversed(explorers())}
    return [each for each in asked() if each in first.values()]


def pytest_generate_tests(metafunc):
    if "beginning" in metafunc.fixturenames:
        metafunc.parametrize("beginning", begun(), scope="module")
    if "asked" in metafunc.fixturenames:
        metafunc.parametrize("asked", asked(), scope="module")
    for fixture, each in (("asking", asked), ("exploring", explorers)):
        if fixture in metafunc.fixturenames:
            by_page = {name: list(group) for name, group in groupby(each(), lambda place: place.split("#")[0])}
            metafunc.parametrize(fixture, list(by_page.values()), ids=list(by_page), scope="module")
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", pages(), scope="module")
    if "explorer" in metafunc.fixturenames:
        metafunc.parametrize("explorer", explorers(), scope="module")


ALL = """async () => {
    dispatchEvent(new Event("pointerdown"));
    await window.mathematics?.all();
    while (document.querySelector("script.mc-states[data-src]")) await new Promise((next) => setTimeout(next, 20));
    await document.fonts.ready;
}"""
"""Formulas, and the data of figures, would come when a reader comes near; the fonts of formulas come after them."""


@dataclass
class Visit:
    """An open page, and what happened since it was opened."""

    page: Page
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    transferred: dict[str, int] = field(default_factory=dict)

    def watch(self):
        self.page.on(
            "console", lambda message: message.type in {"error", "warning"} and self.console.append(message.text)
        )
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("requestfailed", lambda request: self.failed.append(f"{request.url} {request.failure}"))
        self.page.on("response", self.arrived)
        return self

    def arrived(self, response):
        self.transferred[response.url] = int(response.headers.get("content-length", 0))
        if response.status >= 400:
            self.failed.append(f"{response.url} {response.status}")


@pytest.fixture(scope="module")
def browser():
    """One browser a module: playwright keeps an event loop running, which would be in the way of kernels."""
    with start_browser() as started:
        if started is None and os.environ.get("CI"):
            pytest.fail(
                "there is no Chromium: apt-get install chromium-headless-shell, or playwright install chromium",
                pytrace=False,
            )
        if started is None:
            pytest.skip("the built pages were not looked at, for there is no Chromium, Chrome or Edge on this machine")
        yield started


SHOWS = """() => JSON.stringify({
    address: location.href, ready: document.readyState, seen: document.visibilityState, scrolled: scrollY,
    figures: Object.fromEntries([...document.querySelectorAll("figure[id]")].map((each) => [each.id, { ...each.dataset }])),
    text: document.querySelector("figure[data-guess], main, body").innerText.slice(0, 600),
})"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test that fails in a browser says what its pages show: nobody is there to look at them later."""
    report = yield
    if report.when == "call" and report.failed and item.funcargs.get("browser"):
        for page in [page for context in item.funcargs["browser"].contexts for page in context.pages]:
            try:
                page.set_default_timeout(3000)
                report.sections.append(("a page shows", page.evaluate(SHOWS)))
            except Exception as silent:  # a page that has crashed says so; the test's own failure is what counts
                report.sections.append(("a page is silent", repr(silent)))
    return report


@pytest.fixture(scope="session")
def address(built):
    with serve(built) as found:
        yield found


@pytest.fixture(scope="module")
def visit(browser, address):
    """Open a page of the book in a context of its own: ``visit("chapters/index", viewport=PHONE)``.

    Unless ``everything`` is wanted, formulas and the data of figures come when they come near, as for a reader. The time of
    a page with a ``clock`` can be made to pass quickly.
    """

    def open_page(name, everything=True, clock=False, **settings):
        visits, scripts = [], settings.get("java_script_enabled", True)

        def once():
            context = browser.new_context(**{"viewport": DESKTOP} | settings)
            context.set_default_timeout(30_000)
            if clock:
                context.clock.install()
            visits.append(Visit(context.new_page()).watch())
            visits[-1].page.goto(f"{address}/{name}.html", wait_until="load")
            return visits[-1].page

        page = until_drawn(once, scripts)
        if everything and scripts:
            page.evaluate(ALL)
        return visits[-1]

    yield open_page
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="module")
def opened(visit):
    """The same for tests that leave a page as they find it: opened once, until the next page's turn."""
    known = {}

    def open_once(name, **settings):
        if known and next(iter(known))[0] != name:
            for other in known.values():
                other.page.context.close()
            known.clear()
        key = name, json.dumps(settings, sort_keys=True)
        if key in known and settings.get("java_script_enabled", True) and not drawn(known[key].page):
            known.pop(key).page.context.close()
        if key not in known:
            known[key] = visit(name, **settings)
        return known[key]

    return open_once


@pytest.fixture
def shown(browser):
    """Open a small page of figures: ``shown(figure, viewport=PHONE)``."""
    contexts = []

    def open_page(*figures, before="", after="", **settings):
        def once():
            contexts.append(browser.new_context(**{"viewport": DESKTOP} | settings))
            found = contexts[-1].new_page()
            found.set_content(document(*figures, before=before, after=after))
            found.wait_for_load_state("load")
            return found

        return until_drawn(once, settings.get("java_script_enabled", True))

    yield open_page
    for context in contexts:
        context.close()
