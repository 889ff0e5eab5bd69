"""The committed results of the small GPT: what the code that makes them still gives."""

import numpy as np
import pytest
from modelcollapse.experiments import transformer_regimes as experiment

RESULTS = experiment.results()


def test_every_regime_has_every_seed_and_generation():
    expected = [
        (regime, seed, t)
        for seed in experiment.SEEDS
        for regimes, last in (
            (experiment.REGIMES, experiment.GENERATIONS),
            (experiment.SHARES, 2),
            (experiment.GROWING, experiment.GENERATIONS),
            (experiment.PRETRAINED, experiment.GENERATIONS),
            (experiment.HUMAN, 1),
            (experiment.TAUGHT, 2),
        )
        for regime in regimes
        for t in range(last + 1)
    ]
    assert list(zip(RESULTS["regime"], RESULTS["seed"], RESULTS["generation"], strict=True)) == expected


def test_regimes_that_begin_alike_share_the_first_fit_of_a_seed():
    """Not all were run on one machine, and two round differently: their first fits agree to four digits, seeds to one."""
    alike = {**experiment.REGIMES, **experiment.SHARES, **experiment.GROWING, **experiment.TAUGHT}
    first = RESULTS[(RESULTS["generation"] == 1) & RESULTS["regime"].isin(alike)].groupby("seed")["perplexity"]
    assert (first.max() / first.min() < 1.0005).all()
    assert first.mean().max() / first.mean().min() > 1.02


@pytest.mark.slow
def test_a_slice_run_again_gives_what_the_file_says():
    """Generation 0 is exact. Generation 1 is one training: other machines round differently, and rounding grows."""
    pytest.importorskip("torch")
    again = experiment.rows(experiment.case("replace", 0) | {"generations": 1})
    rows = RESULTS[RESULTS["regime"] == "replace"].set_index(["seed", "generation"])
    for name in ("perplexity", "grammatical", "distribution", "distinct_2"):
        assert again[0][name] == pytest.approx(rows.loc[(0, 0), name], abs=1e-3)
        between_seeds = rows.xs(1, level="generation")[name]
        # Two runs of one seed differ by no more than two seeds do: here by six standard deviations at most.
        assert abs(again[1][name] - rows.loc[(0, 1), name]) < 6 * np.std(between_seeds, ddof=1)
    assert again[0]["text"] == rows.loc[(0, 0), "text"]


def test_unknown_regimes_are_refused():
    with pytest.raises(ValueError, match="regime must be one of .*; got 'hope'"):
        experiment.case("hope", 0)
