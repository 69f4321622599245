// Puts the Plotly figure in place of the drawn one, on pages that ask for it: figure[data-chart="id of its JSON"].
// Colours are the page's own tokens: "var(--p-brand)" in the figure is looked up here, so every brand reaches it.
// Only on wide screens: on phones the drawing made for them reads better, and Plotly need not be fetched at all.
// If anything fails, the drawing simply stays.

const here = document.querySelector("script[data-plotly]");
const wide = matchMedia("(min-width: 68em)");
const figures = [...document.querySelectorAll("figure[data-chart]")];
const CONFIG = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toImage"] };
let plotly = null;

function fetched() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here.dataset.plotly;
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return plotly;
}

const tokens = getComputedStyle(document.documentElement);

function dressed(value) {
  if (typeof value === "string") return value.replace(/var\((--p-[a-z-]+)\)/g, (_, name) => tokens.getPropertyValue(name).trim());
  if (Array.isArray(value)) return value.map(dressed);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, dressed(part)]));
  return value;
}

// Plotly writes bold letters as a style attribute, which the content policy forbids; as a weight of the font it may.
function weighed(mark) {
  const bold = /^<b>(.*)<\/b>$/s.exec(mark.text ?? "");
  return bold ? { ...mark, text: bold[1], font: { ...mark.font, weight: 680 } } : mark;
}

// The same in what hovers; there plain letters do.
function unweighed(value) {
  if (typeof value === "string") return value.replace(/<\/?b>/g, "");
  if (Array.isArray(value)) return value.map(unweighed);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unweighed(part)]));
  return value;
}

// What nobody can hear, nobody should land on with the keyboard.
function quiet(place) {
  place.querySelectorAll("a, button, input, [tabindex]").forEach((part) => part.setAttribute("tabindex", "-1"));
}

function show(figure, explored) {
  figure.querySelector(".p-figure__drawing").hidden = explored;
  const place = figure.querySelector(".p-figure__explore");
  if (place) place.hidden = !explored;
}

async function explore(figure) {
  if (figure.querySelector(".p-figure__explore")) return show(figure, true);
  const chart = dressed(JSON.parse(document.getElementById(figure.dataset.chart).textContent));
  const layout = { ...chart.layout, annotations: (chart.layout.annotations ?? []).map(weighed), autosize: true };
  const place = document.createElement("div");
  place.className = "p-figure__explore";
  place.setAttribute("aria-hidden", "true"); // the caption says it and the table is its twin, as for the drawing
  const library = await fetched();
  figure.querySelector(".p-figure__drawing").after(place);
  try {
    await library.newPlot(place, unweighed(chart.data), layout, { ...CONFIG, ...chart.config });
    place.on("plotly_afterplot", () => quiet(place));
    quiet(place);
    show(figure, true);
  } catch (problem) {
    place.remove();
    throw problem;
  }
  return undefined;
}

function arrange() {
  figures.forEach((figure) => (wide.matches ? explore(figure) : show(figure, false)));
}

if (figures.length) {
  arrange();
  wide.addEventListener("change", arrange);
  addEventListener("beforeprint", () => figures.forEach((figure) => show(figure, false)));
  addEventListener("afterprint", arrange);
}
