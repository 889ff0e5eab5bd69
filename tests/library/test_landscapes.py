"""People on a rugged landscape: landscapes and single steps by hand, a lonely search against its law, who sees whom."""

import numpy as np
import pytest
from modelcollapse.societies import landscapes

ALONE = {"network": "alone", "agents": 1, "contrast": 1.0}


def test_without_interactions_every_choice_counts_for_itself():
    """Solution by solution: the quality of 0b101 is that of 0b100 and of 0b001, less that of 0b000."""
    quality = landscapes.landscape(6, 0, rng=0)
    for i in range(64):
        single = sum(quality[1 << bit] - quality[0] for bit in range(6) if i >> bit & 1)
        assert quality[i] == pytest.approx(quality[0] + single, abs=1e-6)


@pytest.mark.parametrize("interactions", [0, 1, 2, 4])
def test_a_place_heeds_itself_and_as_many_others_as_it_says(interactions):
    """Split into effects of one choice, two together, three together …: none is of more than 1 + ``interactions``."""
    loci, reach = 5, 0
    quality = landscapes.landscape(loci, interactions, rng=3).astype(float)
    for which in range(2**loci):
        sign = [(-1) ** (solution & which).bit_count() for solution in range(2**loci)]
        if abs(np.mean(sign * quality)) > 1e-6:
            reach = max(reach, which.bit_count())
    assert reach == 1 + interactions


def test_if_everything_matters_to_everything_no_two_qualities_are_related(agrees):
    """Of 2^n unrelated numbers each is the best among itself and its n neighbors with probability 1/(n + 1)."""
    n = 6
    peaks = []
    for seed in range(400):
        quality = landscapes.landscape(n, n - 1, rng=seed)
        around = quality[np.arange(2**n)[:, None] ^ (1 << np.arange(n))]
        peaks.append((quality[:, None] > around).all(axis=1).sum())
    agrees(peaks, 2**n / (n + 1))


def test_a_quality_is_a_mean_of_uniform_numbers(agrees):
    found = np.array([landscapes.landscape(4, 1, rng=seed)[5] for seed in range(1500)])
    agrees(found, 1 / 2)
    agrees((found - 1 / 2) ** 2, 1 / 12 / 4)


def test_who_sees_whom():
    assert landscapes.neighbors("full", 3).tolist() == [[0, 1, 2]] * 3
    assert landscapes.neighbors("alone", 3).tolist() == [[0], [1], [2]]
    assert landscapes.neighbors("linear", 3).tolist() == [[0, 1], [0, 2], [1, 2]]
    assert [sorted(seen) for seen in landscapes.neighbors("lattice", 6).tolist()] == [
        [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 3, 4],
    ]  # fmt: skip


@pytest.mark.parametrize("loci", [2, 3])
def test_a_lonely_search_on_one_smooth_slope(loci, agrees):
    """Without interactions a wrong choice is right for ever once it is tried, with probability 1/n a step."""
    steps, replicates = 4, 2500
    history = landscapes.search(**ALONE, loci=loci, interactions=0, generations=steps, replicates=replicates, rng=0)[
        "payoff"
    ]
    worst = worst_of_each(replicates, loci)
    wrong = 0.5 * (1 - 1 / loci) ** steps
    agrees((1 - history[-1]) / (1 - worst), wrong)


def worst_of_each(replicates, loci):
    """The worst solution of each landscape that a search with seed 0 draws, as a share of the best."""
    rng = np.random.default_rng(0)
    drawn = [landscapes.landscape(loci, 0, rng=rng) for _ in range(replicates)]
    return np.array([quality.min() / quality.max() for quality in drawn])


@pytest.mark.parametrize("steps", [1, 5])
def test_a_lonely_search_is_its_markov_chain(steps):
    """On each landscape of eight solutions: the chance of each solution after some steps, from the landscape alone."""
    agents = 20_000
    history = landscapes.search(
        network="alone", agents=agents, loci=3, interactions=2, contrast=1.0, generations=steps, replicates=4, rng=5
    )["payoff"][-1]
    rng = np.random.default_rng(5)
    for payoff, quality in zip(history, [landscapes.landscape(3, 2, rng=rng) for _ in range(4)], strict=True):
        quality = quality.astype(float) / quality.max()
        moves = np.zeros((8, 8))
        for here in range(8):
            for bit in range(3):
                there = here ^ (1 << bit)
                moves[here, there if quality[there] > quality[here] else here] += 1 / 3
        chance = np.full(8, 1 / 8) @ np.linalg.matrix_power(moves, steps)
        error = np.sqrt((chance @ quality**2 - (chance @ quality) ** 2) / agents)
        assert abs(payoff - chance @ quality) < 4 * error + 1e-9


