// Sorts and filters the claims ledger, which is complete without it, and unfolds the row that a link leads to.
// On the wall of squares it shows the claim that is touched, beside all the others.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const ledger of document.querySelectorAll(".mc-ledger")) {
    const table = ledger.querySelector(".mc-scroll");
    const body = ledger.querySelector("tbody");
    const rows = [...body.rows];
    const filters = [...ledger.querySelectorAll("[data-filter]")];
    const verdict = ledger.querySelector("[data-filter=verdict]");
    const count = ledger.querySelector("[role=status]");
    const linked = () => rows.find((each) => each.id === decodeURIComponent(location.hash.slice(1)));
    let offered = false;

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

    // The table begins with the few that do not hold, unless a link asks for a row. Whoever searches, searches all.
    const offer = () => {
      offered = !linked() && filters.every((field) => !field.value) && rows.some((row) => row.dataset.verdict === "not");
      if (offered) verdict.value = "not";
      filter();
    };
    const choose = (event) => {
      if (offered && event.target !== verdict) verdict.value = "";
      offered = false;
      filter();
    };
    const unfold = () => {
      const row = linked();
      if (!row) return;
      if (row.hidden) {
        for (const field of filters) field.value = "";
        offered = false;
        filter();
        row.scrollIntoView();
      }
      row.querySelector("details").open = true;
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
    filters.forEach((field) => field.addEventListener("input", choose));
    addEventListener("hashchange", unfold);
    addEventListener("pageshow", () => {  // the Back button restores the fields after all scripts have run
      offered &&= filters.every((field) => field.value === (field === verdict ? "not" : ""));
      filter();
    });
    ledger.querySelector(".mc-filters").hidden = false;
    offer();
    unfold();
  }

  for (const wall of document.querySelectorAll(".mc-wall")) {
    const squares = [...wall.querySelectorAll("a.mc-square")];
    const card = wall.querySelector(".mc-touched");
    const show = (square) => {
      if (square.hasAttribute("aria-current")) return;
      const row = document.getElementById(square.hash.slice(1));
      const line = row.querySelector("summary").cloneNode(true);
      const more = document.createElement("a");
      more.href = square.hash;
      more.textContent = "All its numbers";
      const chapter = row.querySelector("td:last-child a").cloneNode(true);
      const links = document.createElement("p");
      links.append(more, " · ", chapter);
      const told = document.createElement("p");
      told.append(...line.childNodes);
      card.replaceChildren(told, links);
      for (const other of squares) other.toggleAttribute("aria-current", other === square);
    };
    const touch = (square) => {
      card.classList.add("mc-followed");  // before, on a phone, it would only hide squares
      show(square);
    };
    for (const square of squares) {
      square.addEventListener("click", (event) => (event.preventDefault(), touch(square)));
      // A page that scrolls under a resting mouse moves nothing.
      square.addEventListener("mousemove", (event) => (event.movementX || event.movementY) && touch(square));
      square.addEventListener("focus", () => touch(square));
    }
    card.hidden = false;
    show(squares.find((square) => square.classList.contains("mc-not")) ?? squares[0]);
  }
});
