"""Claims of the chapter on losing the tails."""

from __future__ import annotations

import numpy as np
from scipy.special import zeta

from modelcollapse.chains import categorical, gaussian
from modelcollapse.claims.evidence import Evidence, mean_and_error, share_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_model, run
from modelcollapse.measures.diversity import simpson, unseen_mass_estimate
from modelcollapse.models import CategoricalModel, GaussianModel
from modelcollapse.policies import accumulate, accumulate_subsample, fresh, keep, replace
from modelcollapse.sources import Gaussian, Species
from modelcollapse.sources.species import zipf
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import drift as drift_law
from modelcollapse.theory import scaling as scaling_law

BIRDS = Species([0.4, 0.3, 0.15, 0.1, 0.05])
THOUSAND = zipf(1000).probabilities_
INVENTING = ((5, 0.2, 3, 15, 10_000), (100, 0.01, 3, 150, 800))
"""Loops that invent: items, share that is new, types at the start, generations, chains."""


@claim(
    "tails.lost-in-one-generation",
    statement="A type of share q is missing from M samples with probability (1 − q)^M. Gone once, it is gone for good, and every further generation loses more.",
    kind="theorem",
    source="wright1931",
)
def lost_in_one_generation(rng):
    loop = {"n_samples": 5, "generations": 5, "replicates": 5000, "measures": {"p": of_model("probabilities_")}}
    shares = run(CategoricalModel(5), Species(np.full(5, 0.2)), rng=rng, **loop)["p"][1:]
    assert not ((shares[:-1] == 0) & (shares[1:] > 0)).any(), "a species came back"
    measured, error = np.transpose([share_and_error(shares[t - 1, :, 0] == 0) for t in (1, 2, 5)])
    return Evidence(
        measured,
        1 - drift_law.survival_probability(5, 0.2, [1, 2, 5]),
        error,
        setting="share of 5,000 loops that lost it; q = 1/5, M = 5",
        cases=("after one generation", "after two", "after five"),
    )


@claim(
    "tails.fixation-probability",
    statement="The chance that a type is the last one left equals its share at the start.",
    kind="theorem",
    source="wright1931",
)
def fixation_probability(rng):
    chain = categorical.chain(BIRDS.probabilities_, n_samples=5, generations=60, replicates=25_000, rng=rng)
    last = chain["probabilities"][-1]
    return Evidence.of(
        last == 1,
        BIRDS.probabilities_,
        axis=0,
        setting="n = 5, 60 generations, 25,000 chains",
        cases=tuple(f"share {p:g}" for p in BIRDS.probabilities_),
    )


@claim(
    "tails.fixation-time",
    statement="Of two equally common types one is lost after about 2n ln 2 = 1.39 n generations.",
    kind="qualified",
    source="kimura1969",
    but="Kimura's and Ohta's formula is the limit of large n. At n = 4 it says 5.5 generations and the transition matrix 4.5; at n = 100, 138.6 and 136.6.",
    verdict="holds if n is large",
)
def fixation_time(rng):
    settings, samples = ((4, 100, 20_000), (100, 1500, 1500)), []
    for n, generations, replicates in settings:
        chain = categorical.chain([0.5, 0.5], n_samples=n, generations=generations, replicates=replicates, rng=rng)
        # The first generation is a sample of the two equal shares; from there the types have whole copies.
        shares = chain["probabilities"][..., 0]
        samples.append(((shares > 0) & (shares < 1)).sum(axis=0))
    return Evidence.of(
        samples,
        drift_law.fixation_time([4, 100], [2, 50]),
        setting="generations until one is lost; 20,000 and 1,500 chains",
        cases=("n = 4", "n = 100"),
    )


@claim(
    "tails.common-ancestor",
    statement="After about 2n generations all n items are copies of a single one.",
    kind="qualified",
    source="derived",
    but="Kingman's coalescent gives 2n(1 − 1/n), which is 4 at n = 3 and 98 at n = 50. Counting that several lines may meet at once gives 3.9 and 97.0.",
    verdict="holds if n is large",
)
def common_ancestor(rng):
    settings = ((3, 40_000), (50, 3000))
    samples = [common_ancestor_times(n, replicates, rng) for n, replicates in settings]
    return Evidence.of(
        samples,
        drift_law.common_ancestor_time([3, 50]),
        setting="generations; 40,000 and 3,000 chains",
        cases=("n = 3", "n = 50"),
    )


