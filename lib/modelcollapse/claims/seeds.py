"""Claims on other seeds: how often each holds when chance is rolled again."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from joblib import Parallel, delayed

from modelcollapse import _validation as valid
from modelcollapse.claims.registry import evaluate, registered
from modelcollapse.claims.verdict import Verdict

FIRST = 101
"""The first of the other seeds. Those before it are free for the authors of claims to try margins on."""


@dataclass(frozen=True)
class Trials:
    """A claim on its own seed and on others.

    Attributes
    ----------
    verdict
        on its own seed, the one that the book shows.
    tried, held
        number of other seeds, and on how many of them the claim holds.
    strain
        the largest `Evidence.strain` on any seed; at most 1 if the claim holds everywhere.
    varies
        whether any other seed measures other numbers. A computation and stored runs do not vary.
    seconds
        mean time of one measurement.
    """

    verdict: Verdict
    tried: int
    held: int
    strain: float
    varies: bool
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether the claim holds on every seed tried."""
        return self.verdict.holds and self.held == self.tried


def try_seeds(ids: Iterable[str], seeds: int = 20, *, first: int = FIRST, jobs: int = 1) -> Iterator[Trials]:
    """Measure claims on their own seed and on ``seeds`` others, in ``jobs`` processes; yield each when it is done.

    Parameters
    ----------
    ids
        claims, tried in this order.
    seeds, first
        the other seeds are ``first``, ``first + 1``, …

    Raises
    ------
    ValueError
        if a claim is unknown, before any is measured.
    """
    ids = [valid.choice("id", id, registered()) for id in ids]
    first, seeds = valid.integer("first", first), valid.integer("seeds", seeds)
    others = [None, *range(first, first + seeds)]
    tasks = (delayed(_measured)(id, seed) for id in ids for seed in others)
    results = Parallel(n_jobs=valid.integer("jobs", jobs, minimum=1), return_as="generator")(tasks)
    for id, runs in groupby(results, key=lambda run: run[0]):
        yield _trials(id, list(runs))


def _measured(id: str, seed: int | None):
    start = time.perf_counter()
    try:
        evidence = evaluate(id, rng=seed).evidence
    except Exception as error:
        error.add_note(f"while measuring {id} on {'its own seed' if seed is None else f'seed {seed}'}")
        raise
    return id, evidence, time.perf_counter() - start


def _trials(id: str, runs: list) -> Trials:
    own, *others = (evidence for _, evidence, _ in runs)
    return Trials(
        Verdict(registered()[id], own),
        tried=len(others),
        held=sum(evidence.holds for evidence in others),
        strain=max(float(evidence.strain.max()) for evidence in (own, *others)),
        varies=any(not np.array_equal(evidence.measured, own.measured) for evidence in others),
        seconds=sum(seconds for *_, seconds in runs) / len(runs),
    )
