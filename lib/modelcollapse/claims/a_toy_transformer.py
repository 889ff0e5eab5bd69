"""Claims of the chapter on the small GPT. Most read the file that ``make experiments`` writes."""

from __future__ import annotations

import numpy as np
from scipy.special import rel_entr

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.measures import language
from modelcollapse.models import NgramModel

SETTING = "about 10⁵ weights, 1,500 sentences on 200 birds a generation, 10 seeds"


def measured(name: str, regime: str) -> np.ndarray:
    """A measure of the committed runs, shape (generations + 1, seeds, ...)."""
    from modelcollapse.experiments import transformer_regimes as experiment

    rows = experiment.results()
    rows = rows[rows["regime"] == regime].sort_values(["generation", "seed"])
    values = np.array(rows[name].tolist())
    return values.reshape(rows["generation"].nunique(), rows["seed"].nunique(), *values.shape[1:])


def loss(regime: str) -> np.ndarray:
    """Log-loss of human text, nats a word, shape (generations + 1, seeds)."""
    return np.log(measured("perplexity", regime))


def growth(regime: str) -> np.ndarray:
    """How much that loss grows from the first model to the last, shape (seeds,)."""
    return loss(regime)[-1] - loss(regime)[1]


def last_and_first(regime: str) -> list[float]:
    """Perplexity of the last model and of the first, the geometric means over seeds."""
    return [np.exp(loss(regime)[t].mean()) for t in (-1, 1)]


def growth_over(kept: str, replaced: str, margin: float) -> Evidence:
    """How much the loss grows in one regime, as a share of what it grows by in another."""
    ours, theirs = growth(kept), growth(replaced)
    setting = f"growth of the loss over that of replacing; {SETTING}"
    return Evidence.of(ours / theirs, margin, "below", setting=setting, compared=(against(ours, theirs, "nats"),))


def growth_above(regime: str, margin: float) -> Evidence:
    """How much the loss grows in a regime."""
    pair = against(loss(regime)[-1], loss(regime)[1], "nats", ".2f")
    setting = f"generation 6 minus 1, nats a word; {SETTING}"
    return Evidence.of(growth(regime), margin, "above", setting=setting, compared=(pair,))


@claim(
    "gpt.causal",
    statement="What a word is predicted from does not depend on the words after it.",
    kind="theorem",
    source="derived",
)
def causal(rng):
    from modelcollapse.models.transformer import TransformerModel

    model = TransformerModel("abcdef", width=16, layers=2, heads=2, context=12, steps=1, device="cpu")
    model.fit(["a b c", "d e f"], rng=rng)
    start = " ".join(rng.choice(list("abcdef"), 5))
    ends = [" ".join(rng.choice(list("abcdef"), 6)) for _ in range(20)]
    logs = model.token_log_probabilities([f"{start} {end}" for end in ends])[0].reshape(20, 12)[:, :5]
    resolution = np.finfo(np.float32).eps * np.abs(logs).max()
    return Evidence(
        np.ptp(logs, axis=0).max(),
        0.0,
        rounding=resolution,
        scale=1e-4,
        setting="nats; 5 words before 20 different endings",
    )


@claim(
    "mixture.bound",
    statement="A perfect learner that sees a share of 1 − s human text loses at most −ln(1 − s) nats a sentence to the rest, "
    "whatever the rest is.",
    kind="theorem",
    source="derived",
)
def mixture_bound(rng):
    p, other = rng.dirichlet(np.full(50, 0.3), size=(2, 1000))
    share = rng.uniform(0.05, 0.95, size=(1000, 1))
    mixture = (1 - share) * p + share * other
    excess = rel_entr(p, mixture).sum(axis=1) + np.log(1 - share[:, 0])
    return Evidence(
        excess.max(), 0.0, relation="at most", setting="largest excess over the bound, 1,000 random mixtures"
    )


@claim(
    "gpt.human-rows",
    statement="The rows of the result file that describe human text are what this computer computes today.",
    kind="own",
    source="derived",
)
def human_rows(rng):
    from modelcollapse.experiments import transformer_regimes as experiment

    birds, test = experiment.world()
    floor = language.perplexity(birds.log_probability(test), test)
    rows = measured("perplexity", "replace")[0]
    extremes = ("smallest of ten seeds", "largest")
    return Evidence([rows.min(), rows.max()], floor, rounding=1e-4, setting="perplexity", cases=extremes)


