// Stars without leaving the page. A star is a form that posts; the answer to one that was kept is a way back,
// which is not taken. Anything else is shown as it would be without script.
const { lost: words } = document.currentScript.dataset;

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-star]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  let answer;
  try {
    const sent = fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    answer = await network.during(sent, button);
  } catch {
    return network.lose({ form, button, words });
  }
  if (answer.type !== "opaqueredirect") return form.submit();
  show(form, button, form.elements.so.value === "yes");
});

const show = (form, button, on) => {
  const word = button.querySelector("[data-word]");
  button.setAttribute("aria-pressed", on);
  word.textContent = on ? word.dataset.on : word.dataset.off;
  form.elements.so.value = on ? "no" : "yes";
  form.closest(".session")?.classList.toggle("starred", on);
  for (const count of document.querySelectorAll("[data-stars]")) {
    count.textContent = +count.textContent + (on ? 1 : -1);
    const tray = count.closest("[data-tray]");
    if (tray) tray.hidden = count.textContent === "0";
  }
};
