"""One explorer: what it refuses, what it embeds, what it shows with a kernel and without one."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelcollapse.book import explore, figure, style
from modelcollapse.book.explore import BUILD_VARIABLE, MAX_STATES, shown_value


def draw(ax, **params):
    ax.plot([0, sum(value for value in params.values() if not isinstance(value, str)) + 1], color=style.REAL)
    ax.set_title(", ".join(f"{name} is {value}" for name, value in params.items()))


def describe(**params):
    return "State " + ", ".join(f"{name}={value}" for name, value in params.items())


def make(**controls):
    options = {name: controls.pop(name) for name in ("labels", "start", "play", "panels", "size") if name in controls}
    return explore(draw, alt=describe, **options, **controls)


@pytest.fixture
def building(monkeypatch):
    monkeypatch.setenv(BUILD_VARIABLE, "1")


@pytest.fixture
def live(monkeypatch):
    monkeypatch.delenv(BUILD_VARIABLE, raising=False)


# What it refuses


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"n": []}, "n must be at least one value"),
        ({"n": [1, 1]}, "all different"),
        ({"n": range(MAX_STATES + 1)}, "at most 250 states"),
        ({"n": range(16), "m": range(16)}, "at most 250 states"),
        ({"n": [1, 2], "labels": {"m": "samples"}}, "labels must be about the controls n"),
        ({"n": [1, 2], "start": {"m": 1}}, "start must be about the controls n"),
        ({"n": [1, 2], "start": {"n": 3}}, "start must be one of"),
        ({"n": [1, 2], "play": "m"}, "play must be one of 'n'"),
        ({"kind": ["a", "b"], "play": "kind"}, "play must be a control with numbers"),
    ],
)
def test_bad_settings_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        make(**settings)


def test_as_many_states_as_the_budget_allows():
    assert make(n=range(MAX_STATES)).n_states == MAX_STATES


def test_a_failing_draw_is_not_swallowed():
    def fail(ax, n):
        raise ZeroDivisionError("drawn badly")

    failing = explore(fail, alt=lambda n: "x", n=[0, 1])
    for show in (failing.payload, failing.widget, failing._repr_mimebundle_, lambda: failing.render({"n": 0})):
        with pytest.raises(ZeroDivisionError, match="drawn badly"):
            show()


def test_a_draw_that_fails_in_one_state_only_stops_the_build(building):
    def fail(ax, n):
        ax.plot([1 / (n - 2)])

    with pytest.raises(ZeroDivisionError):
        explore(fail, alt=lambda n: "x", n=[0, 1, 2])._repr_mimebundle_()


def test_moving_a_live_control_into_a_failing_state_raises(live):
    def fail(ax, n):
        ax.plot([1 / (n - 1)])

    slider, _stage = explore(fail, alt=lambda n: "x", n=[0, 1]).widget().children
    with pytest.raises(ZeroDivisionError):
        slider.value = 1


# The grid


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4), min_size=1, max_size=3))
def test_states_count_like_digits_with_the_last_control_fastest(sizes):
    made = make(**{name: range(size) for name, size in sizes.items()})
    for number, state in enumerate(made.states()):
        index = 0
        for name, size in sizes.items():  # the player's own sum
            index = index * size + made.controls[name].index(state[name])
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
    payload = json.loads(json.dumps(made.payload()))
    for state, pieces, words in zip(made.states(), payload["states"], payload["alt"], strict=True):
        assert "".join(payload["pieces"][piece] for piece in pieces) == made.render(state)
        assert words == describe(**state)
    assert len(set(payload["pieces"])) == len(payload["pieces"]), "a piece is stored twice"


def test_states_share_their_pieces():
    payload = make(n=range(20)).payload()
    assert len(payload["pieces"]) < sum(map(len, payload["states"])) / 4


def test_build_has_html_only(building):
    bundle = make(n=[1, 2])._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "mc-states" in bundle["text/html"]


def test_kernel_has_a_widget_and_a_still_picture(live):
    bundle = make(n=[1, 2])._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "mc-states" not in bundle["text/html"], "drawing every state takes too long for a live kernel"
    assert "<svg" in bundle["text/html"]
    assert bundle["text/plain"] == "State n=1"


def test_figure_without_controls_is_the_same_everywhere(live, monkeypatch):
    still = figure(lambda ax: ax.plot([1, 2]), alt="Two points.")
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

    made = explore(watched, alt=describe, n=[1, 5], kind=["a", "b"])
    slider, dropdown, stage = made.widget().children
    assert calls == [(1, "a")]
    seen = [stage.value]
    slider.value = 5
    seen.append(stage.value)
    dropdown.value = "b"
    seen.append(stage.value)
    assert calls == [(1, "a"), (5, "a"), (5, "b")]
    assert len(set(seen)) == 3
    assert "State n=5, kind=b" in stage.value
    assert slider.description == "n"


def test_widget_starts_where_the_page_does(live):
    made = make(n=[1, 2, 3], start={"n": 2})
    assert made.widget().children[0].value == 2
    assert "State n=2" in made.widget().children[-1].value


@pytest.mark.parametrize("words", ['<b onclick="x">&', "</script><script>alert(1)</script>", "a < b & c"])
def test_words_are_escaped(words, building):
    made = explore(draw, alt=lambda n: f"{words} {n}", labels={"n": words}, n=[1, 2])
    html = made._repr_mimebundle_()["text/html"]
    visible, _, stored = html.partition('<script type="application/json" class="mc-states">')
    assert words not in visible
    assert stored.count("</script>") == 1, "the text ends the script"
    assert json.loads(stored.split("</script>")[0])["alt"] == [f"{words} 1", f"{words} 2"]


def test_words_are_escaped_in_the_widget(live):
    made = explore(draw, alt=lambda n: "<b>bold</b>", n=[1, 2])
    assert "<b>" not in made.widget().children[-1].value


def test_choices_are_escaped():
    html = make(kind=["<i>", '"'], n=[1]).to_html(interactive=False)
    assert "<option selected>&lt;i&gt;</option>" in html


def test_controls_have_labels_and_values():
    html = make(n=[10, 1000], kind=["a", "b"], labels={"n": "samples n"}, start={"n": 1000}).to_html(interactive=False)
    id = re.search(r'<label for="([^"]+)">samples n</label>', html).group(1)
    assert f'id="{id}" name="n" min="0" max="1" step="1" value="1" aria-valuetext="1,000"' in html
    assert re.search(r'<label for="([^"]+)">kind</label><select id="\1"', html)


def test_play_moves_generations_unless_told_otherwise():
    assert make(generation=[0, 1], n=[1, 2]).play == "generation"
    assert make(generation=[0, 1], n=[1, 2], play="n").play == "n"
    assert "mc-play" not in make(n=[1, 2]).to_html(interactive=False)
    assert 'data-play="generation"' in make(generation=[0, 1]).to_html(interactive=False)


@pytest.mark.parametrize(
    ("value", "text"), [(1000, "1,000"), (0.1 + 0.2, "0.3"), ("mle", "mle"), (1e-5, "1e-05"), (-3, "-3")]
)
def test_values_read_well(value, text):
    assert shown_value(value) == text


# The picture


def test_palette_follows_the_theme():
    for color, variable in style.CSS_VARIABLES.items():
        picture = explore(lambda ax, n, color=color: ax.plot([0, n], color=color), alt=lambda n: "x", n=[1]).render(
            {"n": 1}
        )
        assert f"var({variable},{color})" in picture


def test_text_stays_text():
    assert re.search(r"<text[^>]*>n is 1</text>", make(n=[1]).render({"n": 1}))


def test_no_id_is_used_twice_and_every_reference_resolves():
    one, other = make(n=[1, 2]), make(m=[1, 2])
    page = one.to_html(interactive=False) + other.to_html(interactive=False)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), [id for id in ids if ids.count(id) > 1]
    references = re.findall(r'(?:href="|url\()#([^")]+)', page) + re.findall(r'(?:aria-labelledby|for)="([^"]+)"', page)
    assert set(references) <= set(ids)


def test_the_readers_own_settings_do_not_matter():
    import matplotlib

    before = make(n=[1]).render({"n": 1})
    with matplotlib.rc_context({"lines.linewidth": 9, "axes.facecolor": "red", "text.usetex": False, "font.size": 30}):
        assert make(n=[1]).render({"n": 1}) == before


def test_panels_are_a_list():
    seen = []
    explore(lambda axes, n: seen.extend(axes), alt=lambda n: "x", panels=3, n=[1]).render({"n": 1})
    assert len(seen) == 3


def test_drawing_twice_is_the_same():
    made = make(n=[1, 2])
    assert made.to_html(interactive=True) == make(n=[1, 2]).to_html(interactive=True)
