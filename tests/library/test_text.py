"""Real prose: what is accepted, and how everything else is refused."""

import numpy as np
import pytest
from modelcollapse import run
from modelcollapse.models import NgramModel
from modelcollapse.sources import Text, own_text, python_documentation
from modelcollapse.sources.text import to_sentences

PROSE = "".join(f"The bird number {i} sat on a wall. It sang of {i} seas, and nobody heard it!\n\n" for i in range(80))


def test_pythons_documentation_is_prose():
    text = python_documentation()
    assert len(text) > 1500
    assert len(text.vocabulary_) > 1500
    assert {"the", "object", "is"} <= set(text.vocabulary_)


def test_sentences_are_cut_at_stops_and_tables_are_left_out():
    text = "Birds sing.  They don't\never stop!\n\n1 | 2 | 3 | 4.\n\nNo stop here"
    assert to_sentences(text) == ["birds sing", "they don't ever stop !"]


def test_draws_are_without_replacement():
    text = Text(["a b", "b c", "c d"])
    assert sorted(text.sample(3, rng=0)) == ["a b", "b c", "c d"]
    with pytest.raises(ValueError, match="size"):
        text.sample((2, 4), rng=0)


def test_held_out_sentences_leave_the_text():
    text = Text([f"sentence {i}" for i in range(20)])
    rest, test = text.hold_out(5, rng=0)
    assert len(rest) == 15
    assert set(rest.sentences_) | set(test) == set(text.sentences_)
    assert rest.vocabulary_ == text.vocabulary_
    with pytest.raises(ValueError, match="n must"):
        text.hold_out(20)


def test_one_call_for_a_file_or_a_folder_and_round_the_loop(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "sub" / "ü.md").write_text("Größe zählt nicht immer. " * 30, encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0")
    text = own_text(tmp_path)
    assert "größe" in text.vocabulary_
    assert len(own_text(tmp_path / "a.txt")) == 160
    model = NgramModel(3, vocabulary=text.vocabulary_)
    history = run(model, text, generations=2, n_samples=100, measures={"words": lambda g: np.array([1.0])}, rng=0)
    assert history.generations == 2


def test_a_byte_order_mark_is_not_a_word(tmp_path):
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8-sig")
    assert own_text(tmp_path / "a.txt").sentences_[0].startswith("the bird")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"Only one sentence.", "at least 100 sentences"),
        (b"\x89PNG\r\n\0\0\0", "binary"),
        (PROSE.encode("utf-16"), "utf-16"),
        ("Größe. ".encode("latin-1") * 200, "latin-1"),
    ],
)
def test_bad_files_are_refused_with_advice(tmp_path, content, message):
    file = tmp_path / "text.txt"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        own_text(file)


def test_missing_paths_and_empty_folders_are_refused(tmp_path):
    with pytest.raises(ValueError, match="exists"):
        own_text(tmp_path / "nowhere.txt")
    with pytest.raises(ValueError, match="folder with at least one"):
        own_text(tmp_path)


def test_other_encodings_can_be_named(tmp_path):
    file = tmp_path / "text.txt"
    file.write_bytes("Größe zählt nicht. ".encode("latin-1") * 120)
    assert len(own_text(file, encoding="latin-1")) == 120
    with pytest.raises(ValueError, match="encoding"):
        own_text(file, encoding="klingon")
