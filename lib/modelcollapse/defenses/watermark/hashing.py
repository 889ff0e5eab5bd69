"""Random numbers that a key, the words before and a word decide: integers of 32 bits, the same in every language.

A page reads a mark with a few lines of JavaScript, so nothing here may need more than 32 bits: `Math.imul` and a shift.
"""

from __future__ import annotations

import numpy as np

GOLDEN = np.uint32(0x9E3779B9)
"""What a key is combined with, so that key 0 and a word of code 0 are like any others."""


def mixed(numbers: np.ndarray) -> np.ndarray:
    """Return numbers of 32 bits thoroughly stirred, one to one: the last step of MurmurHash3.

    Examples
    --------
    >>> hex(mixed(np.array([1], np.uint32))[0])
    '0x514e28b7'
    """
    x = np.asarray(numbers, dtype=np.uint32)
    with np.errstate(over="ignore"):  # a product modulo 2³² is what is wanted
        x = (x ^ (x >> 16)) * np.uint32(0x85EBCA6B)
        x = (x ^ (x >> 13)) * np.uint32(0xC2B2AE35)
    return x ^ (x >> 16)


def seeds(key: int | np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return a number for each context: of a key and the codes of the words before, shape (..., window), in order.

    Keys may be an array that broadcasts against all axes but the last.
    """
    seed = mixed(np.asarray(key, dtype=np.uint32) ^ GOLDEN)
    for code in np.moveaxis(before, -1, 0):
        seed = mixed(seed ^ code)
    return seed


def draws(seeds: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Return a random number of 32 bits for each pair of a context and a word; the arguments broadcast."""
    return mixed(seeds ^ words)


def uniform(draws: np.ndarray) -> np.ndarray:
    """Return 32 random bits as a number in (0, 1), never at its ends."""
    return (draws + 0.5) / 2.0**32
