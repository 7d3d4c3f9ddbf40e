// The exit ticket is sent from the page, so that a lost network loses nothing that was typed: it stays in the fields, in
// this page's memory and nowhere else. Sent twice it counts once, so trying again is always right.
// Without script the form posts by itself.
for (const form of document.querySelectorAll("form[data-ticket]")) {
  const lost = form.querySelector("[data-lost]");
  const signedOut = form.querySelector("[data-signed-out]");
  let touched = false;

  const send = async () => {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.status === 400 && (await hasNewProof())) return send();
    signedOut.hidden = answer.status !== 401;
    lost.hidden = answer.status < 500;
    if (answer.status === 401 || answer.status >= 500) return;
    touched = false;
    if (answer.ok) return location.replace(answer.url);
    // Something has to be changed: the answered page says what, and holds what was typed.
    form.submit();
  };

  // Whoever signed in again beside this page has a new proof that the form is ours.
  const hasNewProof = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const proof = page.querySelector("form[data-ticket] [name=csrf_token]")?.value;
    const isNew = proof && proof !== form.elements.csrf_token.value;
    if (isNew) form.elements.csrf_token.value = proof;
    return isNew;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.querySelector("button[aria-busy]")) return;
    try {
      await network.during(send(), event.submitter ?? form.querySelector("button[type=submit]"));
    } catch {
      lost.hidden = false; // no network
    } finally {
      for (const each of [lost, signedOut]) if (!each.hidden) each.scrollIntoView({ block: "nearest" });
    }
  });
  form.addEventListener("input", () => (touched = true));
  // A shared device signs out by itself when nobody is there, and must not stop to ask.
  if (!("shared" in form.dataset)) addEventListener("beforeunload", (event) => touched && event.preventDefault());
}
