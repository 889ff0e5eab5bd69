"""One explorer: what it refuses, what it simulates, what it embeds, what it shows with a kernel and without one."""

import gc
import json
import re
from functools import partial
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelcollapse.book import Choice, Roll, Slider, explore, figure, page, style, widget
from modelcollapse.book.controls import as_shown
from modelcollapse.book.explorer import MAX_STATES
from modelcollapse.book.publishing import BUILD_VARIABLE

HOSTILE = ['<b onclick="x">&', "</script><script>alert(1)</script>", "<!--<script>", "<!--<SCRIPT >", "a < b & c"]


def draw(ax, **state):
    ax.plot([0, sum(value for value in state.values() if not isinstance(value, str)) + 1], color=style.REAL)
    ax.set_xlabel(", ".join(f"{name} is {value}" for name, value in state.items()))


def say(**state):
    words = ", ".join(f"{name}={value}" for name, value in state.items())
    return f"State {words}", f"This is the state {words}."


def make(**controls):
    return explore(draw, say, controls=controls)


def html_of(made):
    return made._repr_mimebundle_()["text/html"]


def embedded(html):
    """What a page has in store for its explorer, as a browser finds it: the parser ends scripts as browsers do not."""
    return json.loads(html.split('class="mc-states">', 1)[1].split("</script>", 1)[0])


def test_a_wide_figure_says_so_to_the_style_sheet(building):
    wide, plain = (html_of(explore(draw, say, controls={"a": [1, 2]}, wide=wide)) for wide in (True, False))
    assert " data-wide>" in wide.split("</figure>")[0]
    assert "data-wide>" not in plain


# What it refuses


@pytest.mark.parametrize(
    ("controls", "said"),
    [
        ({}, "controls must be at least one control; without any, use figure"),
        ({"n": []}, "n must be .*at least one value"),
        ({"n": [1, 1]}, "all different"),
        ({"n": [1, True]}, "all different"),
        ({"n": [1, float("nan")]}, "finite numbers"),
        ({"n": [1, float("inf")]}, "finite numbers"),
        ({"n": [1, None]}, "words, booleans or finite numbers"),
        ({"n": Slider(["a", "b"])}, "n must be finite numbers"),
        ({"n": [1, "1"]}, "different to the eye"),
        ({"two words": [1, 2]}, "named like parameters"),
        ({"n": range(MAX_STATES + 1)}, "at most 250 states"),
        ({"n": range(16), "m": range(16)}, "at most 250 states"),
        ({"n": Slider([1, 2], start=3)}, "start of n must be one of"),
    ],
)
def test_bad_controls_are_refused(controls, said):
    with pytest.raises(ValueError, match=said):
        make(**controls)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"play": "m"}, "play must be one of 'n'"),
        ({"play": "kind"}, "play must be a control with numbers"),
        ({"name": "Two Words"}, "name must be small letters"),
        ({"given": lambda m: m}, r"given must be a function that takes \(n=…, kind=…\)"),
        ({"given": lambda n: n}, r"draw must be a function that takes \(ax, found"),
    ],
)
def test_bad_settings_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        explore(lambda ax: None, lambda: ("Title", "Caption."), controls={"n": [1, 2], "kind": ["a", "b"]}, **settings)


@pytest.mark.parametrize("answer", ["only a title", ("a title",), ("title", 1), ("a", "b", "c"), None])
def test_say_says_a_title_and_a_caption(answer):
    with pytest.raises(ValueError, match="say must be a function that returns a title and a caption"):
        figure(lambda ax: None, lambda: answer)._repr_mimebundle_()


def test_as_many_states_as_the_budget_allows():
    assert make(n=range(MAX_STATES)).n_states == MAX_STATES


def fail_at(place):
    """A figure that cannot be drawn at one value of n."""
    return explore(lambda ax, n: ax.plot([1 / (n - place)]), lambda n: (f"{n}", "x."), controls={"n": [0, 1, 2]})


def test_a_failing_draw_is_not_swallowed(live, monkeypatch):
    for show in (fail_at(0)._repr_mimebundle_, partial(widget.live, fail_at(0)), fail_at(2).all_states):
        with pytest.raises(ZeroDivisionError):
            show()
    monkeypatch.setenv(BUILD_VARIABLE, "1")
    with pytest.raises(ZeroDivisionError):
        fail_at(2)._repr_mimebundle_()


