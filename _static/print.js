// On paper nothing moves: an explorer that begins with nothing to see is printed in the middle of its story.
"use strict";

{
  const moved = new Map();
  const move = (slider, value) => {
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };
  addEventListener("beforeprint", () => {
    for (const slider of document.querySelectorAll(".mc-explorer input[name=generation]")) {
      if (slider.value !== slider.min) continue;
      moved.set(slider, slider.value);
      move(slider, Math.round((Number(slider.min) + Number(slider.max)) / 2));
    }
  });
  addEventListener("afterprint", () => {
    moved.forEach((value, slider) => move(slider, value));
    moved.clear();
  });
}
