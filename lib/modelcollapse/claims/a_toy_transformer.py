"""Claims of the chapter on the small GPT. Most read the file that ``make experiments`` writes."""

from __future__ import annotations

import numpy as np
from scipy.special import rel_entr

from modelcollapse.claims.evidence import Evidence, steps_between
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
    return Evidence(np.ptp(logs, axis=0).max(), 0.0, rounding=resolution, setting="5 words before 20 different endings")


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
    statement="From the same 1,500 human sentences the small GPT predicts human text better than a 5-gram model.",
    kind="own",
    source="derived",
)
def beats_counting(rng):
    from modelcollapse.experiments import transformer_regimes as experiment

    birds, test = experiment.world()
    texts = [birds.sample((1, experiment.SENTENCES), rng=seed)[0] for seed in experiment.SEEDS]
    counted = [NgramModel(5, vocabulary=birds.vocabulary_).fit(text).log_probability(test) for text in texts]
    gain = loss("replace")[1] - np.log([language.perplexity(logs, test) for logs in counted])
    return Evidence.of(gain, 0.0, "below", setting=f"difference in nats a word; {SETTING}")


@claim(
    "gpt.replace-grows",
    statement="Trained on its own text alone, the model predicts human text worse in every generation.",
    kind="reproduced",
    source="shumailov2024",
)
def replace_grows(rng):
    samples = np.diff(loss("replace")[1:], axis=0)
    setting = f"growth in nats a word; {SETTING}"
    return Evidence.of(samples, 0.0, "above", setting=setting, cases=steps_between(1, 6))


@claim(
    "gpt.accumulate-bounded",
    statement="Keeping all text, human and synthetic, avoids most of that loss.",
    kind="reproduced",
    source="gerstgrasser2024",
)
def accumulate_bounded(rng):
    lost = loss("accumulate")[-1] - loss("accumulate")[1]
    half = (loss("replace")[-1] - loss("replace")[1]) / 2
    samples = lost - half
    return Evidence.of(samples, 0.0, "below", setting=f"loss minus half that of replacing, nats a word; {SETTING}")


@claim(
    "gpt.accumulate-improves",
    statement="With all text kept, later generations are even better than the first (1.82 to 1.74 nats).",
    kind="disputed",
    source="gerstgrasser2024",
    but="Here they are worse: our training has a fixed number of steps, theirs grew with the data, and their model had not "
    "yet learned all that its human text had to teach.",
)
def accumulate_improves(rng):
    samples = loss("accumulate")[-1] - loss("accumulate")[1]
    return Evidence.of(samples, 0.0, "above", setting=f"generation 6 minus 1, nats a word; {SETTING}")


@claim(
    "gpt.keep-ten",
    statement="Keeping 10% of the human text makes the loss minor.",
    kind="disputed",
    source="shumailov2024",
    but="So they found when fine-tuning a pretrained model. Trained from scratch, ours loses more than half of what it loses "
    "without any.",
)
def keep_ten(rng):
    half = (loss("replace")[-1] - loss("replace")[1]) / 2
    samples = loss("keep 10%")[-1] - loss("keep 10%")[1] - half
    return Evidence.of(samples, 0.0, "above", setting=f"loss minus half that of replacing, nats a word; {SETTING}")


@claim(
    "gpt.fresh-beats-kept",
    statement="Ten percent of new human text each generation help more than the same old ten percent.",
    kind="own",
    source="derived",
)
def fresh_beats_kept(rng):
    difference = loss("fresh 10%")[-1] - loss("keep 10%")[-1]
    return Evidence.of(difference, 0.0, "below", setting=f"generation 6, nats a word; {SETTING}")


@claim(
    "gpt.shares",
    statement="A model trained on text of which any share from 25% up is synthetic predicts human text worse than one trained on human text.",
    kind="reproduced",
    source="zhu2025",
)
def shares(rng):
    mixed = np.array([*(loss(f"{share}% synthetic")[2] for share in (25, 50, 75)), loss("replace")[2]])
    samples = mixed - loss("replace")[1]
    return Evidence.of(
        samples,
        0.0,
        "above",
        setting=f"nats a word more than with none; {SETTING}",
        cases=("25% synthetic", "50%", "75%", "100%"),
    )


@claim(
    "gpt.cold-replace",
    statement="At temperature 0.3 replacing is far worse than at 1: the loss on human text more than doubles.",
    kind="reproduced",
    source="gerstgrasser2024",
)
def cold_replace(rng):
    samples = loss("replace, τ = 0.3")[-1] - 2 * loss("replace, τ = 0.3")[1]
    return Evidence.of(samples, 0.0, "above", setting=f"generation 6 minus twice generation 1, nats a word; {SETTING}")


@claim(
    "gpt.cold-accumulate",
    statement="Keeping all text holds even at temperature 0.3: at most a tenth of the loss of replacing.",
    kind="reproduced",
    source="gerstgrasser2024",
)
def cold_accumulate(rng):
    lost = loss("accumulate, τ = 0.3")[-1] - loss("accumulate, τ = 0.3")[1]
    tenth = (loss("replace, τ = 0.3")[-1] - loss("replace, τ = 0.3")[1]) / 10
    samples = lost - tenth
    return Evidence.of(samples, 0.0, "below", setting=f"loss minus a tenth of that of replacing; {SETTING}")


@claim(
    "gpt.truth-falls",
    statement="A bounded loss is not preserved truth: with everything kept, fewer statements are true in generation 6 than in "
    "generation 1.",
    kind="own",
    source="derived",
)
def truth_falls(rng):
    true = measured("error", "accumulate")
    samples = true[-1] - true[1]
    return Evidence.of(samples, 0.0, "below", setting=f"change of the share of true statements; {SETTING}")


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
    statement="Rare constructions are lost faster than sentences stay grammatical.",
    kind="own",
    source="derived",
)
def rare_constructions(rng):
    kept = [measured(name, "replace")[-1] / measured(name, "replace")[1] for name in ("capability", "grammatical")]
    samples = kept[0] - kept[1]
    return Evidence.of(samples, 0.0, "below", setting=f"shares kept from generation 1 to 6, difference; {SETTING}")
