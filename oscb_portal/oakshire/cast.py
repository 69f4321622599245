"""The named people of Oakshire and their agencies: the accounts of the demonstration, and the cast of the tests."""

from dataclasses import dataclass, fields
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from partnership.models import Agency, Membership, Person

# When the law replaced boards by safeguarding partners; everybody of the cast has been there since.
BEGAN = date(2019, 9, 29)
DOMAIN = "oakshire.example"

Kind, Sector = Agency.Kind, Agency.Sector
Group = Person.ProfessionalGroup


@dataclass(frozen=True)
class Agencies:
    """The agencies of the cast."""

    board: Agency
    business_unit: Agency
    county_council: Agency
    police: Agency
    icb: Agency
    health_trust: Agency
    academy_trust: Agency
    school: Agency
    voluntary: Agency


@dataclass(frozen=True)
class Cast:
    """Everybody by name, and `agencies`."""

    agencies: Agencies
    administrator: Person
    board: Person
    scrutineer: Person
    lead: Person
    practitioner: Person
    trainer: Person
    auditor: Person
    analyst: Person
    panel: Person
    stranger: Person
    council: Person
    police: Person
    health: Person
    head: Person
    governor: Person
    coordinator: Person


# attribute: name, kind, sector, parent, domain
AGENCIES: dict[str, tuple[str, str, str, str, str]] = {
    "board": ("Oakshire Safeguarding Children Board", Kind.BOARD, Sector.PARTNERSHIP, "", "board.oakshire.example"),
    "business_unit": ("Oakshire Business Unit", Kind.BOARD, Sector.PARTNERSHIP, "board", "unit.oakshire.example"),
    "county_council": ("Oakshire County Council", Kind.COUNTY_COUNCIL, Sector.SOCIAL_CARE, "", "council.example"),
    "police": ("Oakvale Police", Kind.POLICE, Sector.POLICE, "", "oakvale-police.example"),
    "icb": ("Oakshire Integrated Care Board", Kind.INTEGRATED_CARE_BOARD, Sector.HEALTH, "", "icb.example"),
    "health_trust": ("Oakshire Health", Kind.HEALTH_TRUST, Sector.HEALTH, "", "oakshire-health.example"),
    "academy_trust": ("Larchmere Learning Trust", Kind.ACADEMY_TRUST, Sector.EDUCATION, "", "larchmere.example"),
    "school": ("Larchmere School", Kind.SCHOOL, Sector.EDUCATION, "academy_trust", "school.larchmere.example"),
    "voluntary": ("Harbourlight Family Centre", Kind.VOLUNTARY, Sector.VOLUNTARY, "", "harbourlight.example"),
}
SAFEGUARDING_PARTNERS = {"county_council", "police", "icb"}

# attribute: name, role, agency, job, professional group, line manager
PEOPLE: dict[str, tuple[str, str, str, str, str, str]] = {
    "administrator": ("Ada Fenwright", "business_unit", "business_unit", "Business manager", Group.MANAGEMENT, ""),
    "board": ("Bertram Oakley-Stone", "board_member", "board", "Lay member", Group.OTHER, ""),
    "scrutineer": ("Selma Quillfeather", "scrutineer", "board", "Independent scrutineer", Group.OTHER, ""),
    "lead": ("Leonie Marshgate", "agency_lead", "health_trust", "Named nurse", Group.HEALTH, ""),
    "practitioner": ("Priya Thornwell", "practitioner", "health_trust", "Health visitor", Group.HEALTH, "lead"),
    "trainer": ("Tobias Wrenfield", "trainer", "board", "Trainer", Group.OTHER, "administrator"),
    "auditor": ("Aurelia Blackmere", "auditor", "county_council", "Quality manager", Group.SOCIAL_WORK, "council"),
    "analyst": ("Anselm Ridgeworth", "analyst", "county_council", "Data analyst", Group.MANAGEMENT, "council"),
    "panel": ("Petra Lindhollow", "panel_member", "board", "Panel member", Group.OTHER, ""),
    "stranger": ("Silas Harrowgate", "practitioner", "voluntary", "Family support worker", Group.VOLUNTARY, ""),
    "council": ("Cordelia Ashbourne-Vale", "safeguarding_partner", "county_council", "Director", Group.MANAGEMENT, ""),
    "police": ("Percival Stonebridge", "safeguarding_partner", "police", "Assistant chief constable", Group.POLICE, ""),
    "health": ("Hestia Moorcroft", "safeguarding_partner", "icb", "Chief nurse", Group.HEALTH, ""),
    "head": ("Hugo Larkspur", "head", "school", "Head teacher", Group.EDUCATION, ""),
    "governor": ("Greta Willowby", "governor", "school", "Safeguarding governor", Group.EDUCATION, ""),
    "coordinator": (
        "Caspian Elmhurst",
        "coordinator",
        "county_council",
        "Review coordinator",
        Group.SOCIAL_WORK,
        "council",
    ),
}


def assemble(password: str | None = None) -> Cast:
    """Write the cast into an empty database and return it; without a password nobody can sign in with one."""
    agencies = _found_agencies()
    people = _hire(password)
    Membership.objects.bulk_create(
        Membership(person=people[key], agency=agencies[agency], role=role, starts_on=BEGAN)
        for key, (_, role, agency, *_) in PEOPLE.items()
    )
    return Cast(agencies=Agencies(**agencies), **people)


def of_the_database() -> Cast:
    """The cast that has been assembled before."""
    agencies = {each.slug: each for each in Agency.objects.filter(slug__in=[slug(key) for key in AGENCIES])}
    people = {each.email: each for each in Person.objects.filter(email__in=[address(key) for key in PEOPLE])}
    return Cast(
        agencies=Agencies(**{field.name: agencies[slug(field.name)] for field in fields(Agencies)}),
        **{key: people[address(key)] for key in PEOPLE},
    )


def slug(key: str) -> str:
    """The slug of an agency of the cast."""
    return key.replace("_", "-")


def address(key: str) -> str:
    """The e-mail address of a person of the cast."""
    return f"{key}@{DOMAIN}"


def _found_agencies() -> dict[str, Agency]:
    made: dict[str, Agency] = {}
    for generation in (False, True):
        born = {
            key: Agency(
                name=name,
                slug=slug(key),
                kind=kind,
                sector=sector,
                parent=made.get(parent),
                email_domains=[domain],
                safeguarding_partner=key in SAFEGUARDING_PARTNERS,
                active_from=BEGAN,
            )
            for key, (name, kind, sector, parent, domain) in AGENCIES.items()
            if bool(parent) is generation
        }
        Agency.objects.bulk_create(born.values())
        made |= born
    return made


def _hire(password: str | None) -> dict[str, Person]:
    people = {
        key: Person(email=address(key), name=name, job_role=job, professional_group=group)
        for key, (name, _, _, job, group, _) in PEOPLE.items()
    }
    # Hashing is slow on purpose; all demonstration accounts share one password, so once is enough.
    hashed = make_password(password) if password else ""
    for person in people.values():
        person.password = hashed or make_password(None)
    Person.objects.bulk_create(people.values())
    managed = {key: manager for key, (*_, manager) in PEOPLE.items() if manager}
    for key, manager in managed.items():
        people[key].line_manager = people[manager]
    Person.objects.bulk_update([people[key] for key in managed], ["line_manager"])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people.values()
    )
    return people
