"""The mutants are the mistakes they are called, and the list of those that change nothing is up to date."""

import tomllib
from pathlib import Path

import pytest
from modelcollapse.theory import sampling as sampling_law

from tests.mutants.mutations import TARGETS, mutants

EVERY = {mutant.key: mutant for path in TARGETS for mutant in mutants(path)}
EQUIVALENT = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))


def test_mutants_have_names_of_their_own():
    assert len(EVERY) == sum(len(mutants(path)) for path in TARGETS)


@pytest.mark.parametrize("mistake", [
    "theory.diversity.coalescence_time: 1 - 1 / n → 1 + 1 / n",
    "theory.diversity.coalescence_time: 1 - 1 / n → 1",
    "theory.diversity.coalescence_time: 2 → 3",
    "theory.regression.base_risk: noise ** 2 → noise * 2",
    "theory.regression._enough_points: n <= d + 1 → n < d + 1",
    "theory.shapes.<lambda>: -1 → 1",
    "chains.gaussian.chain: t + 1 → t",
])  # fmt: skip
def test_mistakes_that_a_formula_could_have_are_made(mistake):
    assert mistake in EVERY


def test_messages_checks_and_docstrings_are_left_alone():
    wrong = " ".join(key for key in EVERY if key.startswith("chains.regression.chain"))
    assert "noise" in wrong
    assert not [words for words in ("minimum", "larger than", "Run the", "low=") if words in wrong]


def test_a_mistake_is_made_behind_every_reference():
    """In the formula below its checks, which no name refers to."""
    formula = sampling_law.biased_replacing.__wrapped__
    right = formula.__code__
    try:
        EVERY["theory.sampling.biased_replacing: bias ** t → bias * t"].make()
        assert sampling_law.biased_replacing(0.5, 4) == 2.0
    finally:
        formula.__code__ = right
    assert sampling_law.biased_replacing(0.5, 4) == 0.5**4


def test_equivalent_mutants_exist_and_have_a_reason():
    assert not EQUIVALENT.keys() - EVERY.keys(), "gone: make mutants would list them too"
    assert all(len(reason.split()) > 3 for reason in EQUIVALENT.values())
