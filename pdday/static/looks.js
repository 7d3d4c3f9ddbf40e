// Says what a change would come to as soon as it is chosen: a form with data-looks="id" is sent as its button "Look
// first" would send it, and the piece of the answer that has this id takes the place of the one here.
// Nothing is changed by looking; without script the button does the same. It is said aloud in one piece: of several
// that come at once a screen reader says the last one first.
for (const form of document.querySelectorAll("form[data-looks]")) {
  let newest = 0;
  const piece = document.getElementById(form.dataset.looks);
  const said = document.createElement("p");
  said.className = "hush";
  said.setAttribute("role", "status");
  piece.after(said);
  form.addEventListener("change", async (event) => {
    if (!event.target.matches("select")) return;
    const mine = ++newest;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("look", "yes");
    piece.setAttribute("aria-busy", "true"); // what it says is of the choice before
    try {
      const asked = fetch(form.action, { method: "POST", body: sent, headers: { Accept: "text/html" } });
      const answer = await network.during(asked);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.getElementById(form.dataset.looks);
      if (mine !== newest || !told) return;
      piece.replaceChildren(...told.childNodes);
      said.textContent = piece.innerText.trim().replace(/([^.!?:])\s*\n\s*/g, "$1. ");
    } catch {
      if (mine === newest) piece.replaceChildren(); // no network for a moment: the button still asks
    } finally {
      if (mine === newest) piece.removeAttribute("aria-busy");
    }
  });
}