def common_ancestor_times(n, replicates, rng):
    """Generations until all of ``n`` copied items are copies of one, one number a replicate."""
    items, times, generation = np.tile(np.arange(n), (replicates, 1)), [], 0
    while len(items) > 0:
        different = (items != items[:, :1]).any(axis=1)
        times += [generation] * int((~different).sum())
        items, generation = items[different], generation + 1
        items = np.take_along_axis(items, rng.integers(n, size=items.shape), axis=1)
    return np.array(times)


@claim(
    "tails.survival-bound",
    statement="Of words with shares p at least Σ(1 − exp(−n p gₖ)) survive k generations on average, with g₁ = 1 and gₖ ≈ 2/k.",
    kind="theorem",
    source="suresh2025",
)
def survival_bound(rng):
    measured = [drift_law.survival_probability(1000, THOUSAND, k).sum() for k in (10, 100)]
    bound = [diversity_law.survival_bound(1000, THOUSAND, k).sum() for k in (10, 100)]
    return Evidence(
        measured,
        bound,
        relation="at least",
        setting="words left of 1,000 Zipf words, n = 1,000; exact sums",
        cases=("10 generations", "100 generations"),
    )


@claim(
    "tails.survivors",
    statement="Of 1,000 Zipf words, 115 are left after 10 generations of 1,000 words each, and 18 after 100.",
    kind="theorem",
    source="wright1931",
)
def survivors(rng):
    chain = categorical.chain(THOUSAND, n_samples=1000, generations=100, replicates=80, rng=rng)["probabilities"]
    samples = (chain[[10, 100]] > 0).sum(axis=-1)
    predicted = [drift_law.survival_probability(1000, THOUSAND, k).sum() for k in (10, 100)]
    return Evidence.of(
        samples,
        predicted,
        setting="words left, 80 chains, against the transition matrix",
        cases=("10 generations", "100 generations"),
    )


@claim(
    "tails.one-identity",
    statement="One count of pairs predicts the diversity of words under every policy: replace, accumulate, fresh data, a kept sample.",
    kind="theorem",
    source="derived",
)
def one_identity(rng):
    def diversity(policy, **loop):
        loop = run(CategoricalModel(5), BIRDS, policy, measures={"p": of_model("probabilities_")}, rng=rng, **loop)
        return simpson(loop["p"][-1]) / simpson(BIRDS.probabilities_)

    # Three to six items a generation: here n, n - 1 and n + 1 are different numbers.
    found = [
        diversity(replace(), n_samples=3, generations=2, replicates=4000),
        diversity(accumulate(), n_samples=3, generations=20, replicates=2000),
        diversity(fresh(1 / 3), n_samples=3, generations=8, replicates=4000),
        diversity(keep(0.5), n_samples=6, generations=12, replicates=4000),
    ]
    # The kept sample has itself lost one part in its size.
    predicted = [diversity_law.replacing(3, 2), diversity_law.accumulating(3, 20), diversity_law.fresh_blood(1, 2)]
    predicted.append((1 - 1 / 3) * diversity_law.kept_sample(3, 3))
    cases = ("replace, n = 3, t = 2", "accumulate, n = 3, t = 20", "1 fresh + 2, t = 8", "3 kept + 3, t = 12")
    return Evidence.of(found, predicted, setting="H/H₀; 2,000 or 4,000 chains", cases=cases)


@claim(
    "tails.one-identity-gaussian",
    statement="The variance of a Gaussian fitted by maximum likelihood obeys the same identity as the diversity of words.",
    kind="theorem",
    source="derived",
)
def one_identity_gaussian(rng):
    def variance(policy):
        history = run(
            GaussianModel("mle"), Gaussian(), policy, generations=15, n_samples=10, replicates=4000,
            measures={"variance": of_model("variance_")}, rng=rng,
        )  # fmt: skip
        return history["variance"][-1]

    # Replacing at n = 10 would leave the mean to a few wild chains; at n = 100 every chain counts.
    replaced = gaussian.chain(n_samples=100, generations=30, replicates=20_000, estimator="mle", rng=rng)
    found = [np.exp(replaced["log_variance"][-1])]
    found += [variance(policy) for policy in (accumulate(), accumulate_subsample(), fresh(0.2), keep(0.5))]
    predicted = [
        diversity_law.replacing(100, 30),
        diversity_law.accumulating(10, 15),
        diversity_law.accumulating_subsampled(10, 15, of="model"),
        diversity_law.fresh_blood(2, 8),
        (1 - 1 / 5) * diversity_law.kept_sample(5, 5),
    ]
    cases = ("replace, n = 100, t = 30", "accumulate", "accumulate, subsample", "2 fresh + 8", "5 kept + 5")
    return Evidence.of(found, predicted, setting="variance; all but the first n = 10, t = 15", cases=cases)


