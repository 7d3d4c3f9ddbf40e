// Keeps a piece of the page fresh: <div data-fresh="/address"> is asked for every two seconds (or data-every) and
// replaced; if a whole page answers, by the piece of it that has the same id.
// An answer of 286 says that nothing more is to come: then the page at data-page is opened, once. It is never
// reloaded: after a form that was refused that would send the form again.
// Without script the page says so and has a link to load it again.
const EVERY = 2;

for (const piece of document.querySelectorAll("[data-fresh]")) {
  const pause = Number(piece.dataset.every ?? EVERY) * 1000;
  const ask = async () => {
    try {
      const answer = await fetch(piece.dataset.fresh, { headers: { Accept: "text/html" } });
      if (answer.status === 286 || answer.redirected) return location.replace(piece.dataset.page ?? location.href);
      if (answer.ok) piece.innerHTML = freshest(await answer.text(), piece.id);
    } catch {
      // No network for a moment: the next try will tell.
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
}

function freshest(text, id) {
  const same = id && new DOMParser().parseFromString(text, "text/html").getElementById(id);
  return same ? same.innerHTML : text;
}
