// Shows one state of an explorer: its title, its picture, its caption and its text.
class Stage {
  constructor(figure) {
    const { pieces, states } = JSON.parse(figure.querySelector("script.mc-states").textContent);
    Object.assign(this, { figure, pieces, states });
    this.picture = figure.querySelector(".mc-stage");
    this.title = figure.querySelector(".mc-title");
    this.caption = figure.querySelector(".mc-caption");
    this.reading = figure.querySelector(".mc-text");
  }

  show(number) {
    const { title, caption, svg, text } = this.states[number];
    this.picture.innerHTML = svg.map((piece) => this.pieces[piece]).join("");
    this.title.textContent = title;
    this.caption.textContent = caption;
    this.reading?.replaceChildren(...(text ?? []).map(([heading, passages]) => {
      const column = document.createElement("div");
      if (heading) column.append(this.paragraph(heading, "mc-heading"));
      column.append(...passages.map((passage) => this.paragraph(passage)));
      return column;
    }));
    this.figure.dataset.state = number;
  }

  paragraph(text, kind) {
    const made = document.createElement("p");
    if (kind) made.className = kind;
    made.textContent = text;  // a model wrote it: text, never markup
    return made;
  }
}
