"""From one state to the next the picture glides: its words do not, nothing queues up, and it ends at the true picture."""

import numpy as np
import pytest
from modelcollapse.book import Roll, Slider, explore, guess, plots

pytestmark = pytest.mark.site
T = np.arange(21)
RECORD = """() => {
    const picture = document.querySelector(".mc-stage"), title = document.querySelector(".mc-title");
    window.frames_seen = [];
    const look = () => {
        const marks = [...picture.querySelectorAll("path[clip-path]")].map((each) => each.getAttribute("d")).join();
        frames_seen.push([marks, title.textContent]);
        window.looking = requestAnimationFrame(look);
    };
    look();
}"""


def draw(ax, height, generation=20, seed=0, kind="a"):
    ax.set(xlim=(0, 20), ylim=(0, 12))
    plots.growing(ax, {"curve": (height * np.exp(-T / 20) + 0.1 * seed, "#0072b2")}, generation)
    if kind == "b":
        plots.bars(ax, [1, 2])


def say(height, generation=20, seed=0, kind="a"):
    return f"Height {height}, generation {generation}", f"Run {seed} of kind {kind} starts at {height}."


def make(**controls):
    return explore(draw, say, controls={"height": [2, 4, 10]} | controls)


def pictures(made):
    return ["".join(state.pieces) for state in made.all_states()]


def at_rest(page):
    page.wait_for_function("!document.querySelector('[data-gliding]')")


def marks_of(page, pictures):
    """The curve of each picture, as the browser reads it."""
    return page.evaluate(
        """pictures => pictures.map((each) => {
            const made = Object.assign(document.createElement("div"), { innerHTML: each });
            return [...made.querySelectorAll("path[clip-path]")].map((one) => one.getAttribute("d")).join();
        })""",
        pictures,
    )


def test_a_step_glides_and_ends_at_the_true_picture(shown):
    made = make()
    page, (first, second, _) = shown(made), pictures(made)
    one, other = marks_of(page, [first, second])
    page.evaluate(RECORD)
    page.locator("[name=height]").press("ArrowRight")
    at_rest(page)
    seen = page.evaluate("frames_seen")
    between = {marks for marks, _ in seen} - {one, other}
    assert len(between) >= 3, "the curve has jumped"
    titles = list(dict.fromkeys(title for _, title in seen))
    assert titles == [say(2)[0], say(4)[0]], "words stand at true states only"
    assert page.locator(".mc-stage").inner_html() == page.evaluate(
        "text => Object.assign(document.createElement('div'), { innerHTML: text }).innerHTML", second
    )


def test_a_curve_grows_from_its_end(shown):
    page = shown(explore(draw, say, controls={"height": [4], "generation": Slider([5, 10], start=5)}))
    lengths = """() => Math.max(...[...document.querySelectorAll("path[clip-path]")]
        .filter((each) => each.style.stroke.includes("real")).map((each) => each.getTotalLength()))"""
    page.evaluate(f"() => {{ window.grown = []; setInterval(() => grown.push(({lengths})()), 5); }}")
    before = page.evaluate(lengths)
    page.locator("[name=generation]").press("End")
    at_rest(page)
    after = page.evaluate(lengths)
    grown = page.evaluate("grown")
    assert before < after
    assert any(before + 2 < length < after - 2 for length in grown), "the curve jumps"
    assert all(one <= other + 0.5 for one, other in zip(grown, grown[1:], strict=False)), "it does not grow steadily"


def test_other_parts_snap(shown):
    made = make(kind=["a", "b"])
    page, wanted = shown(made), pictures(made)
    page.locator("[name=kind]").select_option("b")
    assert not page.locator("[data-gliding]").count(), "a choice is no way from one state to the next"
    assert marks_of(page, [wanted[1]]) == marks_of(page, [page.locator(".mc-stage").inner_html()])


def test_nothing_glides_where_motion_is_reduced(shown):
    page = shown(make(), reduced_motion="reduce")
    for key in ("ArrowRight", "ArrowRight", "Home"):
        page.locator("[name=height]").press(key)
        assert not page.locator("[data-gliding]").count()


def test_a_fast_drag_does_not_queue_up(shown):
    made = explore(draw, say, controls={"height": range(1, 11)})
    page, wanted = shown(made), pictures(made)
    waited = page.evaluate(
        """async () => {
            const slider = document.querySelector("[name=height]");
            for (let i = 0; i < 60; i++) {
                slider.value = i % 10;
                slider.dispatchEvent(new Event("input"));
                if (i % 3 === 0) await new Promise(requestAnimationFrame);
            }
            const last = performance.now();
            while (document.querySelector("[data-gliding]")) await new Promise(requestAnimationFrame);
            return performance.now() - last;
        }"""
    )
    assert waited < 400, f"{waited:.0f} ms after the last move the picture still glides"
    assert page.locator(".mc-title").inner_text() == say(10)[0]
    assert marks_of(page, [wanted[-1]]) == marks_of(page, [page.locator(".mc-stage").inner_html()])


def test_play_glides_too(shown):
    page = shown(explore(draw, say, controls={"height": [4], "generation": range(0, 21, 5)}))
    page.evaluate(RECORD)
    page.locator(".mc-play").click()
    page.locator(".mc-play[aria-pressed=false]").wait_for()
    at_rest(page)
    seen = page.evaluate("frames_seen")
    assert len({title for _, title in seen}) == 5
    assert len({marks for marks, _ in seen}) > 15, "it jumps from state to state"


