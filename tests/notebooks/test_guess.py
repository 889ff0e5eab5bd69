"""A guess: what it refuses, what it replies to every one, what a page holds of it, what a widget does."""

import gzip
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelcollapse.book import explore, guess, page, question, style, widget
from modelcollapse.book.guess import MAX_VALUES, STEPS, Drawn

from tests.notebooks.test_explorer import HOSTILE, Visible, embedded

REAL_WIDTH = 0.36
X = [0, 5, 10, 20]


def simulate(n):
    return np.linspace(1, REAL_WIDTH, 21) * n / 10


def draw(ax, found, generation):
    ax.plot(found[: generation + 1], color=style.SYNTHETIC)
    ax.set(xlim=(0, 20), ylim=(0, 2))


def say(found, n, generation):
    return f"Generation {generation}", f"With {n} samples the width is {found[generation]:.2f}."


SETTINGS = {
    "at": {"generation": 20},
    "answer": lambda found: found[20],
    "reply": lambda guess, found, **state: f"You said {guess}. With {state['n']} samples {found[20]:.2f} is left.",
}
NUMBER = {"values": [0, 0.5, 1, 2]} | SETTINGS
CHOICE = {"options": ["wider", "narrower"]} | SETTINGS | {"answer": lambda found: "narrower"}
LINE = {"x": X, "limits": (0, 2)} | SETTINGS | {"answer": lambda found: found[X]}


def make(predict, **settings):
    controls = {"n": [10, 20], "generation": range(0, 21, 5)}
    return explore(draw, say, **{"given": simulate, "controls": controls, "predict": predict} | settings)


def number(**settings):
    return make(guess.number("How wide?", **NUMBER | settings))


def choice(**settings):
    return make(guess.choice("Wider?", **CHOICE | settings))


def line(**settings):
    return make(guess.line("Draw it.", **LINE | settings))


KINDS = pytest.mark.parametrize("kind", [number, choice, line])


def held(made):
    """What a page has in store to answer with."""
    return json.loads(json.dumps(question.payload(made.asked)))


# What it refuses


@pytest.mark.parametrize(
    ("ask", "settings", "said"),
    [
        (number, {"values": []}, "predict: values must be .*at least one value"),
        (number, {"values": [1, 1]}, "all different"),
        (number, {"values": ["a"]}, "finite numbers"),
        (number, {"values": range(MAX_VALUES + 1)}, "at most 100 values"),
        (number, {"start": 3}, "start of values must be one of"),
        (number, {"along": "z"}, "along must be one of 'x', 'y'"),
        (number, {"along": "x", "mark": lambda ax, guess: None}, "along must be left out"),
        (choice, {"options": ["only one"]}, "two to six different words"),
        (choice, {"options": ["a", "a"]}, "two to six different words"),
        (choice, {"options": ["a", " "]}, "two to six different words"),
        (choice, {"options": "abcdefg"}, "two to six different words"),
        (line, {"x": [0, 1]}, "3 to 16 numbers that rise"),
        (line, {"x": [0, 2, 1]}, "3 to 16 numbers that rise"),
        (line, {"x": range(17)}, "3 to 16 numbers that rise"),
        (line, {"limits": (2, 1)}, "two numbers that rise"),
        (line, {"limits": (0, 1), "log": True}, "two numbers that rise from above 0"),
        (line, {"start": 3}, "start of predict must be a finite number"),
    ],
)
def test_bad_questions_are_refused(ask, settings, said):
    with pytest.raises(ValueError, match=said):
        ask(**settings)


@KINDS
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"at": {"time": 20}}, "at of predict must be one of 'n', 'generation'"),
        ({"at": {"generation": 21}}, "generation in at of predict must be one of"),
        ({"answer": lambda: 1}, r"answer of predict must be a function that takes \(found"),
        ({"reply": lambda guess: "a"}, r"reply of predict must be a function that takes \(guess, found"),
    ],
)
def test_what_does_not_fit_the_explorer_is_refused(kind, settings, said):
    with pytest.raises(ValueError, match=said):
        kind(**settings)


def test_a_question_is_a_question():
    with pytest.raises(ValueError, match="question of predict must be a question"):
        guess.number(" ", **NUMBER)
    with pytest.raises(ValueError, match=r"predict must be guess.number"):
        make("How wide?")


