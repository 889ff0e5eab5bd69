"""Claims of the chapter on the bird language."""

from __future__ import annotations

from functools import cache

import numpy as np

from modelcollapse import policies
from modelcollapse.claims.evidence import Evidence, against, steps_between
from modelcollapse.claims.registry import claim
from modelcollapse.loop import of_samples, run
from modelcollapse.measures import language
from modelcollapse.models import NgramModel
from modelcollapse.samplers import temperature
from modelcollapse.sources import Birds, python_documentation
from modelcollapse.sources.birds import INVENTED, NOBODY

ORDER = 5
LOOP = "order 5, 500 sentences a generation, {} loops"


@cache
def world() -> tuple[Birds, np.ndarray]:
    """The language, and 500 held-out human sentences."""
    birds = Birds()
    return birds, birds.sample(500, rng=2**31)


def loop(rng, policy="replace", *, replicates, tau=None, generations=6, measures=None):
    """An n-gram loop on the birds with 500 sentences a generation; None measures perplexity."""
    birds, test = world()
    model = NgramModel(ORDER, vocabulary=birds.vocabulary_, sampler=None if tau is None else temperature(tau))
    measures = measures or {"perplexity": language.held_out_perplexity(test)}
    settings = {"generations": generations, "n_samples": 500, "replicates": replicates, "measures": measures}
    return run(model, birds, policy, rng=rng, progress=False, **settings)


def bird_measures(*names):
    """The named measures of the bird language."""
    return {name: world()[0].measures()[name] for name in names}


def log_perplexity(rng, policy, *, replicates):
    """The same loop, with ln perplexity of the held-out text as its measure ``log``."""
    measure = language.held_out_perplexity(world()[1])
    return loop(rng, policy, replicates=replicates, measures={"log": lambda g: np.log(measure(g))})


def change(history, name):
    """How much a measure changes from the first generated text to the last, one number a replicate."""
    return history[name][-1] - history[name][1]


def last_against_first(history, name, form=".0%"):
    """A measure of the last generated text beside that of the first, in words."""
    return against(history[name][-1], history[name][1], form=form)


def perplexities(first, second):
    """Two perplexities side by side, in words, from their logarithms."""
    return against(np.exp(np.mean(first)), np.exp(np.mean(second)), form=".1f")


@claim(
    "birds.entropy",
    statement="The entropy of the bird language is known exactly: 11.00 nats a sentence, perplexity 2.79 a word.",
    kind="own",
    source="derived",
)
def entropy(rng):
    birds, _ = world()
    surprise = -birds.log_probability(birds.sample(40_000, rng=rng))
    return Evidence.of(surprise, birds.entropy_, setting="mean −ln p of 40,000 sentences")


@claim(
    "birds.floor",
    statement="No model predicts human text better than the entropy of the language allows.",
    kind="theorem",
    source="derived",
)
def floor(rng):
    birds, _ = world()
    model = NgramModel(ORDER, vocabulary=birds.vocabulary_).fit(birds.sample(10_000, rng=rng))
    samples = -model.log_probability(birds.sample(5000, rng=rng))
    return Evidence.of(samples, birds.entropy_, "at least", setting="nats a sentence; order 5, 10,000 sentences")


@claim(
    "birds.named",
    statement="A text of n sentences names Σ(1 − (1 − pᵢ)ⁿ) birds on average; what it does not name, no model can know.",
    kind="theorem",
    source="good1953",
)
def named(rng):
    birds, _ = world()
    reading = birds.read(birds.sample((25, 1000), rng=rng))
    rare = np.array([np.unique(row[row >= 100]).size for row in reading.species])
    return Evidence.of(rare, birds.expected_species(1000)[2], setting="rare birds of 900, n = 1,000, 25 texts")


@claim(
    "ngram.proper",
    statement="Interpolated Kneser–Ney is a probability distribution in every context, seen or not.",
    kind="theorem",
    source="kneser1995",
)
def proper(rng):
    birds, _ = world()
    model = NgramModel(ORDER, vocabulary=birds.vocabulary_).fit(birds.sample(500, rng=rng))
    history = rng.integers(len(birds.vocabulary_), size=(300, ORDER - 1))
    off = np.abs(np.exp(model.next_log_probabilities(history)).sum(axis=1) - 1).max()
    return Evidence(
        off, 0.0, rounding=1e-12, scale=1e-9, setting="largest distance of Σp from 1 over 300 random contexts"
    )


