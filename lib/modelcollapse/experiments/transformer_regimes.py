"""A small GPT goes round the loop under different data policies: ``make experiments``.

About two hours on one idle core.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np
import pandas as pd

from modelcollapse import _validation as valid
from modelcollapse import policies, run
from modelcollapse.experiments.store import Experiment
from modelcollapse.history import History
from modelcollapse.measures import diversity, language
from modelcollapse.samplers import temperature
from modelcollapse.sources import Birds

SPECIES, SENTENCES, GENERATIONS, SEEDS = 200, 1500, 6, range(10)
NETWORK = {"width": 96, "layers": 1, "context": 24, "steps": 400, "batch_size": 32, "learning_rate": 8e-3}
REGIMES = {
    "replace": {"policy": "replace"},
    "keep 10%": {"policy": "keep", "share": 0.1},
    "revisit 10%": {"policy": "revisit", "share": 0.1},
    "fresh 10%": {"policy": "fresh", "share": 0.1},
    "accumulate": {"policy": "accumulate"},
    "accumulate, subsample": {"policy": "accumulate_subsample"},
    "replace, τ = 0.3": {"policy": "replace", "temperature": 0.3},
    "accumulate, τ = 0.3": {"policy": "accumulate", "temperature": 0.3},
}
"""Name → data policy and, unless it is 1, the temperature of the text."""
SHARES = {f"{100 - real}% synthetic": {"policy": "keep", "share": real / 100} for real in (25, 50, 75)}
"""Name → policy: one step from a model of human text to one trained on this mixture."""
EPOCHS = NETWORK["steps"] * NETWORK["batch_size"] / SENTENCES
"""Passes over the data for which a first fit takes as many steps as everywhere else."""
MORE_HUMAN = {"sentences": 12_000, "steps": 2400}
"""What a pretrained model and a teacher have read, besides the human text of the run."""
FINE_TUNING = {"steps": 400, "learning_rate": 2e-3}
PRETRAINED = {
    f"pretrained, {name}": {**policy, "pretrained": MORE_HUMAN, "network": NETWORK | FINE_TUNING}
    for name, policy in {"replace": REGIMES["replace"], "revisit 10%": REGIMES["revisit 10%"]}.items()
}
"""Name → settings: each generation fine-tunes the same model, which was trained on more human text."""
GROWING = {"accumulate, steps grow": {"policy": "accumulate", "network": NETWORK | {"epochs": EPOCHS}}}
"""Name → settings: all text is kept, and more text means more steps."""
HUMAN = {
    f"human text, {times} × the steps": {"policy": "replace", "network": NETWORK | {"steps": times * NETWORK["steps"]}}
    for times in (2, 4, 6)
} | {
    "6 × the human text and steps": {
        "policy": "replace",
        "sentences": 6 * SENTENCES,
        "network": NETWORK | {"steps": 6 * NETWORK["steps"]},
    },
    "6 × the human text": {"policy": "replace", "sentences": 6 * SENTENCES},
}
"""Name → settings: one fit to human text alone, with the steps or the text that keeping everything takes by then.

