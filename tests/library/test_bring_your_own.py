"""The page for people with a model, data or policy of their own runs from top to bottom, as one script."""

import ast
import contextlib
import io
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
    names, said = {"__name__": "__main__"}, io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("page"))
        with contextlib.redirect_stdout(said):
            exec(compile(script, "bring_your_own", "exec"), names)
        settings = dict(names["history"].settings)
        again = {"rng": settings.pop("seed"), "measures": names["measures"], "checkpoint": "heights.npz"}
        names["said"] = said.getvalue()
        names["resumed"] = run(**settings, **again)
    return names


def test_it_prints_what_stands_below_its_blocks(page):
    shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert len(shown) == len(re.findall(r"^ *print\(", PAGE, re.MULTILINE))
    assert page["said"] == "".join(shown)


def test_what_it_says_of_them_in_words(page):
    taught = {diet: accuracy[1:] for diet, accuracy in page["taught"].items()}
    accuracy = taught["replace"]
    assert accuracy[[0, 9]].round(2).tolist() == [0.85, 0.62]
    assert (accuracy[1:] < accuracy[0]).all()
    assert (taught["10% fresh"][2:] > accuracy[2:]).all()
    assert abs(taught["accumulate"][0] - taught["accumulate"][9]) < 0.005
    words = page["spoken"].mean("different words")
    assert 0.28 < 1 - words[-1] / words[0] < 0.32
    window, loop = page["history"]["variance"], {"generations": 20, "n_samples": 50, "replicates": 100, "rng": 0}
    last = run(GaussianModel(), page["people"], **loop)["variance"]
    kept = [np.median(each[20]) / np.median(each[1]) for each in (window, last)]
    assert 5.5 / 7 < kept[0] < 6.5 / 7
    assert kept[1] < 0.75


def test_its_picture_shows_what_the_script_prints(page):
    drawn = ast.literal_eval(re.search(r"^accuracy = (\{.*?^\})", PAGE, re.DOTALL | re.MULTILINE)[1])
    assert drawn == {diet: accuracy[1:].round(2).tolist() for diet, accuracy in page["taught"].items()}


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
