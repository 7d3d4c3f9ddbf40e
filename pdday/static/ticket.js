// The exit ticket is sent from the page, so that a lost network loses nothing that was typed: it stays in the fields, in
// this page's memory and nowhere else. Sent twice it counts once, so trying again is always right.
// Without script the form posts by itself.
for (const form of document.querySelectorAll("form[data-ticket]")) {
  const signedOut = form.querySelector("[data-signed-out]");
  let touched = false;

  const send = async () => {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.status === 400 && (await hasNewProof())) return send();
    signedOut.hidden = answer.status !== 401;
    if (answer.status >= 500) throw new Error("lost on its way");
    if (answer.status === 401) return signedOut.scrollIntoView({ block: "nearest" });
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
    const button = event.submitter ?? form.querySelector("button[type=submit]");
    try {
      await network.during(send(), button);
    } catch {
      network.lose({ form, button, words: form.dataset.lost });
    }
  });
  form.addEventListener("input", () => (touched = true));
  // A shared device signs out by itself when nobody is there, and must not stop to ask.
  if (!("shared" in form.dataset)) addEventListener("beforeunload", (event) => touched && event.preventDefault());
}