def test_an_answer_that_is_seen_before_the_question_is_refused():
    for ask in (number, line):
        with pytest.raises(ValueError, match="another state than that in which the explorer begins"):
            ask(at={"generation": 0})


@KINDS
@pytest.mark.parametrize("words", ["", " ", "You said so", None, 3])
def test_a_reply_is_a_sentence(kind, words):
    with pytest.raises(ValueError, match="reply of predict to .* must be a sentence"):
        held(kind(reply=lambda guess, found: words))


@pytest.mark.parametrize(
    ("ask", "answer"),
    [(number, "half"), (number, np.nan), (choice, "shorter"), (line, [1, 2]), (line, [1, 2, 3, np.inf])],
)
def test_a_wrong_answer_is_refused(ask, answer):
    with pytest.raises(ValueError, match="the answer to predict"):
        held(ask(answer=lambda found: answer))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"log": True, "limits": (0.1, 2)}, "log of predict"),
        ({"limits": (0, 3)}, "inside"),
        ({"x": [0, 9, 19, 29]}, "inside"),
    ],
)
def test_a_line_is_drawn_inside_the_axes(settings, said):
    with pytest.raises(ValueError, match=said):
        held(line(**settings))


def test_a_line_needs_the_axes_of_its_answer():
    def zooming(ax, found, generation):
        ax.set(xlim=(0, 20), ylim=(0, 2 + generation))

    made = explore(
        zooming, say, given=simulate, controls={"n": [10], "generation": [0, 20]}, predict=line().asked.guess
    )
    with pytest.raises(ValueError, match="all states have the same"):
        held(made)


# What a page holds


@KINDS
def test_every_guess_gets_a_reply(kind):
    made = kind()
    replies = held(made)["replies"]
    assert len(replies) == len(made.asked.guess.guesses)
    for each, reply in zip(made.asked.guess.guesses, replies, strict=True):
        assert reply == ["", f"You said {each}. With 10 samples 0.36 is left."]


def test_a_guess_that_nothing_shows_is_named_before_its_reply():
    made = number(values=[0, 1], mark=None, reply=lambda guess, found: f"That was {'close' if guess else '0 too low'}.")
    assert held(made)["replies"] == [["", "That was 0 too low."], ["Your guess: 1. ", "That was close."]]


def test_the_longest_answer_has_its_room_from_the_beginning():
    html = choice()._repr_mimebundle_()["text/html"]
    room = re.sub("</?strong>", "", html.split('class="mc-reserve">', 1)[1].split("</p>", 1)[0])
    place = "Asked for n 10, generation 20: "
    texts = [place + held(choice())["answer"], *(place + "".join(each) for each in held(choice())["replies"])]
    assert room in texts
    assert len(room) == max(map(len, texts))


def test_who_does_not_guess_reads_the_answer():
    assert held(number(unit="%"))["answer"] == "The answer: 36%."
    assert held(number(unit="words", answer=lambda found: 2.0))["answer"] == "The answer: 2 words."
    assert held(choice())["answer"] == "The answer: narrower."
    assert held(line())["answer"] == "The answer ends at 0.36."
    assert held(line(unit="%"))["answer"] == "The answer ends at 36%."


@KINDS
def test_who_does_not_guess_reads_the_reason_where_there_is_one(kind):
    reason = kind(why=lambda found, n: f"With {n} samples {found[20]:.2f} is left.")
    assert held(reason)["answer"] == f"{held(kind())['answer']} With 10 samples 0.36 is left."


@KINDS
@pytest.mark.parametrize("words", ["", "because", None])
def test_a_reason_is_a_sentence(kind, words):
    with pytest.raises(ValueError, match="why of predict must be a sentence"):
        held(kind(why=lambda found: words))


def test_the_other_controls_stay_where_the_explorer_begins():
    asked = make(guess.number("How wide?", **NUMBER), controls={"n": [20, 10], "generation": range(0, 21, 5)}).asked
    assert asked.state == {"n": 20, "generation": 20}
    assert held(asked.explorer)["start"] == 0
    assert held(asked.explorer)["at"] == 4
    assert asked.reply(1) == "You said 1. With 20 samples 0.72 is left."


