"""Pedigrees: what is refused, kinship against path counting and gene drops, random mating against its laws, your own family."""

import numpy as np
import pytest
from modelcollapse.societies import genetic_load
from modelcollapse.societies.gedcom import read_gedcom
from modelcollapse.societies.kinship import drop_genes, gene_lines, inbreeding, inbreeding_of, kinship
from modelcollapse.societies.pedigree import Pedigree, random_mating
from modelcollapse.sources import habsburg
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import inbreeding as inbreeding_law


def family(**children):
    """A pedigree from child → "father mother", or "" for a founder."""
    pairs = [parents.split() or [None, None] for parents in children.values()]
    return Pedigree(list(children), *zip(*pairs, strict=True))


COUPLE = {"Ann": "", "Bob": "", "Eve": "", "Tom": ""}
RELATIONS = {
    "half brother and sister": ({"Sue": "Bob Ann", "Sam": "Bob Eve", "x": "Sam Sue"}, 1 / 8),
    "brother and sister": ({"Sue": "Bob Ann", "Sam": "Bob Ann", "x": "Sam Sue"}, 1 / 4),
    "parent and child": ({"Sue": "Bob Ann", "x": "Bob Sue"}, 1 / 4),
    "uncle and niece": ({"Sue": "Bob Ann", "Sam": "Bob Ann", "Kim": "Tom Sue", "x": "Sam Kim"}, 1 / 8),
    "first cousins": ({"Sue": "Bob Ann", "Sam": "Bob Ann", "Kim": "Tom Sue", "Ken": "Sam Eve", "x": "Ken Kim"}, 1 / 16),
    "double first cousins": (
        {"Sue": "Bob Ann", "Sam": "Bob Ann", "Pam": "Tom Eve", "Pat": "Tom Eve", "Kim": "Pat Sue", "Ken": "Sam Pam"}
        | {"x": "Ken Kim"},
        1 / 8,
    ),
    "oneself": ({"Sue": "Bob Ann", "x": "Sue Sue"}, 1 / 2),
    "strangers": ({"x": "Bob Ann"}, 0),
}


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_textbook_relations(relation):
    children, expected = RELATIONS[relation]
    pedigree = family(**COUPLE, **children)
    assert inbreeding_of(pedigree, "x") == expected
    shuffled = dict(sorted((COUPLE | children).items(), key=lambda item: item[0][::-1]))
    assert inbreeding_of(family(**shuffled), "x") == expected, "the order of the persons does not matter"


def paths_up(pedigree, person):
    """Every way up from a person, as a tuple of persons that begins with this one."""
    yield (person,)
    for parent in pedigree.parents(person):
        if parent is not None:
            yield from ((person, *rest) for rest in paths_up(pedigree, parent))


