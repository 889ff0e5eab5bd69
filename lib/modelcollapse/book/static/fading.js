// Copies the words of a pasted text at random, and its copies again, as modelcollapse.book.fading does; a test compares the two.
"use strict";

// Uniform numbers in [0, 1) that a seed decides: Mulberry32.
function uniform(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) >>> 0;
    let x = Math.imul(seed ^ (seed >>> 15), seed | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

const wordsIn = (text) => [...text.matchAll(/[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu)].map((found) => ({ word: found[0].toLowerCase(), begin: found.index, end: found.index + found[0].length }));

// One history: how often each kind of word stands in the text and in each copy. A copy takes every word from the last copy
// or, with the probability `share`, from the text.
function historyOf(kinds, different, copies, share, seed) {
  const random = uniform(seed), n = kinds.length, counts = [];
  let last = kinds;
  for (let t = 0; t <= copies; t++) {
    if (t > 0) last = last.map((_, __, now) => (random() < share ? kinds : now)[Math.floor(random() * n)]);
    counts.push(last.reduce((found, kind) => { found[kind]++; return found; }, new Uint32Array(different)));
  }
  return counts;
}

// All rolls of a text: words, how many are different, and each roll's history.
function copied(text, copies, share, rolls) {
  const words = wordsIn(text), names = [...new Set(words.map(({ word }) => word))];
  const place = new Map(names.map((name, i) => [name, i]));
  const kinds = Uint32Array.from(words, ({ word }) => place.get(word));
  return { words, names, kinds, rolls: Array.from({ length: rolls }, (_, i) => historyOf(kinds, names.length, copies, share, i + 1)) };
}

const alive = (counts) => counts.reduce((sum, count) => sum + (count > 0), 0);

function sentenceOn({ words, names, rolls }, roll, t) {
  if (!words.length) return "Nothing to copy yet.";
  if (t === 0) return `Your text has ${words.length.toLocaleString("en")} words, ${names.length.toLocaleString("en")} of them different. Move the slider.`;
  const now = rolls[roll][t], before = rolls[roll][0];
  const most = now.indexOf(Math.max(...now));
  const mean = rolls.reduce((sum, each) => sum + alive(each[t]), 0) / rolls.length;
  return `After ${t} ${t === 1 ? "copy" : "copies"} ${alive(now)} of ${names.length} different words are left (mean of ${rolls.length} rolls: ${mean.toFixed(1)}). Most frequent: “${names[most]}”, ${now[most]} times, ${before[most]} in your text.`;
}

function fading(form) {
  const [slider, share] = form.querySelectorAll("input, select"), total = Number(form.dataset.rolls);
  let roll = 0, text = "", known = null, marks = [];
  const show = () => {
    const t = Number(slider.value), now = known.rolls[roll][t];
    form.querySelector(".mc-feedback").textContent = sentenceOn(known, roll, t);
    marks.forEach((mark, i) => mark.classList.toggle("mc-lost", now[known.kinds[i]] === 0));
    form.querySelector(".mc-fading-controls span").textContent = t;
    slider.setAttribute("aria-valuetext", `${t} of ${slider.max} copies`);
  };
  const copy = () => {
    known = copied(text, Number(slider.max), Number(share.value), total);
    show();
  };
  slider.addEventListener("input", show);
  share.addEventListener("input", copy);
  form.querySelector(".mc-fading-controls button").addEventListener("click", () => { roll = (roll + 1) % total; show(); });
  return (pasted) => {
    text = pasted;
    marks = showRead(form, text, wordsIn(text), "span");
    copy();
  };
}

document.addEventListener("DOMContentLoaded", () => whenPasted(".mc-fading", fading));
