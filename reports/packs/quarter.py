"""The figures of a quarter on paper: each measure of the dashboard with its chart, sentence and table, by domain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from django.urls import reverse

from dashboard import areas, figures_of_area, series_chart
from dashboard.definitions import DOMAINS
from dashboard.figures_of_area import Told
from partnership.periods import Period
from reports.blocks import Chart, Fact, Gathered
from reports.gathered.figures import kept
from reports.gathered.wording import day
from reports.packs import quarters
from reports.packs.pack import Kind, Pack, chapters

# So many periods of each measure stand in its table: with the chart, two measures fit on a page.
ROWS = 4


def figures(quarter: Period, *, on: date) -> Pack:
    """Every measure as members read it, up to the end of the quarter; yearly figures are left to the yearly report."""
    area = areas.own(on=on)
    last = min(quarter.end, on)
    told = list(figures_of_area.of_area(area, on=on).values()) if area else []
    by_domain = {key: [each for each in told if each.series.definition.domain == key] for key in DOMAINS}

    return Pack(
        kind=Kind.QUARTER,
        about=quarters.slug_of(quarter),
        title=f"Figures: {quarter}",
        lead=f"{area.name if area else 'The county'}, up to {day(last)}, as members of the partnership read them.",
        chapters=chapters(
            [(key, name, partial(_charts, by_domain[key], last)) for key, name in DOMAINS.items() if by_domain[key]]
        ),
        on=on,
    )


def _charts(told: Sequence[Told], last: date) -> Gathered:
    drawn = [chart for each in told if (chart := _chart(each, last)) is not None]
    return Gathered((Fact("measures", "Measures with a figure", f"{len(drawn):,}"), *drawn))


def _chart(told: Told, last: date) -> Chart | None:
    """One measure, cut off at a day; None for yearly figures, and where nothing is known or shown."""
    series = replace(told.series, figures=tuple(each for each in told.series.figures if each.period.end <= last))
    if series.kind not in series_chart.WITH_LIMITS or not any(each.value is not None for each in series.whole):
        return None
    drawn = series_chart.drawn(series, told.drawn.marks)
    latest = series.latest
    value = series.write(latest.value) if latest and latest.value is not None else ""
    return kept(drawn.chart, series, value, reverse("measure", args=[series.definition.code]), rows=ROWS)
