// How much of a long form is given, counted while one writes. Without this script the counts are those of the last save.

for (const form of document.querySelectorAll("form[data-counts-given]")) {
  const filled = (fields) => fields.some((field) => (field.type === "radio" ? field.checked : field.value.trim() !== ""));

  // The answers of a part: the fields of one name are one answer, a line of staffing with a team or a role is one too.
  const answers = (part) => {
    const lines = [...part.querySelectorAll(".p-line")].map((line) => [...line.querySelectorAll("input")]);
    if (lines.length) return lines.filter((line) => filled(line.slice(0, 2))).map((line) => line.slice(3));
    const named = Map.groupBy(part.querySelectorAll("input:not([type=hidden]), textarea, select"), (field) => field.name);
    return [...named.values()];
  };

  const count = () => {
    let given = 0;
    let asked = 0;
    for (const part of form.querySelectorAll("[data-part]")) {
      const all = answers(part);
      const there = all.filter(filled).length;
      given += there;
      asked += all.length;
      for (const place of document.querySelectorAll(`[data-given="${part.id}"]`)) place.textContent = all.length ? `${there} of ${all.length} given` : "None yet";
    }
    for (const place of form.querySelectorAll("[data-given-all]")) place.textContent = `${given} of ${asked} given`;
  };

  if (Map.groupBy) form.addEventListener("input", count);
}
