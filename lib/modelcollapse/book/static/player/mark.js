// The guess in the picture: seen wherever the axes are those for which it was drawn.
class Mark {
  constructor(figure, data) {
    this.data = data;
    this.stage = figure.querySelector(".mc-stage");
    this.svg = figure.querySelector(".mc-guess-mark");
  }

  show(guess, held) {
    const picture = this.stage.querySelector("svg");
    const fits = guess !== null && picture.dataset.axes === this.data.axes;
    this.svg.setAttribute("viewBox", picture.getAttribute("viewBox"));
    this.svg.innerHTML = !fits ? "" : this.data.knots ? this.line(guess, held, picture.viewBox.baseVal) : this.layer(guess);
  }

  layer(guess) {
    return (this.data.layers[guess] ?? []).map((piece) => this.data.pieces[piece]).join("");
  }

  line(guess, held, { width, height }) {
    const steps = this.data.shown.length - 1;
    const points = this.data.knots.map(([x, low, high], i) =>
      [x * width, (low - (low - high) * guess[i] / steps) * height].map((value) => value.toFixed(1)));
    const dots = points.map(([x, y], i) => `<circle cx="${x}" cy="${y}" r="3"${i === held ? ' class="mc-held"' : ""}/>`);
    return `<polyline points="${points.join(" ")}"/>${dots.join("")}`;
  }
}
