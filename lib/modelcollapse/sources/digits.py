"""Real data: scikit-learn's 1,797 handwritten digits, seen through their principal components."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modelcollapse import _validation as valid


class RareDigit(NamedTuple):
    """Images to learn from, in which one digit is rare; every row of 64 pixels is one.

    Attributes
    ----------
    few
        the examples of the rare digit.
    spare
        further images of the rare digit, as many as it lacks.
    others, labels
        the images of the other digits, and which they are.
    test
        images of the rare digit that nobody has learned from.
    """

    few: np.ndarray
    spare: np.ndarray
    others: np.ndarray
    labels: np.ndarray
    test: np.ndarray


def rare_digit(digit: int, *, examples: int, others: int = 40, rng=None) -> RareDigit:
    """Draw ``examples`` images of one handwritten digit and ``others`` of each other one.

    Parameters
    ----------
    digit
        the rare one, 0 to 9.
    examples
        images of it, from 1 to ``others``.
    others
        images of each other digit, at most 100.

    Examples
    --------
    >>> split = rare_digit(8, examples=5, rng=0)
    >>> split.few.shape, split.spare.shape, split.others.shape, split.test.shape
    ((5, 64), (35, 64), (360, 64), (134, 64))
    """
    from sklearn.datasets import load_digits

    if valid.integer("digit", digit) > 9:
        raise valid.refuse("digit", digit, "a digit from 0 to 9")
    if valid.integer("others", others, minimum=1) > 100:
        raise valid.refuse("others", others, "at most 100, so that enough are left to test")
    if valid.integer("examples", examples, minimum=1) > others:
        raise valid.refuse("examples", examples, f"at most others = {others}")
    images, classes = load_digits(return_X_y=True)
    order = valid.generator(rng).permutation(len(classes))
    each = {label: order[classes[order] == label] for label in range(10)}
    rare = images[each.pop(digit)]
    common = np.concatenate([place[:others] for place in each.values()])
    return RareDigit(rare[:examples], rare[examples:others], images[common], classes[common], rare[others:])


class Digits:
    """Handwritten 8×8 digits as points in the space of their first principal components.

    The components are those of all digits; a source shows one digit, or all of them. Draws are without
    replacement, because handing a model the same image twice would be a loss of its own.

    Parameters
    ----------
    digit
        0 to 9, or None for all.
    components
        number of principal components, 1 to 64.

    Attributes
    ----------
    points_
        every image of the source, shape (N, components).
    mean_, covariance_
        of ``points_`` (the covariance divides by N - 1).

    Examples
    --------
    >>> source = Digits(3, components=16)
    >>> source.points_.shape, source.sample((2, 170), rng=0).shape, source.to_images(source.mean_).shape
    ((183, 16), (2, 170, 16), (8, 8))
    """

    def __init__(self, digit: int | None = None, *, components: int = 16):
        from sklearn.datasets import load_digits
        from sklearn.decomposition import PCA

        components = valid.integer("components", components, minimum=1)
        if components > 64:
            raise valid.refuse("components", components, "an integer from 1 to 64, the pixels of an image")
        if digit is not None and valid.integer("digit", digit) > 9:
            raise valid.refuse("digit", digit, "a digit from 0 to 9, or None for all")
        images, labels = load_digits(return_X_y=True)
        self.digit = digit
        self._pca = PCA(components, svd_solver="full").fit(images)
        self.points_ = self._pca.transform(images if digit is None else images[labels == digit])
        self.mean_ = self.points_.mean(axis=0)
        self.covariance_ = np.atleast_2d(np.cov(self.points_, rowvar=False))

    def __repr__(self) -> str:
        return f"Digits({self.digit}, components={self.points_.shape[1]})"

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw different images of the source, shape ``(*size, components)``.

        Raises
        ------
        ValueError
            if the last entry of ``size`` exceeds the number of images.
        """
        *leading, n = valid.shape("size", size)
        if n > len(self.points_):
            raise valid.refuse("size", n, f"at most {len(self.points_)}, the number of real images")
        order = valid.generator(rng).random((*leading, len(self.points_))).argsort(axis=-1)
        return self.points_[order[..., :n]]

    def to_images(self, points) -> np.ndarray:
        """Turn points of shape (..., components) back into images of shape (..., 8, 8), ink from 0 to 16."""
        points = valid.finite_array("points", points)
        if points.shape[-1] != self.points_.shape[1]:
            raise valid.refuse("points", points.shape, f"of shape (..., {self.points_.shape[1]}) (its shape is shown)")
        return (points @ self._pca.components_ + self._pca.mean_).reshape(*points.shape[:-1], 8, 8)

    @property
    def log_det_(self) -> float:
        """Logarithm of the determinant of the covariance."""
        return float(np.linalg.slogdet(self.covariance_)[1])
