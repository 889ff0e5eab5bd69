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


@claim(
    "tails.lost-in-one-generation",
    statement="A type of share q is missing from M samples with probability (1 − q)^M. Gone once, it is gone for good.",
    kind="theorem",
    source="derived",
)
def lost_in_one_generation(rng):
    counts = rng.multinomial(1000, [0.0005, 0.9995], size=100_000)[:, 0]
    measured, error = share_and_error(counts == 0)
    return Evidence(measured, 0.9995**1000, error, setting="q = 1/2000, M = 1,000, 100,000 samples")


@claim(
    "tails.fixation-probability",
    statement="The chance that a type is the last one left equals its share at the start.",
    kind="theorem",
    source="wright1931",
)
def fixation_probability(rng):
    chain = categorical.chain(BIRDS.probabilities_, n_samples=20, generations=500, replicates=4000, rng=rng)
    samples = chain["probabilities"][-1]
    return Evidence.of(
        samples,
        BIRDS.probabilities_,
        axis=0,
        setting="n = 20, 4,000 chains",
        cases=tuple(f"share {p:g}" for p in BIRDS.probabilities_),
    )


@claim(
    "tails.fixation-time",
    statement="Of two equally common types one is lost after about 2n ln 2 = 1.39 n generations.",
    kind="qualified",
    source="kimura1969",
    but="Kimura's and Ohta's formula is the limit of large n, and says 138.6 at n = 100. The transition matrix gives 136.6.",
)
def fixation_time(rng):
    chain = categorical.chain([0.5, 0.5], n_samples=100, generations=1500, replicates=4000, rng=rng)["probabilities"]
    both_alive = (chain[..., 0] > 0) & (chain[..., 0] < 1)
    samples = both_alive.sum(axis=0)
    return Evidence.of(
        samples, drift_law.fixation_time(100, 50), setting="n = 100, 4,000 chains, up to 1,500 generations"
    )


@claim(
    "tails.common-ancestor",
    statement="After about 2n generations all n items are copies of a single one.",
    kind="qualified",
    source="derived",
    but="Kingman's coalescent gives 2n(1 − 1/n), which is 98 at n = 50. Counting that several lines may meet at once gives 97.0.",
)
def common_ancestor(rng):
    items, times, generation = np.tile(np.arange(50), (5000, 1)), [], 0
    while len(items) > 0:
        different = (items != items[:, :1]).any(axis=1)
        times += [generation] * int((~different).sum())
        items, generation = items[different], generation + 1
        items = np.take_along_axis(items, rng.integers(50, size=items.shape), axis=1)
    return Evidence.of(np.array(times), drift_law.common_ancestor_time(50), setting="n = 50, 5,000 chains")


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
    kind="reproduced",
    source="suresh2025",
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

    found = [
        diversity(replace(), n_samples=50, generations=60, replicates=1000),
        diversity(accumulate(), n_samples=10, generations=100, replicates=200),
        diversity(fresh(0.1), n_samples=100, generations=30, replicates=500),
        diversity(keep(0.1), n_samples=1000, generations=30, replicates=60),
    ]
    # The kept sample has itself lost one part in its size.
    predicted = [
        diversity_law.replacing(50, 60),
        diversity_law.accumulating(10, 100),
        diversity_law.fresh_blood(10, 90),
    ]
    predicted.append((1 - 1 / 100) * diversity_law.kept_sample(100, 900))
    cases = (
        "replace, n = 50, t = 60",
        "accumulate, n = 10, t = 100",
        "10 fresh + 90, t = 30",
        "100 kept + 900, t = 30",
    )
    return Evidence.of(found, predicted, setting="H/H₀; 60 to 1,000 chains", cases=cases)


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
    for share, generations, replicates in ((0.01, 200, 800), (0.1, 40, 800)):
        history = run(
            CategoricalModel(5), BIRDS, fresh(share), generations=generations, n_samples=100, replicates=replicates,
            measures={"p": of_model("probabilities_")}, rng=rng,
        )  # fmt: skip
        found.append(simpson(history["p"][-1]) / simpson(BIRDS.probabilities_))
    predicted = [diversity_law.fresh_blood(1, 99), diversity_law.fresh_blood(10, 90)]
    return Evidence.of(found, predicted, setting="H/H₀, 800 chains each", cases=("1 + 99 items", "10 + 90 items"))


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
            BIRDS.probabilities_, n_samples=n, generations=2 * n, replicates=1000, immigration=2 / n, rng=rng
        )
        found.append(simpson(chain["probabilities"][-1]) / simpson(BIRDS.probabilities_))
    predicted = [1 - diversity_law.immigration_identity(n, 2 / n, t=2 * n) for n in (20, 100, 500)]
    return Evidence.of(
        found, predicted, setting="H/H₀ after 2n generations, 1,000 chains", cases=("n = 20", "n = 100", "n = 500")
    )


@claim(
    "tails.immigrants-and-rare-species",
    statement="The share of fresh data that saves the diversity does not save the species list: 2% fresh keep 10 species of 50, 20% keep 24.",
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
    chain = _inventing_loop(rng)
    samples = chain["identity"][-1]
    predicted = diversity_law.immigration_identity(100, 0.01)
    return Evidence.of(samples, predicted, setting="n = 100, u = 1%, two items drawn with replacement, 800 chains")


@claim(
    "tails.ewens",
    statement="With a share u new, about Σ θ/(θ + i) types live side by side, i = 0 … n − 1, θ = 2nu.",
    kind="qualified",
    source="ewens1972",
    but="Ewens's sum, 8.39 here, is for slow drift. When all items are redrawn at once 3% more types live: n u times the mean lifetime of a newcomer, 8.65.",
)
def ewens(rng):
    chain = _inventing_loop(rng)
    samples = chain["n_types"][-1]
    return Evidence.of(samples, drift_law.types_at_balance(100, 0.01), setting="n = 100, u = 1%, θ = 2, 800 chains")


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
    counts = rng.multinomial(500, THOUSAND, size=2000)
    samples = unseen_mass_estimate(counts)
    return Evidence.of(
        samples, diversity_law.unseen_mass(499, THOUSAND), setting="1,000 Zipf species, n = 500, 2,000 samples"
    )


@claim(
    "tails.blind-diversity",
    statement="Diversity does not see the tail: after ten generations it has kept 99%, and 88% of the species are gone.",
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
    statement="If items have probability ∝ i^−β, the error of a learner that memorizes falls as n^−(β−1)/β.",
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
    statement="If only the k likeliest items are ever produced, the error stops at a floor that falls as k^−(β−1), however many samples.",
    kind="reproduced",
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


def _inventing_loop(rng):
    """The loop in which 1% of 100 copies are new, started with three types, which is near the balance."""
    return categorical.novelty_chain(
        n_samples=100, novelty=0.01, initial_types=3, generations=150, replicates=800, rng=rng
    )
