"""Persons beside a tool, case by case: who does a case, what practice adds, and what reaches the world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan
from modelcollapse.theory.skill import FORGET, LEARN, SHARPNESS, by_hand

_by_hand = by_hand.__wrapped__  # the bare formula: what reaches it is checked once, and not at every case


def careers(
    *,
    quality,
    weeks: int,
    replicates: int,
    cases: int = 20,
    start: float = 0.8,
    manual: float = 0.0,
    sharpness: float = SHARPNESS,
    learn: float = LEARN,
    forget: float = FORGET,
    rng=None,
) -> History:
    """Let persons work beside a tool: each case is done by hand or handed over, by lot.

    A case done by hand moves skill by learn / ``cases`` of the way to 1, and every case costs forget / ``cases`` of it, so
    that a week of many cases obeys the law of `modelcollapse.theory.skill`.

    Parameters
    ----------
    quality
        share of cases that the tool gets right: one number, or one a week.
    weeks, cases, replicates
        how long, how many cases a week, and how many persons, who know nothing of each other.
    start
        skill in week 0.
    manual
        share of cases, drawn by lot, that must be done by hand.

    Returns
    -------
    History
        ``skill`` at the end of the week; ``by_hand``, the share of the week's cases done by hand; and ``errors``, the
        share of its cases that leave wrong if "by hand" means to review the tool's draft. Week 0 is before the tool:
        all is done by hand, and what is wrong without a tool is 1 - skill. Each of shape (weeks + 1, replicates).

    Examples
    --------
    >>> staff = careers(quality=0.7, weeks=150, replicates=200, rng=0)
    >>> [round(float(staff.median("skill")[week]), 2) for week in (0, 50, 150)]
    [0.8, 0.3, 0.0]
    """
    plan = Plan(weeks, replicates, rng, called="weeks")
    qualities = _weekly(quality, plan.generations)
    cases = valid.integer("cases", cases, minimum=1)
    practice = _Practice.of(manual, sharpness, learn, forget, cases)
    skill, hand, errors = (np.empty(plan.shape) for _ in range(3))
    skill[0] = now = np.full(plan.replicates, valid.share("start", start))
    hand[0], errors[0] = 1, 1 - now
    for week, tool in enumerate(qualities, start=1):
        done = wrong = 0
        for _ in range(cases):
            mine, found, after = practice.case(now, tool, plan.rng)
            wrong = wrong + (found < (1 - tool) * (1 - mine * now))
            done, now = done + mine, after
        skill[week], hand[week], errors[week] = now, done / cases, wrong / cases
    measures = {"skill": skill, "by_hand": hand, "errors": errors}
    settings = {"cases": cases, "start": start, "manual": manual, "sharpness": sharpness}
    return plan.history(measures, **settings, quality=quality, learn=learn, forget=forget)


def taught_by_staff(
    *,
    weeks: int,
    replicates: int,
    persons: int = 20,
    cases: int = 20,
    start: float = 0.8,
    quality: float = 0.5,
    manual: float = 0.0,
    noise: float = 0.02,
    pace: float = 0.25,
    sharpness: float = SHARPNESS,
    learn: float = LEARN,
    forget: float = FORGET,
    rng=None,
) -> History:
    """Refit a tool every week to the records of the persons who work beside it, its own answers among them.

    A record of a case done by hand is right with probability S, of a case handed over with probability A. Each fit breaks a
    share ``noise`` of what was right, and the tool goes the share ``pace`` of the way from what it was to what it is taught.

    Parameters
    ----------
    replicates, persons
        how many staffs, and persons in each, who share one tool.
    start, quality
        skill and quality in week 0. The others are those of `careers`.

    Returns
    -------
    History
        ``skill`` of each person, of shape (weeks + 1, replicates, persons); and, of shape (weeks + 1, replicates), the
        ``quality`` of the tool, ``people``, the share of the week's records that are people's own, and ``right``, the share
        of its records that are right.

    Examples
    --------
    >>> staffs = taught_by_staff(weeks=400, replicates=5, quality=0.9, rng=0)
    >>> [round(float(staffs.mean("quality")[week]), 1) for week in (0, 150, 400)]
    [0.9, 0.4, 0.7]
    """
    plan = Plan(weeks, replicates, rng, called="weeks")
    persons, cases = (valid.integer(name, n, minimum=1) for name, n in (("persons", persons), ("cases", cases)))
    noise, pace = valid.share("noise", noise), valid.share("pace", pace)
    practice = _Practice.of(manual, sharpness, learn, forget, cases)
    now = np.full((plan.replicates, persons), valid.share("start", start))
    tool = np.full((plan.replicates, 1), valid.share("quality", quality))
    skill, (qualities, people, rights) = np.empty((*plan.shape, persons)), np.empty((3, *plan.shape))
    skill[0], qualities[0], people[0], rights[0] = now, tool[:, 0], 1, now.mean(axis=1)
    for week in range(1, plan.generations + 1):
        done = right = 0
        for _ in range(cases):
            mine, found, after = practice.case(now, tool, plan.rng)
            right = right + (found < np.where(mine, now, tool))
            done, now = done + mine, after
        taught = (1 - noise) * (right / cases).mean(axis=1, keepdims=True)
        tool = tool + pace * (taught - tool)
        skill[week], qualities[week] = now, tool[:, 0]
        people[week], rights[week] = (done / cases).mean(axis=1), (right / cases).mean(axis=1)
    settings = {"persons": persons, "cases": cases, "start": start, "quality": quality, "manual": manual}
    measures = {"skill": skill, "quality": qualities, "people": people, "right": rights}
    return plan.history(measures, **settings, noise=noise, pace=pace, sharpness=sharpness, learn=learn, forget=forget)


class _Practice(NamedTuple):
    """Who does a case, and what it does to skill: each adds ``gain`` of what is missing, and takes ``loss`` of what is there."""

    manual: float
    sharpness: float
    gain: float
    loss: float

    @classmethod
    def of(cls, manual, sharpness, learn, forget, cases):
        learn, forget = (
            valid.number(name, value, low=0, high=cases, include_low=False)
            for name, value in (("learn", learn), ("forget", forget))
        )
        sharpness = valid.number("sharpness", sharpness, low=0, include_low=False)
        return cls(valid.share("manual", manual), sharpness, learn / cases, forget / cases)

    def case(self, skill, tool, rng):
        """One case of each person: whether it is done by hand, the lot that decides how it ends, and skill after it."""
        lot, found = rng.random((2, *skill.shape))
        mine = lot < _by_hand(skill, tool, self.manual, self.sharpness)
        return mine, found, skill + self.gain * mine * (1 - skill) - self.loss * skill


def _weekly(quality, weeks):
    tool = valid.numbers("quality", quality, low=0, high=1)
    if np.ndim(tool) and np.shape(tool) != (weeks,):
        raise valid.refuse("quality", np.shape(tool), f"one number, or one a week, {weeks} in all (its shape is shown)")
    return np.broadcast_to(tool, weeks)
