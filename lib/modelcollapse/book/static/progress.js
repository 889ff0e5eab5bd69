// Remembers on this device, and nowhere else, which chapters were read to the end and which exercises were solved.
"use strict";

(() => {
  const KEY = "modelcollapse-progress";
  const VERSION = 1;
  const SECONDS = 2;  // that the end of a summary is on the screen before its chapter counts as read
  const root = new URL(document.documentElement.dataset.content_root || "./", location);
  const isDate = (when) => typeof when === "string" && !Number.isNaN(Date.parse(when));
  const day = (when) => new Date(when).toLocaleDateString("en", { dateStyle: "medium" });

  function pageOf(address) {
    const path = new URL(address, location).pathname;
    return path.startsWith(root.pathname) ? decodeURI(path.slice(root.pathname.length)).replace(/\.html$/, "") : "";
  }

  // Whatever else is stored there, by another version or by hand, is left out.
  function load() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(KEY)); } catch {}
    if (kept?.version !== VERSION) kept = null;
    const entries = (part, good) => Object.fromEntries(Object.entries(Object(kept?.[part])).filter(([, each]) => good(each)));
    return {
      version: VERSION,
      read: entries("read", isDate),
      solved: entries("solved", (each) => isDate(each?.when) && typeof each?.chapter === "string"),
    };
  }

  function keep(change) {
    const known = load();
    change(known);
    try { localStorage.setItem(KEY, JSON.stringify(known)); } catch {}  // a private window may forbid it
    show();
  }

  const now = () => new Date().toISOString();
  const markRead = () => keep((known) => { known.read[pageOf(location)] ??= now(); });
  const markSolved = (exercise) => keep((known) => { known.solved[exercise] ??= { chapter: pageOf(location), when: now() }; });

  const chapters = () => [...document.querySelectorAll("nav.contents a[href]")].filter((link) => !new URL(link.href, location).hash);

  function element(name, text, properties = {}) {
    return Object.assign(document.createElement(name), { textContent: text }, properties);
  }

  function showInContents(known) {
    document.querySelectorAll(".mc-done").forEach((each) => each.remove());
    for (const link of chapters()) {
      const page = pageOf(link.href);
      const solved = Object.values(known.solved).filter((each) => each.chapter === page).length;
      if (!known.read[page] && !solved) continue;
      const mark = element("span", `${known.read[page] ? "✓" : ""}${solved ? ` ${solved}` : ""}`, { className: "mc-done" });
      mark.setAttribute("aria-hidden", "true");
      const words = [known.read[page] && "read", solved && `${solved} solved`].filter(Boolean).join(", ");
      mark.title = words;
      const spoken = element("span", ` (${words})`, { className: "mc-done mc-unseen" });
      link.append(mark, spoken);
    }
  }

  function showInForms(known) {
    for (const form of document.querySelectorAll("form[data-exercise]")) {
      let name = "";
      try { name = JSON.parse(form.dataset.exercise).name; } catch {}
      const message = form.querySelector(".mc-feedback");
      if (Object.hasOwn(known.solved, name) && !message.textContent) message.textContent = `Solved on ${day(known.solved[name].when)}.`;
    }
  }

  function exported(known) {
    return {
      book: "Model Collapse: An Interactive Textbook",
      version: VERSION,
      exported: now(),
      note: "Kept by a reader's own browser. Nobody has verified it.",
      read: Object.entries(known.read).map(([chapter, when]) => ({ chapter, when })),
      solved: Object.entries(known.solved).map(([exercise, { chapter, when }]) => ({ chapter, exercise, when })),
    };
  }

  function row(link, known) {
    const page = pageOf(link.href);
    const solved = Object.entries(known.solved).filter(([, each]) => each.chapter === page).map(([exercise]) => exercise);
    if (!known.read[page] && !solved.length) return [];
    const title = [...link.childNodes].filter((each) => !each.classList?.contains("mc-done")).map((each) => each.textContent).join("").trim();
    const cells = element("tr", "");
    const chapter = element("th", "", { scope: "row" });
    chapter.append(element("a", title, { href: link.href }));
    cells.append(chapter, element("td", known.read[page] ? day(known.read[page]) : "not to the end"), element("td", solved.join(", ") || "none"));
    return [cells];
  }

  function showOnPage(place, known) {
    const rows = chapters().flatMap((link) => row(link, known));
    place.querySelector("tbody").replaceChildren(...rows);
    place.querySelector("table").hidden = !rows.length;
    place.querySelector("[role=status]").textContent = rows.length ? "" : "Nothing is remembered on this device.";
    for (const button of place.querySelectorAll("button")) button.hidden = !rows.length;
    place.hidden = false;
  }

  function save() {
    const text = JSON.stringify(exported(load()), null, 1);
    const link = element("a", "", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "model-collapse-progress.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function forget(button) {
    if (!button.dataset.asked) {
      button.dataset.asked = "yes";
      button.textContent = "Really forget everything?";
      return;
    }
    try {
      // Guesses are kept by the figures, each under a key of its own.
      for (const key of Object.keys(localStorage)) if (key.startsWith("modelcollapse")) localStorage.removeItem(key);
    } catch {}
    show();
  }

  function show() {
    const known = load();
    showInContents(known);
    showInForms(known);
    const place = document.querySelector(".mc-progress");
    if (place) showOnPage(place, known);
  }

  function watch() {
    const end = document.querySelector("section#summary")?.lastElementChild;
    let timer = 0;
    if (!end || load().read[pageOf(location)]) return;
    const watcher = new IntersectionObserver(([seen]) => {
      clearTimeout(timer);
      if (seen.isIntersecting) timer = setTimeout(() => { watcher.disconnect(); markRead(); }, SECONDS * 1000);
    });
    watcher.observe(end);
  }

  addEventListener("modelcollapse-solved", (event) => markSolved(event.detail));
  addEventListener("storage", (event) => event.key === KEY && show());
  document.addEventListener("DOMContentLoaded", () => {
    show();
    watch();
    document.querySelector(".mc-progress [data-save]")?.addEventListener("click", save);
    document.querySelector(".mc-progress [data-forget]")?.addEventListener("click", (event) => forget(event.target));
  });
})();
