// Tells a screen reader what is shown: once, when the figure has come to rest.
const AT_REST = 500;  // milliseconds: longer than a step of Play and than the gaps of a dragging hand

class Announcer {
  constructor(figure) {
    this.status = document.createElement("p");
    this.status.className = "mc-status";
    this.status.setAttribute("role", "status");
    figure.append(this.status);
  }

  say(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.status.textContent = text; }, AT_REST);
  }
}
