// A form that posts is sent once, is seen to be on its way, and loses nothing that was typed when the network is gone.
// Without this, who clicks twice uses up a sign-in code with the first click and is refused with the second; and who
// sends what took ten minutes to write into a dead network finds a page of the browser's in its place.
// What was lost is offered once the network is back: nobody has to find again what they had pressed.
// `network` says and does the same for what other scripts send. In a block, so that its other names are its own.
{
  const SAYS_AFTER = 400; // a quick answer does not flicker
  const SLOW_AFTER = 5000;
  const HEARD_AGAIN_AFTER = 20000; // whoever stopped the browser, or got no answer, can press again
  const ASKS_AFTER = 10000; // until then the network is as it was when the page came
  const ASKS_FOR = 3000; // a network that is slow is not lost: the page stays until an answer comes
  const ASKS_AGAIN_AFTER = 5000; // while something waits to be sent

  const place = document.getElementById("network");
  const alive = document.currentScript.dataset.alive;
  const timers = [];
  let underWay = 0;
  let heardAt = performance.now();

  const unsent = new Map(); // by form: what was lost, and how it is sent again
  let asking;

  const tell = (word, words = place.dataset[word] ?? "") => {
    if (word === "stale" && unsent.size) return; // what was lost matters more
    place.dataset.says = word;
    place.textContent = words;
  };
  const tellAfter = (pause, word) => timers.push(setTimeout(() => place.dataset.says !== "stale" && tell(word), pause));
  const begin = (button) => {
    button?.setAttribute("aria-busy", "true");
    if (underWay++) return;
    tellAfter(SAYS_AFTER, "sending");
    tellAfter(SLOW_AFTER, "slow");
  };
  const end = (button) => {
    button?.removeAttribute("aria-busy");
    if (--underWay) return;
    for (const timer of timers.splice(0)) clearTimeout(timer);
    if (["sending", "slow"].includes(place.dataset.says)) tell("");
    if (place.dataset.says === "") seek(); // something else may still wait
  };
  const during = async (work, button) => {
    begin(button);
    try {
      const answer = await work;
      if (answer !== false) heardAt = performance.now(); // false: it was lost, and its own script has said so
      return answer;
    } finally {
      end(button);
    }
  };
  const answers = async () => {
    const answer = await fetch(alive, { method: "HEAD", cache: "no-store", signal: network.patience(ASKS_FOR) });
    return answer.status < 502; // above, a proxy says that nobody is behind it
  };
  const isThere = () => answers().catch((why) => why.name === "TimeoutError");
  const isBack = () => answers().catch(() => false);

  const lose = ({ form, button, words, again = () => form.requestSubmit(button) }) => {
    unsent.set(form, { button, again });
    tell("lost", words);
    clearTimeout(asking);
    asking = setTimeout(seek, ASKS_AGAIN_AFTER);
  };
  const seek = async () => {
    clearTimeout(asking);
    if (!unsent.size) return;
    if (underWay || !(await isBack())) asking = setTimeout(seek, ASKS_AGAIN_AFTER);
    else if (unsent.size) offer();
  };
  const offer = () => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button main dense" });
    button.textContent = place.dataset.now;
    button.addEventListener("click", sendNow);
    tell("back");
    place.append(" ", button);
  };
  const sendNow = () => {
    const lost = [...unsent.values()];
    unsent.clear();
    tell("");
    lost[0].button?.focus({ preventScroll: true });
    for (const { again } of lost) again();
  };
  const forget = (form) => {
    if (unsent.delete(form) && !unsent.size) tell("");
  };
  addEventListener("online", seek);
  globalThis.network = { tell, during, lose, forget, patience: (pause) => AbortSignal.timeout?.(pause) };

  const sent = new Map(); // by form: what was pressed
  const hearAgain = (form) => {
    end(sent.get(form).button);
    sent.delete(form);
    delete form.dataset.sent;
  };

  // On the window: when every other script has had its say.
  addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    forget(form);
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent === "asked") return void (form.dataset.sent = "yes");
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const press = { button: submitter };
    sent.set(form, press);
    begin(submitter);
    setTimeout(() => {
      if (sent.get(form) !== press) return;
      hearAgain(form);
      tell("unanswered");
    }, HEARD_AGAIN_AFTER);
    if (navigator.onLine && performance.now() - heardAt < ASKS_AFTER) return;
    event.preventDefault();
    if (await isThere()) {
      form.dataset.sent = "asked";
      return form.requestSubmit(submitter);
    }
    hearAgain(form);
    lose({ form, button: submitter });
    form.dispatchEvent(new Event("unsent"));
  });

  // Back again from the next page: the page may be kept as it was left.
  addEventListener("pageshow", () => {
    for (const form of [...sent.keys()]) hearAgain(form);
    unsent.clear();
    tell("");
  });
}