def by_path_counting(pedigree, person):
    """Wright's coefficient: each pair of ways from both parents to one ancestor that meet nowhere else counts once."""
    father, mother = pedigree.parents(person)
    if father is None or mother is None:
        return 0.0
    return sum(
        0.5 ** (len(up) + len(down) - 1) * (1 + by_path_counting(pedigree, up[-1]))
        for up in paths_up(pedigree, father)
        for down in paths_up(pedigree, mother)
        if up[-1] == down[-1] and not set(up[:-1]) & set(down[:-1])
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_tabular_method_agrees_with_counting_paths(seed):
    pedigree = random_mating(size=4, generations=4, selfing=False, rng=seed)
    counted = [by_path_counting(pedigree, person) for person in pedigree.persons]
    np.testing.assert_allclose(inbreeding(pedigree), counted, atol=1e-12)
    assert max(counted) > 0


def test_one_unknown_parent_and_overlapping_generations():
    pedigree = Pedigree(
        list("abcdefg"), [None, None, "a", "a", "c", "a", "f"], [None, None, "b", None, "d", "e", "e"]
    )  # d's mother is unknown; a has a child with his grandchild e
    counted = [by_path_counting(pedigree, person) for person in pedigree.persons]
    np.testing.assert_allclose(inbreeding(pedigree), counted)
    assert inbreeding_of(pedigree, "d") == 0
    assert counted[-1] > counted[-2] > counted[-3] > 0


def test_kinship_is_a_symmetric_table_with_everybody_in_their_place():
    pedigree = random_mating(size=5, generations=3, rng=2)
    table = kinship(pedigree)
    np.testing.assert_array_equal(table, table.T)
    assert np.linalg.eigvalsh(table).min() > -1e-12
    backwards = Pedigree(pedigree.persons[::-1], *zip(*map(pedigree.parents, pedigree.persons[::-1]), strict=True))
    np.testing.assert_array_equal(kinship(backwards), table[::-1, ::-1])
    np.testing.assert_array_equal(inbreeding(backwards), inbreeding(pedigree)[::-1])


def test_dropped_genes_are_alike_as_often_as_inbreeding_says(agrees):
    pedigree = random_mating(size=3, generations=4, rng=5)
    genes = drop_genes(pedigree, replicates=20_000, rng=0)
    expected = kinship(pedigree)
    who = int(inbreeding(pedigree).argmax())
    agrees(genes[who, 0] == genes[who, 1], inbreeding(pedigree)[who])
    agrees(genes[-1, 0] == genes[-2, 1], expected[int(pedigree.father[-1]), int(pedigree.mother[-2])])
    founders = genes[:3].reshape(6, -1)
    assert (founders == np.arange(6)[:, None]).all()


def test_followed_genes_are_alike_as_often_as_inbreeding_says_and_part_nowhere_after_they_met(agrees):
    pedigree = random_mating(size=3, generations=4, rng=5)
    who = pedigree.persons[int(inbreeding(pedigree).argmax())]
    drops = [gene_lines(pedigree, who, rng=i) for i in range(4000)]
    agrees([drop.alike for drop in drops], inbreeding_of(pedigree, who))
    for drop in drops[:200]:
        assert (drop.father[1], drop.mother[1]) == pedigree.parents(who)
        for way in (drop.father, drop.mother):
            assert all(up in pedigree.parents(down) for down, up in zip(way, way[1:], strict=False))
            assert pedigree.parents(way[-1]) == (None, None)
        assert not drop.alike or drop.father[-1] == drop.mother[-1]


def test_two_copies_of_one_gene_have_come_one_way_since_they_met():
    pedigree = random_mating(size=3, generations=4, rng=5)
    drops = [gene_lines(pedigree, pedigree.persons[-1], rng=i) for i in range(300)]
    assert {bool(drop.common) for drop in drops if not drop.alike} == {False}
    for drop in (drop for drop in drops if drop.alike):
        met = [len(way) - len(drop.common) for way in (drop.father, drop.mother)]
        assert drop.father[met[0] :] == drop.mother[met[1] :] == drop.common
        assert len(drop.common) >= 1
        assert drop.father[met[0] - 1] != drop.mother[met[1] - 1] or met == [1, 1], (
            "they part below the first whom they share"
        )


def test_genes_that_met_in_one_person_may_still_be_two():
    """Brother and sister may get different genes of one parent: their ways share the parent, and no gene."""
    parents = {"Ann": "", "Bob": "", "Sue": "Bob Ann", "Sam": "Bob Ann", "x": "Sam Sue"}
    drops = [gene_lines(family(**parents), "x", rng=i) for i in range(400)]
    through_one = [drop for drop in drops if drop.father[-1] == drop.mother[-1]]
    assert {drop.alike for drop in through_one} == {True, False}
    for drop in through_one:
        assert drop.common == ((drop.father[-1],) if drop.alike else ())


@pytest.mark.parametrize(("selfing", "law"), [(True, "random_mating"), (False, "two_parents")])
@pytest.mark.parametrize("size", [3, 10])
def test_a_closed_population_becomes_inbred_as_its_law_says(size, selfing, law, agrees):
    generations = 5
    grown = [random_mating(size=size, generations=generations, selfing=selfing, rng=i) for i in range(600)]
    last = [inbreeding(pedigree)[-size:].mean() for pedigree in grown]
    agrees(last, getattr(inbreeding_law, law)(size, generations))


def test_inbreeding_is_the_diversity_that_resampling_loses():
    size, t = np.array([2, 10, 300])[:, None], np.arange(40)
    left = 1 - inbreeding_law.random_mating(size, t)
    np.testing.assert_allclose(left, diversity_law.replacing(2 * size, t))


@pytest.mark.parametrize("migrants", [0.5, 1, 4])
def test_inbreeding_with_migrants_is_where_its_recursion_rests(migrants):
    size, inbred = 30, 0.0
    for _ in range(5000):
        inbred = (1 - migrants / size) ** 2 * (1 / (2 * size) + (1 - 1 / (2 * size)) * inbred)
    assert inbreeding_law.with_migrants(size, migrants) == pytest.approx(inbred)


def test_the_size_that_explains_a_rise_by_hand():
    """One person who fertilizes themself loses half of what is left in each generation; two lose a quarter."""
    assert inbreeding_law.realized_size(0.0, 0.5, 1) == pytest.approx(1)
    assert inbreeding_law.realized_size(0.5, 0.75, 1) == pytest.approx(1)
    assert inbreeding_law.realized_size(0.2, 0.8, 2) == pytest.approx(1)
    assert inbreeding_law.realized_size(0.0, 0.25, 1) == pytest.approx(2)
    assert inbreeding_law.realized_size(0.36, 0.64, 2) == pytest.approx(2)


def test_survival_falls_by_the_same_share_for_each_step_of_inbreeding():
    left = inbreeding_law.survival(np.log(16), [0, 0.25, 0.5, 1])
    np.testing.assert_allclose(left, [1, 1 / 2, 1 / 4, 1 / 16])


def test_one_person_alone_loses_half_of_what_is_left_in_each_generation():
    alone = random_mating(size=1, generations=3, rng=0)
    np.testing.assert_array_equal(inbreeding(alone), [0, 1 / 2, 3 / 4, 7 / 8])


def test_two_persons_who_may_not_fertilize_themselves_are_brother_and_sister():
    pair = random_mating(size=2, generations=3, selfing=False, rng=0)
    np.testing.assert_array_equal(inbreeding(pair)[::2], [0, 0, 1 / 4, 3 / 8])


def test_what_a_pedigree_says_of_itself():
    half_known = Pedigree(["Ann", "Sue", "Kim"], fathers=[None, None, None], mothers=[None, "Ann", "Sue"])
    assert repr(half_known) == "Pedigree(3 persons, 2 known parents, 2 generations)"
    both = family(Ann="", Bob="", Sue="Bob Ann")
    assert repr(both) == "Pedigree(3 persons, 2 known parents, 1 generations)"


def test_two_parents_by_hand():
    """Of two persons the children are brothers and sisters, generation after generation: 0, 0, 1/4, 3/8, 1/2, 19/32."""
    np.testing.assert_allclose(inbreeding_law.two_parents(2, np.arange(6)), [0, 0, 1 / 4, 3 / 8, 1 / 2, 19 / 32])
    assert inbreeding_law.two_parents([2, 3], [[2], [1]]).tolist() == [[1 / 4, 1 / 6], [0, 0]]


# The Habsburgs


@pytest.fixture(scope="module")
def dynasty():
    return Pedigree.from_table(habsburg.persons())


def test_the_published_kings_have_the_mean_and_the_error_of_another_paper():
    published = np.array(list(habsburg.PUBLISHED.values()))
    assert round(published.mean(), 4) == 0.1287
    assert published.std(ddof=1) / np.sqrt(6) == pytest.approx(0.0378, abs=2e-4)


def test_our_kings_are_near_the_published_ones_and_never_above(dynasty):
    ours = np.array([inbreeding_of(dynasty, king) for king in habsburg.PUBLISHED])
    published = np.array(list(habsburg.PUBLISHED.values()))
    assert (ours < published + 0.0005).all(), "a smaller pedigree has fewer common ancestors"
    assert (published - ours).max() < 0.01
    assert np.corrcoef(ours, published)[0, 1] > 0.999


def test_stricter_evidence_only_lowers_inbreeding():
    found = {grade: Pedigree.from_table(habsburg.persons(grade)) for grade in habsburg.EVIDENCE}
    for king in habsburg.PUBLISHED:
        strict, some, every = (inbreeding_of(found[grade], king) for grade in habsburg.EVIDENCE)
        assert strict <= some <= every
    assert inbreeding_of(found["documented"], "charles2_es") == pytest.approx(0.2442, abs=5e-5)
    assert inbreeding_of(found["cross-checked"], "philip1_es") == 0


def test_the_table_is_what_it_says():
    table = habsburg.persons()
    assert table.index.is_unique
    assert set(table["father_evidence"].dropna()) == set(habsburg.EVIDENCE)
    for parent, sex in (("father", "M"), ("mother", "F")):
        known = table[f"{parent}_id"].dropna()
        assert (table.loc[known, "sex"] == sex).all()
        assert known.index.equals(table[f"{parent}_evidence"].dropna().index)
    strict = habsburg.persons("documented")
    assert set(strict["mother_evidence"].dropna()) == {"documented"}
    assert strict["mother_id"].notna().equals(strict["mother_evidence"].notna())
    assert all(parent is None or isinstance(parent, str) for parent in strict["mother_id"])


def test_the_ancestors_of_charles_ii(dynasty):
    assert [len({*dynasty.slots("charles2_es", g)}) for g in range(6)] == [1, 2, 4, 8, 14, 18]
    assert None not in dynasty.slots("charles2_es", 5)
    assert dynasty.parents("charles2_es") == ("philip4_es", "mariana_at")
    grandparents = dynasty.within("charles2_es", 2)
    assert len(grandparents) == 1 + 2 + 4
    assert inbreeding_of(grandparents, "charles2_es") == 1 / 8, "uncle and niece"


def test_a_spouse_who_is_a_stranger_lowers_inbreeding_and_changes_nobody_else(dynasty):
    stranger = dynasty.as_stranger("mariana_at")
    assert inbreeding_of(stranger, "charles2_es") == 0
    assert inbreeding_of(stranger, "philip4_es") == inbreeding_of(dynasty, "philip4_es")
    assert stranger.parents("mariana_at") == (None, None)
    assert len(stranger) == len(dynasty)


# What is refused


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"persons": ["a", "a"], "fathers": [None] * 2, "mothers": [None] * 2},
            "persons must be .* no two are alike.*'a'",
        ),
        ({"persons": ["a", ""], "fathers": [None] * 2, "mothers": [None] * 2}, "persons must be names"),
        ({"persons": ["a", 3], "fathers": [None] * 2, "mothers": [None] * 2}, "persons must be names.*got 3"),
        ({"persons": ["a", "b"], "fathers": [None], "mothers": [None] * 2}, "fathers must be one a person, 2 in all"),
        ({"persons": ["Anna", "b"], "fathers": [None] * 2, "mothers": [None, "Ana"]}, "mothers.*did you mean 'Anna'"),
        ({"persons": ["a", "b"], "fathers": ["a", None], "mothers": [None] * 2}, "circles.*got 'a child of a'"),
        (
            {"persons": ["a", "b", "c", "d"], "fathers": ["b", "c", None, "a"], "mothers": [None, None, "a", None]},
            "circles of descent; got 'a child of b child of c child of a'",
        ),
        (
            {"persons": ["a", "b"], "fathers": [None, "a"], "mothers": [None] * 2, "sex": ["F", None]},
            "fathers.*'a of b'",
        ),
        (
            {"persons": ["a", "b"], "fathers": [None] * 2, "mothers": [None, "a"], "sex": ["M", "F"]},
            "mothers.*'a of b'",
        ),
        (
            {"persons": ["a", "b"], "fathers": [None, "a"], "mothers": [None] * 2, "birth": [1600, 1590]},
            "fathers must be persons born before.*'a of b, 1600 and 1590'",
        ),
        ({"persons": ["a", "b"], "fathers": [None, "a"], "mothers": [None] * 2, "birth": [1600, 1600]}, "born before"),
    ],
)
def test_impossible_pedigrees_are_refused_by_name(columns, message):
    with pytest.raises(ValueError, match=message):
        Pedigree(**columns)


