// Long work shows how far it is, without loading the page again until it is over.
const box = document.querySelector("[data-progress]");
const words = box.querySelector("[data-words]");
const bar = box.querySelector("[data-bar]");
const PAUSE = 1000;

async function look() {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 404) return location.reload();
    const found = await answer.json();
    if (found.over) return location.reload();
    if (words.textContent !== found.words) words.textContent = found.words;
    if (found.total) {
      bar.max = found.total;
      bar.value = found.done;
    }
  } catch {
    // The server is away for a moment: the next look will tell.
  }
  return setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
