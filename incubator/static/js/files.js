// Files leave as soon as they are chosen, one after the other, beside the texts that save themselves.
const form = document.querySelector("[data-files]").closest("form");
const address = `${location.pathname.replace(/\/edit(\/[^/]*)?$/, "")}/files`;
const queue = [];
let inHand = null;
let waiting = null; // the button that was pressed while files were leaving

class Box {
  constructor(element) {
    const part = (name) => element.querySelector(`[data-file-${name}]`);
    Object.assign(this, { element, words: element.dataset, list: part("list"), sending: part("sending"), news: part("news") });
    this.choice = part("choice");
    this.line = part("line");
    this.input = this.choice.querySelector("input");
    this.choice.querySelector("button").hidden = true;
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.list.addEventListener("click", (event) => this.change(event));
    this.count();
  }

  get there() {
    return this.list.querySelectorAll(".file:not(.file-removed)").length;
  }

  count() {
    const coming = this.sending.querySelectorAll("[data-coming]").length;
    this.input.disabled = this.there + coming >= Number(this.words.count);
  }

  take(files) {
    for (const file of files) new Sending(this, file).begin();
    this.input.value = "";
  }

  tell(sentence) {
    this.news.textContent = sentence;
  }

  show(answer) {
    this.list.innerHTML = answer.list;
    document.querySelector(".focus-progress").innerHTML = answer.progress;
    this.tell(answer.sentence);
    this.count();
  }

  async change(event) {
    const button = event.target.closest("[data-file-act]");
    if (!button) return;
    event.preventDefault();
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token?.value ?? "", [button.dataset.fileAct]: button.dataset.file });
    const place = [...this.list.children].indexOf(button.closest("li"));
    let answer;
    try {
      const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      answer = await response.json();
      if (!response.ok) throw new Error(answer.sentence);
    } catch (error) {
      const name = button.closest("li").querySelector(".file-name").textContent;
      new Sending(this, { name, size: 1 }).refuse(answer?.sentence ?? this.words.failed.replace("{name}", name));
      return;
    }
    this.show(answer);
    this.list.children[place]?.querySelector("button")?.focus();
  }
}

// One file on its way: waiting, leaving, refused or gone.
class Sending {
  constructor(box, file) {
    Object.assign(this, { box, file, element: box.line.content.cloneNode(true).firstElementChild });
    this.said = this.element.querySelector(".file-said");
    this.bar = this.element.querySelector("progress");
    this.button = (name) => this.element.querySelector(`[data-file-${name}]`);
    this.button("cancel").addEventListener("click", () => this.cancel());
    this.button("dismiss").addEventListener("click", () => this.leave());
    this.button("retry").addEventListener("click", () => this.begin());
    box.sending.append(this.element);
  }

  sentence(text, percent = 0) {
    return text.replace("{name}", this.file.name).replace("{percent}", `${percent}\u00a0%`);
  }

  begin() {
    const { words, sending, there } = this.box;
    delete this.element.dataset.coming;
    const coming = sending.querySelectorAll("[data-coming]").length;
    if (!this.file.size) return this.refuse(this.sentence(words.empty));
    if (this.file.size > Number(words.size)) return this.refuse(this.sentence(words.heavy));
    if (there + coming >= Number(words.count)) return this.refuse(this.sentence(words.many));
    this.element.dataset.coming = "yes";
    this.state({ cancel: true });
    this.said.textContent = this.file.name;
    this.bar.hidden = false;
    this.bar.value = 0;
    queue.push(this);
    this.box.count();
    next();
  }

  state(shown) {
    for (const name of ["cancel", "dismiss", "retry"]) this.button(name).hidden = !shown[name];
  }

  send() {
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token?.value ?? "");
    body.append("question", this.box.words.files);
    body.append("file", this.file);
    this.request = new XMLHttpRequest();
    this.request.upload.addEventListener("progress", (event) => this.progress(event));
    this.request.addEventListener("loadend", () => this.end());
    this.request.open("POST", address);
    this.request.setRequestHeader("Accept", "application/json");
    this.request.send(body);
  }

  progress(event) {
    const percent = Math.round((100 * event.loaded) / (event.total || 1));
    this.bar.value = percent;
    this.said.textContent = this.sentence(percent < 100 ? this.box.words.sending : this.box.words.looking, percent);
  }

  end() {
    const { status } = this.request;
    let answer = null;
    try {
      answer = JSON.parse(this.request.responseText);
    } catch {
      // No answer, or not one of ours.
    }
    inHand = null;
    if (this.cancelled) this.leave();
    else if (status === 200 && answer) {
      this.leave();
      this.box.show(answer);
    } else this.fail(status, answer);
    next();
  }

  fail(status, answer) {
    const { words } = this.box;
    if (status === 400 || status === 401) return this.refuse(this.sentence(words.lost), true);
    if (status === 413) return this.refuse(this.sentence(words.heavy));
    return this.refuse(answer?.sentence ?? this.sentence(words.failed), status === 0 || status >= 500);
  }

  refuse(sentence, again = false) {
    delete this.element.dataset.coming;
    this.element.classList.add("file-refused");
    this.said.textContent = sentence;
    this.bar.hidden = true;
    this.state({ dismiss: true, retry: again });
    this.box.tell(sentence);
    this.box.count();
  }

  cancel() {
    this.cancelled = true;
    if (inHand === this) return this.request.abort();
    queue.splice(queue.indexOf(this), 1);
    this.leave();
    return next();
  }

  leave() {
    const focused = this.element.contains(document.activeElement);
    this.element.remove();
    this.box.count();
    if (focused) this.box.input.focus();
  }
}

function next() {
  if (inHand) return;
  inHand = queue.shift() ?? null;
  if (inHand) inHand.send();
  else if (waiting) {
    const button = waiting;
    waiting = null;
    form.requestSubmit(button.isConnected ? button : null);
  }
}

// The page is left once the files have gone.
form.addEventListener("submit", (event) => {
  if (!inHand) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = event.submitter ?? form.querySelector("button[type=submit]");
});
window.addEventListener("beforeunload", (event) => inHand && event.preventDefault());

for (const element of document.querySelectorAll("[data-files]")) new Box(element);