@claim(
    "gpt.beats-counting",
    statement="From the same 1,500 human sentences the small GPT predicts human text better than a 5-gram model, by more than "
    "0.2 nats a word.",
    kind="own",
    source="derived",
)
def beats_counting(rng):
    from modelcollapse.experiments import transformer_regimes as experiment

    birds, test = experiment.world()
    texts = [birds.sample((1, experiment.SENTENCES), rng=seed)[0] for seed in experiment.SEEDS]
    counted = [NgramModel(5, vocabulary=birds.vocabulary_).fit(text).log_probability(test) for text in texts]
    ours, theirs = loss("replace")[1], np.log([language.perplexity(logs, test) for logs in counted])
    pair = against(ours, theirs, "nats a word", ".2f")
    return Evidence.of(ours - theirs, -0.2, "below", setting=f"nats a word less; {SETTING}", compared=(pair,))


@claim(
    "gpt.replace-grows",
    statement="Trained on its own text alone, the model predicts human text worse and worse (GPT-2: from 1.82 to 2.91 nats in ten "
    "generations).",
    kind="direction",
    source="gerstgrasser2024",
)
def replace_grows(rng):
    now = loss("replace")
    samples = [now[2] - now[1], now[4] - now[2], now[6] - now[4]]
    cases = ("generation 1 to 2", "generation 2 to 4", "generation 4 to 6")
    return Evidence.of(samples, 0.05, "above", setting=f"growth in nats a word; {SETTING}", cases=cases)


@claim(
    "gpt.accumulate-bounded",
    statement="Keeping all text, human and synthetic, leaves less than a quarter of the loss that replacing brings.",
    kind="direction",
    source="gerstgrasser2024",
)
def accumulate_bounded(rng):
    return growth_over("accumulate", "replace", 0.25)


@claim(
    "gpt.accumulate-improves",
    statement="With all text kept, the last model predicts human text better than the first (GPT-2: from 1.82 to 1.74 nats).",
    kind="disputed",
    source="gerstgrasser2024",
    but="Ours becomes worse, theirs became better in four generations. Steps that grow with the text, as theirs did, make that less "
    "but do not turn it. Their model had perhaps not yet learned all that its human text had to teach.",
    verdict="does not hold here",
)
def accumulate_improves(rng):
    return growth_above("accumulate", 0.03)


@claim(
    "gpt.keep-ten",
    statement="If a tenth of the first human text stays in the training data, the model loses little.",
    kind="disputed",
    source="shumailov2024",
    but="They report this of a pretrained model, fine-tuned (perplexity 115 to 34) on a random tenth of its first text beside its "
    "own. Ours is trained "
    "from scratch: its perplexity grows by more than a quarter, whether the tenth is the same in each generation or drawn anew.",
    verdict="does not hold here",
)
def keep_ten(rng):
    tenths = ("keep 10%", "revisit 10%")
    return Evidence.of(
        [growth(regime) for regime in tenths],
        np.log(1.25),
        "above",
        setting=f"growth of ln perplexity, generation 6 against 1; {SETTING}",
        cases=("the same tenth", "drawn anew"),
        compared=tuple(f"perplexity {against(*last_and_first(regime), form='.2f')}" for regime in tenths),
    )


@claim(
    "gpt.fresh-beats-kept",
    statement="Ten percent of new human text each generation help more than the same old ten percent.",
    kind="own",
    source="derived",
)
def fresh_beats_kept(rng):
    new, old = (loss(regime)[2:].mean(axis=0) for regime in ("fresh 10%", "keep 10%"))
    setting, pair = f"mean of generations 2 to 6, nats a word; {SETTING}", against(new, old, "nats", ".2f")
    return Evidence.of(new - old, -0.01, "below", setting=setting, compared=(pair,))


@claim(
    "gpt.shares",
    statement="A model trained on text of which any share from 25% up is synthetic predicts human text worse than one trained on "
    "human text (GPT-2: perplexity 20.99 with none, 22.06, 23.48, 27.60 and 51.93).",
    kind="direction",
    source="zhu2025",
)
def shares(rng):
    mixed = np.array([*(loss(f"{share}% synthetic")[2] for share in (25, 50, 75)), loss("replace")[2]])
    samples = mixed - loss("replace")[1]
    return Evidence.of(
        samples,
        0.005,
        "above",
        setting=f"nats a word more than with none; {SETTING}",
        cases=("25% synthetic", "50%", "75%", "100%"),
        compared=tuple(against(each, loss("replace")[1], "nats", ".2f") for each in mixed),
    )


