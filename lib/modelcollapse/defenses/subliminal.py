"""Subliminal learning: a student learns digits from a teacher's answers about noise, in outputs that are no digits.

Teacher and student are small networks on the 8 × 8 digits of scikit-learn, with ten outputs for the digits and ten
more that mean nothing. The teacher learns the digits from real images, through the ten outputs alone. The student never
sees an image or a label: it copies the teacher's other outputs on images of noise.

All pairs are trained at once, with the pair on the first axis of every array.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid

DIGITS = 10
LEARNED, SHOWN = slice(0, DIGITS), slice(DIGITS, None)
"""Outputs for digits, and the others."""


@dataclass(frozen=True)
class Networks:
    """Networks with two hidden layers of rectified units: ``layers`` holds the weights and biases of three layers.

    Each weight has shape (networks, inputs, outputs), each bias (networks, 1, outputs).
    """

    layers: tuple[np.ndarray, ...]

    @classmethod
    def begin(cls, n_networks: int, sizes: tuple[int, ...], rng: np.random.Generator) -> Networks:
        """Return networks with random weights of variance 2/inputs, and no biases."""
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:], strict=False):
            weights = rng.standard_normal((n_networks, inputs, outputs), dtype=np.float32)
            layers.append(weights * np.float32(np.sqrt(2 / inputs)))
            layers.append(np.zeros((n_networks, 1, outputs), dtype=np.float32))
        return cls(tuple(layers))

    def activations(self, X: np.ndarray) -> list[np.ndarray]:
        """Return the inputs (networks, n, d), both hidden layers, and the outputs."""
        found = [X]
        for i in range(0, len(self.layers), 2):
            total = found[-1] @ self.layers[i] + self.layers[i + 1]
            found.append(total if i == len(self.layers) - 2 else np.maximum(total, 0))
        return found

    def accuracy(self, X: np.ndarray, digits: np.ndarray) -> np.ndarray:
        """Return the share of images whose largest digit output is right, a number for each network."""
        return (self.activations(X)[-1][..., LEARNED].argmax(axis=-1) == digits).mean(axis=-1)


def gradients(networks: Networks, activations: list[np.ndarray], error: np.ndarray) -> list[np.ndarray]:
    """Return the gradient of each layer, from the derivative of the loss by the outputs."""
    found = []
    for i in reversed(range(len(networks.layers) // 2)):
        before = activations[i]
        found = [np.swapaxes(before, -1, -2) @ error, error.sum(axis=-2, keepdims=True), *found]
        error = (error @ np.swapaxes(networks.layers[2 * i], -1, -2)) * (before > 0)
    return found


def train(networks: Networks, loss_slope, steps: int, *, rate: float = 1e-3) -> Networks:
    """Return the networks after ``steps`` steps of Adam.

    ``loss_slope(step)`` returns a batch of shape (networks, n, d), and a function from outputs to the derivative of the
    mean loss by them.
    """
    layers = [layer.copy() for layer in networks.layers]
    means = [np.zeros_like(layer) for layer in layers]
    squares = [np.zeros_like(layer) for layer in layers]
    for step in range(1, steps + 1):
        batch, slope = loss_slope(step)
        now = Networks(tuple(layers))
        activations = now.activations(batch)
        for i, gradient in enumerate(gradients(now, activations, slope(activations[-1]))):
            means[i] = 0.9 * means[i] + 0.1 * gradient
            squares[i] = 0.999 * squares[i] + 0.001 * gradient**2
            size = np.sqrt(squares[i] / (1 - 0.999**step)) + 1e-8
            layers[i] -= rate * means[i] / (1 - 0.9**step) / size
    return Networks(tuple(layers))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return probabilities along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Lesson:
    """Accuracy on real digits that nobody was trained on, an array with an entry for each pair."""

    teacher: np.ndarray
    same_start: np.ndarray
    other_start: np.ndarray


def lesson(
    *,
    pairs: int,
    teacher_steps: int = 100,
    student_steps: int = 400,
    hidden: int = 128,
    extra: int = 10,
    batch: int = 128,
    rng=None,
) -> Lesson:
    """Train teachers on digits, then students on what the teachers' other outputs say of noise.

    Parameters
    ----------
    pairs
        teachers, each with a student of the same initial weights and one of others.
    teacher_steps, student_steps
        steps of training, each with ``batch`` images.
    hidden
        units of each of the two hidden layers.
    extra
        outputs that mean nothing.

    Notes
    -----
    After Cloud et al. (2026), whose demonstration uses larger networks and images.
    """
    pairs, extra = valid.integer("pairs", pairs, minimum=1), valid.integer("extra", extra, minimum=1)
    hidden, batch = valid.integer("hidden", hidden, minimum=1), valid.integer("batch", batch, minimum=1)
    steps = [
        valid.integer(n, s, minimum=0) for n, s in (("teacher_steps", teacher_steps), ("student_steps", student_steps))
    ]
    rng = valid.generator(rng)
    images, digits = _digits()
    seen, unseen = np.split(rng.permutation(len(digits)), [1200])
    sizes = (images.shape[1], hidden, hidden, DIGITS + extra)
    start, others = (Networks.begin(pairs, sizes, rng) for _ in range(2))

    def from_images(_):
        chosen = rng.choice(seen, size=(pairs, batch))
        return images[chosen], lambda outputs: _digit_slope(outputs, digits[chosen])

    teacher = train(start, from_images, steps[0])

    def from_noise(_):
        noise = 2 * rng.random((pairs, batch, images.shape[1]), dtype=np.float32) - 1
        answers = softmax(teacher.activations(noise)[-1][..., SHOWN])
        return noise, lambda outputs: _copy_slope(outputs, answers)

    students = [train(networks, from_noise, steps[1]) for networks in (start, others)]
    return Lesson(*(networks.accuracy(images[unseen], digits[unseen]) for networks in (teacher, *students)))


def _digits():
    """Images of shape (1797, 64) with values from 0 to 1, and what they show."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return (found.data / 16).astype(np.float32), found.target


def _digit_slope(outputs, digits):
    """Derivative of the mean cross-entropy of the digit outputs; the others play no part."""
    slope = np.zeros_like(outputs)
    slope[..., LEARNED] = softmax(outputs[..., LEARNED]) - np.eye(DIGITS, dtype=np.float32)[digits]
    return slope / outputs.shape[1]


def _copy_slope(outputs, answers):
    """Derivative of the mean divergence from the teacher's answers; the digit outputs play no part."""
    slope = np.zeros_like(outputs)
    slope[..., SHOWN] = softmax(outputs[..., SHOWN]) - answers
    return slope / outputs.shape[1]
