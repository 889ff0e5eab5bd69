// Shows one state of an explorer: its title, its picture, its caption and its text.
class Stage {
  constructor(figure) {
    this.figure = figure;
    this.picture = figure.querySelector(".mc-stage");
    this.title = figure.querySelector(".mc-title");
    this.caption = figure.querySelector(".mc-caption");
    this.reading = figure.querySelector(".mc-text");
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
    const { title, caption, text } = this.state(number);
    this.reserve();
    this.glide.show(this.markup(number), milliseconds, ease);
    this.title.textContent = title;
    this.caption.replaceChildren(...this.words(caption));
    this.reading?.replaceChildren(...this.columns(text));
    this.figure.dataset.state = number;
  }

  // Room for the longest text of all states at this width, so that nothing below jumps.
  reserve() {
    const width = this.reading?.clientWidth;
    if (!width || width === this.reserved) return;
    this.reserved = width;
    this.reading.style.minHeight = "";
    const heights = this.data.states.filter(({ text }) => Array.isArray(text)).map(({ text }) => {
      this.reading.replaceChildren(...this.columns(text));
      return this.reading.offsetHeight;
    });
    this.reading.style.minHeight = `${Math.max(0, ...heights)}px`;
  }

  // What a caption says of the controls is seen only where they are: as in page.py.
  words(caption) {
    const [words, how] = caption.split(/( [^.]*\b[Pp]ress Play\.)$/);
    if (!how) return [words];
    return [words, Object.assign(document.createElement("span"), { className: "mc-how", textContent: how })];
  }

  columns(text) {
    return (text ?? []).map(([heading, passages]) => {
      const column = document.createElement("div");
      if (heading) column.append(this.paragraph(heading, "mc-heading"));
      column.append(...passages.map((passage) => this.paragraph(passage)));
      return column;
    });
  }

  paragraph(text, kind) {
    const made = document.createElement("p");
    if (kind) made.className = kind;
    made.textContent = text;  // a model wrote it: text, never markup
    return made;
  }
}
