// Keeps a piece of the page fresh: <div data-fresh="/address"> is asked for every two seconds and replaced.
// An answer of 286 says that nothing more is to come: then the page at data-page is opened, once. It is never
// reloaded: after a form that was refused that would send the form again.
// Without script the page says so and has a link to load it again.
const EVERY = 2000;

for (const piece of document.querySelectorAll("[data-fresh]")) {
  const ask = async () => {
    try {
      const answer = await fetch(piece.dataset.fresh, { headers: { Accept: "text/html" } });
      if (answer.status === 286 || answer.redirected) return location.replace(piece.dataset.page ?? location.href);
      if (answer.ok) piece.innerHTML = await answer.text();
    } catch {
      // No network for a moment: the next try will tell.
    }
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);
}
