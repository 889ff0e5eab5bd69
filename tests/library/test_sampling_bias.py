"""Models that prefer their favorites: sampling bias, temperature and the nucleus, against their laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelcollapse import run
from modelcollapse.chains import categorical
from modelcollapse.loop import of_model
from modelcollapse.measures.neighbors import share_near
from modelcollapse.models import Biased, CategoricalModel, GaussianModel, KDEModel, MixtureModel
from modelcollapse.policies import accumulate, fresh
from modelcollapse.samplers import nucleus, temperature, top_k
from modelcollapse.sources import Gaussian, Mixture, zipf
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import sampling as sampling_law

VARIANCE = {"variance": of_model("variance_")}


def test_biased_learns_honestly_and_speaks_narrowly(agrees):
    model = Biased(GaussianModel(), 0.3).fit(np.array([[-1.0], [1.0]] * 50))
    assert model.variance_ == GaussianModel().fit(np.array([[-1.0], [1.0]] * 50)).variance_
    agrees(model.sample(20_000, rng=0)[:, 0] ** 2, 0.3 * float(model.variance_))


def test_biased_mixture_narrows_every_component():
    X = Mixture([0.5, 0.5], [-5, 5], 1).sample((3, 500), rng=0)
    model = Biased(MixtureModel(2), 0.01).fit(X, rng=0)
    spoken = model.sample(500, rng=1)
    assert np.abs(np.abs(spoken) - 5).max() < 1
    assert (spoken > 0).mean() == pytest.approx(0.5, abs=0.1)


def test_bias_of_one_changes_nothing():
    loop = {"generations": 4, "n_samples": 20, "replicates": 3, "measures": VARIANCE, "rng": 0}
    honest, biased = (
        run(model, Gaussian(), **loop)["variance"] for model in (GaussianModel(), Biased(GaussianModel(), 1))
    )
    np.testing.assert_array_equal(honest, biased)


def test_a_shift_moves_what_is_said_and_not_what_is_learned(agrees):
    X = np.array([[-1.0], [1.0]] * 50)
    model = Biased(GaussianModel(), 1, shift=0.3).fit(X)
    assert (model.mean_, model.variance_) == (GaussianModel().fit(X).mean_, GaussianModel().fit(X).variance_)
    agrees(model.sample(20_000, rng=0)[:, 0], 0.3)
    assert repr(model) == "Biased(GaussianModel('unbiased'), 1.0, shift=0.3)"
    assert repr(Biased(GaussianModel(), 0.5)) == "Biased(GaussianModel('unbiased'), 0.5)"


def test_biased_needs_a_width_to_narrow():
    with pytest.raises(ValueError, match="model must be"):
        Biased("gaussian", 0.5)
    with pytest.raises(ValueError, match="model must be"):
        Biased(GaussianModel(), 0.5).sample(3)
    with pytest.raises(ValueError, match="model must be"):
        Biased(KDEModel(0.1), 0.5).fit(np.ones((5, 1))).sample(3)
    with pytest.raises(AttributeError, match="no attribute 'predict'"):
        Biased(GaussianModel(), 0.5).predict  # noqa: B018


@pytest.mark.parametrize("bias", [0.5, 0.9])
def test_accumulating_with_bias(bias, agrees):
    loop = {"generations": 8, "n_samples": 5, "replicates": 6000, "measures": VARIANCE, "rng": 1}
    variance = run(Biased(GaussianModel("mle"), bias), Gaussian(), accumulate(), **loop)["variance"]
    for t in (1, 3, 8):
        agrees(variance[t], sampling_law.biased_accumulating(bias, 5, t))


@pytest.mark.parametrize("bias", [0.5, 0.9])
def test_fresh_data_with_bias(bias, agrees):
    loop = {"generations": 40, "n_samples": 20, "replicates": 6000, "measures": VARIANCE, "rng": 1}
    variance = run(Biased(GaussianModel("mle"), bias), Gaussian(), fresh(0.25), **loop)["variance"]
    agrees(variance[-1], sampling_law.biased_fresh(bias, 5, 15))


@settings(deadline=None)
@given(n_real=st.integers(1, 50), n_synthetic=st.integers(1, 200))
def test_without_bias_the_laws_are_those_of_diversity(n_real, n_synthetic):
    expected = diversity_law.fresh_blood(n_real, n_synthetic)
    assert sampling_law.biased_fresh(1.0, n_real, n_synthetic) == pytest.approx(expected, rel=1e-6)
    expected = diversity_law.accumulating(n_synthetic, n_real)
    assert sampling_law.biased_accumulating(1.0, n_synthetic, n_real) == pytest.approx(expected, rel=1e-9)


def test_bias_with_large_samples():
    r, bias = 0.1, 0.8
    assert sampling_law.biased_fresh(bias, 10**6, 9 * 10**6) == pytest.approx(r / (1 - (1 - r) * bias), rel=1e-4)


@settings(deadline=None)
@given(tau=st.floats(0.3, 3), t=st.integers(0, 4))
def test_temperature_repeated_is_a_power(tau, t):
    p = np.array([0.5, 0.3, 0.15, 0.05])
    spoken = np.log(p)
    for _ in range(t):
        spoken = temperature(tau)(spoken)
    np.testing.assert_allclose(np.exp(spoken), sampling_law.tempered(p, tau, t), atol=1e-12)


@settings(deadline=None)
@given(p=st.floats(0.05, 0.97), seed=st.integers(0, 100))
def test_nucleus_leaves_fewer_than_its_bound(p, seed):
    spoken = np.log(np.random.default_rng(seed).dirichlet(np.ones(60)))
    for _ in range(60):
        spoken = nucleus(p)(spoken)
    assert np.isfinite(spoken).sum() <= sampling_law.nucleus_survivors(p)


@settings(deadline=None)
@given(p=st.floats(0.05, 0.97))
def test_nucleus_bound_is_attained_by_even_odds(p):
    k = sampling_law.nucleus_survivors(p)
    assert np.isfinite(nucleus(p)(np.zeros(k))).sum() == k


def test_categorical_model_speaks_through_its_sampler(agrees):
    X = np.repeat([0, 1, 2], [60, 30, 10])
    model = CategoricalModel(3, sampler=top_k(2)).fit(X)
    assert model.probabilities_.tolist() == [0.6, 0.3, 0.1]
    agrees(model.sample(5000, rng=0) == 0, 2 / 3)
    assert "top_k(2)" in repr(model)


def test_categorical_loop_and_its_exact_law_agree_with_a_sampler(agrees):
    source, loop = zipf(20), {"n_samples": 50, "generations": 3, "replicates": 800}
    literal = run(
        CategoricalModel(20, sampler=temperature(0.8)),
        source,
        measures={"first": lambda g: g.model.probabilities_[..., 0]},
        rng=0,
        **loop,
    )["first"][3]
    # The loop's first fit is to honest data; the chain speaks through the sampler from the start.
    first = np.random.default_rng(1).multinomial(50, source.probabilities_, size=4000) / 50
    spoken = np.concatenate([
        categorical.chain(p, n_samples=50, generations=2, replicates=1, sampler=temperature(0.8), rng=i)["probabilities"][-1]
        for i, p in enumerate(first)
    ])  # fmt: skip
    agrees(literal, spoken[:, 0].mean(), errors=5)


def test_share_near_is_precision_and_recall():
    real, synthetic = np.array([[0.0, 0.0], [5.0, 5.0]]), np.array([[0.1, 0.0], [0.0, 0.1], [9.0, 9.0]])
    assert share_near(synthetic, real, radius=0.5) == pytest.approx(2 / 3)
    assert share_near(real, synthetic, radius=0.5) == pytest.approx(1 / 2)
    stacked = np.stack([synthetic, real[[0, 0, 1]]])
    np.testing.assert_allclose(share_near(stacked, real, radius=0.5), [2 / 3, 1])
    with pytest.raises(ValueError, match="references must be"):
        share_near(real, [[1.0]], radius=1)


REFUSALS = [
    (
        Biased,
        {"model": GaussianModel(), "bias": 0.5},
        {"model": [None, 3], "bias": "positive", "shift": "a number"},
    ),
    (
        share_near,
        {"points": [[1.0]], "references": [[1.0]], "radius": 1},
        {"points": [3.0, [1.0], [], [[np.nan]]], "references": [3.0, [1.0], [[np.inf]]], "radius": "positive"},
    ),
]


def test_bad_input_is_refused_by_name(refuses, refusal):
    refuses(*refusal)
