// The address of a state: #mc-bell-curve?n=100&generation=20.
const fragment = ({ figure, controls }) =>
  `#${figure.id}?${new URLSearchParams(controls.inputs.map((input) => [input.name, controls.key(input)]))}`;

// The address of a page without what was asked of it; an explorer alone links to its whole page.
const link = (explorer) => location.href.replace(/[?#].*/s, "") + fragment(explorer);

// Show the state that the page's address names, as far as the figure knows it, and bring it into view.
function restore() {
  const [id, state] = location.hash.slice(1).split("?");
  const explorer = state !== undefined && explorers.find(({ figure }) => figure.id === id);
  if (!explorer) return;
  explorer.play?.stop();
  explorer.guess?.reveal();
  const { controls } = explorer, wanted = new URLSearchParams(state);
  const moved = controls.inputs.filter((input) => wanted.has(input.name));
  moved.forEach((input) => controls.seek(input, wanted.get(input.name)));
  explorer.refresh();
  moved.forEach((input) => explorer.followers.forEach((follow) => follow(input)));
  explorer.figure.scrollIntoView();
}
addEventListener("hashchange", restore);

// page.html?only=mc-bell-curve shows one figure, to stand in a frame of somebody else's page, and where it comes from.
function showAlone() {
  const figure = document.getElementById(new URLSearchParams(location.search).get("only") ?? "");
  if (!figure?.matches(".mc-explorer, .mc-figure")) return;
  document.documentElement.classList.add("mc-only");
  for (let around = figure; around !== document.documentElement; around = around.parentElement) {
    around.classList.add("mc-kept");
    for (const other of around.parentElement.children) if (other !== around) other.classList.add("mc-gone");
  }
  const source = Object.assign(document.createElement("a"), {
    className: "mc-source", target: "_blank", rel: "noopener", textContent: `From: ${document.title}`,
    href: location.href.replace(/[?#].*/s, "") + `#${figure.id}`,
  });
  figure.append(source);
}