def test_moving_a_live_control_into_a_failing_state_raises(live):
    _styles, slider, _stage = widget.live(fail_at(1)).children
    with pytest.raises(ZeroDivisionError):
        slider.value = 1


# What it simulates


def simulated(**settings):
    """An explorer, and the settings for which it has simulated."""
    runs = []

    def simulate(n):
        runs.append(n)
        return np.arange(n)

    def draw(ax, walk, generation):
        ax.plot(walk[: generation + 1])

    def say(walk, n, generation):
        return f"Step {generation}", f"After {generation} steps of {n} the walk is at {walk[generation]}."

    return explore(draw, say, given=simulate, controls={"n": [5, 9], "generation": range(4)}, **settings), runs


def test_each_slow_setting_is_simulated_once(building):
    made, runs = simulated()
    assert runs == [], "an explorer that nobody looks at computes nothing"
    states = made.all_states()
    made._repr_mimebundle_()
    assert runs == [5, 9]
    assert states[-1].caption == "After 3 steps of 9 the walk is at 3."


def test_a_live_figure_simulates_what_its_reader_chooses(live):
    made, runs = simulated()
    _styles, n, (generation, _), stage = map(parts_of, widget.live(made).children)
    generation.value = 3
    assert runs == [5]
    n.value = 9
    n.value = 5
    assert runs == [5, 9]
    assert "After 3 steps of 5" in stage.value


def test_a_state_is_put_in_words_once(building):
    words = []

    def say(n):
        words.append(n)
        return f"{n}", f"{n}."

    explore(draw, say, controls={"n": [1, 2, 3]})._repr_mimebundle_()
    assert words == [1, 2, 3]


def test_given_may_be_the_thing_itself():
    data = {"heights": [1, 2]}
    made = figure(lambda ax, found: ax.plot(found["heights"]), lambda found: (f"{found}", "x."), given=data)
    assert made.said({})[0] == str(data)
    data_of_none = figure(lambda ax: ax.plot([1, 2]), lambda: ("Two points", "x."))
    assert data_of_none.found({}) == ()


def test_functions_get_the_controls_that_they_name():
    def draw(ax, found, text, size=None, *, ax_=0):
        assert (found, text, size) == ("s", "t", "s")

    made = explore(
        draw,
        lambda *found, **state: (str(found), str(state)),
        given=partial(lambda start, size: size, 0),
        controls={"size": ["s"], "text": ["t"], "start": [1], "draw": [2], "ax": [3]},
    )
    state = made.state(made.start)
    assert state.title == "('s',)"
    assert state.caption == str(made.start), "no name of a control collides with another"


def test_a_partial_is_a_function_too():
    made = explore(partial(draw, m=1), partial(say, m=1), controls={"n": [1, 2]})
    assert "m is 1, n is 2" in made.state({"n": 2}).picture


# The grid


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4), min_size=1, max_size=3))
def test_states_count_like_digits_with_the_last_control_fastest(sizes):
    made = make(**{name: range(size) for name, size in sizes.items()})
    for number, state in enumerate(made.states()):
        index = 0
        for name, size in sizes.items():  # the player's own sum
            index = index * size + made.controls[name].values.index(state[name])
        assert index == number
    assert len(made.states()) == made.n_states


def test_corners_are_the_ends_of_every_control():
    assert make(n=[1, 2, 3], kind=["a", "b"]).corners() == [
        {"n": 1, "kind": "a"},
        {"n": 1, "kind": "b"},
        {"n": 3, "kind": "a"},
        {"n": 3, "kind": "b"},
    ]
    assert make(n=[1]).corners() == [{"n": 1}]


# The page


def test_payload_joins_to_what_is_drawn():
    made = make(kind=["a", "b"], n=[1, 2, 3])
    data = json.loads(json.dumps(page.payload(made.all_states())))
    for params, state in zip(made.states(), data["states"], strict=True):
        assert "".join(data["pieces"][piece] for piece in state["svg"]) == made.state(params).picture
        assert (state["title"], state["caption"]) == say(**params)
    assert len(set(data["pieces"])) == len(data["pieces"]), "a piece is stored twice"


def test_states_share_their_pieces():
    data = page.payload(make(n=range(20)).all_states())
    assert len(data["pieces"]) < sum(len(state["svg"]) for state in data["states"]) / 4


