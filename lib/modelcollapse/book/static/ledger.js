// Sorts and filters the claims ledger, which is complete without it, and unfolds the row that a link leads to.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const ledger of document.querySelectorAll(".mc-ledger")) {
    const table = ledger.querySelector(".mc-scroll");
    const body = ledger.querySelector("tbody");
    const rows = [...body.rows];
    const filters = [...ledger.querySelectorAll("[data-filter]")];
    const count = ledger.querySelector("[role=status]");

    const filter = () => {
      for (const row of rows) {
        row.hidden = !filters.every((field) => {
          const wanted = field.value.toLowerCase();
          const text = field.dataset.filter === "text" ? row.textContent : row.dataset[field.dataset.filter];
          return field.tagName === "SELECT" ? !wanted || text === wanted : text.toLowerCase().includes(wanted);
        });
      }
      const left = rows.filter((row) => !row.hidden).length;
      const none = left ? "" : ": none is both what you search and what you chose. Clear a field to see more.";
      count.textContent = `${left} of ${rows.length} claims${none}`;
      table.hidden = !left;
    };

    ledger.querySelectorAll("th button").forEach((button, column) => {
      button.disabled = false;
      button.addEventListener("click", () => {
        const header = button.closest("th");
        const down = header.getAttribute("aria-sort") !== "ascending";
        ledger.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
        header.setAttribute("aria-sort", down ? "ascending" : "descending");
        const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
        const order = (a, b) => key(a).localeCompare(key(b), "en", { numeric: true });
        body.append(...[...body.rows].sort((a, b) => (down ? order(a, b) : order(b, a))));
      });
    });
    filters.forEach((field) => field.addEventListener("input", filter));
    const unfold = () => {
      const row = rows.find((each) => each.id === decodeURIComponent(location.hash.slice(1)));
      if (row) row.querySelector("details").open = true;
    };
    addEventListener("hashchange", unfold);
    unfold();
    addEventListener("pageshow", filter);  // the Back button restores the fields after all scripts have run
    ledger.querySelector(".mc-filters").hidden = false;
    filter();
  }
});
