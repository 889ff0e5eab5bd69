"""The face of the book: a theme of its own, in the place of the one that Jupyter Book brings. A Sphinx extension.

A page loads what stands on it, and nothing else: no script of a theme, no icons as a font, MathJax only near a formula.
"""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup
from sphinx_exercise.nodes import solution_node

THEME = Path(__file__).parent / "theme"
OTHERS = ("sphinx_book_theme", "pydata_sphinx_theme")
"""Themes that Jupyter Book loads in any case. They act on every page, whichever theme it has."""
REPLACED = re.compile(
    r"sphinx-book-theme|togglebutton|copybutton|clipboard|thebe|mathjax|exercise\.css|proof\.css|mystnb|pygments"
    r"|sphinx-design|toggleHint|toggleOpen|DOCUMENTATION_OPTIONS"
)
"""Scripts and styles of extensions; the theme does what is needed of them."""
ONLY_FOR = {
    "design-tabs.js": "sd-tab-set",
    "modelcollapse-player.js": "mc-explorer",
    "modelcollapse-exercises.js": "mc-feedback",
    "modelcollapse-ledger.js": "mc-ledger",
    "modelcollapse-pasted.js": 'class="mc-pasted ',
    "modelcollapse-fading.js": 'class="mc-pasted mc-fading"',
    "modelcollapse-mark_detector.js": 'class="mc-pasted mc-detector"',
}
"""Part of a script's name → what is on a page that needs it."""
OF_SEARCH = re.compile(r"documentation_options|doctools|sphinx_highlight")


def replace_theme(app, config) -> None:
    """Stop the other themes from working on our pages."""
    for listeners in app.events.listeners.values():
        listeners[:] = [each for each in listeners if not module_of(each.handler).startswith(OTHERS)]
    config.templates_path[:] = [path for path in config.templates_path if not any(name in path for name in OTHERS)]


def module_of(handler) -> str:
    """Return the module in which an event's handler was written."""
    return getattr(handler, "__module__", None) or ""


def lighten(app, pagename, templatename, context, doctree) -> None:
    """Leave out the scripts and styles that a page does not need."""
    body, searches = context.get("body") or "", pagename == "search"
    context["script_files"] = [file for file in context["script_files"] if is_needed(told(file), body, searches)]
    context["css_files"] = [file for file in context["css_files"] if not REPLACED.search(told(file))]
    context["mathematics"] = f"_static/{app.config.mathjax_path}" if 'class="math ' in body else None
    context["contents"] = contents(context)
    context["footer_pages"] = [name for name in app.config.modelcollapse_footer if name in app.env.all_docs]
    context["titles"] = {name: title.astext() for name, title in app.env.titles.items()}
    context["author"] = app.config.author


def contents(context) -> str:
    """Return the chapters as a list of links, and below the one that is open its sections."""
    chapters = BeautifulSoup(context["toctree"](maxdepth=1, collapse=False, includehidden=True), "html.parser")
    for part in chapters.select("p.caption"):
        part["aria-level"] = 2
    open_page = chapters.select_one("a.current")
    if open_page:
        page = BeautifulSoup(context.get("toc") or "", "html.parser")
        open_page["aria-current"] = "page"
        for section in page.select("ul ul ul"):
            section.decompose()
        open_page.parent.extend(page.select("ul ul"))
    return str(chapters)


def told(file) -> str:
    """Return the name of a script or style, or what is written into the page."""
    return f"{file.filename} {getattr(file, 'attributes', {})}"


def is_needed(script: str, body: str, searches: bool) -> bool:
    """Return whether a page with this body loads a script.

    Examples
    --------
    >>> is_needed("_static/modelcollapse-player.js", '<figure class="mc-explorer">', False)
    True
    >>> is_needed("_static/modelcollapse-fading.js", '<figure id="mc-fading">', False)
    False
    >>> is_needed("_static/doctools.js", "", False)
    False
    """
    if OF_SEARCH.search(script) and not REPLACED.search(script):
        return searches
    wanted = next((part for name, part in ONLY_FOR.items() if name in script), "")
    return wanted in body and not REPLACED.search(script)


def open_solution(writer, node) -> None:
    """Begin a solution: folded, also without a script."""
    title = node.pop(0)
    writer.body.append(writer.starttag(node, "details", CLASS="solution"))
    writer.body.append(f"<summary>{writer.encode(title.astext())}</summary>\n")


def close_solution(writer, node) -> None:
    """End a solution."""
    writer.body.append("</details>\n")


def setup(app):
    """Register with Sphinx."""
    app.setup_extension("sphinx_exercise")
    app.add_html_theme("modelcollapse", str(THEME))
    app.add_config_value("modelcollapse_footer", [], "html")
    app.add_node(solution_node, override=True, html=(open_solution, close_solution))
    app.connect("config-inited", replace_theme, priority=900)
    app.connect("html-page-context", lighten, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
