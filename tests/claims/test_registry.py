"""The registry: claims by id, what it refuses, and how a verdict reads."""

import pytest
from modelcollapse import claims
from modelcollapse.claims import registry
from modelcollapse.claims.evidence import Evidence
from modelcollapse.claims.verdict import Verdict


@pytest.fixture
def empty_registry(monkeypatch):
    monkeypatch.setattr(registry, "_registry", {})


def register(id="test.one", **changes):
    known = {"statement": "One is one.", "kind": "theorem", "source": "derived"} | changes
    return claims.claim(id, **known)(lambda rng: Evidence(1.0, 1.0, 0.1))


@pytest.mark.usefixtures("empty_registry")
def test_registry_keeps_the_order():
    for name in ("test.b", "test.a", "test.c"):
        register(name)
    assert list(claims.registered()) == ["test.b", "test.a", "test.c"]


@pytest.mark.usefixtures("empty_registry")
def test_registry_refuses_a_second_claim_of_the_same_id():
    register()
    with pytest.raises(ValueError, match=r"id must be new; this claim exists; got 'test\.one'"):
        register()


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "folklore"}, "kind must be one of"),
        ({"source": "nobody1999"}, "source must be one of"),
        ({"kind": "disputed"}, "the other side"),
        ({"kind": "qualified"}, "or the condition"),
        ({"kind": "qualified", "but": "n is large."}, "in words for a qualified claim"),
        ({"kind": "disputed", "but": "n is large.", "verdict": "holds"}, "in words for a disputed claim"),
        ({"verdict": "true"}, "begins with holds, only, or does not hold"),
        ({"verdict": "holdsome"}, "begins with holds, only, or does not hold"),
    ],
)
def test_registry_refuses(changes, said):
    with pytest.raises(ValueError, match=said):
        register(**changes)
    assert not claims.registered()


def test_an_unknown_claim_is_refused_and_the_nearest_named():
    with pytest.raises(ValueError, match=r"did you mean 'gaussian\.mean-sd'.*; got 'gausian\.mean-sd'") as refused:
        claims.show("gausian.mean-sd")
    assert len(str(refused.value)) < 200, "a list of all claims helps nobody"


@pytest.mark.usefixtures("empty_registry")
def test_a_claim_that_fails_stops_its_chapter():
    claims.claim("test.wrong", statement="Two is one.", kind="theorem", source="derived")(
        lambda rng: Evidence(2.0, 1.0, 0.1)
    )
    with pytest.raises(claims.ClaimError, match=r"test\.wrong.*measured 2.*predicted 1.*tolerance"):
        claims.show("test.wrong")


def test_everyone_sees_the_same_numbers():
    id = "gaussian.log-variance-drift"
    assert repr(claims.evaluate(id)) == repr(claims.evaluate(id))
    assert claims.evaluate(id, rng=1).numbers() != claims.evaluate(id, rng=2).numbers()


def test_a_verdict_tells_each_comparison_with_its_own_digits():
    evidence = Evidence([0.51234, 1234.5], [0.5, 1200], [0.012, 34.0], cases=("small", "large"), setting="two loops")
    verdict = Verdict(claims.registered()["gaussian.mean-sd"], evidence)
    assert verdict.comparisons() == [("small", "0.512 ± 0.012", "0.500"), ("large", "1,234 ± 34", "1,200")]
    assert verdict.numbers().startswith("small: measured 0.512 ± 0.012, predicted 0.500; large: measured 1,234")
    assert verdict.allowances()[1].startswith("±1")
    single = Verdict(verdict.claim, Evidence(0.51234, 0.5, 0.012))
    assert single.numbers() == "measured 0.512 ± 0.012, predicted 0.500"


def test_two_measured_numbers_are_told_side_by_side():
    evidence = Evidence(-0.48, -0.4, 0.01, "below", compared=("+0.09 against +0.57 nats",))
    verdict = Verdict(claims.registered()["gaussian.mean-sd"], evidence)
    assert verdict.numbers() == "+0.09 against +0.57 nats; measured −0.480 ± 0.010, below −0.4"
    with pytest.raises(ValueError, match="compared must be one for each of the 1 numbers measured"):
        Evidence(-0.48, -0.4, 0.01, "below", compared=("1 against 2", "2 against 3"))
