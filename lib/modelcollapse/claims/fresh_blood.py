"""Claims of the chapter on new human data."""

from __future__ import annotations

import numpy as np

from modelcollapse.chains import fresh
from modelcollapse.claims.evidence import Evidence, against, mean_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.defenses import helpful
from modelcollapse.measures.diversity import simpson
from modelcollapse.theory import diversity as diversity_law
from modelcollapse.theory import stock as stock_law
from modelcollapse.theory import worth as worth_law

SPECIES = (0.5, 0.3, 0.2)
TEN_TIMES = 10 / 109
"""The weight of one real item beside 99 others if it is counted ten times."""
STOCK, GENERATIONS, HEARD = 40, 40, 50
"""A stock of real items, the generations it has to last, and the items of the last model in each."""


def lost(history):
    """Share of the diversity lost, of shape (generations + 1, replicates)."""
    return 1 - simpson(history["probabilities"]) / simpson(SPECIES)


def loop(rng, n_real, n_synthetic, weight="pooled", *, generations, replicates=800, **more):
    """What a weighted loop of three species has lost in its last generation."""
    chain = {"n_real": n_real, "n_synthetic": n_synthetic, "generations": generations, "replicates": replicates}
    return lost(fresh.chain(SPECIES, **chain, weight=weight, rng=rng, **more))[-1]


@claim(
    "fresh.counted-ten-times",
    statement="One new real item beside 99 of the last model keeps 66% of the diversity forever if it is counted once, and 91% if it is "
    "counted ten times.",
    kind="own",
    source="derived",
)
def counted_ten_times(rng):
    weights = (1 / 100, TEN_TIMES)
    samples = [1 - loop(rng, 1, 99, weight, generations=300, replicates=5000) for weight in weights]
    predicted = 1 - worth_law.weighted_loss(1, 99, weights)
    return Evidence.of(
        samples,
        predicted,
        setting="H/H₀ after 300 generations, 5,000 chains",
        cases=("counted once", "counted ten times"),
    )


@claim(
    "fresh.worth-adds",
    statement="With the best weight, a model that was worth ν real items and is heard through n of its own is worth νn/(ν + n − 1), and "
    "every new real item adds 1.",
    kind="theorem",
    source="derived",
)
def worth_adds(rng):
    bought = np.array([1, 2, 0, 1])
    worth = stock_law.worth_of_plan(bought, 3)
    chain = fresh.chain(
        SPECIES, n_real=bought, n_synthetic=3, weight=bought / worth, generations=4, replicates=8000, rng=rng
    )
    return Evidence.of(
        lost(chain)[1:],
        1 / worth,
        axis=1,
        setting="share of the diversity lost, which is 1/ν; n = 3, 8,000 chains",
        cases=("1 bought", "then 2", "then none", "then 1"),
    )


@claim(
    "fresh.best-weight",
    statement="The best weight of the real items is N/ν. At half of it, or at twice, a loop of 1 real item and 29 others loses over a "
    "twentieth more.",
    kind="own",
    source="derived",
)
def best_weight(rng):
    best = worth_law.best_weight(1, 29)
    losses = [loop(rng, 1, 29, factor * best, generations=50, replicates=10_000) for factor in (1, 0.5, 2)]
    (least, error), *others = [mean_and_error(values) for values in losses]
    return Evidence(
        [loss / least for loss, _ in others],
        1.05,
        [np.hypot(own, loss / least * error) / least for loss, own in others],
        "above",
        setting="share of the diversity lost, over that at the best weight; 10,000 chains",
        cases=("half the weight", "twice the weight"),
        compared=tuple(against(other, losses[0], form=".3f") for other in losses[1:]),
        replicates=10_000,
    )


@claim(
    "fresh.golden-ratio",
    statement="With as many new real items as synthetic ones the best weight of the real ones is 0.618, the reciprocal of the golden ratio: "
    "the squared error is then 0.618 of that of the real items alone.",
    kind="qualified",
    source="he2026",
    but="That is for many items, or where the variance of an item is known, and it asks for new real items in every round. For words the best "
    "weight is N/ν with ν = (N + 1 + √((N + 1)² + 4N(n − 1)))/2: ½ with one real item and one copy.",
    verdict="holds if items are many",
)
def golden_ratio(rng):
    golden = worth_law.golden_weight(1)
    chain = {"n_real": 10, "n_synthetic": 10, "generations": 20, "replicates": 20_000, "rng": rng}
    samples = [10 * fresh.mean_chain(**chain, weight=weight)["error"][-1] ** 2 for weight in (golden, 0.5)]
    samples.append(2 * loop(rng, 2, 2, worth_law.best_weight(2, 2), generations=30, replicates=8000))
    predicted = [golden, 2 / 3, 2 / worth_law.best_worth(2, 2)]
    return Evidence.of(
        samples,
        predicted,
        setting="squared error over that of the real items alone; 20,000 and 8,000 chains",
        cases=("a mean, at 0.618", "a mean, pooled", "words, N = n = 2, at 0.562"),
    )


