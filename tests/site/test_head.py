"""What pages say of themselves, and what a server needs besides: a root, a page for what is not there, a list of pages."""

import os
import re
import subprocess
import sys
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from modelcollapse.book.head import LONGEST

BOOK = "Model Collapse: An Interactive Textbook"
ADDRESS = "https://example.org/book"


def head(path):
    return BeautifulSoup(path.read_text(encoding="utf-8").partition("</head>")[0], "html.parser")


def content(soup, **wanted):
    """The content of the one ``<meta>`` with these attributes."""
    (found,) = soup.find_all("meta", wanted)
    return found["content"]


@pytest.fixture
def page(built, page_name):
    return head(built / f"{page_name}.html")


@pytest.mark.site
def test_title_names_the_page_once(page):
    title = page.title.get_text().strip()
    parts = re.split(r" (?:—|-) ", title)
    assert len(parts) == len(set(parts)), title
    assert BOOK in parts, title
    assert not re.match(r"\d", title), f"{title}: a chapter's number may change, its question does not"


@pytest.mark.site
def test_page_has_one_viewport_and_one_description(page, page_name):
    assert len(page.find_all("meta", {"name": "viewport"})) == 1
    said = content(page, name="description")
    assert 20 <= len(said) <= LONGEST, said
    assert not re.search(r"[\\$<>]|\n", said), f"{page_name} describes itself in markup: {said}"


@pytest.mark.site
def test_descriptions_differ(built, root):
    said = [content(head(path), name="description") for path in sorted((built / "chapters").rglob("*.html"))]
    assert len(said) == len(set(said))


@pytest.mark.site
def test_the_root_leads_to_the_front_page_and_says_so(built):
    soup = BeautifulSoup((built / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.title.get_text() == BOOK
    assert soup.html["lang"] == "en"
    assert soup.body.find("a")["href"] == "chapters/index.html"
    assert content(soup, name="description")


@pytest.mark.site
def test_a_link_to_the_root_keeps_what_it_asks_for(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/index.html?a=1#mc-words?copies=8")
    page.wait_for_url(f"{address}/chapters/index.html?a=1#mc-words?copies=8")
    page.close()


@pytest.mark.site
def test_without_an_address_no_page_claims_one(built):
    assert not (built / "sitemap.xml").exists() or os.environ.get("BASE_URL")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A book of two pages, built for an address."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "chapters").mkdir()
    (folder / "chapters" / "index.rst").write_text("Front\n=====\n\n.. toctree::\n\n   one\n")
    (folder / "chapters" / "one.rst").write_text(
        'One "page"\n==========\n\nA first paragraph, long enough & fit for a description.\n'
    )
    settings = {
        "extensions": "modelcollapse.book.head,modelcollapse.book.look",
        "root_doc": "chapters/index",
        "html_theme": "modelcollapse",
        "html_title": "Book",
    }
    options = [word for name, value in settings.items() for word in ("-D", f"{name}={value}")]
    command = [sys.executable, "-m", "sphinx", "-C", "-q", *options, str(folder), str(folder / "out")]
    environment = {**os.environ, "BASE_URL": ADDRESS}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.mark.slow
def test_a_published_page_knows_its_address(published):
    soup = head(published / "chapters" / "one.html")
    address = f"{ADDRESS}/chapters/one.html"
    assert [link["href"] for link in soup.find_all("link", rel="canonical")] == [address]
    assert content(soup, property="og:url") == address
    assert content(soup, property="og:title") == "One “page”"
    assert content(soup, property="og:description") == "A first paragraph, long enough & fit for a description."
    assert content(soup, property="og:image") == f"{ADDRESS}/_static/book.png"
    assert soup.title.get_text() == "One “page” — Book"


@pytest.mark.slow
def test_search_engines_find_every_page(published):
    listed = re.findall("<loc>(.*?)</loc>", (published / "sitemap.xml").read_text())
    assert listed == [f"{ADDRESS}/chapters/index.html", f"{ADDRESS}/chapters/one.html"]
    assert f'rel="canonical" href="{listed[0]}"' in (published / "index.html").read_text()


@pytest.mark.slow
def test_what_is_not_there_leads_back(published):
    soup = BeautifulSoup((published / "404.html").read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in soup.find_all("a")]
    assert links == ["/book/chapters/index.html", "/book/search.html"], "links must not depend on the missing address"
    for link in links:
        assert (published / urljoin("/", link).removeprefix("/book/")).exists()
