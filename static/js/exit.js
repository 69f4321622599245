// "Leave this site": goes at once, leaves no step back to this page. Also by pressing Shift or Escape three times.
// Without this script the link still leads away; only the step back remains.

const link = document.querySelector("[data-exit]");
const WITHIN = 3000; // milliseconds for the three presses

let left = false;

function leave() {
  left = true;
  document.title = " ";
  document.body.hidden = true;
  // The entry of this page in the history becomes the front page's, then the target's.
  history.replaceState(null, "", "/");
  location.replace(link.href);
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  let presses = [];
  let last = "";
  document.addEventListener("keydown", (event) => {
    const alone = event.key === "Escape" || (event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey);
    if (!alone || event.repeat) {
      presses = alone ? presses : [];
      return;
    }
    const now = Date.now();
    presses = event.key === last ? presses.filter((at) => now - at < WITHIN) : [];
    last = event.key;
    presses.push(now);
    if (presses.length === 3) leave();
  });

  // A page kept for "back" must not show what was left in a hurry.
  addEventListener("pageshow", (event) => {
    if (event.persisted && left) location.replace(link.href);
  });
}
