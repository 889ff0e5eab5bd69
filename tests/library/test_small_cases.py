"""Laws of copying at n ≤ 5, against enumeration: every way a generation can turn out, with its probability.

Two types of item suffice, since a law of diversity is one about pairs.
"""

from itertools import permutations, product
from math import comb, exp, factorial, pi, prod, sin, sqrt

import numpy as np
import pytest
from modelcollapse.theory import accumulation as accumulation_law
from modelcollapse.theory import contagion as contagion_law
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import drift as drift_law
from modelcollapse.theory import sampling as sampling_law
from modelcollapse.theory import scaling as scaling_law
from scipy.stats import beta, hypergeom

P = 0.3
REAL = 2 * P * (1 - P)


def binomial(n, p):
    return {k: comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)}


def after(law, step, *given):
    """The law of the next state, where ``step(state, *given)`` is the law of what may follow it."""
    following = {}
    for state, mass in law.items():
        for new, chance in step(state, *given).items():
            following[new] = following.get(new, 0.0) + mass * chance
    return following


def diversity(law, n):
    """E H/H_0 when the state is the number of items of the first type, of ``n``."""
    return sum(mass * 2 * x / n * (1 - x / n) for x, mass in law.items()) / REAL


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_replacing(n):
    law = binomial(n, P)
    for t in range(1, 5):
        assert diversity_law.replacing(n, t) == pytest.approx(diversity(law, n), abs=1e-12)
        law = after(law, lambda x: binomial(n, x / n))
    assert diversity_law.replacing(n, 0) == 1


@pytest.mark.parametrize("n", [1, 2, 3])
def test_accumulating(n):
    law = binomial(n, P)
    for t in range(1, 5):
        kept = diversity(law, t * n)
        assert diversity_law.accumulating(n, t) == pytest.approx(kept, abs=1e-12)
        assert diversity_law.accumulating_risk(n, t) == pytest.approx(n * (1 - kept), abs=1e-12)
        law = after(law, lambda x, pool: {x + y: chance for y, chance in binomial(n, x / pool).items()}, t * n)


@pytest.mark.parametrize("n", [2, 7, 40])
def test_accumulating_has_eulers_limit(n):
    limit = sin(pi / sqrt(n)) / (pi / sqrt(n))
    assert diversity_law.accumulating_limit(n) == pytest.approx(limit, rel=1e-12)
    t = 20_000  # what is still to come is about 1/(nt)
    assert diversity_law.accumulating(n, t) == pytest.approx(limit * (1 + 1 / (n * t)), rel=1e-8)


@pytest.mark.parametrize(("n", "batches"), [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (1, 9)])
def test_accumulating_and_subsampling(n, batches):
    def subsample(x, t):
        m = n * min(batches, t)
        return {j: hypergeom.pmf(j, t * n, x, m) for j in range(m + 1) if hypergeom.pmf(j, t * n, x, m) > 0}

    law = binomial(n, P)
    for t in range(1, 5):
        m = n * min(batches, t)
        of_model, budget = diversity(after(law, subsample, t), m), {"batches": batches}
        assert diversity_law.accumulating_subsampled(n, t, **budget) == pytest.approx(diversity(law, t * n), abs=1e-12)
        assert diversity_law.accumulating_subsampled(n, t, "model", **budget) == pytest.approx(of_model, abs=1e-12)

        def one_more(x, t, m=m):
            seen = {(x, j): chance for j, chance in subsample(x, t).items()}
            return after(seen, lambda both: {both[0] + k: c for k, c in binomial(n, both[1] / m).items()})

        law = after(law, one_more, t)
    assert diversity_law.accumulating_subsampled(n, 0) == 1


def settled(law, step, n):
    for _ in range(400):
        law = after(law, step)
    return diversity(law, n)


