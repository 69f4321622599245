"""Agrees which agency sends which sheet and by when, and asks for the returns of periods that have ended."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from dashboard import measures
from dashboard.models import Area, Return, Supply
from partnership import periods, trail, working_days
from partnership.access import check
from partnership.models import Agency, Person
from partnership.periods import Period
from partnership.permissions import Permission
from partnership.refusals import Refusal

DUE_AFTER = 10
LONGEST = 60
# A portal that stood still for long asks for no more than the returns of about this time.
ASKED_BACK = timedelta(days=70)


def agree(*, by: Person, sheet: str, agency: Agency, area: Area, due_after: int, on: date) -> Supply:
    """Agree that an agency sends a sheet from a day on; what was agreed with it before ends the day before.

    Periods that end on that day or later are asked for. Refusal for an unknown sheet, an unfit number of days, or
    where something is agreed from that day or a later one already.
    """
    check(by, Permission.APPROVE_RETURNS)
    if sheet not in measures.asked_in():
        raise Refusal("There is no such sheet. Choose one of the list.")
    if not 1 <= due_after <= LONGEST:
        raise Refusal(f"Returns are due 1 to {LONGEST} working days after the period. {due_after} is not.")
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)
        known = Supply.objects.filter(sheet=sheet, agency=agency, area=area)
        if known.filter(valid_from__gte=on).exists():
            raise Refusal("Something is agreed from that day or a later one already. Choose a later day.")
        known.filter(valid_to=None).update(valid_to=on - timedelta(days=1))
        supply = Supply.objects.create(sheet=sheet, agency=agency, area=area, due_after=due_after, valid_from=on)
        trail.leave("supply agreed", by=by, agency=agency, about=supply, sheet=sheet)
    return supply


def end(*, by: Person, supply: Supply, on: date) -> Supply:
    """Let an agreement end with a day; what has been asked for stays asked for."""
    check(by, Permission.APPROVE_RETURNS)
    with transaction.atomic():
        held = Supply.objects.select_for_update(of=("self",)).select_related("agency").get(pk=supply.pk)
        if held.valid_to is not None:
            raise Refusal("This agreement has an end already.")
        if on < held.valid_from:
            raise Refusal("It cannot end before it begins. Choose a later day.")
        held.valid_to = on
        held.save(update_fields=["valid_to"])
        trail.leave("supply ended", by=by, agency=held.agency, about=held)
    return held


def ask_for_returns(*, at: datetime) -> int:
    """Ask every agency for the returns of the periods that have ended; says how many returns are new.

    Done twice it asks nothing twice. Agreements made since a return was asked for reach the next one.
    """
    today = localdate(at)
    asked = 0
    for period in _ended(today):
        asked += _ask(period)
    return asked


def _ended(today: date) -> Iterable[Period]:
    yesterday = today - timedelta(days=1)
    kinds = {sheet.every for sheet in measures.asked_in().values()}
    for kind in sorted(kinds):
        for period in periods.between(kind, yesterday - ASKED_BACK, yesterday):
            if period.over(today):
                yield period


def _ask(period: Period) -> int:
    known = measures.asked_in()
    of_kind = [key for key, sheet in known.items() if sheet.every == period.kind]
    wanted: dict[tuple[int, int], list[Supply]] = {}
    for supply in Supply.objects.in_force(period.end).filter(sheet__in=of_kind):
        wanted.setdefault((supply.area_id, supply.agency_id), []).append(supply)
    new = [
        Return(
            area_id=area, agency_id=agency, period_kind=str(period.kind), starts_on=period.start, ends_on=period.end,
            due_on=working_days.add(period.end, max(each.due_after for each in supplies)),
            sheets=sorted((each.sheet for each in supplies), key=list(known).index),
        )
        for (area, agency), supplies in wanted.items()
    ]  # fmt: skip
    before = Return.objects.of_period(period).count()
    Return.objects.bulk_create(new, ignore_conflicts=True)
    return Return.objects.of_period(period).count() - before
