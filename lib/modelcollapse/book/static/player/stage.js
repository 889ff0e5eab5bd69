// Shows one state of an explorer: its title, its picture and its caption.
class Stage {
  constructor(figure) {
    this.figure = figure;
    this.picture = figure.querySelector(".mc-stage");
    this.title = figure.querySelector(".mc-title");
    this.caption = figure.querySelector(".mc-caption");
    this.glide = new Glide(this.picture);
  }

  // All states, parsed when one of them is first needed: a page has up to a megabyte of them.
  get data() {
    return this.parsed ??= JSON.parse(this.figure.querySelector("script.mc-states").textContent);
  }

  state(number) {
    const found = this.data.states[number];
    if (typeof found?.title !== "string" || typeof found.caption !== "string") throw new Error(`there is no state ${number}`);
    return found;
  }

  markup(number) {
    const pieces = this.state(number).svg.map((piece) => this.data.pieces[piece]);
    if (pieces.some((piece) => typeof piece !== "string")) throw new Error(`state ${number} lacks a piece`);
    return pieces.join("");
  }

  // Words change at once: only the picture glides.
  show(number, milliseconds, ease) {
    const { title, caption } = this.state(number);
    this.glide.show(this.markup(number), milliseconds, ease);
    this.title.textContent = title;
    this.caption.replaceChildren(...this.words(caption));
    this.figure.dataset.state = number;
  }

  // What a caption says of the controls is seen only where they are: as in page.py.
  words(caption) {
    const [words, how] = caption.split(/( [^.]*\b[Pp]ress Play\.)$/);
    if (!how) return [words];
    return [words, Object.assign(document.createElement("span"), { className: "mc-how", textContent: how })];
  }
}
