// Moves without loading the page anew. Every button of the list is a form that posts; here the answer's list takes
// the place of the one on the page, its words are read aloud from #said, and the focus stays where it was.
// Nothing is shown as moved before it is saved. Moves wait for each other, so that quick ones all count.
const list = document.getElementById("my-list");
const said = document.getElementById("said");
let last = Promise.resolve();

const send = async (form, focus, body = new FormData(form)) => {
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body });
  } catch {
    const button = document.getElementById(focus);
    const again = () => later(() => network.during(send(form, focus, body), button));
    network.lose({ form: list, button, again, words: list.dataset.lost });
    return false;
  }
  if (!answer.ok) return form.submit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...page.getElementById("my-list").childNodes);
  said.textContent = page.getElementById("said").textContent.trim();
  network.forget(list);
  document.getElementById("news").replaceChildren(...page.querySelectorAll("main .notice.heed"));
  dress();
  hold(focus);
  return true;
};

// A button at the end of its way is disabled and cannot hold the focus: its twin does. One that is gone: the heading.
const hold = (id) => {
  const button = document.getElementById(id);
  const twin = button?.closest(".moves")?.querySelector("button:not([disabled])");
  (button && !button.disabled ? button : twin ?? document.getElementById("list")).focus();
};

const later = (task) => (last = last.then(task, task));

list.addEventListener("submit", (event) => {
  const id = event.submitter.id;
  event.preventDefault();
  later(() => {
    const button = document.getElementById(id);
    if (button && !button.disabled) return network.during(send(button.form, id), button);
  });
});

// On one of a session's arrows the arrow keys do the same.
list.addEventListener("keydown", (event) => {
  const moves = event.target.closest(".moves");
  if (!moves || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  moves.querySelectorAll("button")[event.key === "ArrowUp" ? 0 : 1].click();
});

// Dragging by the handle, with mouse, pen or finger.
const dress = () => {
  const handle = document.getElementById("handle");
  for (const row of list.querySelectorAll(".ranks > li")) row.prepend(handle.content.cloneNode(true));
  list.querySelector(".drags")?.removeAttribute("hidden");
};

list.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest(".handle");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  const row = handle.closest("li");
  const after = row.nextElementSibling;
  const rows = row.parentElement;
  handle.setPointerCapture(event.pointerId);
  row.classList.add("held");
  const move = ({ clientY }) => {
    const over = [...rows.children].find((each) => {
      const box = each.getBoundingClientRect();
      return each !== row && clientY > box.top && clientY < box.bottom;
    });
    if (!over) return;
    const down = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    over[down ? "after" : "before"](row);
    handle.setPointerCapture(event.pointerId);
  };
  const back = () => rows.insertBefore(row, after);
  const drop = async ({ type }) => {
    handle.removeEventListener("pointermove", move);
    row.classList.remove("held");
    const number = [...rows.children].indexOf(row) + 1;
    if (type === "pointercancel") return back();
    if (number === +row.dataset.number) return;
    const arrow = row.querySelector(".moves button");
    const before = arrow.form.elements.number.value;
    arrow.form.elements.number.value = number;
    if ((await later(() => network.during(send(arrow.form, arrow.id), arrow))) === false) {
      arrow.form.elements.number.value = before;
      back();
    }
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", drop, { once: true });
  handle.addEventListener("pointercancel", drop, { once: true });
});

dress();
