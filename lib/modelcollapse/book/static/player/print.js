// Paper does not play: a figure that nobody has moved prints the state that answers its question, or the end of what
// Play would show.
class Print {
  constructor(explorer) {
    Object.assign(this, { explorer, untouched: explorer.shown });
    addEventListener("beforeprint", () => this.before());
    addEventListener("afterprint", () => this.after());
  }

  before() {
    const { stage, guess, play, controls, shown } = this.explorer;
    stage.glide.finish();
    this.asked = guess?.state === "asked";
    const plays = play && !guess && shown === this.untouched;
    if (!this.asked && !plays) return;
    this.stood = controls.state();
    if (plays) controls.place(play.slider, controls.last(play.slider));
    else {
      guess.rest();
      controls.put(guess.data.at);
    }
    this.explorer.refresh();
  }

  after() {
    if (this.stood === undefined) return;
    this.explorer.controls.put(this.stood);
    if (this.asked) this.explorer.guess.ask();
    this.explorer.refresh();
    this.stood = undefined;
  }
}