def test_missing_columns_unknown_persons_and_unknown_grades(dynasty):
    with pytest.raises(ValueError, match="table must be .*got 'mother_id'"):
        Pedigree.from_table(habsburg.persons().drop(columns="mother_id"))
    with pytest.raises(ValueError, match="did you mean 'charles2_es'"):
        inbreeding_of(dynasty, "charles2_e")
    with pytest.raises(ValueError, match="evidence must be one of"):
        habsburg.persons("rumor")
    with pytest.raises(ValueError, match="generations must be an integer of at least 0"):
        dynasty.within("charles2_es", -1)


def test_an_empty_pedigree_and_one_of_founders():
    assert kinship(Pedigree([], [], [])).shape == (0, 0)
    assert repr(Pedigree([], [], [])) == "Pedigree(0 persons, 0 known parents, 0 generations)"
    np.testing.assert_array_equal(kinship(family(Ann="", Bob="")), np.eye(2) / 2)


REFUSALS = [
    (random_mating, {"size": 3, "generations": 2, "rng": 0}, {"size": "an int from 1", "generations": "an int from 0"}),
    (random_mating, {"size": 3, "generations": 2, "selfing": False, "rng": 0}, {"size": "an int from 2"}),
    (drop_genes, {"pedigree": family(Ann=""), "replicates": 2, "rng": 0}, {"replicates": "an int from 1"}),
    (
        genetic_load.chain,
        {"size": 3, "generations": 1, "replicates": 2, "rng": 0},
        {
            "size": "an int from 2",
            "loci": "an int from 1",
            "migrants": "an int from 0",
            "frequency": "a share",
            "dominance": "a share",
            "harm": "a share",
            "selected": [None, 1, "yes"],
        },
    ),
]