def test_a_roll_goes_round_all_runs_and_says_which(shown):
    page = shown(explore(draw, say, controls={"height": [4], "seed": Roll(range(3))}))
    button, run = page.locator(".mc-roll"), page.locator(".mc-rolling .mc-value")
    assert (button.inner_text(), run.inner_text()) == ("Roll again", "run 1 of 3")
    assert page.locator(f"#{button.get_attribute('aria-describedby')}").inner_text() == "run 1 of 3"
    for seed in (1, 2, 0):
        button.press("Enter")
        assert run.inner_text() == f"run {seed + 1} of 3"
        assert page.locator(".mc-caption").inner_text() == say(4, seed=seed)[1]
        assert not page.locator("[data-gliding]").count(), "one run does not turn into another"
    page.wait_for_function("document.querySelector('.mc-status').textContent")
    title, caption = say(4, seed=0)
    assert page.locator(".mc-status").inner_text() == f"run 1 of 3. {title}. {caption}"


def test_data_are_read_when_the_reader_comes_near(browser, shown):
    far = '<div style="height: 5000px"></div>'
    page = shown(make(), before=far)
    parsed = "document.querySelector('figure').getBoundingClientRect().top"
    assert page.evaluate(parsed) > 4000
    page.evaluate("() => { window.read = 0; const parse = JSON.parse; JSON.parse = (text) => { if (text.includes('pieces')) read++; return parse(text); }; }")  # fmt: skip
    page.wait_for_timeout(200)
    assert page.evaluate("read") == 0, "the data of a figure far below are read on load"
    page.locator("figure").scroll_into_view_if_needed()
    page.wait_for_function("read === 1")
    page.locator("[name=height]").press("End")
    assert page.locator(".mc-title").inner_text() == say(10)[0]
    assert page.evaluate("read") == 1


def test_paper_has_figures_that_nobody_has_come_near(shown):
    page = shown(explore(draw, say, controls={"height": [4], "generation": range(4)}), before='<div style="height: 5000px"></div>')  # fmt: skip
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".mc-title").inner_text() == say(4, 3)[0]


@pytest.mark.parametrize(
    "bad", ['{"pieces": [], "states": []}', '{"states": [null, null, null]}', '{"pieces": [1], "states": [{"title": "a", "caption": "b", "svg": [0]}]}', "[]"]
)  # fmt: skip
def test_bad_data_leave_the_first_state_and_say_so(shown, bad):
    breaking = f"<script>document.querySelector('script.mc-states').textContent = {bad!r}</script>"
    page = shown(make(), make(height=[7, 9]), after=breaking)
    first, second = page.locator("figure").all()
    if first.locator(".mc-controls").is_visible():
        first.locator("[name=height]").press("End")
    assert "could not be read" in first.locator(".mc-note:visible").inner_text()
    assert first.locator(".mc-title").inner_text() == say(2)[0]
    assert first.locator(".mc-stage svg path").count() > 3
    second.locator("[name=height]").press("End")
    assert second.locator(".mc-title").inner_text() == say(9)[0]


# Explorers that share a control


def sharing(*values, name, shared="generation", predict=None, **settings):
    def say(generation, n=0):
        return f"{name} at {generation}", f"The figure {name} stands at generation {generation}."

    controls = {"generation": Slider(values, **settings)}
    asked = {"shared": shared, "predict": predict}
    return explore(lambda ax, generation: ax.plot([0, generation]), say, controls=controls, name=name, **asked)


def test_an_answer_to_a_guess_takes_the_others_along(shown):
    far = guess.number(
        "How far?", values=[1, 2], at={"generation": 20}, answer=lambda: 2, reply=lambda guess: "It goes far enough."
    )
    page = shown(sharing(*range(0, 21, 2), name="asks", predict=far), sharing(0, 5, 10, 15, 20, name="fives"))
    page.locator("#mc-asks .mc-look").click()
    page.wait_for_function("document.querySelector('#mc-fives').dataset.state === '4'")


def test_shared_controls_move_together_and_only_one_speaks(shown):
    page = shown(sharing(*range(0, 21, 2), name="even"), sharing(0, 5, 10, 15, 20, name="fives"), sharing(0, 4, name="alone", shared=()))  # fmt: skip
    page.locator("#mc-even-generation").fill("4")
    titles = page.locator(".mc-title")
    assert titles.all_inner_texts() == ["even at 8", "fives at 5", "alone at 0"], "the nearest value below"
    page.locator("#mc-fives-generation").press("End")
    assert titles.all_inner_texts() == ["even at 20", "fives at 20", "alone at 0"]
    page.wait_for_function("document.querySelector('#mc-fives .mc-status').textContent")
    page.wait_for_timeout(600)
    assert page.locator("#mc-fives .mc-status").inner_text().startswith("fives at 20")
    assert not page.locator("#mc-alone .mc-status").inner_text()


def test_a_follower_is_silent(shown):
    page = shown(sharing(0, 1, 2, name="one"), sharing(0, 1, 2, name="other"))
    page.locator("#mc-one-generation").press("ArrowRight")
    page.wait_for_function("document.querySelector('#mc-one .mc-status').textContent")
    page.wait_for_timeout(600)
    assert page.locator("#mc-other .mc-title").inner_text() == "other at 1"
    assert page.locator("#mc-other .mc-status").inner_text() == ""


def test_play_takes_the_others_along(shown):
    page = shown(sharing(*range(6), name="one"), sharing(*range(6), name="other"))
    page.locator("#mc-other .mc-play").click()
    page.locator("#mc-other [name=generation]").evaluate("each => new Promise(done => setTimeout(done, 300))")
    page.locator("#mc-one .mc-play").click()
    assert page.locator("#mc-other .mc-play").get_attribute("aria-pressed") == "false", "two leaders"
    page.locator("#mc-one .mc-play[aria-pressed=false]").wait_for()
    assert page.locator(".mc-title").all_inner_texts() == ["one at 5", "other at 5"]
