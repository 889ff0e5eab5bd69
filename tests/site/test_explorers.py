"""Every explorer of every page, moved by keyboard in a real browser: the picture and its words follow."""

import json
import statistics

import pytest

from tests.site.browser import PHONE

pytestmark = pytest.mark.site
EVERY_CONTROL = ".mc-control :is(input, select, .mc-roll)"
CALM = {"reduced_motion": "reduce", "everything": False}
NARROW = {"width": 320, "height": 740}
FRAME = 16
"""Milliseconds: a slider move repaints within one frame."""
STEP = 250
"""Milliseconds between two steps of what plays."""

MOVE_THROUGH_ALL = """(figure, enough) => {
    const data = JSON.parse(figure.querySelector("script.mc-states").textContent);
    const inputs = [...figure.querySelectorAll(".mc-control :is(input, select, .mc-roll)")];
    const counts = inputs.map((each) => JSON.parse(each.dataset.keys).length);
    const before = inputs.map((each) => each.tagName === "SELECT" ? each.selectedIndex : each.value);
    const place = (values) => inputs.forEach((each, i) => {
        if (each.tagName === "SELECT") each.selectedIndex = values[i]; else each.value = values[i];
    });
    const move = (values) => {
        place(values);
        const start = performance.now();
        inputs[inputs.length - 1].dispatchEvent(new Event("input", { bubbles: true }));
        figure.querySelector(".mc-stage").getBoundingClientRect();
        return performance.now() - start;
    };
    const report = { milliseconds: [], wrong: [], outside: [], heights: [], states: data.states.length };
    for (let state = 0; state < data.states.length; state++) {
        let rest = state;
        const values = [];
        for (let i = counts.length - 1; i >= 0; i--) { values[i] = rest % counts[i]; rest = Math.floor(rest / counts[i]); }
        let fastest = move(values);
        for (let i = 0; i < 2 && fastest >= enough; i++) {  // a busy machine is not the player's fault
            move(values.map((value, k) => (value + 1) % counts[k]));
            fastest = Math.min(fastest, move(values));
        }
        report.milliseconds.push(fastest);
        report.heights.push(Math.round(figure.getBoundingClientRect().height));
        if (figure.querySelector(".mc-caption").textContent !== data.states[state].caption ||
            figure.querySelector(".mc-title").textContent !== data.states[state].title || Number(figure.dataset.state) !== state) report.wrong.push(state);
        const box = figure.getBoundingClientRect();  // what moves with it may stand above it
        for (const text of figure.querySelectorAll("svg text, .mc-title")) {
            const { left, right, top } = text.getBoundingClientRect();
            if (left < box.left - 1 || right > box.right + 1 || top < box.top - 1) report.outside.push(`${text.textContent} [state ${state}]`);
        }
    }
    move(before);
    return report;
}"""

OPENED = """(figure) => {
    for (let fold = figure.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    while (["asked", "moving"].includes(figure.dataset.guess)) figure.querySelector(".mc-look").click();
}"""

