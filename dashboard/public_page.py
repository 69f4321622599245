"""What the public edition says: the measures published in an area, and one of them with chart, table and meaning."""

from dataclasses import dataclass
from datetime import datetime

from dashboard import measure_bars, publishing
from dashboard.chart_marks import Happened, Marks
from dashboard.definitions import DOMAINS, POLARITIES, Definition
from dashboard.figures_of_area import Told
from dashboard.measure_page import Picture, picture
from dashboard.measure_table import Table, table
from dashboard.models import Annotation, Area, Publication
from dashboard.series_chart import Drawn, drawn
from figures.charts import BarChart


@dataclass(frozen=True)
class PublicMeasure:
    """One measure as everybody may read it."""

    definition: Definition
    publication: Publication
    drawn: Drawn
    value: str

    @property
    def latest(self) -> str:
        """The period of the newest figure."""
        latest = self.drawn.series.latest
        return latest.period.label if latest else ""


@dataclass(frozen=True)
class PublicPage:
    """One measure with chart and table."""

    measure: PublicMeasure
    picture: Picture
    table: Table
    parts: BarChart | None
    meaning: tuple[tuple[str, str], ...]


def edition(area: Area) -> list[tuple[str, list[PublicMeasure]]]:
    """The measures that stand in the public edition, by domain in the order of the dashboard."""
    standing = publishing.known(Publication.objects.standing().of_area(area).for_list())
    happened = _happened(area)
    found = [_measure(each, happened) for each in standing]
    by_domain = [(name, [each for each in found if each.definition.domain == key]) for key, name in DOMAINS.items()]
    return [(name, those) for name, those in by_domain if those]


def page(publication: Publication) -> PublicPage:
    """The page of one publication."""
    measure = _measure(publication, _happened(publication.area))
    series, definition = measure.drawn.series, measure.definition
    told = Told(series, measure.drawn, recorded_at=publication.approved_at, version=definition.version)
    rows = [
        ("Why it matters", definition.why),
        ("Counted", definition.numerator),
        ("Out of", definition.denominator),
        ("To be known", definition.caution),
        ("Good is", POLARITIES[definition.polarity]),
        ("Protected", "Numbers of 1 to 5 are hidden, and what would reveal them; all others are rounded to five."),
        ("Published", f"{_day(publication.approved_at)}. The figures do not change until they are approved anew."),
    ]
    return PublicPage(
        measure=measure,
        picture=picture(measure.drawn),
        table=table(told, measure.drawn),
        parts=measure_bars.parts(series),
        meaning=tuple((term, words) for term, words in rows if words),
    )


def _measure(publication: Publication, happened: tuple[tuple[str | None, Happened], ...]) -> PublicMeasure:
    series = publishing.series_of(publication)
    code = publication.measure.code
    marks = Marks(happened=tuple(each for measure, each in happened if measure in {None, code}))
    found = drawn(series, marks)
    latest = series.latest
    shown = latest is not None and latest.value is not None
    value = series.write(latest.value) if shown else (latest.state.value if latest else "")
    return PublicMeasure(series.definition, publication, found, value)


def _happened(area: Area) -> tuple[tuple[str | None, Happened], ...]:
    said = Annotation.objects.living().of_area(area).filter(public=True).select_related("measure")
    return tuple(
        (each.measure.code if each.measure else None, Happened(each.happened_on, each.text, public=True))
        for each in said
    )


def _day(at: datetime) -> str:
    return f"{at:%-d %B %Y}"
