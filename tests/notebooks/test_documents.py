"""The code in the plain pages runs too, and says what is true."""

import re
from pathlib import Path

import numpy as np
import pytest
from modelcollapse import History, run
from modelcollapse.sources import Gaussian

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "chapters/back/bring_your_own.md", "chapters/back/library.md"]


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path, monkeypatch):
    """What a page writes stays out of the repository."""
    monkeypatch.chdir(tmp_path)


def executed(page):
    """Run a page's Python blocks from top to bottom in one namespace, and return it."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks, f"{page} shows no code"
    namespace = {}
    for block in blocks:
        exec(compile(block, page, "exec"), namespace)
    return namespace


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_runs(page):
    assert isinstance(executed(page)["history"], History)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_what_a_reader_brings_goes_round_the_loop():
    own = executed("chapters/back/bring_your_own.md")
    heights = own["Heights"](np.linspace(150, 190, 40))
    settings = {"generations": 10, "n_samples": 20, "replicates": 3, "rng": 0}
    ranges = run(own["Uniform"](), heights, **settings)["variance"]
    assert (ranges[-1] < ranges[0]).all(), "a uniform density cannot reach beyond its sample, so it must shrink"
    sizes = {"size": lambda generation: np.full(3, generation.training.shape[1])}
    window = run(own["Uniform"](), heights, own["sliding_window"](3), measures=sizes, **settings)["size"]
    assert window[:, 0].tolist() == [20, 20, 40, 60, 60, 60, 60, 60, 60, 60, 60]
    measures = {name: own["measures"][name] for name in ("largest",)}
    largest = run(own["Uniform"](), Gaussian(), measures=measures, **settings)["largest"]
    assert largest.shape == (11, 3)


def test_every_command_of_the_readme_exists():
    commands = re.findall(r"make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(commands) - {"creates"} <= set(targets)
