"""Looks ahead at every count that can be forecast, from what members may see, and keeps each try by which to judge it.

Suppression comes first: days of a month that must not be seen take no part, and single weeks are told only where no
week and no month of the measure is small.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

import numpy as np
from django.db import transaction
from django.utils.timezone import localdate
from numpy.typing import NDArray

from dashboard import areas, demand_calendar, figures_of_area, forecast, hiding, measures, recompute, rows_of_area
from dashboard.calculations import CALCULATIONS, Asked, Calculation
from dashboard.definitions import Definition
from dashboard.forecast import Ahead, Counts, Outlook
from dashboard.models import Area, BacktestFold, Forecast, ForecastPeriod
from dashboard.shown import Figure, Series, State
from figures import suppression
from partnership import periods
from partnership.periods import Kind

Numbers = NDArray[np.float64]

# Another number whenever the models or the protocol change, so that every forecast is made anew.
EDITION = 1


@dataclass(frozen=True)
class Known:
    """What may be learnt from: the counts, and whether single weeks may be told."""

    counts: Counts
    weeks_told: bool


def can_be_forecast(definition: Definition) -> bool:
    """Counts of things that come in, month by month; a stock or a share follows other laws."""
    if definition.unit != "count" or Kind.MONTH not in definition.periods or definition.computed is None:
        return False
    calculation = CALCULATIONS[definition.computed.calculation]
    return not calculation.stock and calculation.table_of(definition.computed.arguments) != "staffing"


def look_ahead(*, area: Area, at: datetime) -> int:
    """Forecast what has changed since the last time; gives how many forecasts were made. Twice changes nothing."""
    on = localdate(at)
    versions = measures.take_in()
    wanted = [each for each in measures.known().values() if can_be_forecast(each)]
    told = figures_of_area.of_area(area, codes=[each.code for each in wanted], on=on)
    made = 0
    for definition in wanted:
        if definition.code not in told:
            continue
        known = known_of(told[definition.code].series, area, threshold=hiding.largest_hidden(on=on))
        if known is None:
            continue
        made += _keep(known, area=area, version=versions[definition.code], on=on, at=at)
    return made


def look_ahead_everywhere(*, at: datetime) -> int:
    """Every area with files of its own."""
    return sum(look_ahead(area=area, at=at) for area in areas.with_own_figures())


def known_of(series: Series, area: Area, *, threshold: int) -> Known | None:
    """What a forecast may rest on: days where rows say the same as the months shown, else the months themselves."""
    months = [figure for figure in series.of(Kind.MONTH) if not figure.provisional]
    seen = [figure for figure in months if figure.value is not None and figure.state is State.SHOWN]
    if not seen:
        return None
    first, last = seen[0].period.start, seen[-1].period.end
    days = _by_day(series.definition, area, first, last)
    if all(_sum(days, first, figure) == figure.value for figure in seen):
        values = np.where(_told(first, len(days), seen), days, np.nan)
        values[demand_calendar.is_left_out(demand_calendar.days_from(first, len(days)))] = np.nan
        hidden = any(figure.state is State.HIDDEN for figure in months)
        return Known(Counts(first, values), not hidden and not _some_week_is_small(days, first, threshold))
    return Known(Counts(first, _by_month(seen, first, last), daily=False), weeks_told=False)


def _by_day(definition: Definition, area: Area, first: date, last: date) -> Numbers:
    """How many on each day, by the same calculation as the measure; a financial year at a time."""
    assert definition.computed is not None  # can_be_forecast  # noqa: S101
    calculation: Calculation = CALCULATIONS[definition.computed.calculation]
    arguments = definition.computed.arguments
    table, day = calculation.table_of(arguments), calculation.day_of(arguments)
    clocks = recompute.clocks_in_force()
    found = np.zeros((last - first).days + 1)
    for year in periods.between(Kind.FINANCIAL_YEAR, first, last):
        start, end = max(year.start, first), min(year.end, last)
        rows = rows_of_area.frame(table, area=area, day=day, first=start, last=end)
        marks = calculation.marks(rows, Asked(arguments, clocks))
        place = (marks["on"].to_numpy(dtype="datetime64[D]") - np.datetime64(first)).astype(np.int64)
        inside = (place >= 0) & (place < len(found))
        found += np.bincount(place[inside], weights=marks["numerator"].to_numpy()[inside], minlength=len(found))
    return found


def _sum(days: Numbers, first: date, figure: Figure) -> float:
    start = (figure.period.start - first).days
    return float(days[start : start + figure.period.days].sum())


def _told(first: date, count: int, seen: Iterable[Figure]) -> NDArray[np.bool_]:
    """Which days lie in a month whose figure may be seen."""
    told = np.zeros(count, dtype=bool)
    for figure in seen:
        start = (figure.period.start - first).days
        told[start : start + figure.period.days] = True
    return told


def _some_week_is_small(days: Numbers, first: date, threshold: int) -> bool:
    monday = (7 - first.weekday()) % 7
    whole = days[monday:][: (len(days) - monday) // 7 * 7].reshape(-1, 7).sum(axis=1)
    return any(suppression.is_small(int(count), threshold) for count in whole)


def _by_month(seen: Iterable[Figure], first: date, last: date) -> Numbers:
    """Months in a row; one that lies half or more in a span left out is unknown."""
    there = {figure.period.start: figure.value for figure in seen}
    found = []
    for month in periods.between(Kind.MONTH, first, last):
        out = demand_calendar.is_left_out(demand_calendar.days_from(month.start, month.days))
        value = there.get(month.start)
        found.append(np.nan if value is None or out.mean() >= 0.5 else value)
    return np.array(found, dtype=float)


# Keeping --------------------------------------------------------------------


def _keep(known: Known, *, area: Area, version: measures.MeasureVersion, on: date, at: datetime) -> bool:
    """Make and keep the forecast, unless the living one was made of the same."""
    threshold = hiding.largest_hidden(on=on)
    made_of = _digest(known, threshold)
    living = Forecast.objects.living().of_area(area).filter(measure=version.measure)
    if living.filter(made_of=made_of).exists():
        return False
    outlook = forecast.look_ahead(known.counts)
    with transaction.atomic():
        # Of two jobs at once the second finds here that the first has kept the same.
        Area.objects.select_for_update().get(pk=area.pk)
        if living.filter(made_of=made_of).exists():
            return False
        living.update(superseded_at=at)
        kept = Forecast.objects.create(
            area=area,
            measure=version.measure,
            version=version,
            last_known=outlook.last,
            model=outlook.model,
            refusal=outlook.refusal,
            daily=known.counts.daily,
            hidden_for=threshold,
            made_of=made_of,
            made_at=at,
        )
        _keep_parts(kept, outlook, known.weeks_told)
    return True


def _keep_parts(kept: Forecast, outlook: Outlook, weeks_told: bool) -> None:
    coming = [*(outlook.weeks if weeks_told else ()), *outlook.months]
    ForecastPeriod.objects.bulk_create([_period(kept, each) for each in coming])
    BacktestFold.objects.bulk_create(
        [
            BacktestFold(
                forecast=kept,
                model=tried.model,
                last_known=tried.last_known,
                unit=tried.unit,
                steps=tried.fold.steps,
                mase=tried.fold.mase,
                bias=tried.fold.bias,
                inside80=tried.fold.inside80,
                inside95=tried.fold.inside95,
            )
            for tried in outlook.folds
        ],
        batch_size=1000,
    )


def _period(kept: Forecast, each: Ahead) -> ForecastPeriod:
    return ForecastPeriod(
        forecast=kept,
        period_kind=str(each.period.kind),
        starts_on=each.period.start,
        ends_on=each.period.end,
        expected=each.expected,
        low80=each.low80,
        high80=each.high80,
        low95=each.low95,
        high95=each.high95,
    )


def _digest(known: Known, threshold: int) -> str:
    """All that decides the forecast: counts, rule of hiding, calendar, edition of the models."""
    counts = known.counts
    ahead = demand_calendar.days_from(counts.last + timedelta(days=1), forecast.DAYS_AHEAD)
    said = (
        EDITION, counts.first, counts.daily, known.weeks_told, threshold, counts.values.tobytes(),
        demand_calendar.day_traits(ahead).plain.tobytes(),
    )  # fmt: skip
    return sha256(repr(said).encode()).hexdigest()
