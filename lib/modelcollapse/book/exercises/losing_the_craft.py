"""Exercises of the chapter on people beside a tool."""

from __future__ import annotations

from modelcollapse.book.answers import exercise
from modelcollapse.book.questions import question
from modelcollapse.societies import skills
from modelcollapse.theory import before_after as before_after_law
from modelcollapse.theory import skill as skill_law


@exercise("craft.practice")
def practice():
    answer = skill_law.practice_for(0.6)
    return {
        "answer": answer,
        "tolerance": 0.003,
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


@exercise("craft.what-is-kept")
def what_is_kept():
    answer = skill_law.kept(0.22)
    return {
        "answer": answer,
        "tolerance": 0.003,
        "mistakes": {
            "That is what people have without a tool, or beside a poor one.": 0.8,
            "That is the share by hand, not the skill.": 0.22,
            "That is 22% of 0.8. Skill is not proportional to practice.": 0.22 * 0.8,
            "That is where skill jumps without a rule.": skill_law.folds()[1].skill,
        },
        "otherwise": "Beside a perfect tool only the cases of the rule are done by hand: αm/(αm + δ).",
        "praise": "Right: 0.47 of 0.8. Nothing jumps any more, and two fifths of the skill are gone all the same.",
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
            "That is a share. The question is in percentage points.": found.high,
        },
        "otherwise": "The library has it: before_after_law.difference((226, 795), (186, 734)), as a share.",
        "praise": "Right: −7.5 to +1.4 points. With the helper on they did no better than without it before, as far as these counts can tell.",
    }


@question("craft.randomized")
def randomized():
    return {
        "asks": "Which of these comparisons did the endoscopy centers randomize?",
        "choices": {
            "Before against after, helper off": "The periods follow each other. Season, patients and load may differ as well.",
            "Helper on against helper off, after": "Right: by the date of the examination. It shows what the helper adds at once, 25.3% "
            "against 22.4%, and nothing about who forgot what.",
            "Before against after, helper on": "Neither the period nor the helper is the same in these two.",
            "Endoscopists with and without a helper": "All 19 worked in both periods.",
        },
        "right": "Helper on against helper off, after",
    }


@question("craft.way-back")
def way_back():
    below = skill_law.folds()[0].quality
    ruled = skill_law.folds(0.1)[0].quality
    return {
        "asks": "Beside a tool of 0.5 a staff has a skill of 0.01. What does NOT bring it back?",
        "choices": {
            "A tool of 0.35": f"That does: below {below:.3f} nobody leans on it enough to stay down.",
            "A tool of 0.42": f"Right: it is still above {below:.3f}, and beside it a skill of 0.04 rests.",
            "Four weeks without the tool": "That does: skill passes the resting point in between, 0.34, and climbs on by itself.",
            "A tenth of the cases by hand, by lot": f"That does: the rule moves the point of return from {below:.2f} up to {ruled:.2f}.",
        },
        "right": "A tool of 0.42",
    }


@question("craft.fresh")
def fresh():
    return {
        "asks": "A tool is refitted to its own records. What corresponds to the fresh data of a loop?",
        "choices": {
            "All cases that the staff has worked on": "Most of these records may hold the tool's own answers, merely passed on.",
            "The cases that people did by hand": "Right: only these say something that the tool did not say before, as well as people can.",
            "The newest cases": "New cases with the tool's answers are the tool's data.",
            "The cases on which people and tool agree": "Agreement that comes from handing over is no second opinion.",
        },
        "right": "The cases that people did by hand",
    }


@exercise("craft.weeks-off")
def weeks_off():
    def back(weeks):
        staff = {"weeks": 200, "replicates": 200, "start": 0.01, "rng": 0}
        left = skills.careers(quality=[0.0] * weeks + [0.5] * (200 - weeks), **staff)["skill"][-1]
        return (left > 0.5).mean()

    return {
        "answer": float(next(weeks for weeks in range(1, 20) if back(weeks) > 0.5)),
        "tolerance": 0.2,
        "mistakes": {
            "After two weeks nearly everybody falls back: skill is still below 0.34.": 2.0,
            "After one week everybody falls back.": 1.0,
            "Four weeks bring everybody back, but fewer bring most of them back.": 4.0,
        },
        "otherwise": "Let the weeks grow from 1, and look at the share of persons whose last skill is above 0.5.",
        "praise": "Right: three weeks. What matters is to pass 0.34; the rest comes by itself.",
    }
