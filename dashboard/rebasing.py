"""Has the limits of a measure counted afresh from a day on: a person decides, says why, and is named."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from dashboard.models import Area, Measure, Rebase
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording


def count_afresh(
    *, by: Person, area: Area, measure: Measure, starts_on: date, reason: str, decided_by: str = "", at: datetime
) -> Rebase:
    """Let average and limits begin anew with the period of a day.

    Refusal for a day to come, without a reason, and when limits begin anew with that day already.
    """
    check(by, Permission.KEEP_CHARTS)
    wording.refuse_identifiers(reason, decided_by)
    why = " ".join(reason.split())
    if not why:
        raise Refusal("Say why the limits are counted afresh: readers ask.")
    if starts_on > localdate(at):
        raise Refusal("This day is still to come. Limits begin afresh where figures are.")
    try:
        with transaction.atomic():
            made = Rebase.objects.create(
                area=area, measure=measure, starts_on=starts_on, reason=why, decided_by=decided_by.strip(), by=by, at=at
            )
            trail.leave("limits counted afresh", by=by, about=made, area=area.pk, measure=measure.pk)
    except IntegrityError:
        raise Refusal("The limits begin afresh there already. Take that back first if the reason is another.") from None
    return made


def take_back(rebase: Rebase, *, by: Person, at: datetime) -> None:
    """Let limits run on as if never counted afresh; the decision is kept. Refusal when it was taken back already."""
    check(by, Permission.KEEP_CHARTS)
    with transaction.atomic():
        if not Rebase.objects.living().filter(pk=rebase.pk).update(withdrawn_at=at, withdrawn_by=by):
            raise Refusal("This was taken back already.")
        trail.leave("limits run on again", by=by, about=rebase)
