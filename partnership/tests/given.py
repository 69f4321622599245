"""Builds agencies, people and memberships in few words; the ground floor has no verbs of its own for them."""

from datetime import date
from itertools import count

from django.utils.text import slugify

from partnership.models import Agency, Membership, Person

BEGAN = date(2019, 9, 29)
_number = count(1)


def an_agency(
    name: str = "",
    *,
    kind: str = Agency.Kind.VOLUNTARY,
    sector: str = Agency.Sector.VOLUNTARY,
    parent: Agency | None = None,
    since: date = BEGAN,
    until: date | None = None,
    domains: list[str] | None = None,
) -> Agency:
    """An agency of the partnership."""
    name = name or f"Agency {next(_number)}"
    return Agency.objects.create(
        name=name,
        slug=slugify(name),
        kind=kind,
        sector=sector,
        parent=parent,
        active_from=since,
        active_until=until,
        email_domains=domains or [],
    )


def a_person(
    name: str = "",
    *,
    role: str = "practitioner",
    agency: Agency | None = None,
    since: date = BEGAN,
    until: date | None = None,
    line_manager: Person | None = None,
) -> Person:
    """A person, with a hat when an agency is named."""
    name = name or f"Person {next(_number)}"
    person = Person.objects.create_user(f"{slugify(name)}@people.example", name=name, line_manager=line_manager)
    if agency:
        a_hat(person, role=role, agency=agency, since=since, until=until)
    return person


def a_hat(person: Person, *, role: str, agency: Agency, since: date = BEGAN, until: date | None = None) -> Membership:
    """One more membership; what the gate remembers of the person is forgotten."""
    person.__dict__.pop("hats", None)
    return Membership.objects.create(person=person, agency=agency, role=role, starts_on=since, ends_on=until)
