// Keeps a piece of the page fresh: <div data-fresh="/address"> is asked for every two seconds (or data-every) and
// replaced; if a whole page answers, by the piece of it that has the same id.
// An answer of 286 says that nothing more is to come: then the page at data-page is opened, once. It is never
// reloaded: after a form that was refused that would send the form again.
// What was opened in the piece stays open. Whoever is on a link in it stays on it, and <button data-holds="id" hidden>
// lets them read in peace.
// Without a network it says as of when it is. Without script the page says so and has a link to load it again.
const EVERY = 2;
const OLD_AFTER = 10000;

for (const piece of document.querySelectorAll("[data-fresh]")) {
  const pause = Number(piece.dataset.every ?? EVERY) * 1000;
  const holds = document.querySelector(`[data-holds="${piece.id}"]`);
  const isHeld = () => holds?.getAttribute("aria-pressed") === "true";
  if (holds) {
    holds.hidden = false;
    holds.addEventListener("click", () => holds.setAttribute("aria-pressed", !isHeld()));
  }
  let newAt = Date.now();
  const ask = async () => {
    if (isHeld()) return void setTimeout(ask, pause);
    try {
      const signal = network.patience(OLD_AFTER);
      const answer = await fetch(piece.dataset.fresh, { headers: { Accept: "text/html" }, signal });
      if (answer.status === 286 || answer.redirected) return location.replace(piece.dataset.page ?? location.href);
      if (answer.ok && !isHeld()) renew(piece, freshest(await answer.text(), piece.id));
      if (answer.ok) newAt = Date.now();
    } catch {
      // No network for a moment: the next try will tell.
    }
    tellAge(newAt);
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
}

function tellAge(newAt) {
  const place = document.getElementById("network");
  if (Date.now() - newAt < OLD_AFTER) return place.dataset.says === "stale" && network.tell("");
  const time = new Date(newAt).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  network.tell("stale", place.dataset.stale.replace("{time}", time));
}

function renew(piece, news) {
  const at = piece.contains(document.activeElement) ? document.activeElement : null;
  const stops = () => [...piece.querySelectorAll("a, button, summary, [tabindex]")];
  const open = [...piece.querySelectorAll("details[open]")].map((each) => each.id);
  const place = stops().indexOf(at);
  piece.innerHTML = news;
  for (const each of piece.querySelectorAll("details")) each.open ||= open.includes(each.id);
  if (at) (stops().find((each) => each.href && each.href === at.href) ?? stops()[place])?.focus({ preventScroll: true });
}

function freshest(text, id) {
  const same = id && new DOMParser().parseFromString(text, "text/html").getElementById(id);
  return same ? same.innerHTML : text;
}
