"""The command line: ``python -m modelcollapse.claims`` lists, measures, tries other seeds, and fails when a claim does."""

import subprocess
import sys

import numpy as np
import pytest
from modelcollapse import claims
from modelcollapse.claims import registry
from modelcollapse.claims.__main__ import main
from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.seeds import FIRST, try_seeds

KNOWN = {"kind": "theorem", "source": "derived"}


@pytest.fixture
def three_claims(monkeypatch):
    """A claim that holds, a computation, and one that is false on its own seed only."""
    monkeypatch.setattr(registry, "_registry", {})
    own = np.random.default_rng(registry.seed("coin.biased")).bit_generator.state

    @claims.claim("coin.fair", statement="A fair coin is fair.", **KNOWN)
    def fair(rng):
        return Evidence.of(rng.random((2, 1000)) < 0.5, 0.5, setting="1,000 throws", cases=("first", "second"))

    @claims.claim("arithmetic.two", statement="Two is more than one.", **KNOWN)
    def two(rng):
        return Evidence(2.0, 1.0, relation="above", setting="computed")

    @claims.claim("coin.biased", statement="A coin depends on the seed.", **KNOWN)
    def biased(rng):
        return Evidence(float(rng.bit_generator.state == own), 0.0, 0.01, setting="no throw")


@pytest.mark.usefixtures("three_claims")
def test_a_claim_is_tried_on_its_own_seed_and_on_others():
    fair, two, biased = try_seeds(["coin.fair", "arithmetic.two", "coin.biased"], 5)
    assert (fair.tried, fair.held, fair.varies, fair.holds) == (5, 5, True, True)
    assert 0 < fair.strain < 1
    assert (two.held, two.varies, two.holds) == (5, False, True)
    assert not biased.verdict.holds
    assert (biased.held, biased.holds) == (5, False)
    assert biased.strain > 1


@pytest.mark.usefixtures("three_claims")
def test_the_other_seeds_are_the_ones_asked_for():
    (trials,) = try_seeds(["coin.fair"], 3, first=7)
    strains = [claims.evaluate("coin.fair", rng=seed).evidence.strain.max() for seed in (None, 7, 8, 9)]
    assert trials.strain == max(strains)


def test_processes_do_not_change_what_is_found():
    ids = ["date.cascade", "tails.tail-cut"]
    alone, together = (list(try_seeds(ids, 2, jobs=jobs)) for jobs in (1, 2))
    assert [t.verdict.claim.id for t in together] == ids
    for one, two in zip(alone, together, strict=True):
        assert repr(one.verdict) == repr(two.verdict)
        assert (one.strain, one.held, one.varies) == (two.strain, two.held, two.varies)


@pytest.mark.usefixtures("three_claims")
def test_an_error_says_which_claim_and_seed():
    @claims.claim("coin.lost", statement="The coin is lost.", **KNOWN)
    def lost(rng):
        raise FloatingPointError("nowhere")

    with pytest.raises(FloatingPointError, match="nowhere") as caught:
        list(try_seeds(["coin.lost"], 1))
    assert caught.value.__notes__ == ["while measuring coin.lost on its own seed"]


@pytest.mark.parametrize("bad", [{"seeds": -1}, {"first": 1.5}, {"jobs": 0}])
def test_impossible_trials_are_refused_by_name(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        list(try_seeds([], **bad))


@pytest.mark.usefixtures("three_claims")
def test_the_table_has_a_row_a_claim_and_the_comparison_nearest_to_failing(capsys):
    assert main(["coin.fair", "arithmetic", "--seeds", "4", "--jobs", "1"]) == 0
    head, fair, two, summary = capsys.readouterr().out.splitlines()
    assert len({len(line) for line in (head, fair, two)}) == 1, "columns are aligned"
    worst = claims.evaluate("coin.fair").comparisons()
    strain = claims.evaluate("coin.fair").evidence.strain
    assert worst[int(np.argmax(strain))][1] in fair
    assert "4 of 4" in fair
    assert "above 1" in two
    assert "all alike" in two
    assert summary == "2 of 2 claims hold"


@pytest.mark.usefixtures("three_claims")
def test_a_claim_that_fails_is_named_and_is_the_exit_status(capsys):
    assert main(["--jobs", "1"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert [line[0] for line in shown[1:-1]] == ["✓", "✓", "✗"]
    assert shown[-1] == "2 of 3 claims hold; not coin.biased"


@pytest.mark.usefixtures("three_claims")
@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        ([], ["coin.fair", "arithmetic.two", "coin.biased"]),
        (["coin"], ["coin.fair", "coin.biased"]),
        (["*.two", "fair"], ["coin.fair", "arithmetic.two"]),
        (["test_command"], ["coin.fair", "arithmetic.two", "coin.biased"]),
    ],
)
def test_a_pattern_is_part_of_an_id_or_a_chapter(patterns, chosen, capsys):
    assert main([*patterns, "--list"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in shown] == chosen
    assert all("(theorem): " in line for line in shown)


def test_an_unknown_pattern_suggests_the_nearest_claim(capsys):
    with pytest.raises(SystemExit) as left:
        main(["gausian.mean-sd"])
    assert left.value.code == 2
    assert "gaussian.mean-sd" in capsys.readouterr().err


def test_help_teaches(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("strain", "margin", "--seeds", "examples:", f"default: {FIRST}"))


def test_it_is_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "modelcollapse.claims", "tails.tail-cut", "--jobs", "1"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ tails.tail-cut" in done.stdout


@pytest.mark.usefixtures("three_claims")
def test_a_claim_that_needs_what_is_not_installed_says_so(capsys):
    @claims.claim("net.large", statement="A network learns.", **KNOWN)
    def large(rng):
        raise ImportError("No module named 'torch'", name="torch")

    with pytest.raises(SystemExit) as left:
        main(["net", "--jobs", "1"])
    assert left.value.code == 1
    assert "while measuring net.large on its own seed: PyTorch is needed" in capsys.readouterr().err
