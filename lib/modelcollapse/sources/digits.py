"""Real data: scikit-learn's 1,797 handwritten digits, seen through their principal components."""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


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