@claim(
    "ngram.back-off",
    statement="To draw from the interpolated model, back off at random: no probability of any other word is needed.",
    kind="theorem",
    source="chen1999",
)
def back_off(rng):
    birds, _ = world()
    model = NgramModel(3, vocabulary=birds.vocabulary_).fit(birds.sample(500, rng=rng))
    first = np.array([text.split()[0] if text else "" for text in model.sample(50_000, rng=rng)])
    p = np.exp(model.next_log_probabilities(np.full((1, 2), model._begin)))[0]
    common = np.argsort(-p)[:6]
    share = np.array([(first == model.words_[i]).mean() for i in common])
    error = np.sqrt(p[common] * (1 - p[common]) / len(first))
    names = tuple(str(model.words_[i]) for i in common)
    return Evidence(share, p[common], error, setting="first words, 50,000 sentences", cases=names)


@claim(
    "ngram.context-helps",
    statement="Longer contexts predict human text better: perplexity falls by more than 1 from order 2 to 3, and by more than 0.4 from "
    "3 to 5.",
    kind="own",
    source="derived",
)
def context_helps(rng):
    birds, test = world()
    text = birds.sample((8, 2000), rng=rng)
    models = {order: NgramModel(order, vocabulary=birds.vocabulary_) for order in (2, 3, 5)}
    found = {o: [language.perplexity(m.fit(x).log_probability(test), test) for x in text] for o, m in models.items()}
    samples = [np.subtract(found[3], found[2]), np.subtract(found[5], found[3])]
    return Evidence.of(
        samples,
        [-1.0, -0.4],
        "below",
        setting="change of perplexity, 2,000 sentences, 8 texts",
        cases=("order 2 to 3", "order 3 to 5"),
        compared=(against(found[3], found[2], form=".2f"), against(found[5], found[3], form=".2f")),
    )


@claim(
    "language.context-clock",
    statement="Each context that occurs at most once in a sentence has a clock of its own: counted without smoothing, what "
    "follows it loses 1/n of its Simpson diversity a generation, where n is how often the context occurs.",
    kind="theorem",
    source="seddik2024",
)
def context_clock(rng):
    # Five texts and three generations: here n and n − 1, a generation more and one less are different numbers.
    n, generations, replicates = 5, 3, 500
    birds, _ = world()
    starts = np.array([sentence.split()[0] for sentence in birds.sample(4000, rng=rng)], dtype=object)
    kinds, counts = np.unique(starts.astype(str), return_counts=True)

    class FirstWords:
        def sample(self, size, *, rng):
            return starts[rng.integers(len(starts), size=size)]

    def simpson(texts):
        shares = (texts[:, :, None] == kinds[None, None].astype(object)).mean(axis=1)
        return 1 - (shares**2).sum(axis=1)

    model = NgramModel(2, discount=1e-9)
    settings = {"n_samples": n, "replicates": replicates, "measures": {"simpson": of_samples(simpson)}}
    history = run(model, FirstWords(), generations=generations, rng=rng, progress=False, **settings)
    samples = history["simpson"][-1]
    whole = 1 - ((counts / counts.sum()) ** 2).sum()
    # Generation t's text has been sampled t + 1 times, the human sample included.
    predicted = whole * (1 - 1 / n) ** (generations + 1)
    return Evidence.of(samples, predicted, setting="first words, n = 5, 3 generations, 500 loops")


@claim(
    "language.temperature-power",
    statement="With plenty of data, temperature τ raises probabilities to the power 1/τ every generation: after t of them "
    "p ∝ p₀^(τ^−t).",
    kind="theorem",
    source="marchi2024",
)
def temperature_power(rng):
    class TwoWords:
        def sample(self, size, *, rng):
            return np.where(rng.random(size) < 0.55, "heron", "crane").astype(object)

    share = of_samples(lambda texts: (texts == "heron").mean(axis=1))
    model = NgramModel(2, discount=1e-9, sampler=temperature(0.5))
    settings = {"n_samples": 4_000, "replicates": 24, "measures": {"heron": share}}
    history = run(model, TwoWords(), generations=2, rng=rng, progress=False, **settings)
    samples = history["heron"][[1, 2]]
    odds = (0.55 / 0.45) ** 0.5 ** np.array([-1.0, -2.0])
    # A generation more would be 0.83, one less 0.60.
    setting = "share of one of two words, 0.55 of human text; τ = 0.5, n = 4,000, 24 loops"
    return Evidence.of(samples, odds / (1 + odds), setting=setting, cases=("t = 1", "t = 2"), scale=0.05)


