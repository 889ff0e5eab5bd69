// Plays the explorers: every state of a figure is embedded in the page; a control picks one.
"use strict";

class Explorer {
  constructor(figure) {
    const data = JSON.parse(figure.querySelector("script.mc-states").textContent);
    Object.assign(this, data, { figure });
    this.stage = figure.querySelector(".mc-stage");
    this.caption = figure.querySelector(".mc-alt");
    this.reading = figure.querySelector(".mc-text");
    this.inputs = [...figure.querySelectorAll(".mc-control input, .mc-control select")];
    this.inputs.forEach((input) => input.addEventListener("input", () => { this.stop(); this.show(); }));
    this.button = figure.querySelector(".mc-play");
    this.moving = this.inputs.find((input) => input.name === figure.dataset.play);
    this.button?.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
    this.caption.setAttribute("aria-live", "polite");
    figure.querySelector(".mc-controls").hidden = false;
    this.show();  // a reloaded page keeps the positions of its sliders
  }

  position(input) {
    return input.type === "range" ? Number(input.value) : input.selectedIndex;
  }

  count(input) {
    return input.type === "range" ? Number(input.max) + 1 : input.options.length;
  }

  // The states are listed with the last control varying fastest.
  index() {
    return this.inputs.reduce((sum, input) => sum * this.count(input) + this.position(input), 0);
  }

  show() {
    const state = this.index();
    for (const input of this.inputs.filter((each) => each.type === "range")) {
      const text = JSON.parse(input.dataset.values)[this.position(input)];
      input.setAttribute("aria-valuetext", text);
      input.nextElementSibling.textContent = text;
    }
    if (state === this.shown) return;
    this.shown = state;
    this.stage.innerHTML = this.states[state].map((piece) => this.pieces[piece]).join("");
    this.caption.textContent = this.alt[state];
    this.reading?.replaceChildren(...this.text[state].map(([heading, passages]) => {
      const column = document.createElement("div");
      if (heading) column.append(this.paragraph(heading, "mc-heading"));
      column.append(...passages.map((passage) => this.paragraph(passage)));
      return column;
    }));
    this.figure.dataset.state = state;
  }

  paragraph(text, kind) {
    const made = document.createElement("p");
    if (kind) made.className = kind;
    made.textContent = text;  // a model wrote it: text, never markup
    return made;
  }

  start() {
    if (this.position(this.moving) === this.count(this.moving) - 1) this.moving.value = 0;
    this.caption.setAttribute("aria-live", "off");  // a moving caption must not talk without end
    this.button.textContent = "Pause";
    this.button.setAttribute("aria-pressed", "true");
    this.show();
    this.timer = setInterval(() => {
      this.moving.value = this.position(this.moving) + 1;
      this.show();
      if (this.position(this.moving) === this.count(this.moving) - 1) this.stop();
    }, 250);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.caption.setAttribute("aria-live", "polite");
    if (!this.button) return;
    this.button.textContent = "Play";
    this.button.setAttribute("aria-pressed", "false");
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const figure of document.querySelectorAll("figure.mc-explorer")) {
    if (figure.querySelector("script.mc-states")) new Explorer(figure);
  }
});
