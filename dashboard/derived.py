"""Works out the measures that follow from two others, such as the neglect recognition gap."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from dashboard import measures, readings
from dashboard.definitions import Definition, Derived
from dashboard.models import Area, Reading
from dashboard.readings import Figure
from figures import rates
from partnership import periods
from partnership.periods import Kind, Period

SOURCE = "derived"
Status = Reading.Status


def work_out(*, area: Area, at: datetime) -> None:
    """Work out every derived measure of an area from the figures that hold now; twice changes nothing.

    Where one of the two figures must not be seen, this one says so and holds no value: it would tell the other.
    """
    for definition in measures.known().values():
        if definition.derived is None:
            continue
        figures = _figures(definition, definition.derived, area)
        with transaction.atomic():
            version = measures.take_in()[definition.code]
            Area.objects.select_for_update().get(pk=area.pk)
            old = Reading.objects.living().of_area(area).filter(measure__code=definition.code, source=SOURCE)
            spoken = {periods.containing(kind, end) for kind, end in old.values_list("period_kind", "ends_on")}
            within = sorted({figure.period for figure in figures} | spoken)
            readings.replace(figures, version=version, area=area, source=SOURCE, periods=within, at=at)


def _figures(definition: Definition, derived: Derived, area: Area) -> list[Figure]:
    first, second = (_by_end(code, area, definition.period) for code in derived.of)
    return [
        _figure(definition, derived, periods.containing(definition.period, end), first[end], second[end])
        for end in sorted(set(first) & set(second))
    ]


def _by_end(code: str, area: Area, kind: Kind) -> dict[date, Reading]:
    """Figures of a measure by the last day of periods of a kind: of that kind, else of the month that ends then."""
    rank = {source: place for place, source in enumerate(measures.known()[code].sources)}
    found: dict[date, Reading] = {}
    said = Reading.objects.living().of_area(area).of_measures([code]).filter(breakdown="")
    wanted = said.filter(Q(period_kind=str(kind)) | Q(period_kind=str(Kind.MONTH)))
    for reading in sorted(wanted, key=lambda each: (each.period_kind == kind, -rank.get(each.source, len(rank)))):
        if periods.containing(kind, reading.ends_on).end == reading.ends_on:
            found[reading.ends_on] = reading
    return found


def _figure(definition: Definition, derived: Derived, period: Period, first: Reading, second: Reading) -> Figure:
    if first.hidden is not False or second.hidden is not False:
        return Figure(period, status=Status.SUPPRESSED)
    one, other = first.value, second.value
    if one is None or other is None or (derived.formula != "less" and not other):
        return Figure(period, status=Status.MISSING)
    value = one - other if derived.formula == "less" else one / other * (100 if derived.formula == "share" else 1)
    provisional = Status.PROVISIONAL in (first.status, second.status)
    return Figure(
        period, numerator=_amount(one), denominator=_amount(other), value=rates.rounded(value, readings.PLACES),
        status=Status.PROVISIONAL if provisional else Status.FINAL,
    )  # fmt: skip


def _amount(value: Decimal) -> Decimal:
    return rates.rounded(value, 3)