def test_bad_arguments_are_refused(refusal, refuses):
    refuses(*refusal)


def test_more_migrants_than_persons_and_a_gene_that_kills_at_once():
    with pytest.raises(ValueError, match="migrants must be at most size = 3"):
        genetic_load.chain(size=3, generations=1, replicates=1, migrants=4)
    with pytest.raises(ValueError, match="harm must be .*1"):
        genetic_load.chain(size=3, generations=1, replicates=1, harm=1.0)
    with pytest.raises(ValueError, match="migrants must be at most size"):
        inbreeding_law.with_migrants(3, [1, 4])
    assert inbreeding_law.with_migrants(3, 3) == 0, "nobody has parents in the population"


# Load, purging, rescue

HERD = {"size": 6, "generations": 5, "loci": 40, "frequency": 0.2, "harm": 0.3, "dominance": 0.1}


def test_unselected_fitness_falls_as_inbreeding_brings_genes_together(agrees):
    herd = genetic_load.chain(**HERD, replicates=6000, selected=False, rng=0)
    for t in (0, 1, 5):
        inbred = inbreeding_law.two_parents(6, t)
        agrees(herd["log_fitness"][t], inbreeding_law.log_fitness(inbred, 40, 0.2, 0.3, 0.1))
        agrees(herd["frequency"][t], 0.2)
        agrees(herd["heterozygosity"][t], 2 * 0.2 * 0.8 * (1 - inbred))


