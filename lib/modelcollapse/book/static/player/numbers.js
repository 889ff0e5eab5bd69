// The numbers of a state as CSV: what its author wrote down, or what can be read off the picture, to a tenth of a point.
function numbersOf(explorer) {
  const { stage, shown } = explorer, state = stage.state(shown);
  const where = `${state.title}. ${link(explorer)}`;
  if (state.table) {
    const names = Object.keys(state.table);
    return csv([`# ${where}`], names, state.table[names[0]].map((_, i) => names.map((name) => state.table[name][i])));
  }
  const drawn = Object.assign(document.createElement("div"), { innerHTML: stage.markup(shown) });
  const panels = axesOf(drawn.firstElementChild);
  const rows = panels.flatMap((panel, i) => artists(panel).flatMap(({ name, points }) =>
    points.map(([x, y]) => [i + 1, name, valueAt(panel, "x", x), valueAt(panel, "y", y)])));
  const notes = panels.map(({ labels }, i) => `# panel ${i + 1}: x is ${labels.x ?? "without a scale"}, y is ${labels.y ?? "without a scale"}`);
  return rows.length ? csv([`# Read off the picture, and rounded to what it resolves, a tenth of a point. ${where}`, ...notes], ["panel", "series", "x", "y"], rows) : null;
}

function csv(notes, names, rows) {
  const field = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value);
  return [...notes.map((note) => note.replace(/\s+/g, " ")), ...[names, ...rows].map((row) => row.map(field).join(","))].join("\n") + "\n";
}

// Each panel: its group, and of each direction that has ticks the ends of its scale, in points and in what it measures.
function axesOf(svg) {
  const scales = JSON.parse(svg.dataset.axes ?? "[]");
  const groups = [...svg.querySelectorAll("g")].filter((group) => group.querySelector(":scope > g > path") && group.parentElement.parentElement === svg);
  return groups.map((group, i) => {
    const axis = (name) => group.querySelector(`:scope > [data-axis=${name}]`);
    const label = (name) => (axis(name)?.querySelector("use") ? axis(name).querySelector(":scope > g > text")?.textContent || name : undefined);
    const [left, top, right, bottom, x0, x1, xlog, y0, y1, ylog] = scales[i] ?? [];
    return {
      group, known: Boolean(scales[i]), labels: { x: label("x"), y: label("y") },
      x: { from: left, to: right, low: x0, high: x1, log: xlog }, y: { from: top, to: bottom, low: y0, high: y1, log: ylog },
    };
  }).filter((panel) => panel.known && (panel.labels.x || panel.labels.y));
}

function valueAt(panel, name, place) {
  const { from, to, low, high, log } = panel[name];
  if (!panel.labels[name]) return "";
  const part = (place - from) / (to - from);
  if (log) return Number((low * (high / low) ** part).toPrecision(3));
  const digits = Math.max(0, -Math.floor(Math.log10(Math.abs((high - low) / (to - from)) * 0.1)));
  return Number((low + (high - low) * part).toFixed(Math.min(digits, 15)));
}

// What is drawn of data is cut off at the edges of its panel; axes, ticks and names are not, and grid lines lie deeper.
function artists({ group }) {
  return [...group.children].flatMap((artist) => {
    const path = artist.querySelector(":scope > path[clip-path]"), uses = [...artist.querySelectorAll(":scope > g[clip-path] > use")];
    const shape = path ?? uses[0];
    if (!shape) return [];
    const hue = /--mc-(\w+)/.exec(shape.getAttribute("style") ?? "")?.[1] ?? "";
    const name = artist.dataset.name ?? (hue === "muted" ? "context" : hue === "ink" ? "theory" : hue);
    return [{ name, points: uses.length ? uses.flatMap((use) => marked(use, group)) : corners(path.getAttribute("d")) }];
  });
}

// A mark stands where it is put; an area is a shape that is put at the lower left corner of the picture.
function marked(use, group) {
  const [x, y] = ["x", "y"].map((name) => Number(use.getAttribute(name)));
  const shape = [...group.ownerDocument === document ? group.closest("svg").querySelectorAll("[id]") : []].find((each) => `#${each.id}` === use.getAttribute("href"));
  return x === 0 && shape ? corners(shape.getAttribute("d")).map(([u, v]) => [u + x, v + y]) : [[x, y]];
}

// The points of a shape; of an upright bar the middle of its end.
function corners(d) {
  const points = [...d.matchAll(/([MLCQh])?\s*(-?[\d.]+)(?:\s+(-?[\d.]+))?/g)].filter((found) => found[1] !== "h" && found[3] !== undefined).map((found) => [Number(found[2]), Number(found[3])]);
  const [[x0, y0], [x1, y1] = [], [x2, y2] = []] = points;
  const bar = /z\s*$/i.test(d) && points.length <= 5 && points.length >= 4 && y0 === y1 && x1 === x2;
  return bar ? [[(x0 + x1) / 2, y2]] : points;
}