@claim(
    "tails.one-in-a-hundred",
    statement="One real item in a hundred, fresh each generation, keeps 66% of the diversity forever; ten keep 95%.",
    kind="theorem",
    source="derived",
)
def one_in_a_hundred(rng):
    found = []
    for share, generations, replicates in ((0.01, 150, 600), (0.1, 30, 600)):
        history = run(
            CategoricalModel(5), BIRDS, fresh(share), generations=generations, n_samples=100, replicates=replicates,
            measures={"p": of_model("probabilities_")}, rng=rng,
        )  # fmt: skip
        found.append(simpson(history["p"][-1]) / simpson(BIRDS.probabilities_))
    predicted = [diversity_law.fresh_blood(1, 99), diversity_law.fresh_blood(10, 90)]
    return Evidence.of(found, predicted, setting="H/H₀, 600 chains each", cases=("1 + 99 items", "10 + 90 items"))


@claim(
    "tails.accumulate-subsample",
    statement="Keep everything but train on n items of it: the loss still stops, lower than when the model sees all.",
    kind="theorem",
    source="derived",
)
def accumulate_and_subsample(rng):
    history = run(
        CategoricalModel(5), BIRDS, accumulate_subsample(), generations=100, n_samples=10, replicates=400,
        measures={"p": of_model("probabilities_")}, rng=rng,
    )  # fmt: skip
    relative = simpson(history["p"][[10, 100]]) / simpson(BIRDS.probabilities_)
    predicted = diversity_law.accumulating_subsampled(10, [10, 100], of="model")
    return Evidence.of(
        relative, predicted, setting="H/H₀ of the model, n = 10", cases=("10 generations", "100 generations")
    )


@claim(
    "tails.two-immigrants",
    statement="Two fresh items a generation keep about 80% of the diversity, whatever the number of copies beside them.",
    kind="theorem",
    source="wright1931",
)
def two_immigrants(rng):
    found = []
    for n in (20, 100, 500):
        chain = categorical.chain(
            BIRDS.probabilities_, n_samples=n, generations=2 * n, replicates=600, immigration=2 / n, rng=rng
        )
        found.append(simpson(chain["probabilities"][-1]) / simpson(BIRDS.probabilities_))
    predicted = [1 - diversity_law.immigration_identity(n, 2 / n, t=2 * n) for n in (20, 100, 500)]
    return Evidence.of(
        found, predicted, setting="H/H₀ after 2n generations, 600 chains", cases=("n = 20", "n = 100", "n = 500")
    )


@claim(
    "tails.immigrants-and-rare-species",
    statement="The share of fresh data that saves the diversity does not save the species list: of the 32 species that a real sample "
    "shows, 2% fresh keep 10 and 20% keep 24.",
    kind="own",
    source="derived",
)
def immigrants_and_rare_species(rng):
    fifty = zipf(50, shift=0).probabilities_
    found = []
    for share, generations in ((0.02, 150), (0.2, 30)):
        chain = categorical.chain(
            fifty, n_samples=100, generations=generations, replicates=400, immigration=share, rng=rng
        )
        found.append((chain["probabilities"][-1] > 0).sum(axis=-1))
    predicted = [drift_law.species_at_balance(100, share, fifty) for share in (0.02, 0.2)]
    return Evidence.of(
        found,
        predicted,
        setting="species of 50, n = 100, 400 chains; a real sample holds 31.8",
        cases=("2% fresh", "20% fresh"),
    )


@claim(
    "tails.novelty-identity",
    statement="If a share u of all copies is new, two items are alike with probability 1/(n − (n−1)(1−u)²) in the long run.",
    kind="theorem",
    source="kimura1964",
)
def novelty_identity(rng):
    return Evidence.of(
        [_inventing_loop(rng, *setting)["identity"][-1] for setting in INVENTING],
        [diversity_law.immigration_identity(n, u) for n, u, *_ in INVENTING],
        setting="two items drawn with replacement; 10,000 and 800 chains",
        cases=("n = 5, u = 20%", "n = 100, u = 1%"),
    )


@claim(
    "tails.ewens",
    statement="With a share u new, about Σ θ/(θ + i) types live side by side, i = 0 … n − 1, θ = 2nu.",
    kind="qualified",
    source="ewens1972",
    but="Ewens's sum is for slow drift: 2.90 at n = 5, u = 20%, and 8.39 at n = 100, u = 1%. When all items are redrawn at once more types live, n u times the mean lifetime of a newcomer: 3.24 and 8.65.",
    verdict="holds if drift is slow",
)
def ewens(rng):
    return Evidence.of(
        [_inventing_loop(rng, *setting)["n_types"][-1] for setting in INVENTING],
        [drift_law.types_at_balance(n, u) for n, u, *_ in INVENTING],
        setting="θ = 2; 10,000 and 800 chains",
        cases=("n = 5, u = 20%", "n = 100, u = 1%"),
    )


