"""Problem set 5, on Part V: what is asked, what is right, and what the usual mistakes are."""

import numpy as np
from modelcollapse.course.draws import Integer, Uniform
from modelcollapse.course.questions import Number, Written, question
from modelcollapse.theory import hiring as hiring_law
from modelcollapse.theory import selection as selection_law
from modelcollapse.theory import skill as skill_law
from modelcollapse.theory import summaries as summaries_law

TITLE = "Problem set 5: analogies"
CHAPTERS = ("habsburg", "organizations", "the_raw_signal", "losing_the_craft")


@question(
    "q1",
    outcomes=["HB1"],
    points=4,
    inbred_husband=Uniform(0.02, 0.25),
    inbred_wife=Uniform(0.02, 0.25),
    their_kinship=Uniform(0.02, 0.2),
    doubt=Uniform(0.1, 0.6),
)
def a_doubtful_mother(inbred_husband, inbred_wife, their_kinship, doubt):
    def both(husband=(1 + inbred_husband) / 2, wife=(1 + inbred_wife) / 2, kin=2 * their_kinship):
        return (husband + wife + kin) / 16

    def one(wife=(1 + inbred_wife) / 2, kin=their_kinship):
        return (wife + kin) / 16

    def expected(full, half):
        return [full, (1 - doubt) * full + doubt * half]

    return Number(
        "cousins",
        expected(both(), one()),
        mistakes={
            "You left out that husband and wife are kin: a gene of his and one of hers may be copies of one, too.": expected(
                both(kin=0), one(kin=0)
            ),
            "The kinship of husband and wife counts twice in the first number: his gene and hers, and hers and his.": expected(
                both(kin=their_kinship), one()
            ),
            "If her grandfather was a stranger, the wife is still a grandmother of both cousins. You took F for 0 then.": expected(
                both(), 0
            ),
            "In the doubtful case it is the husband who drops out, and with him his F. You let the wife drop out.": expected(
                both(), one(wife=(1 + inbred_husband) / 2)
            ),
            "Two draws of one person's genes are copies of one with probability (1 + F)/2. You took F/2.": expected(
                both(inbred_husband / 2, inbred_wife / 2), one(inbred_wife / 2)
            ),
        },
        otherwise="F of the child is the kinship of the cousins: a quarter of the kinship of his father and her mother, which is a "
        "quarter of the sum over the four pairs of their parents.",
        between=(0, 1),
    )


