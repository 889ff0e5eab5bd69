// Answers the exercises and questions on the page, as check() and ask() do in the notebook.
"use strict";

// Numbers as readers type them. The rules are those of typed.py, and a test compares the two.
const HOW = "Type a number, e.g. 0.25, 25% or 1/4.";
const SUPERSCRIPTS = "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹";
const MEANINGS = [
  [/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/, (digits) => digits],
  [/^[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?$/, (digits) => digits.replaceAll(",", "")],
  [/^[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}|(?:\.[0-9]{3})+,[0-9]*)$/, (digits) => digits.replaceAll(".", "").replace(",", ".")],
  [/^(?:[0-9]+,[0-9]*|,[0-9]+)$/, (digits) => digits.replace(",", ".")],
];

function numbers(text) {
  const parts = /^([0-9.,]+)(?:[eE]([+-]?[0-9]{1,3}))?$/.exec(text);
  if (!parts) return [];
  const ending = parts[2] ? `e${parts[2]}` : "";
  return MEANINGS.filter(([form]) => form.test(parts[1])).map(([, read]) => Number(read(parts[1]) + ending));
}

function factors(text) {
  const [base, ...power] = text.replace(/^[+-]/, "").split("^");
  if (power.length > 1 || !power.every((each) => /^[+-]?[0-9]{1,3}$/.test(each))) return [];
  return numbers(base).map((value) => (text.startsWith("-") ? -1 : 1) * value ** Number(power[0] ?? 1));
}

const combined = (lists) => lists.reduce((all, list) => all.flatMap((row) => list.map((each) => [...row, each])), [[]]);
const products = (text) => combined(text.split("*").map(factors)).map((row) => row.reduce((a, b) => a * b, 1));

function readings(text) {
  if ([...text].length > 60) return [];
  const plain = text
    .replace(/^\s*[=≈~]?\s*|\s+$/g, "")
    .replace(new RegExp(`[${SUPERSCRIPTS}]+`, "g"), (found) => "^" + [...found].map((each) => "-+0123456789"[SUPERSCRIPTS.indexOf(each)]).join(""))
    .replace(/[−–]/g, "-").replaceAll("**", "^").replace(/[×·⋅]/g, "*");
  const without = plain.replace(/\s*(%|percent)$/, "");
  const sides = without.replace(/([0-9])[\s'’](?=[0-9]{3}(?![0-9]))/g, "$1").replace(/\s*([*/^])\s*/g, "$1").split("/");
  if (sides.length > 2) return [];
  const values = combined(sides.map(products)).map(([over, under = 1]) => over / under / (without === plain ? 1 : 100));
  return [...new Set(values)].filter(Number.isFinite);
}

function feedbackOn(text, exercise) {
  const values = readings(text);
  return values.length === 0 ? [null, HOW] : feedbackOnNumbers(values, exercise);
}

// Who is asked for a share may type 8.4 for 8.4%.
function feedbackOnNumbers(values, exercise) {
  const near = (target) => values.some((value) => Math.abs(value - target) <= exercise.tolerance);
  if (near(exercise.answer)) return [true, "✓ " + exercise.praise];
  const taught = exercise.near.find(([value]) => near(value));
  if (taught) return [true, "✓ " + taught[1]];
  const mistake = exercise.mistakes.find(([wrong]) => near(wrong));
  if (mistake) return [false, "✗ " + mistake[1]];
  const percent = values.filter((value) => value > 1 && value <= 100).map((value) => value / 100);
  if (percent.length && exercise.answer > 0 && exercise.answer < 1) {
    const [right, said] = feedbackOnNumbers(percent, exercise);
    return [right, said === "✗ " + exercise.otherwise ? said : said.replace(/^[✓✗]/, "$& Read in percent.")];
  }
  return [false, "✗ " + exercise.otherwise];
}

function replyTo(choice, question) {
  if (!choice) return [null, "Choose one first."];
  const right = Number(choice.value) === question.right;
  return [right, (right ? "✓ " : "✗ ") + question.replies[Number(choice.value)]];
}

function answering(form) {
  const asked = JSON.parse(form.dataset.exercise);
  const message = form.querySelector(".mc-feedback");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [right, text] = form.matches(".mc-quiz")
      ? replyTo(form.querySelector("input:checked"), asked)
      : feedbackOn(form.querySelector("input").value, asked);
    message.textContent = text;
    message.classList.toggle("mc-right", right === true);
    message.classList.toggle("mc-wrong", right === false);
    if (right) dispatchEvent(new CustomEvent("modelcollapse-solved", { detail: asked.name }));
  });
  form.hidden = false;
}

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form.mc-check, form.mc-quiz")) {
    try {
      answering(form);
    } catch (error) {
      reportError(error);  // a broken form stays hidden, and does not take the others with it
    }
  }
});
