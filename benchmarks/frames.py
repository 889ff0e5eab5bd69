"""How smoothly figures glide on a slow phone: ``python -m benchmarks.frames``, after ``make book``.

Chromium, with its processor slowed down four times, moves the slider of every explorer a few steps. While the picture is
on its way a frame has 17 milliseconds for its work, script and layout. On a machine that does other things meanwhile
repaints come late, and the medians of the work still stand.
"""

from __future__ import annotations

import os

import pandas as pd

from tests.site.browser import PHONE, browser, serve
from tests.site.conftest import ALL, BUILT, explorers
from tests.site.test_explorers import OPENED

SLOWER = 4
STEPS = 6
WATCH = """(() => {
    const repaint = window.requestAnimationFrame.bind(window);
    window.work = [];
    window.requestAnimationFrame = (act) => repaint((now) => {
        const start = performance.now();
        act(now);
        document.body?.getBoundingClientRect();
        work.push(performance.now() - start);
    });
})()"""
GLIDE = """async (figure, steps) => {
    const slider = figure.querySelector(".mc-moving input") ?? figure.querySelector("input[type=range]:not(.mc-entry, .mc-knot)");
    if (!slider) return [];
    figure.scrollIntoView({ block: "center", behavior: "instant" });
    const stage = figure.querySelector(".mc-stage"), pause = (time) => new Promise((rested) => setTimeout(rested, time));
    slider.value = 0;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await pause(400);
    work.length = 0;
    for (let i = 0; i < steps; i++) {
        slider.value = Number(slider.value) + 1;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        while ("gliding" in stage.dataset) await pause(20);
        await pause(100);
    }
    return work;
}"""


def frames(started, address: str, explorer: str) -> list[float]:
    """Return the milliseconds of work in each frame while an explorer, ``page#id``, glides; none where it has no slider."""
    name, id = explorer.split("#")
    page = started.new_context(viewport=PHONE).new_page()
    page.add_init_script(WATCH)
    page.goto(f"{address}/{name}.html", wait_until="load")
    page.evaluate(ALL)
    figure = page.locator(f"figure#{id}")
    figure.evaluate(OPENED)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found = figure.evaluate(f"figure => ({GLIDE})(figure, {STEPS})")
    page.context.close()
    return found


def table(found: dict[str, list[float]]) -> pd.DataFrame:
    """Return the median and the slow frames of each explorer, the slowest first."""
    rows = {name: pd.Series(times).quantile([0.5, 0.95, 1]).tolist() for name, times in found.items() if times}
    columns = ["median", "95 of 100", "slowest"]
    return pd.DataFrame.from_dict(rows, "index", columns=columns).sort_values("median", ascending=False)


if __name__ == "__main__":
    with serve(BUILT) as address, browser() as started:
        if started is None:
            raise SystemExit("there is no Chromium, Chrome or Edge on this machine")
        measured = {each: frames(started, address, each) for each in explorers()}
    print(
        f"Milliseconds of work a frame, processor slowed {SLOWER} times; load of this machine {os.getloadavg()[0]:.1f}"
    )
    print(table(measured).to_string(float_format="{:.0f}".format))
