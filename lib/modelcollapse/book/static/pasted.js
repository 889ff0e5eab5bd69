// What every field has into which a reader pastes a text; modelcollapse.book.pasted writes it.
"use strict";

// The text as it was read: the parts found in it, each in an element of its own, which are returned.
function showRead(form, text, found, tag) {
  const parts = [];
  let last = 0;
  const marks = found.map(({ begin, end }) => {
    const each = document.createElement(tag);
    each.textContent = text.slice(begin, end);
    parts.push(text.slice(last, begin), each);
    last = end;
    return each;
  });
  form.querySelector(".mc-read").replaceChildren(...parts, text.slice(last));
  return marks;
}

// Tell what reads the field its text: the first example at once, what is typed after a pause, and each example asked for.
function begin(form, read) {
  const field = form.querySelector("textarea"), examples = [...form.querySelectorAll("[data-text]")];
  let timer = 0;
  const take = (text) => { clearTimeout(timer); field.value = text; read(text, true); };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => read(field.value, false), 300); });
  for (const example of examples) example.addEventListener("click", () => take(example.dataset.text));
  form.addEventListener("submit", (event) => event.preventDefault());
  take(examples[0].dataset.text);
  form.hidden = false;
}

// `reader(form)` returns the function that reads a text. Called once the page is there: a page may load its scripts in any order.
function whenPasted(kind, reader) {
  for (const form of document.querySelectorAll(`form.mc-pasted${kind}`)) {
    try {
      begin(form, reader(form));
    } catch (error) {
      reportError(error);  // a broken form stays hidden, and does not take the others with it
    }
  }
}