@claim(
    "birds.perplexity-grows",
    statement="Trained on its own text, the model predicts human text worse in every generation: perplexity grows by more than 5%.",
    kind="direction",
    source="shumailov2024",
)
def perplexity_grows(rng):
    steps = np.diff(np.log(loop(rng, replicates=10)["perplexity"]), axis=0)[1:]
    setting = f"growth of ln perplexity; {LOOP.format(10)}"
    return Evidence.of(steps, np.log(1.05), "above", axis=1, setting=setting, cases=steps_between(1, 6))


@claim(
    "birds.rare-first",
    statement="Rare birds go first: one generation keeps a larger share of the common birds than of the known ones, and of "
    "those than of the rare ones.",
    kind="own",
    source="derived",
)
def rare_first(rng):
    coverage = loop(rng, generations=1, replicates=40, measures=bird_measures("coverage"))["coverage"][1]
    samples = [coverage[:, 0] - coverage[:, 1], coverage[:, 1] - coverage[:, 2]]
    return Evidence.of(
        samples,
        0.05,
        "above",
        setting="difference in coverage; order 5, 500 sentences, 40 loops",
        cases=("common − known", "known − rare"),
        compared=tuple(against(coverage[:, i], coverage[:, i + 1], form=".0%") for i in (0, 1)),
    )


@claim(
    "birds.noise",
    statement="Sampled as it is, the model forgets grammar and facts: both fall below half of what the first fit had.",
    kind="own",
    source="derived",
)
def noise(rng):
    history = loop(rng, replicates=20, measures=bird_measures("grammatical", "error"))
    left = [history[name][-1] / history[name][1] for name in ("grammatical", "error")]
    setting = f"share of generation 6 over that of generation 1; {LOOP.format(20)}"
    pairs = tuple(last_against_first(history, name) for name in ("grammatical", "error"))
    return Evidence.of(left, 0.5, "below", setting=setting, cases=("grammatical", "true"), compared=pairs)


@claim(
    "birds.flawless",
    statement="Sampled at temperature 0.6, the text of generation 4 is better than that of generation 1 by every standard "
    "that a single sentence can be held to: more of it is grammatical, and more of its statements are true.",
    kind="own",
    source="derived",
)
def flawless(rng):
    history = loop(rng, tau=0.6, generations=4, replicates=40, measures=bird_measures("grammatical", "error"))
    samples = [change(history, name) for name in ("grammatical", "error")]
    setting = f"generation 4 minus generation 1; {LOOP.format(40)}"
    pairs = tuple(last_against_first(history, name) for name in ("grammatical", "error"))
    return Evidence.of(samples, 0.05, "above", setting=setting, cases=("grammatical", "true"), compared=pairs)


@claim(
    "birds.monotonous",
    statement="Two generations later the same text has fewer than half of the human styles, and fewer than 2% of the rare birds.",
    kind="own",
    source="derived",
)
def monotonous(rng):
    history = loop(rng, tau=0.6, replicates=12, measures=bird_measures("diversity", "distribution"))
    samples = [history["diversity"][-1], history["distribution"][-1]]
    setting = f"generation 6, human text = 1; {LOOP.format(12)}"
    return Evidence.of(samples, [0.5, 0.02], "below", setting=setting, cases=("effective styles", "rare birds"))


@claim(
    "birds.distinct-misleads",
    statement="Round the loop, the share of different word pairs falls.",
    kind="qualified",
    source="guo2024",
    but="Only when the model prefers its favorites (τ = 0.6 here). Sampled as it is, the share rises, because noise is varied: "
    "a measure of diversity cannot tell richness from ruin.",
    verdict="holds if the model prefers its favorites",
)
def distinct_misleads(rng):
    settings = {
        "generations": 4,
        "replicates": 16,
        "measures": {"distinct": lambda g: language.distinct_n(g.synthetic, 2)},
    }
    histories = [loop(rng, tau=tau, **settings) for tau in (0.6, None)]
    cold, plain = (change(history, "distinct") for history in histories)
    return Evidence.of(
        [cold, -plain],
        -0.03,
        "below",
        setting=f"change from generation 1 to 4; {LOOP.format(16)}",
        cases=("τ = 0.6", "τ = 1, sign turned"),
        compared=tuple(last_against_first(history, "distinct") for history in histories),
    )