AS_LOADED = """(figure) => {
    const playing = figure.querySelector(".mc-play[aria-pressed=true]");
    for (const each of figure.querySelectorAll(".mc-control :is(input, select, .mc-roll)")) {
        const list = each.tagName === "SELECT", place = list ? "selectedIndex" : "value";
        const first = each.type === "range" ? each.defaultValue : !list ? "0"
            : Math.max(0, [...each.options].findIndex((option) => option.defaultSelected));
        if (each[place] === first && !playing) continue;  // to draw the same again takes time
        each[place] = first;
        each.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""

READY = f"""async ([ids, theme]) => {{
    const until = async (done) => {{ while (!done()) await new Promise((next) => setTimeout(next, 5)); }};
    await until(() => document.documentElement.dataset.theme === theme);
    for (const figure of ids.map((id) => document.getElementById(id))) {{
        figure.scrollIntoView({{ block: "center", behavior: "instant" }});
        await until(() => !figure.querySelector("script.mc-states[data-src]"));
        ({OPENED})(figure);
        ({AS_LOADED})(figure);
    }}
}}"""
"""All of it in one message to the browser: of many short ones most of the time of these tests was made."""

CONTRASTS = """(figure) => {
    const channels = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => channels(color).slice(0, 3).map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    let ground = figure;
    while (ground && (channels(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
    const below = light(getComputedStyle(ground ?? document.body).backgroundColor);
    return [...figure.querySelectorAll("svg text, .mc-title, .mc-caption, .mc-control label, .mc-value, .mc-play")].map((each) => {
        const style = getComputedStyle(each);
        const above = light(each.ownerSVGElement ? style.fill : style.color);
        return [(Math.max(above, below) + 0.05) / (Math.min(above, below) + 0.05), each.textContent];
    });
}"""


SCREENS = {"desktop": {}, "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True}}


@pytest.fixture
def prepared(opened):
    """Return a page with some explorers of it as their reader first meets them, their questions answered.

    Whatever an earlier test did to them does not matter. Motion is reduced, so that what is seen after a step is a state
    and nothing on the way to it.
    """

    def find(explorers, screen="desktop", theme="light", **settings):
        page = opened(explorers[0].split("#")[0], **CALM | SCREENS[screen] | settings).page
        page.emulate_media(color_scheme=theme)
        page.evaluate(READY, [[each.split("#")[1] for each in explorers], theme])
        return page

    return find


@pytest.fixture
def at(prepared):
    """Return one explorer of a page that is prepared."""

    def find(explorer, *where, **settings):
        return prepared([explorer], *where, **settings).locator(f"figure#{explorer.split('#')[1]}")

    return find


def each_of(page, explorers, function):
    """Return what a function of the page's language says of each of its explorers."""
    found = page.evaluate(
        f"ids => ids.map(id => ({function})(document.getElementById(id)))", [e.split("#")[1] for e in explorers]
    )
    return dict(zip(explorers, found, strict=True))


@pytest.fixture
def measured(prepared):
    """Return what a function of the page's language says of each explorer of a page, all prepared before it looks."""

    def find(exploring, function, **settings):
        return each_of(prepared(exploring, **settings), exploring, function)

    return find


@pytest.fixture(scope="module")
def known():
    """What was seen on the way through all states, by explorer and screen."""
    return {}


@pytest.fixture
def walk(at, known):
    """Move an explorer through all its states, once on each screen: several tests ask what was seen on the way."""

    def through(explorer, screen="desktop"):
        if (explorer, screen) not in known:
            figure = at(explorer, screen)
            before = seen(figure)
            known[explorer, screen] = figure.evaluate(MOVE_THROUGH_ALL, FRAME) | {"back": seen(figure) == before}
        return known[explorer, screen]

    return through


SEEN = """(figure) => {
    const [title, caption, stage] = [".mc-title", ".mc-caption", ".mc-stage"].map((each) => figure.querySelector(each));
    return [stage.innerHTML, title.innerText + caption.innerText];
}"""


def seen(figure):
    """The picture and its words."""
    return figure.evaluate(SEEN)


FOCUSED = "each => { each.focus(); return document.activeElement === each; }"


def step(figure, control, keys):
    """Press keys on a focused control, and return what the page then shows."""
    assert control.evaluate(FOCUSED), "the control takes no focus"
    for key in keys:
        control.press(key)
    return seen(figure)


def to_the_end(figure, skip=None):
    """Move every control but one to its last value by keyboard, where states mostly differ most."""
    for control in figure.locator(".mc-control input, .mc-control select").all():
        if control.get_attribute("name") != skip:
            control.press("End")


def forth_and_back(control):
    """The keys that move a control one step, and back again; a roll comes back when it has gone round."""
    if control.get_attribute("type") == "button":
        return ["Enter"], ["Enter"] * (len(json.loads(control.get_attribute("data-keys"))) - 1)
    if control.get_attribute("type") != "range":
        return ["ArrowDown"], ["ArrowUp"]
    at_end = control.input_value() == control.get_attribute("max")
    return (["ArrowLeft"], ["ArrowRight"]) if at_end else (["ArrowRight"], ["ArrowLeft"])


def test_every_control_moves_the_picture_and_the_words(at, explorer):
    """One step of a control shows, where the explorer opens or with the other controls at their ends.

    Not in every state: before the first generation, or without any bias, some things make no difference.
    """
    figure = at(explorer)
    controls = figure.locator(EVERY_CONTROL).all()
    assert controls, f"{explorer} has no control"
    for control in controls:
        name, changes = control.get_attribute("name"), []
        for others_at_end in (False, True):
            figure.evaluate(AS_LOADED)
            if others_at_end:
                to_the_end(figure, skip=name)
            forth, back = forth_and_back(control)
            before = seen(figure)
            after = step(figure, control, forth)
            changes.append(
                {part for part, old, new in zip(("picture", "text"), before, after, strict=True) if old != new}
            )
            assert step(figure, control, back) == before, f"{explorer}: {name} back again shows something else"
        assert {"picture", "text"} in changes, f"{explorer}: a step of {name} does not change both: {changes}"


def test_every_slider_reaches_both_ends(at, explorer):
    figure = at(explorer)
    for control in figure.locator(".mc-control input[type=range]").all():
        values = control.evaluate("each => JSON.parse(each.dataset.values)")
        for key, value in (("End", values[-1]), ("Home", values[0])):
            step(figure, control, [key])
            told = control.get_attribute("aria-valuetext")
            assert told == value, f"{explorer}: {key} on {control.get_attribute('name')} says {told}, not {value}"
            assert control.locator("xpath=../span").inner_text() == value


@pytest.mark.parametrize("screen", SCREENS)
def test_every_state_is_right(walk, explorer, screen):
    report = walk(explorer, screen)
    assert report["wrong"] == [], f"{explorer}: these states show another's text"
    assert report["back"], f"{explorer}: back where it began it shows something else"


def test_a_move_repaints_within_a_frame(walk, explorer):
    report = walk(explorer)
    typical, worst = statistics.median(report["milliseconds"]), max(report["milliseconds"])
    print(f"{explorer}: {report['states']} states, {typical:.1f} ms a move, {worst:.1f} ms at worst")
    assert typical < FRAME, f"{explorer}: a slider move takes {typical:.1f} ms"


@pytest.mark.parametrize("screen", SCREENS)
def test_words_in_the_picture_fit(walk, explorer, screen):
    outside = walk(explorer, screen)["outside"]
    assert outside == [], f"{explorer}: {len(outside)} texts reach out of the figure, e.g. {outside[:3]}"


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_below_jumps(walk, explorer, screen):
    """The figure is as tall in every state."""
    heights = walk(explorer, screen)["heights"]
    assert max(heights) - min(heights) <= 1, f"{explorer}: from {min(heights)} to {max(heights)} px"


def test_play_plays_and_pauses(at, explorer):
    figure = at(explorer, clock=True)
    button = figure.locator(".mc-play")
    if button.count() == 0:
        assert figure.get_attribute("data-play") == ""
        return
    slider = figure.locator(f"input[name='{figure.get_attribute('data-play')}']")
    slider.fill("0")
    assert (button.inner_text(), button.get_attribute("aria-pressed")) == ("Play", "false")
    button.press("Enter")
    assert (button.inner_text(), button.get_attribute("aria-pressed")) == ("Pause", "true")
    enough = min(2, int(slider.get_attribute("max")) - 1)  # at the end Play ends by itself
    while int(slider.input_value()) < enough:
        figure.page.clock.run_for(STEP)
    button.press("Space")
    assert (button.inner_text(), button.get_attribute("aria-pressed")) == ("Play", "false")
    stopped = slider.input_value()
    figure.page.clock.run_for(4 * STEP)
    assert slider.input_value() == stopped, f"{explorer} goes on playing after Pause"


def test_play_ends_at_the_end_and_begins_again(at, explorer):
    figure = at(explorer)
    button = figure.locator(".mc-play")
    if button.count() == 0:
        return
    slider = figure.locator(f"input[name='{figure.get_attribute('data-play')}']")
    last = slider.get_attribute("max")
    slider.fill(str(int(last) - 1))
    button.click()
    figure.locator(".mc-play[aria-pressed=false]").wait_for()
    assert slider.input_value() == last
    button.click()
    assert int(slider.input_value()) < int(last), f"{explorer}: Play at the end does nothing"


def test_moving_a_slider_stops_the_play(at, explorer):
    figure = at(explorer)
    button = figure.locator(".mc-play")
    if button.count() == 0:
        return
    button.click()
    slider = figure.locator(".mc-control input[type=range]").last
    step(figure, slider, forth_and_back(slider)[0])
    assert button.get_attribute("aria-pressed") == "false"


UNNAMED = """(figure) => {
    const text = (each) => each?.innerText.trim();
    const faults = [...figure.querySelectorAll(".mc-control :is(input, select)")].filter((each) => {
        const labels = [...figure.querySelectorAll(`label[for="${each.id}"]`)];
        return labels.length !== 1 || !text(labels[0]);
    }).map((each) => each.name);
    if (figure.querySelector(".mc-controls").getAttribute("role") !== "group") faults.push("controls");
    const stage = figure.querySelector(".mc-stage"), named = stage.getAttribute("aria-labelledby").split(" ");
    const right = named.length === 2 && [".mc-title", ".mc-caption"].every(
        (part, i) => text(document.getElementById(named[i])) === text(figure.querySelector(part)));
    if (stage.getAttribute("role") !== "img" || !right) faults.push("picture");
    return faults;
}"""


def test_controls_and_pictures_have_names(measured, exploring):
    assert measured(exploring, UNNAMED) == none(exploring)


def none(exploring):
    """What a search for faults finds on a page without any."""
    return {explorer: [] for explorer in exploring}


COLORS = "figure => [...figure.querySelectorAll('svg *')].map(each => getComputedStyle(each).stroke + getComputedStyle(each).fill)"


def test_pictures_follow_the_dark_theme(measured, exploring):
    light, dark = (measured(exploring, COLORS, theme=theme) for theme in ("light", "dark"))
    for explorer in exploring:
        assert len(light[explorer]) == len(dark[explorer])
        assert light[explorer] != dark[explorer], f"{explorer} looks the same in the dark"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read(measured, exploring, theme):
    contrasts = measured(exploring, CONTRASTS, theme=theme)
    faint = {explorer: [(round(r, 1), text) for r, text in found if r < 4.5] for explorer, found in contrasts.items()}
    assert faint == none(exploring), f"{theme}: contrast below 4.5"


ENLARGED = "size => { document.documentElement.style.fontSize = size; }"
OUTSIDE = """(figure) => {
    const panel = figure.getBoundingClientRect();
    return [...figure.querySelectorAll(".mc-control :is(input, select, .mc-roll, label), .mc-play")]
        .map((each) => [each.name || each.textContent, each.getBoundingClientRect()])
        .filter(([, box]) => box.left < panel.left || box.right > panel.right).map(([name]) => name);
}"""


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (360, "150%"), (1280, "200%")])
def test_controls_stay_in_their_panel(prepared, exploring, width, size):
    """WCAG 1.4.4 and 1.4.10: on a screen of 320 px, and with letters of twice the size."""
    page = prepared(exploring, viewport=NARROW)
    page.set_viewport_size(NARROW | {"width": width})
    page.evaluate(ENLARGED, size)
    outside = each_of(page, exploring, OUTSIDE)
    page.evaluate(ENLARGED, "")
    assert outside == none(exploring), f"at {width} px and {size}"


def test_controls_work_on_a_phone(at, explorer):
    figure = at(explorer, "phone")
    width = figure.bounding_box()["width"]
    assert width <= PHONE["width"]
    for control in figure.locator(f"{EVERY_CONTROL}, .mc-play").all():
        box = control.bounding_box()
        assert box["height"] >= 44, f"{explorer}: {box['height']:.0f} px are too low for a finger"
        if control.get_attribute("type") == "range":
            assert box["width"] >= 300, f"{explorer}: a slider of {box['width']:.0f} px shares its line"
        assert box["width"] >= 60, f"{explorer}: {box['width']:.0f} px are too narrow for a finger"
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    slider = figure.locator(".mc-control input[type=range]").last
    if slider.count() == 0:
        return
    before = seen(figure)
    far = 0.1 if int(slider.input_value()) * 2 > int(slider.get_attribute("max")) else 0.9  # away from where it stands
    slider.click(position={"x": slider.bounding_box()["width"] * far, "y": 8})
    assert seen(figure) != before, f"{explorer}: touching the last slider changes nothing"


CLOSE = """(figure) => {
    const boxes = [...figure.querySelectorAll(".mc-control :is(select, button)")].map((each) => [each, each.getBoundingClientRect()]);
    const found = [];
    for (const [one, a] of boxes) for (const [other, b] of boxes) {
        const above = b.top - a.bottom, beside = Math.min(a.right, b.right) > Math.max(a.left, b.left);
        if (one !== other && beside && b.top >= a.top && above < 4) found.push([one.name, other.name || other.textContent, above]);
    }
    return found;
}"""
WANTED = """(figure) => [...figure.querySelectorAll(".mc-control select")].map((each) => {
    const width = each.getBoundingClientRect().width;
    each.style.flex = "0 0 auto";
    each.style.width = each.style.maxWidth = "max-content";
    const wanted = each.getBoundingClientRect().width;
    each.removeAttribute("style");
    return [each.name, width, wanted];
})"""


@pytest.mark.parametrize("screen", SCREENS)
def test_controls_keep_their_distance(measured, exploring, screen):
    assert measured(exploring, CLOSE, screen=screen) == none(exploring)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_list_is_as_wide_as_its_words(measured, exploring, screen):
    for explorer, lists in measured(exploring, WANTED, screen=screen).items():
        for name, width, wanted in lists:
            assert width <= max(wanted, 120) + 1, f"{explorer}: {name} is {width:.0f} px wide for words of {wanted:.0f}"


PLACES = """(figure) => [figure, ...[".mc-caption", ".mc-share summary"].map((each) => figure.querySelector(each))]
    .map((each) => each.getBoundingClientRect().bottom).concat(figure.querySelector(".mc-share summary").getBoundingClientRect().top)"""


@pytest.mark.parametrize("screen", SCREENS)
def test_the_way_to_share_stands_within_the_panel_below_all_words(measured, exploring, screen):
    for explorer, (panel, words, end, begin) in measured(exploring, PLACES, screen=screen).items():
        assert words <= begin + 1, explorer
        assert begin < end <= panel - 1, explorer


HEIGHTS = "figure => [...figure.querySelectorAll('svg text')].map(each => parseFloat(getComputedStyle(each).fontSize) * each.ownerSVGElement.getScreenCTM().a)"


def test_text_is_legible_on_a_phone(measured, exploring):
    for explorer, heights in measured(exploring, HEIGHTS, screen="phone").items():
        smallest = min(heights, default=11)  # a picture may have no words
        assert smallest >= 11, f"{explorer}: text of {smallest:.1f} px at 360 px"


MOTIONS = "figure => figure.getAnimations({ subtree: true }).length"


def test_nothing_moves_on_its_own(prepared, exploring):
    page = prepared(exploring)
    before = each_of(page, exploring, SEEN)
    page.wait_for_timeout(300)
    assert each_of(page, exploring, SEEN) == before
    assert not any(each_of(page, exploring, MOTIONS).values())


def test_a_step_shows_where_motion_is_reduced(at, explorer):
    figure = at(explorer)
    before = seen(figure)
    to_the_end(figure)  # a roll of what has not begun shows nothing new
    ended = seen(figure)
    control = figure.locator(EVERY_CONTROL).last
    after = step(figure, control, forth_and_back(control)[0])
    # A step back from the end may lead to where it began, and a list at its end stays there.
    assert not before == ended == after, f"{explorer} stands still where motion is reduced"
