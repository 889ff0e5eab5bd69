"""Employers who hire from one pool of candidates, by rankings of their own or by one that several of them share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid


@dataclass(frozen=True, eq=False)
class Hires:
    """Who was hired, season by season.

    Attributes
    ----------
    value
        what each candidate is worth, of shape (seasons, candidates).
    hired
        which candidate each firm got, ints of shape (seasons, firms).
    """

    value: np.ndarray
    hired: np.ndarray

    @property
    def payoff(self) -> np.ndarray:
        """What each firm's candidate is worth, of shape (seasons, firms)."""
        return np.take_along_axis(self.value, self.hired, axis=1)

    @property
    def best_passed_over(self) -> np.ndarray:
        """Whether nobody hired the best candidate, of shape (seasons,)."""
        return (self.hired != self.value.argmax(axis=1)[:, None]).all(axis=1)


def hire(*, accuracy, reads, candidates: int, seasons: int, rng=None) -> Hires:
    """Let firms hire one candidate each, in random order: each takes the first of its ranking who is still free.

    A ranking orders the candidates by what they are worth, a standard normal number each, plus a normal error of standard
    deviation 1 / accuracy.

    Parameters
    ----------
    accuracy
        one positive number a ranking.
    reads
        which ranking each firm reads, as integers from 0. Rankings with the same number are the same list: ``[0, 1]`` are
        two firms with a ranking each, ``[0, 0]`` two with one algorithm.

    Notes
    -----
    Source: Kleinberg and Raghavan (2021).

    Examples
    --------
    >>> alone = hire(accuracy=[0.5, 0.5], reads=[0, 1], candidates=3, seasons=10**5, rng=0)
    >>> shared = hire(accuracy=[0.55], reads=[0, 0], candidates=3, seasons=10**5, rng=0)
    >>> round(float(alone.payoff.mean()), 2), round(float(shared.payoff.mean()), 2)
    (0.21, 0.2)
    """
    accuracy = np.atleast_1d(valid.numbers("accuracy", accuracy, low=0, include_low=False))
    reads = valid.categories("reads", reads, len(accuracy))
    candidates, seasons = (
        valid.integer("candidates", candidates, minimum=1),
        valid.integer("seasons", seasons, minimum=1),
    )
    if len(reads) > candidates:
        raise valid.refuse("reads", len(reads), f"at most {candidates} firms, one a candidate (their number is shown)")
    rng = valid.generator(rng)
    value = rng.standard_normal((seasons, candidates))
    errors = rng.standard_normal((len(accuracy), seasons, candidates)) / accuracy[:, None, None]
    turns = rng.permuted(np.tile(np.arange(len(reads)), (seasons, 1)), axis=1)
    return Hires(value, _chosen(value + errors, reads, turns))


def _chosen(scores, reads, turns):
    """Whom each firm gets, of shape (seasons, firms), if the firms choose in the order ``turns``."""
    season = np.arange(len(turns))
    free = np.ones(scores.shape[1:], dtype=bool)
    hired = np.empty(turns.shape, dtype=int)
    for firm in turns.T:
        first = np.where(free, scores[reads[firm], season], -np.inf).argmax(axis=1)
        hired[season, firm] = first
        free[season, first] = False
    return hired
