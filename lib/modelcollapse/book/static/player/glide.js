// Carries a picture over into the next: where both have the same parts, the numbers of their shapes run from one to the other.
const GLIDE = 180;  // milliseconds
const NUMBERS = /(-?\d*\.?\d+)/;
const MOVED = ["d", "x", "y", "transform", "width", "height", "r", "opacity"];
const MOST = 60000;  // characters of shape in motion: beyond, an old phone would stutter

class Glide {
  constructor(picture) {
    this.picture = picture;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  // Show a picture, at once or in a glide. The next one starts from what is then seen: nothing queues up.
  show(markup, milliseconds = 0, ease = slowing) {
    cancelAnimationFrame(this.frame);
    const before = this.picture.firstElementChild;
    this.picture.innerHTML = markup;
    this.moves = [];
    if (milliseconds && before && !this.still.matches && !document.hidden) pair(before, this.picture.firstElementChild, this.moves);
    if (this.moves.reduce((sum, { to }) => sum + to.length, 0) > MOST) this.moves = [];
    if (!this.moves.length) return this.finish();
    this.picture.dataset.gliding = "";
    this.set(0);
    const start = performance.now();
    const step = (now) => {
      const part = (now - start) / milliseconds;
      if (part >= 1) return this.finish();
      this.set(ease(Math.max(0, part)));
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  set(part) {
    for (const { element, name, at } of this.moves) element.setAttribute(name, at(part));
  }

  // The picture itself, to the last digit.
  finish() {
    cancelAnimationFrame(this.frame);
    for (const { element, name, to } of this.moves ?? []) element.setAttribute(name, to);
    this.moves = [];
    delete this.picture.dataset.gliding;
  }
}

const slowing = (part) => 1 - (1 - part) ** 3;
const steady = (part) => part;

// Find what moves between two pictures: parts that stand in the same place of both, alike but for their numbers.
function pair(before, after, moves) {
  if (before.tagName !== after.tagName || ink(before) !== ink(after)) return;
  for (const name of MOVED) {
    const from = before.getAttribute(name), to = after.getAttribute(name);
    const at = from && to && from !== to && (between(from, to) ?? (name === "d" && alongCurve(from, to)));
    if (at) moves.push({ element: after, name, to, at });
  }
  const [old, now] = [[...before.children], [...after.children]];
  // Where their numbers differ, the same parts are looked for from both ends of the list.
  const shared = Math.min(old.length, now.length);
  let first = 0, last = 0;
  if (old.length === now.length) first = shared;
  else {
    while (first < shared && alike(old[first], now[first])) first++;
    while (last < shared - first && alike(old[old.length - 1 - last], now[now.length - 1 - last])) last++;
  }
  for (let i = 0; i < first; i++) pair(old[i], now[i], moves);
  for (let i = 1; i <= last; i++) pair(old[old.length - i], now[now.length - i], moves);
}

// What a part is drawn with, but for widths: a blue line never becomes an orange one.
const ink = (element) => (element.getAttribute("style") ?? "").replace(/:[\d.]+/g, "");
const leaf = (element) => (element.firstElementChild ? leaf(element.lastElementChild) : element);
const alike = (one, other) => leaf(one).tagName === leaf(other).tagName && ink(leaf(one)) === ink(leaf(other));
const short = (number) => Math.round(number * 100) / 100;

// The text on the way from one to the other, if they differ in their numbers alone.
function between(from, to) {
  const one = from.split(NUMBERS), other = to.split(NUMBERS);
  if (one.length !== other.length) return null;
  for (let i = 0; i < other.length; i += 2) if (one[i] !== other[i]) return null;
  const steps = [];
  for (let i = 1; i < other.length; i += 2) if (one[i] !== other[i]) steps.push([i, Number(one[i]), Number(other[i])]);
  return (part) => {
    for (const [i, low, high] of steps) other[i] = short(low + (high - low) * part);
    return other.join("");
  };
}

// The curve on the way from one to the other, when they have different numbers of points: a curve that has grown,
// or one that was drawn with fewer points where it is straight.
function alongCurve(from, to) {
  const one = points(from), other = points(to);
  if (!one || !other) return null;
  const [a, b] = grown(one, other) ?? common(one, other) ?? [];
  if (!a) return null;
  return (part) => "M" + a.map(([x, y], i) => `${short(x + (b[i][0] - x) * part)} ${short(y + (b[i][1] - y) * part)}`).join("L");
}

function points(d) {
  if (!/^M[^MCQZz]*$/.test(d)) return null;
  const numbers = d.match(/-?\d*\.?\d+/g).map(Number);
  return numbers.length % 2 ? null : Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
}

// One begins as the other does: its missing points wait at its end.
function grown(one, other) {
  const near = ([x, y], [u, v]) => Math.abs(x - u) + Math.abs(y - v) < 0.5;
  const shorter = Math.min(one.length, other.length);
  for (let i = 0; i < shorter; i++) if (!near(one[i], other[i])) return null;
  const filled = (curve) => Array.from({ length: Math.max(one.length, other.length) }, (_, i) => curve[Math.min(i, curve.length - 1)]);
  return [filled(one), filled(other)];
}

// Both run from left to right: each is taken at the places of both.
function common(one, other) {
  const forward = (curve) => curve.every(([x], i) => !i || x > curve[i - 1][0]);
  if (!forward(one) || !forward(other)) return null;
  const places = [...new Set([...one, ...other].map(([x]) => x))].sort((x, u) => x - u);
  return [taken(one, places), taken(other, places)];
}

function taken(curve, places) {
  let i = 0;
  return places.map((place) => {
    while (i < curve.length - 2 && curve[i + 1][0] < place) i++;
    const [[x, y], [u, v]] = [curve[i], curve[i + 1] ?? curve[i]];
    const part = u > x ? Math.min(1, Math.max(0, (place - x) / (u - x))) : 0;
    return [x + (u - x) * part, y + (v - y) * part];
  });
}
