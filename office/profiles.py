"""What people say about themselves: name, job, professional group, line manager."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from office import drafts, mailboxes
from partnership import trail
from partnership.models import Membership, Person
from partnership.refusals import Refusal

FORM = "profile"


def values(person: Person) -> dict[str, str]:
    """What the form asks, as it stands."""
    return {
        "name": person.name,
        "job_role": person.job_role,
        "professional_group": person.professional_group,
        "manager_email": person.line_manager.email if person.line_manager else "",
    }


def change(
    *, by: Person, name: str, job_role: str, professional_group: str, manager_email: str, mark: str, at: datetime
) -> Person:
    """Change one's own profile; ChangedMeanwhile when it was saved elsewhere since the form was opened.

    The line manager is somebody of one's own agencies, or of those above them; Refusal when there is no such person.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        drafts.refuse_stale(values(person), mark=mark)
        person.name, person.job_role, person.professional_group = name, job_role, professional_group
        person.line_manager = _manager(person, manager_email, on=localdate(at))
        person.save(update_fields=["name", "job_role", "professional_group", "line_manager"])
        trail.leave("profile changed", by=by, about=person)
        drafts.discard(by=by, form=FORM, record=str(by.pk))
    return person


def _manager(person: Person, email: str, *, on: date) -> Person | None:
    email = mailboxes.tidy(email)
    if not email:
        return None
    if email == person.email:
        raise Refusal("You cannot be your own line manager.")
    line: set[int] = set()
    for each in person.memberships.current(on).select_related("agency"):
        line |= {each.agency_id, *([each.agency.parent_id] if each.agency.parent_id else [])}
    colleagues = Membership.objects.current(on).filter(agency__in=line).values("person")
    manager = Person.objects.current().filter(email=email, pk__in=colleagues).first()
    if manager is None:
        raise Refusal(
            "Nobody of your agency has this address here. Ask your line manager to join, or leave the line empty."
        )
    return manager
