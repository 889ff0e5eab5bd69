// The picture as a file of its own: colors as they are seen, title above and caption below, in any program that reads SVG.
const FONT = "DejaVu Sans, Arial, Helvetica, sans-serif";
const SIZES = { title: 13, caption: 10.5 }, LEADING = 1.35, MARGIN = 12;

function pictureOf(explorer) {
  const { figure, stage } = explorer;
  const drawn = document.createElement("div");
  drawn.innerHTML = stage.markup(explorer.shown);  // never one on its way
  const style = getComputedStyle(figure);
  const color = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const [, , width, height] = drawn.firstElementChild.getAttribute("viewBox").split(" ").map(Number);
  const title = lines(stage.title.textContent, width, SIZES.title, "bold");
  const caption = lines(stage.caption.textContent, width, SIZES.caption, "normal");
  const top = MARGIN + title.length * SIZES.title * LEADING;
  const whole = top + height + caption.length * SIZES.caption * LEADING + 2 * MARGIN;
  const ink = color("--mc-ink", "#1f2328");
  const head = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: `${-MARGIN} 0 ${width + 2 * MARGIN} ${whole}`, width: 2 * (width + 2 * MARGIN), height: 2 * whole, "font-family": FONT })) head.setAttribute(name, value);
  head.innerHTML = `<title></title><desc></desc><rect x="${-MARGIN}" width="${width + 2 * MARGIN}" height="${whole}" fill="${color("--mc-paper", "#fff")}"/>`
    + `<g transform="translate(0 ${top})" stroke-linejoin="round">${drawn.firstElementChild.innerHTML}</g>`;
  head.querySelector("title").textContent = stage.title.textContent;
  head.querySelector("desc").textContent = `${stage.caption.textContent} ${link(explorer)}`;
  write(head, title, MARGIN, SIZES.title, "bold", ink);
  write(head, caption, top + height + MARGIN / 2, SIZES.caption, "normal", ink);
  for (const each of head.querySelectorAll("[style]")) {
    each.setAttribute("style", each.getAttribute("style").replace(/var\((--[\w-]+),\s*([^)]+)\)/g, (_, name, otherwise) => color(name, otherwise)));
  }
  return new XMLSerializer().serializeToString(head);
}

function lines(text, width, size, weight) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${FONT}`;
  const found = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (found.at(-1) && pen.measureText(longer).width > width) found.push(word);
    else found[found.length - 1] = longer;
  }
  return found;
}

function write(head, lines, top, size, weight, ink) {
  lines.forEach((line, i) => {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
    for (const [name, value] of Object.entries({ x: 0, y: top + (i + 0.8) * size * LEADING, "font-size": size, "font-weight": weight, fill: ink })) text.setAttribute(name, value);
    text.textContent = line;
    head.append(text);
  });
}
