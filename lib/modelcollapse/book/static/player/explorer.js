// One figure with all its states: the controls choose, the stage shows, the announcer says.
class Explorer {
  constructor(figure) {
    this.figure = figure;
    this.stage = new Stage(figure);
    this.controls = new Controls(figure);
    this.announcer = new Announcer(figure);
    this.followers = [];  // called with the control that a reader, or Play, has moved
    this.shown = this.controls.start();
    figure.dataset.state = this.shown;
    const button = figure.querySelector(".mc-play");
    const slider = button && this.controls.named(figure.dataset.play);
    if (button) this.play = new Play(button, slider, () => this.show(slider, STEP, steady));
    // Chance is rolled and a choice is made; only what slides is a way from one state to the next.
    this.controls.whenMoved((input) => { this.play?.stop(); this.show(input, input.type === "range" ? GLIDE : 0); });
    this.controls.box.hidden = false;
    this.guess = Guess.of(figure, this);
    this.refresh();
  }

  // Show what the controls choose, and say nothing: nobody has moved them. Returns whether something has changed.
  refresh(milliseconds = 0, ease = undefined) {
    try {
      this.guess?.hold();
      const state = this.controls.state();
      this.controls.tell();
      if (state === this.shown || this.broken) return false;
      if (!arrived(this.figure)) return this.later(() => this.refresh());
      this.stage.show(state, milliseconds, ease);
      this.shown = state;
      this.guess?.follow();
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  show(input, milliseconds, ease) {
    if (!arrived(this.figure)) this.later(() => this.show(input));
    if (!this.refresh(milliseconds, ease)) return;
    this.announcer.say(this.words(input));
    this.followers.forEach((follow) => follow(input, milliseconds, ease));
  }

  // What is asked of a figure before its data have come happens when they have. Nothing has changed yet.
  later(act) {
    arrival(this.figure).then(act, (error) => this.fail(error));
    return false;
  }

  words(input) {
    const { title, caption } = this.stage.state(this.shown);
    const run = input?.type === "button" ? `${input.parentElement.querySelector(".mc-value").textContent}. ` : "";
    return `${run}${title}. ${caption}`;
  }

  // Data that cannot be read: the figure keeps the state that it shows, and says so.
  fail(error) {
    if (this.broken) return;
    this.broken = true;
    this.play?.stop();
    this.controls.box.hidden = true;
    this.figure.querySelector(".mc-share")?.remove();
    const note = Object.assign(document.createElement("p"), { className: "mc-note" });
    note.textContent = "This figure cannot move here: its data could not be read. It shows one state of several.";
    this.stage.caption.after(note);
    reportError(error);
  }
}