@claim(
    "fresh.more-copies",
    statement="Beside one new real item, ten times as many copies change nothing if all are pooled; if the real item has the best weight, "
    "the loss falls to about a third.",
    kind="own",
    source="derived",
)
def more_copies(rng):
    samples, predicted = [], []
    for n in (30, 300):
        best = worth_law.best_weight(1, n)
        samples.append(loop(rng, 1, n, generations=2 * n, replicates=1000))
        samples.append(loop(rng, 1, n, best, generations=int(6 * n**0.5), replicates=4000))
        predicted += [worth_law.weighted_loss(1, n, weight) for weight in (1 / (1 + n), best)]
    cases = tuple(f"{n} copies, {name}" for n in (30, 300) for name in ("pooled", "best weight"))
    return Evidence.of(samples, predicted, setting="share of the diversity lost; 1,000 or 4,000 chains", cases=cases)


@claim(
    "fresh.no-threshold",
    statement="No share of real data is too small to hold a loop of unbiased models: a wrong start fades by just this share in each generation.",
    kind="theorem",
    source="derived",
)
def no_threshold(rng):
    settings = ((5, 5, 8), (1, 2, 10), (10, 90, 20), (1, 99, 60))
    samples, predicted = [], []
    for real, synthetic, generations in settings:
        share = real / (real + synthetic)
        chain = {"n_real": real, "n_synthetic": synthetic, "weight": share, "generations": generations}
        error = fresh.mean_chain(**chain, replicates=4000, start=100.0, rng=rng)["error"][-1]
        samples.append(error / 100)
        predicted.append((1 - share) ** generations)
    return Evidence.of(
        samples,
        predicted,
        setting="what is left of a wrong start, 4,000 chains",
        cases=("50% real, 8 generations", "33%, 10", "10%, 20", "1%, 60"),
    )


@claim(
    "fresh.growing-alone",
    statement="Without any human data, a loop that begins with 100 samples and takes a tenth more in each generation keeps 90% of the "
    "diversity forever.",
    kind="own",
    source="derived",
)
def growing_alone(rng):
    sizes, p = np.round(100 * 1.1 ** np.arange(60)).astype(int), np.tile(SPECIES, (1500, 1))
    for n in sizes:
        p = rng.multinomial(n, p / p.sum(axis=1, keepdims=True)) / n
    same = loop(rng, 0, 100, generations=60, replicates=1500)
    return Evidence.of(
        [simpson(p) / simpson(SPECIES), 1 - same],
        [diversity_law.replacing_growing(sizes), diversity_law.replacing(100, 60)],
        setting="H/H₀ after 60 generations, 1,500 chains",
        cases=("a tenth more each", "always 100"),
    )


def plans():
    """Ways to spend the stock, name → whole purchases."""
    even = np.ones(GENERATIONS, dtype=int)
    once, late = np.zeros_like(even), np.zeros_like(even)
    once[0] = late[-1] = STOCK
    best = stock_law.whole(stock_law.best_plan(STOCK, GENERATIONS, HEARD))
    return {"none": 0 * even, "all at once": once, "all at the end": late, "evenly": even, "best": best}


def average_loss(rng, plan, replicates=600):
    """Loss of diversity of a plan, averaged over its generations, one number a replicate."""
    weight = plan / stock_law.worth_of_plan(plan, HEARD)
    chain = {"n_real": plan, "n_synthetic": HEARD, "weight": weight, "generations": GENERATIONS}
    return lost(fresh.chain(SPECIES, **chain, replicates=replicates, rng=rng))[1:].mean(axis=0)


@claim(
    "fresh.stock",
    statement="Forty real items, each read once, for forty generations: bought at once they leave an average loss of 31.5%, at the end 30.8%, "
    "evenly 11.1%, by the best plan 10.6%. Without them it is 32.1%.",
    kind="own",
    source="derived",
)
def stock(rng):
    ways = plans()
    return Evidence.of(
        [average_loss(rng, plan, replicates=1500) for plan in ways.values()],
        [stock_law.mean_loss(plan, HEARD) for plan in ways.values()],
        setting="share of the diversity lost, mean of 40 generations; 50 items of the last model each, 1,500 chains",
        cases=tuple(ways),
    )


