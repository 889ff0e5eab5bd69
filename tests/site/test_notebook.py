"""An explorer outside the book: in a notebook that was exported, and in JupyterLab's dark theme."""

import nbformat
import pytest
from modelcollapse.book import explore, figure, page
from modelcollapse.book.publishing import BUILD_VARIABLE
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

from tests.site.test_explorers import CONTRASTS

pytestmark = [pytest.mark.site, pytest.mark.slow]
CELL = """from modelcollapse.book import explore
explore(lambda ax, n: ax.plot(range(n)), lambda n: (f"{n} points", f"A line of {n} points."), controls={"n": [2, 5, 9]})
"""
OFFLINE = {"offline": True, "viewport": {"width": 900, "height": 700}}


def exported():
    """A notebook with one explorer, run and exported to a page as ``jupyter nbconvert --execute --to html`` does."""
    notebook = new_notebook(cells=[new_code_cell(CELL, id="explorer")])
    nbformat.validate(NotebookClient(notebook, timeout=300, kernel_name="python3").execute())
    return HTMLExporter(require_js_url="", mathjax_url="", jquery_url="").from_notebook_node(notebook)[0]


@pytest.fixture
def opened_at(browser):
    """Open a page without a network."""
    context = browser.new_context(**OFFLINE)

    def open_page(html):
        found = context.new_page()
        found.set_content(html, wait_until="domcontentloaded")
        return found

    yield open_page
    context.close()


def test_an_exported_notebook_shows_the_still_figure(opened_at, monkeypatch):
    monkeypatch.delenv(BUILD_VARIABLE, raising=False)
    shown = opened_at(exported())
    assert shown.locator(".mc-title:visible").inner_text() == "2 points"
    assert shown.locator(".mc-caption:visible").inner_text() == "A line of 2 points."
    assert shown.locator(".mc-stage svg").is_visible()


def test_an_exported_notebook_can_carry_the_whole_explorer(opened_at, monkeypatch):
    monkeypatch.setenv(BUILD_VARIABLE, "inline")
    shown = opened_at(exported())
    shown.locator("input[name=n]").press("End")
    assert shown.locator(".mc-title:visible").inner_text() == "9 points"


def test_a_live_figure_hides_the_still_one(opened_at):
    made = explore(lambda ax, n: ax.plot(range(n)), lambda n: (f"{n} points", "A line."), controls={"n": [2, 5]})
    hidden = f"<style>body:has(.{made.id}-live) #{made.id} {{ display: none; }}</style>"
    still = hidden + page.alone(page.still(made))
    assert opened_at(still).locator(f"#{made.id}").is_visible()
    assert not opened_at(f'{still}<div class="{made.id}-live"></div>').locator(f"#{made.id}").is_visible()


@pytest.mark.parametrize(
    "body",
    ['data-jp-theme-light="false" style="background: #111"', 'class="vscode-dark" style="background: #1e1e1e"', ""],
)
def test_words_can_be_read_in_a_notebook(opened_at, body):
    def draw(ax):
        ax.set(xlabel="generation", ylabel="variance")

    def say(n=0):
        return "A title", "A caption."

    for made in (figure(draw, say), explore(draw, say, controls={"n": [1, 2]})):
        shown = opened_at(f"<!DOCTYPE html><body {body}>{page.alone(page.still(made))}</body>").locator("figure")
        faint = [(ratio, text) for ratio, text in shown.evaluate(CONTRASTS) if ratio < 4.5]
        assert not faint
