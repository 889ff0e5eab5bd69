// Paper does not play: a figure that nobody has moved prints the end of what Play would show.
class Print {
  constructor(explorer) {
    Object.assign(this, { explorer, untouched: explorer.shown });
    addEventListener("beforeprint", () => this.before());
    addEventListener("afterprint", () => this.after());
  }

  before() {
    this.explorer.stage.glide.finish();
    const { play, shown } = this.explorer;
    if (!play || shown !== this.untouched) return;
    this.stood = play.slider.value;
    this.move(play.slider.max);
  }

  after() {
    if (this.stood !== undefined) this.move(this.stood);
    this.stood = undefined;
  }

  move(value) {
    this.explorer.play.slider.value = value;
    this.explorer.refresh();
  }
}
