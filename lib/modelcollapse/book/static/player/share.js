// What a reader takes along: a link to the state, the picture, its numbers, code that shows the figure elsewhere.
class Share {
  constructor(explorer) {
    this.explorer = explorer;
    this.menu = document.createElement("details");
    this.menu.className = "mc-share";
    const summary = Object.assign(document.createElement("summary"), { textContent: "Share" });
    this.said = document.createElement("p");
    this.said.setAttribute("role", "status");
    const list = Object.assign(document.createElement("div"), { className: "mc-sharing" });
    list.append(
      this.button("Copy link", () => this.copy(link(explorer), "Link copied")),
      this.button("Save picture", () => this.save(pictureOf(explorer), "svg", "image/svg+xml")),
      this.button("Save numbers", () => this.save(numbersOf(explorer), "csv", "text/csv")),
      this.button("Copy code to embed", () => this.copy(this.frame(), "Code copied")),
      this.said,
    );
    this.menu.append(summary, list);
    explorer.figure.append(this.menu);
    this.menu.addEventListener("toggle", () => { this.said.textContent = ""; });
    this.menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { this.menu.open = false; summary.focus(); } });
    document.addEventListener("click", (event) => { if (!this.menu.contains(event.target)) this.menu.open = false; });
  }

  button(text, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  frame() {
    const { figure, stage } = this.explorer;
    const address = link(this.explorer).replace("#", `?only=${figure.id}#`).replaceAll("&", "&amp;");
    const title = stage.title.textContent.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    return `<iframe src="${address}" title="${title}" width="600" height="${Math.ceil(figure.offsetHeight) + 50}" loading="lazy" style="border: 0; max-width: 100%"></iframe>`;
  }

  // Where a browser keeps its clipboard to itself, the text stands there to be copied by hand.
  async copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
      this.said.textContent = done;
    } catch {
      const field = Object.assign(document.createElement("input"), { readOnly: true, value: text });
      field.setAttribute("aria-label", "To be copied");
      this.said.replaceChildren(field);
      field.select();
    }
  }

  save(text, ending, type) {
    if (text === null) return void (this.said.textContent = "This picture has no numbers to read off");
    const { figure, controls } = this.explorer;
    const state = controls.inputs.map((input) => `-${input.name}-${controls.key(input)}`).join("").replace(/[^\w.-]+/g, "_");
    const made = Object.assign(document.createElement("a"), { download: `${figure.id.replace("mc-", "")}${state}.${ending}`, href: URL.createObjectURL(new Blob([text], { type })) });
    made.click();
    setTimeout(() => URL.revokeObjectURL(made.href), 1000);
    this.said.textContent = "Saved";
  }
}