def test_a_mark_is_drawn_on_the_axes_of_the_answer():
    def mark(ax, guess, n):
        ax.plot([0, 20], [guess, guess], color=style.GUESS)
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="another label")

    data = held(number(mark=mark))
    (plain,) = {"".join(piece for piece in data["pieces"] if "<path" not in piece)}
    assert "another label" not in plain
    left, top, right, bottom, *_ = json.loads(data["axes"])[0]
    for value, layer in zip([0, 0.5, 1, 2], data["layers"], strict=True):
        shown = "".join(data["pieces"][piece] for piece in layer)
        y = bottom + (top - bottom) * value / 2
        assert shown.count("var(--mc-guess,#7818fc)") == 1, "the figure itself is not part of the mark"
        assert f"M {left:g} {round(y, 1):g} L {right:g} {round(y, 1):g}" in shown


@pytest.mark.parametrize("along", ["x", "y"])
def test_a_dotted_line_marks_a_number(along):
    data = held(number(along=along))
    assert len({tuple(layer) for layer in data["layers"]}) == 4
    assert all("stroke-dasharray" in "".join(data["pieces"][piece] for piece in layer) for layer in data["layers"])


def test_a_mark_is_only_where_it_is_asked_for():
    assert held(number())["layers"] == []
    assert held(choice())["layers"] == []
    assert len(held(choice(mark=lambda ax, guess: ax.axvline(len(guess), color=style.GUESS)))["layers"]) == 2


def test_panels_are_a_list_for_a_mark_too():
    def draw_two(axes, found):
        axes[1].set(xlim=(0, 20))

    seen = []
    settings = NUMBER | {"mark": lambda axes, guess: seen.append(len(axes))}
    made = make(guess.number("How wide?", **settings))
    held(
        explore(
            draw_two,
            say,
            given=simulate,
            controls={"n": [10], "generation": [0, 20]},
            panels=2,
            predict=made.asked.guess,
        )
    )
    assert seen == [2] * 4
    second = guess.number("How wide?", **NUMBER, along="x", panel=1)
    both = explore(draw_two, say, given=simulate, controls={"n": [10], "generation": [0, 20]}, panels=2, predict=second)
    assert len(held(both)["layers"]) == 4


def test_as_many_guesses_as_allowed_weigh_little():
    made = number(values=np.linspace(0, 2, MAX_VALUES), along="y")
    size = len(gzip.compress(json.dumps(question.payload(made.asked)).encode()))
    assert size < 8_000, f"{size} bytes compressed"
    size = len(gzip.compress(json.dumps(question.payload(line().asked)).encode()))
    assert size < 4_000, f"{size} bytes compressed"


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_question_are_escaped(words, building):
    replies = {"reply": lambda guess, found: words + ".", "answer": lambda found: words}
    html = make(guess.choice(words, options=[words, "b"], at={"generation": 20}, **replies))._repr_mimebundle_()[
        "text/html"
    ]
    assert embedded(html)["states"]
    stored = html.split('class="mc-asked">', 1)[1].split("</script>", 1)[0]
    assert [text for _, text in json.loads(stored)["replies"]] == [words + "."] * 2
    assert not re.search(r"<(?:!--|/?script)", stored, re.I), "the text ends the script, or hides its end"
    seen = Visible(html)
    assert seen.words.count(words) >= 2, "question and option"
    assert not {"b", "alert"} & set(seen.tags)


@KINDS
def test_without_a_script_it_is_a_plain_question(kind, live):
    html = kind()._repr_mimebundle_()["text/html"]
    assert "mc-asked" not in html, "every reply takes too long for a live kernel"
    form = html.split('class="mc-question"', 1)[1].split("</div>", 1)[0]
    assert "hidden" in form, "dead controls are shown"


def test_an_explorer_without_a_question_has_nothing_of_one():
    html = page.published(explore(draw, say, given=simulate, controls={"n": [10], "generation": [0, 20]}))
    assert "mc-predict" not in html
    assert "mc-reply" not in html


# A drawn line


@pytest.mark.parametrize(
    ("places", "end", "when"),
    [
        ([0, 10, 20, 30], 30, "evenly"),
        ([0, 25, 29, 30], 30, "early"),
        ([0, 1, 5, 30], 30, "late"),
        ([30, 5, 1, 0], 0, "early"),
        ([30, 29, 25, 0], 0, "late"),
        ([10, 10, 10, 10], 10, "evenly"),
    ],
)
def test_a_line_is_told_by_its_end_and_its_bend(places, end, when):
    guessed = line().asked.guess
    told = guessed.guesses[guessed.summary(places)]
    assert told == Drawn(guessed.levels[end], when)


