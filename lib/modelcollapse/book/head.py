"""What a page says of itself to a browser's tab, a search engine and whoever shares it; and the pages a server needs.

A Sphinx extension. Addresses need to be known for some of this: ``make book BASE_URL=https://example.org/book``, or
``html: baseurl:`` in ``_config.yml``.
"""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from docutils import nodes

HERE = Path(__file__).parent
LONGEST = 160
"""Characters of a description: search engines show no more."""
OTHERS = {"genindex": "Index", "search": "Search", "py-modindex": "Modules", "prf-prf": "Theorems"}
"""Titles of the pages that Sphinx adds."""
SEARCH_ORDER = HERE / "search_order.js"


def prepare(app, config) -> None:
    """Tell Sphinx of our templates, of the order of search results, and of the book's address."""
    config.templates_path.append(str(HERE / "templates"))
    config.html_search_scorer = str(SEARCH_ORDER)
    address = os.environ.get("BASE_URL", config.html_baseurl)
    config.html_baseurl = address.rstrip("/") + "/" if address else ""


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` on one line, cut after a word where it is too long.

    Examples
    --------
    >>> shortened("A bell curve that only sees its own samples", 20)
    'A bell curve that …'
    """
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rpartition(" ")[0] + " …"


def description(doctree) -> str:
    """Return the beginning of a page's first paragraph of some length without formulas; '' if there is none."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    texts = (_words(node) for node in paragraphs if not next(node.findall(nodes.math), None))
    return shortened(next((text for text in texts if len(text) >= 40), ""))


def _words(paragraph):
    """The text of a paragraph without HTML that an author wrote by hand."""
    return "".join(text.astext() for text in paragraph.findall(nodes.Text) if not isinstance(text.parent, nodes.raw))


def plain(title: str) -> str:
    """Return a page's title without markup and without the number of its chapter."""
    return html.unescape(re.sub(r"<span class=\"section-number\">.*?</span>|<[^>]+>", "", title)).strip()


def metatags(title: str, about: str, base: str, address: str, kind: str) -> str:
    """Return the description of a page and, where the book's address is known, its card for those who share it."""
    named = {"description": about}
    shared = {
        "og:type": kind,
        "og:title": title,
        "og:description": about,
        "og:url": address,
        "og:image": urljoin(base, "_static/book.png"),
        "og:image:alt": "A chapter of the book with its explorer",
    }
    tags = [f'<meta name="{name}" content="{html.escape(value)}" />' for name, value in named.items() if value]
    if base:
        tags += [f'<meta property="{name}" content="{html.escape(value)}" />' for name, value in shared.items()]
        tags.append('<meta name="twitter:card" content="summary_large_image" />')
    return "\n    ".join(tags)


def describe(app, pagename, templatename, context, doctree) -> None:
    """Give a page its title and its description; every other page's title ends in the book's."""
    book, front = app.config.html_title, pagename == app.config.root_doc
    title = plain(context.get("title") or OTHERS.get(pagename, book))
    about = description(doctree) or f"{title} of {book}."
    context["page_title"] = title if title == book else f"{title} — {book}"
    address = urljoin(app.config.html_baseurl, app.builder.get_target_uri(pagename))
    kind = "website" if front else "article"
    context["metatags"] = "\n    " + metatags(title, about, app.config.html_baseurl, address, kind)


def server_pages(app):
    """Yield the page that a server shows for an address that does not exist. Its links start from the book's root."""
    root = urlsplit(app.config.html_baseurl).path or "/"
    yield "404", {"site_root": root}, "404.html"


def write_root(app, exception) -> None:
    """Write the page at the root, which leads to the front page, and the list of all pages for search engines."""
    if exception is not None or app.builder.name != "html":
        return
    folder, base = Path(app.outdir), app.config.html_baseurl
    front = app.builder.get_target_uri(app.config.root_doc)
    if front != "index.html":
        about, title, address = (
            description(app.env.get_doctree(app.config.root_doc)),
            app.config.html_title,
            urljoin(base, front),
        )
        tags = metatags(title, about, base, address, "website")
        context = {"page_title": title, "metatags": tags, "front_page": front, "canonical": address}
        (folder / "index.html").write_text(app.builder.templates.render("root.html", context), encoding="utf-8")
    if base:
        pages = sorted(urljoin(base, app.builder.get_target_uri(name)) for name in app.env.found_docs)
        entries = "".join(f"  <url><loc>{html.escape(page)}</loc></url>\n" for page in pages)
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        sitemap = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{entries}</urlset>\n'
        (folder / "sitemap.xml").write_text(sitemap, encoding="utf-8")


def setup(app):
    """Register with Sphinx."""
    app.connect("config-inited", prepare)
    app.connect("html-page-context", describe, priority=900)
    app.connect("html-collect-pages", server_pages)
    app.connect("build-finished", write_root, priority=900)  # after Jupyter Book's own root, a bare refresh
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
