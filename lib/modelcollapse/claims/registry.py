"""The registry of claims: every one of the book by its id, measured on a seed that everyone shares."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable

from joblib import Parallel, cpu_count, delayed

from modelcollapse import _validation as valid
from modelcollapse.claims.kinds import KINDS, verdict_word
from modelcollapse.claims.records import FOLDER_VARIABLE, outdated, recall
from modelcollapse.claims.sources import label
from modelcollapse.claims.verdict import Claim, Verdict, shown


class ClaimError(AssertionError):
    """A claim of the book is not borne out."""


_registry: dict[str, Claim] = {}


def claim(id: str, *, statement: str, kind: str, source: str, but: str = "", verdict: str = ""):
    """Register the decorated function ``measure(rng) -> Evidence`` as a claim of the chapter its module is named after.

    Parameters
    ----------
    id
        ``topic.what-it-says``.
    statement
        one sentence a reader understands without the code.
    kind
        one of `KINDS`.
    source
        a key of ``references.bib``, or ``"derived"`` for a law derived in the book.
    but
        the other side of a disputed claim, or the condition of a qualified one.
    verdict
        what the evidence says of the statement, where it is not that of its kind: ``"holds if …"``, ``"does not hold
        here"``. A reader sees it first.
    """
    valid.choice("kind", kind, KINDS)
    if kind in {"disputed", "qualified"} and not but:
        raise valid.refuse("but", but, f"given for a {kind} claim: the other side, or the condition")
    if id in _registry:
        raise valid.refuse("id", id, "new; this claim exists")
    label(source)
    verdict_word(kind, verdict)

    def register(measure):
        chapter = measure.__module__.rpartition("claims.")[2].partition(".")[0]
        _registry[id] = Claim(id, statement, kind, source, chapter, measure, but, verdict)
        return measure

    return register


def registered() -> dict[str, Claim]:
    """Return all claims by id, in the order of the book."""
    return dict(_registry)


def seed(id: str) -> int:
    """Return the seed of a claim: fixed by its id, so that everyone sees the same numbers."""
    return zlib.crc32(id.encode())


def evaluate(id: str, *, rng=None) -> Verdict:
    """Return a claim with its evidence, by default on its own `seed`; measured, unless it is on record."""
    found = _registry[valid.choice("id", id, _registry)]
    return Verdict(found, recall(found, seed(id) if rng is None else rng).evidence)


def measure_outdated(ids: Iterable[str]) -> int:
    """Measure, on all cores, what is not on record of these claims on their own seeds; return how many that were."""
    waiting = outdated((_registry[id], seed(id)) for id in ids)
    folder = os.environ.get(FOLDER_VARIABLE, "")
    # One at a time, for some take as long as fifty others; a fork has imported what they need.
    how = {"batch_size": 1} | ({"backend": "multiprocessing"} if sys.platform == "linux" else {})
    Parallel(n_jobs=cpu_count(), **how)(delayed(_measure)(claim.id, folder) for claim, _ in waiting)
    return len(waiting)


def _measure(id, folder):
    os.environ[FOLDER_VARIABLE] = folder  # a worker that was there before has the environment of that time
    try:
        evaluate(id)
    except ImportError as error:
        if error.name != "torch":  # which is optional; pages say what they could not measure
            raise


def show(id: str) -> Verdict:
    """Measure a claim and return its verdict for display.

    Raises
    ------
    ClaimError
        if the evidence does not bear the claim out: a chapter that shows it then fails to build.
    """
    verdict = evaluate(id)
    if not verdict.holds:
        raise ClaimError(f"{id}: {verdict!r}; tolerance {shown(verdict.evidence.tolerance)}")
    return verdict