The last two also write six times as much, so their shares can be compared with those of others, their counts cannot."""
TEACHER = MORE_HUMAN | {"width": 192, "layers": 2, "learning_rate": 4e-3}
TAUGHT = {
    "teacher's text": {"policy": "taught", "added": False, "amount": SENTENCES},
    "human and teacher's text": {"policy": "taught", "added": True, "amount": 5 * SENTENCES},
}
TAUGHT = {
    name: {**policy, "teacher": TEACHER, "network": NETWORK | {"epochs": EPOCHS}} for name, policy in TAUGHT.items()
}
"""Name → settings: the second model learns from a better model of the same language, with or without human text."""
READABLE = 6
"""Sentences of each generation that are kept to read."""


@cache
def world(species: int = SPECIES) -> tuple[Birds, np.ndarray]:
    """Return the language and 1,000 held-out human sentences."""
    birds = Birds(species)
    return birds, birds.sample(1000, rng=2**31)


def measures(birds: Birds, test: np.ndarray) -> dict:
    """Return what is measured each generation: prediction, the four kinds of collapse, diversity of the text."""
    return {
        "perplexity": language.held_out_perplexity(test),
        "perplexity_by_band": language.held_out_perplexity(test, birds.band_[birds.read(test).species]),
        **birds.measures(),
        "distinct_2": lambda g: language.distinct_n(g.synthetic, 2),
        "self_bleu": lambda g: language.self_bleu(g.synthetic),
        "compression": lambda g: language.compression_ratio(g.synthetic),
        "duplication": lambda g: language.duplication(g.synthetic),
        "vendi": lambda g: diversity.vendi_of_texts(g.synthetic),
        "text": lambda g: g.synthetic[:, :READABLE].astype(str).astype(object),
    }


def case(regime: str, seed: int) -> dict:
    """Return the settings of a run. With one seed all regimes see the same human text and begin with the same fit."""
    loops, single = REGIMES | GROWING | PRETRAINED, SHARES | TAUGHT
    known = loops | single | HUMAN
    generations = GENERATIONS if valid.choice("regime", regime, known) in loops else 2 if regime in single else 1
    return {
        "regime": regime,
        "seed": valid.integer("seed", seed),
        "generations": generations,
        "species": SPECIES,
        "sentences": SENTENCES,
        "network": NETWORK,
    } | known[regime]


def chain(settings: Mapping) -> History:
    """Run the loop that ``settings`` describe, see `case`."""
    birds, test = world(settings["species"])
    given = {"sampler": temperature(settings["temperature"])} if "temperature" in settings else {}
    if "pretrained" in settings:
        given["start"] = _reader(settings["seed"], json.dumps(settings["pretrained"]))
    return run(
        _model(birds, **settings["network"], **given),
        birds,
        _policy(settings),
        generations=settings["generations"],
        n_samples=settings["sentences"],
        measures=measures(birds, test),
        rng=settings["seed"],
        progress=False,
    )


def _model(birds, **settings):
    from modelcollapse.models.transformer import TransformerModel

    return TransformerModel(birds.vocabulary_, device="cpu", **settings)


@lru_cache(maxsize=1)  # runs with one such model stand side by side among the cases
def _reader(seed, settings):
    """A model of more human text: text of its own, so that no sentence of it is the run's by more than chance."""
    (birds, _), rng = world(), np.random.default_rng([seed, 1])
    network = NETWORK | json.loads(settings)
    sentences = birds.sample(network.pop("sentences"), rng=rng)
    return _model(birds, **network).fit(sentences, rng=rng)


def _policy(settings):
    if settings["policy"] != "taught":
        return getattr(policies, settings["policy"])(*([settings["share"]] if "share" in settings else []))
    teacher = _reader(settings["seed"], json.dumps(settings["teacher"]))

    def taught(turn):
        text = teacher.sample(settings["amount"], rng=turn.rng)[None]
        return policies.Corpus(
            turn.corpus.pool, np.concatenate([turn.corpus.pool, text], 1) if settings["added"] else text
        )

    return taught


def rows(settings: Mapping) -> list[dict]:
    """Run a loop and return one mapping of numbers and texts a generation, as the file holds them."""
    history = chain(settings)
    return [
        {"generation": t} | {name: _plain(name, values[t, 0]) for name, values in history.measures.items()}
        for t in range(history.generations + 1)
    ]


def _plain(name, value):
    return value.tolist() if name == "text" else np.round(value, 4).tolist()


EXPERIMENT = Experiment(
    "transformer_regimes",
    [case(regime, seed) for seed in SEEDS for regime in (*REGIMES, *SHARES, *GROWING, *PRETRAINED, *HUMAN, *TAUGHT)],
    rows,
)


@cache
def results() -> pd.DataFrame:
    """Return the committed results: one row a regime, seed and generation; generation 0 is human text.

    The file is read once, and everyone gets the same table.
    """
    return EXPERIMENT.results()
