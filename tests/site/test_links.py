"""Every link, anchor, image and citation of the built pages resolves. No browser is needed."""

import re
from functools import cache
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.site


@cache
def parsed(path):
    """A page without what explorers have in store."""
    text = re.sub(r'<script type="application/json".*?</script>', "", path.read_text(encoding="utf-8"), flags=re.S)
    return BeautifulSoup(text, "html.parser")


@cache
def anchors(path):
    return {
        tag.get("id") or tag.get("name") for tag in parsed(path).find_all(lambda tag: tag.get("id") or tag.get("name"))
    }


def links(path):
    """(attribute, address) of all that a page refers to."""
    for tag in parsed(path).find_all(True):
        for attribute in ("href", "src"):
            if tag.get(attribute) and tag.name not in {"use"}:
                yield attribute, tag[attribute]


@pytest.fixture
def file(built, page_name):
    found = built / f"{page_name}.html"
    assert found.exists(), f"_toc.yml lists {page_name}, which is not built"
    return found


def test_internal_links_resolve(file, built):
    broken = []
    for _, address in links(file):
        target, anchor = urldefrag(address)
        if urlsplit(target).scheme or target.startswith("//"):
            continue
        path = file if not target else (file.parent / unquote(urlsplit(target).path)).resolve()
        if not path.exists() or built.resolve() not in [path, *path.parents]:
            broken.append(address)
        elif anchor and path.suffix == ".html" and unquote(anchor) not in anchors(path):
            broken.append(f"{address} (no such place on the page)")
    assert not broken, f"{file.name}: {sorted(set(broken))}"


def test_external_links_are_well_formed(file):
    bad = []
    for _, address in links(file):
        parts = urlsplit(address)
        if parts.scheme in {"", "data", "mailto", "javascript"}:
            continue
        sound = parts.scheme == "https" and re.fullmatch(r"[\w-]+(\.[\w-]+)+", parts.netloc) and " " not in address
        if not sound or re.search(r"[\\{}<>]", address):
            bad.append(address)
    assert not bad, f"{file.name}: {bad}"


def test_nothing_is_loaded_from_elsewhere(file):
    loaded = [
        tag.get("src") or tag.get("href")
        for tag in parsed(file).find_all(["script", "img", "iframe", "source", "link", "object", "embed"])
        if re.match(r"(https?:)?//", tag.get("src") or tag.get("href") or "") and tag.get("rel") != ["canonical"]
    ]
    assert not loaded, f"{file.name} loads {loaded}"


def test_images_have_a_text_alternative(file):
    for image in parsed(file).find_all("img"):
        alternative = image.get("alt", "")
        assert alternative.strip(), f"{file.name}: {image.get('src')} has no alt"
        assert not re.search(r"\.(png|svg|jpe?g)$|^_images/", alternative), f"{file.name}: {alternative} says nothing"


def test_citations_resolve(file, built):
    article = parsed(file).find("article") or parsed(file)
    text = article.get_text(" ")
    assert "[?]" not in text
    assert not re.search(r"\bcite:[tp]|\{(cite|prf:ref|ref|doc|term)[:}]", re.sub(r"`[^`]*`", "", prose(article)))
    for citation in article.select(".bibtex-citation"):
        targets = [link["href"] for link in citation.find_all("a", href=True)]
        assert targets, f"{file.name}: {citation.get_text()} leads nowhere"
        for target in targets:
            page, anchor = urldefrag(target)
            entry = parsed((file.parent / page).resolve() if page else file).find(id=anchor)
            assert entry is not None, f"{file.name}: {citation.get_text()}"
            assert "citation" in entry.get("class", []), f"{file.name}: {target} is no entry of the bibliography"


def test_references_resolve(file):
    """A reference that Sphinx could not resolve is left behind as a bare span, or as a link to a notebook."""
    article = parsed(file).find("article") or parsed(file)
    unresolved = [
        tag.get_text() for tag in article.select("a[href$='.ipynb'], a[href$='.md'], .problematic, .system-message")
    ]
    unresolved += [tag.get_text() for tag in article.select("a.reference[href*='.ipynb'] > .xref.myst")]
    assert not unresolved, f"{file.name}: {unresolved}"


def test_outputs_hold_no_debris(file):
    """No progress bars, no widgets that need a kernel, no tracebacks, no bare reprs."""
    soup = parsed(file)
    assert not soup.find_all("script", type=re.compile("widget")), f"{file.name} carries the state of ipywidgets"
    outputs = " ".join(tag.get_text() for tag in soup.select(".cell_output"))
    debris = re.findall(r"\d+%\|.*?it/s\]|Traceback|<[\w.]+ object at 0x\w+>|\w*Warning:|\x1b\[", outputs)
    assert not debris, f"{file.name}: {debris}"


def prose(article):
    return " ".join(tag.get_text(" ") for tag in article.find_all(["p", "li"]) if not tag.find_parent(["pre", "code"]))


def test_the_library_page_speaks_of_the_library(built):
    text = parsed(built / "chapters" / "back" / "library.html").find("article").get_text(" ")
    assert "modelcollapse.models.gaussian." in text, "a name without the module that it is imported from"
    assert "registered hooks" not in text, "the manual of PyTorch"