@claim(
    "fresh.best-plan",
    statement="The best way to spend a stock is to wait, then to hold one worth with the same purchase in every generation, then to stop: none of "
    "20,000 other plans loses less.",
    kind="theorem",
    source="derived",
)
def best_plan(rng):
    best = stock_law.best_plan(STOCK, GENERATIONS, HEARD)
    near = np.clip(best * rng.gamma(40, 1 / 40, size=(10_000, GENERATIONS)), 1e-9, None)
    far = rng.dirichlet(np.full(GENERATIONS, 0.5), size=10_000)
    others = np.concatenate([STOCK * near / near.sum(axis=1, keepdims=True), STOCK * far])
    losses = stock_law.mean_loss(others, HEARD)
    least = stock_law.mean_loss(best, HEARD)
    return Evidence(
        [losses[:10_000].min() / least, losses[10_000:].min() / least],
        1.0,
        relation="at least",
        setting="least average loss of the others over that of the best plan",
        cases=("10,000 plans near it", "10,000 random plans"),
    )


def kept_loss(rng, weights, replicates):
    """Loss of diversity, averaged over the generations, when the same stock is read in each with these weights."""
    real = rng.multinomial(STOCK, SPECIES, size=replicates) / STOCK
    p, losses = np.tile(SPECIES, (replicates, 1)), []
    for weight in weights:
        heard = rng.multinomial(HEARD, p / p.sum(axis=1, keepdims=True)) / HEARD
        p = weight * real + (1 - weight) * heard
        losses.append(1 - simpson(p) / simpson(SPECIES))
    return np.mean(losses, axis=0)


@claim(
    "fresh.reading-again",
    statement="Forty real items that are kept and read in each of forty generations leave an average loss of 2.4% if each weighs them best, "
    "and 3.2% if they are pooled with fifty copies. Read once each, by the best plan, they leave 10.6%.",
    kind="own",
    source="derived",
)
def reading_again(rng):
    weights = [stock_law.kept_weights(STOCK, HEARD, GENERATIONS), np.full(GENERATIONS, STOCK / (STOCK + HEARD))]
    plan = plans()["best"]
    return Evidence.of(
        [*(kept_loss(rng, each, 10_000) for each in weights), average_loss(rng, plan, replicates=1500)],
        [
            *(np.mean(1 / stock_law.worth_of_kept(each, STOCK, HEARD)) for each in weights),
            stock_law.mean_loss(plan, HEARD),
        ],
        setting="share of the diversity lost, mean of 40 generations; 10,000 and 1,500 chains",
        cases=("kept, best weight", "kept, pooled", "read once each"),
    )


ARCHIVE = {"n_archive": 1000, "n_new": 1000, "synthetic": 0.5}


def archive_error(rng, weights, change, replicates=20_000):
    """Squared error of the mean in the last generation, in units of that of the archive when it was new."""
    return (
        1000 * fresh.archive_chain(weights, **ARCHIVE, change=change, replicates=replicates, rng=rng)["error"][-1] ** 2
    )


@claim(
    "fresh.archive",
    statement="If half of the new pages are by the last model and nothing else changes, each generation errs least if a page from before counts as "
    "1.28 new ones in the end; to count it ten times leaves over a fifth more squared error.",
    kind="own",
    source="derived",
)
def archive(rng):
    t = np.arange(1, 21)
    weights = worth_law.archive_weight(t=t, change=0, **ARCHIVE)
    best, ten = (archive_error(rng, each, 0, replicates=100_000) for each in (weights, np.full(20, 10 / 11)))
    error = np.hypot(ten.std(), 1.2 * best.std()) / np.sqrt(len(best))
    return Evidence(
        ten.mean() / best.mean(),
        1.2,
        error / best.mean(),
        "above",
        setting="squared error, 1,000 pages from before and 1,000 new ones a generation, generation 20; 100,000 chains",
        compared=(f"{against(ten, best, form='.3f')} of that of the archive alone",),
        replicates=100_000,
    )


@claim(
    "fresh.archive-ages",
    statement="Where the world moves so fast that the archive loses half of its worth in five generations, the weights of this chapter leave "
    "the error that the law says, and an archive page counts half a new one after five generations, and 0.28 after ten.",
    kind="own",
    source="derived",
)
def archive_ages(rng):
    change, samples, predicted = 1 / 5000, [], []
    for t in (1, 5, 10):
        weights = worth_law.archive_weight(t=np.arange(1, t + 1), change=change, **ARCHIVE)
        samples.append(archive_error(rng, weights, change))
        predicted.append(1000 * worth_law.archive_error(t=t, change=change, **ARCHIVE))
    return Evidence.of(
        samples,
        predicted,
        setting="squared error over that of the new archive, half of the new pages by the last model; 20,000 chains",
        cases=("after 1", "after 5", "after 10"),
    )


