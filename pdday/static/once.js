// A form that posts is sent once: a second click while the first is on its way is not heard. Without this, who clicks
// twice uses up a sign-in code with the first click and is refused with the second. The button shows that it is on its
// way; a script that sends by itself says so itself. In a block, so that its names are its own.
{
  const HEARD_AGAIN_AFTER = 5000; // a download or a lost network leaves the page as it is

  const hearAgain = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => hearAgain(form), HEARD_AGAIN_AFTER);
    // When every other script has had its say.
    setTimeout(() => {
      if (event.defaultPrevented) delete form.dataset.sent;
      else event.submitter?.setAttribute("aria-busy", "true");
    });
  });

  // Back again from the next page: the page may be kept as it was left.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) hearAgain(form);
  });
}
