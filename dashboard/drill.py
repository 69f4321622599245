"""From a number to what it is made of: one period, its parts, the months within, and the file behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dashboard import figures_of_area, measures, published, returned_figures
from dashboard.calculations import CALCULATIONS
from dashboard.definitions import Definition
from dashboard.models import Area, Load, Reading, Return
from dashboard.models.returns import ReturnQuerySet
from dashboard.series_chart import amount
from dashboard.sheets import STAFFING
from dashboard.shown import Figure, Reader, Series
from partnership import periods
from partnership.periods import Kind, Period

if TYPE_CHECKING:
    from partnership.models import Person

_FINER = (Kind.MONTH, Kind.TERM, Kind.QUARTER)


@dataclass(frozen=True)
class Line:
    """One figure in a table: its name, amounts and value as they may be seen, and where to go on."""

    name: str
    numerator: str
    denominator: str
    value: str
    start: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Origin:
    """When a figure was recorded, from what, and whether it holds still."""

    recorded: str
    source: str
    load: Load | None
    holds: bool
    status: str


@dataclass(frozen=True)
class Behind:
    """One return behind a figure, for whoever may see it: its state, and what it says of the figure."""

    sent: Return
    state: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Drill:
    """All that is known of one period."""

    period: Period
    whole: Line
    parts: tuple[Line, ...]
    within: tuple[Line, ...]
    beside: tuple[Line, ...]
    origins: tuple[Origin, ...]
    returns: tuple[Behind, ...] = ()
    unseen: int = 0
    """Returns behind it that the viewer may not see."""
    made_of: tuple[Definition, ...] = ()
    """The measures it is worked out from."""


def into(
    definition: Definition, area: Area, *, kind: str, start: date, viewer: Person, reader: Reader, on: date
) -> Drill | None:
    """What a period is made of, as a reader may see it; None where the measure has no figure of it."""
    told = figures_of_area.of_area(area, codes=[definition.code], on=on, reader=reader).get(definition.code)
    if told is None or kind not in {str(each) for each in definition.periods}:
        return None
    period = periods.containing(kind, start)
    found = [figure for figure in told.series.figures if figure.period == period]
    whole = next((figure for figure in found if not figure.part), None)
    if whole is None:
        return None
    words = definition.words_of_parts()
    series = told.series
    asked = _asked(definition, area, period)
    seen = list(asked.visible_to(viewer).for_list())
    return Drill(
        period=period,
        whole=_line(series, period.label, whole),
        parts=tuple(_line(series, words[figure.part], figure) for figure in found if figure.part),
        within=tuple(_within(series, period)),
        beside=tuple(
            _line(series, figure.period.label, figure, link=True)
            for figure in series.of(Kind(kind))[-13:]
            if figure.period != period
        ),
        origins=tuple(_origins(definition, area, period, viewer)),
        returns=tuple(_behind(definition, seen, on)),
        unseen=asked.count() - len(seen),
        made_of=tuple(measures.known()[code] for code in definition.derived.of) if definition.derived else (),
    )


def _asked(definition: Definition, area: Area, period: Period) -> ReturnQuerySet:
    """The returns of the period, or of those within it, that hold the sheet the measure is counted from."""
    sheet = definition.returned.sheet if definition.returned else ""
    if not sheet and definition.computed:
        calculation = CALCULATIONS[definition.computed.calculation]
        sheet = STAFFING if calculation.table_of(definition.computed.arguments) == STAFFING else ""
    found = Return.objects.filter(area=area, starts_on__gte=period.start, ends_on__lte=period.end)
    return found.filter(sheets__contains=[sheet]).order_by("-starts_on", "agency__name") if sheet else found.none()


def _behind(definition: Definition, seen: Sequence[Return], on: date) -> Iterator[Behind]:
    said = returned_figures.by_agency(definition, seen)
    for sent in seen:
        numerator, denominator = said.get(sent.pk, (None, None))
        yield Behind(
            sent,
            sent.state_words(on),
            amount(None if numerator is None else float(numerator)),
            amount(None if denominator is None else float(denominator)),
        )


def _within(series: Series, period: Period) -> Iterator[Line]:
    """The shorter periods that it covers."""
    for kind in _FINER:
        if kind != period.kind and kind in series.definition.periods:
            for figure in series.of(kind):
                if period.start <= figure.period.start and figure.period.end <= period.end:
                    yield _line(series, figure.period.label, figure, link=True)


def _line(series: Series, name: str, figure: Figure, *, link: bool = False) -> Line:
    return Line(
        name=name,
        numerator=amount(figure.numerator),
        denominator=amount(figure.denominator),
        value=series.write(figure.value) if figure.value is not None else figure.state.value,
        start=figure.period.start.isoformat() if link else "",
        kind=str(figure.period.kind) if link else "",
    )


def _origins(definition: Definition, area: Area, period: Period, viewer: Person) -> Iterator[Origin]:
    """Each time the whole was recorded, the latest first; loads only for whoever may see them, values for nobody."""
    rows = (
        Reading.objects.of_area(area)
        .of_measures([definition.code])
        .filter(period_kind=str(period.kind), starts_on=period.start, breakdown="")
        .select_related("load")
        .order_by("-recorded_at", "-pk")
    )
    seen = set(
        Load.objects.visible_to(viewer).filter(pk__in=[row.load_id for row in rows]).values_list("pk", flat=True)
    )
    for row in rows:
        source = published.sources().get(row.source)
        yield Origin(
            recorded=f"{row.recorded_at:%-d %B %Y, %H:%M}",
            source=source.words if source else row.source,
            load=row.load if row.load_id in seen else None,
            holds=row.superseded_at is None,
            status=row.get_status_display(),
        )
