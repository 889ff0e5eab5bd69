"""Near-duplicates of texts: their resemblance exactly, by MinHash, and what is left when each is kept once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from modelcollapse import _validation as valid


def shingles(text: str, *, words: int = 3) -> frozenset[str]:
    """Return all runs of ``words`` neighboring words of ``text``; a shorter text is one run.

    Examples
    --------
    >>> sorted(shingles("the heron was seen near the lake", words=5))
    ['heron was seen near the', 'the heron was seen near', 'was seen near the lake']
    """
    words = valid.integer("words", words, minimum=1)
    said = text.split()
    return frozenset(" ".join(said[i : i + words]) for i in range(max(1, len(said) - words + 1)))


def resemblance(first: frozenset, second: frozenset) -> float:
    """Return the Jaccard resemblance of two sets: what they share, over what either has.

    Source: Broder (1997).

    Examples
    --------
    >>> resemblance({1, 2, 3}, {2, 3, 4})
    0.5
    """
    return len(first & second) / len(first | second) if first | second else 1.0


def minhash(text_or_set: str | frozenset, *, hashes: int = 128, seed: int = 1):
    """Return the MinHash signature of a text's `shingles`, or of a set of texts: a `datasketch.MinHash`.

    The share of its ``hashes`` in which two signatures agree estimates the resemblance of the sets without bias, with
    variance J(1 - J)/hashes.

    Examples
    --------
    >>> minhash("one heron near the lake").jaccard(minhash("one heron near the lake"))
    1.0
    """
    from datasketch import MinHash

    found = shingles(text_or_set) if isinstance(text_or_set, str) else text_or_set
    signature = MinHash(num_perm=valid.integer("hashes", hashes, minimum=2), seed=seed)
    signature.update_batch([item.encode() for item in sorted(found)])
    return signature


def first_of_each(texts: Sequence[str], *, threshold: float = 0.7, hashes: int = 128, seed: int = 1) -> np.ndarray:
    """Return the positions of the texts that resemble no earlier one kept by more than ``threshold``, in order.

    Candidates come from locality-sensitive hashing of MinHash signatures, and the exact `resemblance` decides: no text
    is dropped by mistake. A near-duplicate close to the threshold may be missed.

    Examples
    --------
    >>> first_of_each(["a b c d", "a b c d", "e f g h"]).tolist()
    [0, 2]
    """
    from datasketch import MinHashLSH

    threshold = valid.number("threshold", threshold, low=0, high=1, include_low=False, include_high=False)
    index = MinHashLSH(threshold=threshold, num_perm=hashes)
    kept: dict[int, frozenset] = {}
    for place, text in enumerate(texts):
        own = shingles(text)
        signature = minhash(own, hashes=hashes, seed=seed)
        if all(resemblance(own, kept[other]) <= threshold for other in index.query(signature)):
            kept[place] = own
            index.insert(place, signature)
    return np.array(list(kept), dtype=int)