def test_one_place_two_parents_all_children_by_hand(agrees):
    """With two persons both are parents of every child, whatever their fitness is."""
    herd = genetic_load.chain(size=2, generations=1, replicates=20_000, loci=1, frequency=0.5, harm=0.9, rng=0)
    agrees(herd["frequency"][1], 0.5)
    agrees(herd["heterozygosity"][1], 0.5)
    three = genetic_load.chain(size=3, generations=1, replicates=40_000, loci=1, frequency=0.5, harm=0.9, rng=0)
    assert three["frequency"][1].mean() < 0.45, "of three, the weakest is seldom a parent"


def test_selection_chooses_parents_in_proportion_to_fitness(agrees):
    """In a large population the frequency after one generation is that of the textbook."""
    setting = {"loci": 1, "frequency": 0.4, "harm": 0.5, "dominance": 0.2}
    herd = genetic_load.chain(size=150, generations=1, replicates=300, **setting, rng=1)
    q, one, both = 0.4, 1 - 0.2 * 0.5, 0.5
    mean = (1 - q) ** 2 + 2 * q * (1 - q) * one + q**2 * both
    agrees(herd["frequency"][1] - herd["frequency"][0], (q * (1 - q) * one + q**2 * both) / mean - q, errors=5)


def test_everybody_a_migrant_is_generation_0_again(agrees):
    herd = genetic_load.chain(**HERD | {"migrants": 6}, replicates=3000, rng=3)
    agrees(herd["heterozygosity"][5], 2 * 0.2 * 0.8)


def test_a_herd_that_is_only_looked_at():
    herd = genetic_load.chain(**HERD | {"generations": 0}, replicates=3, rng=0)
    assert {herd[name].shape for name in ("fitness", "log_fitness", "frequency", "heterozygosity")} == {(1, 3)}


def test_harmless_genes_cost_nothing():
    herd = genetic_load.chain(**HERD | {"harm": 0.0}, replicates=5, rng=0)
    assert (herd["fitness"] == 1).all()
    none = genetic_load.chain(**HERD | {"frequency": 0.0}, replicates=5, rng=0)
    assert (none["heterozygosity"] == 0).all()


