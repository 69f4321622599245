// Opens the folds of a wide screen where the browser cannot do it by style alone.

if (!CSS.supports("selector(::details-content)")) {
  const wide = matchMedia("(min-width: 62em)");
  const set = () => document.querySelectorAll("details.p-fold").forEach((fold) => fold.toggleAttribute("open", wide.matches));
  set();
  wide.addEventListener("change", set);
}
