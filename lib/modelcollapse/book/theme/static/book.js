// The few things on every page that need a script: light or dark, copying code, a key for the search, mathematics.
"use strict";

const root = document.documentElement;

// Light or dark, as the system says it until the reader says otherwise.
const theme = document.querySelector("button.theme");
const remember = (value) => { try { localStorage.theme = value; } catch {} };  // a private window may forbid it

function paint(value) {
  root.dataset.theme = value;
  theme.ariaLabel = theme.title = value === "dark" ? "Light colors" : "Dark colors";
}

paint(root.dataset.theme);
theme.hidden = false;
theme.addEventListener("click", () => {
  const value = root.dataset.theme === "dark" ? "light" : "dark";
  remember(value);
  paint(value);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
  try { if (localStorage.theme) return; } catch {}
  paint(event.matches ? "dark" : "light");
});

// Every block of code can be copied, without the prompts of an example.
for (const block of document.querySelectorAll("article .highlight > pre")) {
  const button = document.createElement("button");
  button.className = "copybtn";
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const copy = block.cloneNode(true);
    copy.querySelectorAll(".gp, .go").forEach((each) => each.remove());
    await navigator.clipboard.writeText(copy.textContent.trimEnd() + "\n");
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  block.parentElement.append(button);
}

// The slash leads to the search, as in many a reader.
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  const field = document.querySelector("input[name=q]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !field) return;
  event.preventDefault();
  if (!field.checkVisibility()) document.getElementById("contents").showPopover?.();
  field.focus();
});

// Mathematics: the typesetter weighs more than the rest of a page. It is fetched when the first formula comes near,
// and sets each formula when that comes near; paper gets them all.
class Mathematics {
  constructor(address, formulas) {
    Object.assign(this, { address, waiting: new Set(formulas), near: new Set() });
    this.watch = new IntersectionObserver((seen) => this.come(seen), { rootMargin: "600px 0px" });
    formulas.forEach((formula) => this.watch.observe(formula));
    addEventListener("beforeprint", () => this.all());
  }

  come(seen) {
    seen.filter((each) => each.isIntersecting).forEach((each) => this.near.add(each.target));
    if (this.near.size) this.done = this.set();
  }

  all() {
    this.waiting.forEach((formula) => this.near.add(formula));
    this.done = this.set();
    return this.done;
  }

  async set() {
    await this.load();
    const formulas = [...this.near].filter((formula) => this.waiting.delete(formula));
    this.near.clear();
    formulas.forEach((formula) => this.watch.unobserve(formula));
    this.turn = (this.turn ?? Promise.resolve()).then(() => formulas.length && MathJax.typesetPromise(formulas));
    return this.turn;
  }

  load() {
    this.loaded ??= new Promise((loaded, failed) => {
      window.MathJax = {
        options: { menuOptions: { settings: { inTabOrder: false } } },
        startup: { typeset: false, ready() { MathJax.startup.defaultReady(); MathJax.startup.promise.then(loaded); } },
      };
      const script = Object.assign(document.createElement("script"), { src: this.address, onerror: failed });
      document.head.append(script);
    });
    return this.loaded;
  }
}

const formulas = [...document.querySelectorAll(".math")];
const { mathematics } = document.currentScript.dataset;
if (mathematics && formulas.length) window.mathematics = new Mathematics(mathematics, formulas);
