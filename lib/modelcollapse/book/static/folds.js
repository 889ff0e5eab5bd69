// Opens what a link leads to: a claim, a state of a figure, a name of the library, or anything inside of a fold.
"use strict";

function reveal() {
  const [id] = location.hash.slice(1).split("?");
  const target = document.getElementById(id) ?? document.getElementById(decoded(id));
  const entry = target?.matches("dt") && target.nextElementSibling?.querySelector(":scope > .mc-entry");
  const folds = entry ? [entry] : [];
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
  if (folds.every((fold) => fold.open)) return;
  for (const fold of folds) fold.open = true;
  target.scrollIntoView();
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;  // somebody's hash, not ours
  }
}

addEventListener("hashchange", reveal);
document.addEventListener("DOMContentLoaded", reveal);
// Who has closed a fold and follows the same link again does not change the address.
document.addEventListener("click", (event) => {
  if (event.target.closest("a")?.hash === location.hash) setTimeout(reveal);
});
