// Explorers that share a control move together: the one that a reader moves leads, the others follow and are silent.
function moveTogether(explorer) {
  const shares = (each, name) => (each.figure.dataset.shared ?? "").split(" ").includes(name);
  // Two that play would pull at each other.
  explorer.play?.button.addEventListener("click", () => {
    const name = explorer.play.slider.name;
    if (!shares(explorer, name)) return;
    explorers.filter((each) => each !== explorer && shares(each, name)).forEach((other) => other.play?.stop());
  });
  explorer.followers.push((input, milliseconds, ease) => {
    if (!input || !shares(explorer, input.name)) return;
    const key = explorer.controls.key(input);
    for (const other of explorers.filter((each) => each !== explorer && shares(each, input.name))) {
      other.play?.stop();
      other.controls.seek(other.controls.named(input.name), key);
      follow(other, milliseconds, ease);
    }
  });
}

// Who is far from the screen follows once the leader rests: nobody sees the steps.
function follow(explorer, milliseconds, ease) {
  clearTimeout(explorer.following);
  if (explorer.near !== false) explorer.refresh(milliseconds, ease);
  else explorer.following = setTimeout(() => explorer.refresh(), AT_REST);
}
