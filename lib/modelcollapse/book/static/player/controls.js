// The controls of one explorer: where each stands, and the number of the state that they choose.
class Controls {
  constructor(figure) {
    this.box = figure.querySelector(".mc-controls");
    this.inputs = [...figure.querySelectorAll(".mc-control :is(input, select, .mc-roll)")];
    for (const roll of this.inputs.filter((each) => each.type === "button")) this.rolls(roll);
  }

  whenMoved(listener) {
    this.inputs.forEach((input) => input.addEventListener("input", () => listener(input)));
  }

  // A roll goes round all runs.
  rolls(button) {
    button.addEventListener("click", () => {
      this.place(button, (this.position(button) + 1) % (this.last(button) + 1));
      button.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  named(name) {
    return this.inputs.find((input) => input.name === name);
  }

  keys(input) {
    return JSON.parse(input.dataset.keys);
  }

  key(input) {
    return this.keys(input)[this.position(input)];
  }

  position(input) {
    return input.tagName === "SELECT" ? input.selectedIndex : Number(input.value);
  }

  place(input, position) {
    if (input.tagName === "SELECT") input.selectedIndex = position;
    else input.value = position;
  }

  last(input) {
    return this.keys(input).length - 1;
  }

  // Move to a value, or to the nearest below it: another figure, or an old link, may know more values than this one.
  seek(input, key) {
    const keys = this.keys(input), exact = keys.indexOf(key);
    const numbers = keys.map(Number), wanted = Number(key);
    if (exact >= 0) return this.place(input, exact);
    if (key.trim() === "" || ![wanted, ...numbers].every(Number.isFinite)) return;
    const below = numbers.filter((each) => each <= wanted);
    this.place(input, numbers.indexOf(below.length ? Math.max(...below) : Math.min(...numbers)));
  }

  // The states are listed with the last control varying fastest.
  state(position = (input) => this.position(input)) {
    return this.inputs.reduce((sum, input) => sum * (this.last(input) + 1) + position(input), 0);
  }

  // The inverse of state().
  put(state) {
    for (const input of [...this.inputs].reverse()) {
      const count = this.last(input) + 1;
      this.place(input, state % count);
      state = Math.floor(state / count);
    }
  }

  // The state that the page came with, wherever the browser has put the controls since.
  start() {
    return this.state((input) => {
      if (input.tagName === "SELECT") return Math.max(0, [...input.options].findIndex((option) => option.defaultSelected));
      return Number(input.getAttribute("value"));
    });
  }

  // A slider stands for values of the book's own, not for its position; a roll for one run of several.
  tell() {
    for (const input of this.inputs.filter((each) => each.dataset.values)) {
      const text = JSON.parse(input.dataset.values)[this.position(input)];
      if (input.type === "range") input.setAttribute("aria-valuetext", text);
      input.parentElement.querySelector(".mc-value").textContent = text;
    }
  }
}
