// How a guess is entered: each has a value (null while there is none), tells of its changes, and knows which reply it gets.
class NumberEntry {
  constructor(figure, { shown }, changed) {
    this.shown = shown;
    this.input = figure.querySelector(".mc-guess input");
    this.words = figure.querySelector(".mc-chosen");
    this.input.addEventListener("input", () => { this.tell(); changed(); });
    this.tell();
  }

  get value() { return Number(this.input.value); }

  tell() {
    this.words.textContent = this.shown[this.value];
    this.input.setAttribute("aria-valuetext", this.shown[this.value]);
  }

  allows(guess) { return Number.isInteger(guess) && guess >= 0 && guess < this.shown.length; }

  reply(guess) { return guess; }

  focus() { this.input.focus({ preventScroll: true }); }
}

class ChoiceEntry {
  constructor(figure, { shown }, changed) {
    this.shown = shown;
    this.inputs = [...figure.querySelectorAll(".mc-options input")];
    this.inputs.forEach((input) => input.addEventListener("change", changed));
  }

  get value() {
    const chosen = this.inputs.findIndex((input) => input.checked);
    return chosen < 0 ? null : chosen;
  }

  allows(guess) { return Number.isInteger(guess) && guess >= 0 && guess < this.shown.length; }

  reply(guess) { return guess; }

  focus() { (this.inputs.find((input) => input.checked) ?? this.inputs[0]).focus({ preventScroll: true }); }
}
