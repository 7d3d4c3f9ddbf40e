// A form that posts is sent once, is seen to be on its way, and loses nothing that was typed when the network is gone.
// Without this, who clicks twice uses up a sign-in code with the first click and is refused with the second; and who
// sends what took ten minutes to write into a dead network finds a page of the browser's in its place.
// `network` says the same of what other scripts send. In a block, so that its other names are its own.
{
  const SAYS_AFTER = 400; // a quick answer does not flicker
  const SLOW_AFTER = 5000;
  const HEARD_AGAIN_AFTER = 20000; // whoever stopped the browser, or got no answer, can press again
  const ASKS_AFTER = 10000; // until then the network is as it was when the page came
  const ASKS_FOR = 3000; // a network that is slow is not lost: the page stays until an answer comes

  const place = document.getElementById("network");
  const alive = document.currentScript.dataset.alive;
  const timers = [];
  let underWay = 0;
  let heardAt = performance.now();

  const tell = (word, words = place.dataset[word] ?? "") => {
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
  globalThis.network = { tell, during, patience: (pause) => AbortSignal.timeout?.(pause) };

  const isThere = async () => {
    try {
      const answer = await fetch(alive, { method: "HEAD", cache: "no-store", signal: network.patience(ASKS_FOR) });
      return answer.status < 502; // above, a proxy says that nobody is behind it
    } catch (why) {
      return why.name === "TimeoutError";
    }
  };
  const sent = new Map(); // by form: what was pressed
  const hearAgain = (form) => {
    end(sent.get(form).button);
    sent.delete(form);
    delete form.dataset.sent;
  };

  // On the window: when every other script has had its say.
  addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
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
    tell("lost");
    form.dispatchEvent(new Event("unsent"));
  });

  // Back again from the next page: the page may be kept as it was left.
  addEventListener("pageshow", () => {
    for (const form of [...sent.keys()]) hearAgain(form);
    tell("");
  });
}
