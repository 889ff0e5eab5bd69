"""The page for people with a model, data or policy of their own runs from top to bottom, as one script."""

import re

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.models import GaussianModel

from tests.conftest import ROOT

PAGE = (ROOT / "chapters/back/bring_your_own.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """What the page's code leaves behind when a newcomer pastes it into a file."""
    script = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    names = {"__name__": "__main__"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("page"))
        exec(compile(script, "bring_your_own", "exec"), names)
        settings = dict(names["history"].settings)
        again = {"rng": settings.pop("seed"), "measures": names["measures"], "checkpoint": "heights.npz"}
        names["resumed"] = run(**settings, **again)
    return names


def test_its_last_run_measures_what_it_says(page):
    history = page["history"]
    assert np.isnan(history["variance"][0]).all()
    assert np.isfinite(history["variance"][1:]).all()
    assert history["size"][[1, 2, 3, -1], 0].tolist() == [50, 100, 150, 150]
    assert history["largest"][0].max() == 185.3


def test_its_run_goes_on_from_its_checkpoint(page):
    np.testing.assert_array_equal(page["resumed"]["variance"], page["history"]["variance"])


def test_its_other_policy_and_model_run(page):
    loop = {"generations": 12, "n_samples": 60, "replicates": 3, "rng": 0}
    sizes = {"size": page["measures"]["size"]}
    halves = run(GaussianModel(), page["people"], page["recent_half"], measures=sizes, **loop)["size"][:, 0]
    assert halves[[1, 2, 3, -1]].tolist() == [60, 60, 90, 250]
    assert (run(page["Uniform"](), page["people"], **loop)["variance"][-1] > 0).all()
