"""A chart as a page shows it: two cuts, a key of what is drawn, the notes, the table that is its twin."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from figures.charts import Chart, Cut, Twin, key, plotly_figure, svg, twin


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
    def key(self) -> list[tuple[SafeString, str]]:
        """The marks that are drawn and what they mean."""
        return [(mark_safe(entry.svg), entry.words) for entry in key(self.chart)]
