"""Writes beside a chart what happened and why, and takes it back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from dashboard.models import Annotation, Area, Measure
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording


def annotate(
    *,
    by: Person,
    area: Area,
    measure: Measure | None,
    happened_on: date,
    text: str,
    at: datetime,
    public: bool = False,
) -> Annotation:
    """Say what happened on a day; without a measure it stands on every chart of the area.

    Refusal for a day still to come, for nothing said, and for words that name a child.
    """
    check(by, Permission.KEEP_CHARTS)
    wording.refuse_identifiers(text)
    words = " ".join(text.split())
    if not words:
        raise Refusal("Say what happened, in a few words.")
    if happened_on > localdate(at):
        raise Refusal("This day is still to come. Write it down when it has happened.")
    with transaction.atomic():
        made = Annotation.objects.create(
            area=area, measure=measure, happened_on=happened_on, text=words, public=public, by=by, at=at
        )
        trail.leave("annotation made", by=by, about=made, area=area.pk, measure=measure.pk if measure else None)
    return made


def take_back(annotation: Annotation, *, by: Person, at: datetime) -> None:
    """Take an annotation off the charts; it is kept. Refusal when it was taken back already."""
    check(by, Permission.KEEP_CHARTS)
    with transaction.atomic():
        if not Annotation.objects.living().filter(pk=annotation.pk).update(withdrawn_at=at, withdrawn_by=by):
            raise Refusal("This was taken back already.")
        trail.leave("annotation taken back", by=by, about=annotation)
