// The door: sends each try without leaving the page, sounds its verdict, and reads badges by camera.
// Every form here works without this. A try that finds no network waits in this page and is sent again with its own
// scan id, so it counts once, and with the seconds since it was made, so its time stays right.
const PIECES = ["counts", "verdict", "list", "named", "just-now"];
const RETRY = 3000;
const ANSWERED_WITHIN = 15000; // a network that swallows what it gets must not hold up the door in silence
const SAID_FOR = 10000;
const one = (selector, within = document) => within.querySelector(selector);

// --- Sending: one after the other, in the order in which people came ---------------------------------------------

const unsent = [];
let sending = false;
let timer;

function newScanId() {
  // Not crypto.randomUUID: browsers have it only on https, and a hand scanner works without.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function take(form, fields, button) {
  const scanId = fields.get("scan_id");
  if (unsent.some((each) => each.fields.get("scan_id") === scanId)) return;
  unsent.push({ address: form.action, fields, button, at: Date.now() });
  sendAll();
}

async function sendAll() {
  if (sending) return;
  sending = true;
  try {
    while (unsent.length && (await network.during(send(unsent[0]), unsent[0].button))) unsent.shift();
  } finally {
    sending = false;
  }
  showUnsent();
  clearTimeout(timer);
  if (unsent.length) timer = setTimeout(sendAll, RETRY);
}

// Whether the try has been answered, by a verdict or by a refusal.
async function send(attempt) {
  attempt.fields.set("seconds_ago", ((Date.now() - attempt.at) / 1000).toFixed(3));
  let answer, page;
  try {
    const body = new URLSearchParams(attempt.fields);
    const signal = network.patience(ANSWERED_WITHIN);
    answer = await fetch(attempt.address, { method: "POST", body, headers: { Accept: "text/html" }, signal });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status === 400 && (await hasNewProof(attempt))) return false;
  } catch {
    return false; // no network
  }
  one("#signed-out").hidden = answer.status !== 401;
  if (answer.status === 401 || answer.status >= 500) return false;
  if (answer.ok) show(page);
  else refuse(page);
  return true;
}

// Whoever signed in again beside this page has a new proof that its forms are ours: put it into the try.
async function hasNewProof(attempt) {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const proof = one("[name=csrf_token]", page)?.value;
  const isNew = proof && proof !== attempt.fields.get("csrf_token");
  if (isNew) attempt.fields.set("csrf_token", proof);
  return isNew;
}

function showUnsent() {
  const place = one("#unsent");
  if (place.hidden && unsent.length) sound(2);
  place.hidden = !unsent.length;
  const words = unsent.length === 1 ? place.dataset.one : place.dataset.many.replace("{number}", unsent.length);
  one("[data-number]", place).textContent = words;
}

addEventListener("online", sendAll);
addEventListener("beforeunload", (event) => unsent.length && event.preventDefault());

// --- Showing: the pieces of the answered page that have changed --------------------------------------------------

function show(page) {
  const forms = [...document.querySelectorAll("#list form")];
  const place = forms.indexOf(document.activeElement?.closest("#list form"));
  for (const id of PIECES) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (fresh && old) old.innerHTML = fresh.innerHTML;
  }
  // The row that had the focus has lost its button: go on with the next, or the last; of an empty list, its heading.
  if (place >= 0) {
    const left = [...document.querySelectorAll("#list form button")];
    (left[place] ?? left.at(-1) ?? one("#list-heading")).focus({ preventScroll: true });
  }
  // Looked for by name: that one is done, the next name can be typed.
  const name = one("#q");
  if (name) {
    name.value = "";
    name.focus({ preventScroll: true });
  }
  const verdict = one("#verdict .verdict");
  if (!verdict) return;
  say(verdict);
  sound(Number(verdict.dataset.tones));
}

// Aloud in one piece: of several pieces that come at once a screen reader says the last one first. The same verdict
// twice is said twice, and later nobody comes by the words a second time.
let silence;

