// Small comforts on top of pages that work without them. No dependency, nothing inline.
(() => {
  "use strict";

  const RETRY_AFTER = 8000; // after eight seconds without an answer, the button works again

  // How many characters are left; the limit never cuts what is typed.
  function count(field) {
    const note = document.getElementById(`${field.id}-limit`);
    if (!note) return;
    const left = Number(field.dataset.counter) - [...field.value.replace(/\r\n/g, "\n")].length;
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    note.classList.toggle("field-limit-over", left < 0);
  }

  // How many lines are chosen.
  function countChosen(form) {
    const boxes = [...document.querySelectorAll(`[data-select="${form}"]`)];
    const chosen = boxes.filter((box) => box.checked).length;
    for (const note of document.querySelectorAll(`[data-bulk-count="${form}"]`)) {
      const { none, one, many } = note.dataset;
      note.textContent = chosen === 0 ? none : chosen === 1 ? one : many.replace("{n}", chosen);
    }
    for (const all of document.querySelectorAll(`[data-select-all="${form}"]`)) {
      all.checked = boxes.length > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
  }

  // What was typed since the page came; a sent form has nothing left to lose.
  const changed = new Set();
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset.counter) count(field);
    const form = field.closest("form[data-guard]");
    if (form) changed.add(form);
  });

  // A form that saves itself says when nothing is left to save.
  document.addEventListener("saved", (event) => changed.delete(event.target));

  document.addEventListener("change", (event) => {
    const { select, selectAll } = event.target.dataset;
    if (selectAll) for (const box of document.querySelectorAll(`[data-select="${selectAll}"]`)) box.checked = event.target.checked;
    if (select || selectAll) countChosen(select || selectAll);
  });

  // Signing out takes away what the browser kept of the person's texts: the computer may be shared.
  function forget(prefix) {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
    } catch {
      // No storage: nothing was kept.
    }
  }

  function free(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.forget) forget(form.dataset.forget);
    if (!form.matches("form[data-once]") || event.submitter?.formTarget === "_blank") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    changed.delete(form);
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => free(form), RETRY_AFTER);
  });

  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) free(form);
  });

  // Disclosures of the masthead close on a press elsewhere and on Escape.
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details[data-close-outside][open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.activeElement?.closest("details[data-close-outside][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll("[data-counter]")) count(field);
    for (const note of document.querySelectorAll("[data-bulk-count]")) countChosen(note.dataset.bulkCount);
    document.querySelector("[data-focus]")?.focus();
  });
})();

// A page that is made to be printed.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
