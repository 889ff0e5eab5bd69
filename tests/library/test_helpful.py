"""Synthetic data that bring knowledge along: what each way makes, and what it must not change."""

import numpy as np
import pytest
from modelcollapse.defenses import helpful
from modelcollapse.models import augmentation
from modelcollapse.sources import Birds, Digits
from modelcollapse.sources.digits import rare_digit
from modelcollapse.sources.rephrasing import rephrase, textbook

FEW = np.random.default_rng(0).random((3, 9))
OTHERS = np.random.default_rng(1).random((40, 9))
CLASSES = np.arange(40) % 4


@pytest.fixture(scope="module")
def birds():
    return Birds()


def test_copies_are_the_examples():
    made = augmentation.copied(FEW, 200, rng=0)
    np.testing.assert_array_equal(np.unique(made, axis=0), np.unique(FEW, axis=0))


def test_points_between_lie_on_lines_between_two_examples():
    made = augmentation.between(FEW, 50, rng=0)
    for point in made:
        sides = np.linalg.norm(FEW[:, None] - FEW[None], axis=-1)
        through = np.linalg.norm(FEW - point, axis=-1)
        assert np.isclose(through[:, None] + through[None], sides).any()


def test_moved_images_are_the_examples_shifted():
    image = np.arange(1.0, 10).reshape(3, 3)
    made = {tuple(point) for point in augmentation.moved([image.ravel()], 300, rng=0)}
    shifted = set()
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            rolled = np.zeros((5, 5))
            rolled[1 + down : 4 + down, 1 + right : 4 + right] = image
            shifted.add(tuple(rolled[1:4, 1:4].ravel()))
    assert made == shifted


def test_borrowed_examples_have_the_mean_of_the_few_and_the_spread_of_the_others(agrees):
    made = augmentation.borrowed(FEW, 20_000, others=OTHERS, classes=CLASSES, rng=0)
    within = np.concatenate([OTHERS[c::4] - OTHERS[c::4].mean(axis=0) for c in range(4)])
    np.testing.assert_allclose(np.cov(made.T, bias=True), within.T @ within / 40, atol=0.005)
    agrees(made[:, 0], FEW[:, 0].mean())


def test_a_rare_digit_is_split_without_overlap():
    split = rare_digit(3, examples=4, others=30, rng=1)
    assert (len(split.few), len(split.spare)) == (4, 26)
    assert {int(label): int((split.labels == label).sum()) for label in np.unique(split.labels)} == dict.fromkeys(
        set(range(10)) - {3}, 30
    )
    rare = np.concatenate([split.few, split.spare, split.test])
    images = Digits(3, components=64)
    assert len(rare) == len(images.points_) == 183
    assert rare.mean() == pytest.approx(images.to_images(images.points_).mean())


def test_rephrased_sentences_are_true_and_grammatical_and_new(birds):
    human = birds.sample(2000, rng=0)
    again = rephrase(human, rng=1)
    before, after = birds.read(human), birds.read(again)
    assert again.shape == human.shape
    assert after.grammatical.all()
    assert not after.false.any()
    np.testing.assert_array_equal(after.species, before.species)
    assert (after.pattern != before.pattern).all()


def test_rephrasing_states_no_fact_that_was_not_stated(birds):
    human = birds.sample(2000, rng=2)
    facts = {
        word
        for values in birds._slots.items()
        if values[0] in ("habitat", "food", "color", "year")
        for word in values[1]
    }
    for one, other in zip(human, rephrase(human, rng=3), strict=True):
        assert facts & set(other.split()) <= facts & set(one.split())


def test_what_follows_no_pattern_stays_as_it_is():
    assert rephrase([["the bird", "", "a b c"]], rng=0).tolist() == [["the bird", "", "a b c"]]


def test_a_textbook_is_true_common_and_of_one_style(birds):
    read = birds.read(textbook(birds, 500, rng=0))
    assert len(read.style) == 500
    assert set(read.style) == {birds.styles_.index("guide")}
    assert not read.false.any()
    assert not read.rare.any()
    assert not read.hedged.any()
    assert read.species.max() < 100


NOT_POINTS = [[], [1.0], [[np.nan]], "ab", None, [[1.0], [1.0, 2.0]]]
WAYS = [augmentation.copied, augmentation.between, augmentation.moved]
REFUSALS = [
    *((way, {"few": FEW, "n": 2}, {"few": NOT_POINTS, "n": "an int from 1", "rng": "a seed"}) for way in WAYS),
    (augmentation.moved, {"few": FEW, "n": 2}, {"few": [[[1.0, 2.0]]]}),
    (
        augmentation.borrowed,
        {"few": FEW, "n": 2, "others": OTHERS, "classes": CLASSES},
        {"few": NOT_POINTS, "n": "an int from 1", "others": [[], [1.0], [[1.0]], "ab"], "rng": "a seed"}
        | {"classes": [[1], [[1, 2]], 3]},
    ),
    (
        rare_digit,
        {"digit": 8, "examples": 2},
        {"digit": [-1, 10, 1.5, "8"], "examples": [0, 41, 2.5], "others": [0, 101], "rng": "a seed"},
    ),
    (rephrase, {"sentences": ["a b"]}, {"sentences": [[], 3, [1], None], "rng": "a seed"}),
    (textbook, {"birds": Birds(), "n": 2}, {"n": "an int from 1", "rng": "a seed"}),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)


def test_each_way_fills_up_what_a_rare_class_lacks():
    split = rare_digit(8, examples=5, rng=0)
    made = {way: helpful.filled(split, way, rng=0) for way in helpful.WAYS}
    assert {way: len(images) for way, images in made.items()} == dict.fromkeys(helpful.WAYS, 35) | {"nothing": 0}
    few = {tuple(image) for image in split.few}
    assert {tuple(image) for image in made["copied"]} <= few
    assert not {tuple(image) for image in made["real"]} & few


def test_real_eights_are_recognized_most():
    nothing, real = helpful.recognition(("nothing", "real"), draws=2, rng=0)
    assert (real > nothing).all()
    assert (helpful.recognition(("real",), draws=2, rng=0) == real).all(), "other ways change the draws"


def test_more_human_text_is_a_gain_and_a_textbook_alone_a_great_loss():
    human, more, book = helpful.text_losses(400, ("human alone", "half more human", "textbook alone"), draws=2, rng=0)
    assert (more < human).all()
    assert (book > human + 1).all()


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: helpful.filled(rare_digit(8, examples=5, rng=0), "cloned"), "way"),
        (lambda: helpful.recognition(draws=0), "draws"),
        (lambda: helpful.text_losses(1, ("human alone",), draws=1), "n must"),
        (lambda: helpful.text_losses(100, ("human",), draws=1), "mixture"),
    ],
)
def test_what_is_wrong_is_named(call, named):
    with pytest.raises(ValueError, match=named):
        call()
