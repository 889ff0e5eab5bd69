// The question of an explorer: what the reader commits to, and then the figure's answer to it.
const ENTRIES = { number: NumberEntry, choice: ChoiceEntry, line: Drawing };

class Guess {
  // A question that is broken is reported, and its figure is open.
  static of(figure, explorer) {
    if (!figure.querySelector("script.mc-asked")) return null;
    try {
      return new Guess(figure, explorer);
    } catch (error) {
      delete figure.dataset.guess;
      reportError(error);
      return null;
    }
  }

  constructor(figure, explorer) {
    this.data = JSON.parse(figure.querySelector("script.mc-asked").textContent);
    Object.assign(this, { figure, explorer, mark: new Mark(figure, this.data) });
    this.form = figure.querySelector(".mc-guess");
    this.words = figure.querySelector(".mc-replied");
    this.awaited = this.words.textContent;
    this.commit = figure.querySelector(".mc-commit");
    this.again = figure.querySelector(".mc-again");
    this.entry = new ENTRIES[this.data.kind](figure, this.data, () => this.follow());
    this.memory = new Memory(figure, this.data.question);
    this.commit.addEventListener("click", () => this.go(this.entry.value));
    figure.querySelector(".mc-look").addEventListener("click", () => this.go(null));
    this.again.addEventListener("click", () => this.forget());
    for (const each of [this.form, figure.querySelector(".mc-reply")]) each.hidden = false;
    this.ask();
    this.remember();
  }

  get state() { return this.figure.dataset.guess; }

  ask() {
    this.figure.dataset.guess = "asked";
    this.given = undefined;
    this.words.textContent = this.awaited;
    this.follow();
  }

  // On paper nobody answers: the figure does, below the question.
  rest() {
    this.figure.dataset.guess = "resting";
    this.follow();
  }

  // Until then the figure stays where it begins, whatever a browser or another figure does to its controls.
  hold() {
    if (this.state === "asked") this.explorer.controls.put(this.data.start);
  }

  // The mark follows the hand before the reader commits, and stays where it is after that.
  follow() {
    const asking = this.state === "asked";
    this.mark.show((asking ? this.entry.value : this.given) ?? null, asking ? this.entry.held : undefined);
    this.commit.disabled = asking && this.entry.value === null;
    if (this.entry.ground) this.entry.ground.hidden = !asking;
    // An answer holds where it was given; elsewhere it says where that was.
    this.figure.toggleAttribute("data-away", this.state === "open" && this.explorer.controls.state() !== this.data.at);
  }

  // Who presses a button once more on the way is there at once.
  go(guess) {
    if (!arrived(this.figure)) return this.explorer.later(() => this.go(guess));
    if (this.journey) return this.journey.finish();
    this.given = guess;
    this.memory.keep(guess);
    this.figure.dataset.guess = "moving";
    this.follow();
    // It arrives before this line ends where nothing has to be played.
    this.journey = null;
    const journey = new Journey(this.explorer, this.data.at, () => this.arrive());
    if (this.state === "moving") this.journey = journey;
  }

  arrive() {
    this.journey = null;
    const { controls, play, announcer, followers } = this.explorer;
    const held = this.form.contains(document.activeElement);
    this.open();
    if (this.explorer.broken) return;
    if (held) (play?.slider ?? controls.inputs[0]).focus({ preventScroll: true });
    announcer.say(`${this.reply()[1]} ${this.explorer.words()}`);
    if (play) followers.forEach((follow) => follow(play.slider, 0));
  }

  // What names the guess, and the sentence that answers it.
  reply() {
    return this.given === null ? ["", this.data.answer] : this.data.replies[this.entry.reply(this.given)];
  }

  open() {
    this.figure.dataset.guess = "open";
    const said = document.createElement("b");
    const [named, text] = this.reply();
    said.textContent = named;
    this.words.replaceChildren(said, text);
    this.again.textContent = this.given === null ? "Guess after all" : "Guess again";
    this.follow();
  }

  // Who follows a link to a state is shown it; the question stays open on this device.
  reveal() {
    if (this.state !== "asked") return;
    this.given = null;
    this.open();
  }

  // Who comes back finds the figure open, and at the answer unless the sliders already stand somewhere else.
  remember() {
    this.given = this.memory.recall((guess) => this.entry.allows(guess));
    if (this.given === undefined) this.hold();
    else if (this.explorer.controls.state() === this.data.start) this.explorer.controls.put(this.data.at);
    this.explorer.refresh();
    if (this.given === undefined) this.follow();
    else this.open();
  }

  forget() {
    this.explorer.play?.stop();
    this.memory.forget();
    this.ask();
    this.explorer.refresh();
    this.entry.focus();
  }
}
