// Moves the controls to a state: what plays goes there step by step, the others at once.
const LONGEST = 2500;  // milliseconds of a whole journey
const SHORTEST_STEP = 50;
const FIRST = [3, 2.4, 1.7];  // times as long: the first steps are seen one by one, the others as a film

class Journey {
  constructor(explorer, state, arrived) {
    Object.assign(this, { explorer, arrived, state, slider: explorer.play?.slider });
    const stood = this.slider?.value;
    explorer.controls.put(state);
    if (!this.slider) return void this.finish();
    this.goal = Number(this.slider.value);
    this.slider.value = stood;
    const steps = this.goal - stood;
    if (!steps || matchMedia("(prefers-reduced-motion: reduce)").matches) return void this.finish();
    const stride = Math.ceil(Math.abs(steps) * SHORTEST_STEP / LONGEST);
    explorer.refresh();
    this.pace = Math.min(STEP, LONGEST * stride / Math.abs(steps));
    this.slow = Math.abs(steps) > 2 * FIRST.length ? [...FIRST] : [];
    this.wait(stride);
  }

  wait(stride) {
    const pace = this.pace * (this.slow.shift() ?? 1);
    this.timer = setTimeout(() => this.step(stride, pace), pace);
  }

  left() {
    return this.goal - Number(this.slider.value);
  }

  step(stride, pace) {
    const left = this.left();
    this.slider.value = Number(this.slider.value) + Math.sign(left) * Math.min(stride, Math.abs(left));
    this.explorer.refresh(pace, steady);
    this.lead(pace, steady);
    if (this.left() === 0) this.finish();
    else this.wait(stride);
  }

  finish() {
    clearTimeout(this.timer);
    this.explorer.controls.put(this.state);
    this.explorer.refresh();
    if (this.slider) this.lead();
    this.arrived();
  }

  // Explorers that share the slider come along.
  lead(milliseconds, ease) {
    this.explorer.followers.forEach((follow) => follow(this.slider, milliseconds, ease));
  }
}
