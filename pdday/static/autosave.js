// Saves a form while somebody types: <form data-autosave> with a hidden `version`, and #saved to say when.
// It says "saved" only after the server has said so. Without script the form's own button does the same.
const PAUSE = 1500;
const AGAIN = 10000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = document.getElementById("saved");
  const words = form.dataset;
  let due;
  let underWay = Promise.resolve();
  let busy = 0;
  let stopped = false;
  let reached = false; // the network, just before the form is sent
  const lost = form.querySelector("[data-lost]"); // shown beside the buttons, which are far from #saved on a phone
  const lose = (isSo) => {
    lost.hidden = !isSo;
    if (isSo) told.textContent = words.offline;
  };

  const save = async () => {
    if (stopped) return;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      lose(false);
      if (answer.ok) {
        const kept = await answer.json();
        form.elements.version.value = kept.version;
        told.textContent = kept.saved;
        form.querySelector("[data-planned]").textContent = kept.planned;
      } else {
        // Changed in another window, or not for this browser any more: only the person can say what to do.
        stopped = answer.status === 409 || answer.status === 400 || answer.status === 401;
        told.textContent = answer.status === 401 ? words.signedOut : words.notSaved;
      }
    } catch {
      lose(true);
      due = setTimeout(begin, AGAIN);
      addEventListener("online", begin, { once: true });
    }
  };
  // One at a time, so that each knows the version that the one before has made.
  const begin = () => {
    busy += 1;
    underWay = underWay.then(save).then(() => { busy -= 1; });
  };

  form.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(begin, PAUSE);
  });
  // Sent, but the network was gone: go on saving.
  form.addEventListener("unsent", () => {
    stopped = false;
    begin();
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(due);
    // Without a network a page of the browser's own would take the place of what was typed.
    if (!stopped && !reached && (!lost.hidden || !navigator.onLine)) begin();
    if (busy) {
      event.preventDefault();
      await underWay;
      reached = lost.hidden;
      if (reached) setTimeout(() => form.requestSubmit(event.submitter));
      else network.lose({ form, button: event.submitter });
    } else {
      stopped = true;
    }
  });
}
