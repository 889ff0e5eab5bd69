// A line drawn over the empty plot: a pointer pulls the knots that it passes, a keyboard moves each by itself.
const BEND = 0.06;  // as in guess.py

class Drawing {
  constructor(figure, { knots, shown }, changed) {
    Object.assign(this, { knots, shown, changed });
    this.ground = figure.querySelector(".mc-knots");
    this.inputs = [...this.ground.querySelectorAll("input")];
    this.inputs.forEach((input, i) => {
      input.addEventListener("input", () => { this.tell(i); changed(); });
      input.addEventListener("focus", () => { this.held = i; changed(); });
      input.addEventListener("blur", () => { this.held = undefined; changed(); });
      this.tell(i);
    });
    this.ground.addEventListener("pointerdown", (event) => this.begin(event));
    this.ground.addEventListener("pointermove", (event) => this.drawn && this.pull(event));
    for (const end of ["pointerup", "pointercancel"]) this.ground.addEventListener(end, () => { this.drawn = null; });
    this.ground.hidden = false;
  }

  get value() { return this.inputs.map((input) => Number(input.value)); }

  tell(i) { this.inputs[i].setAttribute("aria-valuetext", this.shown[this.inputs[i].value]); }

  allows(guess) {
    const level = (place) => Number.isInteger(place) && place >= 0 && place < this.shown.length;
    return Array.isArray(guess) && guess.length === this.knots.length && guess.every(level);
  }

  // Where it ends, and when it does most of its way: as Line.summary in guess.py.
  reply(guess) {
    const [first, last] = [guess[0], guess.at(-1)];
    const mean = guess.reduce((sum, place) => sum + place, 0) / guess.length;
    const bend = (mean - (first + last) / 2) / (this.shown.length - 1) * (last < first ? -1 : 1);
    return 3 * last + (bend > BEND ? 0 : bend < -BEND ? 2 : 1);
  }

  begin(event) {
    this.ground.setPointerCapture(event.pointerId);
    this.drawn = null;
    this.pull(event);
  }

  pull(event) {
    const { left, top, width, height } = this.ground.getBoundingClientRect();
    const point = [(event.clientX - left) / width, (event.clientY - top) / height];
    const from = this.drawn ?? point;
    this.drawn = point;
    // A fast hand passes knots between two events: they lie on the way.
    this.knots.forEach(([x], i) => {
      const passed = x >= Math.min(from[0], point[0]) && x <= Math.max(from[0], point[0]);
      const way = point[0] === from[0] ? 1 : (x - from[0]) / (point[0] - from[0]);
      if (passed || i === this.nearest(point[0])) this.put(i, passed ? from[1] + way * (point[1] - from[1]) : point[1]);
    });
    this.changed();
  }

  nearest(x) {
    const far = this.knots.map(([knot]) => Math.abs(knot - x));
    return far.indexOf(Math.min(...far));
  }

  put(i, y) {
    const [, low, high] = this.knots[i];
    this.inputs[i].value = Math.round((low - y) / (low - high) * (this.shown.length - 1));  // a slider keeps its limits
    this.tell(i);
  }

  focus() { this.inputs[0].focus({ preventScroll: true }); }
}
