"""A chart as a page shows it: two cuts, a key of what is drawn, the notes, the table that is its twin."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from figures.charts import Chart, Cut, LineChart, State, Twin, plotly_figure, svg, twin

# What the key calls each shape; what is usual or excluded needs no shape of its own.
SHAPE_WORDS = {
    State.BETTER: "Improving",
    State.WORSE: "Getting worse",
    State.NOTABLE: "Unusual, not good or bad in itself",
    State.MISSING: "Not received",
    State.HIDDEN: "Hidden: small number",
}


@dataclass(frozen=True)
class Figure:
    """All that the template of a figure asks for; `name` is unique on its page."""

    chart: Chart
    name: str
    csv: str = ""
    json: str = ""
    explore: bool = False
    level: int = 3

    @property
    def wide(self) -> SafeString:
        """The drawing for wide screens."""
        return mark_safe(svg(self.chart, Cut.WIDE))

    @property
    def narrow(self) -> SafeString:
        """The drawing for phones and paper."""
        return mark_safe(svg(self.chart, Cut.NARROW))

    @property
    def table(self) -> Twin:
        """The same in words and figures."""
        return twin(self.chart)

    @property
    def source(self) -> dict[str, Any] | None:
        """What the page may explore, where scripts run."""
        return plotly_figure(self.chart) if self.explore else None

    @property
    def source_id(self) -> str:
        """The id of the JSON of the chart."""
        return f"figure-{self.name}"

    @property
    def notes(self) -> tuple[Any, ...]:
        """What happened, by letter; its words stand below the drawing on phones."""
        return getattr(self.chart, "notes", ())

    @property
    def key(self) -> list[tuple[str, str]]:
        """(mark, words) for all that is drawn, in the order of the look."""
        if not isinstance(self.chart, LineChart):
            return []
        shown = {point.state for point in self.chart.points}
        key = [("usual", "Within the usual range" if self.chart.levels else "Figure of the period")]
        key += [(state.value, words) for state, words in SHAPE_WORDS.items() if state in shown]
        if self.chart.levels:
            key += [("average", "Average"), ("limit", "Upper and lower limit")]
        if self.chart.target is not None:
            key += [("target", "Target")]
        return key
