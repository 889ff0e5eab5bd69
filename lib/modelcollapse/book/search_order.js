// The order of search results: terms of the glossary, chapters, then names of the library. Sphinx appends this to
// language_data.js, which every page loads after searchtools.js.
"use strict";

var Scorer = {
  objNameMatch: 6,
  objPartialMatch: 3,
  objPrio: { 0: 0, 1: 0, 2: 0 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  // [page, title, anchor, description, score]: chapters before back matter that names everything
  score: ([page, , , , score]) => (/\/back\/(library|bibliography)|\/ledger|^prf-prf|modindex/.test(page) ? score - 3 : score),
};

// A name counts when its last part matches: every name of the package contains "modelcollapse".
{
  const found = Search.performObjectSearch;
  Search.performObjectSearch = (...wanted) => found(...wanted).filter((result) => result[4] > 0);
}
