"""Says in a person's words what the figures mean; members read it when somebody else has approved it."""

from datetime import date, datetime

from django.db import transaction

from dashboard.models import Area, Commentary, Measure
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording


def write(*, by: Person, area: Area, measure: Measure, text: str, figures_to: date, at: datetime) -> Commentary:
    """Write commentary on the figures to a day; one that still waits is replaced, an approved one stays readable.

    Refusal for nothing said and for words that name a child.
    """
    check(by, Permission.KEEP_CHARTS)
    wording.refuse_identifiers(text)
    if not text.strip():
        raise Refusal("Say what the figures mean. Two sentences are enough.")
    with transaction.atomic():
        Measure.objects.select_for_update().get(pk=measure.pk)
        Commentary.objects.waiting().of(measure, area).update(dropped_at=at)
        made = Commentary.objects.create(
            area=area, measure=measure, text=text.strip(), figures_to=figures_to, by=by, at=at
        )
        trail.leave("commentary written", by=by, about=made, area=area.pk, measure=measure.pk)
    return made


def approve(commentary: Commentary, *, by: Person, at: datetime, approved_for: str = "") -> Commentary:
    """Approve commentary for all members; Refusal for one's own, and for one that waits no longer."""
    check(by, Permission.APPROVE_FIGURES)
    with transaction.atomic():
        held = Commentary.objects.select_for_update(of=("self",)).get(pk=commentary.pk)
        _refuse_unless_waiting(held)
        if held.by_id == by.pk:
            raise Refusal("Nobody approves his or her own words. Ask somebody else to read them.")
        held.approved_by, held.approved_at, held.approved_for = by, at, approved_for.strip()
        held.save(update_fields=["approved_by", "approved_at", "approved_for"])
        trail.leave("commentary approved", by=by, about=held)
    return held


def drop(commentary: Commentary, *, by: Person, at: datetime) -> None:
    """Put commentary that waits aside; its author may, and whoever approves. Refusal when it waits no longer."""
    check(by, Permission.KEEP_CHARTS if commentary.by_id == by.pk else Permission.APPROVE_FIGURES)
    with transaction.atomic():
        held = Commentary.objects.select_for_update(of=("self",)).get(pk=commentary.pk)
        _refuse_unless_waiting(held)
        held.dropped_at = at
        held.save(update_fields=["dropped_at"])
        trail.leave("commentary put aside", by=by, about=held)


def _refuse_unless_waiting(held: Commentary) -> None:
    if held.approved_at or held.dropped_at:
        raise Refusal("This commentary waits no longer: it was approved or replaced in the meantime.")
