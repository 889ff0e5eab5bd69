"""March's organization: people learn a common code, and the code learns from those who know better than it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan

READINGS = ("program", "text")


@dataclass(frozen=True)
class Period:
    """An organization after a period, or several of them, along the first axis of each array.

    Attributes
    ----------
    world
        the answer to each question, 1 or -1, shape (organizations, questions).
    beliefs
        1, -1 or 0 of each person, shape (organizations, people, questions).
    code
        what the code says, 1, -1 or 0, shape (organizations, questions).
    """

    world: np.ndarray
    beliefs: np.ndarray
    code: np.ndarray


def chain(
    *,
    generations: int,
    replicates: int,
    learning: float,
    code_learning: float = 0.5,
    turnover: float = 0.0,
    turbulence: float = 0.0,
    people: int = 50,
    questions: int = 30,
    reading: str = "program",
    rng=None,
) -> History:
    """Let the people and the code of an organization learn from one another, and neither from the world.

    The world answers each question with 1 or -1. A person, and the code, believe 1, -1 or, undecided, 0. In each period some
    people are replaced and some answers of the world change; then everybody learns from the code, and the code from the
    people who are superior to it, both as they were before.

    Parameters
    ----------
    learning
        p1, the probability that a person takes a step toward the code on a question.
    code_learning
        p2; the code adopts what k superior people more than not believe with probability 1 - (1 - p2)^k.
    turnover
        probability that a person is replaced by one who believes at random.
    turbulence
        probability that the world changes its answer to a question.
    reading
        ``"program"``: as the original program did it. A step goes from -1 to 0 to 1; who is undecided acts by the toss of a
        coin; superior is whose actions are right on more questions, less the wrong ones, than the code; and the code learns
        from actions. ``"text"``: as the paper prints it, in our reading. A step goes to the code's belief at once; superior
        is who knows more answers; the code learns the majority of those who are decided, and k counts the superior
        people who differ from the code less those who do not.

    Returns
    -------
    History
        ``code`` and ``people``, right less wrong answers over the number of questions, and ``variety``, the share of
        pairs of people who differ on a question; each of shape (generations + 1, replicates).

    Notes
    -----
    Source: March (1991); the program as Rodan (2005) and the replication of Workiewicz (2019) describe it.

    Examples
    --------
    >>> slow, fast = (chain(generations=80, replicates=50, learning=p, rng=0)["code"][-1].mean() for p in (0.1, 0.9))
    >>> bool(slow > fast + 0.1)
    True
    """
    plan = Plan(generations, replicates, rng)
    rules = _checked(learning, code_learning, turnover, turbulence, people, questions, reading)
    seen = [_measured(period) for period in _periods(plan, **rules)]
    return plan.history({name: [found[name] for found in seen] for name in seen[0]}, **rules)


def watch(*, generations: int, rng=None, **organization) -> list[Period]:
    """Return one organization as it begins and after each period; its parameters are those of `chain`.

    Examples
    --------
    >>> begun, learned = watch(generations=1, learning=0.5, people=4, questions=3, rng=0)
    >>> begun.code.tolist(), learned.beliefs.shape
    ([[0.0, 0.0, 0.0]], (1, 4, 3))
    """
    return list(_periods(Plan(generations, 1, rng), **_checked(**DEFAULTS | organization)))


DEFAULTS = {name: value for name, value in (chain.__kwdefaults__ or {}).items() if name != "rng"}


def _checked(learning, code_learning, turnover, turbulence, people, questions, reading):
    """The parameters of an organization, checked."""
    shares = {"learning": learning, "code_learning": code_learning, "turnover": turnover, "turbulence": turbulence}
    return {name: valid.share(name, value) for name, value in shares.items()} | {
        "people": valid.integer("people", people, minimum=2),
        "questions": valid.integer("questions", questions, minimum=1),
        "reading": valid.choice("reading", reading, READINGS),
    }


def _periods(plan, learning, code_learning, turnover, turbulence, people, questions, reading) -> Iterator[Period]:
    """The organizations as they begin, and after each period."""
    rng, firms = plan.rng, plan.replicates
    world = _signs((firms, questions), rng)
    beliefs, code = _naive((firms, people, questions), rng), np.zeros((firms, questions), np.float32)
    yield Period(world, beliefs.copy(), code)
    for _ in range(plan.generations):
        gone = rng.random((firms, people)) < turnover
        beliefs[gone] = _naive((gone.sum(), questions), rng)
        world = np.where(rng.random(world.shape) < turbulence, -world, world)
        shown = _actions(beliefs, rng) if reading == "program" else beliefs
        learned = _code_learns(world, shown, code, code_learning, reading, rng)
        beliefs, code = _people_learn(beliefs, code, learning, reading, rng), learned
        yield Period(world, beliefs.copy(), code)


def _signs(shape, rng):
    return (2 * rng.integers(2, size=shape) - 1).astype(np.float32)


def _naive(shape, rng):
    return rng.integers(-1, 2, size=shape).astype(np.float32)


def _actions(beliefs, rng):
    """What people do: what they believe, and where they are undecided, what a coin says."""
    shown, undecided = beliefs.copy(), beliefs == 0
    shown[undecided] = _signs(np.count_nonzero(undecided), rng)
    return shown


def _people_learn(beliefs, code, learning, reading, rng):
    """The beliefs after a period; chance is asked only where a person and a decided code differ, soon a few places."""
    learned = beliefs.copy()
    who, whom, what = np.nonzero((beliefs != code[:, None]) & (code != 0)[:, None])
    moves = rng.random(len(who)) < learning
    at, target = (who[moves], whom[moves], what[moves]), code[who[moves], what[moves]]
    learned[at] += np.sign(target - beliefs[at]) if reading == "program" else target - beliefs[at]
    return learned


def _code_learns(world, shown, code, code_learning, reading, rng):
    """The code after a period, from what people show: their actions, or their beliefs."""
    right, code_right = (shown @ world[:, :, None])[:, :, 0], (code * world).sum(axis=1)
    if reading == "text":  # right answers alone: half of right less wrong, plus half of those that are decided
        right, code_right = right + np.abs(shown).sum(axis=2), code_right + np.abs(code).sum(axis=1)
    superior = (right > code_right[:, None]).astype(np.float32)
    votes = (superior[:, None] @ shown)[:, 0]
    more = np.abs(votes)
    if reading == "text":
        agree = (superior[:, None] @ (shown == code[:, None]))[:, 0]
        more = np.maximum(superior.sum(axis=1)[:, None] - 2 * agree, 0)
    adopts = (np.sign(votes) != code) & (votes != 0) & (rng.random(code.shape) >= (1 - code_learning) ** more)
    return np.where(adopts, np.sign(votes), code)


def _measured(period):
    """Scores, and the share of pairs who differ, from how many believe 1, -1 and 0."""
    world, beliefs, code = period.world, period.beliefs, period.code
    people, total, decided = beliefs.shape[1], beliefs.sum(axis=1), np.abs(beliefs).sum(axis=1)
    alike = sum(n * (n - 1) for n in ((decided + total) / 2, (decided - total) / 2, people - decided))
    return {
        "code": (code * world).mean(axis=1, dtype=float),
        "people": (total * world).mean(axis=1, dtype=float) / people,
        "variety": 1 - alike.mean(axis=1, dtype=float) / (people * (people - 1)),
    }