# Your own family

FAMILY = """0 HEAD
1 CHAR UTF-8
0 @I1@ INDI
1 NAME Ann /Lee/
1 SEX F
1 BIRT
2 DATE 3 MAR 1900
0 @I2@ INDI
1 NAME Bob /Ray/
1 SEX M
1 BIRT
2 DATE ABT 1950
0 @I3@ INDI
1 NAME Zoë /Ray/
1 FAMC @F1@
0 @I4@ INDI
1 NAME Tom
1 FAMC @F1@
2 PEDI adopted
0 @F1@ FAM
1 HUSB @I2@
1 WIFE @I1@
1 CHIL @I3@
1 CHIL @I4@
0 TRLR
"""


@pytest.fixture
def ged(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "family.ged"
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\n    "])
def test_a_family_file_in_every_usual_encoding(ged, encoding, newline):
    found = read_gedcom(ged(FAMILY.replace("\n", newline), encoding))
    assert found.titles == ["Ann Lee", "Bob Ray", "Zoë Ray", "Tom"]
    assert found.parents("@I3@") == ("@I2@", "@I1@")
    assert found.parents("@I4@") == (None, None), "an adopted child is no kin"
    assert found.sex == ["F", "M", None, None]
    assert found.birth[0] == 1900
    assert np.isnan(found.birth[1]), "about 1950 is not certain enough to refuse a pedigree for"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0 HEAD", "Dear Sir,", "path must be a GEDCOM file, which begins with '0 HEAD'; got 'line 1: Dear Sir,'"),
        ("0 HEAD", "0 @I9@ INDI", "begins with '0 HEAD'"),
        ("1 NAME Tom", "NAME Tom", "lines: level, tag, value; got 'line 17: NAME Tom'"),
        ("1 WIFE @I1@", "1 WIFE @I8@", "every member of a family is a person; got '@I8@ of family @F1@'"),
        ("1 CHIL @I3@", "1 CHIL @I1@", "circles of descent; got '@I1@ child of @I1@'"),
        ("0 @I2@ INDI", "0 @I1@ INDI", "a name of its own; got '0 @I1@ INDI'"),
        ("1 SEX F", "1 SEX M", "mothers must be persons whose sex is not 'M'; got 'Ann Lee of Zoë Ray'"),
        ("1 FAMC @F1@\n0", "1 BIRT\n2 DATE 1890\n0", "born before their children.*'Ann Lee of Zoë Ray, 1900 and 1890'"),
        (
            "0 TRLR",
            "0 @F2@ FAM\n1 HUSB @I2@\n1 CHIL @I3@\n0 TRLR",
            "nobody has two families by birth .one has.; got 'Zoë Ray'",
        ),
        (FAMILY, "0 HEAD\n0 TRLR\n", "with persons in it"),
    ],
)
def test_a_broken_family_file_is_refused_with_the_line_or_the_persons(ged, old, new, message):
    assert FAMILY.count(old)
    with pytest.raises(ValueError, match=message):
        read_gedcom(ged(FAMILY.replace(old, new, 1)))


def test_a_family_file_that_is_none(ged, tmp_path):
    with pytest.raises(ValueError, match="path must be a file that exists"):
        read_gedcom(tmp_path / "nowhere.ged")
    with pytest.raises(ValueError, match="path must be"):
        read_gedcom(ged(b"\x89PNG\r\n\x1a\n\0\0"))
    with pytest.raises(ValueError, match="with persons in it"):
        read_gedcom(ged(b""))


def test_the_habsburgs_survive_the_way_through_a_family_file(ged, dynasty):
    lines, families = ["0 HEAD"], []
    for i, (person, title) in enumerate(zip(dynasty.persons, dynasty.titles, strict=True)):
        lines += [f"0 @{person}@ INDI", f"1 NAME {title}"]
        father, mother = dynasty.parents(person)
        pair = [("HUSB", father), ("WIFE", mother)]
        families += [f"0 @F{i}@ FAM", f"1 CHIL @{person}@", *(f"1 {tag} @{p}@" for tag, p in pair if p)]
    found = read_gedcom(ged("\n".join([*lines, *families])))
    np.testing.assert_array_equal(inbreeding(found), inbreeding(dynasty))
    assert found.titles == list(dynasty.titles)