def test_build_has_html_only(building):
    bundle = make(n=[1, 2])._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "mc-states" in bundle["text/html"]
    with pytest.raises(NotImplementedError):
        make(n=[1, 2])._ipython_display_()


def test_a_document_that_stands_alone_brings_style_and_player(monkeypatch):
    monkeypatch.setenv(BUILD_VARIABLE, "inline")
    shown = html_of(make(n=[1, 2]))
    assert "class Explorer" in shown
    assert ".mc-stage svg" in shown
    assert "<style>" in html_of(figure(lambda ax: ax.plot([1]), lambda: ("One", "One.")))


def test_kernel_has_a_widget_and_a_still_picture(live):
    box = widget.live(made := make(n=[1, 2]))
    assert f"{made.id}-live" in box._dom_classes
    shown = html_of(made)
    assert "mc-states" not in shown, "drawing every state takes too long for a live kernel"
    assert "<svg" in shown
    assert made._repr_mimebundle_()["text/plain"] == "State n=1. This is the state n=1."


def test_without_ipywidgets_the_still_figure_is_shown(live, monkeypatch):
    monkeypatch.setattr("modelcollapse.book.explorer.find_spec", lambda name: None)
    with pytest.raises(NotImplementedError):
        make(n=[1, 2])._ipython_display_()
    assert "<svg" in html_of(make(n=[1, 2]))


def test_figure_without_controls_is_the_same_everywhere(live, monkeypatch):
    still = figure(lambda ax: ax.plot([1, 2]), lambda: ("Two points", "They are 1 and 2."))
    bundle = still._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    monkeypatch.setenv(BUILD_VARIABLE, "1")
    assert still._repr_mimebundle_() == bundle
    assert "mc-controls" not in bundle["text/html"]


def test_moving_the_widget_draws_anew(live):
    calls = []

    def watched(ax, n, kind):
        calls.append((n, kind))
        draw(ax, n=n, kind=kind)

    made = explore(watched, say, controls={"n": Slider([1, 5], "samples"), "kind": ["a", "b"]})
    _styles, slider, dropdown, stage = widget.live(made).children
    assert calls == [(1, "a")]
    seen = [stage.value]
    slider.value = 5
    seen.append(stage.value)
    dropdown.value = "b"
    seen.append(stage.value)
    assert calls == [(1, "a"), (5, "a"), (5, "b")]
    assert len(set(seen)) == 3
    assert "State n=5, kind=b" in stage.value
    assert slider.description == "samples"


def test_widget_starts_where_the_page_does(live):
    children = widget.live(make(n=Slider([1, 2, 3], start=2))).children
    assert children[1].value == 2
    assert "State n=2" in children[-1].value


def test_a_widget_rolls_round_all_runs(live):
    made = explore(draw, say, controls={"n": [1, 2], "seed": Roll(range(7, 10), "village")})
    _styles, slider, rolling, stage = widget.live(made).children
    button, run = rolling.children
    seen = []
    for _ in range(4):
        seen.append((run.value, stage.value.split("seed=")[1][0]))
        button.click()
    assert seen == [("village 1 of 3", "7"), ("village 2 of 3", "8"), ("village 3 of 3", "9"), ("village 1 of 3", "7")]
    slider.value = 2
    assert "State n=2, seed=8" in stage.value


def test_a_widget_plays_as_the_page_does(live):
    made = make(n=[1, 2], generation=Slider([0, 5, 10, 20], start=5), kind=["a", "b"])
    _styles, size, (slider, play), _kind, stage = map(parts_of, widget.live(made).children)
    assert (play.value, play.max, play.interval, play.show_repeat) == (1, 3, 250, False)
    play.playing = True
    play.value = 2
    assert slider.value == 10
    assert "State n=1, generation=10, kind=a" in stage.value
    assert play.playing, "what Play itself moves does not stop it"
    slider.value = 20
    assert play.value == 3, "it goes on from where the reader has put the slider"
    size.value = 2
    assert not play.playing, "who moves something else wants to look at it"
    assert "State n=2, generation=20, kind=a" in stage.value


def test_only_what_plays_has_a_button(live):
    _styles, row, _stage = widget.live(make(n=[1, 2])).children
    assert not hasattr(row, "children")


