"""A false date among copying pages: urns, majorities, cascades and the retrieval loop against their laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelcollapse.societies import contagion
from modelcollapse.theory import contagion as contagion_law


def test_copying_is_fair(agrees):
    share = contagion.polya(true_pages=4, written=100, replicates=8000, rng=0)["false_share"]
    agrees(share[-1], 0.2)
    assert (share[0] == 0.2).all()


@pytest.mark.parametrize("true_pages", [1, 3])
def test_false_majority(true_pages, agrees):
    share = contagion.polya(true_pages=true_pages, written=1000 - true_pages, replicates=4000, rng=0)["false_share"][-1]
    agrees((share > 0.5) + 0.5 * (share == 0.5), contagion_law.false_majority(true_pages))


@pytest.mark.parametrize("checkers", [0.2, 0.8])
def test_checkers_wear_the_false_share_down(checkers, agrees):
    share = contagion.polya(true_pages=4, written=60, checkers=checkers, replicates=8000, rng=0)["false_share"][-1]
    agrees(share, contagion_law.checked_share(5, 1, 60, checkers))


def test_everybody_checks():
    share = contagion.polya(true_pages=1, written=8, checkers=1.0, replicates=3, rng=0)["false_share"]
    np.testing.assert_allclose(share[-1], 1 / 10)


def test_a_web_obeys_the_urn(agrees):
    shares = [contagion.write_web(true_pages=3, written=40, checkers=0.3, rng=i).false.mean() for i in range(3000)]
    agrees(shares, contagion_law.checked_share(4, 1, 40, 0.3))


@settings(deadline=None)
@given(true_pages=st.integers(1, 10), written=st.integers(0, 50), checkers=st.floats(0, 1), seed=st.integers(0, 99))
def test_a_web_remembers_who_copied_whom(true_pages, written, checkers, seed):
    web = contagion.write_web(true_pages=true_pages, written=written, checkers=checkers, rng=seed)
    assert len(web.false) == len(web.parent) == len(web.checked) == true_pages + 1 + written
    copies = np.flatnonzero(web.parent >= 0)
    assert (web.parent[copies] < copies).all()
    assert (web.false[copies] == web.false[web.parent[copies]]).all()
    assert not web.false[web.checked].any()


@settings(deadline=None)
@given(seed=st.integers(0, 99))
def test_one_more_checker_never_makes_a_page_false(seed):
    few, many = (contagion.write_web(true_pages=2, written=40, checkers=v, rng=seed).false for v in (0.1, 0.4))
    assert (many <= few).all()


def test_threshold_of_majority_answering():
    assert contagion_law.verification_threshold(2.0) == pytest.approx(3 - 2 * np.sqrt(2), abs=1e-9)
    assert contagion_law.verification_threshold(1) == 0
    assert contagion_law.verification_threshold(100) == pytest.approx(0.5, abs=0.02)
    located = contagion.locate_threshold(replicates=2, generations=300, rng=0)
    np.testing.assert_allclose(located, contagion_law.verification_threshold(2.0), atol=2e-4)


@pytest.mark.parametrize("conformity", [1.5, 2.0, 5.0])
def test_resting_points_meet_at_the_threshold(conformity):
    threshold = contagion_law.verification_threshold(conformity)
    below = contagion_law.resting_points(threshold - 1e-3, conformity)
    assert len(below) == 2
    assert contagion_law.resting_points(threshold + 1e-3, conformity) == []
    for x in below:
        assert (1 - threshold + 1e-3) * contagion_law.repeats_majority(x, conformity) == pytest.approx(x, abs=1e-9)


def test_resting_points_at_the_ends():
    """If nobody checks, everything false rests too, and is counted once; if hardly anybody does, the point is near it."""
    assert contagion_law.resting_points(0.0) == pytest.approx([0.5, 1.0])
    few = contagion_law.resting_points(1e-4)
    assert few == pytest.approx([0.5, 1 - 1e-4], abs=1e-4)
    assert (1 - 1e-4) * contagion_law.repeats_majority(few[1]) == pytest.approx(few[1], abs=1e-12)


def test_reading_two_pages_and_two_others_is_conformity_two(agrees):
    """Literally: draw two pages until they agree."""
    pages = np.random.default_rng(0).random((4000, 60, 2)) < 0.7
    agree = pages[..., 0] == pages[..., 1]
    answers = pages[np.arange(4000), agree.argmax(axis=1), 0]
    agrees(answers, contagion_law.repeats_majority(0.7, 2.0))


@pytest.mark.parametrize("copies", [1.2, 2.5])
def test_cascade(copies, agrees):
    pages = contagion.cascade(copies=copies, generations=150, replicates=6000, enough=500, rng=0)["false_pages"][-1]
    agrees(pages > 0, contagion_law.escape(copies))


def test_a_cascade_below_one_dies():
    assert contagion_law.escape(1.0) == contagion_law.escape(0.3) == 0
    pages = contagion.cascade(copies=1.5, checkers=0.5, generations=300, replicates=500, rng=0)["false_pages"]
    assert (pages[-1] == 0).all()


@pytest.mark.parametrize(("recognized", "false_pages"), [(0.0, 0), (0.6, 0), (0.6, 1), (0.0, 2)])
def test_retrieval_is_its_markov_chain(recognized, false_pages, agrees):
    setting = {"human_pages": 3, "written": 15, "source_bias": 2.0, "top_k": 3, "hallucination": 0.2}
    setting |= {"recognized": recognized, "false_pages": false_pages}
    share = contagion.retrieval(**setting, replicates=8000, rng=0)["false_share"][-1]
    agrees(share > 0.5, contagion_law.retrieval_false_majority(**setting))


def test_answers_are_the_majority_of_what_is_retrieved(agrees):
    pages = np.random.default_rng(0).random((20_000, 5)) < 0.3
    made_up = np.random.default_rng(1).random(20_000) < 0.1
    agrees((pages.sum(axis=1) > 2) | made_up, contagion_law.answer_false(0.3, 5, 0.1))


def test_perfect_provenance_leaves_only_what_is_made_up(agrees):
    history = contagion.retrieval(human_pages=1, written=30, replicates=4000, recognized=1.0, rng=0)
    assert (history["false_share"] == 0).all()
    agrees(history["answer_false"][-1], 0.05)


def test_one_wrong_page_among_two_misleads_the_first_reader(agrees):
    """By hand: each of three pages read is the wrong one with probability 1/2, so the majority is, too."""
    history = contagion.retrieval(
        human_pages=1, false_pages=1, written=0, top_k=3, hallucination=0.0, replicates=4000, rng=0
    )
    assert (history["false_share"] == 0.5).all()
    agrees(history["answer_false"][0], 0.5)


def test_source_bias_of_zero_never_reads_a_machine():
    assert (contagion.retrieval(human_pages=1, written=9, replicates=9, source_bias=0, rng=0)["false_share"] == 0).all()


def test_nobody_can_begin_from_nothing():
    with pytest.raises(ValueError, match="true_pages must be"):
        contagion.polya(true_pages=0, false_pages=0, written=3, replicates=1)


URN = {"true_pages": 3, "written": 4, "replicates": 2}
LOOP = {"human_pages": 3, "written": 4, "replicates": 2}
DRAWS = {"replicates": "an int from 1", "rng": "a seed"}
RETRIEVAL = {
    "human_pages": "an int from 1",
    "written": "an int from 0",
    "source_bias": "at least 0",
    "top_k": ("an int from 1", [2, 10]),
    "hallucination": "a share",
    "recognized": "a share",
    "false_pages": "an int from 0",
}
REFUSALS = [
    (
        contagion.polya,
        URN,
        {"true_pages": "an int from 0", "false_pages": "an int from 0", "written": "an int from 0", **DRAWS}
        | {"checkers": "a share"},
    ),
    (
        contagion.write_web,
        {"true_pages": 3, "written": 4},
        {"true_pages": "an int from 1", "written": "an int from 0", "checkers": "a share", "rng": "a seed"},
    ),
    (
        contagion.consensus,
        {"checkers": 0.1, "start": 0.9, "generations": 2, "replicates": 2},
        {"checkers": ("a share", [[0.1, 0.2, 0.3]]), "start": "a share", "generations": "an int from 0", **DRAWS}
        | {"pages": "an int from 1", "conformity": "at least 1"},
    ),
    (
        contagion.locate_threshold,
        {"replicates": 1, "generations": 5, "rounds": 2},
        {"generations": "an int from 1", "rounds": "an int from 1", "conformity": "at least 1", **DRAWS},
    ),
    (
        contagion.cascade,
        {"copies": 1.5, "generations": 2, "replicates": 2},
        {"copies": "at least 0", "generations": "an int from 0", "checkers": "a share", "enough": "an int from 1"}
        | DRAWS,
    ),
    (contagion.retrieval, LOOP, RETRIEVAL | DRAWS),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)


@pytest.mark.parametrize("versions", [1, 3])
def test_two_made_up_answers_win_if_they_agree(versions, agrees):
    """Four human pages, one page read, weight 3: it takes two answers that state the same falsehood."""
    history = contagion.retrieval(
        human_pages=4, written=2, source_bias=3, top_k=1, hallucination=0.5, versions=versions, replicates=40_000, rng=0
    )
    agrees(history["lost"][2], 0.5 * (0.5 / versions + 0.5 * 3 / 7))
    assert not history["lost"][:2].any()


def test_a_fact_with_one_falsehood_is_lost_by_majority():
    history = contagion.retrieval(human_pages=2, written=20, replicates=500, rng=0)
    np.testing.assert_array_equal(history["lost"], history["false_share"] > 0.5)


def test_different_falsehoods_share_what_is_false():
    """Ten pages in ten versions never outvote eleven right ones, however false most of what is found is."""
    history = contagion.retrieval(
        human_pages=30, written=10, source_bias=5, hallucination=1.0, versions=10**4, replicates=50, rng=0
    )
    assert (history["false_share"][-1] > 0.5).all()
    assert not history["lost"].any()
