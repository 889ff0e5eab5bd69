"""A reader who searches for a word finds the glossary and the chapters before the names of the library."""

import re

import pytest

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def search(visit):
    """Search for a word: the results from the top, as (text of the link, page)."""
    page = visit("search").page

    def results(word):
        page.goto(re.sub(r"search\.html.*", f"search.html?q={word}", page.url))
        page.get_by_text(re.compile("Search finished|did not match")).wait_for()
        links = page.locator("#search-results ul.search > li > a:first-child")
        return links.evaluate_all("all => all.map(each => [each.textContent, each.getAttribute('href')])")

    return results


@pytest.mark.parametrize("word", ["collapse", "half-life", "temperature", "perplexity", "variance"])
def test_chapters_and_terms_come_first(search, word):
    found = search(word)
    names = [i for i, (_, page) in enumerate(found) if "#modelcollapse." in page]
    others = [
        i for i, (_, page) in enumerate(found) if re.search(r"chapters/(loop|error|language|back/glossary)", page)
    ]
    assert len(others) >= 3, found
    assert not names or max(others) < min(names), f"{found[min(names)]} comes before {found[max(others)]}"
    assert len(found) <= 60, f"{len(found)} results: does the name of the package match?"


def test_a_term_leads_to_the_glossary(search):
    assert search("perplexity")[0] == ["Glossary", "chapters/back/glossary.html#term-perplexity"]


def test_a_name_of_the_library_is_found(search):
    assert any("GaussianModel" in page for _, page in search("GaussianModel"))
