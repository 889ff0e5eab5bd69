"""Claims of the chapter on organizations: panels, learning from one another, networks, charts and hiring."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm, truncnorm

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.measures.diversity import hill_number
from modelcollapse.societies import charts, grants, landscapes, mutual_learning
from modelcollapse.societies.hiring import hire
from modelcollapse.theory import charts as charts_law
from modelcollapse.theory import hiring as hiring_law
from modelcollapse.theory import selection as selection_law

PANEL = {"proposals": 2000, "replicates": 16}
"""So many proposals that what chance takes from them, one part in 2,000 a round, does not count."""


def width(variance):
    """What is left of the first width, which is 1."""
    return np.sqrt(variance)


@claim(
    "organizations.panel",
    statement="A panel that funds what lies near its last winners, if nothing new comes, narrows the field by a law: 1/variance grows by 1/(width of taste)² a round.",
    kind="theorem",
    source="derived",
)
def panel(rng):
    field = grants.chain(**PANEL, generations=10, spread=0.0, rng=rng)["variance"]
    rounds = np.array([1, 4, 10])
    return Evidence.of(
        field[rounds],
        selection_law.undisturbed(1.0, 1.0, rounds),
        setting="2,000 proposals, 16 panels, taste as wide as the field, nothing new; variance",
        cases=("after 1 round", "after 4", "after 10"),
    )


@claim(
    "organizations.thirty-rounds",
    statement="After thirty rounds the field is a third as wide as it was, and there it stays.",
    kind="own",
    source="derived",
)
def thirty_rounds(rng):
    field = grants.chain(**PANEL, generations=40, rng=rng)["variance"]
    rest = np.sqrt(selection_law.resting_variance(1.0, spread=0.1))
    expected = [np.sqrt(selection_law.exact_variance(30, 1.0, spread=0.1)), rest]
    return Evidence.of(
        width(field[[30, 40]]),
        expected,
        setting="new proposals 0.1 from the winner that they follow; width of the field, at first 1",
        cases=("after 30 rounds", "after 40, where it rests"),
    )


@claim(
    "organizations.one-round",
    statement="One round of panel, lots and outsiders takes the variance σ² of a bell curve to (1 − m)[(1 − ℓ)σ²ω²/(σ² + ω²) + ℓσ² + ε²] + m.",
    kind="theorem",
    source="derived",
)
def one_round(rng):
    settings = [{}, {"lottery": 0.5}, {"newcomers": 0.2}, {"lottery": 0.3, "newcomers": 0.1, "spread": 0.3}]
    found = [grants.chain(**PANEL, generations=1, rng=rng, **one)["variance"][1] for one in settings]
    law = [selection_law.next_variance(1.0, 1.0, **{"spread": 0.1} | one) for one in settings]
    cases = ("panel", "half by lot", "a fifth outsiders", "both, and more noise")
    return Evidence.of(found, law, setting="2,000 proposals, 16 panels; variance after a round", cases=cases)


@claim(
    "organizations.lots",
    statement="A lottery for half of the grants leaves 39% of the first width instead of 32%, and one for nine tenths 66%.",
    kind="own",
    source="derived",
)
def lots(rng):
    shares = (0.0, 0.5, 0.9)
    found = [width(grants.chain(**PANEL, generations=30, lottery=share, rng=rng)["variance"][30]) for share in shares]
    law = [width(selection_law.exact_variance(30, 1.0, share, 0.1)) for share in shares]
    cases = ("none by lot", "half by lot", "nine tenths by lot")
    return Evidence.of(found, law, setting="width after 30 rounds, at first 1; exact mixture", cases=cases)


@claim(
    "organizations.lots-cost",
    statement="Lots among all proposals cost quality in proportion to their share; lots among the better half cost a fifth as much.",
    kind="theorem",
    source="derived",
)
def lots_cost(rng):
    half = truncnorm.mean(norm.isf(0.5), np.inf)
    setting = {**PANEL, "generations": 1, "merit": 1.0, "lottery": 0.5}
    found = [grants.chain(**setting, fundable=share, rng=rng)["quality"][1] for share in (1.0, 0.5)]
    return Evidence.of(
        found,
        [0.5, 0.5 + 0.5 * half],
        setting="half by lot; mean quality of the winners, where a panel alone has 1 and chance 0",
        cases=("lots among all", "lots among the better half"),
    )


@claim(
    "organizations.outsiders",
    statement="One proposal in ten from outside keeps a wider field than a lottery for half of the grants.",
    kind="own",
    source="derived",
)
def outsiders(rng):
    ways = ({"newcomers": 0.1}, {"lottery": 0.5})
    found, by_lot = (width(grants.chain(**PANEL, generations=30, **way, rng=rng)["variance"][30]) for way in ways)
    return Evidence.of(
        found - by_lot,
        0.05,
        "above",
        setting="width after 30 rounds, at first 1; a tenth of outsiders less half by lot",
        compared=(against(found, by_lot, form=".2f"),),
    )


@claim(
    "organizations.not-a-bell",
    statement="Taking the field for a bell curve in every round overstates the width that outsiders keep by more than a tenth.",
    kind="qualified",
    source="derived",
    verdict="holds for outsiders, hardly for lots",
    but="With lots the same shortcut is within 5% up to nine tenths by lot. Outsiders make a core with a wide ring around it, and a panel prefers the core.",
)
def not_a_bell(rng):
    found = width(grants.chain(**PANEL, generations=40, newcomers=0.1, rng=rng)["variance"][40])
    shortcut = width(selection_law.resting_variance(1.0, 0.0, 0.1, 0.1))
    return Evidence.of(
        shortcut / found,
        1.1,
        "above",
        setting="one proposal in ten from outside; the shortcut's width over the measured one, after 40 rounds",
        compared=(against(shortcut, found, form=".3f"),),
    )


MARCH = {"replicates": 60}
PUBLISHED = {(0.1, 0.5): 0.9543, (0.9, 0.5): 0.7421, (0.1, 0.9): 0.9724, (0.9, 0.9): 0.7284}
"""(p1, p2) → the code's right less wrong answers at the end, over 30, in the replication's own 10,000 runs."""


def right(net):
    """Share of questions that a code has right, of its right less wrong answers; an undecided one counts one half."""
    return (1 + np.asarray(net)) / 2


@claim(
    "organizations.march",
    statement="In March's organization, with nobody replaced, the code of slow learners ends with more right answers than that of fast learners.",
    kind="reproduced",
    source="workiewicz2019",
)
def march(rng):
    found = [
        mutual_learning.chain(**MARCH, generations=160 if p1 < 0.5 else 60, learning=p1, code_learning=p2, rng=rng)
        for p1, p2 in PUBLISHED
    ]
    return Evidence.of(
        right([each["code"][-1] for each in found]),
        right(list(PUBLISHED.values())),
        setting="the original program, 30 questions, 50 people, 60 organizations; share of the questions that the code has right in the end, "
        "after 160 periods if people learn slowly and 60 if fast; chance that they learn (p1) and that the code does (p2)",
        cases=tuple(f"{'slow' if p1 < 0.5 else 'fast'}, p1 = {p1}, p2 = {p2}" for p1, p2 in PUBLISHED),
        rounding=0.00005,
    )


@claim(
    "organizations.march-text",
    statement="The rules as the paper prints them give the figure that it prints.",
    kind="disputed",
    source="march1991",
    verdict="does not hold here",
    but="The program that made the figure differs from the printed rules: beliefs change in two steps, who is undecided tosses a coin, and the code watches actions. "
    "The rules can be read in several ways, some nearer the figure than ours. The direction, slow above fast, is the same.",
)
def march_text(rng):
    setting = {**MARCH, "generations": 60, "learning": 0.9, "code_learning": 0.5, "rng": rng}
    program, text = (
        right(mutual_learning.chain(**setting, reading=reading)["code"][-1]) for reading in ("program", "text")
    )
    return Evidence.of(
        program - text,
        0.1,
        "above",
        setting="fast learners, p1 = 0.9, p2 = 0.5; share of questions that the code has right, by the program less by the text",
        compared=(f"by the program {program.mean():.0%} right, by the printed rules {text.mean():.0%}",),
    )


@claim(
    "organizations.turnover",
    statement="Within twenty periods new people help an organization of fast learners and set back one of slow learners.",
    kind="direction",
    source="march1991",
)
def turnover(rng):
    def gain(learning):
        setting = {"replicates": 600, "generations": 20, "learning": learning, "rng": rng}
        stays, changes = (right(mutual_learning.chain(**setting, turnover=share)["code"][-1]) for share in (0.0, 0.1))
        return stays, changes

    fast, slow = gain(0.9), gain(0.1)
    return Evidence.of(
        np.array([fast[1] - fast[0], slow[0] - slow[1]]),
        0.002,
        "above",
        setting="a tenth replaced each period or none, p2 = 0.5; share of questions that the code has right after 20 periods",
        cases=("what fast learners gain", "what slow learners lose"),
        compared=(against(fast[1], fast[0], form=".2f"), against(slow[1], slow[0], form=".2f")),
    )


@claim(
    "organizations.turbulence",
    statement="In a world that changes medium learners without new people end at chance, and with new people they do not.",
    kind="direction",
    source="march1991",
)
def turbulence(rng):
    setting = {"replicates": 60, "generations": 100, "learning": 0.5, "turbulence": 0.02, "rng": rng}
    closed, renewed = (right(mutual_learning.chain(**setting, turnover=share)["code"][-1]) for share in (0.0, 0.1))
    return Evidence.of(
        renewed - closed,
        0.1,
        "above",
        setting="2% of answers change and a tenth or none of the people is replaced each period; share of questions that the code has right",
        compared=(against(renewed, closed, form=".2f"),),
    )


SEARCH = {"generations": 200, "replicates": 128, "loci": 16}
"""A landscape of 16 places instead of the paper's 20 is drawn sixteen times as fast."""


