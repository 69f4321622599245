// Puts the Plotly figure in place of the drawn one, on the pages that ask for it: figure[data-chart="id of its JSON"].
// Colours are the page's own tokens: a value "var(--p-brand)" in the figure is looked up here.
// If anything fails, the drawing simply stays.

const tokens = getComputedStyle(document.documentElement);

function dressed(value) {
  if (typeof value === "string") return value.replace(/var\((--p-[a-z-]+)\)/g, (_, name) => tokens.getPropertyValue(name).trim());
  if (Array.isArray(value)) return value.map(dressed);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, dressed(inner)]));
  return value;
}

const CONFIG = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toImage"] };

async function explore(figure) {
  const source = document.getElementById(figure.dataset.chart);
  const drawing = figure.querySelector(".p-figure__drawing");
  if (!source || !drawing || !window.Plotly) return;
  const chart = dressed(JSON.parse(source.textContent));
  const place = document.createElement("div");
  place.className = "p-figure__explore";
  place.setAttribute("aria-hidden", "true"); // the caption says it and the table is its twin, as for the drawing
  drawing.after(place);
  try {
    await window.Plotly.newPlot(place, chart.data, { ...chart.layout, autosize: true }, { ...CONFIG, ...chart.config });
    drawing.hidden = true;
    addEventListener("beforeprint", () => ((drawing.hidden = false), (place.hidden = true)));
    addEventListener("afterprint", () => ((drawing.hidden = true), (place.hidden = false)));
  } catch (problem) {
    place.remove();
    throw problem;
  }
}

document.querySelectorAll("figure[data-chart]").forEach(explore);
