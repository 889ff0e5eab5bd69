"""Sentences as arrays of strings, and as flat arrays of word numbers: what every text model and measure works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np

from modelcollapse import _validation as valid


def sentences(name: str, value: object) -> np.ndarray:
    """Return ``value`` as a non-empty array of strings, refusing anything else.

    A sentence is words separated by spaces. It may be empty: a model can fall silent.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "OU" or array.ndim == 0:
        raise valid.refuse(name, value, "an array or list of sentences (strings)")
    if array.size == 0:
        raise valid.refuse(name, array.shape, "a non-empty array of sentences (its shape is shown)")
    if array.dtype.kind == "O":
        wrong = [item for item in array.ravel().tolist() if not isinstance(item, str)]
        if wrong:
            raise valid.refuse(name, wrong[0], "made of strings (the first other entry is shown)")
    return array


def split(texts: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return all words of ``texts`` in one flat list, and the number of words in each text."""
    parts = [text.split() for text in texts.ravel().tolist()]
    return [word for words in parts for word in words], np.fromiter(map(len, parts), int, len(parts))


def encode(texts: np.ndarray, index: Mapping[str, int], unknown: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the word numbers of all texts in one flat array, and the number of words in each text."""
    words, lengths = split(texts)
    return np.fromiter((index.get(word, unknown) for word in words), int, len(words)), lengths


END, BEGINNING = ".", ""
"""What stands for the end of a sentence and for what comes before it, where every place has a word."""


def codes(words: Iterable[str]) -> np.ndarray:
    """Return each word as a 32-bit number, of dtype uint32: the hash FNV-1a of its bytes in UTF-8.

    It depends on nothing but the word, so that a text can be read without the vocabulary that it was written with.

    Examples
    --------
    >>> [hex(code) for code in codes(["", "a", "é"]).tolist()]
    ['0x811c9dc5', '0xe40c292c', '0x1e9de8c1']
    """
    return np.array([_code(word) for word in words], dtype=np.uint32)


@lru_cache(maxsize=100_000)
def _code(word):
    code = 0x811C9DC5
    for byte in word.encode():
        code = (code ^ byte) * 0x01000193 & 0xFFFFFFFF
    return code


def as_texts(texts: list[str]) -> np.ndarray:
    """Return an array of Python strings: unlike fixed-width text it can be joined with longer ones."""
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def as_prose(sentence: str) -> str:
    """Return a sentence as it would be printed: no space before a comma, a capital letter, a full stop.

    Examples
    --------
    >>> as_prose("dear ida , had you come")
    'Dear ida, had you come.'
    """
    text = sentence
    for mark in (",", ":", "?", ".", ";", ")"):
        text = text.replace(f" {mark}", mark)
    if not text:
        return "(nothing)"
    text = text.replace("( ", "(").replace(" i ", " I ")
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!:;" else ".")
