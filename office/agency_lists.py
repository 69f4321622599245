"""Agencies from a list: read it, say what would change, then change it. Nothing is ever taken away by a list.

A row is the same agency when its URN is, else when its name is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from office import agencies as desk
from office import drafts, findable
from office.tables_in import Unfit, Wanted
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

Kind, Sector = Agency.Kind, Agency.Sector
SECTORS = {
    Kind.COUNTY_COUNCIL: Sector.SOCIAL_CARE,
    Kind.DISTRICT_COUNCIL: Sector.DISTRICTS,
    Kind.POLICE: Sector.POLICE,
    Kind.INTEGRATED_CARE_BOARD: Sector.HEALTH,
    Kind.HEALTH_TRUST: Sector.HEALTH,
    Kind.GENERAL_PRACTICE: Sector.HEALTH,
    Kind.ACADEMY_TRUST: Sector.EDUCATION,
    Kind.SCHOOL: Sector.EDUCATION,
    Kind.COLLEGE: Sector.EDUCATION,
    Kind.EARLY_YEARS: Sector.EDUCATION,
    Kind.PROBATION: Sector.JUSTICE,
    Kind.YOUTH_JUSTICE: Sector.JUSTICE,
    Kind.PRISON: Sector.JUSTICE,
    Kind.VOLUNTARY: Sector.VOLUNTARY,
    Kind.FAITH: Sector.VOLUNTARY,
}
# The phases of the register of schools (Get Information about Schools), and what each is here.
PHASES = {
    "nursery": Kind.EARLY_YEARS,
    "primary": Kind.SCHOOL,
    "middle deemed primary": Kind.SCHOOL,
    "middle deemed secondary": Kind.SCHOOL,
    "secondary": Kind.SCHOOL,
    "all-through": Kind.SCHOOL,
    "16 plus": Kind.COLLEGE,
    "not applicable": Kind.SCHOOL,
}


def _urn(text: str) -> str:
    if not desk.is_urn(text):
        raise Unfit("A URN has six figures.", "Look it up in the register of schools, or leave the cell empty.")
    return text


def _name(text: str) -> str:
    if len(text) > 200:
        raise Unfit("The name is longer than 200 characters.", "Shorten it.")
    return text


def _kind(text: str) -> str:
    word = text.lower()
    known = {label.lower(): value for value, label in Kind.choices} | {key: kind.value for key, kind in PHASES.items()}
    if word not in known:
        raise Unfit(
            f"There is no kind or phase “{text[:40]}”.", "Write School, College, Primary, Secondary or the like."
        )
    return known[word]


def _domain(text: str) -> str:
    domain = text.lower().removeprefix("@")
    if " " in domain or "." not in domain or len(domain) > 120:
        raise Unfit("This is not the domain of an e-mail address.", "Write what comes after the @, such as elm.sch.uk.")
    return domain


COLUMNS = (
    Wanted("name", "Name", also=("Establishment name", "Agency", "School"), read=_name),
    Wanted("kind", "Kind", also=("Phase", "Phase of education", "Type"), read=_kind),
    Wanted("urn", "URN", needed=False, read=_urn),
    Wanted("trust", "Trust", also=("Trusts", "Academy trust", "Trust name"), needed=False, read=_name),
    Wanted("district", "District", also=("District administrative",), needed=False, read=lambda text: text[:80]),
    Wanted("domain", "E-mail domain", also=("Domain",), needed=False, read=_domain),
)


@dataclass(frozen=True)
class Step:
    """What one row would do: the row's number, the agency's name, and each change in words."""

    row: int
    name: str
    changes: tuple[str, ...]
    is_new: bool


@dataclass
class Plan:
    """What a list would do, and what in it contradicts itself; `same` rows change nothing."""

    steps: list[Step] = field(default_factory=list)
    clashes: list[tuple[int, str]] = field(default_factory=list)
    same: int = 0

    @property
    def new(self) -> int:
        """How many agencies would be added."""
        return sum(step.is_new for step in self.steps)

    @property
    def changed(self) -> int:
        """How many would be changed."""
        return len(self.steps) - self.new


class _Known:
    """The agencies that are there, by URN and by name."""

    def __init__(self) -> None:
        every = list(Agency.objects.select_related("parent"))
        self.by_urn = {each.urn: each for each in every if each.urn}
        self.by_name = {each.name.lower(): each for each in every}
        self.slugs = {each.slug for each in every}

    def find(self, row: Mapping[str, Any]) -> Agency | None:
        """The agency a row speaks of, if it is there."""
        return self.by_urn.get(row["urn"]) or self.by_name.get(row["name"].lower())


# What was read waits here, for its sender alone, until he or she has seen what it would do.
DRAFT = {"form": "agency-list", "record": ""}
Rows = Mapping[int, Mapping[str, Any]]


def lay_down(*, by: Person, rows: Rows, at: datetime) -> None:
    """Keep the rows of a list until its sender has seen what they would do."""
    check(by, Permission.MANAGE_AGENCIES)
    drafts.lay_down(by=by, fields={str(number): dict(row) for number, row in rows.items()}, at=at, **DRAFT)


def laid_down(person: Person) -> dict[int, dict[str, Any]] | None:
    """The rows a person laid down, if any."""
    draft = drafts.of(person, **DRAFT)
    return {int(number): row for number, row in draft.fields.items()} if draft else None


def compare(rows: Rows) -> Plan:
    """What the rows (by their number) would change; changes nothing itself."""
    plan, known = Plan(), _Known()
    seen: dict[str, int] = {}
    for number, row in rows.items():
        clash = _clash(number, row, known, seen)
        if clash:
            plan.clashes.append((number, clash))
            continue
        there = known.find(row)
        changes = tuple(_changes(there, row)) if there else ()
        if there is None or changes:
            plan.steps.append(Step(number, row["name"], changes, is_new=there is None))
        else:
            plan.same += 1
    return plan


def _clash(number: int, row: Mapping[str, Any], known: _Known, seen: dict[str, int]) -> str:
    for mark in (f"URN {row['urn']}" if row["urn"] else "", f"“{row['name'].lower()}”"):
        if mark and mark in seen:
            return f"{mark} stands in row {seen[mark]} too. Keep one of them."
        if mark:
            seen[mark] = number
    there, namesake = known.by_urn.get(row["urn"]), known.by_name.get(row["name"].lower())
    if there and namesake and there.pk != namesake.pk:
        return f"The URN belongs to {there}, the name to another agency. Correct one of them."
    if namesake and not there and row["urn"] and namesake.urn:
        return f"{namesake} has the URN {namesake.urn}. Correct the URN, or the name."
    return _clash_of_trust(row, known) if row["trust"] else ""


def _clash_of_trust(row: Mapping[str, Any], known: _Known) -> str:
    """Only academy trusts stand above, and nothing above them: so no list can make a circle."""
    trust = known.by_name.get(row["trust"].lower())
    if row["kind"] == Kind.ACADEMY_TRUST:
        return "An academy trust has no trust above it. Empty the cell “Trust”."
    if row["trust"].lower() == row["name"].lower():
        return "An agency cannot be its own trust. Correct the cell “Trust”."
    if trust is not None and trust.kind != Kind.ACADEMY_TRUST:
        return f"{trust} is no academy trust here ({trust.get_kind_display()}). Correct the cell “Trust”."
    return ""


def _changes(agency: Agency, row: Mapping[str, Any]) -> list[str]:
    """Each difference in words; an empty cell leaves things as they are."""
    now = {
        "name": agency.name,
        "kind": agency.kind,
        "urn": agency.urn,
        "district": agency.district,
        "trust": agency.parent.name if agency.parent else "",
    }
    kinds, labels = dict(Kind.choices), {"urn": "URN"}
    found = [
        f"{labels.get(name, name)}: {kinds.get(old, old) or 'nothing'} becomes {kinds.get(row[name], row[name])}"
        for name, old in now.items()
        if row[name] and row[name].lower() != old.lower()
    ]
    if row["domain"] and row["domain"] not in agency.email_domains:
        found.append(f"e-mail domain: {row['domain']} is added")
    return found


def take_in(*, by: Person, rows: Rows, on: date) -> Plan:
    """Add and change the agencies of a list that does not contradict itself; says what was done."""
    check(by, Permission.MANAGE_AGENCIES)
    with transaction.atomic():
        list(Agency.objects.select_for_update().order_by("pk"))
        plan = compare(rows)
        if plan.clashes:
            raise Refusal(
                "The list contradicts itself or what is here. Correct the rows named below and send it again."
            )
        known = _Known()
        changed = [_write(rows[step.row], known, on) for step in plan.steps]
        findable.write(findable.of_agency(agency) for agency in changed)
        drafts.discard(by=by, **DRAFT)
        trail.leave("agency list taken in", by=by, new=plan.new, changed=plan.changed)
    return plan


def _write(row: Mapping[str, Any], known: _Known, on: date) -> Agency:
    agency = known.find(row) or Agency(active_from=on, slug=_slug(row["name"], known), email_domains=[])
    agency.name, agency.kind = row["name"], row["kind"]
    agency.sector = SECTORS.get(Kind(row["kind"]), Sector.OTHER)
    agency.urn = row["urn"] or agency.urn
    agency.district = row["district"] or agency.district
    if row["trust"]:
        agency.parent = _trust(row["trust"], known, on)
    if row["domain"] and row["domain"] not in agency.email_domains:
        agency.email_domains = [*agency.email_domains, row["domain"]]
    agency.save()
    known.by_name[agency.name.lower()] = agency
    return agency


def _trust(name: str, known: _Known, on: date) -> Agency:
    trust = known.by_name.get(name.lower())
    if trust is None:
        trust = Agency.objects.create(
            name=name, slug=_slug(name, known), kind=Kind.ACADEMY_TRUST, sector=Sector.EDUCATION, active_from=on
        )
        known.by_name[name.lower()] = trust
    return trust


def _slug(name: str, known: _Known) -> str:
    stem = slugify(name)[:70] or "agency"
    slug, number = stem, 1
    while slug in known.slugs:
        number += 1
        slug = f"{stem}-{number}"
    known.slugs.add(slug)
    return slug