@claim(
    "birds.invented",
    statement="Of the sentences that name a bird, a growing share names one that does not exist.",
    kind="own",
    source="derived",
)
def invented(rng):
    def share_invented(generation):
        named = world()[0].read(generation.synthetic).species
        return (named == INVENTED).sum(axis=1) / (named != NOBODY).sum(axis=1)

    history = loop(rng, replicates=15, measures={"share": share_invented})
    setting = f"share at generation 6 minus generation 1; {LOOP.format(15)}"
    pair = last_against_first(history, "share")
    return Evidence.of(change(history, "share"), 0.03, "above", setting=setting, compared=(pair,))


@claim(
    "birds.keep-ten",
    statement="If a tenth of the first human text stays in the training data, the model loses little.",
    kind="disputed",
    source="shumailov2024",
    but="They report this of a pretrained model of 125 million parameters, fine-tuned on a random tenth of its first text beside "
    "its own. Ours counts, from nothing: in the five generations after the first fit perplexity more than doubles, whether the "
    "tenth is the same in each generation or drawn anew.",
    verdict="does not hold here",
)
def keep_ten(rng):
    tenths = (policies.keep(0.1), policies.revisit(0.1))
    histories = [log_perplexity(rng, policy, replicates=10) for policy in tenths]
    return Evidence.of(
        [change(history, "log") for history in histories],
        np.log(2),
        "above",
        setting=f"growth of ln perplexity, generation 6 against 1; {LOOP.format(10)}",
        cases=("the same tenth", "drawn anew"),
        compared=tuple(f"perplexity {perplexities(h['log'][-1], h['log'][1])}" for h in histories),
    )


@claim(
    "birds.fresh-beats-kept",
    statement="Ten percent of new human text each generation help more than the same old ten percent.",
    kind="own",
    source="derived",
)
def fresh_beats_kept(rng):
    new, old = (
        log_perplexity(rng, policy, replicates=16)["log"][-1] for policy in (policies.fresh(0.1), policies.keep(0.1))
    )
    setting = f"difference of ln perplexity at generation 6; {LOOP.format(16)}"
    pair = f"perplexity {perplexities(new, old)}"
    return Evidence.of(new - old, -0.02, "below", setting=setting, compared=(pair,))


@claim(
    "birds.accumulate",
    statement="Keeping everything slows the loss more than a tenth of new human text does.",
    kind="direction",
    source="gerstgrasser2024",
)
def accumulate(rng):
    kept, new = (log_perplexity(rng, policy, replicates=8)["log"][-1] for policy in ("accumulate", policies.fresh(0.1)))
    setting = f"difference of ln perplexity at generation 6; {LOOP.format(8)}"
    pair = f"perplexity {perplexities(kept, new)}"
    return Evidence.of(kept - new, -0.4, "below", setting=setting, compared=(pair,))


@claim(
    "birds.truer-and-narrower",
    statement="Keep everything and sample at temperature 0.8: truth rises by more than 5 points, and more than a tenth of the styles and "
    "a twentieth of the rare birds of the first model go.",
    kind="own",
    source="derived",
)
def truer_and_narrower(rng):
    history = loop(
        rng, "accumulate", tau=0.8, replicates=16, measures=bird_measures("error", "diversity", "distribution")
    )
    true = change(history, "error")
    styles, rare = (1 - history[name][-1] / history[name][1] for name in ("diversity", "distribution"))
    names = {"error": "true", "diversity": "styles", "distribution": "rare birds"}
    return Evidence.of(
        [true, styles, rare],
        [0.05, 0.1, 0.05],
        "above",
        setting=f"generation 6 against 1, styles and rare birds as shares lost; {LOOP.format(16)}",
        cases=("truth gained", "styles lost", "rare birds lost"),
        compared=tuple(f"{words} {last_against_first(history, name)}" for name, words in names.items()),
    )


@claim(
    "prose.perplexity-grows",
    statement="Real prose goes the same way: a model of Python's documentation predicts it worse in every generation, "
    "by more than 5% in perplexity.",
    kind="direction",
    source="shumailov2024",
)
def prose_perplexity_grows(rng):
    text, test = python_documentation().hold_out(300, rng=rng)
    model = NgramModel(3, vocabulary=text.vocabulary_)
    measures = {"perplexity": language.held_out_perplexity(test)}
    settings = {"generations": 4, "n_samples": 800, "replicates": 8, "measures": measures}
    history = run(model, text, rng=rng, progress=False, **settings)
    samples = np.diff(np.log(history["perplexity"][1:]), axis=0)
    return Evidence.of(
        samples,
        np.log(1.05),
        "above",
        axis=1,
        setting="growth of ln perplexity; order 3, 800 sentences, 8 loops",
        cases=steps_between(1, 4),
    )