@claim(
    "organizations.networks",
    statement="A group in which all see all is ahead of people in a line after five steps, and behind after two hundred.",
    kind="direction",
    source="lazer2007",
)
def networks(rng):
    setting = {**SEARCH, "rng": int(rng.integers(2**31))}
    full, line = (landscapes.search(network=network, **setting)["payoff"] for network in ("full", "linear"))
    return Evidence.of(
        np.array([full[5] - line[5], line[200] - full[200]]),
        0.05,
        "above",
        setting="100 people, 16 parts that depend on 5 others each, 128 landscapes; mean payoff, of the best there is",
        cases=("after 5 steps, all less line", "after 200, line less all"),
        compared=(against(full[5], line[5], form=".0%"), against(line[200], full[200], form=".0%")),
    )


@claim(
    "organizations.variety-lasts",
    statement="People in a line still hold several different solutions when those who see everybody have long agreed on one.",
    kind="own",
    source="derived",
)
def variety_lasts(rng):
    setting = {**SEARCH, "generations": 20, "replicates": 64, "rng": int(rng.integers(2**31))}
    full, line = (landscapes.search(network=network, **setting)["solutions"][20] for network in ("full", "linear"))
    return Evidence.of(
        line - full,
        5,
        "above",
        setting="100 people, 16 parts that depend on 5 others each, 64 landscapes; different solutions after 20 steps",
        compared=(against(line, full, form=".1f"),),
    )


