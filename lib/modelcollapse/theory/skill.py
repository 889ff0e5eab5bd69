"""A person beside a tool: skill that grows with cases done by hand and fades with time, and where the pair comes to rest.

A person of skill S does a share h of the cases by hand, and dS/dt = α h (1 - S) - δ S. ``learn`` is α and ``forget`` δ, both
a week, ``quality`` A is the share of cases that the tool gets right, and ``manual`` the share m that must be done by hand.
The rest is handed over with probability 1 / (1 + exp(-β (A - S))); ``sharpness`` β says how well people know who is better.
The model, its defaults and its laws are derived here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from scipy.special import expit

from modelcollapse import _validation as valid
from modelcollapse.theory._law import ITEMS, POSITIVE, SHARE, TIME, law, number

LEARN, FORGET, SHARPNESS = 0.2, 0.05, 12.0
BELOW_1 = number(0, 1, include_high=False)
INSIDE = number(0, 1, include_low=False, include_high=False)
RATES = {"learn": POSITIVE, "forget": POSITIVE}
PERSON = {"manual": SHARE, "sharpness": POSITIVE}


@law(skill=SHARE, quality=SHARE, **PERSON)
def by_hand(skill, quality, manual=0.0, sharpness=SHARPNESS):
    """Return the share of cases that a person of this skill does by hand beside a tool of this quality.

    Examples
    --------
    >>> by_hand(0.7, 0.7), round(by_hand(0.8, 0.7), 3), round(by_hand(0.7, 0.7, manual=0.2), 3)
    (0.5, 0.769, 0.6)
    """
    return manual + (1 - manual) * expit(sharpness * (skill - quality))


@law(hand=SHARE, **RATES)
def kept(hand, learn=LEARN, forget=FORGET):
    """Return the skill that a fixed share of cases by hand keeps up: α h / (α h + δ).

    Examples
    --------
    >>> round(kept(1.0), 3), round(kept(0.25), 3)
    (0.8, 0.5)
    """
    return learn * hand / (learn * hand + forget)


@law(skill=BELOW_1, **RATES)
def practice_for(skill, learn=LEARN, forget=FORGET):
    """Return the share of cases by hand that keeps up this skill, δ S / (α (1 - S)); above 1 nothing does.

    Examples
    --------
    >>> round(practice_for(0.5), 3), round(practice_for(0.7), 3)
    (0.25, 0.583)
    """
    return forget * skill / (learn * (1 - skill))


@law(skill=INSIDE, **PERSON, **RATES)
def quality_at(skill, manual=0.0, sharpness=SHARPNESS, learn=LEARN, forget=FORGET):
    """Return the quality of the tool beside which this skill rests; nan for a skill that rests beside no tool.

    A = S + (1/β) log[(α - (α + δ) S) / ((δ + m α) S - m α)], for S between the skills that m and 1 keep up.

    Examples
    --------
    >>> round(quality_at(0.7), 4), round(quality_at(0.1), 4)
    (0.672, 0.3963)
    """
    above, below = learn - (learn + forget) * skill, (forget + manual * learn) * skill - manual * learn
    inside = (above > 0) & (below > 0)
    ratio = np.divide(above, below, out=np.full(np.shape(inside), np.nan), where=inside)
    return skill + np.log(ratio) / sharpness


@law(sharpness=POSITIVE, **RATES)
def least_manual(sharpness=SHARPNESS, learn=LEARN, forget=FORGET):
    """Return the share of cases by hand above which no tool makes skill jump: it keeps α / (α + δ) - 4/β.

    Examples
    --------
    >>> round(least_manual(), 5)
    0.21875
    """
    lowest = np.maximum(learn / (learn + forget) - 4 / sharpness, 0)
    return forget * lowest / (learn * (1 - lowest))


class Fold(NamedTuple):
    """Where two resting points meet and vanish: the skill, and the quality of the tool."""

    skill: float
    quality: float


def folds(manual=0.0, sharpness=SHARPNESS, learn=LEARN, forget=FORGET) -> list[Fold]:
    """Return where skill returns as the tool is made worse, and where it is lost as the tool is made better.

    With the skills S₁ < S₂ that m and 1 keep up, they lie at S = (S₁ + S₂)/2 ∓ √[(S₂ - S₁)²/4 - (S₂ - S₁)/β]. There are
    none where S₂ - S₁ ≤ 4/β.

    Examples
    --------
    >>> [(round(fold.skill, 3), round(fold.quality, 3)) for fold in folds()], folds(manual=0.22)
    ([(0.094, 0.396), (0.706, 0.672)], [])
    """
    sharpness = valid.number("sharpness", sharpness, low=0, include_low=False)
    low, high = kept(valid.share("manual", manual), learn, forget), kept(1.0, learn, forget)
    width = high - low
    if width * sharpness <= 4:
        return []
    apart = np.sqrt(width**2 / 4 - width / sharpness)
    skills = [float((low + high) / 2 + side * apart) for side in (-1, 1)]
    return [Fold(skill, quality_at(skill, manual, sharpness, learn, forget)) for skill in skills]


class Rest(NamedTuple):
    """A skill at which nothing moves, and whether a person who is a little off comes back to it."""

    skill: float
    stable: bool


def resting_points(quality, manual=0.0, sharpness=SHARPNESS, learn=LEARN, forget=FORGET) -> list[Rest]:
    """Return every skill that rests beside a tool of this quality, from the lowest: one, or stable, unstable, stable.

    Examples
    --------
    >>> [round(rest.skill, 3) for rest in resting_points(0.5)], [round(rest.skill, 4) for rest in resting_points(0.7)]
    ([0.011, 0.341, 0.795], [0.0009])
    """
    quality, person = valid.share("quality", quality), (manual, sharpness, learn, forget)
    low, high = kept(valid.share("manual", manual), learn, forget), kept(1.0, learn, forget)
    if low == high:  # everything is done by hand, whatever the tool
        return [Rest(high, True)]
    turns = [low, *(fold.skill for fold in folds(*person)), high]

    def moves(skill):
        hand = by_hand(skill, quality, manual, sharpness)
        return learn * hand * (1 - skill) - forget * skill

    found = []
    for i, (left, right) in enumerate(pairwise(turns)):
        if moves(left) * moves(right) < 0:
            found.append(Rest(float(brentq(moves, left, right, xtol=1e-15)), i != 1))
    return found


@law(skill=SHARE, quality=SHARE, **PERSON)
def team_accuracy(skill, quality, manual=0.0, sharpness=SHARPNESS):
    """Return the share of cases that are right if the person gets S of those done by hand right, and the tool A of the rest.

    Examples
    --------
    >>> round(team_accuracy(0.8, 0.7), 3), round(team_accuracy(0.001, 0.7), 3)
    (0.777, 0.7)
    """
    hand = by_hand(skill, quality, manual, sharpness)
    return hand * skill + (1 - hand) * quality


@law(skill=SHARE, quality=SHARE, **PERSON)
def errors_out(skill, quality, manual=0.0, sharpness=SHARPNESS):
    """Return the share of wrong drafts that reach the world: (1 - A)(1 - h S), if a person reviews h of them and finds S.

    Examples
    --------
    >>> round(errors_out(0.8, 0.5), 3), round(errors_out(0.001, 0.7), 3)
    (0.111, 0.3)
    """
    return (1 - quality) * (1 - by_hand(skill, quality, manual, sharpness) * skill)


@law(start=SHARE, manual=SHARE, t=TIME, cases=ITEMS, **RATES)
def by_lot(start, manual, t, cases, learn=LEARN, forget=FORGET):
    """Return the expected skill after ``t`` weeks if each case is done by hand with probability m, whatever the skill.

    It moves toward ``kept`` (m) by the factor 1 - (δ + α m) / cases with every case, and exactly so.

    Examples
    --------
    >>> round(by_lot(0.8, 0.25, 52, 20), 3)
    0.502
    """
    rest = kept(manual, learn, forget)
    return rest + (start - rest) * (1 - (forget + learn * manual) / cases) ** (cases * t)


@law(hand=SHARE, skill=SHARE, noise=SHARE)
def tool_taught(hand, skill, noise):
    """Return where a tool settles that is refitted to records of which a share h are people's, and the rest its own.

    Every fit breaks a share ε, the ``noise``, of what was right: A = (1 - ε) h S / (ε + (1 - ε) h). The share of people's
    records is what a share of fresh data is in any loop.

    Examples
    --------
    >>> round(tool_taught(1.0, 0.8, 0.02), 3), round(tool_taught(0.01, 0.8, 0.02), 3), tool_taught(0.0, 0.8, 0.02)
    (0.784, 0.263, 0.0)
    """
    left = (1 - noise) * hand
    return left * skill / np.where(noise + left > 0, noise + left, 1)


class Pair(NamedTuple):
    """Skill and quality, week by week."""

    skill: np.ndarray
    quality: np.ndarray


def course(
    weeks, *, start, quality, manual=0.0, noise=None, pace=0.25, sharpness=SHARPNESS, learn=LEARN, forget=FORGET
) -> Pair:
    """Return skill and quality at the end of each week, from 0 to ``weeks``, in the limit of many cases a week.

    Parameters
    ----------
    weeks
        how long.
    start, quality
        skill and quality in week 0.
    noise
        None for a tool that stays as it is; else the share of what was right that each fit breaks, for a tool that is
        refitted to the records of the pair: dA/dt = ``pace`` × ((1 - noise)(h S + (1 - h) A) - A).

    Examples
    --------
    >>> pair = course(400, start=0.8, quality=0.5, noise=0.02)
    >>> round(pair.skill[-1], 3), round(pair.quality[-1], 3)
    (0.696, 0.672)
    """
    weeks = valid.integer("weeks", weeks, minimum=1)
    begin = [valid.share("start", start), valid.share("quality", quality)]
    noise = None if noise is None else valid.share("noise", noise)
    manual, pace = valid.share("manual", manual), valid.number("pace", pace, low=0)

    def moves(_, pair):
        skill, quality = np.clip(pair, 0, 1)
        hand = by_hand(skill, quality, manual, sharpness)
        taught = 0.0 if noise is None else pace * ((1 - noise) * (hand * skill + (1 - hand) * quality) - quality)
        return [learn * hand * (1 - skill) - forget * skill, taught]

    found = solve_ivp(moves, (0, weeks), begin, t_eval=np.arange(weeks + 1), rtol=1e-8, atol=1e-10, method="LSODA")
    return Pair(*found.y)
