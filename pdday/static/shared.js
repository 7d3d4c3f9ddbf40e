// A shared device that nobody touches signs out by itself; a minute before, it asks whether somebody is still there.
// While somebody types or reads without asking for a page, the server is told now and then that they are here.
const bar = document.querySelector(".shared");
const leaving = bar?.querySelector("form");
const question = document.getElementById("still-there");
const idle = Number(bar?.dataset.idle) * 1000;
const warning = Number(bar?.dataset.warning) * 1000;
let touchedAt = Date.now();
let toldAt = Date.now();

async function touched() {
  if (question.open) return;
  touchedAt = Date.now();
  if (touchedAt - toldAt < warning) return;
  toldAt = touchedAt;
  const answer = await fetch(bar.dataset.here, { method: "POST", body: new FormData(leaving) }).catch(() => null);
  if (answer && !answer.ok) leaving.submit();
}
if (bar) {
  for (const sign of ["pointerdown", "pointermove", "keydown", "wheel", "scroll"]) {
    addEventListener(sign, touched, { passive: true, capture: true });
  }
  question.addEventListener("close", () => { toldAt = 0; touched(); });
  setInterval(() => {
    const still = Date.now() - touchedAt;
    if (still >= idle) leaving.submit();
    else if (still >= idle - warning && !question.open) question.showModal();
  }, 1000);
}

// Back again after signing out: what the browser kept is asked for anew, and the server has forgotten it.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
