"""The committed result files: complete, and what the code that makes them still gives."""

import numpy as np
import pytest

pytest.importorskip("torch")

from modelcollapse.experiments import transformer_regimes as experiment

RESULTS = experiment.results()


def test_every_regime_has_every_seed_and_generation():
    expected = {
        (regime, seed, t)
        for regimes, last in ((experiment.REGIMES, experiment.GENERATIONS), (experiment.SHARES, 2))
        for regime in regimes
        for seed in experiment.SEEDS
        for t in range(last + 1)
    }
    found = list(zip(RESULTS["regime"], RESULTS["seed"], RESULTS["generation"], strict=True))
    assert set(found) == expected
    assert len(found) == len(expected)


def test_all_regimes_of_a_seed_share_their_first_fit():
    first = RESULTS[RESULTS["generation"] == 1]
    assert (first.groupby("seed")["perplexity"].nunique() == 1).all()


@pytest.mark.slow
def test_a_slice_run_again_gives_what_the_file_says():
    """Generation 0 is exact. Generation 1 is one training: other machines round differently, and rounding grows."""
    history = experiment.chain("replace", 0, generations=1)
    again = experiment.records("replace", 0, history)
    rows = RESULTS[RESULTS["regime"] == "replace"].set_index(["seed", "generation"])
    for name in ("perplexity", "grammatical", "distribution", "distinct_2"):
        assert again[0][name] == pytest.approx(rows.loc[(0, 0), name], abs=1e-3)
        between_seeds = rows.xs(1, level="generation")[name]
        # Two runs of one seed differ by no more than two seeds do: here by six standard deviations at most.
        assert abs(again[1][name] - rows.loc[(0, 1), name]) < 6 * np.std(between_seeds, ddof=1)
    assert again[0]["text"] == rows.loc[(0, 0), "text"]


def test_unknown_regimes_are_refused():
    with pytest.raises(ValueError, match="regime"):
        experiment.chain("hope", 0)


def test_what_is_in_the_file_is_not_run_again(tmp_path, monkeypatch):
    monkeypatch.setattr(experiment, "SEEDS", (0,))
    monkeypatch.setattr(experiment, "REGIMES", {"replace": experiment.REGIMES["replace"]})
    monkeypatch.setattr(experiment, "SHARES", {})
    monkeypatch.setattr(experiment, "GENERATIONS", 1)
    monkeypatch.setattr(experiment, "NETWORK", {"width": 8, "layers": 1, "heads": 2, "context": 20, "steps": 1})
    monkeypatch.setattr(experiment, "SENTENCES", 20)
    path = tmp_path / "result.json"
    experiment.main(path)
    written = path.read_text(encoding="utf-8")
    monkeypatch.setattr(experiment, "chain", lambda *_: pytest.fail("ran again"))
    experiment.main(path)
    assert path.read_text(encoding="utf-8") == written
