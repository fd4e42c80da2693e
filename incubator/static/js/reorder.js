// The order of a list changes on the spot: a row follows the pointer by its handle, the buttons keep the focus.
// Without it, or when the server does not answer, the buttons send their form and the page comes again.
const list = "[data-reorder]";
const live = document.createElement("p");
live.className = "visually-hidden";
live.setAttribute("role", "status");
document.body.append(live);

// The page that the server answers is the truth: its content replaces this one, and its sentence is read aloud.
async function move(form, choice, focus) {
  const body = new URLSearchParams(new FormData(form));
  body.set(...choice);
  const response = await fetch(form.action, { method: "POST", body });
  if (!response.ok) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.querySelector(list)) throw new Error("another page");
  document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
  prepare();
  live.textContent = page.querySelector(".notice-good .notice-body")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  const row = document.getElementById(focus.row);
  (row?.querySelector(focus.button) ?? row?.querySelector("button"))?.focus();
}

function send(form, choice, focus) {
  move(form, choice, focus).catch(() => location.reload());
}

document.addEventListener("submit", (event) => {
  const row = event.target.closest(`${list} tr`);
  const button = event.submitter;
  if (!row || button?.name !== "to") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  send(event.target, ["to", button.value], { row: row.id, button: `button[value="${button.value}"]` });
}, true);

function drag(event, handle) {
  const row = handle.closest("tr");
  const body = row.parentElement;
  const before = [...body.children];
  event.preventDefault();
  row.classList.add("row-dragged");
  const follow = ({ clientY }) => {
    const next = [...body.children].find((one) => one !== row && clientY < one.getBoundingClientRect().top + one.offsetHeight / 2);
    if (next ? next.previousElementSibling !== row : body.lastElementChild !== row) body.insertBefore(row, next ?? null);
  };
  const end = ({ type }) => {
    stop.abort();
    row.classList.remove("row-dragged");
    const place = [...body.children].indexOf(row);
    if (type === "pointercancel") body.replaceChildren(...before);
    else if (before[place] !== row) send(row.querySelector("form"), ["place", place + 1], { row: row.id, button: "button" });
  };
  // On the document: the handle moves in it, and would lose the pointer.
  const stop = new AbortController();
  document.addEventListener("pointermove", follow, stop);
  document.addEventListener("pointerup", end, stop);
  document.addEventListener("pointercancel", end, stop);
}

function prepare() {
  for (const handle of document.querySelectorAll(`${list} [data-drag]`)) {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => drag(event, handle));
  }
}

prepare();