def together(*laws):
    """The law of a sum of independent numbers."""
    total = {0: 1.0}
    for law in laws:
        total = after(total, lambda x, law=law: {x + y: chance for y, chance in law.items()})
    return total


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(0, 2), (1, 1), (1, 2), (2, 1), (3, 0)])
def test_accumulating_with_fresh_items(n_real, n_synthetic):
    n = n_real + n_synthetic
    law = binomial(n, P)
    for t in range(1, 5):
        error = n * (1 - diversity(law, t * n))
        assert accumulation_law.with_fresh(n, t, n_real / n) == pytest.approx(error, abs=1e-12)

        def one_more(x, pool):
            new = together(binomial(n_real, P), binomial(n_synthetic, x / pool))
            return {x + k: chance for k, chance in new.items()}

        law = after(law, one_more, t * n)


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(1, 1), (1, 3), (2, 2), (3, 0)])
def test_fresh_blood(n_real, n_synthetic):
    n = n_real + n_synthetic
    found = settled(binomial(n, P), lambda x: together(binomial(n_real, P), binomial(n_synthetic, x / n)), n)
    assert diversity_law.fresh_blood(n_real, n_synthetic) == pytest.approx(found, abs=1e-12)
    assert sampling_law.biased_fresh(1, n_real, n_synthetic) == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(1, 1), (1, 3), (2, 2), (3, 0)])
def test_fresh_blood_on_its_way(n_real, n_synthetic):
    n = n_real + n_synthetic
    law = binomial(n, P)
    for t in range(1, 5):
        assert diversity_law.fresh_blood(n_real, n_synthetic, t) == pytest.approx(diversity(law, n), abs=1e-12)
        law = after(law, lambda x: together(binomial(n_real, P), binomial(n_synthetic, x / n)))
    assert diversity_law.fresh_blood(n_real, n_synthetic, 0) == 1


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(2, 1), (2, 3), (3, 2)])
def test_kept_sample(n_real, n_synthetic):
    """Beside one kept sample, with one of its items of the first type."""
    n = n_real + n_synthetic
    kept = 2 * (1 / n_real) * (1 - 1 / n_real) / REAL
    found = settled({1: 1.0}, lambda x: {1 + y: chance for y, chance in binomial(n_synthetic, x / n).items()}, n)
    assert diversity_law.kept_sample(n_real, n_synthetic) == pytest.approx(found / kept, abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 4])
