// A message being written stays on this device until it is sent: a tab closed, a session that ends, lose nothing of it.
import { ask } from "./ask.js";
import { Field } from "./field.js";

const box = document.querySelector("[data-draft]");
const form = box.closest("form");
const { draft: name, copies, sent } = box.dataset;
const field = new Field(name, [form.elements[name]], copies + name, { [name]: "" });
const kept = box.querySelector("[data-kept]");

// What was sent since is no draft any more.
if (field.asked?.text.trim() === sent.trim()) field.asked = null;
if (!field.asked && !form.elements[name].value) field.keep();

function tell() {
  kept.hidden = !Field.onDevice || !field.dirty || Boolean(field.asked);
  // The device has it: leaving asks no question (said once the page has noted that something was typed).
  if (!kept.hidden) setTimeout(() => form.dispatchEvent(new Event("saved", { bubbles: true })));
}

form.addEventListener("input", () => {
  field.keep();
  tell();
});
if (field.asked) ask(box, [field], tell);
else if (field.dirty) field.keep();
tell();
