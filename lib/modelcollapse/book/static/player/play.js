// Moves one slider by itself, from where it stands to its end.
const STEP = 250;  // milliseconds

class Play {
  constructor(button, slider, show) {
    Object.assign(this, { button, slider, show });
    button.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
  }

  atEnd() {
    return this.slider.value === this.slider.max;
  }

  start() {
    if (this.atEnd()) this.slider.value = 0;
    this.label("Pause", true);
    this.show();
    this.timer = setInterval(() => {
      this.slider.value = Number(this.slider.value) + 1;
      this.show();
      if (this.atEnd()) this.stop();
    }, STEP);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.label("Play", false);
  }

  label(text, pressed) {
    this.button.textContent = text;
    this.button.setAttribute("aria-pressed", pressed);
  }
}