@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_immigration_from_the_real_distribution(n, share):
    law = binomial(n, P)
    for t in range(1, 5):
        assert diversity_law.immigration_identity(n, share, t) == pytest.approx(1 - diversity(law, n), abs=1e-12)
        law = after(law, lambda x: binomial(n, (1 - share) * x / n + share * P))
    if share:
        found = settled(law, lambda x: binomial(n, (1 - share) * x / n + share * P), n)
        assert diversity_law.immigration_identity(n, share) == pytest.approx(1 - found, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_fixation_bound_is_markovs_inequality(n):
    """The least diversity with two types left is found by trying all splits of n items into two."""
    least = min(1 - (x / n) ** 2 - (1 - x / n) ** 2 for x in range(1, n))
    law = binomial(n, P)
    for t in range(1, 6):
        bound = diversity_law.fixation_bound(n, t, REAL)
        assert bound == pytest.approx(1 - REAL * diversity(law, n) / least, abs=1e-12)
        assert bound <= law[0] + law[n] + 1e-12
        law = after(law, lambda x: binomial(n, x / n))


@pytest.mark.parametrize("n", [2, 3, 5])
def test_fixation_time(n):
    for copies in range(1, n):
        law, time = {copies: 1.0}, 0.0
        for _ in range(400):
            time += sum(mass for x, mass in law.items() if 0 < x < n)
            law = after(law, lambda x: binomial(n, x / n))
        assert drift_law.fixation_time(n, copies) == pytest.approx(time, rel=1e-9)


@pytest.mark.parametrize("copies", [40, 100])
def test_fixation_time_by_diffusion(copies):
    diffusion = diversity_law.fixation_time(400, copies / 400)
    assert diffusion == pytest.approx(drift_law.fixation_time(400, copies), rel=0.01)


@pytest.mark.parametrize("n", [2, 5, 30])
def test_coalescence_time_adds_up_one_meeting_after_the_other(n):
    """While k lines are left, one of their pairs meets in n/(k choose 2) generations on average."""
    assert diversity_law.coalescence_time(n) == pytest.approx(sum(n / comb(k, 2) for k in range(2, n + 1)))


def poisson(mean):
    return {k: exp(-mean) * mean**k / factorial(k) for k in range(60)}


def test_survival_rate_and_bound_are_those_of_the_branching_process():
    """g_t is the chance that an item of training set 1 has offspring in training set t."""
    line, items = {1: 1.0}, {k: c for k, c in poisson(1.7).items() if k < 25}
    for t in range(1, 5):
        assert diversity_law.survival_rate(t) == pytest.approx(1 - line.get(0, 0.0), abs=1e-9)
        assert diversity_law.survival_bound(17, 0.1, t) == pytest.approx(1 - items.get(0, 0.0), abs=1e-7)
        line, items = ({k: c for k, c in after(law, lambda x: poisson(x)).items() if k < 40} for law in (line, items))


@pytest.mark.parametrize("theta", [0.3, 2.5])
def test_ewens_species_are_the_cycles_of_a_random_permutation(theta):
    """Ewens' formula weighs a permutation by θ^cycles."""
    for n in range(1, 5):
        cycles = [count_cycles(permutation) for permutation in permutations(range(n))]
        weights = [theta**count for count in cycles]
        expected = np.average(cycles, weights=weights)
        assert diversity_law.ewens_species(n, theta) == pytest.approx(expected, rel=1e-12)


def count_cycles(permutation):
    seen, count = set(), 0
    for start in range(len(permutation)):
        count += start not in seen
        while start not in seen:
            seen.add(start)
            start = permutation[start]
    return count


@pytest.mark.parametrize(("n_items", "alpha"), [(50, 3.0), (400, 12.5)])
def test_log_series_adds_up_to_its_items_and_species(n_items, alpha):
    """α xᵏ/k species have k items each, with x = N/(N + α)."""
    k = np.arange(1, 20_000)
    species = alpha * (n_items / (n_items + alpha)) ** k / k
    assert (k * species).sum() == pytest.approx(n_items)
    assert diversity_law.log_series_species(n_items, alpha) == pytest.approx(species.sum())
    assert diversity_law.log_series_alpha(n_items, species.sum()) == pytest.approx(alpha)


def test_log_series_of_very_rare_species():
    """With hardly an item twice, α is far above the number of species, and near the end of where it is sought."""
    for n_species in (98.0, 99.9):
        alpha = diversity_law.log_series_alpha(100, n_species)
        assert diversity_law.log_series_species(100, alpha) == pytest.approx(n_species)


SPECIES = np.array([0.5, 0.3, 0.15, 0.05])


@pytest.mark.parametrize("n", range(6))
def test_unseen_mass_and_the_memorizers_error(n):
    """All 4^n samples of n items: what each has missed, and its probability when the learner draws from q."""
    known = np.array([0.4, 0.4, 0.2, 0.0])
    missed = {"p": 0.0, "q": 0.0}
    for sample in product(range(4), repeat=n):
        unseen = SPECIES[[i for i in range(4) if i not in sample]].sum()
        missed["p"] += unseen * prod(SPECIES[i] for i in sample)
        missed["q"] += unseen * prod(known[i] for i in sample)
    assert diversity_law.unseen_mass(n, SPECIES) == pytest.approx(missed["p"], abs=1e-14)
    assert scaling_law.memorizer_error(n, SPECIES) == pytest.approx(missed["p"], abs=1e-14)
    assert scaling_law.memorizer_error(n, SPECIES, known) == pytest.approx(missed["q"], abs=1e-14)


@pytest.mark.parametrize("n", [2, 4])
def test_species_at_balance(n):
    share, species = 0.3, np.array([0.6, 0.3, 0.1])
    alive = 0.0
    for p in species:
        law = binomial(n, p)
        for _ in range(300):
            law = after(law, lambda x, p=p: binomial(n, (1 - share) * x / n + share * p))
        alive += 1 - law[0]
    assert drift_law.species_at_balance(n, share, species) == pytest.approx(alive, rel=1e-9)


@pytest.mark.parametrize("n", [1, 3, 4])
def test_types_at_balance(n):
    """Every generation each item is new with probability u, and each new type lives on as a chain of its own."""
    u = 0.25
    alive, law = 0.0, {1: 1.0}
    for _ in range(300):
        alive += 1 - law.get(0, 0.0)
        law = after(law, lambda x: binomial(n, (1 - u) * x / n))
    assert drift_law.types_at_balance(n, u) == pytest.approx(n * u * alive, rel=1e-9)


@pytest.mark.parametrize("checkers", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("n", "false"), [(1, 1), (4, 1), (5, 2)])
def test_checked_share(n, false, checkers):
    law = {false: 1.0}
    for written in range(6):
        mean = sum(mass * x for x, mass in law.items()) / (n + written)
        assert contagion_law.checked_share(n, false, written, checkers) == pytest.approx(mean, abs=1e-12)
        law = after(law, lambda x, pages: {x: 1 - (copied := (1 - checkers) * x / pages), x + 1: copied}, n + written)


@pytest.mark.parametrize("n_true", [1, 2, 5])
def test_false_majority_is_the_upper_half_of_a_beta_variable(n_true):
    assert contagion_law.false_majority(n_true) == pytest.approx(beta(1, n_true).sf(0.5))


@pytest.mark.parametrize("copies", [0.5, 1.0, 1.2, 3.0])
def test_escape_is_never_dying_out(copies):
    """q_{t+1} = e^{R(q_t - 1)} is the chance to be gone in generation t + 1, from any start."""
    gone = 0.0
    for _ in range(100_000):
        gone = exp(copies * (gone - 1))
    assert contagion_law.escape(copies) == pytest.approx(1 - gone, abs=3e-5)


@pytest.mark.parametrize("setting", [
    {"human_pages": 1, "source_bias": 3.0, "top_k": 1, "hallucination": 0.2},
    {"human_pages": 2, "source_bias": 1.5, "top_k": 3, "hallucination": 0.1, "recognized": 0.4},
    {"human_pages": 2, "source_bias": 2.0, "top_k": 3, "hallucination": 0.1, "recognized": 0.2, "false_pages": 1},
])  # fmt: skip
def test_retrieval_page_by_page(setting):
    """Follow what is seen through all ways in which a few answers can turn out."""
    human, bias, k = (setting[name] for name in ("human_pages", "source_bias", "top_k"))
    made_up, hidden, wrong = setting["hallucination"], setting.get("recognized", 0.0), setting.get("false_pages", 0)

    def false_share(false, true):
        return (wrong + bias * false) / (human + wrong + bias * (false + true))

    def one_more(pages):
        false, true = pages
        majority = sum(c for votes, c in binomial(k, false_share(false, true)).items() if votes > k / 2)
        says_false = made_up + (1 - made_up) * majority
        return {
            pages: hidden,
            (false + 1, true): (1 - hidden) * says_false,
            (false, true + 1): (1 - hidden) * (1 - says_false),
        }

    law = {(0, 0): 1.0}
    for written in range(6):
        expected = sum(mass for pages, mass in law.items() if false_share(*pages) > 0.5)
        found = contagion_law.retrieval_false_majority(**setting, written=written)
        assert found == pytest.approx(expected, abs=1e-12)
        law = after(law, one_more)


@pytest.mark.parametrize("tau", [0.5, 2.0])
def test_temperature_applied_again_and_again(tau):
    spoken = SPECIES
    for t in range(4):
        np.testing.assert_allclose(sampling_law.tempered(SPECIES, tau, t), spoken, rtol=1e-12)
        spoken = spoken ** (1 / tau) / (spoken ** (1 / tau)).sum()


def test_very_cold_is_the_likeliest_item_and_no_division_by_zero():
    np.testing.assert_array_equal(sampling_law.tempered([0.2, 0.5, 0.3], 0.1, 5), [0, 1, 0])
    np.testing.assert_array_equal(sampling_law.tempered([0.0, 0.6, 0.4], 0.1, 5), [0, 1, 0])


def test_nucleus_survivors_is_the_largest_even_set_that_needs_all_its_items():
    for p in np.linspace(0.01, 0.99, 197):
        needs_all = [k for k in range(1, 200) if (k - 1) / k < p - 1e-9]
        assert sampling_law.nucleus_survivors(p) == max(needs_all)
