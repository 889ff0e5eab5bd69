// Keeps room for the longest text to read among all states: what stands below does not jump. Titles and captions have
// theirs from the style sheet.
class Room {
  constructor(stage) {
    if (!stage.reading) return;
    Object.assign(this, { stage, width: 0 });
    new ResizeObserver(() => this.measure()).observe(stage.figure);
  }

  measure() {
    const { reading, data } = this.stage;
    if (reading.clientWidth === this.width) return;
    this.width = reading.clientWidth;
    const trial = reading.cloneNode(false);
    trial.classList.add("mc-trial");
    trial.setAttribute("aria-hidden", "true");
    trial.style.width = `${reading.getBoundingClientRect().width}px`;
    reading.after(trial);
    const texts = new Set(data.states.map(({ text }) => JSON.stringify(text ?? [])));
    const heights = [...texts].map((text) => {
      trial.replaceChildren(...this.stage.columns(JSON.parse(text)));
      return trial.getBoundingClientRect().height;
    });
    trial.remove();
    reading.style.minHeight = `${Math.ceil(Math.max(...heights))}px`;
  }
}
