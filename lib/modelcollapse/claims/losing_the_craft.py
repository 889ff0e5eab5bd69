"""Claims of the chapter on people beside a tool, and on the skill that they lose."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.societies import placebo, skills
from modelcollapse.sources.colonoscopies import AFTER, AIDED, BEFORE, DROP, PERIODS, POOLED
from modelcollapse.theory import before_after as before_after_law
from modelcollapse.theory import knowledge as knowledge_law
from modelcollapse.theory import skill as skill_law


@claim(
    "craft.detection",
    statement="After three months with a helper, 19 endoscopists found an adenoma in 22.4% of colonoscopies without it, and in 28.4% before.",
    kind="reproduced",
    source="budzyn2025",
)
def detection(rng):
    found = before_after_law.difference(BEFORE, AFTER)
    return Evidence(
        [100 * found.difference, 100 * found.low, 100 * found.high, 1000 * found.p],
        [-6.0, -10.5, -1.6, 8.9],
        rounding=0.1,
        setting="from the published counts, 226 of 795 and 145 of 648; the predictions are the published numbers, which have one decimal",
        cases=("difference in points", "its lower end", "its upper end", "p in thousandths"),
    )


@claim(
    "craft.drift",
    statement="Doctors whose skill stays as it is show such a change in one study of twenty if their two periods differ by about two points for other reasons.",
    kind="own",
    source="derived",
)
def drift(rng):
    needed = before_after_law.drift_to_explain(DROP, POOLED, **PERIODS)
    found = placebo.unchanged(share=POOLED, **PERIODS, drift=needed, replicates=40_000, rng=rng)
    return Evidence.of(
        np.abs(found) >= DROP,
        0.05,
        setting=f"share of 40,000 studies without an effect that change by {DROP:.2%} or more; other reasons have a standard deviation of {needed:.2%}",
    )


@claim(
    "craft.age",
    statement="If half of the patients were 60 or older before, fewer than 30% would have to be after, for age alone to make such a drop.",
    kind="own",
    source="derived",
)
def age(rng):
    young = before_after_law.share_of_the_rest(BEFORE[0] / BEFORE[1], 3.6, 0.5)
    old = 3.6 * young / (1 + 2.6 * young)
    setting = f"half of the patients 60 or older at first, odds 3.60 times as high as published: {old:.1%} and {young:.1%} of older and of younger ones"
    return Evidence(100 * (0.5 - DROP / (old - young)), 30, relation="below", setting=f"in percent; {setting}")


@claim(
    "craft.aided",
    statement="What was randomized, the helper on or off after the change, shows no clear difference: 25.3% against 22.4%, p above 0.1.",
    kind="own",
    source="budzyn2025",
)
def aided(rng):
    shares = [found / of for found, of in (AIDED, AFTER)]
    return Evidence(
        before_after_law.difference(AFTER, AIDED).p,
        0.1,
        relation="above",
        setting="p-value from the published counts, 186 of 734 and 145 of 648",
        compared=(against(*shares, form=".1%"),),
    )


@claim(
    "craft.practice",
    statement="A share m of the cases by hand, drawn by lot, keeps up a skill of αm/(αm + δ), whatever the tool can do.",
    kind="theorem",
    source="derived",
)
def practice(rng):
    lots = (0.25, 0.5)
    beside = {"quality": 1.0, "sharpness": 2000, "replicates": 4000, "cases": 5}
    found = [skills.careers(**beside, manual=m, weeks=120, rng=rng)["skill"][-1] for m in lots]
    return Evidence.of(
        found,
        skill_law.kept(np.array(lots)),
        setting="4,000 persons, five cases a week, 120 weeks; a perfect tool that everybody prefers",
        cases=("m = 1/4", "m = 1/2"),
    )


def reaches(start, quality, weeks=3000):
    """Whether a person who starts so ends above the middle of the two folds."""
    middle = np.mean([fold.skill for fold in skill_law.folds()])
    return skill_law.course(weeks, start=start, quality=quality).skill[-1] > middle


def edge(start):
    """The quality of the tool at which a person who starts so begins to end low: bisected, from whole careers."""
    return brentq(lambda quality: 0.5 - reaches(start, quality), 0.2, 0.9, xtol=1e-4)


@claim(
    "craft.folds",
    statement="Skill is lost where the tool passes 67.2%, and returns only where it falls below 39.6%.",
    kind="theorem",
    source="derived",
)
def folds(rng):
    back, lost = skill_law.folds()
    return Evidence(
        [100 * edge(skill_law.kept(1.0)), 100 * edge(0.001)],
        [100 * lost.quality, 100 * back.quality],
        rounding=0.1,
        setting="in percent; careers of 3,000 weeks, many cases a week; predicted: the two folds in closed form",
        cases=("from full skill", "from none"),
    )


@claim(
    "craft.history",
    statement="Beside a tool of 50% people who never saw a better one keep a skill more than 50 points higher than people who did.",
    kind="own",
    source="derived",
)
def history(rng):
    staff = {"weeks": 208, "replicates": 200, "rng": rng}
    never = skills.careers(quality=0.5, **staff)["skill"][-1]
    once = skills.careers(quality=[0.75] * 104 + [0.5] * 104, **staff)["skill"][-1]
    return Evidence.of(
        never - once,
        0.5,
        "above",
        setting="200 persons each, after four years; the others had a tool of 75% for two of them",
        compared=(against(never.mean(), once.mean(), form=".0%"),),
    )


@claim(
    "craft.worse-tool",
    statement="A tool worse than the expert erases the expert: beside one that is right in 70% of cases, skill falls from 80% below 1% in four years.",
    kind="qualified",
    source="derived",
    verdict="holds if people judge the tool as we say",
    but="People hand cases over who cannot tell well who is better: 23% of them at the start. Who knew exactly would hand nothing over to a worse tool.",
)
def worse_tool(rng):
    staff = {"quality": 0.7, "weeks": 208, "replicates": 300}
    left = skills.careers(**staff, rng=rng)["skill"][-1]
    knowing = skills.careers(**staff, sharpness=200, rng=rng)["skill"][-1].mean()
    return Evidence.of(
        left,
        0.01,
        "below",
        setting="300 persons, 20 cases a week, after four years",
        compared=(f"{left.mean():.1%}; {knowing:.0%} if they know who is better",),
    )


@claim(
    "craft.least-manual",
    statement="With more than 7 of 32 cases by hand no tool makes skill jump; with fewer some tool does.",
    kind="theorem",
    source="derived",
)
def least_manual(rng):
    skill = np.linspace(0.005, 0.795, 4001)

    def jumps(manual):
        beside = skill_law.quality_at(skill, manual)
        return (np.diff(beside[np.isfinite(beside)]) > 0).any()

    found = brentq(lambda manual: jumps(manual) - 0.5, 0.01, 0.6, xtol=1e-6)
    return Evidence(
        found,
        skill_law.least_manual(),
        rounding=2e-4,
        setting="bisected: where the curve of resting points stops turning back, on a grid of 4,001 skills; α = 0.2, δ = 0.05, β = 12",
    )


@claim(
    "craft.few-cases",
    statement="Close below the tipping point chance decides: with five cases a week more than 12% of persons are lost in five years, with fifty less than 2%.",
    kind="own",
    source="derived",
)
def few_cases(rng):
    staff = {"quality": 0.66, "weeks": 260, "replicates": 1500, "rng": rng}
    rest = skill_law.resting_points(0.66)[-1].skill
    few, many = (skills.careers(**staff, cases=cases)["skill"][-1] < 0.35 for cases in (5, 50))
    return Evidence.of(
        [few.astype(float), 1.0 - many],
        [0.12, 0.98],
        "above",
        setting=f"1,500 persons each; a tool of 66%, beside which the law keeps a skill of {rest:.0%}",
        cases=("lost, five cases a week", "kept, fifty cases a week"),
    )


def errors_beside(quality, rng, **person):
    """Errors that leave per person, averaged over weeks 200 to 300."""
    staff = skills.careers(quality=quality, weeks=300, replicates=200, **person, rng=rng)
    return staff["errors"][200:].mean(axis=0)


@claim(
    "craft.reviewers",
    statement="A better tool lets more errors out: drafts that are right in 69% of cases instead of 53% more than double what passes the reviewers.",
    kind="own",
    source="derived",
)
def reviewers(rng):
    better, worse = (errors_beside(quality, rng) for quality in (0.69, 0.53))
    return Evidence.of(
        better - 2 * worse,
        0.02,
        "above",
        setting="errors out beside the better tool, less twice those beside the worse; 200 reviewers, after four years",
        compared=(against(better.mean(), worse.mean(), form=".1%"),),
    )


@claim(
    "craft.review-by-lot",
    statement="Beside a tool of 69%, half of the drafts reviewed by lot let out less than two thirds of the errors that pass without a rule.",
    kind="own",
    source="derived",
)
def review_by_lot(rng):
    free, ruled = (errors_beside(0.69, rng, manual=manual) for manual in (0.0, 0.5))
    return Evidence.of(
        ruled - 2 / 3 * free,
        -0.01,
        "below",
        setting="errors out with the rule, less two thirds of those without; 200 reviewers, after four years",
        compared=(against(ruled.mean(), free.mean(), form=".1%"),),
    )


@claim(
    "craft.fresh-share",
    statement="A tool refitted to records of which a share h are people's settles at (1 − ε)hS/(ε + (1 − ε)h): people's cases are its fresh data.",
    kind="theorem",
    source="derived",
)
def fresh_share(rng):
    hands, found = (0.55, 0.7), []
    for hand in hands:
        loop = {"persons": 5, "cases": 10, "sharpness": 1e-9, "manual": 2 * hand - 1, "noise": 0.1, "pace": 0.5}
        staffs = skills.taught_by_staff(**loop, weeks=120, replicates=400, rng=rng)
        found.append(staffs["quality"][80:].mean(axis=0))
    hands = np.array(hands)
    predicted = skill_law.tool_taught(hands, skill_law.kept(hands), 0.1)
    setting = "400 staffs of five, ten cases a week, weeks 80 to 120; people who cannot tell who is better; ε = 0.1"
    return Evidence.of(found, predicted, setting=setting, cases=("h = 0.55", "h = 0.7"))


@claim(
    "craft.pair",
    statement="In its last two of eight years the staff gets less right than people without a tool, and the tool less than one taught only by hand, both by more than 8 points.",
    kind="own",
    source="derived",
)
def pair(rng):
    staffs = skills.taught_by_staff(weeks=416, replicates=12, rng=rng)
    right, tool = (staffs[name][312:].mean(axis=0) for name in ("right", "quality"))
    alone = [skill_law.kept(1.0), skill_law.tool_taught(1.0, skill_law.kept(1.0), 0.02)]
    return Evidence.of(
        np.subtract(alone, np.stack([right, tool], axis=1)).T,
        0.08,
        "above",
        setting="12 staffs of 20, the last two of eight years; the tool loses 2% of what is right at every fit",
        cases=("the staff's records", "the tool"),
        compared=(against(right.mean(), alone[0], form=".0%"), against(tool.mean(), alone[1], form=".0%")),
    )


@claim(
    "craft.divided",
    statement="The staff divides: after eight years fewer than a third are experts still, and these teach the tool that the others lean on.",
    kind="own",
    source="derived",
)
def divided(rng):
    experts = (skills.taught_by_staff(weeks=416, replicates=30, rng=rng)["skill"][-1] > 0.5).mean(axis=1)
    setting = "share of a staff of 20 with a skill above 50%, where all had 80%; 30 staffs"
    return Evidence.of(experts, 1 / 3, "below", setting=setting)


@claim(
    "craft.dark-age",
    statement="A tool of 90% erases those who teach it and then decays itself: in two years their skill is below 10% and the tool below 60%.",
    kind="own",
    source="derived",
)
def dark_age(rng):
    staffs = skills.taught_by_staff(weeks=104, replicates=40, quality=0.9, rng=rng)
    last = [staffs["quality"][-1], staffs["skill"][-1].mean(axis=1)]
    return Evidence.of(
        last,
        [0.6, 0.1],
        "below",
        setting="40 staffs of 20 with a skill of 80% at first, after 104 weeks",
        cases=("the tool", "skill"),
    )


@claim(
    "craft.rescued",
    statement="A quarter of the cases by hand, by lot, keeps both: the tool of 90% never falls below 60%, and skill stays above 65%.",
    kind="own",
    source="derived",
)
def rescued(rng):
    staffs = skills.taught_by_staff(weeks=208, replicates=40, quality=0.9, manual=0.25, rng=rng)
    lowest = [staffs["quality"].min(axis=0), staffs["skill"].mean(axis=2).min(axis=0)]
    setting = "lowest value in four years; 40 staffs of 20"
    return Evidence.of(lowest, [0.6, 0.65], "above", setting=setting, cases=("the tool", "skill"))


@claim(
    "craft.knowledge",
    statement="Shared knowledge vanishes if effort is elastic enough and advice accurate enough; one of the two alone does not do it.",
    kind="direction",
    source="acemoglu2026",
)
def knowledge(rng):
    both = knowledge_law.stock(1.0, 400, accuracy=0.6, elasticity=2.0)
    one = [knowledge_law.stock(1.0, 400, *of) for of in ((0.4, 2.0), (0.6, 0.5))]
    return Evidence(
        np.subtract(one, both),
        0.5,
        relation="above",
        setting="what is left of a full stock after 400 rounds, less what is left where both hold; a toy of ours",
        cases=("elastic effort, advice of 40%", "inelastic effort, advice of 60%"),
        compared=tuple(against(each, both, form=".2f") for each in one),
    )


@claim(
    "craft.aggregation",
    statement="The better knowledge is pooled, the more accurate advice may be before it vanishes.",
    kind="direction",
    source="acemoglu2026",
)
def aggregation(rng):
    def tips(pooled):
        left = lambda accuracy: knowledge_law.stock(pooled, 400, accuracy, 2.0, aggregation=pooled) > 0.5  # noqa: E731
        return brentq(lambda accuracy: 0.5 - left(accuracy), 0.01, 0.99, xtol=1e-4)

    little, much = tips(1.0), tips(2.0)
    return Evidence(
        much - little,
        0.2,
        relation="above",
        setting="accuracy at which a full stock vanishes, bisected; knowledge pooled twice as well, and as it was; a toy of ours",
        compared=(against(much, little, form=".0%"),),
    )
