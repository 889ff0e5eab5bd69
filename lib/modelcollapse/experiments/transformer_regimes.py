"""A small GPT goes round the loop under different data policies: ``make experiments``.

About an hour on one idle core.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

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
    known = REGIMES | SHARES
    return {
        "regime": valid.choice("regime", regime, known),
        "seed": valid.integer("seed", seed),
        **known[regime],
        "generations": GENERATIONS if regime in REGIMES else 2,
        "species": SPECIES,
        "sentences": SENTENCES,
        "network": NETWORK,
    }


def chain(settings: Mapping) -> History:
    """Run the loop that ``settings`` describe, see `case`."""
    from modelcollapse.models.transformer import TransformerModel

    birds, test = world(settings["species"])
    policy = getattr(policies, settings["policy"])(*([settings["share"]] if "share" in settings else []))
    sampler = temperature(settings["temperature"]) if "temperature" in settings else None
    return run(
        TransformerModel(birds.vocabulary_, sampler=sampler, device="cpu", **settings["network"]),
        birds,
        policy,
        generations=settings["generations"],
        n_samples=settings["sentences"],
        measures=measures(birds, test),
        rng=settings["seed"],
        progress=False,
    )


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
    "transformer_regimes", [case(regime, seed) for seed in SEEDS for regime in (*REGIMES, *SHARES)], rows
)


def results() -> pd.DataFrame:
    """Return the committed results: one row a regime, seed and generation; generation 0 is human text."""
    return EXPERIMENT.results()
