"""The answers, tolerances and hints of the exercises, a module a chapter. `modelcollapse.book.answers` uses them."""
