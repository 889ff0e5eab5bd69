// Answers the exercises on the page, as check() does in the notebook.
"use strict";

function feedbackOn(text, exercise) {
  const value = Number(text.trim().replace("−", "-").replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(value)) return [null, "Type a number, such as 0.25."];
  const near = (target) => Math.abs(value - target) <= exercise.tolerance;
  if (near(exercise.answer)) return [true, "✓ " + exercise.praise];
  const mistake = exercise.mistakes.find(([wrong]) => near(wrong));
  return [false, "✗ " + (mistake ? mistake[1] : exercise.otherwise)];
}

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form.mc-check")) {
    const exercise = JSON.parse(form.dataset.exercise);
    const message = form.querySelector(".mc-feedback");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [right, text] = feedbackOn(form.querySelector("input").value, exercise);
      message.textContent = text;
      message.classList.toggle("mc-right", right === true);
      message.classList.toggle("mc-wrong", right === false);
    });
  }
});
