// The messages of a thread are on the screen: they are read. Without a script, the button says so.
const place = document.querySelector("[data-read]");
const token = place?.querySelector("[name=csrf_token]");
if (place && document.visibilityState === "visible") {
  const answer = await fetch(place.dataset.read, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ csrf_token: token?.value ?? "" }),
    redirect: "manual",
  }).catch(() => null);
  if (answer && (answer.ok || answer.type === "opaqueredirect")) {
    place.hidden = true;
    document.querySelector(".tabs [aria-current] .count")?.remove();
  }
}
