// Reads a figure's data when its reader comes near: a page has up to a megabyte of them.
const NEAR = "100%";  // of a screen, above and below

function prepareWhenNear(explorer) {
  const prepare = () => arrival(explorer.figure).then(() => {
    explorer.stage.data.states.length;
  }).catch((error) => explorer.fail(error));
  if (!("IntersectionObserver" in window)) return prepare();
  const watch = new IntersectionObserver((seen) => {
    explorer.near = seen.at(-1).isIntersecting;
    if (!explorer.near) return;
    explorer.refresh();
    if (!explorer.prepared) prepare();
    explorer.prepared = true;
  }, { rootMargin: `${NEAR} 0px` });
  watch.observe(explorer.figure);
}
