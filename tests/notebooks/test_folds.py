"""What a page folds or leaves out by itself: code that only shows, laws with their claims, the section More theory."""

import ast
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from modelcollapse.book import folds

theorem_node = type("theorem_node", (nodes.Admonition, nodes.Element), {})
"""As sphinx_proof calls it."""


def cell(source, output="shown"):
    code = nodes.container("", nodes.literal_block("", source), nb_element="cell_code_source")
    shown = nodes.container("", nodes.paragraph("", output), nb_element="cell_code_output")
    return nodes.container("", code, shown, nb_element="cell_code", classes=["cell"])


def dropdown(title):
    return nodes.container("", nodes.rubric("", title), nodes.paragraph("", "…"), design_component="dropdown")


def page(*parts):
    document = new_document("page")
    section = nodes.section("", nodes.title("", "Page"), *parts, ids=["page"])
    document += section
    folds.leave_out_code(None, document)
    folds.join_laws(None, document)
    return document, section


@pytest.mark.parametrize(
    ("source", "quiet"),
    [
        ('claims.show("a.b")', True),
        ('from modelcollapse import claims\n\nclaims.show("a.b")', True),
        ('answer = ...\ncheck("a.b", answer)', True),
        ('ask("a.b", ...)', True),
        ('answer = 3\ncheck("a.b", answer)', False),
        ('play()\nclaims.show("a.b")', False),
        ("play()", False),
        ("show = 3", False),
    ],
)
def test_code_that_only_shows_is_left_out(source, quiet):
    ast.parse(source)
    _, section = page(cell(source))
    assert (source not in section.astext()) == quiet
    assert "shown" in section.astext()


def test_a_cell_without_output_keeps_its_code():
    lonely = cell('claims.show("a.b")')
    lonely.pop()
    assert "claims.show" in page(lonely)[1].astext()


def test_a_theorem_its_claims_and_its_proof_are_one_block():
    parts = [theorem_node("", nodes.paragraph("", "law")), dropdown("Proof"), cell("claims.show('a.b')", "evidence")]
    _, section = page(*parts, nodes.paragraph("", "then"), cell("claims.show('c.d')", "more"))
    law = section[1]
    assert law["classes"] == ["mc-law"]
    assert [part.astext().split()[0] for part in law] == ["law", "evidence", "Proof"]
    assert [part.astext() for part in section[2:]] == ["then", "more"]


def test_a_theorem_alone_or_before_something_else_stays_as_it_is():
    theorem = theorem_node("", nodes.paragraph("", "law"))
    _, section = page(theorem, dropdown("An aside"), cell('answer = ...\ncheck("a", answer)'))
    assert section[1] is theorem


def test_more_theory_is_a_fold_and_says_what_it_holds():
    inner = nodes.section("", nodes.title("", "A bound"), theorem_node("", nodes.paragraph("", "law")), ids=["bound"])
    more = nodes.section(
        "", nodes.title("", "More theory"), nodes.paragraph("", "All of it."), inner, ids=["more-theory"]
    )
    document, _ = page(more, nodes.section("", nodes.title("", "Further reading"), ids=["further"]))
    folds.fold_sections(SimpleNamespace(builder=SimpleNamespace(format="latex")), document, "page")
    assert not list(document.findall(folds.Fold))
    folds.fold_sections(SimpleNamespace(builder=SimpleNamespace(format="html")), document, "page")
    (fold,) = document.findall(folds.Fold)
    assert fold.parent["ids"] == ["more-theory"]
    assert fold.parent[0].astext() == "More theory", "the heading is in the fold, where the contents do not lead"
    assert fold["says"] == "A bound"
    assert "Further reading" not in fold.astext()
    assert {id for each in fold.findall(nodes.section) for id in each["ids"]} == {"bound"}
