// Saves a long form while one types: form[data-autosave-url], and the words in its output.p-saved.
// The address answers a POST of the form with JSON: {"saved": "Saved at 2:32pm"} or, with status 409 or 400, {"problem": "…"}.
// Without this script each button saves.

const WAIT = 2000; // milliseconds after the last key
const AGAIN = 15000; // and after a failure

for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  const line = form.querySelector("output.p-saved") || document.querySelector("output.p-saved");
  let timer = 0;
  let changed = false;
  let sending = false;

  const say = (words, kind) => {
    if (!line) return;
    const place = line.querySelector("[data-words]") || line;
    place.textContent = words;
    line.classList.toggle("is-worse", kind === "problem");
  };
  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  async function save() {
    if (sending || !changed) return;
    sending = true;
    changed = false;
    try {
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name); // files go with the button
      const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.redirected) {
        say("You have been signed out, so this is not saved. Copy what you wrote, sign in again, and put it back.", "problem");
        return;
      }
      const told = await answer.json();
      if (told.problem) say(told.problem, "problem");
      else say(told.saved);
      for (const [name, value] of Object.entries(told.fields || {})) {
        const field = form.elements.namedItem(name); // the stale-copy mark of the next save
        if (field) field.value = value;
      }
    } catch {
      changed = true;
      say("Not saved yet: no connection. What you wrote is still here, and we keep trying.", "problem");
      later(AGAIN);
    } finally {
      sending = false;
      if (changed) later(AGAIN);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    later(WAIT);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
