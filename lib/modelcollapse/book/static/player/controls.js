// The controls of one explorer: where each stands, and the number of the state that they choose.
class Controls {
  constructor(figure) {
    this.box = figure.querySelector(".mc-controls");
    this.inputs = [...figure.querySelectorAll(".mc-control input, .mc-control select")];
  }

  whenMoved(listener) {
    this.inputs.forEach((input) => input.addEventListener("input", listener));
  }

  named(name) {
    return this.inputs.find((input) => input.name === name);
  }

  position(input) {
    return input.type === "range" ? Number(input.value) : input.selectedIndex;
  }

  last(input) {
    return input.type === "range" ? Number(input.max) : input.options.length - 1;
  }

  // The states are listed with the last control varying fastest.
  state() {
    return this.inputs.reduce((sum, input) => sum * (this.last(input) + 1) + this.position(input), 0);
  }

  // The inverse of state().
  put(state) {
    for (const input of [...this.inputs].reverse()) {
      const count = this.last(input) + 1;
      if (input.type === "range") input.value = state % count;
      else input.selectedIndex = state % count;
      state = Math.floor(state / count);
    }
  }

  // A slider stands for values of the book's own, not for its position.
  tell() {
    for (const input of this.inputs.filter((each) => each.type === "range")) {
      const text = JSON.parse(input.dataset.values)[this.position(input)];
      input.setAttribute("aria-valuetext", text);
      input.parentElement.querySelector(".mc-value").textContent = text;
    }
  }
}
