"""Problem set 3, on Part III: what is asked, what is right, and what the usual mistakes are."""

import numpy as np
from modelcollapse.course.draws import Integer, Uniform
from modelcollapse.course.questions import Number, Written, question
from modelcollapse.experiments import transformer_regimes as experiment
from modelcollapse.models import NgramModel
from modelcollapse.sources import Birds

TITLE = "Problem set 3: language"
CHAPTERS = ("a_language_of_birds", "a_toy_transformer")

RARE = 100
"""Birds from this rank on are rare."""


@question("q1", outcomes=["B1"], points=5, n_read=Integer(400, 900), seed_read=Integer(1, 10**9))
def names_or_knowledge(n_read, seed_read):
    birds = Birds()
    human = birds.sample(n_read, rng=seed_read)
    read = birds.read(human)
    spoken = birds.read(NgramModel(5, vocabulary=birds.vocabulary_).fit(human).sample(n_read, rng=seed_read))

    def named(text, low=RARE, kept=True):
        return set(text.species[(text.species >= low) & kept].tolist())

    def true(text):
        return (text.statements > 0) & ~text.false

    def answer(low=RARE, kept=true):
        told, said = named(read, low), named(spoken, low)
        known = len(named(spoken, low, kept(spoken))) / len(named(read, low, kept(read)))
        return [len(said) / len(told), known, len(said - told) / len(said)]

    by_name, by_truth, by_chance = answer()
    mentions = (spoken.species >= RARE).sum() / (read.species >= RARE).sum()
    told, said = named(read), named(spoken)
    return Number(
        "rare_birds",
        [by_name, by_truth, by_chance],
        mistakes={
            "The first number counts mentions. A bird that is mentioned twice is one bird.": [mentions, by_truth, by_chance],
            "You counted all birds. The hundred commonest, ranks 0 to 99, are not rare.": answer(low=0),
            "The second number counts sentences that state nothing too. A sentence that says nothing false may say nothing at "
            "all.": answer(kept=lambda text: ~text.false),
            "The third number is the share of the birds in the human text that the model does not name. The question asks it of the "
            "birds that the model names.": [by_name, by_truth, len(told - said) / len(told)],
        },
        otherwise="Sets of ranks, `set(read.species[...].tolist())`, are the shortest way. Draw the human text with seed_read, fit, and "
        "draw the model's with seed_read too.",
        between=(0, np.inf),
    )  # fmt: skip


def logit(share):
    return np.log(share / (1 - share))


