"""Laws of filters between generations, against what can be followed by hand."""

import numpy as np
import pytest
from modelcollapse.theory import verification as verification_law
from scipy.integrate import quad
from scipy.stats import norm


@pytest.mark.parametrize(("right", "wrong", "error", "blind"), [(0.9, 0.4, 0.1, 0.3), (0.5, 0.5, 0.2, 0.0)])
def test_truth_one_statement_after_the_other(right, wrong, error, blind):
    """A statement is true, plainly wrong, or wrong where the verifier is blind. It is kept, and then perhaps miscopied."""
    seen, unseen = error * (1 - blind), error * blind
    copied = np.array([[1 - error, seen, unseen], [0, 1 - unseen, unseen], [0, seen, 1 - seen]])
    shares = np.array([1.0, 0.0, 0.0])
    for t in range(6):
        assert verification_law.truth(right, wrong, error, blind, t) == pytest.approx(shares[0])
        kept = shares * [right, wrong, right]
        shares = kept / kept.sum() @ copied


def test_truth_settles_or_is_lost():
    assert verification_law.settled_truth(0.9, 0.4, 0.1) == pytest.approx(
        verification_law.truth(0.9, 0.4, 0.1, 0.0, 500)
    )
    for right, wrong, error in ((0.5, 0.45, 0.1), (0.5, 0.45, 0.2), (0.5, 0.5, 0.0)):
        assert verification_law.settled_truth(right, wrong, error) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("d", "wrong_share", "right", "wrong"), [(3, 0.3, 0.8, 0.5), (2, 0.4, 0.9, 0.3)])
def test_accuracy_learned_from_many_labels_in_few_dimensions(d, wrong_share, right, wrong, agrees):
    """Drawn and fitted in the open. A plane that is off by an angle is wrong on a share angle/π of all inputs."""
    rng, n = np.random.default_rng(d), 2000
    X = rng.standard_normal((500, n, d))
    flipped = rng.random((500, n)) < wrong_share
    kept = rng.random((500, n)) < np.where(flipped, wrong, right)
    weights = (X * (np.sign(X[..., 0]) * np.where(flipped, -1, 1) * kept)[..., None]).sum(axis=1)
    angle = np.arctan2(np.linalg.norm(weights[:, 1:], axis=1), weights[:, 0])
    accuracy = verification_law.learned_accuracy(wrong_share, right, wrong, d, n)
    agrees(angle**2, (np.pi * (1 - accuracy)) ** 2)
    assert 0.5 < accuracy < 1


def test_everything_kept_is_everything():
    assert verification_law.likeliest_variance(1) == 1


def test_the_better_of_two_samples_generation_after_generation():
    """The larger of two normal numbers has the density 2 φ(x) Φ(x)."""

    def moment(power):
        return quad(lambda x: x**power * 2 * norm.pdf(x) * norm.cdf(x), -10, 10)[0]

    mean, variance = 0.0, 1.0
    for t in range(6):
        assert verification_law.best_of_two_gain(t) == pytest.approx(mean)
        assert verification_law.best_of_two_variance(t) == pytest.approx(variance)
        mean += np.sqrt(variance) * moment(1)
        variance *= moment(2) - moment(1) ** 2