def step(held, flip, quality, network):
    """One step of every agent, written as it is told."""
    seen = landscapes.neighbors(network, len(held))
    after = []
    for agent, mine in enumerate(held):
        best = max((held[other] for other in seen[agent]), key=lambda solution: quality[solution])
        tried = mine ^ (1 << flip[agent])
        alone = tried if quality[tried] > quality[mine] else mine
        after.append(best if quality[best] > quality[mine] else alone)
    return after


@pytest.mark.parametrize("network", landscapes.NETWORKS)
def test_every_step_is_the_one_that_is_told(network):
    """Agent by agent, with the same random numbers."""
    size = {"agents": 7, "loci": 6, "interactions": 3}
    history = landscapes.search(network=network, **size, contrast=2.0, generations=6, replicates=2, rng=1)
    rng = np.random.default_rng(1)
    quality = np.stack([landscapes.landscape(6, 3, rng=rng) for _ in range(2)])
    quality = quality / quality.max(axis=1, keepdims=True)
    held = rng.integers(64, size=(2, 7))
    for t in range(7):
        payoff = np.array([q[h].astype(float) ** 2 for q, h in zip(quality, held, strict=True)])
        np.testing.assert_allclose(history["payoff"][t], payoff.mean(axis=1))
        np.testing.assert_allclose(history["best"][t], payoff.max(axis=1))
        assert history["solutions"][t].tolist() == [len(set(h.tolist())) for h in held]
        flip = rng.integers(6, size=(2, 7))
        held = np.array([step(h.tolist(), f, q, network) for h, f, q in zip(held, flip, quality, strict=True)])


def test_nobody_ever_gives_up_a_better_solution():
    for network in landscapes.NETWORKS:
        history = landscapes.search(network=network, agents=12, loci=8, generations=15, replicates=30, rng=2)
        assert (np.diff(history["payoff"], axis=0) >= -1e-12).all()
        assert history["best"].max() <= 1


def test_the_same_seed_brings_the_same_start_to_every_network():
    starts = [
        landscapes.search(network=network, agents=9, loci=6, generations=0, replicates=5, rng=4)["payoff"]
        for network in landscapes.NETWORKS
    ]
    for start in starts[1:]:
        np.testing.assert_array_equal(start, starts[0])


def test_a_dense_network_is_ahead_at_first_and_behind_at_last():
    """As Lazer and Friedman (2007) found: the fewer see each other, the slower, the more different, and the better."""
    found = {
        network: landscapes.search(network=network, generations=150, replicates=24, loci=14, agents=60, rng=0)
        for network in ("full", "linear")
    }
    for t, sign in ((5, 1), (150, -1)):
        ahead = sign * (found["full"]["payoff"][t] - found["linear"]["payoff"][t])
        assert ahead.mean() > 4 * ahead.std(ddof=1) / np.sqrt(24)
    assert found["full"]["solutions"][5].max() < found["linear"]["solutions"][5].min()


REFUSALS = [
    (
        landscapes.landscape,
        {"loci": 5, "interactions": 2},
        {"loci": ("an int from 1", [25, 100]), "interactions": ("an int from 0", [5, 9]), "rng": "a seed"},
    ),
    (landscapes.neighbors, {"network": "full", "agents": 3}, {"network": "a name", "agents": "an int from 1"}),
    (
        landscapes.search,
        {"network": "full", "generations": 2, "replicates": 2, "agents": 3, "loci": 5, "interactions": 2},
        {"network": "a name", "generations": "an int from 0", "replicates": "an int from 1", "agents": "an int from 1"}
        | {"loci": ("an int from 1", [25]), "interactions": ("an int from 0", [5]), "contrast": "positive"}
        | {"rng": "a seed"},
    ),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)


def test_the_largest_landscape_and_the_most_interactions():
    for loci, interactions, name in ((25, 1, "loci"), (5, 5, "interactions")):
        with pytest.raises(ValueError, match=f"^{name} must be"):
            landscapes.landscape(loci, interactions, rng=0)
    assert landscapes.landscape(5, 4, rng=0).shape == (32,)
    assert landscapes._size(24, 5) == (24, 5)