@claim(
    "fresh.mistaken",
    statement="If half of the items taken for real are copies after all, counting one in a hundred ten times still keeps 83% of the "
    "diversity, against 66% for a true one that is counted once.",
    kind="own",
    source="derived",
)
def mistaken(rng):
    samples = [
        1 - loop(rng, 1, 99, weight, generations=200, mistaken=wrong) for weight, wrong in ((TEN_TIMES, 0.5), (0.01, 0))
    ]
    predicted = [1 - worth_law.weighted_loss(1, 99, TEN_TIMES, 0.5), 1 - worth_law.weighted_loss(1, 99, 0.01)]
    return Evidence.of(
        samples,
        predicted,
        setting="H/H₀ after 200 generations, 800 chains",
        cases=("half mistaken, ten times", "all true, once"),
    )


@claim(
    "fresh.rare-class",
    statement="Five real eights beside forty of every other digit: thirty-five synthetic ones that bring knowledge along, by shifts or by the "
    "variation of the other digits, raise the share recognized by more than 10 points.",
    kind="own",
    source="derived",
)
def rare_digits(rng):
    found = helpful.recognition(("nothing", "moved", "borrowed"), draws=24, rng=rng)
    return Evidence.of(
        found[1:] - found[0],
        0.1,
        "above",
        setting="share of eights recognized, beyond that without synthetic ones; 24 draws of the examples",
        cases=("shifted", "variation borrowed"),
        compared=tuple(against(each, found[0], form=".2f") for each in found[1:]),
    )


@claim(
    "fresh.copies-teach-nothing",
    statement="Thirty-five duplicates of the same five eights raise it by less than 5 points.",
    kind="own",
    source="derived",
)
def copies_teach_nothing(rng):
    found = helpful.recognition(("nothing", "copied"), draws=24, rng=rng)
    return Evidence.of(
        found[1] - found[0],
        0.05,
        "below",
        setting="share of eights recognized, beyond that without duplicates; 24 draws of the examples",
        compared=(against(found[1], found[0], form=".2f"),),
    )


@claim(
    "fresh.rephrased-helps",
    statement="Beside 1,000 human sentences, half as many rephrased ones lower the perplexity of new human text by more than 4%.",
    kind="direction",
    source="kang2025",
)
def rephrased_helps(rng):
    without, with_it = helpful.text_losses(1000, ("human alone", "a third rephrased"), draws=16, rng=rng)
    return Evidence.of(
        with_it - without,
        np.log(0.96),
        "below",
        setting="difference of ln perplexity; 1,000 human sentences, trigrams, 16 draws",
        compared=(f"perplexity {against(np.exp(with_it), np.exp(without), form='.2f')}",),
    )


@claim(
    "fresh.rephrased-alone",
    statement="Rephrased sentences alone are no better than the human ones they come from: here perplexity is more than 40% higher.",
    kind="direction",
    source="kang2025",
)
def rephrased_alone(rng):
    human, again = helpful.text_losses(1000, ("human alone", "rephrased alone"), draws=10, rng=rng)
    return Evidence.of(
        again - human,
        np.log(1.4),
        "above",
        setting="difference of ln perplexity; 1,000 sentences, trigrams, 10 draws",
        compared=(f"perplexity {against(np.exp(again), np.exp(human), form='.2f')}",),
    )


@claim(
    "fresh.textbook-alone",
    statement="Sentences of a textbook alone are far worse than as many human ones: perplexity is more than ten times as high.",
    kind="direction",
    source="kang2025",
)
def textbook_alone(rng):
    human, book = helpful.text_losses(1000, ("human alone", "textbook alone"), draws=10, rng=rng)
    return Evidence.of(
        book - human,
        np.log(10),
        "above",
        setting="difference of ln perplexity; 1,000 sentences, trigrams, 10 draws",
        compared=(f"perplexity {against(np.exp(book), np.exp(human), form='.2f')}",),
    )


@claim(
    "fresh.textbook-mixed",
    statement="As many sentences from a textbook beside the human ones help where human text is scarce, by more than 3% of perplexity at 300 "
    "sentences, and harm where there is more, by more than 1% at 4,000.",
    kind="own",
    source="derived",
)
def textbook_mixed(rng):
    few = helpful.text_losses(300, ("human alone", "half textbook"), draws=24, rng=rng)
    many = helpful.text_losses(4000, ("human alone", "half textbook"), draws=12, rng=rng)
    return Evidence.of(
        [few[0] - few[1], many[1] - many[0]],
        np.log([1.03, 1.01]),
        "above",
        setting="difference of ln perplexity; trigrams, 24 and 12 draws",
        cases=("gain at 300", "loss at 4,000"),
        compared=tuple(f"perplexity {against(np.exp(each[1]), np.exp(each[0]), form='.2f')}" for each in (few, many)),
    )
