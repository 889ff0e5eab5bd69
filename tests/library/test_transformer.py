"""The small GPT: it learns, looks back only, keeps to its seed, and plugs into the loop."""

import subprocess
import sys

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.measures import language
from modelcollapse.models import NgramModel
from modelcollapse.samplers import top_k
from modelcollapse.sources import Birds

torch = pytest.importorskip("torch")

from modelcollapse.models.transformer import TransformerModel  # noqa: E402

TINY = {"width": 16, "layers": 1, "heads": 2, "context": 8, "device": "cpu"}
TEXT = ["a b", "a c"] * 40


@pytest.fixture(scope="module")
def fitted():
    return TransformerModel("abc", steps=80, batch_size=16, learning_rate=0.01, **TINY).fit(TEXT, rng=0)


def test_it_learns_a_language_of_two_sentences(fitted):
    logs = fitted.log_probability(["a b", "a c", "b a"])
    assert logs[:2] == pytest.approx(np.log([0.5, 0.5]), abs=0.25)
    assert logs[2] < -4
    assert fitted.losses_[-1] < fitted.losses_[0] / 2


def test_it_samples_what_it_learned(fitted):
    text = fitted.sample(400, rng=1)
    p = np.exp(fitted.log_probability(["a b"])[0])
    assert abs((text == "a b").mean() - p) < 4 * np.sqrt(p * (1 - p) / 400)


def test_a_sampler_is_used(fitted):
    greedy = TransformerModel("abc", steps=80, batch_size=16, learning_rate=0.01, sampler=top_k(1), **TINY)
    assert len(set(greedy.fit(TEXT, rng=0).sample(20, rng=0))) == 1


def test_a_seed_fixes_training_and_the_global_stream_is_left_alone():
    model = TransformerModel("abc", steps=5, **TINY)
    before = torch.random.get_rng_state()
    first = model.fit(TEXT, rng=3).losses_
    assert (model.fit(TEXT, rng=3).losses_ == first).all()
    assert (model.fit(TEXT, rng=4).losses_ != first).any()
    assert (torch.random.get_rng_state() == before).all()


def test_with_epochs_more_data_mean_more_steps():
    model = TransformerModel("abc", epochs=2.5, batch_size=16, **TINY)
    assert [len(model.fit(TEXT * times, rng=0).losses_) for times in (1, 2)] == [12, 25]
    assert "epochs=2.5" in repr(model)
    assert "steps" not in repr(model)


def test_a_start_hands_over_what_it_learned_and_stays_as_it_is(fitted):
    before = fitted.log_probability(["a b"])
    tuned = TransformerModel("abc", steps=1, batch_size=16, learning_rate=1e-6, start=fitted, **TINY)
    assert tuned.fit(["c c"], rng=0).log_probability(["a b"]) == pytest.approx(before, abs=1e-3)
    tuned = TransformerModel("abc", steps=60, batch_size=16, learning_rate=0.01, start=fitted, **TINY)
    assert tuned.fit(["c c"] * 16, rng=0).log_probability(["c c"]) > np.log(0.5)
    assert (fitted.log_probability(["a b"]) == before).all()


@pytest.mark.parametrize("start", [TransformerModel("abc", **TINY), "gpt", TransformerModel("abcd", **TINY)])
def test_a_start_of_another_kind_is_refused(start):
    with pytest.raises(ValueError, match="start must be a fitted TransformerModel with the same vocabulary, width"):
        TransformerModel("abc", start=start, **TINY)


def test_no_word_sees_the_words_after_it(fitted):
    one = fitted.token_log_probabilities(["a b c a"])[0]
    other = fitted.token_log_probabilities(["a b b b"])[0]
    assert one[:2] == pytest.approx(other[:2], abs=1e-6)


def test_token_and_sentence_probabilities_agree(fitted):
    logs, sentence, word = fitted.token_log_probabilities(["a b", "", "c"])
    assert sentence.tolist() == [0, 0, 0, 1, 2, 2]
    assert word.tolist() == [0, 1, 3, 3, 2, 3]
    assert np.bincount(sentence, logs) == pytest.approx(fitted.log_probability(["a b", "", "c"]))


def test_long_sentences_are_cut(fitted):
    logs, _, _ = fitted.token_log_probabilities([" ".join("abc" * 5)])
    assert len(logs) == TINY["context"]


def test_the_number_of_weights():
    model = TransformerModel(["w"] + [str(i) for i in range(99)], width=8, layers=2, heads=2, context=10, device="cpu")
    block = (8 * 24 + 24) + (8 * 8 + 8) + (8 * 32 + 32) + (32 * 8 + 8) + 2 * 16
    assert model.n_parameters == 101 * 8 + 10 * 8 + 2 * block + 16


def test_the_default_has_about_a_hundred_thousand_weights():
    assert 5e4 < TransformerModel(Birds().vocabulary_, device="cpu").n_parameters < 2e5


def test_it_goes_round_the_loop_like_any_other_model():
    birds = Birds(101)
    test = birds.sample(50, rng=0)
    model = TransformerModel(birds.vocabulary_, width=16, layers=1, heads=2, context=20, steps=3, device="cpu")
    measures = {"perplexity": language.held_out_perplexity(test), **birds.measures()}
    settings = {"generations": 2, "n_samples": 30, "replicates": 2, "measures": measures, "progress": False}
    for policy in ("replace", "accumulate", "accumulate_subsample"):
        history = run(model, birds, policy, rng=0, **settings)
        assert np.isfinite(history["perplexity"]).all()
        assert (history["perplexity"][1] > history["perplexity"][0]).all()
    again = run(model, birds, "accumulate_subsample", rng=0, **settings)
    assert (again["perplexity"] == history["perplexity"]).all()


def test_more_data_do_not_mean_more_steps():
    model = TransformerModel("abc", steps=7, batch_size=4, **TINY)
    for n in (2, 4, 60):
        assert len(model.fit(TEXT[:n], rng=0).losses_) == 7


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"width": 15, "heads": 2}, "width"),
        ({"steps": 0}, "steps"),
        ({"layers": 0}, "layers"),
        ({"context": 1}, "context"),
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"sampler": "hot"}, "sampler"),
    ],
)
def test_bad_settings_are_refused(arguments, name):
    with pytest.raises(ValueError, match=name):
        TransformerModel("abc", **arguments)


def test_bad_text_is_refused():
    with pytest.raises(ValueError, match="'heron'"):
        TransformerModel("abc", **TINY).fit(["a heron"])
    with pytest.raises(ValueError, match="X must be"):
        TransformerModel("abc", **TINY).fit([])


WITHOUT_TORCH = """
import sys

class NoTorch:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")

sys.meta_path.insert(0, NoTorch())
import modelcollapse, modelcollapse.models, modelcollapse.claims
try:
    import modelcollapse.models.transformer
except ImportError as error:
    print(error)
"""


def test_the_library_works_without_torch():
    done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH], capture_output=True, text=True, check=True)
    assert "needs PyTorch: make torch" in done.stdout


def test_both_models_speak_the_same_interface(fitted):
    counted = NgramModel(2, vocabulary="abc").fit(TEXT)
    for model in (fitted, counted):
        logs, sentence, word = model.token_log_probabilities(["a b"])
        assert len(logs) == len(sentence) == len(word) == 3
        assert model.log_probability(["a b"]).shape == (1,)
