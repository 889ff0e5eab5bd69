// Finds the explorers of the page. One that is broken is reported, and does not stop the others.
const explorers = [];

function start() {
  for (const figure of document.querySelectorAll("figure.mc-explorer:not([data-state])")) {
    if (!figure.querySelector("script.mc-states")) continue;
    try {
      const explorer = new Explorer(figure);
      explorers.push(explorer);
      new Print(explorer);
      prepareWhenNear(explorer);
      moveTogether(explorer);
      forgiveSwipes(explorer);
      new Share(explorer);
    } catch (error) {
      reportError(error);
    }
  }
}

function begin() {
  start();
  showAlone();
  restore();
}

whenReaderActs(() => explorers.forEach((explorer) => arrival(explorer.figure).catch((error) => explorer.fail(error))));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
// Who comes back with the Back button finds the controls where they stood: the browser moves them after all scripts.
addEventListener("pageshow", () => explorers.forEach((explorer) => explorer.refresh()));
