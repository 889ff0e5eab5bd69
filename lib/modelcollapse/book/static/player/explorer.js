// One figure with all its states: the controls choose, the stage shows, the announcer says.
class Explorer {
  constructor(figure) {
    this.stage = new Stage(figure);
    this.controls = new Controls(figure);
    this.announcer = new Announcer(figure);
    const button = figure.querySelector(".mc-play");
    if (button) this.play = new Play(button, this.controls.named(figure.dataset.play), () => this.show());
    this.controls.whenMoved(() => { this.play?.stop(); this.show(); });
    this.refresh();
    this.controls.box.hidden = false;
    this.guess = Guess.of(figure, this);
  }

  // Show what the controls choose, and say nothing: nobody has moved them.
  refresh() {
    this.guess?.hold();
    const state = this.controls.state();
    this.controls.tell();
    if (state === this.shown) return false;
    this.shown = state;
    this.stage.show(state);
    this.guess?.follow();
    return true;
  }

  show() {
    const { title, caption } = this.stage.states[this.controls.state()];
    if (this.refresh()) this.announcer.say(`${title}. ${caption}`);
  }
}
