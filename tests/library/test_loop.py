"""The loop, whatever the model and the policy: its shapes, its randomness, its contract with other people's models."""

import pickle

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.loop import DEFAULT_MEASURES, Generation, of_model, of_samples
from modelcollapse.measures.diversity import simpson
from modelcollapse.models import Biased, CategoricalModel, GaussianModel, KDEModel, MixtureModel
from modelcollapse.policies import (
    Corpus,
    accumulate,
    accumulate_fresh,
    accumulate_subsample,
    filtered,
    fresh,
    keep,
    replace,
    revisit,
)
from modelcollapse.sources import Gaussian, Mixture, Species
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity

POLICIES = [
    replace(),
    accumulate(),
    accumulate_subsample(),
    accumulate_subsample(2),
    accumulate_fresh(0.2),
    fresh(0.2),
    keep(0.2),
    revisit(0.2),
    filtered(replace(), lambda X: -abs(X.reshape(*X.shape[:2], -1)[..., 0]), keep=0.8),
]
LOOPS = [
    (GaussianModel(), Gaussian([0, 1], [1, 2])),
    (KDEModel(), Gaussian()),
    (MixtureModel(2, iterations=5), Mixture([0.5, 0.5], [-3, 3], 1)),
    (CategoricalModel(4), Species([0.4, 0.3, 0.2, 0.1])),
    (KernelDensity(bandwidth=0.3), Gaussian()),
]
MEASURES = {
    "first": of_samples(lambda X: X.reshape(*X.shape[:2], -1)[..., 0].mean(axis=1)),
    "largest": of_samples(lambda X: X.max(axis=1)),
}


@pytest.mark.parametrize("policy", POLICIES, ids=repr)
@pytest.mark.parametrize(("model", "source"), LOOPS, ids=repr)
def test_every_model_runs_under_every_policy_and_repeats_itself(model, source, policy):
    loop = {"generations": 3, "n_samples": 10, "replicates": 4, "measures": MEASURES}
    history = run(model, source, policy, **loop, rng=0)
    assert history["first"].shape == (4, 4)
    assert all(np.isfinite(values).all() for values in history.measures.values())
    real = source.sample((4, 10), rng=0)
    np.testing.assert_array_equal(history["largest"][0], real.max(axis=1))
    for same in (0, np.random.default_rng(0)):
        again = run(model, source, policy, **loop, rng=same)
        assert all((history[name] == again[name]).all() for name in MEASURES)
    assert (run(model, source, policy, **loop, rng=1)["first"] != history["first"]).any()
    assert len(np.unique(history["first"][-1])) > 1, "replicates are copies of each other"


def test_no_generations_give_the_real_data_alone():
    history = run(GaussianModel(), Gaussian(), generations=0, n_samples=20, replicates=3, rng=0)
    assert history.generations == 0
    np.testing.assert_array_equal(history["mean"][0], Gaussian().sample((3, 20), rng=0).mean(axis=(1, 2)))


def test_generation_zero_of_a_parameter_is_the_source_even_where_shapes_coincide():
    for replicates in (1, 2, 3):
        measures = {"mean": of_model("mean_"), "covariance": of_model("covariance_")}
        source = Gaussian([1, 2, 3], 0.5)
        history = run(
            GaussianModel(), source, generations=2, n_samples=9, replicates=replicates, measures=measures, rng=0
        )
        assert history["mean"].shape == (3, replicates, 3)
        assert history["covariance"].shape == (3, replicates, 3, 3)
        assert (history["mean"][0] == [1, 2, 3]).all()
        assert (history["covariance"][0] == 0.25 * np.eye(3)).all()


def test_replicates_are_independent():
    history = run(GaussianModel(), Gaussian(), generations=5, n_samples=10, replicates=4000, rng=0)
    one, other = history["mean"][-1, :2000], history["mean"][-1, 2000:]
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(2000)


