"""Ways to make more examples of a rare class out of a few, each with the knowledge that it brings along.

``few`` are the real examples, of shape (k, d). Each returns ``n`` synthetic ones, of shape (n, d).
"""

from __future__ import annotations

import numpy as np

from modelcollapse import _validation as valid


def copied(few, n: int, *, rng=None) -> np.ndarray:
    """Repeat the examples. Nothing is brought along.

    Examples
    --------
    >>> copied([[1.0, 2.0]], 2, rng=0).tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    few, n, rng = _checked(few, n, rng)
    return few[rng.integers(len(few), size=n)]


def between(few, n: int, *, rng=None) -> np.ndarray:
    """Draw points on the lines between two examples: that a class is in one piece.

    Notes
    -----
    Source: Chawla et al. (2002), who draw between near neighbors.

    Examples
    --------
    >>> points = between([[0.0], [1.0]], 100, rng=0)
    >>> bool(points.min() >= 0), bool(points.max() <= 1)
    (True, True)
    """
    few, n, rng = _checked(few, n, rng)
    first, second = few[rng.integers(len(few), size=(2, n))]
    return first + rng.random((n, 1)) * (second - first)


def moved(few, n: int, *, rng=None) -> np.ndarray:
    """Shift square images by up to one pixel each way: that a shifted digit is the same digit.

    Raises
    ------
    ValueError
        if the examples are no square images, flattened.

    Examples
    --------
    >>> moved([[0.0, 0, 0, 0, 5, 0, 0, 0, 0]], 4, rng=1).sum(axis=1).tolist()
    [5.0, 5.0, 5.0, 5.0]
    """
    few, n, rng = _checked(few, n, rng)
    side = round(few.shape[1] ** 0.5)
    if side**2 != few.shape[1]:
        raise valid.refuse("few", few.shape, "square images, flattened (the shape is shown)")
    images = np.pad(few[rng.integers(len(few), size=n)].reshape(n, side, side), ((0, 0), (1, 1), (1, 1)))
    rows, columns = rng.integers(3, size=(2, n, 1)) + np.arange(side)
    return images[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]].reshape(n, -1)


def borrowed(few, n: int, *, others, classes, rng=None) -> np.ndarray:
    """Add to the mean of the examples how examples of other classes differ from the means of theirs.

    It brings along that all classes vary alike: what is common, slant and width and thickness, is learned where there
    are many.

    Parameters
    ----------
    others
        examples of other classes, shape (m, d).
    classes
        which class each of them is in, shape (m,).

    Examples
    --------
    >>> borrowed([[9.0]], 4, others=[[0.0], [2.0]], classes=[3, 3], rng=0).tolist()
    [[10.0], [10.0], [10.0], [8.0]]
    """
    few, n, rng = _checked(few, n, rng)
    others, classes = valid.finite_array("others", others, min_ndim=2, max_ndim=2), np.asarray(classes)
    if others.shape[1] != few.shape[1]:
        raise valid.refuse("others", others.shape, f"of shape (m, {few.shape[1]}) (its shape is shown)")
    if classes.shape != others.shape[:1]:
        raise valid.refuse("classes", classes.shape, f"one for each of the {len(others)} others (its shape is shown)")
    differ = np.empty_like(others)
    for label in np.unique(classes):
        differ[classes == label] = others[classes == label] - others[classes == label].mean(axis=0)
    return few.mean(axis=0) + differ[rng.integers(len(others), size=n)]


def _checked(few, n, rng):
    few = valid.finite_array("few", few, min_ndim=2, max_ndim=2)
    return few, valid.integer("n", n, minimum=1), valid.generator(rng)
