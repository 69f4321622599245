"""The figures: the public edition of the dashboard up to the end of the year; and who serves the county."""

from django.urls import reverse

from dashboard import publishing, series_chart
from dashboard.models import Publication
from dashboard.shown import Series
from figures import charts
from figures.charts import LineChart
from partnership.models import Agency
from reports.blocks import Chart, Fact, Gathered, Grid
from reports.gathered import charting
from reports.gathering import Year, gathers


@gathers("dashboard")
def dashboard(year: Year) -> Gathered:
    """A chart with its table for each published measure, in the order of the dashboard."""
    if year.area is None:
        return Gathered()
    standing = publishing.known(Publication.objects.standing().of_area(year.area).for_list())
    drawn = [chart for each in standing if (chart := _chart(each, year)) is not None]
    return Gathered((Fact("measures-published", "Measures everybody can follow", f"{len(drawn):,}"), *drawn))


def _chart(publication: Publication, year: Year) -> Chart | None:
    """One measure as it was published, cut off at the end of the year."""
    series = publishing.series_of(publication)
    cut = Series(series.definition, tuple(each for each in series.figures if each.period.end <= year.last))
    if not any(each.value is not None for each in cut.whole):
        return None
    found = series_chart.drawn(cut)
    latest = cut.latest
    value = cut.write(latest.value) if latest and latest.value is not None else ""
    return kept(found.chart, cut, value, reverse("public_measure", args=[series.definition.code]))


def kept(chart: LineChart, series: Series, value: str, address: str, *, rows: int = 12) -> Chart:
    """A chart with its key, notes and the last rows of its table, as plain values."""
    twin = charts.twin(chart)
    recent = tuple(twin.rows[:rows])
    table = Grid(f"{chart.title}: the last {len(recent)} periods", twin.head, recent)
    return charting.kept(chart, table=table, code=series.definition.code, value=value, address=address)


@gathers("foreword")
def foreword(year: Year) -> Gathered:
    """Who the partnership is: the three partners, and how many agencies of each sector work with them."""
    agencies = list(Agency.objects.active(year.last))
    partners = [each.name for each in agencies if each.safeguarding_partner]
    sectors = [(words, sum(each.sector == key for each in agencies)) for key, words in Agency.Sector.choices]
    return Gathered(
        (
            Fact("partner-agencies", "Agencies in the partnership", f"{len(agencies):,}"),
            Grid("Safeguarding partners", ("Partner",), tuple((each,) for each in partners)),
            Grid("Agencies by sector", ("Sector", "Agencies"), tuple((name, f"{n:,}") for name, n in sectors if n)),
        )
    )
