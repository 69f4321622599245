"""Fetches the figures of one area for the pages: one question, whatever their number, and small numbers hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dashboard import hiding, measures, shown
from dashboard.models import Area, Reading, Target
from dashboard.models.readings import ReadingQuerySet
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
    wanted = list(measures.known() if codes is None else codes)
    by_code = _by_area(Reading.objects.living().of_area(area), wanted).get(area.code, {})
    targets = _targets(area, on)
    told = {}
    for code in measures.known():
        said = by_code.get(code)
        if said and code in wanted:
            series = _fit(code, by_code, on=on)
            told[code] = Told(
                series,
                drawn(series, target=targets.get(code)),
                recorded_at=max(each.recorded_at for each in said),
                version=max(each.version__number for each in said),
            )
    return told


def beside(code: str, areas: Iterable[str], *, on: date) -> dict[str, Series]:
    """One measure in several areas, by area code, without its parts."""
    found = _by_area(Reading.objects.living().filter(area__code__in=list(areas)), [code])
    return {area: _fit(code, said, on=on).as_a_whole for area, said in found.items() if code in said}


def _by_area(readings: ReadingQuerySet, codes: Iterable[str]) -> dict[str, dict[str, list[Reading]]]:
    """Readings by area and measure: those asked for with all that decide what may be seen of them."""
    kin = {one for code in codes for one in measures.kin(code)}
    found: dict[str, dict[str, list[Reading]]] = {}
    for reading in readings.of_measures(kin).values_list("area__code", *_FIELDS, named=True):
        found.setdefault(reading.area__code, {}).setdefault(reading.measure__code, []).append(reading)
    return found


def _fit(code: str, said: Mapping[str, list[Reading]], *, on: date) -> Series:
    """One measure of an area as it may be seen, judged together with its kin."""
    known = measures.known()
    return shown.fit(
        known[code],
        said[code],
        public=hiding.public_sources(),
        threshold=hiding.largest_hidden(on=on),
        kin={other: (known[other], said[other]) for other in measures.kin(code) if other in said and other != code},
    )


def _targets(area: Area, on: date) -> dict[str, float]:
    found = Target.objects.in_force(on).filter(area=area).order_by("valid_from")
    return {code: float(value) for code, value in found.values_list("measure__code", "value")}
