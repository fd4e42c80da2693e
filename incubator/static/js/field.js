// One answer of a dossier: what the page shows, what the server holds, what this device keeps.

// One answer. `known`: what the server holds, as far as this page knows; `sent`: what it may hold, for want of an answer.
export class Field {
  static onDevice = true; // false when the browser keeps nothing

  constructor(name, controls, key, stored) {
    Object.assign(this, { name, controls, key, sent: [], refused: null, asked: null, held: false });
    this.known = stored[name] ?? this.served;
    const copy = this.copy;
    if (copy && copy.text.trim() !== this.text.trim()) this.asked = copy;
    else if (copy && this.dirty && name in stored) this.known = copy.known;
    else if (copy && !this.dirty) this.keep();
    else if (name in stored) this.held = true; // given back with the rest: perhaps older than what is stored
  }

  get text() {
    const [first] = this.controls;
    return first.type === "radio" ? (this.controls.find((one) => one.checked)?.value ?? "") : first.value;
  }

  set text(text) {
    for (const one of this.controls) {
      if (one.type === "radio") one.checked = one.value === text;
      else one.value = text;
    }
    this.controls[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What the page came with, whatever the browser has put back since.
  get served() {
    const [first] = this.controls;
    if (first.type === "radio") return this.controls.find((one) => one.defaultChecked)?.value ?? "";
    if (!first.options) return first.defaultValue;
    return ([...first.options].find((one) => one.defaultSelected) ?? first.options[0]).value;
  }

  get dirty() {
    return this.text !== this.known;
  }

  get due() {
    return this.dirty && !this.held && this.text !== this.refused;
  }

  get label() {
    const [first] = this.controls;
    const label = first.type === "radio" ? first.closest("fieldset").querySelector("legend") : first.labels[0];
    return label.firstChild.textContent.trim();
  }

  // A text as people read it: a choice by its words.
  reads(text) {
    const [first] = this.controls;
    if (first.type === "radio") return this.controls.find((one) => one.value === text)?.labels[0].textContent ?? text;
    const option = text && [...(first.options ?? [])].find((one) => one.value === text);
    return option ? option.textContent : text;
  }

  get copy() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  // Keep the text on this device until the server has it; one that waits for an answer of the person stays.
  keep() {
    if (this.asked) return;
    try {
      if (this.dirty) localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), text: this.text, known: this.known }));
      else localStorage.removeItem(this.key);
    } catch {
      Field.onDevice = false;
    }
  }

  // Say what is wrong where it was typed; `mistake` is the paragraph to show, null when all is well.
  flag(mistake) {
    const frame = this.controls[0].closest(".field");
    const named = this.controls[0].type === "radio" ? frame : this.controls[0];
    const id = `${this.name}-error`;
    const others = (named.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    frame.querySelector(".field-error")?.remove();
    frame.classList.toggle("field-wrong", Boolean(mistake));
    if (mistake) {
      mistake.id = id;
      (frame.querySelector(".field-help") ?? frame.querySelector(".field-label")).after(mistake);
      named.setAttribute("aria-invalid", "true");
      others.unshift(id);
    } else named.removeAttribute("aria-invalid");
    if (others.length) named.setAttribute("aria-describedby", others.join(" "));
    else named.removeAttribute("aria-describedby");
  }

  // Take in what somebody else wrote, unless the person is writing here too; false when the page is then behind.
  learn(text) {
    if (text.trim() === this.known.trim()) return true;
    if (this.dirty) return false;
    this.known = text;
    this.text = text;
    return true;
  }
}
