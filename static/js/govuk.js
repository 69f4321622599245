// Starts GOV.UK Frontend where the page uses one of its components; other pages never fetch it.

const here = document.querySelector("script[data-govuk]");

if (here && document.querySelector("[data-module]")) {
  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
  const { initAll } = await import(here.dataset.govuk);
  initAll();
}