@claim(
    "organizations.easy",
    statement="On a problem whose parts do not depend on each other all networks find the best solution, and the fastest is the one in which all see all.",
    kind="direction",
    source="lazer2007",
)
def easy(rng):
    setting = {**SEARCH, "replicates": 40, "interactions": 0, "rng": int(rng.integers(2**31))}
    full, line = (landscapes.search(network=network, **setting)["payoff"] for network in ("full", "linear"))
    return Evidence.of(
        np.array([full[5] - line[5], line[200], full[200]]),
        [0.2, 0.99, 0.99],
        "above",
        setting="100 people, 16 parts that do not depend on each other, 40 landscapes; mean payoff, of the best there is",
        cases=("after 5 steps, all less line", "line after 200", "all after 200"),
        compared=(against(full[5], line[5], form=".0%"), f"{line[200].mean():.1%}", f"{full[200].mean():.1%}"),
    )


HIRING = {"candidates": 3, "seasons": 700_000}
SHARED = 0.56
"""Accuracy of the shared ranking, where those of the firms have 0.5: here both effects are large enough to be measured."""


@claim(
    "organizations.hiring",
    statement="Two firms that share a better ranking hire worse people than two with a worse ranking each.",
    kind="theorem",
    source="kleinberg2021",
)
def hiring(rng):
    shared = hire(accuracy=[SHARED], reads=[0, 0], **HIRING, rng=rng).payoff.mean(axis=1)
    own = hire(accuracy=[0.5, 0.5], reads=[0, 1], **HIRING, rng=rng).payoff.mean(axis=1)
    return Evidence.of(
        np.array([shared, own]),
        [hiring_law.shared(3, SHARED), hiring_law.independent(3, 0.5, 0.5)],
        setting="three candidates worth N(0, 1), accuracy 0.56 shared or 0.5 each; mean worth of who is hired; our numbers",
        cases=("one shared ranking", "a ranking each"),
    )


