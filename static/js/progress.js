// A long job on a page of its own: [data-progress-url] shows the fragment at that address afresh every two seconds,
// until the fragment holds an element with data-done. Without this script one loads the page again.

const EVERY = 2000;

for (const place of document.querySelectorAll("[data-progress-url]")) {
  let failures = 0;

  const ask = async () => {
    if (document.hidden) return setTimeout(ask, EVERY);
    try {
      const answer = await fetch(place.dataset.progressUrl, { headers: { "X-Fragment": "1" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const fragment = await answer.text();
      if (place.innerHTML !== fragment) place.innerHTML = fragment;
      failures = 0;
      if (place.querySelector("[data-done]")) {
        const next = place.querySelector("[data-done]").dataset.done;
        if (next) location.assign(next);
        return undefined;
      }
    } catch {
      failures += 1;
      if (failures > 30) return undefined;
    }
    return setTimeout(ask, EVERY * Math.min(1 + failures, 5));
  };
  setTimeout(ask, EVERY);
}
