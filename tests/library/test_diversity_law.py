"""One identity, five policies, two models: how much diversity a loop keeps.

Diversity is 1 - Σp² of a counting model, or the maximum-likelihood variance of a Gaussian: the same laws hold.
"""

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.chains.categorical import chain, novelty_chain
from modelcollapse.loop import of_model
from modelcollapse.measures.diversity import simpson
from modelcollapse.models import CategoricalModel, GaussianModel
from modelcollapse.policies import Corpus, Turn, accumulate_subsample, fresh, keep
from modelcollapse.sources import Gaussian, Species
from modelcollapse.theory import diversity as diversity_law

WORDS = Species([0.4, 0.3, 0.15, 0.1, 0.05])


def diversity_of_words(generation):
    return simpson(generation.model.probabilities_) / simpson(WORDS.probabilities_)


LOOPS = {
    "words": (CategoricalModel(5), WORDS, diversity_of_words),
    "Gaussian": (GaussianModel("mle"), Gaussian(), of_model("variance_")),
}


@pytest.fixture(params=LOOPS)
def relative_diversity(request):
    """Run a loop and return the last model's diversity relative to the source's, one number a replicate."""
    model, source, measure = LOOPS[request.param]

    def simulate(policy, **loop):
        return run(model, source, policy, measures={"H": measure}, rng=3, **loop)["H"][-1]

    return simulate


@pytest.mark.parametrize(("n", "t"), [(10, 1), (10, 15), (30, 40)])
def test_replacing_loses_one_part_in_n_a_generation(agrees, relative_diversity, n, t):
    agrees(relative_diversity("replace", generations=t, n_samples=n, replicates=4000), diversity_law.replacing(n, t))


@pytest.mark.parametrize(("n", "t"), [(5, 2), (10, 25)])
def test_accumulating_keeps_a_product_that_converges(agrees, relative_diversity, n, t):
    kept = relative_diversity("accumulate", generations=t, n_samples=n, replicates=3000)
    agrees(kept, diversity_law.accumulating(n, t))
    assert diversity_law.accumulating(n, 10_000) == pytest.approx(diversity_law.accumulating_limit(n), abs=1e-4)


@pytest.mark.parametrize(("n", "t"), [(5, 2), (10, 25)])
def test_accumulating_and_subsampling_ends_between_the_two(agrees, relative_diversity, n, t):
    kept = relative_diversity("accumulate_subsample", generations=t, n_samples=n, replicates=4000)
    of_distinct_pairs = diversity_law.accumulating_subsampled(n, t) / (1 - 1 / (t * n))
    agrees(kept, of_distinct_pairs * (1 - 1 / n))
    assert diversity_law.replacing(n, t) < of_distinct_pairs * (1 - 1 / n) < diversity_law.accumulating(n, t)


def test_the_subsampled_corpus_itself_obeys_its_law(agrees):
    n, t, rng = 10, 12, np.random.default_rng(4)
    real = WORDS.sample((4000, n), rng=rng)
    corpus, model, policy = Corpus(real, real), CategoricalModel(5), accumulate_subsample()
    for _ in range(1, t):
        model.fit(corpus.training)
        corpus = policy(Turn(corpus, n, rng, lambda k: model.sample(k, rng=rng), None))
    assert corpus.pool.shape == (4000, t * n)
    diversity = simpson(model.fit(corpus.pool).probabilities_) / simpson(WORDS.probabilities_)
    agrees(diversity, diversity_law.accumulating_subsampled(n, t))


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(1, 19), (5, 15), (20, 0)])
def test_fresh_blood_holds_diversity_at_its_stationary_level(agrees, relative_diversity, n_real, n_synthetic):
    n = n_real + n_synthetic
    policy = fresh(n_real / n)
    kept = relative_diversity(policy, generations=80, n_samples=n, replicates=3000)
    agrees(kept, diversity_law.fresh_blood(n_real, n_synthetic))


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(2, 18), (10, 10)])
def test_a_kept_sample_anchors_the_loop_to_its_own_diversity(agrees, relative_diversity, n_real, n_synthetic):
    n = n_real + n_synthetic
    kept = relative_diversity(keep(n_real / n), generations=60, n_samples=n, replicates=4000)
    agrees(kept, diversity_law.kept_sample(n_real, n_synthetic) * (1 - 1 / n_real))


def test_laws_tell_the_policies_apart():
    """The comparisons above could not pass with one law in place of another."""
    n, t = 10, 25
    at_25 = [
        diversity_law.replacing(n, t),
        diversity_law.accumulating_subsampled(n, t),
        diversity_law.accumulating(n, t),
    ]
    assert np.diff(at_25).min() > 0.01
    assert diversity_law.fresh_blood(1, 19) < diversity_law.kept_sample(2, 18) < diversity_law.fresh_blood(5, 15)


def test_counting_chain_is_the_counting_loop(agrees):
    n, t = 12, 10
    exact = chain(WORDS.probabilities_, n_samples=n, generations=t, replicates=20_000, rng=5)["probabilities"][-1]
    agrees(simpson(exact) / simpson(WORDS.probabilities_), diversity_law.replacing(n, t))
    for species, p in enumerate(WORDS.probabilities_):
        agrees(exact[:, species], p)


def test_novelty_balances_drift(agrees):
    n, novelty = 20, 0.1
    history = novelty_chain(n_samples=n, novelty=novelty, generations=40, replicates=1500, rng=6)
    agrees(history["identity"][-1], diversity_law.immigration_identity(n, novelty))


def test_immigrants_hold_the_diversity_that_novelties_would(agrees):
    n, share = 20, 0.1
    loop = {"n_samples": n, "immigration": share, "generations": 40, "replicates": 20_000}
    history = chain(WORDS.probabilities_, **loop, rng=7)
    # A pair is identical by descent, or it is as alike as two real items are.
    agrees(
        simpson(history["probabilities"][-1]) / simpson(WORDS.probabilities_),
        1 - diversity_law.immigration_identity(n, share),
    )


def test_number_of_novel_types_is_near_ewens_sampling_formula():
    n, novelty = 50, 0.02
    n_types = novelty_chain(n_samples=n, novelty=novelty, generations=250, replicates=400, rng=8)["n_types"][-1]
    # Ewens' formula is the limit of large n at fixed nu; at n = 50 it is known to fall some percent short.
    assert n_types.mean() == pytest.approx(diversity_law.ewens_species(n, 2 * n * novelty), rel=0.1)


def test_fixation_favors_no_one_and_takes_as_long_as_diffusion_says(agrees):
    n, p = 30, 0.3
    share = chain([p, 1 - p], n_samples=n, generations=400, replicates=3000, rng=9)["probabilities"][..., 0]
    assert set(np.unique(share[-1])) == {0.0, 1.0}
    agrees(share[-1], p)
    time = ((share > 0) & (share < 1)).sum(axis=0)
    # Diffusion is the limit of large n; at n = 30 it is about 2% long.
    assert time.mean() == pytest.approx(diversity_law.fixation_time(n, p), rel=0.05)


def test_a_loop_without_any_items_is_refused_among_others():
    with pytest.raises(ValueError, match="n_real must be at least 1 where n_synthetic is 0"):
        diversity_law.fresh_blood([1, 0], [3, 0])
