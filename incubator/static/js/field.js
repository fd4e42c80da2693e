// One answer of a dossier: what the page shows, what the server holds, what this device keeps.

const CELLS = 3; // of a person: name, department, role

function people(cells) {
  const rows = [];
  for (let n = 0; n < cells.length; n += CELLS) rows.push(cells.slice(n, n + CELLS).map((cell) => cell.trim().replace(/\s+/g, " ")));
  return rows.filter((row) => row.some(Boolean)).map((row) => row.join("\t").replace(/\t+$/, "")).join("\n");
}

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

  // Several controls make one text: boxes, one line each; cells of people, one line a person, tabs between.
  get kind() {
    const [first] = this.controls;
    if ("cell" in first.dataset) return "people";
    return ["radio", "checkbox"].includes(first.type) ? first.type : "text";
  }

  get text() {
    if (this.kind === "people") return people(this.controls.map((one) => one.value));
    if (this.kind === "text") return this.controls[0].value;
    return this.controls.filter((one) => one.checked).map((one) => one.value).join("\n");
  }

  set text(text) {
    const lines = text.split("\n");
    this.controls.forEach((one, index) => {
      if (this.kind === "radio") one.checked = one.value === text;
      else if (this.kind === "checkbox") one.checked = lines.includes(one.value);
      else if (this.kind === "people") one.value = (lines[Math.floor(index / CELLS)] ?? "").split("\t")[index % CELLS] ?? "";
      else one.value = text;
    });
    this.controls[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What the page came with, whatever the browser has put back since.
  get served() {
    const [first] = this.controls;
    if (this.kind === "people") return people(this.controls.map((one) => one.defaultValue));
    if (this.kind !== "text") return this.controls.filter((one) => one.defaultChecked).map((one) => one.value).join("\n");
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
    const label = this.kind === "text" ? first.labels[0] : first.closest("fieldset").querySelector("legend");
    return label.firstChild.textContent.trim();
  }

  // A text as people read it: a choice by its words.
  reads(text) {
    const [first] = this.controls;
    if (this.kind === "people") return text.replaceAll("\t", ", ");
    if (this.kind !== "text") {
      const words = (value) => this.controls.find((one) => one.value === value)?.labels[0].textContent ?? value;
      return text.split("\n").map(words).join("\n");
    }
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
    const named = this.kind === "text" ? this.controls[0] : frame;
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
