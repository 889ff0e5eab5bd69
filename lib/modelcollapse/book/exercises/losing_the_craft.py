"""Exercises of the chapter on people beside a tool."""

from __future__ import annotations

import numpy as np

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.theory import before_after as before_after_law
from modelcollapse.theory import skill as skill_law


@exercise("craft.practice")
def practice():
    answer = skill_law.practice_for(0.6)
    return {
        "answer": answer,
        "tolerance": 0.001,
        "mistakes": {
            "That is the skill that 60% of the cases by hand keep up. The question goes the other way.": skill_law.kept(
                0.6
            ),
            "That is δ/α, the share that keeps up a skill of one half.": 0.25,
            "You took 60% of the practice for 60% of the skill.": 0.6,
            "You divided 0.6 by the 0.8 of full practice. Skill is not proportional to practice.": 0.75,
            "You turned the fraction over: S stands above, 1 − S below.": 0.25 * 0.4 / 0.6,
            "That is a number of cases out of 20. Enter the share.": 20 * answer,
        },
        "near": {0.38: "That is rounded to two decimals."},
        "otherwise": "Solve 0.6 = αm/(αm + δ) with α = 0.2 and δ = 0.05.",
        "praise": "Right: three cases in eight, 7.5 of 20 a week.",
    }


@exercise("craft.threshold")
def threshold():
    answer = skill_law.least_manual(forget=0.1)
    return {
        "answer": answer,
        "tolerance": 0.002,
        "mistakes": {
            "That is 7/32, for δ = 0.05.": skill_law.least_manual(),
            "That is the skill at the edge, S₂ − 4/β. How much by hand keeps it up?": 1 / 3,
            "You used δ = 0.05 to find how much by hand keeps one third.": skill_law.practice_for(1 / 3),
            "You doubled 7/32, or left S₂ at 0.8. What full practice keeps changes too: with δ = 0.1 it is 2/3.": skill_law.practice_for(
                0.8 - 1 / 3, forget=0.1
            ),
        },
        "otherwise": "First S₂ = α/(α + δ), then S₁ = S₂ − 4/β, then the share that keeps S₁ up: δS₁/(α(1 − S₁)).",
        "praise": "Right: one case in four. Who forgets twice as fast needs only a little more, for there is less to lose.",
    }


@exercise("craft.review")
def review():
    def leaves(share, skill, tool=0.9):
        return (1 - tool) * (1 - share * skill)

    skill = skill_law.kept(0.3)
    return {
        "answer": leaves(0.3, skill),
        "tolerance": 0.0005,
        "mistakes": {
            "That is without any review.": 0.1,
            "You let the reviewers find every error. They find it with probability S, and by the rule S is not 1.": leaves(
                0.3, 1
            ),
            "You gave them the skill of people who do everything by hand. What do 30% keep up?": leaves(0.3, 0.8),
            "You let every draft be reviewed. Only 30% are.": leaves(1, skill),
            "That is what leaves of the tool's errors. The question is of all cases.": leaves(0.3, skill, 0),
            "That is their skill. How many errors do they find with it?": skill,
            "That is what the review finds. The question is what leaves.": 0.1 * 0.3 * skill,
        },
        "near": {0.08: "That is rounded to whole percents."},
        "otherwise": "First the skill that 30% by hand keep up, αm/(αm + δ); then (1 − A)(1 − mS).",
        "praise": "Right: 8.4% instead of 10%. Little practice, little skill: three reviews in ten find one error in six.",
    }


