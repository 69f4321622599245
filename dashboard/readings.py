"""Records, corrects and withdraws figures; nothing is overwritten, what was said before stays readable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from dashboard.definitions import Definition
from dashboard.models import Area, Load, MeasureVersion, Reading, Return
from figures import rates
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.periods import Period
from partnership.permissions import Permission
from partnership.refusals import Refusal

Status = Reading.Status
# Places kept of a value; what is shown is rounded later, as the definition says.
PLACES = 6


@dataclass(frozen=True)
class Figure:
    """What is said of one period and one part, before anybody wrote it down."""

    period: Period
    breakdown: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    status: str = Status.FINAL
    mark: str = ""

    @property
    def key(self) -> tuple[str, date, str]:
        """What it speaks of, within one measure, area and source."""
        return str(self.period.kind), self.period.start, self.breakdown

    @property
    def said(self) -> dict[str, Any]:
        """What it says, as a reading holds it."""
        names = ("numerator", "denominator", "value", "status", "mark")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Replaced:
    """What a bulk write did: how many readings were new, said something else, fell away, or stayed."""

    new: int
    corrected: int
    withdrawn: int
    unchanged: int


def figure(
    definition: Definition,
    period: Period,
    numerator: float | Decimal | None,
    denominator: float | Decimal | None = None,
    *,
    breakdown: str = "",
    provisional: bool = False,
) -> Figure:
    """The figure of a period from its two amounts, as the unit of the measure says; no cases have no value."""
    status = Status.PROVISIONAL if provisional else Status.FINAL
    amounts = {"numerator": _decimal(numerator)}
    if definition.unit == "count":
        value = amounts["numerator"]
    else:
        amounts["denominator"] = _decimal(denominator)
        found = rates.rate(_plain(numerator), _plain(denominator), per=PER[definition.unit])
        value = None if found is None else found.rounded(PLACES)
    if value is None:
        status = Status.NO_CASES if denominator == 0 else Status.MISSING
    return Figure(period, breakdown, value=value, status=status, **amounts)


PER = {"percent": 100, "rate": 10_000, "mean": 1}


def record(
    what: Figure, *, by: Person, version: MeasureVersion, area: Area, source: str, agency: Agency, at: datetime
) -> Reading:
    """Write a figure down; Refusal when there is one of this source for the period already."""
    check(by, Permission.LOAD_DATA, agency=agency)
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)
        if _living(version, area, source).filter(**_place(what)).exists():
            raise Refusal("There is a figure for this period already. Correct that one instead.")
        reading = _reading(what, version=version, area=area, source=source, load=None, at=at)
        reading.save()
        trail.leave("reading recorded", by=by, agency=agency, about=reading)
    return reading


def correct(reading: Reading, *, to: Figure, by: Person, agency: Agency, at: datetime) -> Reading:
    """Put another figure in the place of a reading, which is kept; Refusal when it holds no longer."""
    check(by, Permission.LOAD_DATA, agency=agency)
    with transaction.atomic():
        old = _still_living(reading)
        if _place(to) != {name: getattr(old, name) for name in _place(to)}:
            raise Refusal("A correction speaks of the same period and part as the figure it corrects.")
        Reading.objects.filter(pk=old.pk).update(superseded_at=at)
        new = _reading(to, version=old.version, area=old.area, source=old.source, load=None, at=at)
        new.save()
        trail.leave("reading corrected", by=by, agency=agency, about=new, old=old.pk)
    return new


def withdraw(reading: Reading, *, by: Person, agency: Agency, at: datetime) -> None:
    """Let a reading hold no longer, with nothing in its place; Refusal when it holds no longer already."""
    check(by, Permission.LOAD_DATA, agency=agency)
    with transaction.atomic():
        old = _still_living(reading)
        Reading.objects.filter(pk=old.pk).update(superseded_at=at)
        trail.leave("reading withdrawn", by=by, agency=agency, about=old)


def replace(
    figures: Iterable[Figure],
    *,
    version: MeasureVersion,
    area: Area,
    source: str,
    periods: Sequence[Period],
    load: Load | None = None,
    of_return: Return | None = None,
    at: datetime,
) -> Replaced:
    """The bulk way, for jobs and commands: these figures are all that the source says of these periods.

    A reading that says the same stays; one that says something else is kept as superseded, as is one of these
    periods that is spoken of no more. Call inside a transaction that holds the lock of the area. No trail line: the
    load or the command leaves one.
    """
    keys = {(str(period.kind), period.start) for period in periods}
    kinds = {kind for kind, _ in keys}
    starts = [start for _, start in keys]
    old = {
        (reading.period_kind, reading.starts_on, reading.breakdown): reading
        for reading in _living(version, area, source).filter(period_kind__in=kinds, starts_on__in=starts)
        if (reading.period_kind, reading.starts_on) in keys
    }
    new = {each.key: each for each in figures if each.key[:2] in keys}
    same = {key for key, each in new.items() if key in old and _says(old[key]) == each.said}
    superseded = [reading.pk for key, reading in old.items() if key not in same]
    Reading.objects.filter(pk__in=superseded).update(superseded_at=at)
    Reading.objects.bulk_create(
        [
            _reading(each, version=version, area=area, source=source, load=load, of_return=of_return, at=at)
            for key, each in new.items()
            if key not in same
        ],
        batch_size=1000,
    )
    corrected = len(set(old) & set(new) - same)
    return Replaced(
        new=len(set(new) - set(old)), corrected=corrected, withdrawn=len(set(old) - set(new)), unchanged=len(same)
    )


def _living(version: MeasureVersion, area: Area, source: str) -> Any:
    return Reading.objects.living().filter(measure_id=version.measure_id, area=area, source=source)


def _still_living(reading: Reading) -> Reading:
    found = Reading.objects.select_for_update(of=("self",)).filter(pk=reading.pk, superseded_at=None).first()
    if found is None:
        raise Refusal("This figure was corrected or withdrawn in the meantime. Look at the page again.")
    return found


def _place(what: Figure) -> dict[str, Any]:
    kind, start, breakdown = what.key
    return {"period_kind": kind, "starts_on": start, "breakdown": breakdown}


def _says(reading: Reading) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in ("numerator", "denominator", "value", "status", "mark")}


def _reading(
    what: Figure,
    *,
    version: MeasureVersion,
    area: Area,
    source: str,
    load: Load | None,
    of_return: Return | None = None,
    at: datetime,
) -> Reading:
    return Reading(
        measure_id=version.measure_id,
        version=version,
        area=area,
        source=source,
        load=load,
        of_return=of_return,
        ends_on=what.period.end,
        recorded_at=at,
        **_place(what),
        **what.said,
    )


def _decimal(amount: float | Decimal | None) -> Decimal | None:
    """As a reading keeps amounts: three places at most."""
    return None if amount is None else rates.rounded(amount, 3)


def _plain(amount: float | Decimal | None) -> float | None:
    return None if amount is None else float(amount)
