// Answers the exercises on the page, as check() does in the notebook.
"use strict";

// 0,25 has a decimal comma and 13,465 a comma of thousands: a text that may be either is read both ways.
function readings(text) {
  const plain = text.trim().replace("−", "-");
  const thousands = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain) ? [plain.replaceAll(",", "")] : [];
  return [...thousands, plain.replace(",", ".")].filter((each) => each !== "").map(Number).filter(Number.isFinite);
}

function feedbackOn(text, exercise) {
  const values = readings(text);
  if (values.length === 0) return [null, "Type a number, such as 0.25."];
  const near = (target) => values.some((value) => Math.abs(value - target) <= exercise.tolerance);
  if (near(exercise.answer)) return [true, "✓ " + exercise.praise];
  const mistake = exercise.mistakes.find(([wrong]) => near(wrong));
  return [false, "✗ " + (mistake ? mistake[1] : exercise.otherwise)];
}

function answering(form) {
  const exercise = JSON.parse(form.dataset.exercise);
  const message = form.querySelector(".mc-feedback");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [right, text] = feedbackOn(form.querySelector("input").value, exercise);
    message.textContent = text;
    message.classList.toggle("mc-right", right === true);
    message.classList.toggle("mc-wrong", right === false);
  });
  form.hidden = false;
}

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form.mc-check")) {
    try {
      answering(form);
    } catch (error) {
      reportError(error);  // a broken form stays hidden, and does not take the others with it
    }
  }
});