@claim(
    "organizations.dilemma",
    statement="Whatever the other firm does, each firm gains by switching to the shared ranking.",
    kind="theorem",
    source="kleinberg2021",
)
def dilemma(rng):
    def payoff(accuracy, reads):
        return hire(accuracy=accuracy, reads=reads, **HIRING, rng=rng).payoff

    own, both = (payoff(*firms).mean(axis=1) for firms in (([0.5, 0.5], [0, 1]), ([SHARED], [0, 0])))
    switched, last = payoff([SHARED, 0.5], [0, 1]).T
    law = [
        hiring_law.independent(3, SHARED, 0.5) - hiring_law.independent(3, 0.5, 0.5),
        hiring_law.shared(3, SHARED) - hiring_law.independent(3, 0.5, SHARED),
    ]
    return Evidence.of(
        np.array([switched - own, both - last]),
        law,
        setting="as above; what a firm gains by switching",
        cases=("the other has its own", "the other has the shared one"),
        scale=0.006,
        compared=(against(switched, own, form=".3f"), against(both, last, form=".3f")),
    )


MARKET = {"generations": 20, "replicates": 16, "buyers": 100}


def titles_left(sold):
    """Effective number of titles, inverse Simpson, a mean over worlds."""
    return hill_number(sold / sold.sum(axis=-1, keepdims=True), 2).mean()


@claim(
    "organizations.charts",
    statement="Buyers who follow the chart in proportion leave well over half as many titles alive, here as many, but which ones lead differs from world to world.",
    kind="own",
    source="salganik2006",
)
def chart_luck(rng):
    found = []
    for _ in range(24):
        appeal = charts.draw_appeal(48, rng=rng)
        free, led = (charts.market(appeal, influence=s, **MARKET, rng=rng)["sold"][-1] for s in (0.0, 0.9))
        found.append([(charts.unpredictability(sold), titles_left(sold)) for sold in (free, led)])
    free, led = np.transpose(found, (1, 2, 0))
    return Evidence.of(
        led / free,
        [2.5, 0.6],
        "above",
        setting="48 titles, 2,000 buyers, 16 worlds, nine tenths follow the chart, 24 markets; over what it is without a chart. "
        "Unpredictability: by how much of all sales a title differs between two worlds; titles alive: one over the sum of squared shares",
        cases=("unpredictability", "titles alive"),
        compared=(against(led[0], free[0], form=".4f"), against(led[1], free[1], form=".1f")),
    )


@claim(
    "organizations.winner-takes-all",
    statement="Buyers who prefer the top of the chart leave less than a third of the titles.",
    kind="own",
    source="derived",
)
def winner_takes_all(rng):
    def left(advantage, appeal):
        sold = charts.market(appeal, influence=0.9, advantage=advantage, **MARKET, rng=rng)["sold"][-1]
        return titles_left(sold)

    drawn = [charts.draw_appeal(48, rng=rng) for _ in range(9)]
    led, top = (np.array([left(advantage, appeal) for appeal in drawn]) for advantage in (1.0, 1.5))
    return Evidence.of(
        top / led,
        0.33,
        "below",
        setting="48 titles, 2,000 buyers, exponent 1.5 instead of 1; titles alive, one over the sum of squared shares",
        compared=(against(top, led, form=".1f"),),
    )


@claim(
    "organizations.urn",
    statement="If all follow the chart and all titles begin alike, the best of K sells H_K/K of all, whichever it is.",
    kind="theorem",
    source="eggenberger1923",
)
def urn(rng):
    sold = charts.market([1 / 8] * 8, influence=1.0, generations=40, buyers=100, replicates=600, rng=rng)["sold"][-1]
    found = sold.max(axis=-1) / 4000
    return Evidence.of(
        found, charts_law.urn_largest_share(8), setting="8 titles, 4,000 buyers, 600 worlds; largest share"
    )
