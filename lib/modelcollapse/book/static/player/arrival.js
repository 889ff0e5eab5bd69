// A figure's data may lie in a file beside the page. It is fetched when a reader comes near, or moves the figure before.
const arrivals = new WeakMap();

function arrived(figure) {
  return !figure.querySelector("script.mc-states")?.dataset.src;
}

function arrival(figure) {
  const states = figure.querySelector("script.mc-states");
  if (arrived(figure)) return Promise.resolve();
  if (!arrivals.has(figure)) arrivals.set(figure, new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = states.dataset.src;
    script.onload = () => { states.removeAttribute("data-src"); resolve(); };
    script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
    document.head.append(script);
  }));
  return arrivals.get(figure);
}

// Who does anything at all will soon scroll, or print: then all of the page's figures come.
function whenReaderActs(act) {
  const kinds = ["scroll", "pointerdown", "keydown", "beforeprint"];
  const once = () => { kinds.forEach((kind) => removeEventListener(kind, once)); act(); };
  kinds.forEach((kind) => addEventListener(kind, once, { passive: true }));
}
