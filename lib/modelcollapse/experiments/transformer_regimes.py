"""A small GPT goes round the loop under different data policies: ``python -m modelcollapse.experiments.transformer_regimes``.

About fifty minutes on one idle core. The file is rewritten after every chain, and chains that are in it are not run again.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd

from modelcollapse import _validation as valid
from modelcollapse import run
from modelcollapse.history import History
from modelcollapse.measures import diversity, language
from modelcollapse.models.transformer import TransformerModel
from modelcollapse.policies import accumulate, accumulate_subsample, fresh, keep, replace
from modelcollapse.samplers import temperature
from modelcollapse.sources import Birds

SPECIES, SENTENCES, GENERATIONS, SEEDS = 200, 1500, 6, range(10)
TEMPERATURE = 0.3
NETWORK = {"width": 96, "layers": 1, "context": 24, "steps": 400, "batch_size": 32, "learning_rate": 8e-3}
REGIMES = {
    "replace": (replace(), None),
    "keep 10%": (keep(0.1), None),
    "fresh 10%": (fresh(0.1), None),
    "accumulate": (accumulate(), None),
    "accumulate, subsample": (accumulate_subsample(), None),
    "replace, τ = 0.3": (replace(), TEMPERATURE),
    "accumulate, τ = 0.3": (accumulate(), TEMPERATURE),
}
"""Name → (data policy, temperature)."""
SHARES = {"75% synthetic": keep(0.25), "50% synthetic": keep(0.5), "25% synthetic": keep(0.75)}
"""Name → policy: one step from a model of human text to one trained on this mixture."""
READABLE = 6
"""Sentences of each generation that are kept to read."""


@cache
def world() -> tuple[Birds, np.ndarray]:
    """Return the language and 1,000 held-out human sentences."""
    birds = Birds(SPECIES)
    return birds, birds.sample(1000, rng=2**31)


def measures() -> dict:
    """Return what is measured each generation: prediction, the four kinds of collapse, diversity of the text."""
    birds, test = world()
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


_fitted: dict = {}


class FirstFitShared(TransformerModel):
    """A transformer that is not trained again on the same data with the same random numbers.

    All regimes begin with the same human text, so one training in seven would repeat another.
    """

    def fit(self, X, *, rng=None):
        """Train on ``X``, or take over what an equal training found."""
        key = hashlib.sha256("\n".join(X).encode() + repr(rng.bit_generator.state).encode()).digest()
        if key not in _fitted:
            super().fit(X, rng=rng)
            _fitted[key] = self.network_, self.losses_
        self.network_, self.losses_ = _fitted[key]
        return self


def chain(regime: str, seed: int, generations: int | None = None) -> History:
    """Run one regime once. With one seed all regimes see the same human text and begin with the same first fit."""
    birds, _ = world()
    known = {**REGIMES, **{name: (policy, None) for name, policy in SHARES.items()}}
    policy, tau = known[valid.choice("regime", regime, known)]
    if generations is None:
        generations = GENERATIONS if regime in REGIMES else 2
    sampler = None if tau is None else temperature(tau)
    model = FirstFitShared(birds.vocabulary_, sampler=sampler, device="cpu", **NETWORK)
    settings = {"n_samples": SENTENCES, "generations": generations, "measures": measures()}
    return run(model, birds, policy, rng=seed, progress=False, **settings)


def records(regime: str, seed: int, history: History) -> list[dict]:
    """Return one dict of numbers and texts a generation, as the file holds them."""
    rows = []
    for t in range(history.generations + 1):
        row = {"regime": regime, "seed": seed, "generation": t}
        for name, values in history.measures.items():
            value = values[t, 0]
            row[name] = value.tolist() if name == "text" else np.round(value, 4).tolist()
        rows.append(row)
    return rows


def results() -> pd.DataFrame:
    """Return the committed results: one row a regime, seed and generation; generation 0 is human text."""
    text = resources.files("modelcollapse.data").joinpath("transformer_regimes.json").read_text(encoding="utf-8")
    return pd.DataFrame(json.loads(text)["rows"])


def main(path: Path) -> None:
    """Run what the file at ``path`` lacks."""
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    done = {(row["regime"], row["seed"]) for row in rows}
    settings = {"sentences": SENTENCES, "species": SPECIES, "network": NETWORK}
    for seed in SEEDS:
        for regime in (*REGIMES, *SHARES):
            if (regime, seed) in done:
                continue
            rows += records(regime, seed, chain(regime, seed))
            partial = path.with_name(path.name + ".partial")
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            partial.write_text(f'{{"settings": {json.dumps(settings)},\n"rows": [\n{lines}\n]}}\n', encoding="utf-8")
            os.replace(partial, path)
            print(f"{regime}, seed {seed}: done", flush=True)


if __name__ == "__main__":
    main(Path(str(resources.files("modelcollapse.data"))) / "transformer_regimes.json")