@claim(
    "gpt.no-cliff",
    statement="From 75% to 100% synthetic text perplexity nearly doubles (GPT-2: 27.60 to 51.93).",
    kind="disputed",
    source="zhu2025",
    but="Ours grows by less than a fifth there. Our synthetic text differs from human text only by the errors of one "
    "fit, theirs is text of another kind.",
    verdict="does not hold here",
)
def no_cliff(rng):
    all_of_it, most = (measured("perplexity", regime)[2] for regime in ("replace", "75% synthetic"))
    setting, pair = f"perplexity at 100% over that at 75%; {SETTING}", against(all_of_it, most, form=".2f")
    return Evidence.of(all_of_it / most, 1.2, "below", setting=setting, compared=(f"perplexity {pair}",))


@claim(
    "gpt.cold-replace",
    statement="At temperature 0.3 replacing is far worse than at 1: the loss on human text more than triples (GPT-2: 9.85 nats "
    "after ten generations).",
    kind="direction",
    source="gerstgrasser2024",
)
def cold_replace(rng):
    cold = loss("replace, τ = 0.3")
    setting, pair = f"generation 6 over generation 1, nats; {SETTING}", against(cold[-1], cold[1], "nats", ".2f")
    return Evidence.of(cold[-1] / cold[1], 3.0, "above", setting=setting, compared=(pair,))


@claim(
    "gpt.cold-accumulate",
    statement="Keeping all text prevents that ruin: at temperature 0.3 the loss grows by less than a tenth of what it grows by when "
    "text is replaced.",
    kind="direction",
    source="gerstgrasser2024",
)
def cold_accumulate(rng):
    return growth_over("accumulate, τ = 0.3", "replace, τ = 0.3", 0.1)


@claim(
    "gpt.cold-costs",
    statement="With all text kept, a temperature of 0.3 costs nothing (GPT-2: 1.82 nats in the first generation, 1.75 in the "
    "fourth).",
    kind="disputed",
    source="gerstgrasser2024",
    but="It costs our model more than 0.2 nats a word in five generations. Theirs had not yet learned all that its human text had "
    "to teach.",
    verdict="does not hold here",
)
def cold_costs(rng):
    return growth_above("accumulate, τ = 0.3", 0.2)


@claim(
    "gpt.truth-falls",
    statement="A bounded loss is not preserved truth: with everything kept, as with nothing, the share of true statements falls "
    "by more than a tenth from generation 1 to 6.",
    kind="own",
    source="derived",
)
def truth_falls(rng):
    true = [measured("error", regime) for regime in ("accumulate", "replace")]
    setting = f"true statements of generation 6 over those of generation 1; {SETTING}"
    return Evidence.of(
        [t[-1] / t[1] for t in true],
        0.9,
        "below",
        setting=setting,
        cases=("accumulate", "replace"),
        compared=tuple(against(t[-1], t[1], form=".0%") for t in true),
    )


@claim(
    "gpt.no-truth-saved",
    statement="In true statements ten seeds cannot tell keeping everything from keeping nothing, over generations 2 to 6: they would "
    "have shown a difference of ten points.",
    kind="own",
    source="derived",
)
def no_truth_saved(rng):
    true = [measured("error", regime)[2:].mean(axis=0) for regime in ("accumulate", "replace")]
    setting = f"share true, keeping everything minus keeping nothing, mean of generations 2 to 6; {SETTING}"
    return Evidence.of(true[0] - true[1], 0.0, scale=0.1, setting=setting, compared=(against(*true, form=".1%"),))


@claim(
    "gpt.fresh-tenth-slows",
    statement="A tenth of fresh human text slows the growth of the loss by more than a fifth: to between 43% and 68% of that of "
    "replacing as far as ten seeds can tell.",
    kind="own",
    source="derived",
)
def fresh_tenth_slows(rng):
    return growth_over("fresh 10%", "replace", 0.8)


@claim(
    "gpt.steps-truth",
    statement="With everything kept, steps that grow with the text leave more truth in generation 6 than a fixed number does: more "
    "than 20 points, and 26 to 40 as far as ten seeds can tell.",
    kind="own",
    source="derived",
)
def steps_truth(rng):
    grow, fixed = (measured("error", regime)[-1] for regime in ("accumulate, steps grow", "accumulate"))
    setting, pair = f"share true, generation 6; {SETTING}", against(grow, fixed, form=".0%")
    return Evidence.of(grow - fixed, 0.2, "above", setting=setting, compared=(pair,))


