// A swipe up or down that begins on a slider scrolls the page, and leaves the slider where it was.
function forgiveSwipes(explorer) {
  for (const input of explorer.controls.inputs.filter((each) => each.type === "range")) {
    let stood;
    input.addEventListener("pointerdown", () => { stood = input.value; }, { capture: true });
    input.addEventListener("pointercancel", () => {
      if (stood === undefined || stood === input.value) return;
      input.value = stood;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
