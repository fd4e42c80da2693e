// A dossier saves itself while it is written: on the server when it answers, on this device until it does.
import { ask } from "./ask.js";
import { Field } from "./field.js";

const PAUSE = 2000; // after the last key
const SOON = 300; // after leaving a field: a press on « Enregistrer » comes first
const RETRY = 15000; // without an answer
const PATIENCE = 20000; // for an answer
const KEEPALIVE = 60000; // what browsers send after the page is left, in characters

const box = document.querySelector("[data-autosave]");
const form = box.closest("form");
const words = box.dataset;
const stored = JSON.parse(words.stored);
const line = form.querySelector("[data-saved]");
const buttons = form.querySelector(".save-bar .buttons");
const live = box.querySelector("[data-live]");
const part = (name) => box.querySelector(`template[data-${name}]`).content.cloneNode(true);

const controls = new Map();
for (const one of form.elements) {
  if (one.name && !["hidden", "submit", "button", "file"].includes(one.type)) controls.set(one.name, [...(controls.get(one.name) ?? []), one]);
}
const fields = [...controls].map(([name, ones]) => new Field(name, ones, words.copies + name, stored));

// The line is always true; what is read aloud only tells what is new.
let told = "";
function say(state, sentence, ...more) {
  if (state === "saving" && line.contains(document.activeElement)) return;
  const ends = more.flatMap((one, index) => [index || typeof one === "string" ? " · " : " ", one]);
  line.replaceChildren(...(state === "saved" ? [part("tick"), " "] : []), sentence, ...ends);
  if (state === "saving") return;
  offer(OFFERS[state]);
  const others = more.filter((one) => typeof one === "string");
  const news = [state, ...others].join();
  if (news === told) return;
  told = news;
  live.textContent = [sentence, ...others].join(" · ");
}

// The one thing to do about it, among the buttons: the template of this name.
const OFFERS = { clash: "compare", locked: "read", lost: "sign-in" };
function offer(name) {
  const there = buttons.querySelector("[data-offered]");
  if (there?.dataset.offered === name) return;
  there?.remove();
  if (!name) return;
  const button = part(name).firstElementChild;
  button.dataset.offered = name;
  if (name === "sign-in") button.addEventListener("click", () => Field.onDevice && rest());
  buttons.prepend(button);
}

const kept = () => (Field.onDevice ? words.kept : words.loose);

function body(texts) {
  const { csrf_token: token, version } = form.elements;
  const found = new URLSearchParams({ csrf_token: token?.value ?? "", version: version.value });
  for (const [field, text] of texts) {
    found.append(field.name, text);
    for (const seen of [field.known, ...field.sent]) found.append(`was-${field.name}`, seen);
    field.sent = [...field.sent, text].slice(-5);
  }
  return found;
}

// Send what is not saved; give the time after which to try again what still is not.
async function send(unsaved) {
  const texts = new Map(unsaved.map((field) => [field, field.text]));
  const sent = body(texts);
  let response, answer;
  say("saving", words.saving);
  try {
    response = await fetch(words.autosave, {
      method: "POST",
      body: sent,
      headers: { Accept: "application/json" },
      keepalive: String(sent).length < KEEPALIVE,
      signal: AbortSignal.timeout(PATIENCE),
    });
    answer = await response.json();
  } catch {
    // No answer, or not one of ours.
  }
  if (response?.ok && answer) return understand(answer, texts);
  return despair(response?.status, answer, unsaved);
}

function despair(status, answer, unsaved) {
  for (const field of unsaved) field.keep();
  if (status === 400 || status === 401) {
    say("lost", words.lost.replace("{kept}", kept()));
    return null;
  }
  if (status === 409 && answer) {
    const sentence = kept();
    say("locked", `${answer.sentence} ${sentence[0].toUpperCase()}${sentence.slice(1)}.`);
    return null;
  }
  say(status ? "refused" : "offline", (status ? words.refused : words.offline).replace("{kept}", kept()));
  return RETRY;
}

function understand(answer, texts) {
  const wrong = new Map(answer.wrong.map((one) => [one.name, one.mistake]));
  const clashes = new Set(answer.clashes.map((one) => one.name));
  for (const [field, text] of texts) {
    const refused = wrong.has(field.name) || clashes.has(field.name);
    field.refused = refused ? text : null;
    if (!refused) Object.assign(field, { known: text, sent: [] });
    field.keep();
    field.flag(wrong.has(field.name) ? mistake(wrong.get(field.name)) : null);
  }
  const behind = answer.texts ? fields.filter((field) => !field.learn(answer.texts[field.name])) : [];
  // As long as two texts stand against each other, the page does not pretend to have read the other one.
  if (!behind.length && !clashes.size) form.elements.version.value = answer.version;
  document.querySelector(".focus-progress").innerHTML = answer.progress;
  if (!wrong.size) document.getElementById("error-summary")?.remove();
  tell(answer);
  return PAUSE;
}

function mistake(sentence) {
  const shown = part("mistake");
  shown.querySelector("[data-sentence]").textContent = sentence;
  return shown.firstElementChild;
}

function tell(answer) {
  const more = [...answer.clashes, ...answer.wrong].map((one) => {
    const link = document.createElement("a");
    link.href = `#${one.anchor}`;
    link.textContent = one.label;
    return link;
  });
  if (answer.also) more.push(answer.also);
  const state = answer.clashes.length ? "clash" : answer.wrong.length ? "wrong" : "saved";
  say(state, answer.sentence, ...more);
}

let timer, inFlight;

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

// Nothing is left to lose: leaving asks no question.
const rest = () => form.dispatchEvent(new Event("saved", { bubbles: true }));

function save() {
  clearTimeout(timer);
  if (!fields.some((field) => field.dirty)) rest();
  if (inFlight || form.dataset.sent || !fields.some((field) => field.due)) return;
  inFlight = send(fields.filter((field) => field.dirty && !field.held)).then((delay) => {
    inFlight = null;
    if (!fields.some((field) => field.dirty)) rest();
    else if (delay) later(delay);
  });
}

form.addEventListener("input", (event) => {
  const field = fields.find((one) => one.controls.includes(event.target));
  if (!field) return;
  field.held = false;
  field.keep();
  later(PAUSE);
});
form.addEventListener("focusout", () => later(SOON));
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (!inFlight) return;
  // Two saves of the same person must not meet: the button waits for the answer.
  event.preventDefault();
  event.stopPropagation();
  inFlight.then(() => form.requestSubmit(event.submitter?.isConnected ? event.submitter : null));
});
document.addEventListener("visibilitychange", () => document.hidden && save());
window.addEventListener("pagehide", save);
window.addEventListener("online", save);

line.removeAttribute("role");
if (!line.textContent.trim()) line.textContent = words.ready;
const asked = fields.filter((field) => field.asked);
if (asked.length) ask(box, asked, () => later(0));
later(SOON);