def test_what_is_measured_is_what_the_next_generation_trains_on():
    seen = []
    run(GaussianModel(), Gaussian(), generations=4, n_samples=lambda t: 5 * t, measures={"none": _watch(seen)}, rng=0)
    assert [generation.number for generation in seen] == [0, 1, 2, 3, 4]
    assert [generation.training.shape[1] for generation in seen] == [5, 5, 10, 15, 20]
    assert seen[1].training is seen[0].synthetic
    for before, after in zip(seen[1:], seen[2:], strict=False):
        np.testing.assert_array_equal(before.synthetic, after.training)


def test_samples_beyond_the_measured_ones_are_new():
    seen = []
    score = {"score": lambda X: X[..., 0], "keep": 0.5}
    run(GaussianModel(), Gaussian(), filtered(replace(), **score), **SHORT, measures={"none": _watch(seen)}, rng=0)
    measured, training = seen[1].synthetic[0, :, 0], seen[2].training[0, :, 0]
    assert set(measured) & set(training), "the filter judged none of the measured samples"
    assert set(training) - set(measured), "the filter judged the measured samples alone"
    assert len(set(training)) == len(training)


def test_a_policy_that_asks_twice_gets_the_measured_samples_once():
    def halves(turn):
        parts = [turn.generate(turn.n // 2), turn.generate(turn.n // 2), turn.generate(turn.n)]
        training = np.concatenate(parts, axis=1)
        return Corpus(pool=training, training=training)

    seen = []
    run(GaussianModel(), Gaussian(), halves, **SHORT, measures={"none": _watch(seen)}, rng=0)
    np.testing.assert_array_equal(seen[2].training[:, :50], seen[1].synthetic)
    assert len(np.unique(seen[2].training)) == 100


def doubled(turn):
    """Train on everything twice: a policy is a function."""
    pool = np.concatenate([turn.corpus.pool, turn.generate(turn.n), turn.draw_real(1)], axis=1)
    return Corpus(pool=pool, training=np.concatenate([pool, pool], axis=1))


def test_a_policy_is_a_function_of_a_turn():
    seen = []
    run(GaussianModel(), Gaussian(), doubled, generations=3, n_samples=10, measures={"none": _watch(seen)}, rng=0)
    assert [generation.training.shape[1] for generation in seen[1:]] == [10, 2 * 21, 2 * 32]


@pytest.mark.parametrize(
    ("returned", "reason"),
    [
        (lambda items: items, "a function from a Turn to a Corpus"),
        (lambda items: None, "a function from a Turn to a Corpus.*got None"),
        (lambda items: Corpus(items, items[:1]), r"training set has shape \(3, items, 2\).*got \(1, 10, 2\)"),
        (lambda items: Corpus(items, items[:, :0]), r"got \(3, 0, 2\)"),
        (lambda items: Corpus(items, items[..., 0]), r"got \(3, 10\)"),
    ],
)
def test_a_policy_that_returns_something_else_is_refused(returned, reason):
    loop = {"generations": 2, "n_samples": 10, "replicates": 3, "rng": 0}
    with pytest.raises(ValueError, match=f"^policy must be .*{reason}"):
        run(GaussianModel(), Gaussian([0, 0]), lambda turn: returned(turn.generate(turn.n)), **loop)


class Odd(Gaussian):
    """A source that returns another shape than was asked for."""

    def __init__(self, change):
        super().__init__([0, 0])
        self.change = change

    def sample(self, size, *, rng=None):
        return self.change(super().sample(size, rng=rng))


class OddModel(GaussianModel):
    def __init__(self, change):
        super().__init__()
        self.change = change

    def sample(self, n, *, rng=None):
        return self.change(super().sample(n, rng=rng))


CHANGES = {
    "replicates last": lambda X: np.swapaxes(X, 0, 1),
    "half": lambda X: X[:, : X.shape[1] // 2],
    "one too many": lambda X: np.concatenate([X, X[:, :1]], axis=1),
    "no replicates": lambda X: X[0],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_wrong_shape_is_refused_where_it_arises(change):
    loop = {"generations": 2, "n_samples": 10, "replicates": 3, "rng": 0}
    with pytest.raises(ValueError, match=r"^source must be one whose sample\(\) returns shape \(3, 10, \.\.\.\)"):
        run(GaussianModel(), Odd(change), **loop)
    with pytest.raises(ValueError, match=r"^model must be one whose sample\(\) returns shape \(3, 10, 2, \.\.\.\)"):
        run(OddModel(change), Gaussian([0, 0]), **loop)


def test_a_model_that_drops_a_coordinate_is_refused():
    with pytest.raises(ValueError, match=r"^model must be one whose .*got \(1, 50, 1\)"):
        run(OddModel(lambda X: X[..., :1]), Gaussian([0, 0]), **SHORT, rng=0)


SHORT = {"generations": 3, "n_samples": 50}


def _watch(seen):
    def measure(generation: Generation):
        seen.append(generation)
        return 0.0

    return measure


@pytest.mark.parametrize(
    "estimator", [GaussianMixture(2, tol=0.1), KernelDensity(bandwidth=0.1)], ids=lambda model: type(model).__name__
)
def test_scikit_learn_estimators_run_unchanged(estimator):
    before = dict(vars(estimator))
    loop = {"generations": 4, "n_samples": 30, "replicates": 3, "rng": 0}
    history = run(estimator, Gaussian([0, 5]), **loop)
    assert history["variance"].shape == (5, 3)
    assert vars(estimator) == before
    assert (run(estimator, Gaussian([0, 5]), **loop)["variance"] == history["variance"]).all()
    assert len(np.unique(history["variance"][-1])) == 3


def test_a_scikit_learn_gaussian_loses_variance_as_ours_does(agrees):
    n, t = 5, 6
    estimator = GaussianMixture(1, init_params="random", reg_covar=0)
    last = run(estimator, Gaussian(), generations=t, n_samples=n, replicates=40, rng=0)["variance"][-1]
    agrees(last, (1 - 1 / n) ** t)


def test_a_scikit_learn_kernel_density_gains_variance_as_the_law_says(agrees):
    n, t, h = 10, 6, 0.5
    last = run(KernelDensity(bandwidth=h), Gaussian(), generations=t, n_samples=n, replicates=50, rng=1)["variance"][-1]
    shrink = 1 - 1 / n
    before_noise = shrink**t + h**2 * shrink * (1 - shrink ** (t - 1)) / (1 - shrink)
    agrees(last, before_noise + h**2)


def test_a_fitted_attribute_of_scikit_learn_can_be_measured():
    measures = {"means": of_model("means_")}
    source = Mixture([0.5, 0.5], [-9, 9], 1)
    history = run(GaussianMixture(2), source, generations=2, n_samples=40, replicates=3, measures=measures, rng=0)
    assert history["means"].shape == (3, 3, 2, 1)
    np.testing.assert_allclose(np.sort(history["means"][-1], axis=1)[..., 0], np.tile([-9, 9], (3, 1)), atol=1)


def test_a_method_is_not_a_measure():
    loop = {"generations": 2, "n_samples": 10, "replicates": 3, "rng": 0}
    with pytest.raises(ValueError, match="attribute must be .*got 'score_samples'"):
        run(KernelDensity(), Gaussian(), measures={"odd": of_model("score_samples")}, **loop)


@pytest.mark.parametrize(
    ("model", "wrong", "right"),
    [
        (GaussianModel(), "variance", "variance_"),
        (GaussianMixture(), "covariances", "covariances_"),
        (Biased(GaussianModel(), 0.5), "covariance", "covariance_"),
    ],
)
def test_an_unknown_attribute_suggests_the_nearest(model, wrong, right):
    with pytest.raises(ValueError, match=rf"attribute must be .*did you mean .*'{right}'.*; got '{wrong}'"):
        run(model, Gaussian(), **SHORT, measures={"odd": of_model(wrong)}, rng=0)


class Table:
    """Real data that know nothing of their own law."""

    def sample(self, size, *, rng):
        return rng.choice([1.0, 2.0, 4.0], size=(*size, 2))


def test_what_the_source_does_not_know_is_nan_in_generation_zero():
    measures = {"mean": of_model("mean_"), "variance": of_model("variance_")}
    history = run(GaussianModel(), Table(), **SHORT, replicates=4, measures=measures, rng=0)
    assert history["mean"].shape == (4, 4, 2)
    assert history["variance"].shape == (4, 4)
    for values in history.measures.values():
        assert np.isnan(values[0]).all()
        assert np.isfinite(values[1:]).all()
    before = run(GaussianModel(), Table(), generations=0, n_samples=9, replicates=4, measures=measures, rng=0)
    assert np.isnan(before["mean"]).all()


@pytest.mark.parametrize("replicates", [1, 3, 7])
def test_a_measure_has_replicates_first_or_is_one_number(replicates):
    loop = {"generations": 2, "n_samples": 10, "replicates": replicates, "rng": 0}
    bands = {"bands": lambda seen: np.arange(3) + np.zeros((replicates, 1)), "one": lambda seen: seen.number}
    history = run(GaussianModel(), Gaussian(), measures=bands, **loop)
    assert (history["bands"] == np.arange(3)).all()
    assert history["bands"].shape == (3, replicates, 3)
    assert (history["one"] == np.arange(3)[:, None]).all()
    assert history["one"].shape == (3, replicates)
    with pytest.raises(
        ValueError, match=r"^measures must be one number, or of shape \(replicates, .*'odd'.*got \(4, 2\)"
    ):
        run(GaussianModel(), Gaussian(), measures={"odd": lambda seen: np.ones((4, 2))}, **loop)


@pytest.mark.parametrize(
    "rng",
    [7, None, np.random.default_rng(7), np.random.Generator(np.random.MT19937(7))],
    ids=lambda rng: type(rng).__name__,
)
def test_a_history_holds_all_that_is_needed_to_repeat_it(rng):
    loop = {"generations": 3, "n_samples": lambda t: 10 * t, "replicates": 2}
    history = run(GaussianModel("mle"), Gaussian(0, 2), fresh(0.3), **loop, rng=rng)
    recorded = dict(pickle.loads(pickle.dumps(history)).settings)
    seed = recorded.pop("seed")
    if isinstance(seed, dict):
        again = np.random.Generator(getattr(np.random, seed["bit_generator"])())
        again.bit_generator.state = seed
    else:
        again = seed
    repeated = run(**recorded, rng=again)
    assert set(recorded) == {"model", "source", "policy", "n_samples", "generations", "replicates"}
    np.testing.assert_array_equal(repeated["variance"], history["variance"])


@pytest.mark.parametrize("policy", POLICIES[:-1], ids=repr)
def test_every_history_can_be_pickled(policy):
    history = run(GaussianModel(), Gaussian(), policy, **SHORT, rng=0)
    copy = pickle.loads(pickle.dumps(history))
    np.testing.assert_array_equal(copy["mean"], history["mean"])
    assert copy.settings["policy"] == policy
    assert copy.versions == history.versions


def test_measures_are_values():
    assert of_model("variance_") == of_model("variance_") != of_model("mean_")
    assert of_samples(np.median) == of_samples(np.median) != of_samples(np.mean)
    assert pickle.loads(pickle.dumps(DEFAULT_MEASURES)) == DEFAULT_MEASURES


class Bootstrap:
    """The smallest model: it hands out its training data again. ``fit`` returns nothing, as beginners' do."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def fit(self, X):
        self.points = X

    def sample(self, n):
        return self.points[self.rng.integers(len(self.points), size=n)]


class BootstrapWithRng(Bootstrap):
    def sample(self, n, *, rng):
        return self.points[rng.integers(len(self.points), size=n)]


@pytest.mark.parametrize("model", [Bootstrap(), BootstrapWithRng()], ids=["own generator", "rng"])
def test_a_ten_line_model_obeys_the_law_of_copying(agrees, model):
    source, n, t = Species([0.5, 0.3, 0.2]), 10, 5
    measures = {"H": of_samples(lambda X: simpson(CategoricalModel(3).fit(X).probabilities_))}
    history = run(model, source, generations=t, n_samples=n, replicates=150, measures=measures, rng=0)
    assert (history["H"] >= 0).all()
    # The first real sample and t samples from the fits: t + 1 rounds of drawing n.
    agrees(history["H"][-1], simpson(source.probabilities_) * (1 - 1 / n) ** (t + 1))