function say(verdict) {
  const said = one("#said");
  said.textContent = "";
  const words = verdict.innerText.trim().replace(/([^.!?:])\s*\n\s*/g, "$1. ");
  setTimeout(() => (said.textContent = words), 50);
  clearTimeout(silence);
  silence = setTimeout(() => (said.textContent = ""), SAID_FOR);
}

function refuse(page) {
  const why = one(".front", page) ?? one("main .page", page);
  one("#verdict").replaceChildren(...(why ? [...document.importNode(why, true).children] : []));
  say(one("#verdict"));
  sound(2);
}

// One high tone and a short buzz for "good", two low ones for "look".
let audio;
document.addEventListener("pointerdown", () => (audio ??= new AudioContext()), { once: true });
document.addEventListener("keydown", () => (audio ??= new AudioContext()), { once: true });

function sound(times) {
  navigator.vibrate?.(times === 1 ? 60 : [90, 70, 90]);
  if (audio?.state !== "running") return;
  for (let number = 0; number < times; number++) {
    const begins = audio.currentTime + number * 0.22;
    const tone = new OscillatorNode(audio, { frequency: times === 1 ? 880 : 330 });
    const loudness = new GainNode(audio, { gain: 0.2 });
    tone.connect(loudness).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + 0.14);
  }
}

// --- Forms: a tap in the list, a name, a code from a hand scanner ------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-try]");
  if (!form) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  if ("keepsFocus" in form.dataset) {
    if (!fields.get("token").trim()) return;
    form.elements.scan_id.value = newScanId();
    form.elements.token.value = "";
    form.elements.token.focus();
  }
  take(form, fields, event.submitter);
});

// --- The camera --------------------------------------------------------------------------------------------------

const LOOK_EVERY = 120; // milliseconds; a look takes some 15
const SAME_BADGE = 2500; // milliseconds a code must have been away to be a new try
const PICTURE_WIDTH = 640; // enough for a badge at arm's length, and quick

const camera = one("[data-camera]");
if (camera) {
  const view = one("[data-view]", camera);
  const video = one("video", camera);
  const start = one("[data-start]", camera);
  const stop = one("[data-stop]", camera);
  const seen = new Map();
  let stream;

  const why = (reason) => {
    for (const each of camera.querySelectorAll("[data-why]")) each.hidden = each.dataset.why !== reason;
  };
  const running = (on) => {
    view.hidden = stop.hidden = !on;
    start.hidden = on;
  };

  const read = (text) => {
    const last = seen.get(text) ?? -Infinity;
    seen.set(text, performance.now());
    if (performance.now() - last < SAME_BADGE) return;
    const form = one("form[data-keeps-focus]");
    const fields = new FormData(form);
    fields.set("scan_id", newScanId());
    fields.set("token", text);
    take(form, fields);
  };

  const look = async (canvas, pen) => {
    if (!stream?.active) return running(false);
    if (video.videoWidth) {
      canvas.width = Math.min(PICTURE_WIDTH, video.videoWidth);
      canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
      const options = { formats: ["QRCode"], maxNumberOfSymbols: 1 };
      for (const code of await ZXingWASM.readBarcodesFromImageData(picture, options)) if (code.text) read(code.text);
    }
    setTimeout(look, LOOK_EVERY, canvas, pen);
  };

  start.disabled = false; // it stands there from the first, so that nothing moves when this script comes
  start.addEventListener("click", async () => {
    if (!isSecureContext || !navigator.mediaDevices) return why("insecure");
    why("");
    try {
      ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => camera.dataset.reader } });
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      await video.play();
      running(true);
      const canvas = document.createElement("canvas");
      look(canvas, canvas.getContext("2d", { willReadFrequently: true }));
    } catch (error) {
      why({ NotAllowedError: "refused", NotFoundError: "none", OverconstrainedError: "none" }[error.name] ?? "busy");
    }
  });
  stop.addEventListener("click", () => {
    for (const track of stream.getTracks()) track.stop();
    running(false);
  });
  if (!isSecureContext || !navigator.mediaDevices) why("insecure");
}
