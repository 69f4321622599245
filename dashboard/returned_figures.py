"""Works out the figures that returns tell: one agency's or several together; what is missing is said, never nought.

A share of several agencies is provisional while one is missing. A sum with a part missing is no sum: it is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from dashboard import hiding, measures, readings, recompute, sheets
from dashboard.definitions import RETURNS, SECTOR, Definition, Returned
from dashboard.models import Area, Reading, Return, ReturnAnswer, ReturnStaffing, StaffingWeek
from dashboard.readings import Figure
from partnership import periods
from partnership.periods import Period

SOURCE = "returns"
Numbers = Mapping[sheets.Cell, Decimal]


@dataclass
class Amounts:
    """What some returns add up to: numerator, denominator, and whether all were there and all are approved."""

    numerator: Decimal = Decimal()
    denominator: Decimal = Decimal()
    told: int = 0
    missing: int = 0
    provisional: bool = False

    def add(self, numerator: Decimal | None, denominator: Decimal | None, *, final: bool) -> None:
        """Take in what one return says; None where it does not say it."""
        if numerator is None or denominator is None:
            self.missing += 1
            return
        self.numerator += numerator
        self.denominator += denominator
        self.told += 1
        self.provisional = self.provisional or not final


@dataclass(frozen=True)
class Sent:
    """One return as the figures see it: the sector of its agency, its numbers by sheet (none while unsent)."""

    sector: str
    final: bool
    numbers: Mapping[str, Numbers] = field(default_factory=dict)


def work_out(pk: int, *, clock: recompute.Clockwork) -> None:
    """Work out every figure a return touches, measure by measure; then it is no longer due. Twice changes nothing."""
    sent = Return.objects.for_list().get(pk=pk)
    if sheets.STAFFING in sent.sheets:
        _take_staffing(sent, clock=clock)
    for definition in measures.known().values():
        if definition.returned and definition.returned.sheet in sent.sheets:
            work_out_measure(definition, area=sent.area, within=[sent.period], of_return=sent, at=clock())
    Return.objects.filter(pk=pk, state=sent.state, edition=sent.edition).update(figures_due=False)


def note_missing(*, on: date) -> int:
    """Let the figures of returns whose day has just passed unsent be worked out: they are missing from now on."""
    yesterday = Return.objects.missing(on).filter(due_on__gte=on - timedelta(days=7))
    return yesterday.update(figures_due=True)


def work_out_measure(
    definition: Definition, *, area: Area, within: Sequence[Period], of_return: Return | None = None, at: datetime
) -> None:
    """The figures of one measure for some periods of its kind, and of the coarser ones they lie in."""
    if definition.returned is None:
        return
    wider = sorted({periods.containing(kind, period.end) for kind in definition.also for period in within})
    parts_of = {each: periods.between(definition.period, each.start, each.end) for each in wider}
    every = sorted({*within, *(part for parts in parts_of.values() for part in parts)})
    asked = _asked(definition.returned.sheet, area, every)
    figures = [each for period in within for each in _figures(definition, period, asked.get(period, ()))]
    for period, parts in parts_of.items():
        whole = [asked.get(part, ()) for part in parts]
        if all(whole):
            figures += _figures(definition, period, [sent for of_part in whole for sent in of_part])
    with transaction.atomic():
        version = measures.take_in()[definition.code]
        Area.objects.select_for_update().get(pk=area.pk)
        done = readings.replace(
            figures, version=version, area=area, source=SOURCE, periods=[*within, *wider], of_return=of_return, at=at
        )
        if done.new or done.corrected or done.withdrawn:
            hiding.decide(definition.code, area=area, on=localdate(at))


def by_agency(definition: Definition, sent: Iterable[Return]) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """What each return says of the whole of a measure, by its number: numerator and denominator, None where not given.

    As it was sent, nothing hidden: for those alone who may see the return.
    """
    returned = definition.returned
    if returned is None:
        return {}
    speaks = {each.pk: each.speaks for each in sent if each.speaks}
    numbers = _numbers(returned.sheet, speaks)
    return {
        pk: (
            _added(returned, returned.numerator, numbers.get(pk, {})),
            _added(returned, returned.denominator, numbers.get(pk, {})) if definition.is_share else None,
        )
        for pk in speaks
    }


def _numbers(sheet: str, speaks: Mapping[int, int | None]) -> dict[int, dict[sheets.Cell, Decimal]]:
    """The numbers of a sheet by return, in the edition that speaks."""
    numbers: dict[int, dict[sheets.Cell, Decimal]] = {}
    rows = ReturnAnswer.objects.filter(of__in=list(speaks), sheet=sheet, number__isnull=False)
    for of, edition, row, column, number in rows.values_list("of", "edition", "row", "column", "number"):
        if speaks[of] == edition:
            numbers.setdefault(of, {})[row, column] = number
    return numbers


def _asked(sheet: str, area: Area, within: Sequence[Period]) -> dict[Period, list[Sent]]:
    """What each return that holds the sheet says, by period; two questions to the database."""
    known = {period.start: period for period in within}
    returns = Return.objects.filter(
        area=area, period_kind=str(within[0].kind), starts_on__in=list(known), sheets__contains=[sheet]
    ).select_related("agency")
    numbers = _numbers(sheet, {sent.pk: sent.speaks for sent in returns})
    found: dict[Period, list[Sent]] = {}
    for sent in returns:
        final = sent.speaks is not None and sent.approved == sent.speaks
        said = Sent(sent.agency.sector, final, {sheet: numbers.get(sent.pk, {})} if sent.speaks else {})
        found.setdefault(known[sent.starts_on], []).append(said)
    return found


def _figures(definition: Definition, period: Period, asked: Iterable[Sent]) -> list[Figure]:
    """The figure of the whole and of each part; none where nobody was asked."""
    sums: dict[str, Amounts] = {}
    for sent in asked:
        for part, returned in _parts(definition, sent):
            numbers = sent.numbers.get(returned.sheet, {})
            sums.setdefault(part, Amounts()).add(
                _added(returned, returned.numerator, numbers), _added(returned, returned.denominator, numbers),
                final=sent.final,
            )  # fmt: skip
    told = [_figure(definition, period, part, amounts) for part, amounts in sums.items()]
    # A sector of which nobody was asked is said, too: pages show every part.
    others = [part for part in definition.words_of_parts() if sums and part not in sums]
    return told + [Figure(period, part, status=Reading.Status.NOT_COLLECTED) for part in others]


def _parts(definition: Definition, sent: Sent) -> Iterable[tuple[str, Returned]]:
    """The whole, and each part the return speaks of, with the questions that tell it."""
    returned, breakdown = definition.returned, definition.breakdown
    if returned is None:
        return
    yield "", returned
    if breakdown is None:
        return
    if breakdown.name == SECTOR:
        yield breakdown.key(sent.sector if sent.sector in breakdown.values else "other"), returned
        return
    rows = measures.asked_in()[returned.sheet].rows
    for value in breakdown.values:
        yield breakdown.key(value), (_in_row(returned, value) if value in rows else _in_column(returned, value))


def _in_row(returned: Returned, row: str) -> Returned:
    return Returned(
        returned.sheet,
        tuple(f"{row}.{said}" for said in returned.numerator),
        tuple(said if said == RETURNS else f"{row}.{said}" for said in returned.denominator),
    )


def _in_column(returned: Returned, column: str) -> Returned:
    return Returned(returned.sheet, (column,), returned.denominator)


def _added(returned: Returned, said: Sequence[str], numbers: Numbers) -> Decimal | None:
    """The named answers added up; None when one of them was not given. An empty denominator counts nothing."""
    sheet = measures.asked_in()[returned.sheet]
    if not numbers:
        return None
    total = Decimal()
    for name in said:
        cells = [] if name == RETURNS else sheets.cells_of(sheet, name)
        if any(cell not in numbers for cell in cells):
            return None
        total += Decimal(1) if name == RETURNS else sum((numbers[cell] for cell in cells), Decimal())
    return total


def _figure(definition: Definition, period: Period, part: str, amounts: Amounts) -> Figure:
    incomplete = definition.unit == "count" and amounts.missing
    if not amounts.told or incomplete:
        return Figure(period, part, status=Reading.Status.MISSING)
    return readings.figure(
        definition, period, amounts.numerator, amounts.denominator if definition.unit != "count" else None,
        breakdown=part, provisional=bool(amounts.provisional or amounts.missing),
    )  # fmt: skip


# Staffing ---------------------------------------------------------------------


def _take_staffing(sent: Return, *, clock: recompute.Clockwork) -> None:
    """Let the staffing lines of the edition that speaks take the place of the agency's weeks of the period."""
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=sent.area_id)
        first, last = weeks_of(sent.period)
        StaffingWeek.objects.of_area(sent.area).filter(
            agency=sent.agency.name, week_commencing__range=(first, last)
        ).delete()
        if sent.speaks:
            StaffingWeek.objects.bulk_create(_weeks(sent))
    recompute.recompute_staffing(area=sent.area, first=sent.period.start, last=sent.period.end, at=clock())


def weeks_of(period: Period) -> tuple[date, date]:
    """The span of days on which a week of the period may begin: a week belongs to the month of its Monday."""
    return period.start, period.end


def _weeks(sent: Return) -> list[StaffingWeek]:
    names = [field.name for field in ReturnStaffing._meta.concrete_fields if field.name not in ("id", "of", "edition")]
    lines = sent.staffing.filter(edition=sent.speaks).values(*names)
    return [StaffingWeek(area=sent.area, agency=sent.agency.name, of_return=sent, **line) for line in lines]
