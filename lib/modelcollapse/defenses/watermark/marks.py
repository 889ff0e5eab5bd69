"""Three watermarks. Each is a sampler for any language model of the library, and detects itself.

None changes what a model has learned. Which words they prefer is decided by key and context, as if by chance.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np
from scipy.special import gammaincc
from scipy.stats import binom

from modelcollapse import _validation as valid
from modelcollapse.defenses.watermark import hashing
from modelcollapse.defenses.watermark.detection import Watermark


@dataclass(frozen=True, repr=False)
class kgw(Watermark):
    """Prefer green words: in each context a share ``gamma`` of all words is green, and gets e^``delta`` times its weight.

    Whether a word is green is drawn for each word by itself, so the number of green pairs of a text without the mark is
    binomial, and the p-value is exact.

    Source: Kirchenbauer et al. (2023), whose list has exactly ⌊γV⌋ words.

    Examples
    --------
    >>> mark = kgw(17, gamma=0.25, delta=2)
    >>> found = mark.detect(["the heron nests in reeds", "the heron feeds on fish"])
    >>> int(found.tokens), int(found.total)
    (10, 2)
    """

    _: KW_ONLY
    gamma: float = 0.25
    delta: float = 2.0

    def __post_init__(self):
        super().__post_init__()
        gamma = valid.number("gamma", self.gamma, low=0, high=1, include_low=False, include_high=False)
        self._set(gamma=gamma, delta=valid.number("delta", self.delta, low=0))

    def transform(self, logs, context):
        return logs + self.delta * self.scores(self.draws(context))

    def scores(self, draws):
        """Return whether each word is green."""
        return hashing.uniform(draws) < self.gamma

    def p_values(self, totals, tokens):
        """Return the exact p-value: so many green pairs or more, each with probability ``gamma``."""
        return binom.sf(totals - 1, tokens, self.gamma)


@dataclass(frozen=True, repr=False)
class gumbel(Watermark):
    """Say the word with the largest r^(1/p), where r in (0, 1) is decided by key, context and word.

    Over all keys every word is said as often as the model wants it said. With one key each context has one word: the
    model has no choice left.

    Source: Aaronson, in a talk of 2022.
    """

    def transform(self, logs, context):
        with np.errstate(divide="ignore"):
            race = logs - np.log(-np.log(hashing.uniform(self.draws(context))))
        said = np.full_like(logs, -np.inf)
        np.put_along_axis(said, race.argmax(axis=-1)[..., None], 0.0, axis=-1)
        return said

    def scores(self, draws):
        """Return −ln(1 − r) of each word, which is exponential without the mark."""
        return -np.log1p(-hashing.uniform(draws))

    def p_values(self, totals, tokens):
        """Return the exact p-value: a sum of exponentials is gamma."""
        return np.where(tokens > 0, gammaincc(np.maximum(tokens, 1), totals), 1.0)


@dataclass(frozen=True, repr=False)
class synthid(Watermark):
    """Let words play a tournament: in each of ``layers`` rounds two draws of the model meet, and the one with a 1 wins.

    Whether a word has a 1 in a round is decided by key, context and word. Over all keys every word is said as often as
    the model wants it said.

    Source: Dathathri et al. (2024), tournaments of two, as SynthID-Text plays them.
    """

    _: KW_ONLY
    layers: int = 30

    def __post_init__(self):
        super().__post_init__()
        if valid.integer("layers", self.layers, minimum=1) > 256:
            raise valid.refuse("layers", self.layers, "an integer from 1 to 256")

    def transform(self, logs, context):
        with np.errstate(divide="ignore"):
            return np.log(tournament(np.exp(logs), self.bits(self.draws(context))))

    def bits(self, draws: np.ndarray) -> np.ndarray:
        """Return the 0 or 1 of each word in each round, shape (..., layers)."""
        parts = [(each[..., None] >> np.arange(n, dtype=np.uint32)) & np.uint32(1) for each, n in self._parts(draws)]
        return np.concatenate(parts, axis=-1)

    def scores(self, draws):
        """Return in how many rounds each word has a 1."""
        return sum(np.bitwise_count(each & np.uint32(2**n - 1)) for each, n in self._parts(draws))

    def _parts(self, draws):
        """Random numbers of 32 bits, of the next 32 rounds each, and how many bits of each are used."""
        draws = np.asarray(draws, dtype=np.uint32)
        for first in range(0, self.layers, 32):
            yield (hashing.mixed(draws + np.uint32(first)) if first else draws), min(32, self.layers - first)

    def p_values(self, totals, tokens):
        """Return the exact p-value: without the mark every bit is a fair coin."""
        return binom.sf(totals - 1, tokens * self.layers, 0.5)


def tournament(probabilities: np.ndarray, bits: np.ndarray, leaves: int = 2) -> np.ndarray:
    """Return the probabilities of the winner of a tournament, shape (..., V).

    Parameters
    ----------
    probabilities
        of the words, shape (..., V).
    bits
        0 or 1 for each word and round, shape (..., V, rounds).
    leaves
        draws that meet in a match. With two, nothing changes on average over random bits; with more, it does.

    Source: Dathathri et al. (2024).

    Examples
    --------
    >>> p = tournament(np.array([0.5, 0.25, 0.125, 0.125]), np.array([[1], [0], [1], [0]]))
    >>> p.tolist()
    [0.6875, 0.09375, 0.171875, 0.046875]
    """
    p = np.asarray(probabilities, dtype=float)
    for g in np.moveaxis(bits, -1, 0):
        ones = (g * p).sum(axis=-1, keepdims=True)
        zeros = np.clip(1 - ones, 0, 1)
        # 1 + (1 − G) + … + (1 − G)^(N − 1) is (1 − (1 − G)^N)/G, also where G = 0.
        wins = sum(zeros**k for k in range(leaves))
        p = p * np.where(g == 1, wins, zeros ** (leaves - 1))
    return p
