// Looks for a mark of green words in what a reader pastes, as modelcollapse.defenses.watermark does; a test compares the two.
"use strict";

// A number of 32 bits, thoroughly stirred: the last step of MurmurHash3.
function stirred(x) {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

// A word as a number: the hash FNV-1a of its bytes.
const codeOf = (word) => new TextEncoder().encode(word).reduce((code, byte) => Math.imul(code ^ byte, 0x01000193) >>> 0, 0x811c9dc5);

const WORD = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*|[^\p{L}\p{N}_\s.]/gu;

// The sentences of a text, each with its words and where they begin; it ends at a full stop or with its line.
function sentencesOf(text) {
  let begin = 0;
  return text.split(/[.\n]/).map((part) => {
    const words = [...part.matchAll(WORD)].map((found) => ({ word: found[0].toLowerCase(), begin: begin + found.index, end: begin + found.index + found[0].length }));
    begin += part.length + 1;
    return [...words, { word: ".", begin: begin - 1, end: begin }];
  }).filter((words) => words.length > 1);
}

// Every word with the ends of sentences: whether it is green, and which pair of context and word it is.
function readWith({ key, gamma, window }, text) {
  return sentencesOf(text).map((words) => {
    const codes = [...Array(window).fill(""), ...words.map(({ word }) => word)].map(codeOf);
    return words.map((word, i) => {
      const seed = codes.slice(i, i + window).reduce((seed, code) => stirred(seed ^ code), stirred(key ^ 0x9e3779b9));
      return { ...word, green: (stirred(seed ^ codes[i + window]) + 0.5) / 2 ** 32 < gamma, pair: `${seed}:${codes[i + window]}` };
    });
  });
}

// How often at least `green` of `tokens` are green by chance: a binomial tail, summed from logarithms.
function chanceOf(green, tokens, gamma) {
  if (green === 0) return 1;
  let log = tokens * Math.log1p(-gamma), sum = 0;
  for (let k = 0; k <= tokens; k++) {
    if (k >= green) sum += Math.exp(log);
    log += Math.log((tokens - k) / (k + 1)) + Math.log(gamma) - Math.log1p(-gamma);
  }
  return Math.min(sum, 1);
}

function written(p) {
  if (p >= 0.001) return p < 1 ? String(Number(p.toPrecision(2))) : "1.0";
  if (p === 0) return "0";
  const [digits, power] = p.toExponential(1).split("e-");
  return `${digits} × 10⁻${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
}

// One text in how many: two digits, for a p-value from one in a million to one in a hundred.
const oneIn = (p) => Math.round(Number((1 / p).toPrecision(2)));

// What chance makes green: whole numbers, and tenths below ten.
function byChance(tokens, gamma) {
  const mean = tokens * gamma;
  return String(mean < 9.95 ? Math.floor(10 * mean + 0.5) / 10 : Math.floor(mean + 0.5));
}

function inWords(p, tokens) {
  if (p <= 1e-6) return "Found: marked with the key of this chapter, or forged. Chance is no explanation.";
  if (p <= 0.01) return `Found: marked with the key of this chapter, or forged, or chance: one key in ${oneIn(p).toLocaleString("en")} finds as much.`;
  if (tokens < 60) return "No sign of this key, but the text is short.";
  return "No sign of this key. Who wrote it, a person or a model without this key, that does not tell.";
}

// The green words that count: each pair where it stands first.
function counted(mark, text) {
  const seen = new Set();
  return readWith(mark, text).flat().filter(({ pair, green }) => {
    const isNew = !seen.has(pair);
    seen.add(pair);
    return isNew && green;
  });
}

function verdictOn(mark, text) {
  const pairs = new Map(readWith(mark, text).flat().map(({ pair, green }) => [pair, green]));
  const tokens = pairs.size, green = [...pairs.values()].filter(Boolean).length;
  const p = chanceOf(green, tokens, mark.gamma);
  const said = tokens ? `${green} of ${tokens} pairs of words are green, by chance about ${byChance(tokens, mark.gamma)}: p = ${written(p)}. ${inWords(p, tokens)}` : "Nothing to read yet.";
  return { tokens, green, p, said };
}

// How many words of a text are new or gone: the larger of the two, beside the longest common part.
function changedWords(before, after) {
  const [a, b] = [before, after].map((text) => sentencesOf(text).flat().map(({ word }) => word).filter((word) => word !== "."));
  let row = new Array(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    b.forEach((other, j) => next.push(word === other ? row[j] + 1 : Math.max(row[j + 1], next[j])));
    row = next;
  }
  return { changed: Math.max(a.length, b.length) - row[b.length], words: a.length };
}

// What is said of a change to one of the texts to try: how many words it took, whether the verdict is another one, and
// the fewest words that did it; `best` keeps these, from text to number.
function changeSaid(mark, before, after, best = new Map()) {
  const { changed, words } = changedWords(before, after);
  const fewest = () => (best.has(before) ? ` Your best: ${best.get(before)}.` : "");
  if (!changed) return fewest().trim();
  if (changed > words / 2) return "";
  const [was, is] = [before, after].map((text) => verdictOn(mark, text).p <= 0.01);
  if (was !== is) best.set(before, Math.min(changed, best.get(before) ?? changed));
  const so = was && !is ? ": washed out." : !was && is ? ": forged." : " so far.";
  return `You have changed ${changed} of ${words} words${so}${fewest()}`;
}

function detecting(form) {
  const mark = JSON.parse(form.dataset.mark), most = form.querySelector("textarea").maxLength;
  const best = new Map();
  let begun = "";
  return (text, isExample) => {
    if (isExample) begun = text;
    form.querySelector(".mc-feedback").textContent = verdictOn(mark, text).said;
    const full = text.length >= most ? ` The field takes no more than ${most.toLocaleString("en")} characters.` : "";
    form.querySelector(".mc-changed").textContent = changeSaid(mark, begun, text, best) + full;
    showRead(form, text, counted(mark, text).filter(({ begin }) => begin < text.length), "mark");
  };
}

document.addEventListener("DOMContentLoaded", () => whenPasted(".mc-detector", detecting));
