"""The people who work in the agencies: job roles, line managers, memberships, head counts. None has a password."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from oscb_portal.oakshire import names
from oscb_portal.oakshire.agencies import CLOSED
from oscb_portal.oakshire.cast import BEGAN, Cast
from oscb_portal.oakshire.dice import dice, draw
from partnership.models import Agency, Headcount, Membership, Person

PEOPLE_AT_SCALE_ONE = 3_000
# How many of an agency's staff the portal knows: the head counts say how many there are.
KNOWN_SHARE = 0.62
TEAM = 9
LEFT = 0.04

Kind, Group = Agency.Kind, Person.ProfessionalGroup
# Relative size, and the job roles with their professional group and share.
Jobs = dict[str, tuple[str, float]]
SOCIAL_CARE: Jobs = {
    "Social worker": (Group.SOCIAL_WORK, 0.42),
    "Family support worker": (Group.EARLY_HELP, 0.22),
    "Team manager": (Group.SOCIAL_WORK, 0.10),
    "Personal adviser": (Group.SOCIAL_WORK, 0.08),
    "Foster carer": (Group.FOSTER_CARE, 0.10),
    "Education welfare officer": (Group.EDUCATION, 0.08),
}
SCHOOL: Jobs = {
    "Teacher": (Group.EDUCATION, 0.55),
    "Teaching assistant": (Group.EDUCATION, 0.30),
    "Pastoral lead": (Group.EDUCATION, 0.15),
}
HEALTH: Jobs = {
    "Health visitor": (Group.HEALTH, 0.24),
    "School nurse": (Group.HEALTH, 0.14),
    "Midwife": (Group.HEALTH, 0.20),
    "Paediatrician": (Group.HEALTH, 0.12),
    "Mental health practitioner": (Group.HEALTH, 0.30),
}
VOLUNTARY: Jobs = {"Project worker": (Group.VOLUNTARY, 0.6), "Volunteer": (Group.VOLUNTARY, 0.4)}
WORK: dict[str, tuple[float, Jobs]] = {
    Kind.COUNTY_COUNCIL: (14, SOCIAL_CARE),
    Kind.POLICE: (8, {"Police constable": (Group.POLICE, 0.7), "Detective": (Group.POLICE, 0.3)}),
    Kind.INTEGRATED_CARE_BOARD: (1, {"Designated nurse": (Group.HEALTH, 1.0)}),
    Kind.HEALTH_TRUST: (6, HEALTH),
    Kind.GENERAL_PRACTICE: (0.6, {"General practitioner": (Group.HEALTH, 0.5), "Practice nurse": (Group.HEALTH, 0.5)}),
    Kind.DISTRICT_COUNCIL: (1.4, {"Housing officer": (Group.HOUSING, 0.7), "Licensing officer": (Group.HOUSING, 0.3)}),
    Kind.ACADEMY_TRUST: (0.4, {"Trust officer": (Group.MANAGEMENT, 1.0)}),
    Kind.SCHOOL: (2.2, SCHOOL),
    Kind.COLLEGE: (2.4, SCHOOL),
    Kind.EARLY_YEARS: (0.8, {"Nursery practitioner": (Group.EARLY_YEARS, 1.0)}),
    Kind.PROBATION: (1.2, {"Probation officer": (Group.JUSTICE, 1.0)}),
    Kind.YOUTH_JUSTICE: (1.0, {"Youth justice worker": (Group.JUSTICE, 1.0)}),
    Kind.PRISON: (0.8, {"Secure centre officer": (Group.JUSTICE, 1.0)}),
    Kind.VOLUNTARY: (0.9, VOLUNTARY),
    Kind.FAITH: (0.6, VOLUNTARY),
    Kind.MILITARY: (0.6, {"Welfare officer": (Group.OTHER, 1.0)}),
    Kind.BOARD: (0.2, {"Partnership officer": (Group.MANAGEMENT, 1.0)}),
    Kind.INDEPENDENT: (0.4, {"Independent trainer": (Group.OTHER, 0.5), "Chair of conferences": (Group.OTHER, 0.5)}),
}
# Agencies whose work differs from that of their kind.
OF_THEIR_OWN: dict[str, tuple[float, Jobs]] = {
    "Oakshire Ambulance Service": (2.5, {"Paramedic": (Group.HEALTH, 0.8), "Call handler": (Group.HEALTH, 0.2)}),
    "Oakshire Business Unit": (
        0.3,
        {"Partnership officer": (Group.MANAGEMENT, 0.7), "Training officer": (Group.MANAGEMENT, 0.3)},
    ),
}


@dataclass
class Staff:
    """People of one agency, the manager first."""

    agency: Agency
    people: list[Person]


def hire(scale: float, agencies: list[Agency], cast: Cast, *, today: date) -> list[Person]:
    """Hire the people of all agencies, give them line managers and hats, and count heads."""
    rng = dice("people")
    total = max(len(agencies) * 3, round(PEOPLE_AT_SCALE_ONE * scale)) - 16
    weights = np.array([_work(agency)[0] for agency in agencies])
    sizes = np.maximum(2, np.round(total * weights / weights.sum())).astype(int)
    staff = [_staff(rng, agency, size) for agency, size in zip(agencies, sizes, strict=True)]
    people = [person for each in staff for person in each.people]
    _write(staff, people)
    _give_hats(rng, staff, cast, today)
    _count_heads(rng, staff, today)
    return people


def _work(agency: Agency) -> tuple[float, Jobs]:
    """How large an agency is beside others, and what its people do."""
    return OF_THEIR_OWN.get(agency.name) or WORK[agency.kind]


def _staff(rng: np.random.Generator, agency: Agency, size: int) -> Staff:
    jobs = _work(agency)[1]
    roles = draw(rng, {role: share for role, (_, share) in jobs.items()}, size)
    roles[0] = "Head teacher" if agency.kind == Kind.SCHOOL else "Safeguarding lead"
    domain = agency.email_domains[0] if agency.email_domains else "independent.example"
    people = []
    for number, (name, role) in enumerate(zip(names.people(rng, size), roles, strict=True), start=1):
        group = jobs[role][0] if role in jobs else next(iter(jobs.values()))[0]
        address = f"{slugify(name).replace('-', '.')}{number}@{domain}"
        people.append(Person(name=name, email=address, job_role=role, professional_group=group))
    return Staff(agency, people)


def _write(staff: list[Staff], people: list[Person]) -> None:
    for person in people:
        person.password = make_password(None)
    Person.objects.bulk_create(people, batch_size=1000)
    for each in staff:
        for place, person in enumerate(each.people[1:], start=1):
            # The first of every nine leads the others; leaders answer to the head of the agency.
            leader = each.people[place - place % TEAM]
            person.line_manager = leader if leader is not person else each.people[0]
    managed = [person for person in people if person.line_manager_id]
    Person.objects.bulk_update(managed, ["line_manager"], batch_size=1000)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people),
        batch_size=1000,
    )


def _give_hats(rng: np.random.Generator, staff: list[Staff], cast: Cast, today: date) -> None:
    hats: list[Membership] = []
    for each in staff:
        until = each.agency.active_until
        for place, person in enumerate(each.people):
            since = BEGAN + timedelta(days=int(rng.integers(0, 1500)))
            left = today - timedelta(days=int(rng.integers(30, 700))) if place and rng.random() < LEFT else until
            hats.append(_hat(person, _role(each, place), each.agency, since, left))
    Membership.objects.bulk_create([*hats, *_more_hats(staff, cast)], batch_size=1000)


def _role(staff: Staff, place: int) -> str:
    if place == 0:
        return "head" if staff.agency.kind == Kind.SCHOOL else "agency_lead"
    wider = staff.agency.kind in (Kind.COUNTY_COUNCIL, Kind.POLICE, Kind.HEALTH_TRUST)
    if wider and place in (1, 2, 3):
        return ("auditor", "analyst", "trainer")[place - 1]
    if place == 1 and staff.agency.kind == Kind.SCHOOL:
        return "governor"
    return "practitioner"


def _more_hats(staff: list[Staff], cast: Cast) -> list[Membership]:
    """Several hats: a trust's lead answers for its schools too, leads sit on the board, the trainer practises."""
    board = cast.agencies.board
    hats = [_hat(cast.trainer, "practitioner", cast.agencies.county_council, BEGAN, None)]
    by_agency = {each.agency.pk: each for each in staff}
    for each in staff:
        if each.agency.kind == Kind.ACADEMY_TRUST:
            schools = [other.agency for other in staff if other.agency.parent_id == each.agency.pk]
            hats += [_hat(each.people[0], "agency_lead", school, BEGAN, None) for school in schools]
        if each.agency.kind in (Kind.DISTRICT_COUNCIL, Kind.PROBATION, Kind.COLLEGE, Kind.MILITARY):
            hats.append(_hat(each.people[0], "board_member", board, BEGAN, None))
    hats.append(_hat(by_agency[cast.agencies.police.pk].people[1], "panel_member", board, BEGAN, None))
    return hats


def _hat(person: Person, role: str, agency: Agency, since: date, until: date | None) -> Membership:
    return Membership(
        person=person, agency=agency, role=role, starts_on=min(since, until) if until else since, ends_on=until
    )


def _count_heads(rng: np.random.Generator, staff: list[Staff], today: date) -> None:
    """Each spring the agencies say how many work there, known to the portal or not."""
    springs = [date(year, 4, 1) for year in range(today.year - 2, today.year + 1) if date(year, 4, 1) <= today]
    counts = [
        Headcount(agency=each.agency, job_role=role, people=_estimated(rng, known), counted_on=spring)
        for each in staff
        if each.agency.name != CLOSED
        for spring in springs
        for role, known in Counter(person.job_role for person in each.people).items()
    ]
    Headcount.objects.bulk_create(counts, batch_size=1000)


def _estimated(rng: np.random.Generator, known: int) -> int:
    return known if known == 1 else max(known, round(known / KNOWN_SHARE * rng.uniform(0.95, 1.05)))