@question(
    "q2",
    outcomes=["HB2", "HB3"],
    points=4,
    animals=Integer(60, 450),
    alone=Integer(10, 150),
    newcomers=Uniform(0.3, 2.0),
    opened=Integer(3, 20),
)
def a_herd_and_its_loop(animals, alone, newcomers, opened):
    def left(samples=2 * animals, before=1.0, closed=alone, generations=opened):
        inbred = 1 - before * (1 - 1 / samples) ** closed
        stay = (1 - newcomers / animals) ** 2
        rest = stay / (samples - (samples - 1) * stay)
        return 1 - rest - (inbred - rest) * (stay * (1 - 1 / samples)) ** generations

    fresh = 2 * newcomers * opened
    return Number(
        "herd",
        [left(), fresh],
        mistakes={
            "The first number is F. The question asks which share of the diversity is left.": [1 - left(), fresh],
            "The first number is where the herd settles. How far is it on the way there?": [left(generations=10**6), fresh],
            "The first number lets the newcomers come from the beginning.": [
                left(closed=0, generations=alone + opened), fresh,
            ],
            "A herd of N animals carries 2N genes. You let the loop have as many samples as there are animals.": [
                left(samples=animals), fresh / 2,
            ],
            "Each newcomer brings two genes, and a sample stands for one.": [left(), fresh / 2],
        },
        otherwise="While the herd is open, F ← (1 − m)² (1/2N + (1 − 1/2N) F), with m newcomers an animal: a linear recursion, "
        "which begins where the closed years ended.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q3",
    outcomes=["OR1"],
    points=4,
    first_taste=Uniform(0.6, 1.2),
    second_taste=Uniform(1.3, 2.2),
    turns=Integer(3, 30),
    wanted=Uniform(0.2, 0.5),
    step=Uniform(0.05, 0.15),
)
def two_panels(first_taste, second_taste, turns, wanted, step):
    width = (1 + turns / first_taste**2 + turns / second_taste**2) ** -0.5
    mean = (1 + 2 * turns * (2 / (first_taste + second_taste)) ** 2) ** -0.5

    def door(spread=step):
        kept = selection_law.next_variance(wanted, first_taste, 0.0, spread)
        return (wanted - kept) / (1 - kept)

    lots = 1 - step**2 * (wanted + first_taste**2) / wanted**2
    return Number(
        "panels",
        [width, door()],
        mistakes={
            "The first number is the variance. The question asks for the width, a standard deviation.": [width**2, door()],
            "You gave both panels the mean of the two tastes. What adds up is one over the square of each.": [mean, door()],
            "You counted the rounds of one panel. Each has as many.": [
                (1 + turns / 2 * (1 / first_taste**2 + 1 / second_taste**2)) ** -0.5, door(),
            ],
            "The second number is the share of lots. The question asks for newcomers, and has no lots.": [width, lots],
            "The second number forgets the step: followers do not do exactly what the winners did.": [width, door(0.0)],
        },
        otherwise="Each round adds 1/ω² of the panel that sits to one over the variance. For the second number, put the wanted variance on "
        "both sides of the theorem on one round, and solve for m.",
        between=(0, 1),
    )  # fmt: skip


@question(
    "q4",
    outcomes=["OR3"],
    points=4,
    candidates=Integer(3, 12),
    own=Uniform(0.3, 0.9),
    vendor=Uniform(0.92, 1.3),
)
def a_better_list(candidates, own, vendor):
    alone = hiring_law.independent(candidates, own, own)
    adopter = hiring_law.independent(candidates, vendor, own)
    other = hiring_law.independent(candidates, own, vendor)
    both = hiring_law.shared(candidates, vendor)
    each_its_own = hiring_law.independent(candidates, vendor, vendor)
    return Number(
        "switch",
        [adopter - alone, other - alone, both - other],
        mistakes={
            "You exchanged the firm that switches and the one that does not.": [other - alone, adopter - alone, both - other],
            "The third number compares with the beginning. When the second firm switches, the first one has switched already.": [
                adopter - alone, other - alone, both - alone,
            ],
            "You gave the second firm a list of its own that is as good as the vendor's. It gets the same list.": [
                adopter - alone, other - alone, each_its_own - other,
            ],
            "Those are what the firms gain in all, not what changes.": [adopter, other, both],
            "The third number is what the first firm loses when the second one switches.": [
                adopter - alone, other - alone, both - adopter,
            ],
        },
        otherwise="Four situations: both alone; the first has switched, seen from either firm; both have switched. independent(n, mine, "
        "theirs) gives what I gain.",
        between=(-2, 2),
    )  # fmt: skip