def test_a_widget_that_is_led_does_not_play_on(live):
    _styles, (leader, _), _ = map(parts_of, sharing(0, 1, 2, name="leader"))
    _styles, (_, play), stage = map(parts_of, sharing(0, 1, 2, name="led"))
    play.playing = True
    leader.value = 2
    assert not play.playing
    assert "State generation=2" in stage.value


def parts_of(shown):
    """What stands side by side in a row, or what stands alone."""
    return getattr(shown, "children", shown)


def sharing(*values, name, **controls):
    return widget.live(
        explore(draw, say, controls={"generation": values, **controls}, shared="generation", name=name)
    ).children


def test_widgets_that_share_a_control_move_together(live):
    _styles, (one, _), stage = map(parts_of, sharing(0, 1, 2, 3, 4, name="one"))
    _styles, (other, _), size, follower = map(parts_of, sharing(0, 2, 4, name="other", n=[10, 20]))
    lonely = widget.live(make(generation=[0, 1, 2, 3, 4])).children[-1]
    one.value = 3
    assert "State generation=3" in stage.value
    assert "State generation=2, n=10" in follower.value, "the nearest that it has"
    size.value = 20
    assert "State generation=3" in stage.value, "what is not shared leads nobody"
    other.value = 4
    assert "State generation=4" in stage.value
    assert "State generation=0" in lonely.value


def test_a_cell_that_runs_again_leaves_its_old_widget_behind(live):
    _styles, _, old = sharing(0, 1, name="again")
    _styles, _, new = sharing(0, 1, name="again")
    _styles, (leader, _), _ = map(parts_of, sharing(0, 1, name="leader"))
    leader.value = 1
    assert "State generation=1" in new.value
    assert "State generation=0" in old.value


