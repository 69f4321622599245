"""Fetches the figures of one area for the pages: one question, whatever their number, and small numbers hidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dashboard import hiding, measures, shown
from dashboard.models import Area, Reading, Target
from dashboard.series_chart import Drawn, drawn
from dashboard.shown import Series

_FIELDS = (
    "measure__code", "period_kind", "starts_on", "source", "breakdown", "numerator", "denominator", "value", "status",
    "mark", "hidden", "hidden_for", "recorded_at", "version__number",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """The series of one measure and when its newest figure was worked out, under which version of the definition."""

    series: Series
    drawn: Drawn
    recorded_at: datetime
    version: int


def of_area(area: Area, *, codes: Iterable[str] | None = None, on: date) -> dict[str, Told]:
    """What is known of an area, by measure in the order of the dashboard; measures without a figure are left out."""
    found = Reading.objects.living().of_area(area)
    if codes is not None:
        found = found.of_measures(codes)
    by_code: dict[str, list[Reading]] = {}
    for reading in found.values_list(*_FIELDS, named=True):
        by_code.setdefault(reading.measure__code, []).append(reading)
    targets = _targets(area, on)
    told = {}
    for code in measures.known():
        said = by_code.get(code)
        if said:
            series = _fit(code, said, on=on)
            told[code] = Told(
                series,
                drawn(series, target=targets.get(code)),
                recorded_at=max(each.recorded_at for each in said),
                version=max(each.version__number for each in said),
            )
    return told


def beside(code: str, areas: Iterable[str], *, on: date) -> dict[str, Series]:
    """One measure in several areas, by area code, without its parts."""
    found = Reading.objects.living().of_measures([code]).filter(area__code__in=list(areas), breakdown="")
    by_area: dict[str, list[Reading]] = {}
    for reading in found.values_list("area__code", *_FIELDS, named=True):
        by_area.setdefault(reading.area__code, []).append(reading)
    return {area: _fit(code, said, on=on) for area, said in by_area.items()}


def _fit(code: str, said: list[Reading], *, on: date) -> Series:
    public, threshold = hiding.public_sources(), hiding.largest_hidden(on=on)
    return shown.fit(measures.known()[code], said, public=public, threshold=threshold)


def _targets(area: Area, on: date) -> dict[str, float]:
    found = Target.objects.in_force(on).filter(area=area).order_by("valid_from")
    return {code: float(value) for code, value in found.values_list("measure__code", "value")}