@exercise("craft.interval")
def interval():
    found = before_after_law.difference((226, 795), (186, 734))
    return {
        "answer": 100 * found.high,
        "tolerance": 0.06,
        "mistakes": {
            "That is the lower end.": 100 * found.low,
            "That is the difference itself.": 100 * found.difference,
            "That is the interval of before against after with the helper off.": 100
            * before_after_law.difference((226, 795), (145, 648)).high,
            "You compared helper on with helper off.": 100 * before_after_law.difference((145, 648), (186, 734)).high,
            "That is nearly nothing, or a share. Type percentage points, without the percent sign.": found.high,
        },
        "otherwise": "The variance of a share p of n cases is p(1 − p)/n, and that of the difference is the sum of both. Add 1.96 times its square root to the difference.",
        "praise": "Right: −7.5 to +1.4 points. With the helper on they did no better than without it before, as far as these counts can tell.",
    }


@question("craft.design")
def design():
    return {
        "asks": "Which study would show whether the helper costs skill?",
        "choices": {
            "Lots by day: helper on or off": "The same doctors work on both kinds of days. It shows what the helper adds at once; that "
            "was done.",
            "The same two periods, ten times the patients": "That takes the counting noise away. Whatever else differs between the periods stays.",
            "Lots by center: helper or none, each counted as it works": "The help of the helper would hide what its doctors have lost.",
            "Lots by center: helper or none, then off everywhere": "Right: season, patients and load now differ by chance only, and "
            "with the helper off skill is what is counted.",
        },
        "right": "Lots by center: helper or none, then off everywhere",
    }


@question("craft.way-back")
def way_back():
    back = skill_law.folds()[0].quality
    ruled = skill_law.folds(0.1)[0].quality
    between = skill_law.resting_points(0.5)[1].skill
    return {
        "asks": "Beside a tool of 50% a staff has a skill of 1%. What does NOT bring it back?",
        "choices": {
            "A tool of 35%": f"That does: below {back:.1%} nobody leans on it enough to stay down.",
            "A tool of 42%": f"Right: it is still above {back:.1%}, and whoever has no skill stays without.",
            "Four weeks without the tool": f"That does: skill passes the resting point in between, {between:.0%}, and climbs on by itself.",
            "A tenth of the cases by hand, by lot": f"That does: the rule moves the point of return from {back:.0%} up to {ruled:.0%}.",
        },
        "right": "A tool of 42%",
    }


@question("craft.fresh")
def fresh():
    begins, lifted = (skill_law.tool_taught(share, 0.8, 0.02) for share in (0.2, 0.4))
    return {
        "asks": "What makes this tool settle higher?",
        "choices": {
            "Twice as many records of the same kind": f"A tool settles at {begins:.0%} whatever their number: it is people's share that counts.",
            "Refits twice as often": f"It comes to {begins:.0%} sooner, and to nothing else.",
            "A better tool to begin with": f"Where it began it has forgotten: it comes down to {begins:.0%}.",
            "Twice the share by hand": f"Right: {lifted:.0%}, at the same skill of 80%. And practice would lift that too.",
        },
        "right": "Twice the share by hand",
    }


@exercise("craft.weeks-off")
def weeks_off():
    start, edge, best = 0.01, 0.34, skill_law.kept(1.0)
    pace = skill_law.LEARN + skill_law.FORGET
    distance = np.log((best - start) / (best - edge))
    return {
        "answer": distance / pace,
        "tolerance": 0.05,
        "mistakes": {
            "You let skill climb all the time as fast as at first. It slows down as less is missing.": (edge - start)
            / (skill_law.LEARN - pace * start),
            f"After three weeks it is at {best - (best - start) * np.exp(-3 * pace):.0%}. It passes 34% earlier.": 3.0,
            "The rate is α + δ = 0.25 a week, not α: what is forgotten shortens the way as well.": distance
            / skill_law.LEARN,
            "You divided by δ: that is how skill fades, not how it comes back.": distance / skill_law.FORGET,
        },
        "near": {2.0: "That is in whole weeks, or without what is forgotten.", 2.1: "You cut off what follows."},
        "otherwise": "With every case by hand, dS/dt = 0.2 − 0.25 S: the distance to 0.8 shrinks by the factor exp(−0.25) a week.",
        "praise": "Right: 2.2 weeks. After that the tool may come back, and skill climbs on beside it.",
    }
