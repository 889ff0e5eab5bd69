"""The committed record of other seeds: of every claim, as it is defined now; and how a definition is told from another."""

import sys
from types import ModuleType

import pytest
from modelcollapse import claims
from modelcollapse.claims import registry
from modelcollapse.claims import tried as module
from modelcollapse.claims.__main__ import main
from modelcollapse.claims.tried import SEEDS, definition, record, stored, tried

CLAIMS = """
from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.registry import claim

THROWS = 1000
OTHER = 3


def throws(rng):
    return rng.random(THROWS) < 0.5


@claim("coin.fair", statement="A fair coin is fair.", kind="theorem", source="derived")
def fair(rng):
    # Heads or tails.
    return Evidence.of(throws(rng), 0.5, setting="a coin")


@claim("arithmetic.two", statement="Two is more than one.", kind="theorem", source="derived")
def two(rng):
    return Evidence(2.0, 1.0, relation="above", setting="computed")
"""


@pytest.mark.parametrize("id", claims.registered())
def test_every_claim_was_tried_on_other_seeds_as_it_is_now(id):
    found = tried(id)
    assert found, f"{id} is new or was changed: .venv/bin/python -m modelcollapse.claims --record {id}"
    assert found.tried == SEEDS
    assert found.held == SEEDS, f"{id} {found}: find out what is true, and state that"
    assert found.strain <= 1


def test_nothing_else_is_stored():
    assert list(stored()) == list(claims.registered())


@pytest.fixture
def write(tmp_path, monkeypatch):
    """A function that registers the claims of a module of its own, and none else; the record is empty."""
    monkeypatch.setattr(module, "STORE", tmp_path / "seeds.json")

    def register(text=CLAIMS):
        monkeypatch.setattr(registry, "_registry", {})
        path = tmp_path / "two_claims.py"
        path.write_text(text)
        module._module.cache_clear()
        namespace = ModuleType("two_claims")
        namespace.__file__ = str(path)
        monkeypatch.setitem(sys.modules, "two_claims", namespace)
        exec(text, vars(namespace))
        return {id: definition(id) for id in claims.registered()}

    return register


def recorded():
    """Record what has changed; return what was tried."""
    return [trials.verdict.claim.id for trials in record(claims.registered())]


@pytest.mark.parametrize(
    ("old", "new"),
    [("< 0.5", "< 0.50001"), ("THROWS = 1000", "THROWS = 2000"), ('setting="a coin"', 'setting="one coin"')],
)
def test_a_definition_is_the_function_and_all_that_it_uses(write, old, new):
    before, after = write(), write(CLAIMS.replace(old, new))
    assert before["coin.fair"] != after["coin.fair"]
    assert before["arithmetic.two"] == after["arithmetic.two"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("# Heads or tails.", "# Tails or heads."), ("OTHER = 3", "OTHER = 4"), ("coin is fair.", "coin is.")],
)
def test_a_definition_does_not_depend_on_comments_wording_and_what_it_does_not_use(write, old, new):
    assert write() == write(CLAIMS.replace(old, new))


def test_only_what_has_changed_is_tried_again(write):
    write()
    assert recorded() == ["coin.fair", "arithmetic.two"]
    assert recorded() == []
    write(CLAIMS.replace("THROWS = 1000", "THROWS = 2000"))
    assert tried("coin.fair") is None
    assert tried("arithmetic.two")
    assert recorded() == ["coin.fair"]
    assert str(tried("coin.fair")) == "held on 20 of 20 other seeds"
    assert str(tried("arithmetic.two")) == "does not depend on the seed"


def test_a_claim_that_is_gone_leaves_the_record(write):
    write()
    recorded()
    write(CLAIMS.replace("coin.fair", "coin.just"))
    assert list(record([])) == []
    assert list(stored()) == ["arithmetic.two"]


def test_an_interrupted_recording_keeps_what_it_has(write):
    write()
    next(record(claims.registered()))
    assert list(stored()) == ["coin.fair"]


def test_the_command_records(write, capsys):
    write()
    assert main(["--record", "--jobs", "1"]) == 0
    assert "20 of 20" in capsys.readouterr().out
    assert main(["--record", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 of 0 claims hold"
    assert list(stored()) == ["coin.fair", "arithmetic.two"]


def test_the_command_tries_again_what_a_pattern_names(write, capsys):
    """What a claim simulates may have changed in another module, which its definition does not see."""
    write()
    main(["--record", "--jobs", "1"])
    capsys.readouterr()
    assert main(["--record", "--jobs", "1", "coin"]) == 0
    said = capsys.readouterr().out
    assert "coin.fair" in said
    assert "arithmetic.two" not in said
    assert list(stored()) == ["coin.fair", "arithmetic.two"]