@question(
    "q5",
    outcomes=["RS1", "RS3"],
    points=5,
    filled_in=Uniform(0.02, 0.2),
    skewness=Uniform(1.0, 3.0),
    unnoticed=Uniform(0.1, 0.5),
    effect=Uniform(0.8, 1.5),
    helped=Uniform(0.03, 0.2),
)
def a_registry_and_a_trial(filled_in, skewness, unnoticed, effect, helped):
    years = np.log(unnoticed / skewness) / np.log(1 - filled_in)
    everybody = summaries_law.patients_per_arm(effect, helped)
    chosen = summaries_law.patients_per_arm(effect)
    price = (everybody - chosen) * helped / chosen
    return Number(
        "priced",
        [years, price],
        mistakes={
            "You let the skewness fall by the same amount every year. It falls by the same share of what is left.": [
                (skewness - unnoticed) / (skewness * filled_in), price,
            ],
            "You took the share r for −ln(1 − r). That is near; the question asks for the exact time.": [
                np.log(skewness / unnoticed) / filled_in, price,
            ],
            "The second number tests only those who are enrolled. How many have to be tested to find one of them?": [
                years, (everybody - chosen) / chosen,
            ],
            "The second number forgets that the chosen patients have to be enrolled as well.": [years, everybody * helped / chosen],
            "The second number takes only the mean effect for diluted. Who is helped and who is not also makes the treated arm vary more.": [
                years, (1 / helped**2 - 1) * helped,
            ],
        },
        otherwise="What is left of the skewness is the share of records never filled in. For the price, write down what both trials cost in "
        "units of one enrolled patient, and set them equal.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q6",
    outcomes=["LC1", "LC2"],
    points=5,
    learning=Uniform(0.15, 0.4),
    forgetting=Uniform(0.01, 0.04),
    tool=Uniform(0.8, 0.95),
    by_lot=Uniform(0.15, 0.5),
    let_out=Uniform(0.4, 0.7),
)
def reviewed_by_lot(learning, forgetting, tool, by_lot, let_out):
    skill = skill_law.kept(by_lot, learning, forgetting)
    best = skill_law.kept(1.0, learning, forgetting)

    def needed(found=1 - let_out):
        return (found + np.sqrt(found**2 + 4 * found * forgetting / learning)) / 2

    right = (1 - tool) * (1 - by_lot * skill)
    return Number(
        "review",
        [right, needed()],
        mistakes={
            "You gave the reviewers the skill of people who do everything by hand. What does the share by lot keep up?": [
                (1 - tool) * (1 - by_lot * best), (1 - let_out) / best,
            ],
            "You let every draft be reviewed. Only those drawn by lot are.": [
                (1 - tool) * (1 - skill), skill_law.practice_for(1 - let_out, learning, forgetting),
            ],
            "The first number is the share of the tool's errors that get out. The question asks for the share of all drafts.": [
                right / (1 - tool), needed(),
            ],
            "The second number lets that share of the errors be found. It is the share that gets out.": [right, needed(let_out)],
            "The second number is the share that finds as much with the skill of your first number. More review also keeps more skill.": [
                right, (1 - let_out) / skill,
            ],
        },
        otherwise="A share m is reviewed and keeps up S = αm/(αm + δ); of the tool's errors m S are found. For the second number that is "
        "a quadratic equation in m.",
        between=(0, np.inf),
    )  # fmt: skip


@question("q7", outcomes=["HB3", "OR2", "LC4"], points=7)
def an_institution():
    return Written(
        rubric={
            "a map of at least five rows, each marked as exact, a metaphor or a failure, with the reason": 2,
            "one number from a law of Part V, with what stands for each symbol and which assumption is doubtful": 2,
            "one row that fails, and what the institution can do that a loop cannot, or the reverse": 2,
            "what would be counted, over which time, and which count would refute the map": 1,
        },
        mistakes={
            "every row fits": "An analogy that never fails says nothing. Where would you lose money by believing yours?",
            "a law without its symbols": "What is one sample here, and what is one generation? Who replaces whom?",
            "calls any decline a collapse": "What is copied from what? If nothing is, it is another disease.",
        },
    )


@question("q8", outcomes=["RS2", "RS4", "LC3"], points=7)
def admitted_by_report():
    return Written(
        rubric={
            "predicts the share admitted, with the reason, before the run": 1,
            "runs a group and a rule that the chapter does not have, with a seed, and reports the spread over replicates": 2,
            "reads the two periods: the interval, what the rule itself does to the numbers, and what was randomized": 2,
            "names a summary that would have kept the group, what it costs, and what it still loses": 2,
        },
        mistakes={
            "the p-value for the cause": "It says that the periods differ. Who was in them?",
            "all raw data, for ever": "Somebody decided to send a summary. What did it save, and what is the least that keeps your group?",
            "one run": "How far do two of your replicates differ?",
        },
    )
