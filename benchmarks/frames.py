"""How smoothly figures glide on a slow phone: ``python -m benchmarks.frames``, after ``make book``.

Chromium, with its processor slowed down four times, moves the slider of every explorer a few steps. A frame is the time
from one repaint to the next while the picture is on its way; sixty in a second are 17 milliseconds each.
"""

from __future__ import annotations

import os

import pandas as pd

from tests.site.browser import PHONE, browser, serve
from tests.site.conftest import ALL, BUILT, explorers
from tests.site.test_explorers import OPENED

SLOWER = 4
STEPS = 6
GLIDE = """async (figure, steps) => {
    const slider = figure.querySelector(".mc-moving input") ?? figure.querySelector("input[type=range]:not(.mc-entry, .mc-knot)");
    if (!slider) return [];
    figure.scrollIntoView({ block: "center", behavior: "instant" });
    const stage = figure.querySelector(".mc-stage"), frames = [];
    const repainted = () => new Promise((seen) => requestAnimationFrame(seen));
    slider.value = 0;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    for (let i = 0; i < steps; i++) {
        await new Promise((rested) => setTimeout(rested, 400));
        slider.value = Number(slider.value) + 1;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        let last = await repainted();
        while ("gliding" in stage.dataset) {
            const now = await repainted();
            frames.push(now - last);
            last = now;
        }
    }
    return frames;
}"""


def frames(started, address: str, explorer: str) -> list[float]:
    """Return the milliseconds of each frame while an explorer, ``page#id``, glides; none where it has no slider."""
    name, id = explorer.split("#")
    page = started.new_page(viewport=PHONE)
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
    print(f"Milliseconds a frame, processor slowed {SLOWER} times; load of this machine {os.getloadavg()[0]:.1f}")
    print(table(measured).to_string(float_format="{:.0f}".format))
