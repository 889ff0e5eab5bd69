"""What marks and a filter do to a loop on a web of marked texts, and what passes the filter."""

from __future__ import annotations

from functools import cache

import numpy as np

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.registry import claim
from modelcollapse.claims.watermarking.marks import new_key
from modelcollapse.defenses.watermark import kgw
from modelcollapse.defenses.watermark.web import Web, loop, pairs, spoken_with, write
from modelcollapse.theory import watermark as watermark_law


@cache
def web_language() -> np.ndarray:
    """Return the language of 48 words in which the loops run."""
    return pairs(rng=0)


def last_loss(rng, web=None, *, marked=True, crawls=1, **settings) -> np.ndarray:
    """Return by how many nats a word models of generation 10 are worse than the language, one for each of many webs."""
    mark = kgw(new_key(rng)) if marked else None
    webs = 16 if crawls == 1 else 8
    return loop(web_language(), web, mark=mark, crawls=crawls, replicates=webs, rng=rng, **settings).loss[-1]


def times_worse(worse, better, *, by: float) -> Evidence:
    """Return the evidence that one loss is more than ``by`` times the other."""
    return Evidence.of(
        np.log(worse / better),
        np.log(by),
        "above",
        setting=f"ln of the ratio of extra losses, generation 10, ten crawls; {len(worse)} webs",
        compared=(against(worse, better, "nats a word", ".2f"),),
    )


def worse_by(cases, margins, relation="above", *, read="") -> Evidence:
    """Return the evidence of differences of losses; ``cases`` maps what is compared to the two, the worse one first."""
    losses = list(cases.values())
    return Evidence.of(
        [worse - better for worse, better in losses],
        margins,
        relation,
        setting=f"extra loss in generation 10{read}; {len(losses[0][0])} webs",
        cases=tuple(cases),
        compared=tuple(against(*pair, "nats a word", ".2f") for pair in losses),
    )


@claim(
    "mark.unfiltered",
    statement="A mark that nobody filters makes the loop worse: after ten generations with nine of ten documents by the last model "
    "it is more than five times as far from the human language as without a mark.",
    kind="own",
    source="derived",
)
def unfiltered(rng):
    plain, marked = last_loss(rng, marked=False, crawls=10), last_loss(rng, crawls=10)
    return times_worse(marked, plain, by=5)


@claim(
    "mark.rotated",
    statement="A new key in each generation makes an unfiltered mark less harmful than one key for all, and still worse than none.",
    kind="own",
    source="derived",
)
def rotated(rng):
    plain, one_for_all, new = last_loss(rng, marked=False), last_loss(rng), last_loss(rng, Web(rotated=True))
    cases = {"new keys against no mark": (new, plain), "one key against new keys": (one_for_all, new)}
    return worse_by(cases, [0.3, 0.15])


@claim(
    "mark.filtered",
    statement="On a web whose models mark, leaving out beats keeping: with 600 documents read either way, the extra loss is more than "
    "four times less.",
    kind="own",
    source="derived",
)
def filtered(rng):
    kept, left = last_loss(rng, crawls=10), last_loss(rng, filtered=True, crawls=10)
    return times_worse(kept, left, by=4)


@claim(
    "mark.share-and-harm",
    statement="If half of the models do not mark, four of five documents that pass are by models. That lowers the loss if these models say "
    "words as often as they learned them, and raises it if they prefer their favorites.",
    kind="own",
    source="derived",
)
def share_and_harm(rng):
    ways = {
        "crawls": 10,
        "filtered": True,
        "replicates": 20,
        "rng": rng,
    }  # more webs than `last_loss` has: a small effect
    fair, biased = (
        [loop(web_language(), Web(tau=tau, coverage=c), mark=kgw(new_key(rng)), **ways).loss[-1] for c in (1.0, 0.5)]
        for tau in (1.0, 0.9)
    )
    cases = {
        "as learned: all mark, less half": fair,
        "with favorites: half mark, less all": biased[::-1],
    }
    return worse_by(cases, [0.05, 0.01], read=", ten crawls")


@claim(
    "mark.same-reading",
    statement="Marks and a filter are better for a loop than no marks at all.",
    kind="qualified",
    source="derived",
    verdict="holds if models prefer favorites or texts are edited",
    but="With 600 documents read on either web, they are better if models speak at temperature 0.9, or if people replace half of the words. "
    "If models say each word as often as they learned it, and nobody edits, they are worse: unmarked text hands on what earlier "
    "models have read.",
)
def same_reading(rng):
    def loss(web, *, filtered):
        mark = kgw(new_key(rng)) if filtered else None
        return loop(web_language(), web, mark=mark, filtered=filtered, crawls=10, replicates=12, rng=rng).loss[-1]

    kinds = {"favorites": Web(tau=0.9), "edited": Web(edited=0.5), "learned": Web()}
    everything, left = ({name: loss(web, filtered=way) for name, web in kinds.items()} for way in (False, True))
    cases = {
        "with favorites: no marks, less left out": (everything["favorites"], left["favorites"]),
        "half edited: no marks, less left out": (everything["edited"], left["edited"]),
        "as learned: left out, less no marks": (left["learned"], everything["learned"]),
    }
    return worse_by(cases, [0.12, 0.05, 0.05], read=", ten crawls, 60 human documents each")


@claim(
    "mark.same-crawl",
    statement="Leaving out what is marked, without reading more, buys next to nothing: six human documents remain, and with them "
    "alone the model is as far off as with all sixty.",
    kind="own",
    source="derived",
)
def same_crawl(rng):
    plain, left = last_loss(rng, marked=False), last_loss(rng, filtered=True)
    return worse_by({"all read, less what is not marked": (plain, left)}, 0.12, "below")


@claim(
    "mark.residual",
    statement="Of what passes the filter, so much is by models as follows from their share s, the share c of it that is marked, the share "
    "τ of that which is found, and the share f of all else that is flagged.",
    kind="theorem",
    source="derived",
)
def residual(rng):
    language, coverage, found = web_language(), (0.5, 0.8), []
    for _ in range(12):
        mark = kgw(new_key(rng), delta=0.8)
        passed = [
            [mark.detect_numbers(write(speaks[None], 400, 120, rng=rng)[0]).p > 0.05 for _ in range(2)]
            for speaks in (spoken_with(language, 1, mark), language, language)
        ]
        (marked, _), (other, _), (human, _) = passed
        caught, flagged = 1 - passed[0][1].mean(), 1 - (passed[1][1].mean() + passed[2][1].mean()) / 2
        for c in coverage:
            by_models = 0.9 * (c * marked.mean() + (1 - c) * other.mean())
            measured = by_models / (by_models + 0.1 * human.mean())
            found.append((measured, watermark_law.residual(0.9, c, caught, flagged)))
    measured, law = np.reshape(found, (12, 2, 2)).T
    return Evidence(
        measured.mean(axis=1),
        law.mean(axis=1),
        (measured - law).std(axis=1, ddof=1) / np.sqrt(12),
        setting="share by models of what passes, s = 0.9, τ and f from other documents; 12 keys, 400 documents each",
        cases=("half of it marked", "four fifths"),
        replicates=12,
        scale=0.03,
    )


@claim(
    "mark.half",
    statement="If half of the models' documents carry no mark, four of five documents that pass are by models, and with the same "
    "crawl the loop ends where it ends without a filter.",
    kind="own",
    source="derived",
)
def half(rng):
    plain = last_loss(rng, marked=False)
    left = last_loss(rng, Web(coverage=0.5), filtered=True)
    return worse_by({"all read, less what passes": (plain, left)}, 0.12, "below")
