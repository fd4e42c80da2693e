// What this device kept and the server does not have: the person decides, with the texts in front of them.

// « 14 h 32 », with its day when it is not today.
function moment(at, zone) {
  const language = document.documentElement.lang;
  const dayOf = (time) => new Date(time).toLocaleDateString(language, zone);
  const day = dayOf(at) === dayOf(Date.now()) ? {} : { day: "numeric", month: "long" };
  const clock = { hour: "numeric", minute: "2-digit", hourCycle: "h23" };
  const said = new Date(at).toLocaleString(language, { ...zone, ...day, ...clock });
  const inFrench = (_time, hours, minutes) => `${Number(hours)}\u00a0h${minutes === "00" ? "" : `\u00a0${minutes}`}`;
  return language === "fr" ? said.replace(/(\d+):(\d\d)/, inFrench) : said;
}

function show(box, field) {
  const part = (name) => box.querySelector(`template[data-${name}]`).content.cloneNode(true);
  const shown = part("difference");
  const nothing = part("nothing").textContent;
  shown.querySelector("h3").textContent = field.label;
  shown.querySelector("[data-mine]").textContent = field.reads(field.asked.text) || nothing;
  const theirs = shown.querySelector("[data-theirs]");
  if (theirs) theirs.textContent = field.reads(field.known) || nothing;
  return shown;
}

function decide(asked, take) {
  for (const field of asked) {
    const { text } = field.asked;
    field.asked = null;
    if (take) field.text = text;
    else field.keep();
  }
  asked[0].controls[0].focus();
}

// `box` holds the words (see components/kept.html); `decided` is called once the person has said.
export function ask(box, asked, decided = () => {}) {
  const question = box.querySelector("[data-question]");
  const title = question.querySelector(".notice-title");
  const last = Math.max(...asked.map((field) => field.asked.at));
  title.textContent = title.textContent.replace("{time}", moment(last, { timeZone: box.dataset.zone }));
  question.querySelector("[data-differences]").append(...asked.map((field) => show(box, field)));
  question.hidden = false;
  box.querySelector("[data-live]").textContent = title.textContent;
  const answers = [["[data-take]", true], ["[data-drop]", false]];
  for (const [button, take] of answers) {
    question.querySelector(button).addEventListener("click", () => {
      question.hidden = true;
      decide(asked, take);
      decided();
    });
  }
}