@question(
    "q2",
    outcomes=["B2"],
    points=5,
    stray=Uniform(0.03, 0.15),
    strong=Uniform(0.85, 0.97),
    weak=Uniform(0.52, 0.7),
    rounds=Integer(3, 12),
)
def balance_of_two(stray, strong, weak, rounds):
    def learned(share):
        return (1 - stray) * share + stray / 2

    def after(tau, share=weak, learns=learned):
        for _ in range(rounds):
            share = 1 / (1 + np.exp(-logit(learns(share)) / tau))
        return share

    tau = logit(learned(strong)) / logit(strong)
    other = logit((1 - stray) * strong + stray * (1 - strong)) / logit(strong)
    return Number(
        "balance",
        [tau, after(tau)],
        mistakes={
            "You expect that what balances one context balances the other. Let the weak one go one round, and look.": [tau, weak],
            "The temperature is turned round. Noise has made the odds smaller; which temperatures make them larger?": [
                1 / tau, after(1 / tau),
            ],
            "The temperature is right. In the second context the model strays as well, in every round.": [
                tau, 1 / (1 + np.exp(-logit(weak) * tau**-rounds)),
            ],
            "The temperature is right. It is applied in the second context too, in every round.": [tau, after(1.0)],
            "When the model strays, it says either word, so half of the time the same one. You let it always say the other.": [
                other, after(other, learns=lambda share: (1 - stray) * share + stray * (1 - share)),
            ],
        },
        otherwise="With y = (1 − stray) x + stray/2 the next share has the odds (y/(1 − y))^(1/τ). Which τ gives strong back?",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q3",
    outcomes=["B3"],
    points=4,
    before=Uniform(3, 4),
    rise=Uniform(0.1, 0.5),
    fact_share=Uniform(0.06, 0.15),
    knows=Uniform(0.3, 0.9),
    alternatives=Integer(8, 40),
)
def what_a_mean_hides(before, rise, fact_share, knows, alternatives):
    after = before + rise
    forgot = knows * (before / after) ** (1 / fact_share)
    ignorant = before * (knows * alternatives) ** fact_share
    return Number(
        "hidden",
        [forgot, ignorant],
        mistakes={
            "You spread the rise over all words. All of it sits in the few that state a fact.": [knows * before / after, ignorant],
            "Perplexity is not in nats. The loss has grown by ln(after/before) a word.": [
                knows * np.exp(-rise / fact_share), ignorant,
            ],
            "The second number lets every word be guessed. Only the facts are.": [forgot, before * knows * alternatives],
            "The second number starts from a model that was sure of its facts. It gave them the probability `knows`.": [
                forgot, before * alternatives**fact_share,
            ],
        },
        otherwise="The mean log-loss is a sum over kinds of words: share of the kind × its own loss. Only one kind has changed.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q4", outcomes=["X1"], points=4, words_each=Uniform(8, 20), human_part=Uniform(0.1, 0.4), minority=Uniform(0.005, 0.03),
    as_if=Uniform(0.02, 0.035),
)  # fmt: skip
def whom_a_tenth_protects(words_each, human_part, minority, as_if):
    def factor(share):
        return share ** (-1 / words_each)

    wanted = as_if / human_part
    weight = wanted * (1 - minority) / (minority * (1 - wanted))
    own, all_human = factor(human_part * minority), factor(human_part)
    return Number(
        "protected",
        [own, 1.0, weight],
        mistakes={
            "The first number is the guarantee for human text as a whole. Which share of all text do the minority's sentences have?": [
                all_human, 1.0, weight,
            ],
            "The first number is a sentence's factor. Perplexity is a word's.": [own**words_each, 1.0, weight],
            "The second number is what is guaranteed whatever the rest of the text is. What is the rest, if the first learner was "
            "perfect too?": [own, all_human, weight],
            "The third number is the ratio of the shares. Whoever counts some sentences more often makes the whole larger too.": [
                own, 1.0, wanted / minority,
            ],
        },
        otherwise="The theorem needs only that the text is a mixture: a learner never finds a sentence less likely than the share of "
        "its source times what the source says.",
        between=(0, np.inf),
    )  # fmt: skip


KINDS = ("error", "distribution", "capability", "diversity")
WARM = [regime for regime in experiment.REGIMES if "τ" not in regime]
ROWS = experiment.results()


def measured(name, regime):
    """Of a measure in a regime: one row a seed, one column a generation."""
    return ROWS[ROWS.regime == regime].pivot(index="seed", columns="generation", values=name).to_numpy(float)


LEFT = np.array([[measured(kind, regime)[:, 6] for kind in KINDS] for regime in WARM])


