"""One meaning each: a chapter links the terms of the glossary that it uses, and its symbols are those of the notation."""

import json
import re
from pathlib import Path

import pytest
from modelcollapse.contents import chapters

ROOT = Path(__file__).resolve().parents[2]
BACK = ROOT / "chapters/back"
EVERYDAY = {
    "accumulate",
    "chain",
    "claim",
    "collapse",
    "consensus",
    "context",
    "keep",
    "loop",
    "mode",
    "model",
    "replace",
}
"""Terms that are also plain English. They are linked where they are defined, and need not be wherever they stand."""
GREEK = (
    "alpha|beta|gamma|delta|varepsilon|epsilon|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|varphi|phi|chi|psi|omega"
    "|ell|Gamma|Delta|Theta|Lambda|Sigma|Phi|Psi|Omega"
)
SYMBOL = re.compile(rf"\\({GREEK})(?![a-zA-Z])|(?<![a-zA-Z\\])([a-zA-Z])(?![a-zA-Z])")
MATH = re.compile(r"\$\$(.*?)\$\$|\$([^$]+)\$", re.DOTALL)
LOCAL = re.compile(r"^(:{3,})\{(?:dropdown|exercise|solution)\}.*?^\1\s*$", re.DOTALL | re.MULTILINE)
"""Proofs, exercises and solutions may have symbols of their own, which they introduce."""


def text(chapter):
    path = ROOT / "chapters" / f"{chapters()[chapter]['url']}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"^```.*?^```", "", found, flags=re.DOTALL | re.MULTILINE)


def glossary():
    listed = (BACK / "glossary.md").read_text(encoding="utf-8").split(":::{glossary}")[1]
    return re.findall(r"^([^\s:][^\n]*)\n {2}\S", listed, flags=re.MULTILINE)


def symbols(source):
    """The letters that stand in the mathematics of a text."""
    formulas = " ".join(first or second for first, second in MATH.findall(source))
    bare = re.sub(r"\\(?:text|mathrm|operatorname|label)\{[^}]*\}", " ", formulas)
    return {f"\\{greek}" if greek else letter for greek, letter in SYMBOL.findall(bare)}


def unlinked(chapter):
    """Terms that stand in the prose of a chapter and are linked nowhere in it."""
    source = text(chapter)
    links = re.findall(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`", source)
    linked = {each.strip().lower() for each in links}
    prose = re.sub(r"\{term\}`[^`]*`|`[^`]*`|\]\([^)]*\)", " ", MATH.sub(" ", source)).lower()
    used = {term for term in glossary() if re.search(rf"\b{re.escape(term.lower())}s?\b", prose)}
    return sorted(term for term in used - EVERYDAY if term.lower() not in linked)


ROWS = [row for row in (BACK / "notation.md").read_text(encoding="utf-8").splitlines() if row.startswith("| $")]


def known_symbols():
    return symbols("\n".join(row.split("|")[1] for row in ROWS))


@pytest.mark.parametrize("chapter", chapters())
def test_terms_are_linked_to_the_glossary(chapter):
    assert not unlinked(chapter), f"{chapter}: write {{term}}`…` where these stand first: {unlinked(chapter)}"


@pytest.mark.parametrize("chapter", chapters())
def test_symbols_are_in_the_notation(chapter):
    strangers = symbols(LOCAL.sub("", text(chapter))) - known_symbols()
    assert not strangers, f"{chapter}: the notation page does not say what {sorted(strangers)} mean"


@pytest.mark.parametrize("row", [row for row in ROWS if "](" in row], ids=lambda row: row.split("|")[1].strip())
def test_a_symbol_stands_in_the_chapters_that_its_row_names(row):
    names = [each["url"] for each in chapters().values()]
    for number, url in re.findall(r"\[(\d+)\]\(\.\./([\w/]+)\.ipynb\)", row):
        assert names[int(number) - 1] == url, f"{url} is not chapter {number}"
        assert symbols(row.split("|")[1]) & symbols(text(list(chapters())[int(number) - 1])), f"not in {url}"


def test_a_term_names_the_chapter_that_its_link_leads_to():
    names = [each["url"] for each in chapters().values()]
    found = re.findall(
        r"\(\[chapter (\d+)\]\(\.\./([\w/]+)\.ipynb\)\)", (BACK / "glossary.md").read_text(encoding="utf-8")
    )
    assert len(found) == len(glossary())
    for number, url in found:
        assert names[int(number) - 1] == url, f"{url} is not chapter {number}"


def test_terms_stand_in_the_glossary_once_and_in_order():
    names = [term.lower() for term in glossary()]
    assert len(names) > 50
    assert names == sorted(set(names))
    assert set(names) >= EVERYDAY


def test_a_linked_term_exists():
    known = {term.lower() for term in glossary()}
    for chapter in chapters():
        for link in re.findall(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`", text(chapter)):
            assert link.strip().lower() in known, f"{chapter}: the glossary has no {link!r}"


def test_a_symbol_is_told_from_a_word():
    assert symbols(r"$\rho_t = \operatorname{var}(x) \le \sigma^2 \ln n$ and in prose y") == {
        "\\rho",
        "\\sigma",
        "t",
        "x",
        "n",
    }
