// Puts a slider beside each number field that asks for one (data-slider); both move together.
// Without script the number field does it all. data-slider holds where the slider stands while the field is empty.

for (const field of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "p-slider";
  slider.min = field.min;
  slider.max = field.max;
  slider.step = "1";
  slider.value = field.value || field.dataset.slider;
  slider.setAttribute("aria-label", `${field.labels[0]?.textContent.trim() ?? field.name}, slider`);
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", () => { slider.value = field.value || field.dataset.slider; });
  field.after(slider);
}