@claim(
    "tails.log-series",
    statement="Fisher's α does not depend on the size of the sample: N individuals show α ln(1 + N/α) species.",
    kind="theorem",
    source="fisher1943",
)
def log_series(rng):
    community, sample, alpha = 50_000, 5000, 10
    n_species = rng.poisson(diversity_law.log_series_species(community, alpha), size=1000)
    abundance = rng.logseries(community / (community + alpha), size=n_species.sum())
    seen = rng.binomial(abundance, sample / community) > 0
    found = np.add.reduceat(seen, np.concatenate([[0], np.cumsum(n_species)[:-1]]))
    predicted = diversity_law.log_series_species(sample, alpha)
    return Evidence.of(found, predicted, setting="α = 10, 5,000 of 50,000 individuals, 1,000 communities")


@claim(
    "tails.good-turing",
    statement="The share of items seen once in n is an unbiased estimate of the probability of everything that n − 1 items miss.",
    kind="theorem",
    source="good1953",
)
def good_turing(rng):
    settings = ((BIRDS.probabilities_, 3, 20_000), (THOUSAND, 500, 1000))
    samples = [unseen_mass_estimate(rng.multinomial(n, p, size=size)) for p, n, size in settings]
    return Evidence.of(
        samples,
        [diversity_law.unseen_mass(n - 1, p) for p, n, _ in settings],
        setting="20,000 and 1,000 samples",
        cases=("5 species, n = 3", "1,000 Zipf species, n = 500"),
    )


@claim(
    "tails.blind-diversity",
    statement="Diversity does not see the tail: ten generations of 1,000 samples keep 99% of it, and lose 88% of 1,000 species.",
    kind="own",
    source="derived",
)
def blind_diversity(rng):
    last = categorical.chain(THOUSAND, n_samples=1000, generations=10, replicates=200, rng=rng)["probabilities"][-1]
    found = [simpson(last) / simpson(THOUSAND), (last == 0).mean(axis=-1)]
    predicted = [diversity_law.replacing(1000, 10), 1 - drift_law.survival_probability(1000, THOUSAND, 10).mean()]
    return Evidence.of(
        found,
        predicted,
        setting="1,000 Zipf species, n = 1,000, ten generations, 200 chains",
        cases=("H/H₀", "species lost"),
    )


@claim(
    "tails.scaling-law",
    statement="If items have probability ∝ i^−β, the error of a learner that memorizes falls as n^(−(β−1)/β).",
    kind="theorem",
    source="hutter2021",
)
def memorizer_scaling(rng):
    sizes = (1000, 16_000)
    slopes = []
    for beta in (1.5, 2.0):
        unseen = [[_unseen_by(rng.zipf(beta, size=n), beta) for _ in range(40)] for n in sizes]
        mean, error = mean_and_error(unseen)
        slopes.append(np.array([np.log(mean[1] / mean[0]), np.hypot(*(error / mean))]) / np.log(sizes[1] / sizes[0]))
    measured, error = np.transpose(slopes)
    setting = "exponent from n = 1,000 to 16,000, 40 samples each"
    predicted = scaling_law.slope([1.5, 2.0])
    return Evidence(measured, predicted, error, setting=setting, cases=("β = 1.5", "β = 2"), replicates=40)


@claim(
    "tails.tail-cut",
    statement="If only the k likeliest items are ever produced, the error stops at a floor that falls as k^(−(β−1)), however many samples.",
    kind="theorem",
    source="dohmatob2024tails",
)
def tail_cut(rng):
    def floor(k, beta):
        return zeta(beta, k + 1) / zeta(beta)

    measured = [np.log10(floor(1000, beta) / floor(100, beta)) for beta in (1.5, 2.0)]
    predicted = scaling_law.cut_slope([1.5, 2.0])
    setting = "exponent from k = 100 to 1,000; exact sums, to two decimals"
    return Evidence(measured, predicted, rounding=0.005, setting=setting, cases=("β = 1.5", "β = 2"))


def _unseen_by(items, beta):
    """Probability of all that ``items``, drawn with probability i^-β/ζ(β), do not contain."""
    return 1 - (np.unique(items).astype(float) ** -beta).sum() / zeta(beta)


def _inventing_loop(rng, n, novelty, types, generations, replicates):
    """The loop in which a share of the copies is new, started with about as many types as live in balance."""
    return categorical.novelty_chain(
        n_samples=n, novelty=novelty, initial_types=types, generations=generations, replicates=replicates, rng=rng
    )
