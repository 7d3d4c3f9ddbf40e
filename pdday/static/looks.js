// Says what a change would come to as soon as it is chosen: a form with data-looks="id" is sent as its button "Look
// first" would send it, and the piece of the answer that has this id takes the place of the one here.
// Nothing is changed by looking; without script the button does the same.
for (const form of document.querySelectorAll("form[data-looks]")) {
  let newest = 0;
  form.addEventListener("change", async (event) => {
    if (!event.target.matches("select")) return;
    const mine = ++newest;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("look", "yes");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.getElementById(form.dataset.looks);
      if (mine === newest && told) document.getElementById(form.dataset.looks).replaceChildren(...told.childNodes);
    } catch {
      // No network for a moment: the button still asks.
    }
  });
}