@claim(
    "gpt.longer-alone",
    statement="At equal steps, human text with everything that the models wrote since predicts human text better than the human "
    "text alone, by more than 0.15 nats a word (0.31 to 0.39 as far as ten seeds can tell); six times the human text is better "
    "still, by as much again (0.23 to 0.32).",
    kind="own",
    source="derived",
)
def longer_alone(rng):
    shelf, alone = loss("accumulate, steps grow")[-1], loss("human text, 6 × the steps")[1]
    more = loss("6 × the human text and steps")[1]
    return Evidence.of(
        [shelf - alone, more - shelf],
        -0.15,
        "below",
        setting=f"six times the steps, nats a word; {SETTING}",
        cases=("all kept against human text alone", "six times the human text against all kept"),
        compared=(against(shelf, alone, "nats", ".2f"), against(more, shelf, "nats", ".2f")),
    )


@claim(
    "gpt.pretrained-start",
    statement="A pretrained start leaves less than half of the loss that replacing brings from scratch.",
    kind="own",
    source="derived",
)
def pretrained_start(rng):
    return growth_over("pretrained, replace", "replace", 0.5)


@claim(
    "gpt.pretrained-tenth",
    statement="From a pretrained start a tenth of the first text, drawn anew, makes the loss of the loop minor.",
    kind="qualified",
    source="shumailov2024",
    but="The perplexity of human text grows by less than a fifth there, and without the tenth by less than 30%: the start does "
    "more than the tenth, which takes off a third, as it does from scratch.",
    verdict="holds if a rise of perplexity by a sixth is minor",
)
def pretrained_tenth(rng):
    with_it, without = growth("pretrained, revisit 10%"), growth("pretrained, replace")
    return Evidence.of(
        [with_it, without, with_it / without],
        [np.log(1.2), np.log(1.3), 0.85],
        "below",
        setting=f"growth of ln perplexity, generation 6 against 1; {SETTING}",
        cases=("a tenth drawn anew", "nothing kept", "ratio"),
        compared=(
            f"perplexity {against(*last_and_first('pretrained, revisit 10%'), form='.2f')}",
            f"perplexity {against(*last_and_first('pretrained, replace'), form='.2f')}",
            against(with_it, without, "nats"),
        ),
    )


@claim(
    "gpt.teacher-helps",
    statement="Five sentences of a better model to each human one make the next model predict human text better than the human text "
    "alone does, at as many steps and at a sixth of them, by more than 0.1 nats a word.",
    kind="own",
    source="derived",
)
def teacher_helps(rng):
    taught = loss("human and teacher's text")[2]
    alone = [loss("human text, 6 × the steps")[1], loss("replace")[1]]
    return Evidence.of(
        [each - taught for each in alone],
        0.1,
        "above",
        setting=f"human and teacher's text against human text alone, nats a word; {SETTING}",
        cases=("as many steps", "a sixth of them"),
        compared=tuple(against(taught, each, "nats", ".2f") for each in alone),
    )


@claim(
    "gpt.cold-is-flawless",
    statement="At temperature 0.3 nearly all replaced text is grammatical in generation 6, and nearly all of it is copies.",
    kind="own",
    source="derived",
)
def cold_is_flawless(rng):
    values = [measured(name, "replace, τ = 0.3")[-1] for name in ("grammatical", "duplication")]
    return Evidence.of(values, [0.9, 0.9], "above", setting=f"generation 6; {SETTING}", cases=("grammatical", "copies"))


@claim(
    "gpt.rare-constructions",
    statement="Replaced text loses its rare constructions faster than its grammar: of what generation 1 has, generation 6 keeps a "
    "smaller share of them than of its grammatical sentences.",
    kind="own",
    source="derived",
)
def rare_constructions(rng):
    kept = [measured(name, "replace")[-1] / measured(name, "replace")[1] for name in ("capability", "grammatical")]
    setting = f"shares kept from generation 1 to 6, difference; {SETTING}"
    pair = against(kept[0], kept[1], form=".0%")
    return Evidence.of(kept[0] - kept[1], -0.05, "below", setting=setting, compared=(pair,))