@question(
    "q5", outcomes=["X2"], points=5, worth_truth=Uniform(0.2, 1), worth_birds=Uniform(0.2, 1), worth_constructions=Uniform(0.2, 1),
    worth_styles=Uniform(0.2, 1),
)  # fmt: skip
def can_ten_seeds_tell(worth_truth, worth_birds, worth_constructions, worth_styles):
    worth = np.array([worth_truth, worth_birds, worth_constructions, worth_styles])
    scores = np.einsum("k,rks->rs", worth, LEFT)
    order = np.argsort(-scores.mean(axis=1))
    first, second = scores[order[:2]]
    ahead, root = first - second, np.sqrt(len(first))
    mean, error = ahead.mean(), ahead.std(ddof=1) / root
    replaced = first - scores[WARM.index("replace")]
    return Number(
        "ahead",
        [mean, error],
        mistakes={
            "The second number treats the two diets as unrelated runs. They share their seeds: take the difference in each seed "
            "first.": [mean, np.hypot(first.std(ddof=1), second.std(ddof=1)) / root],
            "The second number is the standard deviation of one difference. The mean of ten is surer.": [mean, error * root],
            "The standard deviation of a sample divides by 9 here, ddof=1.": [mean, ahead.std() / root],
            "That is how far the best diet is ahead of replacing. Can it be told from the next best?": [
                replaced.mean(), replaced.std(ddof=1) / root,
            ],
        },
        otherwise="For each diet at τ = 1 and each seed: the sum of worth × what is left in generation 6. Then the best two, seed by seed.",
        between=(0, np.inf),
    )  # fmt: skip


@question(
    "q6", outcomes=["X3"], points=4, their_first=Uniform(5, 6), their_rise=Uniform(-0.2, 0.8), their_generation=Integer(2, 6)
)  # fmt: skip
def one_run_beside_ten(their_first, their_rise, their_generation):
    perplexity = measured("perplexity", "accumulate")

    def apart(theirs, ours, wide):
        return (theirs - ours.mean()) / (ours.std(ddof=1) * np.sqrt(wide))

    grown = np.log(perplexity[:, their_generation] / perplexity[:, 1])
    points = perplexity[:, their_generation] - perplexity[:, 1]
    theirs, n = np.log1p(their_rise / their_first), len(grown)
    return Number(
        "apart",
        apart(theirs, grown, 1 + 1 / n),
        mistakes={
            "You divided by the standard error of our mean. Their number is one run, and one run scatters as one of ours does.": apart(
                theirs, grown, 1 / n
            ),
            "You divided by the scatter of one run. Our mean is uncertain as well.": apart(theirs, grown, 1),
            "You compared points of perplexity. Two models of different texts have losses, in nats a word, that can be compared.": apart(
                their_rise, points, 1 + 1 / n
            ),
            "The standard deviation of a sample divides by 9 here, ddof=1.": apart(theirs, grown, 1 + 1 / n)
            * np.sqrt(n / (n - 1)),
        },
        otherwise="The growth of ln(perplexity) in each of our ten runs up to their generation; its mean, the scatter of one run, and "
        "the error of our mean, whose squares add.",
    )


@question("q7", outcomes=["B1", "B2", "B3"], points=7)
def own_text():
    return Written(
        rubric={
            "predicts before the run what each temperature does to a text of their own, and by which law": 1,
            "runs the loop on it at two temperatures and at least five generations, with human text held out and replicates or two "
            "seeds": 2,
            "measures more than one kind of loss, says for each whether a reader of ten sentences would see it, and shows the "
            "sentences": 2,
            "separates the first fit from the loop, and says what the perplexity and one score of diversity could not show": 2,
        },
        mistakes={
            "compares the last generation with human text only": "How much of it was lost in the first fit, before anything went round?",
            "calls a rising score of diversity good news": "Noise is varied. What else rises when a text dissolves?",
            "quotes one bad sentence": "Of how many? And would it have been bad in the human text too?",
        },
    )


@question("q8", outcomes=["X1", "X2", "X3"], points=6)
def four_readers():
    return Written(
        rubric={
            "answers all four sentences with the experiment that decides them, not with an opinion": 2,
            "gives for each a number from the file that the chapter does not print, with its spread over seeds": 2,
            "says which of the four hold under conditions and names these; proposes one run with a prediction that could fail": 2,
        },
        mistakes={
            "says that ours is too small to compare": "It is. Which of the three differences in the setting did the chapter change, and what came of it?",
            "calls two means different without a spread": "How far do ten seeds of one diet lie apart?",
            "takes the guarantee for a promise about this learner": "Where does the first fit stand, before any synthetic text: above or below the "
            "bound?",
        },
    )