class Visible(HTMLParser):
    """The words of a page outside scripts, and its elements."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tags = "", []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        if self.cdata_elem is None:
            self.words += data


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_escaped(words, building, monkeypatch):
    made = explore(draw, lambda n: (f"{words} {n}", words), controls={"n": Slider([1, 2], words)})
    html = html_of(made)
    data = embedded(html)
    assert [state["title"] for state in data["states"]] == [f"{words} 1", f"{words} 2"]
    stored = html.split('class="mc-states">', 1)[1].rsplit("</script>", 1)[0]
    assert not re.search(r"<(?:!--|/?script)", stored, re.I), "the text ends the script, or hides its end"
    seen = Visible(html)
    assert seen.words.count(words) >= 3, "title, caption and label"
    assert not {"b", "alert"} & set(seen.tags)
    monkeypatch.delenv(BUILD_VARIABLE)
    assert "b" not in Visible(widget.live(made).children[-1].value).tags


def test_a_picture_of_infinity_stops_the_build():
    with pytest.raises(ValueError, match="JSON"):
        page.in_script({"value": float("inf")})


def test_choices_are_escaped():
    assert "<option selected>&lt;i&gt;</option>" in page.still(make(kind=["<i>", '"'], n=[1]))


def test_controls_have_labels_and_values():
    html = page.still(make(n=Slider([10, 1000], "samples n", start=1000, unit="birds"), kind=Choice([1, 2])))
    id = re.search(r'<label for="([^"]+)">samples n</label>', html).group(1)
    names = f'id="{id}" name="n" data-keys="[&quot;10&quot;, &quot;1000&quot;]"'
    assert f'{names} min="0" max="1" step="1" value="1" aria-valuetext="1,000 birds"' in html
    assert re.search(r'<label for="([^"]+)">kind</label><select id="\1"', html)


def test_play_moves_generations_unless_told_otherwise():
    controls = {"generation": [0, 1], "n": [1, 2]}
    assert make(**controls).play == "generation"
    assert explore(draw, say, controls=controls, play="n").play == "n"
    assert "mc-play" not in page.still(make(n=[1, 2]))
    assert 'data-play="generation"' in page.still(make(generation=[0, 1]))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1000, -3], ("1,000", "-3")),
        ([0.1 + 0.2, 1e-5], ("0.3", "0.00001")),
        (["mle", True, False], ("mle", "yes", "no")),
        ([0.10001, 0.10002], ("0.10001", "0.10002")),
        (np.array([0.1, 0.1 + 1e-16 * 2]), ("0.1", "0.1000000000000002")),
        (np.array([True, False]), ("yes", "no")),
    ],
)
def test_values_read_well(values, shown):
    assert as_shown(values) == shown


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20, unique=True))
def test_no_two_values_read_the_same(values):
    assert len(set(as_shown(values))) == len(values)


def test_booleans_are_chosen():
    assert not make(honest=[True, False]).controls["honest"].slides
    assert "<option selected>yes</option><option>no</option>" in page.still(make(honest=[True, False]))


# The picture


def picture_of(draw):
    return figure(draw, lambda: ("Title", "Caption.")).state({}).picture


def test_palette_follows_the_theme():
    for color, variable in style.CSS_VARIABLES.items():
        assert f"var({variable},{color})" in picture_of(lambda ax, color=color: ax.plot([0, 1], color=color))


def test_text_stays_text():
    assert re.search(r"<text[^>]*>n is 1</text>", make(n=[1]).state({"n": 1}).picture)


def test_powers_are_plain_text():
    def draw(ax):
        ax.set(xscale="log", xlim=(1e-3, 1e7))

    words = re.findall(r"<text[^>]*>([^<]+)</text>", picture_of(draw))
    assert "10⁶" in words or "10⁷" in words, words


def test_a_point_of_the_picture_can_be_turned_into_data():
    def draw(axes):
        axes[0].set_xscale("symlog")
        axes[1].plot([1, 2, 4], [1, 10, 100], marker="o", linestyle="")
        axes[1].set(xlim=(0, 5), ylim=(0.1, 1000), yscale="log")

    picture = figure(draw, lambda: ("A", "B."), panels=2).state({}).picture
    none, panel = json.loads(re.search(r'data-axes="([^"]+)"', picture).group(1))
    assert none is None
    left, top, right, bottom, x_left, x_right, x_log, y_top, y_bottom, y_log = panel
    assert (x_left, x_right, x_log, y_top, y_bottom, y_log) == (0, 5, 0, 1000, 0.1, 1)
    drawn = [(float(x), float(y)) for x, y in re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', picture)]
    x = [x_left + (x_right - x_left) * (x - left) / (right - left) for x, _ in drawn]
    y = [y_top * (y_bottom / y_top) ** ((y - top) / (bottom - top)) for _, y in drawn]
    assert np.allclose(x[-3:], [1, 2, 4], rtol=0.01)
    assert np.allclose(y[-3:], [1, 10, 100], rtol=0.02)


def test_no_id_is_used_twice_and_every_reference_resolves():
    def draw(ax):
        ax.plot([0, 3], color=style.REAL)

    figures = [make(n=[1, 2]), make(m=[1, 2])]
    figures += [explore(lambda ax, n: ax.plot([n]), lambda n: ("A", "B."), controls={"n": [0, 1]}) for _ in range(2)]
    figures += [explore(draw, lambda: ("A", "B."), controls={"n": [0, 1]}, name="named") for _ in range(2)]
    html = "".join(map(page.still, figures))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), [id for id in ids if ids.count(id) > 1]
    references = re.findall(r'(?:href="|url\()#([^")]+)', html)
    references += " ".join(re.findall(r'(?:aria-labelledby|for)="([^"]+)"', html)).split()
    assert set(references) <= set(ids)


def test_a_name_is_the_address():
    assert explore(draw, say, controls={"n": [1]}, name="bell-curve").id == "mc-bell-curve"


def test_an_address_lasts_as_long_as_its_figure():
    first = make(n=[1, 2]).id  # this explorer is gone at once
    gc.collect()
    assert make(n=[1, 2]).id == first


def test_the_readers_own_settings_do_not_matter():
    import matplotlib

    before = picture_of(draw)
    with matplotlib.rc_context({"lines.linewidth": 9, "axes.facecolor": "red", "text.usetex": False, "font.size": 30}):
        assert picture_of(draw).replace("-2-", "-") == before.replace("-2-", "-")


def test_panels_are_a_list():
    seen = []
    for panels in (3, (2, 2)):
        figure(lambda axes: seen.append(len(axes)), lambda: ("A", "B."), panels=panels).state({})
    assert seen == [3, 4]


def test_drawing_twice_is_the_same():
    once = page.published(make(n=[1, 2]))
    gc.collect()
    assert once == page.published(make(n=[1, 2]))
