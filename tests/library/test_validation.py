"""The words with which bad input is refused: the nearest good input, and never a long list."""

import pytest
from modelcollapse import _validation as valid
from modelcollapse.models import Biased, GaussianModel

COLORS = ["red", "green", "blue"]


def test_a_refused_choice_names_the_few_that_are_allowed_and_the_nearest():
    with pytest.raises(ValueError, match=r"^color must be one of 'red', 'green', 'blue' \(did you mean 'green'\?\)"):
        valid.choice("color", "gren", COLORS)
    with pytest.raises(ValueError, match=r"^color must be one of 'red', 'green', 'blue'; got 'mauve'$"):
        valid.choice("color", "mauve", COLORS)


@pytest.mark.parametrize("wrong", [None, 3, ["red"], "", "zzzz"])
def test_a_long_list_of_choices_is_never_printed_whole(wrong):
    names = [f"gaussian.claim-{i}" for i in range(100)]
    with pytest.raises(ValueError, match=r"^id must be one of 100 names; got "):
        valid.choice("id", wrong, names)
    with pytest.raises(
        ValueError, match=r"did you mean .*'gaussian.claim-42'.*\?\); got 'gausian.claim-42'$"
    ) as refusal:
        valid.choice("id", "gausian.claim-42", names)
    assert len(str(refusal.value)) < 200


def test_a_class_is_not_a_model():
    with pytest.raises(ValueError, match=r"^model must be an object, not its class: write GaussianModel\(\.\.\.\)"):
        Biased(GaussianModel, 0.5)
