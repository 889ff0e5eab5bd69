"""Family trees: where a gene's way runs, what is drawn of it, and where it leaves the drawing."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from modelcollapse.book import pedigrees

PLACES = {"child": (50, 10), "father": (20, 50), "mother": (80, 50), "grandfather": (60, 90)}
PARENTS = {
    "child": ("father", "mother"),
    "father": (None, None),
    "mother": ("somebody", "else"),
    "grandfather": (None, None),
}


def drawn(way, top=120, **settings):
    """The corners of every line, solid or dashed, and the discs."""
    ax = Figure().subplots()
    end = pedigrees.gene(ax, PLACES, way, PARENTS, rank=40, top=top, color="#0072b2", **settings)
    lines = [patch for patch in ax.patches if patch.get_linewidth() == pytest.approx(2.4)]
    (discs,) = (patch for patch in ax.patches if patch.get_linewidth() == 7)
    return lines, np.unique(discs.get_path().vertices, axis=0).tolist(), end


def test_a_gene_from_a_father_whose_parents_nobody_knows_goes_straight_up():
    (solid, dashed), discs, end = drawn(["child", "father"])
    assert discs == [[20, 50]], "who is asked about has two genes, which are drawn apart"
    assert solid.get_path().vertices[0].tolist() == [50, 10 + pedigrees.HALF]
    assert solid.get_path().vertices[-1].tolist() == [20 + pedigrees.HALF, 50]
    assert dashed.get_path().vertices.tolist() == [[20, 50 + pedigrees.HALF], [20, 120]]
    assert end == 20


def test_a_gene_that_passes_persons_who_are_not_drawn_comes_back_into_the_tree():
    (_, dashed), discs, end = drawn(["child", "mother", "else", "grandfather", "older"])
    assert discs == [[60, 90], [80, 50]]
    assert dashed.get_path().vertices[0].tolist() == [80, 50 + pedigrees.HALF]
    assert [60 + pedigrees.HALF / 2, 90 + pedigrees.HALF] in dashed.get_path().vertices.tolist()
    assert end == 60


def test_two_genes_on_one_way_are_drawn_side_by_side():
    _, left, at = drawn(["child", "mother"], shift=-1.0)
    _, right, other = drawn(["child", "mother"], shift=1.0)
    assert left[0][0] < 80 < right[0][0]
    assert (at, other) == (79, 81)


def test_a_way_that_is_followed_to_one_person_ends_there():
    lines, discs, end = drawn(["child", "father"], top=None)
    assert len(lines) == 1, "nothing runs on above"
    assert (discs, end) == ([[20, 50]], 20)


FAMILY = {
    "father": ("Father", "M", None, None, 0.0),
    "mother": ("Mother", "F", None, None, 0.125),
    "child": ("Child", "M", "father", "mother", None),
}


def written(**settings):
    ax = Figure().subplots()
    pedigrees.tree(ax, PLACES, FAMILY, rank=40, **settings)
    return [text.get_text() for text in ax.texts], ax


def test_a_share_is_written_in_whole_percent_rounded_as_at_school_and_none_is_not():
    assert written()[0] == ["0", "Father", "13", "Mother", "Child"]


def test_who_is_not_shown_keeps_the_name_and_the_lines_but_not_the_share():
    texts, ax = written(shown={"father"})
    assert texts == ["0", "Father", "Mother", "Child"]
    widths = {patch.get_linewidth() for patch in ax.findobj(PathPatch)}
    assert {0.7, 1.2} <= widths


def test_one_person_can_be_ringed():
    (ring,) = (patch for patch in written(ringed="mother")[1].findobj(PathPatch) if patch.get_linewidth() == 3.2)
    assert ring.get_path().vertices.mean(axis=0) == pytest.approx(PLACES["mother"], abs=1)
