"""What a mark shows, what it costs, and what breaks it."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.stats import binom

from modelcollapse.claims.evidence import Evidence, against, share_and_error
from modelcollapse.claims.registry import claim
from modelcollapse.defenses.watermark import gumbel, kgw, synthid
from modelcollapse.defenses.watermark.attacks import paraphrased, steal
from modelcollapse.defenses.watermark.web import pairs, spoken_with, write
from modelcollapse.models import NgramModel
from modelcollapse.samplers import Context, compose, temperature
from modelcollapse.sources import Birds
from modelcollapse.theory import watermark as watermark_law

KEYS = 2**32
MODERATE = np.array([0.4, 0.3, 0.2, 0.1])
SHARP = np.array([0.85, 0.1, 0.04, 0.01])
TAU = 0.6
"""Temperature at which the models of the bird language speak here."""


@cache
def birds() -> Birds:
    """Return the bird language."""
    return Birds()


def codes(size, rng) -> np.ndarray:
    """Return random codes of words."""
    return rng.integers(KEYS, size=size, dtype=np.uint32)


def contexts(n, words, rng) -> Context:
    """Return as many random contexts of one word, and words to choose from."""
    return Context(codes((n, 1), rng), codes(words, rng))


def spoken(mark, p, context) -> np.ndarray:
    """Return the probabilities with which a marked model speaks after each context, where it means ``p``."""
    return np.exp(mark(np.tile(np.log(p), (len(context.before), 1)), context))


def speaker(text, *samplers, order=5) -> NgramModel:
    """Return a model of human text that speaks through samplers."""
    return NgramModel(order, vocabulary=birds().vocabulary_, sampler=compose(*samplers)).fit(text)


def documents(sentences, length=20) -> np.ndarray:
    """Return sentences as documents of so many."""
    return sentences.reshape(-1, length)


def new_key(rng) -> int:
    """Return a random key."""
    return int(rng.integers(KEYS))


@claim(
    "mark.exact-p",
    statement="Over all keys a human text gets p ≤ 0.05 as often as promised, with green words, by Gumbel's race and by tournament.",
    kind="theorem",
    source="derived",
)
def exact_p(rng):
    text, keys = birds().sample(20, rng=rng), rng.integers(KEYS, size=6000)
    found = {mark: mark.detect_with(keys, text) for mark in (kgw(0), gumbel(0), synthid(0))}
    tokens = found[gumbel(0)].tokens[0]
    coins = [(tokens, 0.25), (30 * tokens, 0.5)]
    reached = [binom.sf(binom.isf(0.05, *coin), *coin) for coin in coins]
    shares, errors = np.transpose([share_and_error(each.p <= 0.05) for each in found.values()])
    return Evidence(
        shares,
        [reached[0], 0.05, reached[1]],
        errors,
        setting="share of 6,000 keys for which 20 human sentences have p ≤ 0.05",
        cases=("green words", "Gumbel", "tournament"),
        scale=0.015,
    )


@claim(
    "mark.green-rate",
    statement="A model that gives green words e^δ times their weight says a green word as often as a sum over all sets of green "
    "words predicts, and seldom where it has no choice.",
    kind="theorem",
    source="kirchenbauer2023",
)
def green_rate(rng):
    cases = [(MODERATE, 1.0), (MODERATE, 2.0), (SHARP, 2.0)]
    samples = []
    for p, delta in cases:
        mark, context = kgw(new_key(rng), delta=delta), contexts(40_000, len(p), rng)
        samples.append((spoken(mark, p, context) * mark.scores(mark.draws(context))).sum(axis=1))
    return Evidence.of(
        samples,
        [watermark_law.green_rate(p, 0.25, delta) for p, delta in cases],
        setting="share of green words, γ = 0.25; 40,000 contexts",
        cases=("open choice, δ = 1", "open choice, δ = 2", "85% one word, δ = 2"),
    )


@claim(
    "mark.least-green",
    statement="However the next word is distributed, green words are at least as many as the theorem says.",
    kind="theorem",
    source="kirchenbauer2023",
)
def least_green(rng):
    p = rng.dirichlet(np.full(6, 0.5), size=20)
    rates, errors = [], []
    for each in p:
        mark, context = kgw(new_key(rng)), contexts(4000, 6, rng)
        green = (spoken(mark, np.maximum(each, 1e-12), context) * mark.scores(mark.draws(context))).sum(axis=1)
        rates.append(green.mean())
        errors.append(green.std(ddof=1) / np.sqrt(len(green)))
    bound = watermark_law.least_green(p, 0.25, 2.0)
    closest = np.argmin(np.array(rates) - bound)
    return Evidence(
        rates[closest],
        bound[closest],
        errors[closest],
        "at least",
        setting="share of green words: of 20 random distributions over six words the closest to its bound, γ = 0.25, δ = 2",
        scale=0.05,
    )


@claim(
    "mark.power",
    statement="How many marked texts are found follows from the binomial distribution: with 60% of the words green, 75% of the "
    "texts of 20 words and 99.6% of those of 50, at 1% false alarms.",
    kind="theorem",
    source="derived",
)
def power(rng):
    p, gamma = np.full(6, 1 / 6), 0.25
    rate, texts = watermark_law.green_rate(p, gamma, 2.0), 6000
    hits = []
    for tokens in (20, 50):
        mark, context = kgw(new_key(rng)), contexts(texts * tokens, 6, rng)
        edges = np.cumsum(spoken(mark, p, context), axis=1)
        said = (edges <= rng.random((len(edges), 1)) * edges[:, -1:]).sum(axis=1)
        green = np.take_along_axis(mark.scores(mark.draws(context)), said[:, None], axis=1).reshape(texts, tokens)
        hits.append(mark.p_values(green.sum(axis=1), np.array(tokens)) <= 0.01)
    shares, errors = np.transpose([share_and_error(each) for each in hits])
    return Evidence(
        shares,
        [watermark_law.power(tokens, gamma, rate, 0.01) for tokens in (20, 50)],
        errors,
        setting="share of 6,000 texts with p ≤ 0.01; six words equally likely, γ = 0.25, δ = 2",
        cases=("20 words", "50 words"),
    )


@claim(
    "mark.distortion-free",
    statement="Over all keys a tournament of two says every word as often as the model means it.",
    kind="theorem",
    source="dathathri2024",
)
def distortion_free(rng):
    said = spoken(synthid(new_key(rng)), MODERATE, contexts(30_000, 4, rng))
    return Evidence.of(
        said, MODERATE, axis=0, setting="30 rounds; 30,000 contexts", cases=("word 1", "word 2", "word 3", "word 4")
    )


@claim(
    "mark.gumbel",
    statement="Over all keys the word with the largest r^(1/p) is each word with probability p, and its score −ln(1 − r) is "
    "Σ p(ψ(1 + 1/p) + γ_E) on average.",
    kind="theorem",
    source="aaronson2022",
)
def gumbel_score(rng):
    mark, context = gumbel(new_key(rng)), contexts(30_000, 4, rng)
    said = spoken(mark, MODERATE, context)
    scores = mark.scores(mark.draws(context))[said > 0.5]
    return Evidence.of(
        [*said.T, scores],
        [*MODERATE, watermark_law.gumbel_score(MODERATE)],
        setting="30,000 contexts",
        cases=("word 1", "word 2", "word 3", "word 4", "score"),
    )


@claim(
    "mark.one-key",
    statement="A mark is “distortion-free” over all keys together: without it nearly all sentences of a model are different, and with one "
    "key a model marked after Gumbel says the same sentence each time.",
    kind="own",
    source="derived",
)
def one_key(rng):
    text = birds().sample(1000, rng=rng)
    plain, marked = [], []
    for _ in range(12):
        plain.append(len(set(speaker(text, order=3).sample(200, rng=rng))) / 200)
        marked.append(len(set(speaker(text, gumbel(new_key(rng)), order=3).sample(200, rng=rng))) / 200)
    return Evidence.of(
        np.subtract(plain, marked),
        0.8,
        "above",
        setting="share of 200 sentences that are different, 12 keys",
        compared=(against(plain, marked, "of the sentences", ".3f"),),
    )


@claim(
    "mark.edits",
    statement="If a share ε of the words is replaced at random, a pair of a word and its context survives with probability "
    "(1 − ε)^(h + 1), and the others are green by chance.",
    kind="theorem",
    source="derived",
)
def edits(rng):
    language, rates = pairs(200, exponent=0.5, rng=0), {0: [], 0.2: [], 0.5: []}
    for _ in range(60):
        mark = kgw(new_key(rng))
        text = write(spoken_with(language, 1, mark)[None], 10, 60, rng=rng)[0]
        for share, found in rates.items():
            edited = np.where(rng.random(text.shape) < share, rng.integers(200, size=text.shape), text)
            found.append(mark.detect_numbers(edited, repeats=True).total.sum() / (10 * 59))
    measured = np.array([rates[0.2], rates[0.5]])
    law = np.array([watermark_law.edited_rate(np.array(rates[0]), 0.25, share, 1) for share in (0.2, 0.5)])
    return Evidence(
        measured.mean(axis=1),
        law.mean(axis=1),
        (measured - law).std(axis=1, ddof=1) / np.sqrt(60),
        setting="share of green words, 60 keys, a context of one word",
        cases=("ε = 0.2", "ε = 0.5"),
        replicates=60,
        scale=0.02,
    )


def found_share(mark, text) -> float:
    """Return the share of documents of 20 sentences with p ≤ 0.01."""
    return float((mark.detect(documents(text)).p <= 0.01).mean())


@claim(
    "mark.paraphrase",
    statement="Another model that says the same in its own words takes the mark away: of marked texts of 20 sentences most are found, "
    "of their paraphrases few.",
    kind="direction",
    source="zhang2024",
    verdict="only the direction is reproduced",
)
def paraphrase(rng):
    before, after = [], []
    pool = speaker(birds().sample(1000, rng=rng), temperature(TAU)).sample(8000, rng=rng)
    text = birds().sample(1000, rng=rng)
    for _ in range(20):
        mark = kgw(new_key(rng))
        marked = speaker(text, temperature(TAU), mark).sample(400, rng=rng)
        before.append(found_share(mark, marked))
        after.append(found_share(mark, paraphrased(marked, pool, lambda said: birds().read(said).species, rng=rng)))
    return Evidence.of(
        np.subtract(before, after),
        0.3,
        "above",
        setting="share found at 1% false alarms; 20 keys, δ = 2",
        compared=(against(before, after, form=".2f"),),
    )


@claim(
    "mark.stolen",
    statement="Somebody who has read 500 sentences with a strong mark, and as many without one, forges it without the key: nearly every "
    "forged text passes for a marked one. With a mark half as strong far fewer pass.",
    kind="direction",
    source="jovanovic2024",
    verdict="only the direction is reproduced",
)
def stolen(rng):
    text = birds().sample(1000, rng=rng)
    human, plain = birds().sample(400, rng=rng), speaker(text, temperature(TAU)).sample(500, rng=rng)
    strong, weak, none = [], [], []
    for _ in range(24):
        key = new_key(rng)
        for delta, passed in ((4.0, strong), (2.0, weak)):
            mark = kgw(key, delta=delta)
            forged = steal(speaker(text, temperature(TAU), mark).sample(500, rng=rng), plain, delta=delta)
            passed.append(found_share(mark, speaker(text, temperature(TAU), forged).sample(400, rng=rng)))
        none.append(found_share(mark, human))
    return Evidence.of(
        [np.subtract(strong, none), np.subtract(strong, weak)],
        [0.5, 0.1],
        "above",
        setting="share of texts of 20 sentences with p ≤ 0.01; 24 keys",
        cases=("forged, less by people", "strength 4, less strength 2"),
        compared=(against(strong, none, form=".2f"), against(strong, weak, form=".2f")),
    )


def student_of(text, rng) -> np.ndarray:
    """Return what a model says that was trained on ``text``."""
    return speaker(text, order=3).sample(1000, rng=rng)


@claim(
    "mark.radioactive",
    statement="A model that was trained on marked text says so: if half of its training text is marked, the p-value of its own text lies "
    "many powers of ten below one in a thousand, though it knows nothing of the mark.",
    kind="direction",
    source="sander2024",
    verdict="only the direction is reproduced",
)
def radioactive(rng):
    human, powers = birds().sample(1000, rng=rng), []
    for _ in range(16):
        mark = kgw(new_key(rng))
        marked = speaker(human, mark, order=3).sample(500, rng=rng)
        said = student_of(np.concatenate([marked, birds().sample(500, rng=rng)]), rng)
        powers.append(-np.log10(float(mark.detect(said).p)))
    return Evidence.of(
        powers,
        3,
        "above",
        setting="−log₁₀ p of 1,000 sentences of a student; 16 keys",
        compared=(f"p is 10 to the power of −{np.mean(powers):.1f}, on average of the power",),
    )


@claim(
    "mark.false-alarm",
    statement="Counted each time they occur, the words of a model that has never seen the mark seem to carry it for more than one key in "
    "ten; counted once, for about one in a hundred, as promised.",
    kind="own",
    source="derived",
)
def false_alarm(rng):
    said, keys = student_of(birds().sample(1000, rng=rng), rng), rng.integers(KEYS, size=6000)
    every = np.array([kgw(key).detect(said, repeats=True).p <= 0.01 for key in keys[:240].tolist()])
    once = kgw(0).detect_with(keys, said).p <= 0.01
    (many, many_error), (few, few_error) = share_and_error(every), share_and_error(once)
    return Evidence(
        [many, 1 - few],
        [0.1, 0.98],
        [many_error, few_error],
        "above",
        setting="share of keys, an alarm at p ≤ 0.01, 1,000 clean sentences",
        cases=("an alarm, counted each time", "no alarm, counted once"),
        compared=(f"an alarm with {many:.0%} of the keys", f"with {few:.1%}"),
    )


@claim(
    "mark.unlucky-key",
    statement="The promise holds on average over keys, not for each. Asked to flag 1% of human texts in a small language, more than one key "
    "in twenty flags over 3% of them, and more than half of the keys flag none.",
    kind="own",
    source="derived",
)
def unlucky_key(rng):
    keys = rng.integers(KEYS, size=2500)
    rates = (kgw(0).detect_with(keys, birds().sample((60, 20), rng=rng)).p <= 0.01).mean(axis=1)
    (often, often_error), (never, never_error) = share_and_error(rates > 0.03), share_and_error(rates == 0)
    return Evidence(
        [often, never],
        [0.05, 0.5],
        [often_error, never_error],
        "above",
        setting="share of 2,500 keys; 60 human texts of 20 sentences",
        cases=("alarms in more than 3% of texts", "never alarms"),
    )


@claim(
    "mark.rounds",
    statement="Too many rounds of the tournament hide the mark from its own mean score: 200 rounds show less of it than 20.",
    kind="direction",
    source="omidi2026",
    verdict="only the direction is reproduced",
)
def rounds(rng):
    strength = {layers: [] for layers in (20, 200)}
    for layers, found in strength.items():
        for _ in range(10):
            mark, context = synthid(new_key(rng), layers=layers), contexts(1000, 4, rng)
            ones = spoken(mark, MODERATE, context) * mark.scores(mark.draws(context))
            found.append((ones.sum(axis=1).mean() / layers - 0.5) * 2 * np.sqrt(200 * layers))
    few, many = strength.values()
    return Evidence.of(
        np.subtract(few, many),
        2,
        "above",
        setting="standard deviations above chance of 200 words; 10 keys",
        compared=(against(few, many, form=".1f"),),
    )
