// Opens what a link leads to: a claim, or anything inside of a fold.
"use strict";

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folds = [];
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
  if (folds.every((fold) => fold.open)) return;
  for (const fold of folds) fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", reveal);
document.addEventListener("DOMContentLoaded", reveal);