@given(st.lists(st.integers(0, STEPS), min_size=4, max_size=4))
def test_every_line_has_a_reply(places):
    guessed = guess.line("Draw it.", **LINE)
    assert guessed.guesses[guessed.summary(places)].end == guessed.levels[places[-1]]


def test_levels_of_a_logarithmic_line_are_even_to_the_eye():
    levels = guess.line("Draw it.", **LINE | {"limits": (0.01, 100), "log": True}).levels
    assert np.allclose(np.diff(np.log(levels)), np.log(10**4) / STEPS)


def test_knots_lie_on_the_axes():
    made = line(limits=(0.5, 1.5))
    left, top, right, bottom, *_ = json.loads(made.asked.axes)[0]
    width, height = (72 * side for side in made.size)
    for x, (across, low, high) in zip(X, made.asked.knots, strict=True):
        assert across * width == pytest.approx(left + (right - left) * x / 20, abs=0.1)
        assert low * height == pytest.approx(bottom + (top - bottom) * 0.25, abs=0.1)
        assert high * height == pytest.approx(bottom + (top - bottom) * 0.75, abs=0.1)


# The widget


def parts(made):
    """Form, controls, stage and reply of a live figure."""
    return widget.live(made).children[1:]


def pressed(box, words):
    (button,) = (each for each in walk(box) if getattr(each, "description", None) == words)
    button.click()


def walk(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from walk(child)


def hidden(box):
    return box.layout.display == "none"


@KINDS
def test_a_widget_asks_first_and_then_answers(kind, live):
    form, panel, stage, reply = parts(kind())
    assert (hidden(form), hidden(panel), hidden(reply)) == (False, True, True)
    assert "Generation 0" in stage.value
    pressed(form, "Just show me")
    assert (hidden(form), hidden(panel), hidden(reply)) == (True, False, False)
    assert "Generation 20" in stage.value
    assert "The answer" in reply.children[0].value
    pressed(reply, "Guess after all")
    assert (hidden(form), hidden(panel), hidden(reply)) == (False, True, True)
    assert "Generation 0" in stage.value


def test_an_answered_widget_takes_along_those_that_share_its_control(live):
    form, _panel, asking, reply = parts(make(guess.number("How wide?", **NUMBER), shared="generation", name="asking"))
    follower, stage = parts(make(None, shared="generation", name="following"))[-2:]
    follower.children[0].value = 10
    assert "Generation 0" in asking.value, "a question that waits keeps its figure"
    pressed(form, "Just show me")
    assert "Generation 20" in stage.value
    pressed(reply, "Guess after all")
    assert "Generation 20" in stage.value
    assert "Generation 0" in asking.value


def test_a_widget_replies_to_a_number_and_keeps_its_mark(live):
    form, panel, stage, reply = parts(number(along="y"))
    before = stage.value
    form.children[1].index = 0
    assert stage.value != before, "the mark follows the slider"
    pressed(form, "That is my guess")
    assert "You said 0. With 10 samples 0.36 is left." in reply.children[0].value
    assert stage.value.count("var(--mc-guess,#7818fc)") == 1
    panel.children[1].children[0].value = 10
    assert "Generation 10" in stage.value
    assert stage.value.count("var(--mc-guess,#7818fc)") == 1
    assert "Asked for n 10, generation 20: You said 0." in reply.children[0].value, "elsewhere it says where it holds"


def test_a_widget_replies_to_a_choice(live):
    form, _panel, _stage, reply = parts(choice())
    commit = form.children[2].children[0]
    assert commit.disabled, "nothing is chosen yet"
    form.children[1].index = 1
    assert not commit.disabled
    pressed(form, "That is my guess")
    assert "You said narrower." in reply.children[0].value


def test_a_widget_replies_to_a_line(live):
    form, _panel, stage, reply = parts(line(reply=lambda guess, found: f"Up to {guess.end:.2f}, {guess.when}."))
    for knot, place in zip(form.children[1].children, [0, 30, 32, 36], strict=True):
        knot.index = place
    pressed(form, "That is my guess")
    assert "Up to 1.80, early." in reply.children[0].value
    assert "<polyline" in stage.value
    assert "Generation 20" in stage.value


def test_words_in_a_widget_are_escaped(live):
    form, _panel, _stage, reply = parts(number(reply=lambda guess, found: HOSTILE[0] + "."))
    pressed(form, "That is my guess")
    assert "b" not in Visible(reply.children[0].value).tags
