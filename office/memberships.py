"""Memberships: the office gives roles, leads and people themselves end them; what was, stays."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from office import letters, sessions
from partnership import trail
from partnership.access import agencies_where, check
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from partnership.roles import ROLES, SECOND_FACTOR


def give_role(*, by: Person, person: Person, agency: Agency, role: str, starts_on: date, at: datetime) -> Membership:
    """Let a person hold a role in an agency from a day on; Refusal when he or she holds it then already."""
    check(by, Permission.GIVE_ROLES)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        later = Q(ends_on=None) | Q(ends_on__gte=starts_on)
        if person.memberships.filter(later, agency=agency, role=role).exists():
            raise Refusal(f"{person} is {ROLES[role].name.lower()} of {agency} on that day already.")
        given = Membership.objects.create(person=person, agency=agency, role=role, starts_on=starts_on)
        trail.leave("role given", by=by, about=given, agency=agency, person=person.pk, role=role)
        _tell(given, template="role_given", at=at)
        if role in SECOND_FACTOR:
            # The next sign-in asks for the second factor that the new role needs.
            sessions.end_all(person, at=at)
    return given


def end_membership(*, by: Person, membership: Membership, last_day: date, at: datetime) -> None:
    """End a membership after its last day: the person, the agency's lead or the office may.

    The account stays, and the record with it. Raises Refusal for a day before it began and for the last administrator.
    """
    if membership.person_id != by.pk:
        check(by, Permission.ADMIT_MEMBERS, agency=membership.agency)
    with transaction.atomic():
        membership = Membership.objects.select_for_update(of=["self"]).for_list().get(pk=membership.pk)
        _refuse_unfit_day(membership, last_day=last_day, on=localdate(at))
        _refuse_last_administrator(membership)
        finish(membership, last_day=last_day)
        trail.leave("membership ended", by=by, about=membership, agency=membership.agency, person=membership.person_id)
        _tell(membership, template="membership_ended", at=at)
        if last_day < localdate(at):
            sessions.end_all(membership.person, at=at)


def finish(membership: Membership, *, last_day: date) -> None:
    """Write the last day, never before the first; a membership that has ended earlier stays as it is."""
    last_day = max(last_day, membership.starts_on)
    if membership.ends_on is None or membership.ends_on > last_day:
        membership.ends_on = last_day
        membership.save(update_fields=["ends_on"])


def _refuse_unfit_day(membership: Membership, *, last_day: date, on: date) -> None:
    if membership.ends_on is not None and membership.ends_on < on:
        raise Refusal(f"This membership has ended on {membership.ends_on:%-d %B %Y} already.")
    if last_day < membership.starts_on:
        raise Refusal(f"The last day cannot be before the first, {membership.starts_on:%-d %B %Y}.")


def _refuse_last_administrator(membership: Membership) -> None:
    """Without anybody who gives roles nothing can be mended from within; locked, so that two cannot leave at once."""
    givers = [key for key, role in ROLES.items() if Permission.GIVE_ROLES in role.everywhere]
    if membership.role not in givers:
        return
    held = Membership.objects.select_for_update().filter(role__in=givers, ends_on=None).order_by("pk")
    if {each.person_id for each in held if each.pk != membership.pk} == set():
        raise Refusal("This is the last person who can give roles. Give the role to somebody else first.")


def _tell(membership: Membership, *, template: str, at: datetime) -> None:
    context = {
        "agency": membership.agency.name,
        "role": membership.role_name,
        "starts_on": membership.starts_on,
        "ends_on": membership.ends_on,
    }
    key = f"{template}:{membership.pk}:{membership.ends_on or ''}"
    letters.write(
        to=membership.person, topic="membership", template=f"office/{template}", context=context, key=key, at=at
    )


def visible_to(person: Person) -> QuerySet[Membership]:
    """Memberships of the agencies whose people the person may see: the office all, a lead those of the own tree."""
    agencies = agencies_where(person, Permission.SEE_PEOPLE)
    every = Membership.objects.all()
    return every if agencies is None else every.filter(agency__in=agencies)
