// Projects near the one being written are proposed beside it; without this, a link leads to them.
const box = document.querySelector("[data-near]");
const title = document.querySelector("[name=title]");

async function propose() {
  if (!navigator.onLine) return;
  const answer = await fetch(box.dataset.near, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && answer.headers.get("content-type").includes("text/html") && !answer.redirected) box.innerHTML = await answer.text();
}

propose();
title?.addEventListener("change", () => setTimeout(propose, 4000)); // once the dossier has saved itself
